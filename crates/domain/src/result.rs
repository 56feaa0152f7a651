//! The result of a round: the tally as it was when the round closed.

mod first;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use first::{Determined, Excluded, Exclusion, Standing};

use crate::counting::ties::Ended;
use crate::entity::record;
use crate::ids::{EditionId, NominationId, RoundId};
use crate::nomination::Nominee;
use crate::reference::ResultRef;
use crate::tally::{Before, LeftOut, Points};
use crate::text::{Code, Prose};
use crate::{Context, Decision, Entity, Fingerprint, Position, Refusal, events};

/// A result was counted from the ledger, as it stood at the closing position. What follows the
/// close changes it in two ways only: the lot is revealed, or ballots are taken out with a reason;
/// each makes a new version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The round.
    pub round: RoundId,
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Which version of the result, from 1.
    pub version: u16,
    /// Why there is another version; published.
    pub reason: Option<Prose>,
    /// Where the round closed.
    pub closed: Position,
    /// Up to where the ledger was read.
    pub counted: Position,
    /// The hash of the rulebook it was counted by.
    pub rulebook: Fingerprint,
    /// The hash of the round's part of the tally bundle.
    pub hash: Fingerprint,
    /// How many jurors took part.
    pub took_part: u32,
    /// Whether that was a quorum.
    pub quorum_met: bool,
    /// Whether the first place has the share of ballots that the rules ask for, if they do.
    pub majority_met: Option<bool>,
    /// The candidates, best first.
    pub standings: Vec<Placed>,
    /// Ballots that do not count.
    pub left_out: Vec<LeftOut>,
}

/// Where a nomination stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// Its place, from 1; equal standings share one. 0 for who is not placed.
    pub place: u32,
    /// Whether the place is decided, or who decides it.
    pub ended: Ended,
    /// The nomination.
    pub nomination: NominationId,
    /// Who is nominated.
    pub nominee: Nominee,
    /// The score that ranks, where marks rank.
    pub score: Option<Points>,
    /// The score before any adjustment for severity.
    pub raw: Option<Points>,
    /// How many ballots say something of it.
    pub sheets: u32,
    /// The score on each criterion.
    pub criteria: BTreeMap<Code, Points>,
    /// The weights of the criteria that the score is made of, in percent.
    pub weight: u32,
    /// Whether it goes on to the next round.
    pub shortlisted: bool,
}

events! {
    /// What happens to a result.
    pub enum Event {
        #[doc = "A result was determined from the ledger at the closing position."]
        Determined(Determined) = "result.determined" 1,
        #[doc = "A result was counted from the ledger at the closing position, with the hash of its bundle."]
        Counted(Counted) = "result.determined" 2,
    }
}

/// What may be asked of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Record the count.
    Determine(Counted),
}

/// A result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    version: u16,
    counted: Option<Counted>,
}

impl Entity for Outcome {
    const KIND: &'static str = "result";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let Command::Determine(asked) = command;
        if self.counted.as_ref() == Some(asked) {
            return Decision::Repeat;
        }
        // Only a reason makes another version: the same ledger gives the same result.
        if asked.version != self.version + 1 || asked.reason.is_some() != (self.version > 0) {
            return Decision::Refuse(Refusal::ResultExists);
        }
        match context.reference.rounds.get(&asked.round) {
            None => Decision::Refuse(Refusal::RoundUnknown),
            Some(round) if round.closed.is_none() => Decision::Refuse(Refusal::RoundOpen),
            Some(_) => record(Event::Counted(asked.clone())),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Determined(_) => self.version = 1,
            Event::Counted(counted) => {
                self.version = counted.version;
                self.counted = Some(counted.clone());
            }
        }
    }
}

impl From<&Counted> for ResultRef {
    fn from(counted: &Counted) -> Self {
        let standings = || counted.standings.iter();
        let ended = |ended: Ended| standings().filter(move |s| s.ended == ended);
        Self {
            round: counted.round,
            edition: counted.edition,
            category: counted.category.clone(),
            version: counted.version,
            quorum_met: counted.quorum_met,
            majority_met: counted.majority_met.unwrap_or(true),
            places: standings().map(|s| (s.nomination, s.place)).collect(),
            awaiting_lot: ended(Ended::AwaitingLot).next().is_some(),
            plenary: ended(Ended::Plenary).map(|s| s.nomination).collect(),
            shortlist: standings()
                .filter(|s| s.shortlisted)
                .map(|s| s.nomination)
                .collect(),
            scores: standings()
                .filter_map(|s| Some((s.nomination, s.before()?)))
                .collect(),
            hash: Some(counted.hash),
        }
    }
}

impl Placed {
    /// What a next round carries over.
    fn before(&self) -> Option<Before> {
        Some(Before {
            score: self.score.clone()?.0,
            weight: self.weight,
            criteria: self.criteria.clone(),
        })
    }
}
