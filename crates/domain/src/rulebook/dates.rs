//! When each stage begins and ends: the timetable worked out by working days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{self, Date};
use jiff::tz::{Offset, TimeZone};
use schemars::JsonSchema;
use serde::Serialize;

use super::fault::{Fault, Faults};
use super::{Calendar, Rulebook, Stage, StageKind, Weekday};
use crate::text::Code;

/// The zone of deadlines: WIB, UTC+7. The registry does not know an agency's zone yet.
const WIB: TimeZone = TimeZone::fixed(Offset::constant(7));

/// A stage with its days worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dated {
    /// The stage.
    pub code: Code,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Date,
}

impl From<civil::Weekday> for Weekday {
    fn from(day: civil::Weekday) -> Self {
        match day {
            civil::Weekday::Monday => Self::Monday,
            civil::Weekday::Tuesday => Self::Tuesday,
            civil::Weekday::Wednesday => Self::Wednesday,
            civil::Weekday::Thursday => Self::Thursday,
            civil::Weekday::Friday => Self::Friday,
            civil::Weekday::Saturday => Self::Saturday,
            civil::Weekday::Sunday => Self::Sunday,
        }
    }
}

/// The day in WIB that a deadline ends: midnight is the end of the day before.
#[must_use]
pub fn last_day(deadline: Timestamp) -> Date {
    let just_before = jiff::SignedDuration::from_nanos(1);
    let moment = deadline.checked_sub(just_before).unwrap_or(deadline);
    moment.to_zoned(WIB).date()
}

/// The end of a day in WIB, 24.00.
fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?;
    let midnight = next.to_zoned(WIB).ok()?;
    Some(midnight.timestamp())
}

impl Calendar {
    /// The holiday that a day is.
    #[must_use]
    pub fn holiday(&self, day: Date) -> Option<&super::Holiday> {
        self.holidays.iter().find(|holiday| holiday.date == day)
    }

    /// Whether a day is a working day.
    #[must_use]
    pub fn works(&self, day: Date) -> bool {
        !self.weekend.contains(&Weekday::from(day.weekday())) && self.holiday(day).is_none()
    }

    /// Whether any day of the week is a working day.
    #[must_use]
    pub fn works_ever(&self) -> bool {
        let weekend: BTreeSet<_> = self.weekend.iter().collect();
        weekend.len() < 7
    }

    /// The `count`th working day after `day`; none without working days or where dates end.
    #[must_use]
    pub fn working_day_after(&self, day: Date, count: u16) -> Option<Date> {
        let (mut day, mut left) = (day, count);
        while left > 0 && self.works_ever() {
            day = day.tomorrow().ok()?;
            left -= u16::from(self.works(day));
        }
        (left == 0).then_some(day)
    }
}

impl Rulebook {
    /// The days of every stage, in the order of the timetable; the first fault of calendar and
    /// timetable if they have any.
    pub fn dates(&self) -> Result<Vec<Dated>, Fault> {
        let of_dates = |fault: &Fault| {
            fault.path.starts_with("timetable") || fault.path.starts_with("calendar")
        };
        match self.faults().into_iter().find(of_dates) {
            Some(fault) => Err(fault),
            None => Ok(self.resolve(&mut Faults::default())),
        }
    }

    /// The deadline for nominations that the timetable sets: the end, 24.00 WIB, of the last day
    /// of the stage of nominations.
    #[must_use]
    pub fn nominations_until(&self) -> Option<Timestamp> {
        let mut stages = self.timetable.iter();
        let stage = stages.find(|stage| stage.kind == StageKind::Nominations)?;
        let mut all = self.dates().ok()?.into_iter();
        let dated = all.find(|dated| dated.code == stage.code)?;
        end_of(dated.until)
    }

    /// The days that can be worked out, and the faults that keep the others from it.
    pub(super) fn resolve(&self, faults: &mut Faults) -> Vec<Dated> {
        let mut known: BTreeMap<&Code, (Date, Date)> = BTreeMap::new();
        for stage in &self.timetable {
            if let (Some(from), Some(until)) = (stage.from, stage.until) {
                known.entry(&stage.code).or_insert((from, until));
            }
        }
        // Each pass dates at least one stage, or the last.
        loop {
            let before = known.len();
            for stage in &self.timetable {
                let days = self.following(stage, &known);
                if let Some(days) = days {
                    known.entry(&stage.code).or_insert(days);
                }
            }
            if known.len() == before {
                break;
            }
        }
        self.undated(&known, faults);
        let dated = |stage: &Stage| {
            let (from, until) = *known.get(&stage.code)?;
            let code = stage.code.clone();
            Some(Dated { code, from, until })
        };
        self.timetable.iter().filter_map(dated).collect()
    }

    /// The days of a stage that follows one that has its days.
    fn following(
        &self,
        stage: &Stage,
        known: &BTreeMap<&Code, (Date, Date)>,
    ) -> Option<(Date, Date)> {
        let (after, days) = (stage.after.as_ref()?, stage.working_days?);
        let (_, ended) = *known.get(after)?;
        let from = self.calendar.working_day_after(ended, 1)?;
        let until = self.calendar.working_day_after(ended, days.max(1))?;
        Some((from, until))
    }

    fn undated(&self, known: &BTreeMap<&Code, (Date, Date)>, faults: &mut Faults) {
        let mut told = BTreeSet::new();
        for (at, stage) in self.timetable.iter().enumerate() {
            if known.contains_key(&stage.code) || told.contains(&stage.code) {
                continue;
            }
            let path = format!("timetable[{at}]");
            if let Some(circle) = self.circle(&stage.code) {
                let names: Vec<_> = circle.iter().map(|code| code.as_str()).collect();
                let names = names.join(" → ");
                told.extend(circle);
                faults.add(
                    format!("{path}.after"),
                    "stages-circle",
                    format!("Tahapan saling menunggu: {names}. Beri tanggal pada salah satunya."),
                    format!("the stages wait for each other: {names}; give one of them dates"),
                );
            } else if stage.after.is_none() || stage.working_days.is_none() {
                faults.add(
                    path,
                    "stage-undated",
                    "Isi from dan until, atau after dan working_days.",
                    "give from and until, or after and working_days",
                );
            }
        }
    }

    /// The stages that wait for each other, from this one back to itself.
    fn circle<'a>(&'a self, start: &'a Code) -> Option<Vec<&'a Code>> {
        let mut passed = vec![start];
        loop {
            let here = *passed.last()?;
            let stage = self.timetable.iter().find(|stage| stage.code == *here)?;
            let next = stage.after.as_ref()?;
            if next == start {
                passed.push(next);
                return Some(passed);
            }
            if passed.contains(&next) {
                return None;
            }
            passed.push(next);
        }
    }
}
