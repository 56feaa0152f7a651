//! Where an event stands in an agency's ledger.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A place in an agency's ledger: generation of the stream, sequence of the commit in it, index of
/// the event in the commit. Written `1-4711-0`; the index may be left out and is then 0.
///
/// Positions of one agency are totally ordered; positions of two agencies are not comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Position {
    /// Generation of the agency's stream, from 1.
    pub generation: u32,
    /// Sequence of the commit in the stream, from 1; 0 is before everything.
    pub sequence: u64,
    /// Index of the event in its commit, from 0.
    pub index: u32,
}

impl Position {
    /// The position of the commit with this sequence.
    #[must_use]
    pub const fn commit(generation: u32, sequence: u64) -> Self {
        Self {
            generation,
            sequence,
            index: 0,
        }
    }
}

/// A text that is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a position is written generation-sequence, such as 1-4711")]
pub struct BadPosition;

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.generation, self.sequence, self.index)
    }
}

impl FromStr for Position {
    type Err = BadPosition;

    fn from_str(text: &str) -> Result<Self, BadPosition> {
        fn number<N: FromStr>(part: Option<&str>) -> Result<N, BadPosition> {
            let part = part.ok_or(BadPosition)?;
            if part.starts_with('+') {
                return Err(BadPosition);
            }
            part.parse().map_err(|_| BadPosition)
        }
        let mut parts = text.split('-');
        let generation = number(parts.next())?;
        let sequence = number(parts.next())?;
        let index = match parts.next() {
            None => 0,
            part => number(part)?,
        };
        match parts.next() {
            None => Ok(Self {
                generation,
                sequence,
                index,
            }),
            Some(_) => Err(BadPosition),
        }
    }
}

impl TryFrom<String> for Position {
    type Error = BadPosition;
    fn try_from(text: String) -> Result<Self, BadPosition> {
        text.parse()
    }
}

impl From<Position> for String {
    fn from(position: Position) -> Self {
        position.to_string()
    }
}

impl JsonSchema for Position {
    fn schema_name() -> Cow<'static, str> {
        "Position".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[0-9]+-[0-9]+(-[0-9]+)?$", "examples": ["1-4711-0"]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_written_form_is_fixed() {
        let position = Position {
            generation: 1,
            sequence: 4711,
            index: 2,
        };
        assert_eq!(position.to_string(), "1-4711-2");
        assert_eq!("1-4711".parse(), Ok(Position::commit(1, 4711)));
        for bad in ["", "1", "1-", "1-2-3-4", "a-1", "1-+2", "-1-2"] {
            assert_eq!(bad.parse::<Position>(), Err(BadPosition), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(generation: u32, sequence: u64, index: u32) {
            let position = Position { generation, sequence, index };
            prop_assert_eq!(position.to_string().parse(), Ok(position));
        }
    }
}
