#![doc = include_str!("../README.md")]
#![warn(clippy::wildcard_enum_match_arm)]

pub mod actor;
pub mod announcement;
pub mod ballot;
pub mod canonical;
pub mod catalog;
pub mod conflict;
pub mod count;
pub mod decision;
pub mod decrees;
pub mod discipline;
pub mod edition;
pub mod eligibility;
pub mod endorsement;
pub mod entity;
pub mod event;
pub mod fraction;
pub mod ids;
pub mod nip;
pub mod nomination;
pub mod panel;
pub mod performance;
pub mod person;
pub mod position;
pub mod predikat;
pub mod private;
pub mod reference;
pub mod refusal;
pub mod registry;
pub mod result;
pub mod round;
pub mod rulebook;
pub mod rules;
pub mod slate;
pub mod text;
pub mod unit;

pub use actor::{Actor, Role};
pub use canonical::Fingerprint;
pub use catalog::{AnyEvent, catalog};
pub use entity::{Context, Decision, Entity};
pub use event::{DecodeError, Event, EventKind};
pub use nip::{BadNip, Nip};
pub use position::Position;
pub use private::{KeyClass, KeyId, Private};
pub use reference::Reference;
pub use refusal::Refusal;
