//! Performance events: one bounded entity per person and period.
//!
//! They hold no sealed field, so folding them in bulk needs no keys.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{PersonId, UnitId};
use crate::predikat::{Predikat, Rating};
use crate::text::{Code, Text};
use crate::{Context, Decision, Entity, Refusal, events};

/// How many events one person's period holds at most.
pub const LIMIT: usize = 200;

/// A period: a year `2026`, a quarter `2026-Q3` or a month `2026-09`.
#[must_use]
pub fn is_period(text: &str) -> bool {
    let year = |y: &str| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()) && y >= "1990";
    match text.split_once('-') {
        None => year(text),
        Some((y, rest)) => {
            let digits = rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit());
            let month = digits && ("01"..="12").contains(&rest);
            year(y) && (month || matches!(rest, "Q1" | "Q2" | "Q3" | "Q4"))
        }
    }
}

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

/// A version of the table that turns performance into recognition points (integers).
///
/// The table's version stands in each event, so points once given never change by a new table.
/// The appraisal column is the usual convention of talent-management systems, not law.
#[must_use]
pub fn points(performance: &Performance) -> (&'static str, u32) {
    let points = match performance {
        Performance::Appraisal { predikat, .. } => match predikat {
            Predikat::SangatBaik => 100,
            Predikat::Baik => 80,
            Predikat::ButuhPerbaikan => 60,
            Predikat::Kurang => 40,
            Predikat::SangatKurang => 20,
        },
        Performance::Training { hours } => u32::from(*hours).min(40),
        Performance::Mentoring { sessions } => (u32::from(*sessions) * 5).min(50),
        Performance::Innovation { .. } => 75,
    };
    ("2026-1", points)
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

events! {
    /// What happens in a person's period.
    pub enum Event {
        #[doc = "Something was performed."]
        Recorded(Recorded) = "performance.recorded" 1,
    }
}

/// What may be asked of a person's period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Record a performance.
    Record {
        /// By whom.
        person: PersonId,
        /// The period.
        period: Text<7>,
        /// The source's own reference.
        source: Text<100>,
        /// What.
        performance: Performance,
    },
}

/// A person's period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    sources: BTreeMap<Text<100>, Performance>,
}

impl Entity for Period {
    const KIND: &'static str = "performance";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let Command::Record {
            person,
            period,
            source,
            performance,
        } = command;
        if !is_period(period.as_str()) {
            return Decision::Refuse(Refusal::PeriodInvalid);
        }
        match self.sources.get(source) {
            Some(known) if known == performance => return Decision::Repeat,
            Some(_) => return Decision::Refuse(Refusal::SourceReused),
            None if self.sources.len() >= LIMIT => return Decision::Refuse(Refusal::PeriodFull),
            None => {}
        }
        if let Performance::Appraisal {
            results,
            behaviour,
            predikat,
        } = performance
            && Predikat::of(*results, *behaviour) != *predikat
        {
            return Decision::Refuse(Refusal::PredicateContradictsRatings);
        }
        let Some(known) = context.reference.people.get(person) else {
            return Decision::Refuse(Refusal::PersonUnknown);
        };
        let (table, points) = points(performance);
        record(Event::Recorded(Recorded {
            person: *person,
            unit: known.unit,
            period: period.clone(),
            source: source.clone(),
            performance: performance.clone(),
            points,
            table: Text::new(table).expect("table names are short"),
        }))
    }

    fn evolve(&mut self, event: &Event) {
        let Event::Recorded(recorded) = event;
        self.sources
            .insert(recorded.source.clone(), recorded.performance.clone());
    }
}
