//! The commit: what one command did to one entity, as it is stored in one message.

use std::fmt;

use domain::event::Stored;
use domain::ids::AgencyCode;
use domain::{Actor, Position};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The format of the envelope that this code writes.
pub const FORMAT: u16 = 1;

/// 32 bytes written as hexadecimal digits.
macro_rules! hex32 {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 32]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                unhex(&text).map(Self).ok_or_else(|| {
                    serde::de::Error::custom("expected 64 hexadecimal digits")
                })
            }
        }
    };
}

hex32! {
    /// SHA-256 of a commit's stored bytes.
    Hash
}
hex32! {
    /// Keyed hash of a command as it was received; it tells a repeat from another command under a
    /// reused id, which sealing (different each time) could not.
    Digest
}

/// Reads 64 hexadecimal digits.
pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

impl Hash {
    /// The hash of stored bytes, never of a value serialised again.
    #[must_use]
    pub fn of(stored: &[u8]) -> Self {
        Self(Sha256::digest(stored).into())
    }
}

/// What one command did to one entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// Format of this envelope.
    pub format: u16,
    /// The agency whose ledger it is in.
    pub agency: AgencyCode,
    /// The entity, `kind.id`.
    pub entity: String,
    /// Counts the entity's commits from 1.
    pub version: u64,
    /// Hash of the entity's previous commit; none at version 1.
    pub previous: Option<Hash>,
    /// The command's id: UUIDv5 of caller and `Idempotency-Key`.
    pub id: Uuid,
    /// The command's digest.
    pub digest: Digest,
    /// When it was recorded; effective dates are in the events.
    pub at: Timestamp,
    /// Who commanded it.
    pub by: Actor,
    /// What it follows from, when a reactor commanded it.
    pub cause: Option<Position>,
    /// How far the reference state had come that it was decided on.
    pub seen: Position,
    /// The events, sealed. Empty in a commit that only carries a guard.
    pub events: Vec<Stored>,
}

impl Commit {
    /// The bytes to store.
    pub(crate) fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a commit has string keys and finite numbers")
    }

    /// Reads stored bytes. The error names what is wrong, never a value.
    pub fn decode(stored: &[u8]) -> Result<Self, String> {
        let commit: Self = serde_json::from_slice(stored)
            .map_err(|error| format!("line {} column {}", error.line(), error.column()))?;
        if commit.format == FORMAT {
            Ok(commit)
        } else {
            Err(format!(
                "format {} is newer than this program",
                commit.format
            ))
        }
    }
}
