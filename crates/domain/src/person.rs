//! People: civil servants of the agency, and guests that it invites.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entity::record;
use crate::ids::{PersonId, UnitId, derive_id};
use crate::text::{Text, Title};
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

impl PositionGroup {
    /// Its id among the boards of recognition, which units have too; none for who holds no position.
    #[must_use]
    pub fn board(self) -> Option<Uuid> {
        let word = match self {
            Self::JptPratama => "jpt-pratama",
            Self::Administrator => "administrator",
            Self::Pengawas => "pengawas",
            Self::Pelaksana => "pelaksana",
            Self::JfGuru => "jf-guru",
            Self::JfKesehatan => "jf-kesehatan",
            Self::JfLain => "jf-lain",
            Self::None => return None,
        };
        Some(derive_id(&["position-group", word]))
    }
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

/// A person's standing (*kedudukan hukum*, BKN's list).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// *Aktif*.
    Active,
    /// *Cuti di luar tanggungan negara*.
    Leave,
    /// *Tugas belajar*.
    Study,
    /// *Pemberhentian sementara*.
    Suspended,
    /// *Masa persiapan pensiun*.
    Retiring,
    /// *PNS kena hukuman disiplin*.
    Sanctioned,
    /// *Tidak aktif*.
    Inactive,
    /// *Diberhentikan*.
    Dismissed,
    /// *Pensiun*.
    Retired,
    /// *PPPK paruh waktu*.
    PartTime,
}

/// How a person is employed, as of a day. Each such event stands for all before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Employed {
    /// Kind of employment.
    pub kind: PersonKind,
    /// Group of positions.
    pub group: PositionGroup,
    /// Standing.
    pub status: Status,
    /// Whether they are a candidate yet (CPNS).
    pub candidate: bool,
    /// Position (*nama jabatan*).
    pub position: Option<Title>,
    /// Grade (*golongan/ruang*), such as `III/a` or `IX`.
    pub grade: Option<Text<10>>,
    /// The day of the first appointment (*TMT CPNS*).
    pub since: Option<Date>,
}

/// The number changed: a PPPK signed another contract, or it was written wrongly. The earlier one
/// finds the person as before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Renumbered {
    /// NIP or NI PPPK, 18 digits.
    pub nip: Private<String>,
    /// The kind of employment that it is the number of.
    pub kind: PersonKind,
}

/// The person was registered by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {}

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
        #[doc = "How the person is employed."]
        Employed(Employed) = "person.employed" 1,
        #[doc = "The person's number changed."]
        Renumbered(Renumbered) = "person.renumbered" 1,
        #[doc = "The person was registered by mistake."]
        Withdrawn(Withdrawn) = "person.withdrawn" 1,
    }
}

/// What may be asked of a person's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Register.
    Register(Registered),
    /// Register with what a staff file says of their employment.
    Enter(Registered, Employed),
    /// Correct the name.
    Correct(Corrected),
    /// Move to another unit.
    Transfer(Transferred),
    /// Leave the agency.
    Depart(Departed),
    /// Say how they are employed.
    Employ(Employed),
    /// Give them another number.
    Renumber(Renumbered),
    /// Undo the registration.
    Withdraw(PersonId),
}

/// A person's record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    registered: Option<Plain>,
    departed: Option<Date>,
    name: Option<Private<Name>>,
    nip: Option<Private<String>>,
    employed: Option<Employed>,
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

    /// The name as it stands.
    #[must_use]
    pub const fn name(&self) -> Option<&Private<Name>> {
        self.name.as_ref()
    }

    /// The number as it stands.
    #[must_use]
    pub const fn nip(&self) -> Option<&Private<String>> {
        self.nip.as_ref()
    }

    /// How they are employed, if a staff file has said so.
    #[must_use]
    pub const fn employed(&self) -> Option<&Employed> {
        self.employed.as_ref()
    }

    /// The unit they serve in.
    #[must_use]
    pub fn unit(&self) -> Option<UnitId> {
        self.registered.as_ref().and_then(|known| known.unit)
    }

    /// The kind of employment.
    #[must_use]
    pub fn kind(&self) -> Option<PersonKind> {
        self.registered.as_ref().map(|known| known.kind)
    }

    /// Whether they have left.
    #[must_use]
    pub const fn left(&self) -> bool {
        self.departed.is_some()
    }

    fn change(&self, known: &Plain, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match command {
            // Who is registered again is the same person: the NIP index said so. What differs is a
            // correction or a transfer, and has a command of its own.
            Command::Register(asked) if (asked.kind, asked.group) == (known.kind, known.group) => {
                Decision::Repeat
            }
            Command::Enter(_, asked) if self.employed.as_ref() == Some(asked) => Decision::Repeat,
            Command::Register(_) | Command::Enter(..) => Decision::Refuse(Refusal::PersonExists),
            Command::Correct(asked) => record(Event::Corrected(asked.clone())),
            Command::Transfer(_) if known.kind == PersonKind::Guest => {
                Decision::Refuse(Refusal::GuestHasNoUnit)
            }
            Command::Transfer(asked) if known.unit == Some(asked.unit) => Decision::Repeat,
            Command::Transfer(asked) => match context.reference.open_unit(asked.unit) {
                Ok(_) => record(Event::Transferred(asked.clone())),
                Err(refusal) => Decision::Refuse(refusal),
            },
            Command::Depart(asked) => record(Event::Departed(asked.clone())),
            Command::Employ(asked) if self.employed.as_ref() == Some(asked) => Decision::Repeat,
            Command::Employ(Employed { kind, .. }) | Command::Renumber(Renumbered { kind, .. })
                if [*kind, known.kind].contains(&PersonKind::Guest) =>
            {
                Decision::Refuse(Refusal::GuestNotEmployed)
            }
            Command::Employ(asked) => record(Event::Employed(asked.clone())),
            Command::Renumber(asked) => record(Event::Renumbered(asked.clone())),
            Command::Withdraw(id) if context.reference.rests_on(*id) => {
                Decision::Refuse(Refusal::PersonInUse)
            }
            Command::Withdraw(_) => record(Event::Withdrawn(Withdrawn {})),
        }
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

fn register(
    asked: &Registered,
    employed: Option<&Employed>,
    context: &Context<'_>,
) -> Decision<Event> {
    let guest = |kind| kind == PersonKind::Guest;
    if employed.is_some_and(|employed| guest(employed.kind) || guest(asked.kind)) {
        return Decision::Refuse(Refusal::GuestNotEmployed);
    }
    match check(asked, context) {
        Ok(()) => {
            let registered = Event::Registered(asked.clone());
            let employed = employed.cloned().map(Event::Employed);
            Decision::Record(std::iter::once(registered).chain(employed).collect())
        }
        Err(refusal) => Decision::Refuse(refusal),
    }
}

impl Entity for Person {
    const KIND: &'static str = "person";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match (command, &self.registered, self.departed) {
            (Command::Register(asked), None, _) => register(asked, None, context),
            (Command::Enter(asked, employed), None, _) => register(asked, Some(employed), context),
            (_, None, _) => Decision::Refuse(Refusal::PersonUnknown),
            // Who left may come back from a later day on; an old import brings nobody back.
            (Command::Register(asked), _, Some(left)) if asked.from > left => {
                register(asked, None, context)
            }
            (Command::Enter(asked, employed), _, Some(left)) if asked.from > left => {
                register(asked, Some(employed), context)
            }
            (Command::Depart(asked), _, Some(left)) if asked.from == left => Decision::Repeat,
            (_, _, Some(_)) => Decision::Refuse(Refusal::PersonInactive),
            (_, Some(known), None) => self.change(known, command, context),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Registered(r) => {
                self.departed = None;
                self.employed = None;
                self.name = Some(r.name.clone());
                self.nip.clone_from(&r.nip);
                self.registered = Some(Plain {
                    kind: r.kind,
                    unit: r.unit,
                    group: r.group,
                });
            }
            Event::Corrected(corrected) => self.name = Some(corrected.name.clone()),
            Event::Transferred(t) => {
                if let Some(known) = &mut self.registered {
                    known.unit = Some(t.unit);
                }
            }
            Event::Departed(departed) => self.departed = Some(departed.from),
            Event::Employed(employed) => {
                if let Some(known) = &mut self.registered {
                    known.kind = employed.kind;
                    known.group = employed.group;
                }
                self.employed = Some(employed.clone());
            }
            Event::Renumbered(renumbered) => {
                if let Some(known) = &mut self.registered {
                    known.kind = renumbered.kind;
                }
                self.nip = Some(renumbered.nip.clone());
            }
            Event::Withdrawn(_) => *self = Self::default(),
        }
    }
}
