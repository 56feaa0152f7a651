//! A ballot: one juror's marks for one nomination in one round.
//!
//! Marks are sealed under the round's key until it closes. There is one ballot per juror,
//! nomination and round because its id is derived from the three.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use crate::entity::record;
use crate::ids::{NominationId, PersonId, RoundId};
use crate::nomination::Nominee;
use crate::text::{Code, Prose};
use crate::{Context, Decision, Entity, Private, Refusal, events};

/// A score from 0 to 100 in steps of a hundredth, written `82.50`. Exact: no floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u16);

impl Score {
    /// The score in hundredths of a point, 0 to 10,000.
    #[must_use]
    pub const fn hundredths(self) -> u16 {
        self.0
    }

    /// A score from hundredths of a point; `None` above 10,000.
    #[must_use]
    pub const fn from_hundredths(hundredths: u16) -> Option<Self> {
        if hundredths <= 10_000 {
            Some(Self(hundredths))
        } else {
            None
        }
    }
}

/// A text that is no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a score is 0 to 100 with at most two decimals, such as 82.50")]
pub struct BadScore;

impl FromStr for Score {
    type Err = BadScore;
    fn from_str(text: &str) -> Result<Self, BadScore> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, 3) || !digits(decimals, 2) {
            return Err(BadScore);
        }
        let whole: u32 = whole.parse().map_err(|_| BadScore)?;
        let scale = if decimals.len() == 1 { 10 } else { 1 };
        let decimals: u32 = decimals.parse().map_err(|_| BadScore)?;
        u16::try_from(whole * 100 + decimals * scale)
            .ok()
            .and_then(Self::from_hundredths)
            .ok_or(BadScore)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl Serialize for Score {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(u16),
            Text(String),
        }
        let bad = |_| serde::de::Error::custom(BadScore);
        match Written::deserialize(deserializer).map_err(bad)? {
            Written::Whole(points) => points.to_string().parse().map_err(serde::de::Error::custom),
            Written::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

impl JsonSchema for Score {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Score".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "0 to 100 with at most two decimals, as text; whole points may be an integer",
            "anyOf": [
                {"type": "string", "pattern": "^[0-9]{1,3}(\\.[0-9]{1,2})?$"},
                {"type": "integer", "minimum": 0, "maximum": 100}
            ]
        })
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_exact() {
        for (text, hundredths) in [
            ("0", 0),
            ("82.5", 8250),
            ("82.05", 8205),
            ("100.00", 10_000),
        ] {
            assert_eq!(text.parse::<Score>().map(Score::hundredths), Ok(hundredths));
        }
        for bad in [
            "", "100.01", "101", "656", "999.99", "-1", "1.234", "1.", ".5", "1e2", "82,5",
        ] {
            assert_eq!(bad.parse::<Score>(), Err(BadScore), "{bad}");
        }
        assert_eq!(
            serde_json::from_str::<Score>("82")
                .map(Score::hundredths)
                .ok(),
            Some(8200)
        );
        assert!(serde_json::from_str::<Score>("82.5").is_err(), "no floats");
    }
}
