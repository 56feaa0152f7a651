//! Commitments: what binds a published bundle to what it does not show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Fingerprint;

/// What a round's commitments are salted with: 32 bytes that nobody outside the committee knows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(Fingerprint);

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[salt]")
    }
}

/// A value that is shown, with what makes its commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The salt of this value alone.
    pub salt: Fingerprint,
    /// The value.
    pub value: Value,
}

impl Salt {
    pub(super) const fn new(bytes: Fingerprint) -> Self {
        Self(bytes)
    }

    /// A number that says nothing of what it stands for.
    pub(super) fn of(&self, kind: &str, name: &str) -> Fingerprint {
        let text = format!("berprestasi/salt\n{}\n{kind}\n{name}", self.0);
        Fingerprint::of(text.as_bytes())
    }

    /// The opening of a named value.
    pub(super) fn opening<T: Serialize>(&self, name: &str, value: &T) -> Opening {
        Opening {
            salt: self.of("leaf", name),
            value: serde_json::to_value(value).expect("string keys and whole numbers only"),
        }
    }

    /// The commitment to a named value.
    pub(super) fn commitment<T: Serialize>(&self, name: &str, value: &T) -> Fingerprint {
        self.opening(name, value).commitment(name)
    }
}

impl Opening {
    /// What binds to the value: the hash of salt, name and canonical value, each on its line.
    #[must_use]
    pub fn commitment(&self, name: &str) -> Fingerprint {
        // A JSON value's members are in order of their names: its text is the canonical one.
        Fingerprint::of(format!("{}\n{name}\n{}", self.salt, self.value).as_bytes())
    }
}
