//! Discipline sanctions: level, first and last day, and no reason.

use domain::rulebook::SanctionLevel;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Work;
use crate::code::Code;
use crate::field::Field as F;
use crate::rows::SanctionRow;
use crate::value::{number, words};

pub(super) fn clean(work: &mut Work<'_>) -> Option<SanctionRow> {
    let nip = work.person();
    let level = level(work);
    let from = first_day(work);
    let until = last_day(work, from);
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        let message = "Akhir hukuman lebih awal daripada mulainya. Perbaiki salah satu tanggal.";
        work.fault(Code::EndBeforeStart, F::Until, message);
    }
    Some(SanctionRow {
        row: work.row(),
        nip: nip?,
        level: level?,
        source: work
            .cut(F::Number, 100)
            .unwrap_or_else(|| derived(level, from)),
        from: from?,
        until,
        regulation: work.cut(F::Regulation, 50),
    })
}

/// By its letter or word; by what the sanction is only if the file says neither.
fn level(work: &mut Work<'_>) -> Option<SanctionLevel> {
    let stated = work.text(F::Level);
    let level = match &stated {
        Some(text) => words::level(text),
        None => work
            .text(F::Sanction)
            .and_then(|text| words::level_of_sanction(&text).or_else(|| words::level(&text))),
    };
    if level.is_none() {
        let field = if work.has(F::Level) {
            F::Level
        } else {
            F::Sanction
        };
        let message = "Tingkat hukuman tidak dikenal. Isi R (ringan), S (sedang), atau B (berat).";
        work.fault(Code::LevelUnknown, field, message);
    }
    level
}

fn first_day(work: &mut Work<'_>) -> Option<Date> {
    let stated = work.date(F::From);
    // The decree's day only stands in for one that is missing, never for one that cannot be read.
    let unreadable = stated.is_none() && work.text(F::From).is_some();
    let from = stated.or_else(|| {
        if unreadable {
            None
        } else {
            work.date(F::Signed)
        }
    });
    if from.is_none() {
        let field = if work.has(F::From) {
            F::From
        } else {
            F::Signed
        };
        let message = "Tanggal mulai hukuman kosong atau tidak terbaca. Isi sebagai hh-bb-tttt.";
        work.fault(Code::DateUnreadable, field, message);
    }
    from
}

/// The last day by its column, or by the term in years and months.
fn last_day(work: &mut Work<'_>, from: Option<Date>) -> Option<Date> {
    if let Some(until) = work.date(F::Until) {
        return Some(until);
    }
    let count = |field| match number::whole(work.cell(field)) {
        number::Counted::Is(number) => i64::from(number.min(100)),
        number::Counted::Nothing | number::Counted::Unreadable => 0,
    };
    let term = count(F::Years).years().months(count(F::Months));
    if term.is_zero() {
        return None;
    }
    from?.checked_add(term).ok()
}

fn derived(level: Option<SanctionLevel>, from: Option<Date>) -> String {
    let level = match level {
        Some(SanctionLevel::Ringan) => "ringan",
        Some(SanctionLevel::Sedang) => "sedang",
        Some(SanctionLevel::Berat) => "berat",
        None => "",
    };
    let from = from.map(|date| date.to_string()).unwrap_or_default();
    format!("{level} {from}")
}
