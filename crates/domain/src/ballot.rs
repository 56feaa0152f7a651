//! A ballot: one juror's marks for one nomination in one round.
//!
//! Marks are sealed under the round's key until it closes. There is one ballot per juror,
//! nomination and round because its id is derived from the three.

mod score;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use score::{BadScore, Score};

use crate::entity::record;
use crate::ids::{NominationId, PersonId, RoundId};
use crate::rulebook::{Assignment, Revisions};
use crate::text::{Code, Prose};
use crate::{Context, Decision, Entity, Private, Refusal, events};

/// A score on one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The criterion.
    pub criterion: Code,
    /// The score.
    pub score: Score,
}

/// A ballot was cast, or revised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The round.
    pub round: RoundId,
    /// The nomination.
    pub nomination: NominationId,
    /// The juror.
    pub juror: PersonId,
    /// One mark per criterion, sealed under the round's key.
    pub marks: Private<Vec<Mark>>,
    /// What the juror says about the nominee.
    pub comment: Option<Private<Prose>>,
}

/// The juror abstained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Abstained {
    /// The round.
    pub round: RoundId,
    /// The nomination.
    pub nomination: NominationId,
    /// The juror.
    pub juror: PersonId,
}

/// The chair reopened a submitted ballot, so that its juror may revise it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopened {
    /// The round.
    pub round: RoundId,
    /// The nomination.
    pub nomination: NominationId,
    /// The juror.
    pub juror: PersonId,
    /// Why.
    pub reason: Private<Prose>,
}

events! {
    /// What happens to a ballot.
    pub enum Event {
        #[doc = "A ballot was cast."]
        Cast(Cast) = "ballot.cast" 1,
        #[doc = "It was revised; the last one before the close counts."]
        Revised(Cast) = "ballot.revised" 1,
        #[doc = "The juror abstained."]
        Abstained(Abstained) = "ballot.abstained" 1,
        #[doc = "The chair reopened a submitted ballot; it counts as it stands until it is revised."]
        Reopened(Reopened) = "ballot.reopened" 1,
    }
}

/// What may be asked of a ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Cast it.
    Cast(Cast),
    /// Revise it.
    Revise(Cast),
    /// Abstain.
    Abstain(Abstained),
    /// Reopen it.
    Reopen(Reopened),
}

/// A ballot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ballot {
    /// There is none.
    #[default]
    Absent,
    /// Cast.
    Cast,
    /// Abstained.
    Abstained,
    /// Reopened, to be revised.
    Reopened,
}

/// Whether `juror` may cast a ballot on `nomination` in `round`; returns the round.
pub fn may_cast<'c>(
    (round, nomination, juror): (RoundId, NominationId, PersonId),
    context: &Context<'c>,
) -> Result<&'c crate::reference::Round, Refusal> {
    let reference = context.reference;
    let known = reference.voting(round, juror, context.now)?;
    if !known.rules.kind.marks() {
        return Err(Refusal::BallotOfAnotherKind);
    }
    if !known.candidates.contains_key(&nomination) {
        return Err(Refusal::NotInRound);
    }
    reference.unconflicted(known, juror, nomination)?;
    let shared_out = known.rules.assignment != Assignment::Everybody;
    let assigned = known.assigned.as_ref().and_then(|a| a.get(&nomination));
    if shared_out && assigned.is_none_or(|jurors| !jurors.contains(&juror)) {
        return Err(Refusal::NotAssigned);
    }
    Ok(known)
}

/// Whether the actor may reopen the ballot: the chair of the panel, while the round is open.
fn may_reopen(asked: &Reopened, context: &Context<'_>) -> Result<(), Refusal> {
    let reference = context.reference;
    let known = reference
        .rounds
        .get(&asked.round)
        .ok_or(Refusal::RoundUnknown)?;
    if known.closed.is_some() || known.closes_at <= context.now {
        return Err(Refusal::RoundClosed);
    }
    if known.rules.revisions == Revisions::Free {
        return Err(Refusal::BallotNotLocked);
    }
    let panel = reference
        .panels
        .get(&known.panel)
        .ok_or(Refusal::PanelUnknown)?;
    if panel.chair.0 == context.by.actor {
        Ok(())
    } else {
        Err(Refusal::NotTheChair)
    }
}

/// Whether the ballot may be cast as it is; returns the round.
fn check<'c>(cast: &Cast, context: &Context<'c>) -> Result<&'c crate::reference::Round, Refusal> {
    let round = may_cast((cast.round, cast.nomination, cast.juror), context)?;
    let marks = cast.marks.get().ok_or(Refusal::MarksIncomplete)?;
    let each_once = round.criteria.iter().all(|criterion| {
        let given = marks.iter().filter(|mark| mark.criterion == criterion.code);
        given.count() == 1
    });
    if each_once && marks.len() == round.criteria.len() {
        Ok(round)
    } else {
        Err(Refusal::MarksIncomplete)
    }
}

impl Ballot {
    fn submit(self, command: &Command, locks: bool) -> Decision<Event> {
        match (self, command) {
            (Self::Absent, Command::Cast(cast)) => record(Event::Cast(cast.clone())),
            (Self::Absent, Command::Revise(_)) => Decision::Refuse(Refusal::BallotUnknown),
            (_, Command::Cast(_)) => Decision::Refuse(Refusal::BallotExists),
            (Self::Abstained, Command::Abstain(_)) => Decision::Repeat,
            (Self::Cast | Self::Abstained, _) if locks => Decision::Refuse(Refusal::BallotLocked),
            (_, Command::Revise(cast)) => record(Event::Revised(cast.clone())),
            (_, Command::Abstain(abstained)) => record(Event::Abstained(abstained.clone())),
            (_, Command::Reopen(_)) => Decision::Refuse(Refusal::BallotNotLocked),
        }
    }
}

impl Entity for Ballot {
    const KIND: &'static str = "ballot";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        if let Command::Reopen(asked) = command {
            return match (self, may_reopen(asked, context)) {
                (_, Err(refusal)) => Decision::Refuse(refusal),
                (Self::Absent, Ok(())) => Decision::Refuse(Refusal::BallotUnknown),
                (Self::Reopened, Ok(())) => Decision::Repeat,
                (Self::Cast | Self::Abstained, Ok(())) => record(Event::Reopened(asked.clone())),
            };
        }
        let checked = match command {
            Command::Cast(cast) | Command::Revise(cast) => check(cast, context),
            Command::Abstain(a) => may_cast((a.round, a.nomination, a.juror), context),
            Command::Reopen(_) => Err(Refusal::BallotNotLocked),
        };
        match checked {
            Ok(round) => self.submit(command, round.rules.revisions == Revisions::Reopened),
            Err(refusal) => Decision::Refuse(refusal),
        }
    }

    fn evolve(&mut self, event: &Event) {
        *self = match event {
            Event::Cast(_) | Event::Revised(_) => Self::Cast,
            Event::Abstained(_) => Self::Abstained,
            Event::Reopened(_) => Self::Reopened,
        };
    }
}
