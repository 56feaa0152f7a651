//! The first form of a performance event, before corrections and point tables of agencies. Read,
//! no longer written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, UnitId};
use crate::predikat::{Predikat, Rating};
use crate::text::{Code, Text};

/// What was performed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Performance {
    /// An appraisal with both ratings and the predicate they amount to.
    Appraisal {
        /// *Hasil kerja*.
        results: Rating,
        /// *Perilaku kerja*.
        behaviour: Rating,
        /// *Predikat kinerja*; must be the one of the matrix.
        predikat: Predikat,
    },
    /// Training taken, in lesson hours of 45 minutes (JP).
    Training {
        /// Lesson hours.
        hours: u16,
    },
    /// A mentoring pair completed, as mentor.
    Mentoring {
        /// Sessions in the journal.
        sessions: u16,
    },
    /// A registered innovation.
    Innovation {
        /// Its register code.
        code: Code,
    },
}

/// Something was performed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// By whom.
    pub person: PersonId,
    /// The unit they served in then.
    pub unit: Option<UnitId>,
    /// The period it belongs to.
    pub period: Text<7>,
    /// The source's own reference, unique within person and period.
    pub source: Text<100>,
    /// What.
    pub performance: Performance,
    /// Recognition points it gave.
    pub points: u32,
    /// The version of the table that gave them.
    pub table: Text<20>,
}

impl From<Recorded> for super::Recorded {
    fn from(first: Recorded) -> Self {
        let performance = match first.performance {
            Performance::Appraisal {
                results,
                behaviour,
                predikat,
            } => super::Performance::Appraisal {
                results,
                behaviour,
                predikat,
            },
            Performance::Training { hours } => super::Performance::Training {
                hours,
                course: None,
            },
            Performance::Mentoring { sessions } => super::Performance::Mentoring { sessions },
            Performance::Innovation { code } => super::Performance::Innovation { code },
        };
        Self {
            person: first.person,
            unit: first.unit,
            period: first.period,
            source: first.source,
            performance,
            points: first.points,
            table: first.table,
        }
    }
}
