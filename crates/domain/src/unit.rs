//! Organisational units (OPD, UPT): a tree with validity dates.

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
    }
}

/// What may be asked of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Register it.
    Register(Registered),
    /// Appoint its head.
    AppointHead(HeadAppointed),
    /// Give it another name.
    Rename(Renamed),
    /// Dissolve it.
    Close(Closed),
}

/// A unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    registered: Option<Registered>,
    head: Option<HeadAppointed>,
    renamed: Option<Renamed>,
    closed: Option<Closed>,
}

impl Entity for Unit {
    const KIND: &'static str = "unit";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match (&self.registered, command) {
            (None, Command::Register(asked)) => {
                let parent = asked.parent.map(|unit| context.reference.open_unit(unit));
                match parent {
                    Some(Err(refusal)) => Decision::Refuse(refusal),
                    Some(Ok(_)) | None => record(Event::Registered(asked.clone())),
                }
            }
            (None, _) => Decision::Refuse(Refusal::UnitUnknown),
            (Some(known), Command::Register(asked)) if known == asked => Decision::Repeat,
            (Some(_), Command::Register(_)) => Decision::Refuse(Refusal::UnitExists),
            (Some(_), Command::Close(asked)) if self.closed.as_ref() == Some(asked) => {
                Decision::Repeat
            }
            (Some(_), _) if self.closed.is_some() => Decision::Refuse(Refusal::UnitClosed),
            (Some(_), Command::AppointHead(asked)) => {
                if self.head.as_ref() == Some(asked) {
                    Decision::Repeat
                } else if context.reference.active_person(asked.head).is_none() {
                    Decision::Refuse(Refusal::PersonUnknown)
                } else {
                    record(Event::HeadAppointed(asked.clone()))
                }
            }
            (Some(_), Command::Rename(asked)) if self.renamed.as_ref() == Some(asked) => {
                Decision::Repeat
            }
            (Some(_), Command::Rename(asked)) => record(Event::Renamed(asked.clone())),
            (Some(_), Command::Close(asked)) => record(Event::Closed(asked.clone())),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Registered(registered) => self.registered = Some(registered.clone()),
            Event::HeadAppointed(head) => self.head = Some(head.clone()),
            Event::Renamed(renamed) => self.renamed = Some(renamed.clone()),
            Event::Closed(closed) => self.closed = Some(closed.clone()),
        }
    }
}
