//! What happens to a conflict of interest.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Between;
use crate::rulebook::Relation;
use crate::text::Prose;
use crate::{Private, events};

/// What was found to be, by whom it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// Whose conflict with what.
    pub between: Between,
    /// The relations; they stay recorded when the records that showed them change.
    pub relations: BTreeSet<Relation>,
    /// Who recorded it.
    pub by: Uuid,
}

/// A juror declared a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// Whose conflict with what.
    pub between: Between,
    /// What it is, sealed under the juror.
    pub statement: Private<Prose>,
}

/// Relations were set aside for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// Whose conflict with what.
    pub between: Between,
    /// The relations that stood then; one that arises later blocks again.
    pub relations: BTreeSet<Relation>,
    /// Who decided.
    pub by: Uuid,
    /// Why, sealed under the juror.
    pub reason: Private<Prose>,
}

/// A step without further content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Whose conflict with what.
    pub between: Between,
    /// Who took it.
    pub by: Uuid,
}

events! {
    /// What happens to a conflict of interest.
    pub enum Event {
        #[doc = "What records show was recorded, so that it outlasts a change of the records."]
        Detected(Found) = "conflict.detected" 1,
        #[doc = "The juror declared it."]
        Declared(Declared) = "conflict.declared" 1,
        #[doc = "The juror took the declaration back."]
        DeclarationWithdrawn(Step) = "conflict.declaration-withdrawn" 1,
        #[doc = "It was confirmed: it blocks for good."]
        Confirmed(Found) = "conflict.confirmed" 1,
        #[doc = "It was dismissed for a reason."]
        Dismissed(SetAside) = "conflict.dismissed" 1,
        #[doc = "The first of two people would waive it."]
        WaiverProposed(SetAside) = "conflict.waiver-proposed" 1,
        #[doc = "The second of two people waived it."]
        Waived(SetAside) = "conflict.waived" 1,
        #[doc = "It was pinned: the juror can no longer change it."]
        Pinned(Step) = "conflict.pinned" 1,
    }
}
