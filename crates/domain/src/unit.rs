//! Organisational units (OPD, UPT): a tree with validity dates.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{PersonId, UnitId};
use crate::text::{Code, Title};
use crate::{Context, Decision, Entity, Refusal, events};

/// A unit came into being.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registered {
    /// Its code within the agency.
    pub code: Code,
    /// Its name.
    pub name: Title,
    /// The unit above it, if any.
    pub parent: Option<UnitId>,
    /// From when it exists.
    pub from: Date,
}

/// A person heads the unit from a date on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadAppointed {
    /// The head (*kepala OPD*).
    pub head: PersonId,
    /// From when.
    pub from: Date,
}

/// The unit got another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Renamed {
    /// The new name.
    pub name: Title,
    /// From when.
    pub from: Date,
}

/// The unit was dissolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// From when it is no more.
    pub from: Date,
}

/// The office knows of a unit that a staff file named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {}

/// The unit goes by another name too, in files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aliased {
    /// The other name.
    pub name: Title,
}

/// The unit is below another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// The unit above it, if any.
    pub parent: Option<UnitId>,
    /// From when.
    pub from: Date,
}

/// The predicate of an organisation (`PermenPANRB` 6/2022 p. 92).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum OrganisationPredikat {
    /// *Sangat Kurang*.
    SangatKurang,
    /// *Kurang*.
    Kurang,
    /// *Butuh Perbaikan*.
    ButuhPerbaikan,
    /// *Baik*.
    Baik,
    /// *Istimewa*.
    Istimewa,
}

/// The unit's performance of a year was appraised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Appraised {
    /// The calendar year.
    pub year: i16,
    /// The predicate; none: an earlier one is taken back.
    pub predikat: Option<OrganisationPredikat>,
}

/// The unit was registered by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {}

/// A name as it is compared: capitals, one space between words, no punctuation.
#[must_use]
pub fn plain_name(name: &str) -> String {
    let kept = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let upper: String = name
        .chars()
        .map(kept)
        .flat_map(char::to_uppercase)
        .collect();
    upper.split_whitespace().collect::<Vec<_>>().join(" ")
}

events! {
    /// What happens to a unit.
    pub enum Event {
        #[doc = "A unit came into being."]
        Registered(Registered) = "unit.registered" 1,
        #[doc = "A person heads the unit from a date on."]
        HeadAppointed(HeadAppointed) = "unit.head-appointed" 1,
        #[doc = "The unit got another name."]
        Renamed(Renamed) = "unit.renamed" 1,
        #[doc = "The unit was dissolved."]
        Closed(Closed) = "unit.closed" 1,
        #[doc = "A staff file named a unit that the agency did not know: to be confirmed."]
        Found(Registered) = "unit.found" 1,
        #[doc = "The office knows of a unit that a staff file named."]
        Confirmed(Confirmed) = "unit.confirmed" 1,
        #[doc = "The unit goes by another name too, in files."]
        Aliased(Aliased) = "unit.aliased" 1,
        #[doc = "The unit is below another one."]
        Moved(Moved) = "unit.moved" 1,
        #[doc = "The unit's performance of a year was appraised."]
        Appraised(Appraised) = "unit.appraised" 1,
        #[doc = "The unit was registered by mistake."]
        Withdrawn(Withdrawn) = "unit.withdrawn" 1,
    }
}

/// What may be asked of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Register it.
    Register(Registered),
    /// Register it because a staff file names it.
    Find(Registered),
    /// Confirm that it exists.
    Confirm,
    /// Appoint its head.
    AppointHead(HeadAppointed),
    /// Give it another name.
    Rename(Renamed),
    /// Give it a further name.
    Alias(Aliased),
    /// Put it below another one.
    Move(UnitId, Moved),
    /// Record its predicate.
    Appraise(Appraised),
    /// Dissolve it.
    Close(Closed),
    /// Undo its registration.
    Withdraw(UnitId),
}

/// A unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    registered: Option<Registered>,
    confirmed: bool,
    head: Option<HeadAppointed>,
    renamed: Option<Renamed>,
    names: BTreeSet<String>,
    appraised: BTreeMap<i16, OrganisationPredikat>,
    closed: Option<Closed>,
}

impl Unit {
    /// How it was registered, and moved since.
    #[must_use]
    pub const fn registered(&self) -> Option<&Registered> {
        self.registered.as_ref()
    }

    /// Its name as it stands.
    #[must_use]
    pub fn name(&self) -> Option<&Title> {
        let renamed = self.renamed.as_ref().map(|renamed| &renamed.name);
        renamed.or_else(|| self.registered.as_ref().map(|known| &known.name))
    }

    /// Its head as appointed last.
    #[must_use]
    pub const fn head(&self) -> Option<&HeadAppointed> {
        self.head.as_ref()
    }

    /// Its predicate of a year.
    #[must_use]
    pub fn predikat(&self, year: i16) -> Option<OrganisationPredikat> {
        self.appraised.get(&year).copied()
    }

    /// The years that it has a predicate of.
    pub fn appraised_years(&self) -> impl Iterator<Item = i16> {
        self.appraised.keys().copied()
    }

    /// Whether it is dissolved.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.closed.is_some()
    }

    fn change(
        &self,
        known: &Registered,
        command: &Command,
        context: &Context<'_>,
    ) -> Decision<Event> {
        match command {
            Command::Register(asked) if known == asked && self.confirmed => Decision::Repeat,
            Command::Find(asked) if known.code == asked.code => Decision::Repeat,
            Command::Register(_) | Command::Find(_) => Decision::Refuse(Refusal::UnitExists),
            Command::Close(asked) if self.closed.as_ref() == Some(asked) => Decision::Repeat,
            _ if self.closed.is_some() => Decision::Refuse(Refusal::UnitClosed),
            Command::Confirm if self.confirmed => Decision::Repeat,
            Command::Confirm => record(Event::Confirmed(Confirmed {})),
            Command::AppointHead(asked) if self.head.as_ref() == Some(asked) => Decision::Repeat,
            Command::AppointHead(asked) => match context.reference.active_person(asked.head) {
                Some(_) => record(Event::HeadAppointed(asked.clone())),
                None => Decision::Refuse(Refusal::PersonUnknown),
            },
            Command::Rename(asked) if self.renamed.as_ref() == Some(asked) => Decision::Repeat,
            Command::Rename(asked) => record(Event::Renamed(asked.clone())),
            Command::Alias(asked) => self.alias(asked, context),
            Command::Move(_, asked) if known.parent == asked.parent => Decision::Repeat,
            Command::Move(id, asked) => match parent(*id, asked.parent, context) {
                Ok(()) => record(Event::Moved(*asked)),
                Err(refusal) => Decision::Refuse(refusal),
            },
            Command::Appraise(asked) if self.predikat(asked.year) == asked.predikat => {
                Decision::Repeat
            }
            Command::Appraise(asked) => record(Event::Appraised(*asked)),
            Command::Close(asked) => record(Event::Closed(asked.clone())),
            Command::Withdraw(id) if context.reference.rests_on_unit(*id) => {
                Decision::Refuse(Refusal::UnitInUse)
            }
            Command::Withdraw(_) => record(Event::Withdrawn(Withdrawn {})),
        }
    }

    /// A name that this unit has or had is one already; that of another is taken while that one is
    /// not dissolved.
    fn alias(&self, asked: &Aliased, context: &Context<'_>) -> Decision<Event> {
        let name = asked.name.as_str();
        if self.names.contains(&plain_name(name)) {
            Decision::Repeat
        } else if context.reference.unit_named(name).is_some() {
            Decision::Refuse(Refusal::NameTaken)
        } else {
            record(Event::Aliased(asked.clone()))
        }
    }

    fn called(&mut self, name: &Title) {
        self.names.insert(plain_name(name.as_str()));
    }
}

/// Whether `unit` may be below `parent`.
fn parent(unit: UnitId, parent: Option<UnitId>, context: &Context<'_>) -> Result<(), Refusal> {
    let Some(parent) = parent else {
        return Ok(());
    };
    context.reference.open_unit(parent)?;
    if context.reference.is_below(parent, unit) {
        Err(Refusal::UnitBelowItself)
    } else {
        Ok(())
    }
}

fn register(asked: &Registered, event: Event, context: &Context<'_>) -> Decision<Event> {
    match asked.parent.map(|unit| context.reference.open_unit(unit)) {
        Some(Err(refusal)) => Decision::Refuse(refusal),
        Some(Ok(_)) | None => record(event),
    }
}

impl Entity for Unit {
    const KIND: &'static str = "unit";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match (&self.registered, command) {
            (None, Command::Register(asked)) => {
                register(asked, Event::Registered(asked.clone()), context)
            }
            (None, Command::Find(asked)) => register(asked, Event::Found(asked.clone()), context),
            (None, _) => Decision::Refuse(Refusal::UnitUnknown),
            (Some(known), _) => self.change(known, command, context),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Registered(registered) => {
                self.called(&registered.name);
                self.registered = Some(registered.clone());
                self.confirmed = true;
            }
            Event::Found(found) => {
                self.called(&found.name);
                self.registered = Some(found.clone());
            }
            Event::Confirmed(_) => self.confirmed = true,
            Event::HeadAppointed(head) => self.head = Some(head.clone()),
            Event::Renamed(renamed) => {
                self.called(&renamed.name);
                self.renamed = Some(renamed.clone());
            }
            Event::Aliased(aliased) => self.called(&aliased.name),
            Event::Moved(moved) => {
                if let Some(known) = &mut self.registered {
                    known.parent = moved.parent;
                }
            }
            Event::Appraised(appraised) => {
                match appraised.predikat {
                    Some(predikat) => self.appraised.insert(appraised.year, predikat),
                    None => self.appraised.remove(&appraised.year),
                };
            }
            Event::Closed(closed) => self.closed = Some(closed.clone()),
            Event::Withdrawn(_) => *self = Self::default(),
        }
    }
}
