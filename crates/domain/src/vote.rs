//! A vote: one juror's ranking or approval of the nominees of a round.
//!
//! What is voted is sealed under the round's key until it closes. There is one vote per juror and
//! round because its id is derived from the two. A ballot of marks is another matter:
//! [`crate::ballot`].

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{NominationId, PersonId, RoundId, VoteId, derive_id};
use crate::rulebook::{Method, Relation};
use crate::{Context, Decision, Entity, Private, Refusal, events};

/// What a juror votes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// The nominees in order, best first; those that share an element are ranked equal. Who is left
    /// out is ranked below all who are named.
    Ranking(Vec<Vec<NominationId>>),
    /// The nominees that the juror approves of, none to all.
    Approved(BTreeSet<NominationId>),
}

/// A vote was cast, or revised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The round.
    pub round: RoundId,
    /// The juror.
    pub juror: PersonId,
    /// What they vote, sealed under the round's key.
    pub choice: Private<Choice>,
    /// With whom the juror had a conflict of interest when it was cast: they are missing from the
    /// vote. Found when it is recorded; what a caller says is not looked at.
    pub conflicts: BTreeMap<NominationId, BTreeSet<Relation>>,
}

/// The juror abstained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Abstained {
    /// The round.
    pub round: RoundId,
    /// The juror.
    pub juror: PersonId,
}

events! {
    /// What happens to a vote.
    pub enum Event {
        #[doc = "A vote was cast."]
        Cast(Cast) = "vote.cast" 1,
        #[doc = "It was revised; the last one before the close counts."]
        Revised(Cast) = "vote.revised" 1,
        #[doc = "The juror abstained."]
        Abstained(Abstained) = "vote.abstained" 1,
    }
}

/// What may be asked of a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Cast it.
    Cast(Cast),
    /// Revise it.
    Revise(Cast),
    /// Abstain.
    Abstain(Abstained),
}

/// A vote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Vote {
    /// There is none.
    #[default]
    Absent,
    /// Cast.
    Cast,
    /// Abstained.
    Abstained,
}

impl VoteId {
    /// The vote of a juror in a round.
    #[must_use]
    pub fn of(round: RoundId, juror: PersonId) -> Self {
        Self(derive_id(&["vote", &round.to_string(), &juror.to_string()]))
    }
}

/// Whether `juror` may vote in `round` now; returns how it is counted.
pub fn may_vote(
    (round, juror): (RoundId, PersonId),
    context: &Context<'_>,
) -> Result<Method, Refusal> {
    let known = context.reference.voting(round, juror, context.now)?;
    known.rules.method.ok_or(Refusal::BallotOfAnotherKind)
}

fn check(cast: &Cast, context: &Context<'_>) -> Result<(), Refusal> {
    let method = may_vote((cast.round, cast.juror), context)?;
    let named: Vec<NominationId> = match (cast.choice.get(), method) {
        (Some(Choice::Approved(approved)), Method::Approval) => approved.iter().copied().collect(),
        (Some(Choice::Ranking(ranks)), Method::ScottishStv | Method::TwoRound)
            if ranks.iter().any(|rank| rank.len() != 1) =>
        {
            return Err(Refusal::RankingHasTies);
        }
        (
            Some(Choice::Ranking(ranks)),
            Method::Borda(_) | Method::Schulze | Method::ScottishStv | Method::TwoRound,
        ) => ranks.iter().flatten().copied().collect(),
        _ => return Err(Refusal::BallotOfAnotherKind),
    };
    let mut seen = BTreeSet::new();
    for nomination in named {
        let reference = context.reference;
        let round = reference.rounds.get(&cast.round);
        let known = round.ok_or(Refusal::RoundUnknown)?;
        if !known.candidates.contains_key(&nomination) {
            return Err(Refusal::NotInRound);
        }
        if !seen.insert(nomination) {
            return Err(Refusal::RankingRepeats);
        }
        reference.unconflicted(known, cast.juror, nomination)?;
    }
    Ok(())
}

/// The vote with the conflicts that the reference state shows.
fn recorded(cast: &Cast, context: &Context<'_>) -> Cast {
    let reference = context.reference;
    let round = reference.rounds.get(&cast.round);
    let relations = |nomination: NominationId| {
        let edition = round.map(|round| round.edition)?;
        let relations = reference.conflicts_between(edition, cast.juror, nomination);
        (!relations.is_empty()).then_some((nomination, relations))
    };
    let candidates = round.into_iter().flat_map(|round| round.candidates.keys());
    Cast {
        conflicts: candidates.copied().filter_map(relations).collect(),
        ..cast.clone()
    }
}

impl Entity for Vote {
    const KIND: &'static str = "vote";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let checked = match command {
            Command::Cast(cast) | Command::Revise(cast) => check(cast, context),
            Command::Abstain(a) => may_vote((a.round, a.juror), context).map(|_| ()),
        };
        if let Err(refusal) = checked {
            return Decision::Refuse(refusal);
        }
        match (self, command) {
            (Self::Absent, Command::Cast(cast)) => record(Event::Cast(recorded(cast, context))),
            (Self::Absent, Command::Revise(_)) => Decision::Refuse(Refusal::BallotUnknown),
            (Self::Cast | Self::Abstained, Command::Cast(_)) => {
                Decision::Refuse(Refusal::BallotExists)
            }
            (Self::Cast | Self::Abstained, Command::Revise(cast)) => {
                record(Event::Revised(recorded(cast, context)))
            }
            (Self::Abstained, Command::Abstain(_)) => Decision::Repeat,
            (Self::Absent | Self::Cast, Command::Abstain(abstained)) => {
                record(Event::Abstained(abstained.clone()))
            }
        }
    }

    fn evolve(&mut self, event: &Event) {
        *self = match event {
            Event::Cast(_) | Event::Revised(_) => Self::Cast,
            Event::Abstained(_) => Self::Abstained,
        };
    }
}
