//! People: civil servants of the agency, and guests that it invites.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::UnitId;
use crate::text::Text;
use crate::{Context, Decision, Entity, Private, Refusal, events};

/// The kind of employment.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum PersonKind {
    /// Permanent civil servant.
    Pns,
    /// Civil servant on contract.
    Pppk,
    /// An outsider, such as a juror from a university.
    Guest,
}

/// The group of positions that categories are made for (`domain` words of UU 20/2023).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum PositionGroup {
    /// *Jabatan pimpinan tinggi pratama*.
    JptPratama,
    /// *Administrator*.
    Administrator,
    /// *Pengawas*.
    Pengawas,
    /// *Pelaksana*.
    Pelaksana,
    /// Functional position: teacher.
    JfGuru,
    /// Functional position: health.
    JfKesehatan,
    /// Any other functional position.
    JfLain,
    /// No position in this agency.
    None,
}

/// A name as it is written: never split, titles kept in their own case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// *Nama*, which may be a single word.
    pub full: Text<150>,
    /// *Gelar depan*.
    #[serde(default)]
    pub before: Option<Text<50>>,
    /// *Gelar belakang*.
    #[serde(default)]
    pub after: Option<Text<80>>,
}

impl Name {
    /// `{gelar_depan} {nama}, {gelar_belakang}`.
    #[must_use]
    pub fn display(&self) -> String {
        let before = self
            .before
            .as_ref()
            .map(|t| format!("{t} "))
            .unwrap_or_default();
        let after = self
            .after
            .as_ref()
            .map(|t| format!(", {t}"))
            .unwrap_or_default();
        format!("{before}{}{after}", self.full)
    }
}

/// A person was registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registered {
    /// Kind of employment.
    pub kind: PersonKind,
    /// The unit they serve in; guests have none.
    pub unit: Option<UnitId>,
    /// Group of positions.
    pub group: PositionGroup,
    /// Their name.
    pub name: Private<Name>,
    /// NIP or NI PPPK, 18 digits; guests have none.
    pub nip: Option<Private<String>>,
    /// From when they serve here.
    pub from: Date,
}

/// A name or number was corrected (UU 27/2022 Art. 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// The name as it should be.
    pub name: Private<Name>,
}

/// The person moved to another unit of the agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transferred {
    /// The new unit.
    pub unit: UnitId,
    /// From when.
    pub from: Date,
}

/// The person left the agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Departed {
    /// From when.
    pub from: Date,
}

events! {
    /// What happens to a person's record.
    pub enum Event {
        #[doc = "A person was registered."]
        Registered(Registered) = "person.registered" 1,
        #[doc = "A name was corrected."]
        Corrected(Corrected) = "person.corrected" 1,
        #[doc = "The person moved to another unit of the agency."]
        Transferred(Transferred) = "person.transferred" 1,
        #[doc = "The person left the agency."]
        Departed(Departed) = "person.departed" 1,
    }
}

/// What may be asked of a person's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Register.
    Register(Registered),
    /// Correct the name.
    Correct(Corrected),
    /// Move to another unit.
    Transfer(Transferred),
    /// Leave the agency.
    Depart(Departed),
}

/// A person's record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    registered: Option<Plain>,
    departed: Option<Date>,
}

/// What a fold without keys can compare.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Plain {
    kind: PersonKind,
    unit: Option<UnitId>,
    group: PositionGroup,
}

impl Person {
    /// Whether a registration has been recorded.
    #[must_use]
    pub const fn exists(&self) -> bool {
        self.registered.is_some()
    }
}

/// Whether `asked` may be registered, as far as units go.
fn check(asked: &Registered, context: &Context<'_>) -> Result<(), Refusal> {
    match (asked.kind, asked.unit) {
        (PersonKind::Guest, Some(_)) => Err(Refusal::GuestHasNoUnit),
        (PersonKind::Guest, None) => Ok(()),
        (PersonKind::Pns | PersonKind::Pppk, None) => Err(Refusal::UnitUnknown),
        (PersonKind::Pns | PersonKind::Pppk, Some(unit)) => {
            context.reference.open_unit(unit).map(|_| ())
        }
    }
}

fn register(asked: &Registered, context: &Context<'_>) -> Decision<Event> {
    match check(asked, context) {
        Ok(()) => record(Event::Registered(asked.clone())),
        Err(refusal) => Decision::Refuse(refusal),
    }
}

impl Entity for Person {
    const KIND: &'static str = "person";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let Some(known) = &self.registered else {
            return match command {
                Command::Register(asked) => register(asked, context),
                Command::Correct(_) | Command::Transfer(_) | Command::Depart(_) => {
                    Decision::Refuse(Refusal::PersonUnknown)
                }
            };
        };
        match (command, self.departed) {
            // Who left may come back from a later day on; an old import brings nobody back.
            (Command::Register(asked), Some(left)) if asked.from > left => register(asked, context),
            (Command::Depart(asked), Some(left)) if asked.from == left => Decision::Repeat,
            (_, Some(_)) => Decision::Refuse(Refusal::PersonInactive),
            // Who is registered again is the same person: the NIP index said so. What differs is a
            // correction or a transfer, and has a command of its own.
            (Command::Register(asked), None)
                if (asked.kind, asked.group) == (known.kind, known.group) =>
            {
                Decision::Repeat
            }
            (Command::Register(_), None) => Decision::Refuse(Refusal::PersonExists),
            (Command::Correct(asked), None) => record(Event::Corrected(asked.clone())),
            (Command::Transfer(_), None) if known.kind == PersonKind::Guest => {
                Decision::Refuse(Refusal::GuestHasNoUnit)
            }
            (Command::Transfer(asked), None) if known.unit == Some(asked.unit) => Decision::Repeat,
            (Command::Transfer(asked), None) => match context.reference.open_unit(asked.unit) {
                Ok(_) => record(Event::Transferred(asked.clone())),
                Err(refusal) => Decision::Refuse(refusal),
            },
            (Command::Depart(asked), None) => record(Event::Departed(asked.clone())),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Registered(r) => {
                self.departed = None;
                self.registered = Some(Plain {
                    kind: r.kind,
                    unit: r.unit,
                    group: r.group,
                });
            }
            Event::Corrected(_) => {}
            Event::Transferred(t) => {
                if let Some(known) = &mut self.registered {
                    known.unit = Some(t.unit);
                }
            }
            Event::Departed(departed) => self.departed = Some(departed.from),
        }
    }
}
