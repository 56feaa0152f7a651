//! What the reference keeps of people's records: annual appraisals, training, discipline. Each
//! with the sequence of the commit that it rests on.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Reference;
use crate::discipline::{self, Source};
use crate::ids::PersonId;
use crate::performance::{self, Before, Performance, Recorded, year_of};
use crate::predikat::Predikat;
use crate::rulebook::SanctionLevel;
use crate::text::Text;

/// An appraisal of a whole year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appraisal {
    /// The source's own reference.
    pub source: Text<100>,
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
    /// How many events it comes from.
    pub events: u32,
    /// Where it last changed.
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
    /// Awards held, by BKN's *jenis penghargaan*; one held twice stands twice.
    pub awards: Vec<u16>,
    /// How many performance events there are of them, as mentees too.
    pub rests_on: u32,
    /// Discipline records by the source's reference.
    pub discipline: BTreeMap<Source, Discipline>,
}

impl Reference {
    pub(super) fn performance(&mut self, sequence: u64, event: &performance::Event) {
        use performance::Event;
        match event {
            Event::First(first) => self.performed(sequence, &first.clone().into()),
            Event::Recorded(recorded) => self.performed(sequence, recorded),
            Event::Corrected(corrected) => {
                let now = &corrected.now;
                self.recorded(now.unit, 1, false);
                self.unperformed(
                    sequence,
                    (now.person, &now.period, &now.source),
                    &corrected.before,
                );
                self.performed(sequence, now);
            }
            Event::Withdrawn(gone) => {
                self.recorded(gone.unit, 1, false);
                let which = (gone.person, &gone.period, &gone.source);
                self.unperformed(sequence, which, &gone.before);
            }
        }
    }

    fn performed(&mut self, sequence: u64, recorded: &Recorded) {
        let Some(year) = year_of(recorded.period.as_str()) else {
            return;
        };
        self.recorded(recorded.unit, 1, true);
        let records = self.records.entry(recorded.person).or_default();
        records.rests_on += 1;
        match &recorded.performance {
            Performance::Appraisal { predikat, .. } if recorded.period.as_str().len() == 4 => {
                records.appraisals.push(Appraisal {
                    source: recorded.source.clone(),
                    year,
                    predicate: *predikat,
                    sequence,
                });
            }
            Performance::Training { hours, .. } => records.trained(year, *hours, sequence),
            Performance::Award { award } => records.awards.push(*award),
            Performance::MentoringSession { mentee, .. } => {
                self.records.entry(*mentee).or_default().rests_on += 1;
            }
            Performance::Appraisal { .. }
            | Performance::Mentoring { .. }
            | Performance::Innovation { .. }
            | Performance::Indicator(_) => {}
        }
    }

    fn unperformed(
        &mut self,
        sequence: u64,
        (person, period, source): (PersonId, &Text<7>, &Text<100>),
        before: &Before,
    ) {
        let Some(year) = year_of(period.as_str()) else {
            return;
        };
        let records = self.records.entry(person).or_default();
        records.rests_on = records.rests_on.saturating_sub(1);
        match &before.performance {
            Performance::Appraisal { .. } if period.as_str().len() == 4 => {
                let appraisals = &mut records.appraisals;
                appraisals.retain(|known| known.year != year || known.source != *source);
            }
            Performance::Training { hours, .. } => records.untrained(year, *hours, sequence),
            Performance::Award { award } => {
                if let Some(at) = records.awards.iter().position(|known| known == award) {
                    records.awards.remove(at);
                }
            }
            Performance::MentoringSession { mentee, .. } => {
                let mentored = self.records.entry(*mentee).or_default();
                mentored.rests_on = mentored.rests_on.saturating_sub(1);
                self.forget_nothing(*mentee);
            }
            Performance::Appraisal { .. }
            | Performance::Mentoring { .. }
            | Performance::Innovation { .. }
            | Performance::Indicator(_) => {}
        }
        self.forget_nothing(person);
    }

    /// Records of which nothing is left are none.
    fn forget_nothing(&mut self, person: PersonId) {
        if self.records.get(&person) == Some(&Records::default()) {
            self.records.remove(&person);
        }
    }

    pub(super) fn discipline(&mut self, sequence: u64, event: &discipline::Event) {
        use discipline::Event;
        match event {
            Event::Sanctioned(new) | Event::Amended(new) => {
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
                self.forget_nothing(withdrawn.person);
            }
        }
    }

    fn disciplined(&mut self, person: PersonId, source: &Source, new: Discipline) {
        let records = self.records.entry(person).or_default();
        records.discipline.insert(source.clone(), new);
    }
}

impl Records {
    fn trained(&mut self, year: i16, hours: u16, sequence: u64) {
        let mut known = self.trainings.iter_mut();
        if let Some(of_year) = known.find(|training| training.year == year) {
            of_year.hours = of_year.hours.saturating_add(u32::from(hours));
            of_year.events += 1;
            of_year.sequence = sequence;
        } else {
            self.trainings.push(Training {
                year,
                hours: u32::from(hours),
                events: 1,
                sequence,
            });
        }
    }

    /// A year of which no training is left has none recorded, not zero hours.
    fn untrained(&mut self, year: i16, hours: u16, sequence: u64) {
        let mut known = self.trainings.iter_mut();
        if let Some(of_year) = known.find(|training| training.year == year) {
            of_year.hours = of_year.hours.saturating_sub(u32::from(hours));
            of_year.events = of_year.events.saturating_sub(1);
            of_year.sequence = sequence;
        }
        self.trainings.retain(|training| training.events > 0);
    }
}
