//! Bounded texts, so that a limit is part of the type and of the schema.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A text of 1 to `MAX` characters without control characters other than line breaks, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

/// A title or a name of a thing: up to 200 characters.
pub type Title = Text<200>;
/// A reason, citation, statement or comment: up to 2,000 characters.
pub type Prose = Text<2000>;

/// A short machine-readable code: 1 to 64 of `a-z`, `0-9` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

/// Why a text was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// Over the limit given.
    #[error("must not be longer than {0} characters")]
    TooLong(usize),
    /// A character that does not print.
    #[error("must not contain control characters")]
    Control,
    /// Not of the form of a code.
    #[error("must be 1 to 64 characters of a-z, 0-9 and -")]
    NotACode,
}

impl<const MAX: usize> Text<MAX> {
    /// Checks and wraps a text.
    pub fn new(text: &str) -> Result<Self, BadText> {
        // A browser ends the lines of a form with CR LF.
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.is_empty() {
            Err(BadText::Empty)
        } else if text.chars().count() > MAX {
            Err(BadText::TooLong(MAX))
        } else if text.chars().any(|c| c.is_control() && c != '\n') {
            Err(BadText::Control)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Code {
    /// Checks and wraps a code.
    pub fn new(code: &str) -> Result<Self, BadText> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=64).contains(&code.len()) && code.chars().all(allowed) {
            Ok(Self(code.to_owned()))
        } else {
            Err(BadText::NotACode)
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = BadText;
    fn try_from(text: String) -> Result<Self, BadText> {
        Self::new(&text)
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Code {
    type Error = BadText;
    fn try_from(code: String) -> Result<Self, BadText> {
        Self::new(&code)
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 1, "maxLength": MAX})
    }
}

impl JsonSchema for Code {
    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[a-z0-9-]{1,64}$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_characters_not_bytes() {
        assert!(Text::<3>::new("äöü").is_ok());
        assert_eq!(Text::<3>::new("äöüx"), Err(BadText::TooLong(3)));
        assert_eq!(Text::<3>::new("  "), Err(BadText::Empty));
        assert_eq!(Text::<9>::new("a\u{0}b"), Err(BadText::Control));
        assert_eq!(Prose::new("a\r\nb").as_ref().map(Text::as_str), Ok("a\nb"));
        assert_eq!(Code::new("Juara 1"), Err(BadText::NotACode));
    }
}
