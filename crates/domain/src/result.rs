//! The result of a round: the tally as it was when the round closed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::count::{Excluded, Standing};
use crate::entity::record;
use crate::ids::{EditionId, RoundId};
use crate::text::Code;
use crate::{Context, Decision, Entity, Position, Refusal, events};

/// A result was determined from the ledger at the closing position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Determined {
    /// The round.
    pub round: RoundId,
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Where the round closed.
    pub closed: Position,
    /// How many jurors took part.
    pub jurors: u32,
    /// Whether that was a quorum.
    pub quorum_met: bool,
    /// The candidates, best first.
    pub standings: Vec<Standing>,
    /// Ballots that do not count.
    pub excluded: Vec<Excluded>,
}

events! {
    /// What happens to a result.
    pub enum Event {
        #[doc = "A result was determined from the ledger at the closing position."]
        Determined(Determined) = "result.determined" 1,
    }
}

/// What may be asked of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Record the tally.
    Determine(Determined),
}

/// A result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    determined: Option<Determined>,
}

impl Entity for Outcome {
    const KIND: &'static str = "result";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let Command::Determine(asked) = command;
        match &self.determined {
            Some(known) if known == asked => Decision::Repeat,
            Some(_) => Decision::Refuse(Refusal::ResultExists),
            None => match context.reference.rounds.get(&asked.round) {
                None => Decision::Refuse(Refusal::RoundUnknown),
                Some(round) if round.closed.is_none() => Decision::Refuse(Refusal::RoundOpen),
                Some(_) => record(Event::Determined(asked.clone())),
            },
        }
    }

    fn evolve(&mut self, event: &Event) {
        let Event::Determined(determined) = event;
        self.determined = Some(determined.clone());
    }
}
