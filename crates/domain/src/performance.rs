//! Performance events: one bounded entity per person and period.
//!
//! They hold no sealed field, so folding them in bulk needs no keys. What stands under a source's
//! reference can be corrected and withdrawn; either event says what stood there before, so that no
//! reader has to remember it.

mod first;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use first::{Performance as FirstPerformance, Recorded as FirstRecorded};
use jiff::civil::Date;

use crate::entity::record;
use crate::ids::{PersonId, UnitId};
use crate::points::{Measured, Table};
use crate::predikat::{Predikat, Rating};
use crate::text::{Code, Text, Title};
use crate::{Context, Decision, Entity, Refusal, events};

/// How many events one person's period holds at most.
pub const LIMIT: usize = 200;

/// The source's own reference of an event, unique within person and period.
pub type Source = Text<100>;

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

/// The calendar year that a period is or lies in.
#[must_use]
pub fn year_of(period: &str) -> Option<i16> {
    period.get(..4)?.parse().ok()
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
        /// The title of the course.
        course: Option<Title>,
    },
    /// Mentoring reported as a whole, as mentor.
    Mentoring {
        /// Sessions in the journal.
        sessions: u16,
    },
    /// One session of a mentoring journal (`PermenPANRB` 6/2022, format B.1.7), as mentor.
    MentoringSession {
        /// Whom.
        mentee: PersonId,
        /// When.
        on: Date,
        /// How the mentee answered the nine statements of format B.1.8, if they did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        feedback: Option<[Option<u8>; 9]>,
    },
    /// A registered innovation.
    Innovation {
        /// Its register code.
        code: Code,
    },
    /// An award held, from elsewhere.
    Award {
        /// BKN's *jenis penghargaan*, such as 201 for the ten-year Satyalancana Karya Satya.
        award: u16,
    },
    /// A value of an indicator of the agency's catalogue.
    Indicator(Measured),
}

impl Performance {
    /// What it is, as one word: what a point table gives points for.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Appraisal { .. } => "appraisal",
            Self::Training { .. } => "training",
            Self::Mentoring { .. } | Self::MentoringSession { .. } => "mentoring",
            Self::Innovation { .. } => "innovation",
            Self::Award { .. } => "award",
            Self::Indicator(_) => "indicator",
        }
    }
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
    pub source: Source,
    /// What.
    pub performance: Performance,
    /// Recognition points it gave.
    pub points: u32,
    /// The version of the table that gave them.
    pub table: Text<20>,
}

/// What stood under a source's reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// What was performed, as it was recorded.
    pub performance: Performance,
    /// The points that it gave, now taken back.
    pub points: u32,
}

/// What stood under a source's reference was wrong: this is how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// How it is; the unit is the one it was first recorded for.
    pub now: Recorded,
    /// How it was.
    pub before: Before,
}

/// What stood under a source's reference never was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// By whom.
    pub person: PersonId,
    /// The unit it was recorded for.
    pub unit: Option<UnitId>,
    /// The period.
    pub period: Text<7>,
    /// The source's own reference.
    pub source: Source,
    /// How it was.
    pub before: Before,
}

events! {
    /// What happens in a person's period.
    pub enum Event {
        #[doc = "Something was performed (first form)."]
        First(FirstRecorded) = "performance.recorded" 1,
        #[doc = "Something was performed."]
        Recorded(Recorded) = "performance.recorded" 2,
        #[doc = "Something recorded was wrong; this is how it is."]
        Corrected(Corrected) = "performance.corrected" 1,
        #[doc = "Something recorded never was."]
        Withdrawn(Withdrawn) = "performance.withdrawn" 1,
    }
}

/// What is to stand under a source's reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// By whom.
    pub person: PersonId,
    /// The period.
    pub period: Text<7>,
    /// The source's own reference.
    pub source: Source,
    /// What.
    pub performance: Performance,
}

/// What may be asked of a person's period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Record a performance; under a reference that stands for something else it is refused.
    Record(Recording),
    /// The same, but what stands under the reference is corrected.
    Put(Recording),
    /// Withdraw what stands under a reference.
    Withdraw {
        /// By whom.
        person: PersonId,
        /// The period.
        period: Text<7>,
        /// The source's own reference.
        source: Source,
    },
}

/// What stands under a source's reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What.
    pub performance: Performance,
    /// The points it gave.
    pub points: u32,
    unit: Option<UnitId>,
    table: Text<20>,
}

/// A person's period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    entries: BTreeMap<Source, Entry>,
}

impl Period {
    /// What stands under a reference.
    #[must_use]
    pub fn entry(&self, source: &Source) -> Option<&Entry> {
        self.entries.get(source)
    }

    fn put(&self, asked: &Recording, correct: bool, context: &Context<'_>) -> Decision<Event> {
        if !is_period(asked.period.as_str()) {
            return Decision::Refuse(Refusal::PeriodInvalid);
        }
        let known = self.entries.get(&asked.source);
        match known {
            Some(entry) if entry.performance == asked.performance => return Decision::Repeat,
            Some(_) if !correct => return Decision::Refuse(Refusal::SourceReused),
            None if self.entries.len() >= LIMIT => return Decision::Refuse(Refusal::PeriodFull),
            Some(_) | None => {}
        }
        if let Err(refusal) = sound(asked, context) {
            return Decision::Refuse(refusal);
        }
        let Some(person) = context.reference.people.get(&asked.person) else {
            return Decision::Refuse(Refusal::PersonUnknown);
        };
        let table = context.reference.point_table(asked.period.as_str());
        let now = Recorded {
            person: asked.person,
            unit: known.map_or(person.unit, |entry| entry.unit),
            period: asked.period.clone(),
            source: asked.source.clone(),
            points: self.points(asked, &table),
            performance: asked.performance.clone(),
            table: table.version.clone(),
        };
        let Some(entry) = known else {
            return record(Event::Recorded(now));
        };
        let before = entry.before();
        let words = [before.performance.word(), now.performance.word()];
        let corrected = Event::Corrected(Corrected { now, before });
        Decision::Record(self.with_freed(corrected, asked.person, &asked.period, &words, context))
    }

    /// What the table gives, less what the period's other events of this kind leave of its cap.
    fn points(&self, asked: &Recording, table: &Table) -> u32 {
        let word = asked.performance.word();
        let others = self
            .entries
            .iter()
            .filter(|(source, _)| **source != asked.source);
        let free = table.most(word).saturating_sub(sum(others, word));
        table.points(&asked.performance).min(free)
    }

    /// The event, and after it the corrections of those that the cap had left short: points that it
    /// frees go to them, in the order of their sources, as if the other had never been. Points of
    /// another version of the table stay as they were given.
    fn with_freed(
        &self,
        event: Event,
        person: PersonId,
        period: &Text<7>,
        words: &[&str],
        context: &Context<'_>,
    ) -> Vec<Event> {
        let table = context.reference.point_table(period.as_str());
        let (mut after, mut events) = (self.clone(), vec![event]);
        after.evolve(&events[0]);
        for (source, entry) in &after.entries {
            let word = entry.performance.word();
            let free = table.most(word).saturating_sub(sum(&after.entries, word));
            let given: u32 = freed(&events[1..], word);
            let points = table
                .points(&entry.performance)
                .min(entry.points.saturating_add(free.saturating_sub(given)));
            if words.contains(&word) && entry.table == table.version && points > entry.points {
                let now = Recorded {
                    person,
                    unit: entry.unit,
                    period: period.clone(),
                    source: source.clone(),
                    performance: entry.performance.clone(),
                    points,
                    table: table.version.clone(),
                };
                let before = entry.before();
                events.push(Event::Corrected(Corrected { now, before }));
            }
        }
        events
    }

    fn withdraw(
        &self,
        person: PersonId,
        period: &Text<7>,
        source: &Source,
        context: &Context<'_>,
    ) -> Decision<Event> {
        let Some(entry) = self.entries.get(source) else {
            return Decision::Refuse(Refusal::SourceUnknown);
        };
        let before = entry.before();
        let word = before.performance.word();
        let withdrawn = Event::Withdrawn(Withdrawn {
            person,
            unit: entry.unit,
            period: period.clone(),
            source: source.clone(),
            before,
        });
        Decision::Record(self.with_freed(withdrawn, person, period, &[word], context))
    }

    fn stands(&mut self, recorded: &Recorded) {
        let entry = Entry {
            performance: recorded.performance.clone(),
            points: recorded.points,
            unit: recorded.unit,
            table: recorded.table.clone(),
        };
        self.entries.insert(recorded.source.clone(), entry);
    }
}

/// The points of the entries of a kind.
fn sum<'e>(entries: impl IntoIterator<Item = (&'e Source, &'e Entry)>, word: &str) -> u32 {
    let of_kind = entries
        .into_iter()
        .filter(|(_, entry)| entry.performance.word() == word);
    of_kind.fold(0, |sum, (_, entry)| sum.saturating_add(entry.points))
}

/// The points that corrections of a kind gave.
fn freed(events: &[Event], word: &str) -> u32 {
    events.iter().fold(0, |sum, event| match event {
        Event::Corrected(Corrected { now, before }) if now.performance.word() == word => {
            sum.saturating_add(now.points.saturating_sub(before.points))
        }
        Event::First(_) | Event::Recorded(_) | Event::Corrected(_) | Event::Withdrawn(_) => sum,
    })
}

impl Entry {
    fn before(&self) -> Before {
        Before {
            performance: self.performance.clone(),
            points: self.points,
        }
    }
}

/// Whether what was performed can be so.
fn sound(asked: &Recording, context: &Context<'_>) -> Result<(), Refusal> {
    match &asked.performance {
        Performance::Appraisal {
            results,
            behaviour,
            predikat,
        } if Predikat::of(*results, *behaviour) != *predikat => {
            Err(Refusal::PredicateContradictsRatings)
        }
        Performance::MentoringSession { mentee, .. } if *mentee == asked.person => {
            Err(Refusal::OwnMentee)
        }
        Performance::MentoringSession { mentee, .. }
            if !context.reference.people.contains_key(mentee) =>
        {
            Err(Refusal::PersonUnknown)
        }
        Performance::MentoringSession {
            feedback: Some(marks),
            ..
        } if marks.iter().flatten().any(|mark| !(1..=5).contains(mark)) => {
            Err(Refusal::ScoreOutOfScale)
        }
        Performance::Indicator(measured) => context.reference.may_measure(measured),
        Performance::Appraisal { .. }
        | Performance::Training { .. }
        | Performance::Mentoring { .. }
        | Performance::MentoringSession { .. }
        | Performance::Innovation { .. }
        | Performance::Award { .. } => Ok(()),
    }
}

impl Entity for Period {
    const KIND: &'static str = "performance";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match command {
            Command::Record(asked) => self.put(asked, false, context),
            Command::Put(asked) => self.put(asked, true, context),
            Command::Withdraw {
                person,
                period,
                source,
            } => self.withdraw(*person, period, source, context),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::First(first) => self.stands(&first.clone().into()),
            Event::Recorded(recorded) => self.stands(recorded),
            Event::Corrected(corrected) => self.stands(&corrected.now),
            Event::Withdrawn(withdrawn) => {
                self.entries.remove(&withdrawn.source);
            }
        }
    }
}
