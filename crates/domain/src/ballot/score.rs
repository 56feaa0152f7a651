//! Scores: exact, in hundredths of a point.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

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
