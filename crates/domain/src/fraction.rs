//! Exact fractions, as rulebooks state shares and constants.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A fraction of two whole numbers, 0 or more, written `2/3` or `1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fraction {
    numerator: u32,
    denominator: u32,
}

impl Fraction {
    /// The number above.
    #[must_use]
    pub const fn numerator(self) -> u32 {
        self.numerator
    }

    /// The number below, at least 1.
    #[must_use]
    pub const fn denominator(self) -> u32 {
        self.denominator
    }
}

/// A text that is no fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fraction is two whole numbers such as 2/3, or one such as 1, in quotes")]
pub struct BadFraction;

impl FromStr for Fraction {
    type Err = BadFraction;
    fn from_str(text: &str) -> Result<Self, BadFraction> {
        let (above, below) = text.split_once('/').unwrap_or((text, "1"));
        let number = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<u32>().ok()).flatten()
        };
        let numerator = number(above).ok_or(BadFraction)?;
        let denominator = number(below).filter(|&n| n > 0).ok_or(BadFraction)?;
        Ok(Self {
            numerator,
            denominator,
        })
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            write!(f, "{}", self.numerator)
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

impl TryFrom<String> for Fraction {
    type Error = BadFraction;
    fn try_from(text: String) -> Result<Self, BadFraction> {
        text.parse()
    }
}

impl From<Fraction> for String {
    fn from(fraction: Fraction) -> Self {
        fraction.to_string()
    }
}

impl JsonSchema for Fraction {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Fraction".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[0-9]+(/[0-9]+)?$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_written_as_they_are_read() {
        for text in ["2/3", "1", "0", "1/2"] {
            assert_eq!(
                text.parse::<Fraction>().map(|f| f.to_string()),
                Ok(text.to_owned())
            );
        }
        for bad in ["", "1/0", "-1", "0.5", "1/2/3", "+1", "/2", "5000000000"] {
            assert_eq!(bad.parse::<Fraction>(), Err(BadFraction), "{bad}");
        }
    }
}
