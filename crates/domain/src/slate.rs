//! A unit's slate in an edition: it owns the rule of the quota, so that no race can break it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{EditionId, NominationId, UnitId};
use crate::text::Code;
use crate::{Context, Decision, Entity, Refusal, events};

/// A nomination took a place of the quota, or gave it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The edition.
    pub edition: EditionId,
    /// The unit.
    pub unit: UnitId,
    /// The category.
    pub category: Code,
    /// The nomination.
    pub nomination: NominationId,
}

events! {
    /// What happens to a slate.
    pub enum Event {
        #[doc = "A nomination took a place of the unit's quota."]
        Placed(Place) = "slate.placed" 1,
        #[doc = "A nomination gave its place back."]
        Released(Place) = "slate.released" 1,
    }
}

/// What may be asked of a slate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Take a place.
    Place(Place),
    /// Give it back.
    Release(Place),
}

/// A slate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slate {
    placed: BTreeMap<NominationId, Code>,
}

impl Entity for Slate {
    const KIND: &'static str = "slate";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match command {
            Command::Place(place) if self.placed.contains_key(&place.nomination) => {
                Decision::Repeat
            }
            Command::Place(place) => {
                let category = context
                    .reference
                    .editions
                    .get(&place.edition)
                    .and_then(|edition| edition.category(&place.category));
                let Some(category) = category else {
                    return Decision::Refuse(Refusal::CategoryUnknown);
                };
                let taken = self
                    .placed
                    .values()
                    .filter(|code| **code == place.category)
                    .count();
                if taken >= usize::from(category.quota) {
                    Decision::Refuse(Refusal::QuotaExhausted)
                } else {
                    record(Event::Placed(place.clone()))
                }
            }
            Command::Release(place) if self.placed.contains_key(&place.nomination) => {
                record(Event::Released(place.clone()))
            }
            Command::Release(_) => Decision::Repeat,
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Placed(place) => {
                self.placed.insert(place.nomination, place.category.clone());
            }
            Event::Released(place) => {
                self.placed.remove(&place.nomination);
            }
        }
    }
}
