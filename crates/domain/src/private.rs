//! Values that are sealed before they are stored.
//!
//! A decision produces them in clear together with the key they belong to; the ledger seals them
//! on the way in, and only a reader that holds the key turns them back. Nothing prints them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// How long the key of a sealed value lives.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum KeyClass {
    /// Destroyed when the person asks for erasure (UU 27/2022 Art. 8).
    Erasable,
    /// Outlives an erasure: part of a published decree (UU 27/2022 Art. 15).
    Decree,
    /// Marks of a round, sealed until it closes.
    Round,
}

impl KeyClass {
    /// The class as a subject token.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Erasable => "erasable",
            Self::Decree => "decree",
            Self::Round => "round",
        }
    }
}

/// Names a data key: whose it is, and of which class. Written `owner.class`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId {
    /// The person, unit, team or round that the sealed value is about.
    pub owner: Uuid,
    /// The retention class.
    pub class: KeyClass,
}

impl KeyId {
    /// The key of `owner` that an erasure destroys.
    pub fn erasable(owner: impl Into<Uuid>) -> Self {
        Self {
            owner: owner.into(),
            class: KeyClass::Erasable,
        }
    }

    /// The key of `owner` that outlives an erasure.
    pub fn decree(owner: impl Into<Uuid>) -> Self {
        Self {
            owner: owner.into(),
            class: KeyClass::Decree,
        }
    }

    /// The key of a round.
    pub fn round(owner: impl Into<Uuid>) -> Self {
        Self {
            owner: owner.into(),
            class: KeyClass::Round,
        }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.owner, self.class.as_str())
    }
}

/// A text that names no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is written owner.class")]
pub struct BadKeyId;

impl FromStr for KeyId {
    type Err = BadKeyId;
    fn from_str(text: &str) -> Result<Self, BadKeyId> {
        let (owner, class) = text.split_once('.').ok_or(BadKeyId)?;
        let owner = owner.parse().map_err(|_| BadKeyId)?;
        let class = match class {
            "erasable" => KeyClass::Erasable,
            "decree" => KeyClass::Decree,
            "round" => KeyClass::Round,
            _ => return Err(BadKeyId),
        };
        Ok(Self { owner, class })
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A value that the ledger stores sealed under a key.
#[derive(Clone, PartialEq, Eq)]
pub enum Private<T> {
    /// In clear: just decided, or opened by a reader that holds the key.
    Clear {
        /// The key it is, or will be, sealed under.
        key: KeyId,
        /// The value.
        value: T,
    },
    /// Sealed: `n` the nonce and `c` the ciphertext, both base64 without padding.
    Sealed {
        /// The key it is sealed under.
        key: KeyId,
        /// Nonce, 24 bytes.
        n: String,
        /// Ciphertext and tag.
        c: String,
    },
}

impl<T> Private<T> {
    /// A value to be sealed under `key`.
    pub const fn new(key: KeyId, value: T) -> Self {
        Self::Clear { key, value }
    }

    /// The value, if this reader could open it; `None` if it holds no key, or the key is gone.
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::Clear { value, .. } => Some(value),
            Self::Sealed { .. } => None,
        }
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clear { key, .. } => write!(f, "[private {key}]"),
            Self::Sealed { key, .. } => write!(f, "[sealed {key}]"),
        }
    }
}

/// The form on the wire. `clear` never reaches the ledger: sealing replaces it, and the ledger
/// refuses to append a commit that still holds one.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Wire<T> {
    Clear { key: KeyId, clear: T },
    Sealed { key: KeyId, n: String, c: String },
}

impl<T: Serialize> Serialize for Private<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Clear { key, value } => Wire::Clear {
                key: *key,
                clear: value,
            }
            .serialize(serializer),
            Self::Sealed { key, n, c } => Wire::<()>::Sealed {
                key: *key,
                n: n.clone(),
                c: c.clone(),
            }
            .serialize(serializer),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Private<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Wire::deserialize(deserializer)? {
            Wire::Clear { key, clear } => Self::Clear { key, value: clear },
            Wire::Sealed { key, n, c } => Self::Sealed { key, n, c },
        })
    }
}

impl<T> JsonSchema for Private<T> {
    fn schema_name() -> Cow<'static, str> {
        "Sealed".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "XChaCha20-Poly1305 under the key named; n is the nonce, c the ciphertext, base64url",
            "properties": {
                "key": {"type": "string", "pattern": "^[0-9a-f-]{36}\\.(erasable|decree|round)$"},
                "n": {"type": "string"},
                "c": {"type": "string"}
            },
            "required": ["key", "n", "c"],
            "additionalProperties": false
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_prints_the_value() {
        let private = Private::new(KeyId::erasable(Uuid::nil()), "Melati Cendana".to_owned());
        assert!(!format!("{private:?}").contains("Melati"));
    }

    #[test]
    fn keys_are_read_back() {
        for key in [
            KeyId::erasable(Uuid::nil()),
            KeyId::decree(Uuid::nil()),
            KeyId::round(Uuid::nil()),
        ] {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        assert_eq!("x.erasable".parse::<KeyId>(), Err(BadKeyId));
    }
}
