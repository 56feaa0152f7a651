//! What a person's appraisals, training, discipline and service answer on a day.

use std::ops::Range;

use jiff::Span;
use jiff::civil::Date;

use super::judge::{Found, found, met, unclear};
use super::{Verdict, Why};
use crate::predikat::Predikat;
use crate::reference::{DisciplineRecord, Records};
use crate::rulebook::SanctionLevel;

/// The day so many years before; none before the calendar begins.
pub(super) fn before(day: Date, years: u8) -> Option<Date> {
    day.checked_sub(Span::new().years(i64::from(years))).ok()
}

/// The calendar years before the year of the day.
pub(super) fn years_before(day: Date, years: u8) -> Range<i16> {
    day.year() - i16::from(years)..day.year()
}

/// Completed years from one day to another; who was born on 29 February completes a year on 1 March
/// of others.
pub(super) fn completed(from: Date, to: Date) -> i16 {
    let early = (to.month(), to.day()) < (from.month(), from.day());
    to.year() - from.year() - i16::from(early)
}

/// Length of service, counted from the day of appointment or its month (PNS) or, where only the year is
/// known (PPPK), from both ends of that year.
pub(super) fn served(
    appointed: Option<(Date, Date)>,
    years: i16,
    day: Date,
    on: impl IntoIterator<Item = u64>,
) -> Found {
    let Some((earliest, latest)) = appointed else {
        return unclear(Why::NumberUnknown);
    };
    let (least, most) = (completed(latest, day), completed(earliest, day));
    if most >= years && least < years {
        found(Verdict::Unclear, Why::AppointmentMonthUnknown, on)
    } else {
        met(least >= years, Why::TooShort, on)
    }
}

/// Each of the years has an appraisal, and all are high enough. One too low settles it; two sources
/// that disagree about a year do not.
pub(super) fn appraised(records: &Records, lowest: Predikat, years: Range<i16>) -> Found {
    let (mut on, mut worst) = (Vec::new(), (Verdict::Met, Why::RecordsShow));
    for year in years {
        let of_year = records.appraisals.iter().filter(|a| a.year == year);
        let (mut high, mut low) = (false, false);
        for appraisal in of_year {
            on.push(appraisal.sequence);
            high |= appraisal.predicate >= lowest;
            low |= appraisal.predicate < lowest;
        }
        let this = match (high, low) {
            (true, false) => continue,
            (false, true) => (Verdict::NotMet, Why::PredicateTooLow),
            (true, true) => (Verdict::Unclear, Why::AppraisalsDiffer),
            (false, false) => (Verdict::Unclear, Why::AppraisalMissing),
        };
        if worst.0 != Verdict::NotMet {
            worst = this;
        }
    }
    found(worst.0, worst.1, on)
}

/// No training at all is missing data, not zero hours.
pub(super) fn trained(records: &Records, hours: u32, years: Range<i16>) -> Found {
    let in_years: Vec<_> = records
        .trainings
        .iter()
        .filter(|training| years.contains(&training.year))
        .collect();
    if in_years.is_empty() {
        return unclear(Why::TrainingMissing);
    }
    let taken = in_years
        .iter()
        .fold(0_u32, |sum, training| sum.saturating_add(training.hours));
    let on = in_years.iter().map(|training| training.sequence);
    met(taken >= hours, Why::TooFewHours, on)
}

/// That nothing is recorded counts only when somebody attested, on the day or later, that there is
/// nothing else.
fn attested(records: &Records, day: Date) -> Found {
    let attestations = records
        .discipline
        .values()
        .filter_map(|known| match known.what {
            DisciplineRecord::Attestation { on } if on >= day => Some(known.sequence),
            DisciplineRecord::Attestation { .. }
            | DisciplineRecord::Sanction { .. }
            | DisciplineRecord::Examination { .. } => None,
        });
    match attestations.max() {
        Some(sequence) => found(Verdict::Met, Why::RecordsShow, [sequence]),
        None => unclear(Why::NotAttested),
    }
}

/// The sequences of the records of which this holds.
fn against(records: &Records, holds: impl Fn(&DisciplineRecord) -> bool) -> Vec<u64> {
    let known = records.discipline.values();
    let mut on: Vec<u64> = known
        .filter(|known| holds(&known.what))
        .map(|known| known.sequence)
        .collect();
    on.sort_unstable();
    on
}

/// Sanctions count from the day on which they take effect; one of exactly so many years ago is out.
pub(super) fn unsanctioned(
    records: &Records,
    levels: &[SanctionLevel],
    since: Option<Date>,
    day: Date,
) -> Found {
    let sanctions = against(records, |what| {
        matches!(what, DisciplineRecord::Sanction { level, from, .. }
            if levels.contains(level) && *from <= day && since.is_none_or(|since| *from > since))
    });
    if sanctions.is_empty() {
        attested(records, day)
    } else {
        found(Verdict::NotMet, Why::Sanctioned, sanctions)
    }
}

/// A light sanction is a reprimand without a term (PP 94/2021 Art. 8(2)): it is served at once.
pub(super) fn not_serving(records: &Records, day: Date) -> Found {
    let running = against(records, |what| {
        matches!(what, DisciplineRecord::Sanction { from, until: Some(until), .. }
            if *from <= day && day <= *until)
    });
    let endless = against(records, |what| {
        matches!(what, DisciplineRecord::Sanction { level, from, until: None }
            if *level != SanctionLevel::Ringan && *from <= day)
    });
    if !running.is_empty() {
        found(Verdict::NotMet, Why::ServingSanction, running)
    } else if !endless.is_empty() {
        found(Verdict::Unclear, Why::SanctionEndUnknown, endless)
    } else {
        attested(records, day)
    }
}

/// An examination runs until the day before it is closed.
pub(super) fn not_examined(records: &Records, day: Date) -> Found {
    let open = against(records, |what| {
        matches!(what, DisciplineRecord::Examination { from, until }
            if *from <= day && until.is_none_or(|until| day < until))
    });
    if open.is_empty() {
        attested(records, day)
    } else {
        found(Verdict::NotMet, Why::UnderExamination, open)
    }
}
