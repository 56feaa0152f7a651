//! Candidates and what their units claim of them.

use super::Work;
use crate::cell::{Sort, tidy};
use crate::code::Code;
use crate::field::Field as F;
use crate::rows::CandidateRow;
use crate::value::number::{self, Counted};
use crate::value::words;

pub(super) fn clean(work: &mut Work<'_>) -> Option<CandidateRow> {
    let nip = work.person();
    work.headers.unit = work.columns.header(F::Unit);
    work.unit = work.unit_name(F::Unit);
    if work.unit.is_none() {
        let message = "Unit kerja kosong. Isi nama unit sesuai daftar resmi.";
        work.fault(Code::UnitUnknown, F::Unit, message);
    }
    let fields = [
        F::NoFindings,
        F::NoSanction,
        F::NotExamined,
        F::HasInnovation,
        F::HasAward,
    ];
    let [
        no_findings,
        no_sanction,
        not_examined,
        has_innovation,
        has_award,
    ] = fields.map(|field| claim(work, field));
    let years = years(work);
    Some(CandidateRow {
        row: work.row(),
        nip: nip?,
        category: work.cut(F::Category, 200),
        unit: work.unit.clone()?,
        no_findings: no_findings?,
        no_sanction: no_sanction?,
        not_examined: not_examined?,
        has_innovation: has_innovation?,
        has_award: has_award?,
        years: years?,
    })
}

/// Yes or no; none if the cell is empty, nothing if it is neither.
#[expect(
    clippy::option_option,
    reason = "three answers: silent, yes or no, neither"
)]
fn claim(work: &mut Work<'_>, field: F) -> Option<Option<bool>> {
    let cell = work.cell(field);
    let text = tidy(&cell.text);
    if text.chars().all(|c| matches!(c, '-' | '–' | '—')) && cell.sort != Sort::Formula {
        return Some(None);
    }
    let claim = words::yes(&text);
    if claim.is_none() {
        let message = "Isian harus Ya atau Tidak. Perbaiki atau kosongkan.";
        work.fault(Code::AnswerOutOfScale, field, message);
        return None;
    }
    Some(claim)
}

#[expect(
    clippy::option_option,
    reason = "three answers: silent, a number, no number"
)]
fn years(work: &mut Work<'_>) -> Option<Option<u16>> {
    let counted = match number::with_zero(work.cell(F::Years)) {
        Counted::Unreadable => work.text(F::Years).and_then(|text| number::leading(&text)),
        Counted::Nothing => return Some(None),
        Counted::Is(years) => Some(years),
    };
    let years = counted
        .filter(|years| *years <= 60)
        .and_then(|years| u16::try_from(years).ok());
    if years.is_none() {
        let message = "Masa kerja bukan bilangan tahun 0 sampai 60. Perbaiki atau kosongkan.";
        work.fault(Code::AnswerOutOfScale, F::Years, message);
        return None;
    }
    Some(years)
}
