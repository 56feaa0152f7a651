//! What the reference keeps of people's records: annual appraisals, training, discipline. Each
//! with the sequence of the commit that it rests on.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Reference;
use crate::discipline::{self, Source};
use crate::ids::PersonId;
use crate::performance::{Performance, Recorded};
use crate::predikat::Predikat;
use crate::rulebook::SanctionLevel;

/// An appraisal of a whole year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appraisal {
    /// The calendar year.
    pub year: i16,
    /// The predicate.
    pub predicate: Predikat,
    /// Where it is recorded.
    pub sequence: u64,
}

/// The training of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Training {
    /// The calendar year.
    pub year: i16,
    /// Lesson hours (JP).
    pub hours: u32,
    /// Where the last of it is recorded.
    pub sequence: u64,
}

/// A discipline record that was not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discipline {
    /// What.
    pub what: DisciplineRecord,
    /// Where it was last changed.
    pub sequence: u64,
}

/// What a discipline record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisciplineRecord {
    /// A sanction.
    Sanction {
        /// How severe.
        level: SanctionLevel,
        /// Its first day.
        from: Date,
        /// Its last day; none: not known, or for no term.
        until: Option<Date>,
    },
    /// An examination.
    Examination {
        /// The day on which it was opened.
        from: Date,
        /// The day on which it was closed; none: not yet.
        until: Option<Date>,
    },
    /// Up to this day there is nothing but what is recorded.
    Attestation {
        /// The day.
        on: Date,
    },
}

/// The records of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// Annual appraisals in ledger order; a year may have several from different sources.
    pub appraisals: Vec<Appraisal>,
    /// Training by year.
    pub trainings: Vec<Training>,
    /// Discipline records by the source's reference.
    pub discipline: BTreeMap<Source, Discipline>,
}

impl Reference {
    pub(super) fn performed(&mut self, sequence: u64, recorded: &Recorded) {
        // A period is a year, or begins with one.
        let (year, rest) = recorded
            .period
            .as_str()
            .split_at_checked(4)
            .unwrap_or_default();
        let Ok(year) = year.parse::<i16>() else {
            return;
        };
        match recorded.performance {
            Performance::Appraisal { predikat, .. } if rest.is_empty() => {
                let records = self.records.entry(recorded.person).or_default();
                records.appraisals.push(Appraisal {
                    year,
                    predicate: predikat,
                    sequence,
                });
            }
            Performance::Training { hours } => {
                let records = self.records.entry(recorded.person).or_default();
                records.trained(year, u32::from(hours), sequence);
            }
            Performance::Appraisal { .. }
            | Performance::Mentoring { .. }
            | Performance::Innovation { .. } => {}
        }
    }

    pub(super) fn discipline(&mut self, sequence: u64, event: &discipline::Event) {
        use discipline::Event;
        match event {
            Event::Sanctioned(new) => {
                let what = DisciplineRecord::Sanction {
                    level: new.level,
                    from: new.from,
                    until: new.until,
                };
                self.disciplined(new.person, &new.source, Discipline { what, sequence });
            }
            Event::ExaminationOpened(new) => {
                let (from, until) = (new.on, None);
                let what = DisciplineRecord::Examination { from, until };
                self.disciplined(new.person, &new.source, Discipline { what, sequence });
            }
            Event::Attested(new) => {
                let what = DisciplineRecord::Attestation { on: new.on };
                self.disciplined(new.person, &new.source, Discipline { what, sequence });
            }
            Event::ExaminationClosed(closed) => {
                let records = self.records.entry(closed.person).or_default();
                if let Some(known) = records.discipline.get_mut(&closed.source)
                    && let DisciplineRecord::Examination { until, .. } = &mut known.what
                {
                    *until = Some(closed.on);
                    known.sequence = sequence;
                }
            }
            Event::Withdrawn(withdrawn) => {
                let records = self.records.entry(withdrawn.person).or_default();
                records.discipline.remove(&withdrawn.source);
            }
        }
    }

    fn disciplined(&mut self, person: PersonId, source: &Source, new: Discipline) {
        let records = self.records.entry(person).or_default();
        records.discipline.insert(source.clone(), new);
    }
}

impl Records {
    fn trained(&mut self, year: i16, hours: u32, sequence: u64) {
        let mut known = self.trainings.iter_mut();
        if let Some(of_year) = known.find(|training| training.year == year) {
            of_year.hours = of_year.hours.saturating_add(hours);
            of_year.sequence = sequence;
        } else {
            self.trainings.push(Training {
                year,
                hours,
                sequence,
            });
        }
    }
}
