//! The decision on an edition: who wins which place, ratified by a decree.

mod check;

use jiff::civil::Date;
use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entity::record;
use crate::ids::{EditionId, NominationId};
use crate::text::{Code, Prose, Text};
use crate::{Context, Decision as Decided, Entity, Refusal, events};

/// The number of a decree (*nomor SK*), 1 to 100 characters.
pub type DecreeNumber = Text<100>;

/// A nomination that wins a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Winner {
    /// The category.
    pub category: Code,
    /// The place, from 1; a tie may share it.
    pub place: u32,
    /// The nomination.
    pub nomination: NominationId,
}

/// A decision was proposed, or proposed anew before its ratification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    /// The edition.
    pub edition: EditionId,
    /// Who proposes; somebody else ratifies.
    pub by: Uuid,
    /// 0 to n winners per category.
    pub winners: Vec<Winner>,
}

/// The plenary decided the order of nominations that the tie-break chain leaves to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TieDecided {
    /// The category.
    pub category: Code,
    /// All nominations that share the place, best first.
    pub order: Vec<NominationId>,
    /// Why; published, so it names no person.
    pub reason: Prose,
}

/// A decision as it is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who wins.
    pub decision: Proposed,
    /// The order of those whom the chain leaves to the plenary, as far as the winners rest on it.
    pub ties: Vec<TieDecided>,
}

impl From<Proposed> for Proposal {
    fn from(decision: Proposed) -> Self {
        let ties = Vec::new();
        Self { decision, ties }
    }
}

impl Proposal {
    fn events(&self) -> Vec<Event> {
        let ties = self.ties.iter().cloned().map(Event::TieDecided);
        [Event::Proposed(self.decision.clone())]
            .into_iter()
            .chain(ties)
            .collect()
    }
}

/// The decision was ratified by a decree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ratified {
    /// The decree's number, unique within the agency.
    pub number: DecreeNumber,
    /// The decree's date.
    pub date: Date,
    /// Who ratified.
    pub by: Uuid,
}

events! {
    /// What happens to a decision.
    pub enum Event {
        #[doc = "A decision was proposed, or proposed anew before its ratification."]
        Proposed(Proposed) = "decision.proposed" 1,
        #[doc = "With its proposal: the plenary decided the order of nominations that the tie-break chain leaves to it."]
        TieDecided(TieDecided) = "decision.tie-decided" 1,
        #[doc = "The decision was ratified by a decree."]
        Ratified(Ratified) = "decision.ratified" 1,
    }
}

/// What may be asked of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Propose it.
    Propose(Proposal),
    /// Ratify it.
    Ratify {
        /// The decree's number.
        number: DecreeNumber,
        /// The decree's date.
        date: Date,
    },
}

/// A decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ratification {
    proposed: Option<Proposal>,
    ratified: Option<Ratified>,
}

impl Entity for Ratification {
    const KIND: &'static str = "decision";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decided<Event> {
        match (&self.proposed, &self.ratified, command) {
            (Some(known), _, Command::Propose(asked)) if known == asked => Decided::Repeat,
            (_, Some(_), Command::Propose(_)) => Decided::Refuse(Refusal::DecisionRatified),
            (_, None, Command::Propose(asked)) => match asked.check(context) {
                Ok(()) => Decided::Record(asked.events()),
                Err(refusal) => Decided::Refuse(refusal),
            },
            (None, _, Command::Ratify { .. }) => Decided::Refuse(Refusal::DecisionUnknown),
            (Some(_), Some(known), Command::Ratify { number, date }) => {
                if (&known.number, known.date) == (number, *date) {
                    Decided::Repeat
                } else {
                    Decided::Refuse(Refusal::DecisionRatified)
                }
            }
            (Some(proposed), None, Command::Ratify { number, date }) => {
                // The latest civil date anywhere on earth at this moment.
                let today = Offset::constant(14).to_datetime(context.now).date();
                if proposed.decision.by == context.by.actor {
                    Decided::Refuse(Refusal::ProposerRatifies)
                } else if *date > today {
                    Decided::Refuse(Refusal::DecreeDateFuture)
                } else if let Err(refusal) = proposed.check(context) {
                    // A nominee may have declined since, or another round been held.
                    Decided::Refuse(refusal)
                } else {
                    let by = context.by.actor;
                    record(Event::Ratified(Ratified {
                        number: number.clone(),
                        date: *date,
                        by,
                    }))
                }
            }
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Proposed(proposed) => self.proposed = Some(proposed.clone().into()),
            Event::TieDecided(tie) => {
                if let Some(proposed) = &mut self.proposed {
                    proposed.ties.push(tie.clone());
                }
            }
            Event::Ratified(ratified) => self.ratified = Some(ratified.clone()),
        }
    }
}
