//! Answers to the satisfaction survey.

use super::Work;
use crate::cell::{Sort, tidy};
use crate::code::Code;
use crate::field::Field as F;
use crate::mapping::SurveyPeriod;
use crate::rows::SurveyRow;
use crate::value::date::{Dated, date_time};
use crate::value::number;
use jiff::civil::DateTime;

/// The highest answer (`PermenPANRB` 14/2017).
const SCALE: u8 = 4;

pub(super) fn clean(work: &mut Work<'_>) -> Option<SurveyRow> {
    work.headers.unit = work.columns.header(F::Unit);
    work.headers.key.clone_from(&work.headers.unit);
    work.unit = work.unit_name(F::Unit);
    if work.unit.is_none() {
        let message = "Unit layanan kosong. Isi nama unit sesuai daftar resmi.";
        work.fault(Code::UnitUnknown, F::Unit, message);
    }
    let answers = answers(work, SCALE);
    let at = at(work);
    Some(SurveyRow {
        row: work.row(),
        unit: work.unit.clone()?,
        period: period(work, at?),
        at: at?,
        answers: answers?,
        respondent: respondent(work),
    })
}

/// The answers, of which any may be missing; none at all if one is off the scale.
pub(super) fn answers<const N: usize>(work: &mut Work<'_>, scale: u8) -> Option<[Option<u8>; N]> {
    let mut answers = [None; N];
    let mut sound = true;
    for (slot, field) in answers.iter_mut().zip(F::ANSWERS) {
        if let Ok(given) = answer(work, field, scale) {
            *slot = given;
            continue;
        }
        let message = format!(
            "Jawaban di luar skala. Isi 1 sampai {scale}, atau kosongkan bila tidak dijawab."
        );
        work.fault(Code::AnswerOutOfScale, field, message);
        sound = false;
    }
    sound.then_some(answers)
}

/// One answer. Nought is off the scale here, not missing.
fn answer(work: &Work<'_>, field: F, scale: u8) -> Result<Option<u8>, ()> {
    let cell = work.cell(field);
    let text = tidy(&cell.text);
    if matches!(cell.sort, Sort::Formula | Sort::Error | Sort::Boolean) {
        return Err(());
    }
    if text.chars().all(|c| matches!(c, '-' | '–' | '—')) {
        return Ok(None);
    }
    let mapped = work.columns.mapping.answer(&text).map(u32::from);
    let given = mapped.or_else(|| number::leading(&text)).ok_or(())?;
    let given = u8::try_from(given).map_err(|_| ())?;
    if (1..=scale).contains(&given) {
        Ok(Some(given))
    } else {
        Err(())
    }
}

fn at(work: &mut Work<'_>) -> Option<DateTime> {
    match date_time(work.cell(F::At), work.style()) {
        Dated::Is(at) => Some(at),
        Dated::Nothing | Dated::Unreadable => {
            let message = "Waktu pengisian kosong atau tidak terbaca. Tulis sebagai hh/bb/tttt \
                jj.mm.dd, misalnya 17/08/2026 09.10.00.";
            work.fault(Code::DateUnreadable, F::At, message);
            None
        }
    }
}

fn period(work: &Work<'_>, at: DateTime) -> String {
    match work.columns.mapping.period {
        SurveyPeriod::Quarter => format!("{}-Q{}", at.year(), (at.month() + 2) / 3),
        SurveyPeriod::Month => format!("{}-{:02}", at.year(), at.month()),
    }
}

/// What is known of the respondent, in one text that equal rows share.
fn respondent(work: &Work<'_>) -> String {
    let fields = [
        F::RespondentSex,
        F::Age,
        F::Education,
        F::Occupation,
        F::Service,
        F::Slot,
    ];
    let known = fields.map(|field| {
        let text = work.cut(field, 100).unwrap_or_default();
        format!("{}={}", field.as_str(), text.to_lowercase())
    });
    known.join("|")
}
