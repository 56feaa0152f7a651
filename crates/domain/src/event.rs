//! Events as they are stored: `{type, v, data}`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An event as it stands in a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stored {
    /// Its type, `entity.what-happened`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Version of the form of `data`, from 1.
    pub v: u16,
    /// Its content.
    pub data: Value,
}

/// One type of event in one version, with the schema of its data.
#[derive(Debug, Clone, Copy)]
pub struct EventKind {
    /// Its type, `entity.what-happened`.
    pub name: &'static str,
    /// Version of the form.
    pub version: u16,
    /// What it says, from the doc comment.
    pub doc: &'static str,
    /// The JSON Schema of `data`.
    pub schema: fn() -> Value,
}

/// The events of one kind of entity.
pub trait Event: Sized + Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static {
    /// Every type and version that this code writes or reads.
    const KINDS: &'static [EventKind];

    /// Type and version of this event.
    fn kind(&self) -> &'static EventKind;

    /// The form that is stored, private values still in clear.
    fn encode(&self) -> Stored;

    /// Reads a stored event.
    fn decode(stored: &Stored) -> Result<Self, DecodeError>;
}

/// Why a stored event could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// A type or a version that this code does not know: a rolling upgrade, so a reader waits.
    #[error("event {kind} version {version} is newer than this program")]
    Unknown {
        /// The type.
        kind: String,
        /// The version.
        version: u16,
    },
    /// A known type whose data does not fit its schema: poison.
    #[error("event {kind} does not fit its schema: {reason}")]
    Malformed {
        /// The type.
        kind: String,
        /// What serde said; it names fields, never values.
        reason: String,
    },
}

/// Decodes the data of one event, for the [`events!`](crate::events) macro.
pub fn decode_data<T: DeserializeOwned>(stored: &Stored) -> Result<T, DecodeError> {
    T::deserialize(&stored.data).map_err(|error| DecodeError::Malformed {
        kind: stored.kind.clone(),
        reason: describe(&error),
    })
}

/// What went wrong, without the value that serde quotes: it could be personal.
fn describe(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.split_once(['"', '`']) {
        Some((before, _)) if text.starts_with("invalid") || text.starts_with("unknown variant") => {
            before.trim_end().to_owned()
        }
        _ => text,
    }
}

/// The JSON Schema of a type, for the [`events!`](crate::events) macro.
#[must_use]
pub fn schema_of<T: schemars::JsonSchema>() -> Value {
    schemars::SchemaGenerator::default()
        .into_root_schema_for::<T>()
        .to_value()
}

/// Declares the events of an entity: the enum, its stored form and the list of its types.
#[macro_export]
macro_rules! events {
    ($(#[$meta:meta])* pub enum $name:ident {
        $(#[doc = $doc:literal] $variant:ident($data:ty) = $kind:literal $version:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name { $(#[doc = $doc] $variant($data),)* }

        impl $crate::event::Event for $name {
            const KINDS: &'static [$crate::event::EventKind] = &[$(
                $crate::event::EventKind {
                    name: $kind,
                    version: $version,
                    doc: $doc.trim_ascii(),
                    schema: $crate::event::schema_of::<$data>,
                },
            )*];

            fn kind(&self) -> &'static $crate::event::EventKind {
                let (name, version) = match self { $(Self::$variant(_) => ($kind, $version),)* };
                let mut kinds = Self::KINDS.iter();
                kinds
                    .find(|kind| (kind.name, kind.version) == (name, version))
                    .expect("every variant has a kind")
            }

            fn encode(&self) -> $crate::event::Stored {
                let kind = self.kind();
                let data = match self { $(Self::$variant(data) => serde_json::to_value(data),)* };
                $crate::event::Stored {
                    kind: kind.name.to_owned(),
                    v: kind.version,
                    data: data.expect("events have string keys and finite numbers"),
                }
            }

            fn decode(stored: &$crate::event::Stored) -> Result<Self, $crate::event::DecodeError> {
                match (stored.kind.as_str(), stored.v) {
                    $(($kind, $version) => $crate::event::decode_data(stored).map(Self::$variant),)*
                    _ => Err($crate::event::DecodeError::Unknown {
                        kind: stored.kind.clone(),
                        version: stored.v,
                    }),
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_malformed_event_is_described_without_its_values() {
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        enum Shape {
            Round,
        }
        for data in [
            Value::from("Melati"),
            Value::from(4711),
            serde_json::json!({"Melati": {}}),
        ] {
            let kind = "x.y".to_owned();
            let error = decode_data::<Shape>(&Stored { kind, v: 1, data });
            let text = error
                .map(|Shape::Round| ())
                .expect_err("malformed")
                .to_string();
            assert!(!text.contains("Melati") && !text.contains("4711"), "{text}");
        }
    }
}
