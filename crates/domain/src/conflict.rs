//! A conflict of interest of a juror and a nomination: detected from records or declared, then
//! confirmed, dismissed with a reason, or waived by two people.
//!
//! What blocks a juror is worked out by [`Reference::conflicts_between`](crate::Reference) from what
//! records show now and from what is recorded here. Being the nominee or the nominator is neither
//! dismissed nor waived.

mod decide;
mod event;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use event::{Declared, Event, Found, SetAside, Step};

use crate::ids::{ConflictId, EditionId, NominationId, PersonId, derive_id};
use crate::rulebook::Relation;
use crate::text::Prose;
use crate::{Context, Decision, Entity, Private};

/// Whose conflict with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// The edition.
    pub edition: EditionId,
    /// The nomination.
    pub nomination: NominationId,
    /// The juror, or anybody else who would decide about the nomination.
    pub juror: PersonId,
}

impl ConflictId {
    /// The conflict between these: there is only one.
    #[must_use]
    pub fn of(between: &Between) -> Self {
        Self(derive_id(&[
            "conflict",
            &between.edition.to_string(),
            &between.nomination.to_string(),
            &between.juror.to_string(),
        ]))
    }
}

/// What may be asked of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The juror declares it.
    Declare(Private<Prose>),
    /// The juror takes the declaration back.
    WithdrawDeclaration,
    /// Record what records show.
    Record,
    /// Confirm it.
    Confirm,
    /// Dismiss it.
    Dismiss(Private<Prose>),
    /// Waive it, as the first or the second of two.
    Waive(Private<Prose>),
    /// Pin it.
    Pin,
}

/// A command on a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Whose conflict with what.
    pub between: Between,
    /// What is asked.
    pub ask: Ask,
}

/// Where a conflict stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nothing is recorded, or what was declared is withdrawn.
    #[default]
    Absent,
    /// Detected from records.
    Detected,
    /// Declared by the juror.
    Declared,
    /// Confirmed.
    Confirmed,
    /// Dismissed.
    Dismissed,
    /// One of two people would waive it.
    WaiverProposed,
    /// Waived by two people.
    Waived,
}

/// A conflict of interest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conflict {
    between: Option<Between>,
    stage: Stage,
    recorded: BTreeSet<Relation>,
    declared: bool,
    confirmed: bool,
    set_aside: BTreeSet<Relation>,
    proposed: Option<(BTreeSet<Relation>, Uuid)>,
    pinned: bool,
}

/// Whether a relation is one that nobody can set aside.
const fn absolute(relation: Relation) -> bool {
    matches!(relation, Relation::Nominee | Relation::Nominator)
}

impl Conflict {
    /// Whose conflict with what; none before anything is recorded.
    #[must_use]
    pub const fn between(&self) -> Option<&Between> {
        self.between.as_ref()
    }

    /// Where it stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Whether the juror can no longer change it.
    #[must_use]
    pub const fn pinned(&self) -> bool {
        self.pinned
    }

    /// Whether it was declared or confirmed and not dismissed since: what later editions look for.
    #[must_use]
    pub const fn admitted(&self) -> bool {
        self.declared || self.confirmed
    }

    /// Everything that was detected, recorded or declared, set aside or not.
    fn all(&self, mut detected: BTreeSet<Relation>) -> BTreeSet<Relation> {
        detected.extend(&self.recorded);
        if self.declared {
            detected.insert(Relation::Declared);
        }
        detected
    }

    /// What blocks, given what records show now.
    #[must_use]
    pub fn blocking(&self, detected: BTreeSet<Relation>) -> BTreeSet<Relation> {
        let mut blocking = self.all(detected);
        blocking.retain(|relation| absolute(*relation) || !self.set_aside.contains(relation));
        blocking
    }

    fn set_aside(&mut self, by: &SetAside, stage: Stage) {
        self.set_aside.extend(&by.relations);
        self.proposed = None;
        self.stage = stage;
    }
}

impl Entity for Conflict {
    const KIND: &'static str = "conflict";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        self.decided(command, context)
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Detected(found) => {
                self.between = Some(found.between);
                self.recorded.extend(&found.relations);
                if self.stage == Stage::Absent {
                    self.stage = Stage::Detected;
                }
            }
            Event::Declared(declared) => {
                self.between = Some(declared.between);
                self.declared = true;
                self.set_aside.remove(&Relation::Declared);
                self.proposed = None;
                self.stage = Stage::Declared;
            }
            Event::DeclarationWithdrawn(_) => {
                self.declared = false;
                self.proposed = None;
                self.stage = if self.recorded.is_empty() {
                    Stage::Absent
                } else {
                    Stage::Detected
                };
            }
            Event::Confirmed(found) => {
                self.between = Some(found.between);
                self.recorded.extend(&found.relations);
                self.set_aside.clear();
                self.proposed = None;
                self.confirmed = true;
                self.stage = Stage::Confirmed;
            }
            Event::Dismissed(dismissed) => {
                self.between = Some(dismissed.between);
                self.set_aside(dismissed, Stage::Dismissed);
                self.declared = false;
            }
            Event::WaiverProposed(proposed) => {
                self.between = Some(proposed.between);
                self.proposed = Some((proposed.relations.clone(), proposed.by));
                self.stage = Stage::WaiverProposed;
            }
            Event::Waived(waived) => self.set_aside(waived, Stage::Waived),
            Event::Pinned(_) => self.pinned = true,
        }
    }
}
