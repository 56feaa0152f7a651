//! The registry, `LEDGER_0`: which agencies there are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entity::record;
use crate::ids::{AgencyCode, derive_id};
use crate::text::Title;
use crate::{Context, Decision, Entity, Refusal, events};

/// An agency (*instansi*) joined the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registered {
    /// Its immutable code.
    pub code: AgencyCode,
    /// Its name, such as `Kota Arang Sari`.
    pub name: Title,
}

events! {
    /// What happens to an agency.
    pub enum Event {
        #[doc = "An agency joined the installation."]
        Registered(Registered) = "agency.registered" 1,
    }
}

/// Codes that are the registry's or addresses of the installation.
const RESERVED: [&str; 6] = ["0", "api", "aset", "healthz", "metrics", "readyz"];

/// What may be asked of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Register it.
    Register(Registered),
}

/// An agency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agency {
    registered: Option<Registered>,
}

impl Agency {
    /// The entity id of the agency with this code.
    #[must_use]
    pub fn id(code: &AgencyCode) -> Uuid {
        derive_id(&["agency", code.as_str()])
    }
}

impl Entity for Agency {
    const KIND: &'static str = "agency";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, _: &Context<'_>) -> Decision<Event> {
        let Command::Register(asked) = command;
        match &self.registered {
            None if RESERVED.contains(&asked.code.as_str()) => {
                Decision::Refuse(Refusal::AgencyCodeReserved)
            }
            None => record(Event::Registered(asked.clone())),
            Some(known) if known == asked => Decision::Repeat,
            Some(_) => Decision::Refuse(Refusal::AgencyExists),
        }
    }

    fn evolve(&mut self, event: &Event) {
        let Event::Registered(registered) = event;
        self.registered = Some(registered.clone());
    }
}
