//! Whether the calendar leaves working days, and the timetable gives every stage its days.

use jiff::civil::Date;

use super::{HOLIDAYS, STAGES, WORKING_DAYS, YEARS};
use crate::rulebook::fault::Faults;
use crate::rulebook::{Rulebook, Stage, StageKind};
use crate::text::Code;

pub(super) fn check(rulebook: &Rulebook, faults: &mut Faults) {
    calendar(rulebook, faults);
    let stages = &rulebook.timetable;
    if stages.len() > STAGES {
        faults.add(
            "timetable",
            "stage-count",
            format!("Jadwal berisi paling banyak {STAGES} tahapan."),
            format!("a timetable has at most {STAGES} stages"),
        );
        return;
    }
    let codes = stages.iter().enumerate();
    faults.repeated(
        "code-repeated",
        codes.map(|(at, stage)| (format!("timetable[{at}].code"), &stage.code)),
    );
    let nominations = stages.iter().enumerate();
    let nominations = nominations.filter(|(_, stage)| stage.kind == StageKind::Nominations);
    for (at, _) in nominations.skip(1) {
        faults.add(
            format!("timetable[{at}].kind"),
            "nominations-twice",
            "Masa usulan hanya satu: hari terakhirnya adalah batas waktu usulan.",
            "there is one stage of nominations: its last day is the deadline",
        );
    }
    for (at, stage) in stages.iter().enumerate() {
        form(rulebook, (at, stage), faults);
    }
    order(rulebook, faults);
}

fn calendar(rulebook: &Rulebook, faults: &mut Faults) {
    let calendar = &rulebook.calendar;
    if !calendar.works_ever() {
        faults.add(
            "calendar.weekend",
            "no-working-day",
            "Semua hari libur; sisakan paling sedikit satu hari kerja.",
            "every day is off; leave at least one working day",
        );
    }
    if calendar.holidays.len() > HOLIDAYS {
        faults.add(
            "calendar.holidays",
            "holiday-count",
            format!("Kalender berisi paling banyak {HOLIDAYS} hari libur."),
            format!("a calendar names at most {HOLIDAYS} holidays"),
        );
    }
    let dates = calendar.holidays.iter().enumerate();
    faults.repeated(
        "holiday-repeated",
        dates.map(|(at, holiday)| (format!("calendar.holidays[{at}].date"), holiday.date)),
    );
}

/// Either both dates, or the stage before and a length.
fn form(rulebook: &Rulebook, (at, stage): (usize, &Stage), faults: &mut Faults) {
    let path = format!("timetable[{at}]");
    let dated = stage.from.is_some() || stage.until.is_some();
    let follows = stage.after.is_some() || stage.working_days.is_some();
    if dated && (follows || stage.from.is_none() || stage.until.is_none()) {
        faults.add(
            path.clone(),
            "stage-form",
            "Isi from dan until, atau after dan working_days; tidak campuran.",
            "give from and until, or after and working_days, and nothing of the other",
        );
    }
    let known = |code: &Code| rulebook.timetable.iter().any(|other| other.code == *code);
    if let Some(after) = stage.after.as_ref().filter(|after| !known(after)) {
        faults.add(
            format!("{path}.after"),
            "stage-unknown",
            format!("Tidak ada tahapan \"{after}\" dalam jadwal."),
            format!("the timetable has no stage \"{after}\""),
        );
    }
    let days = stage.working_days;
    if days.is_some_and(|days| !(1..=WORKING_DAYS).contains(&days)) {
        faults.add(
            format!("{path}.working_days"),
            "working-days-out-of-range",
            format!("Lama tahapan 1 sampai {WORKING_DAYS} hari kerja."),
            format!("a stage lasts 1 to {WORKING_DAYS} working days"),
        );
    }
    if let (Some(from), Some(until)) = (stage.from, stage.until)
        && until < from
    {
        faults.add(
            format!("{path}.until"),
            "stage-ends-before-it-begins",
            format!("Tahapan berakhir {until}, sebelum mulai {from}."),
            format!("the stage ends on {until}, before it begins on {from}"),
        );
    }
    for (field, day) in [("from", stage.from), ("until", stage.until)] {
        if let Some(day) = day {
            working(rulebook, (&format!("{path}.{field}"), day), faults);
        }
    }
}

fn working(rulebook: &Rulebook, (path, day): (&str, Date), faults: &mut Faults) {
    let calendar = &rulebook.calendar;
    if !u16::try_from(day.year()).is_ok_and(|year| YEARS.contains(&year)) {
        faults.add(
            path,
            "date-out-of-range",
            format!("Tanggal {day} harus antara tahun 2000 dan 2100."),
            format!("{day} must be in a year from 2000 to 2100"),
        );
        return;
    }
    if calendar.works(day) {
        return;
    }
    let (id, en) = match calendar.holiday(day) {
        Some(holiday) => {
            let title = &holiday.title;
            (
                format!("hari libur ({title})"),
                format!("a holiday ({title})"),
            )
        }
        None => ("akhir pekan".to_owned(), "a weekend day".to_owned()),
    };
    faults.add(
        path,
        "day-not-working",
        format!("Tanggal {day} adalah {id}; pilih hari kerja."),
        format!("{day} is {en}; choose a working day"),
    );
}

/// Stages stand in the order in which they begin.
fn order(rulebook: &Rulebook, faults: &mut Faults) {
    let dates = rulebook.resolve(faults);
    for pair in dates.windows(2).filter(|pair| pair[1].from < pair[0].from) {
        let (earlier, later) = (&pair[0], &pair[1]);
        let mut stages = rulebook.timetable.iter();
        let at = stages.position(|stage| stage.code == later.code);
        faults.add(
            format!("timetable[{}]", at.unwrap_or_default()),
            "stages-out-of-order",
            format!(
                "Tahapan \"{}\" mulai {}, sebelum \"{}\" ({}) yang ditulis di atasnya.",
                later.code, later.from, earlier.code, earlier.from
            ),
            format!(
                "stage \"{}\" begins on {}, before \"{}\" ({}) that stands above it",
                later.code, later.from, earlier.code, earlier.from
            ),
        );
    }
}
