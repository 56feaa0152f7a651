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
use crate::nomination::Nominee;
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

events! {
    /// What happens to a ballot.
    pub enum Event {
        #[doc = "A ballot was cast."]
        Cast(Cast) = "ballot.cast" 1,
        #[doc = "It was revised; the last one before the close counts."]
        Revised(Cast) = "ballot.revised" 1,
        #[doc = "The juror abstained."]
        Abstained(Abstained) = "ballot.abstained" 1,
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
}

/// Whether `juror` may cast a ballot on `nomination` in `round`; returns the criteria to mark.
fn may_cast<'c>(
    (round, nomination, juror): (RoundId, NominationId, PersonId),
    context: &Context<'c>,
) -> Result<&'c crate::reference::Round, Refusal> {
    let reference = context.reference;
    let known = reference.rounds.get(&round).ok_or(Refusal::RoundUnknown)?;
    reference.running(known.edition)?;
    if known.closed.is_some() || known.closes_at <= context.now {
        return Err(Refusal::RoundClosed);
    }
    if !reference
        .panels
        .get(&known.panel)
        .is_some_and(|panel| panel.jurors.contains(&juror))
    {
        return Err(Refusal::NotOnPanel);
    }
    let nominee = known
        .candidates
        .get(&nomination)
        .ok_or(Refusal::NotInRound)?;
    let own = match nominee {
        Nominee::Unit { unit } => reference
            .people
            .get(&juror)
            .is_some_and(|p| p.unit == Some(*unit)),
        Nominee::Person { .. } | Nominee::Team { .. } => nominee.people().contains(&juror),
    };
    let nominator = reference
        .nominations
        .get(&nomination)
        .is_some_and(|known| known.by == juror);
    if own || nominator {
        Err(Refusal::OwnBallot)
    } else {
        Ok(known)
    }
}

fn check(cast: &Cast, context: &Context<'_>) -> Result<(), Refusal> {
    let round = may_cast((cast.round, cast.nomination, cast.juror), context)?;
    let marks = cast.marks.get().ok_or(Refusal::MarksIncomplete)?;
    let each_once = round.criteria.iter().all(|criterion| {
        marks
            .iter()
            .filter(|mark| mark.criterion == criterion.code)
            .count()
            == 1
    });
    if each_once && marks.len() == round.criteria.len() {
        Ok(())
    } else {
        Err(Refusal::MarksIncomplete)
    }
}

impl Entity for Ballot {
    const KIND: &'static str = "ballot";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let checked = match command {
            Command::Cast(cast) | Command::Revise(cast) => check(cast, context),
            Command::Abstain(a) => may_cast((a.round, a.nomination, a.juror), context).map(|_| ()),
        };
        if let Err(refusal) = checked {
            return Decision::Refuse(refusal);
        }
        match (self, command) {
            (Self::Absent, Command::Cast(cast)) => record(Event::Cast(cast.clone())),
            (Self::Absent, Command::Revise(_)) => Decision::Refuse(Refusal::BallotUnknown),
            (Self::Cast | Self::Abstained, Command::Cast(_)) => {
                Decision::Refuse(Refusal::BallotExists)
            }
            (Self::Cast | Self::Abstained, Command::Revise(cast)) => {
                record(Event::Revised(cast.clone()))
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
