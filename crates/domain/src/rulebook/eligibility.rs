//! What a nominee must meet, as predicates over their records on the cut-off day.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::person::{PersonKind, PositionGroup};
use crate::predikat::Predikat;
use crate::text::{Code, Title};

/// The level of a disciplinary sanction (*hukuman disiplin*, PP 94/2021 Art. 8).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SanctionLevel {
    /// *Ringan*.
    Ringan,
    /// *Sedang*.
    Sedang,
    /// *Berat*.
    Berat,
}

/// A requirement. Years are counted back from the cut-off day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "rule", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Requirement {
    /// Serves in the agency.
    Active,
    /// Is employed in one of these ways.
    Kind {
        /// The ways.
        kinds: Vec<PersonKind>,
    },
    /// Holds a position of one of these groups.
    Group {
        /// The groups.
        groups: Vec<PositionGroup>,
    },
    /// Is at most so old.
    AgeAtMost {
        /// Completed years.
        years: u8,
    },
    /// Has served at least so long (*masa kerja*).
    ServiceAtLeast {
        /// Completed years.
        years: u8,
    },
    /// Has an annual appraisal of at least this predicate for each of the last years.
    PredicateAtLeast {
        /// The lowest predicate that meets it.
        predicate: Predikat,
        /// How many calendar years before the year of the cut-off day, each one present.
        years: u8,
    },
    /// Was not sanctioned at one of these levels within so many years.
    NoSanction {
        /// The levels.
        levels: Vec<SanctionLevel>,
        /// Years back; none: ever.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        years: Option<u8>,
    },
    /// Is not serving a sanction.
    NotServingSanction,
    /// Is not under examination.
    NotUnderExamination,
    /// Has not won in the same category within so many years.
    NoWin {
        /// Years back; none: ever.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        years: Option<u8>,
    },
    /// Has taken at least so many lesson hours (JP) of training within so many years.
    TrainingAtLeast {
        /// Lesson hours of 45 minutes.
        hours: u16,
        /// Calendar years before the year of the cut-off day.
        years: u8,
    },
    /// A document or statement that a checker has seen; unclear until one says so.
    Document {
        /// Its code within the category.
        code: Code,
        /// What it is.
        title: Title,
    },
}

impl Requirement {
    /// The name of the rule, as it is written.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Kind { .. } => "kind",
            Self::Group { .. } => "group",
            Self::AgeAtMost { .. } => "age-at-most",
            Self::ServiceAtLeast { .. } => "service-at-least",
            Self::PredicateAtLeast { .. } => "predicate-at-least",
            Self::NoSanction { .. } => "no-sanction",
            Self::NotServingSanction => "not-serving-sanction",
            Self::NotUnderExamination => "not-under-examination",
            Self::NoWin { .. } => "no-win",
            Self::TrainingAtLeast { .. } => "training-at-least",
            Self::Document { .. } => "document",
        }
    }

    /// How many years it counts; none if it counts none.
    #[must_use]
    pub const fn years(&self) -> Option<u8> {
        match self {
            Self::AgeAtMost { years }
            | Self::ServiceAtLeast { years }
            | Self::PredicateAtLeast { years, .. }
            | Self::TrainingAtLeast { years, .. } => Some(*years),
            Self::NoSanction { years, .. } | Self::NoWin { years } => *years,
            Self::Active
            | Self::Kind { .. }
            | Self::Group { .. }
            | Self::NotServingSanction
            | Self::NotUnderExamination
            | Self::Document { .. } => None,
        }
    }

    /// Whether it is about a person's records; of a team it is asked of every member.
    #[must_use]
    pub const fn of_people(&self) -> bool {
        !matches!(self, Self::NoWin { .. } | Self::Document { .. })
    }

    /// Its list as it is named and how many entries it has, if it has one.
    pub(super) fn list(&self) -> Option<(&'static str, usize, usize)> {
        fn counted<T: Ord>(name: &'static str, all: &[T]) -> (&'static str, usize, usize) {
            let distinct: BTreeSet<_> = all.iter().collect();
            (name, all.len(), distinct.len())
        }
        match self {
            Self::Kind { kinds } => Some(counted("kinds", kinds)),
            Self::Group { groups } => Some(counted("groups", groups)),
            Self::NoSanction { levels, .. } => Some(counted("levels", levels)),
            Self::Active
            | Self::AgeAtMost { .. }
            | Self::ServiceAtLeast { .. }
            | Self::PredicateAtLeast { .. }
            | Self::NotServingSanction
            | Self::NotUnderExamination
            | Self::NoWin { .. }
            | Self::TrainingAtLeast { .. }
            | Self::Document { .. } => None,
        }
    }
}
