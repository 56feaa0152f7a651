//! Appraisals of people, and predicates of units.

use domain::predikat::{Predikat, Rating};
use domain::unit::OrganisationPredikat;

use super::Work;
use crate::cell::{Sort, tidy};
use crate::code::Code;
use crate::field::Field as F;
use crate::header::normal;
use crate::rows::{AppraisalRow, OrganisationRow};
use crate::value::{number, words};

pub(super) fn person(work: &mut Work<'_>) -> Option<AppraisalRow> {
    let nip = work.person();
    let period = period(work);
    let results = rating(work, F::Results, F::ResultsNumber);
    let behaviour = rating(work, F::Behaviour, F::BehaviourNumber);
    let amounts_to = Predikat::of(results?, behaviour?);
    check_predikat(work, amounts_to);
    Some(AppraisalRow {
        row: work.row(),
        nip: nip?,
        period: period?,
        results: results?,
        behaviour: behaviour?,
        predikat: amounts_to,
    })
}

pub(super) fn organisation(work: &mut Work<'_>) -> Option<OrganisationRow> {
    work.unit = work.unit_name(F::Unit);
    work.headers.unit = work.columns.header(F::Unit);
    work.headers.key.clone_from(&work.headers.unit);
    if work.unit.is_none() {
        let message = "Nama unit kosong. Isi nama unit sesuai daftar resmi.";
        work.fault(Code::UnitUnknown, F::Unit, message);
    }
    let period = period(work);
    let predikat = work.text(F::Predikat).and_then(|text| of_unit(&text));
    if predikat.is_none() {
        let message = "Predikat organisasi tidak dikenal. Isi Istimewa, Baik, Butuh Perbaikan, Kurang, \
            atau Sangat Kurang.";
        work.fault(Code::RatingUnknown, F::Predikat, message);
    }
    Some(OrganisationRow {
        row: work.row(),
        unit: work.unit.clone()?,
        period: period?,
        predikat: predikat?,
    })
}

/// Page 94 of the regulation also calls the best one *Sangat Baik*.
fn of_unit(text: &str) -> Option<OrganisationPredikat> {
    use OrganisationPredikat as O;
    if normal(text) == "istimewa" {
        return Some(O::Istimewa);
    }
    Some(match words::predikat(text)? {
        Predikat::SangatBaik => O::Istimewa,
        Predikat::Baik => O::Baik,
        Predikat::ButuhPerbaikan => O::ButuhPerbaikan,
        Predikat::Kurang => O::Kurang,
        Predikat::SangatKurang => O::SangatKurang,
    })
}

/// A rating by its words and its number, which must not contradict each other.
fn rating(work: &mut Work<'_>, in_words: F, as_number: F) -> Option<Rating> {
    const MESSAGE: &str = "Penilaian tidak dikenal. Isi di atas, sesuai, atau di bawah ekspektasi \
        (1, 2, atau 3).";
    let text = work.text(in_words);
    let stated = text.as_deref().and_then(|text| {
        // Some exports put the number where the words should be.
        words::rating(text).or_else(|| number::plain(text).and_then(words::rating_number))
    });
    if stated.is_none() && (text.is_some() || is_broken(work, in_words)) {
        work.fault(Code::RatingUnknown, in_words, MESSAGE);
        return None;
    }
    let numbered = match number::whole(work.cell(as_number)) {
        number::Counted::Nothing => None,
        number::Counted::Is(number) if words::rating_number(number).is_some() => {
            words::rating_number(number)
        }
        number::Counted::Is(_) | number::Counted::Unreadable => {
            work.fault(Code::RatingUnknown, as_number, MESSAGE);
            return None;
        }
    };
    match (stated, numbered) {
        (Some(stated), Some(numbered)) if stated != numbered => {
            let message = "Kata dan angka penilaian berbeda. Perbaiki yang keliru.";
            work.fault(Code::RatingUnknown, in_words, message);
            None
        }
        (None, None) => {
            let field = if work.has(in_words) {
                in_words
            } else {
                as_number
            };
            work.fault(Code::RatingUnknown, field, MESSAGE);
            None
        }
        (stated, numbered) => stated.or(numbered),
    }
}

fn is_broken(work: &Work<'_>, field: F) -> bool {
    matches!(work.cell(field).sort, Sort::Formula | Sort::Error)
}

/// A predicate that is stated must be the one of the matrix. It is never mended.
fn check_predikat(work: &mut Work<'_>, amounts_to: Predikat) {
    let message = format!(
        "Predikat tidak sesuai dengan hasil kerja dan perilaku kerja; menurut PermenPANRB 6/2022 \
         seharusnya {}. Periksa ketiganya pada sumbernya.",
        words::predikat_title(amounts_to)
    );
    let text = work.text(F::Predikat);
    let stated = text.as_deref().map(|text| {
        words::predikat(text).or_else(|| number::plain(text).and_then(words::predikat_number))
    });
    if stated.is_some_and(|stated| stated != Some(amounts_to)) || is_broken(work, F::Predikat) {
        work.fault(Code::PredicateContradictsRatings, F::Predikat, message);
        return;
    }
    let agrees = match number::whole(work.cell(F::PredikatNumber)) {
        number::Counted::Nothing => true,
        number::Counted::Is(number) => words::predikat_number(number) == Some(amounts_to),
        number::Counted::Unreadable => false,
    };
    if !agrees {
        work.fault(
            Code::PredicateContradictsRatings,
            F::PredikatNumber,
            message,
        );
    }
}

/// `2025`, `2025-Q3` or `2025-09`, by a column of its own or by year and months.
fn period(work: &mut Work<'_>) -> Option<String> {
    let found = work.text(F::Period).and_then(|text| written(&text));
    if found.is_some() {
        return found;
    }
    let field = if work.has(F::Year) {
        F::Year
    } else {
        F::Period
    };
    let year = year(&tidy(&work.cell(field).text));
    let months = [F::PeriodKind, F::FromMonth, F::UntilMonth].map(|field| count(work, field));
    let period = year.and_then(|year| match months {
        _ if work.text(F::Period).is_some() && field == F::Period => None,
        [Some(kind), from, until] => part(year, kind?, from.flatten(), until.flatten()),
        [None, Some(from), Some(until)] => spanned(year, from?, until?),
        [None, ..] => Some(format!("{year}")),
    });
    if period.is_none() {
        let message = "Periode tidak terbaca. Isi tahun empat digit (1990-2100), dan bulan 1 sampai 12 \
            untuk penilaian bulanan atau triwulanan.";
        work.fault(Code::PeriodInvalid, field, message);
    }
    period
}

/// Nothing if the column says nothing; `Some(None)` if it says what is no number.
#[expect(
    clippy::option_option,
    reason = "three answers: silent, a number, no number"
)]
fn count(work: &Work<'_>, field: F) -> Option<Option<u32>> {
    match number::whole(work.cell(field)) {
        number::Counted::Nothing => None,
        number::Counted::Is(number) => Some(Some(number)),
        number::Counted::Unreadable => {
            let text = work.text(field).map(|text| normal(&text));
            Some(match text.as_deref() {
                Some("bulanan") => Some(1),
                Some("triwulan" | "triwulanan") => Some(2),
                Some("tahunan") => Some(3),
                _ => None,
            })
        }
    }
}

fn part(year: u32, kind: u32, from: Option<u32>, until: Option<u32>) -> Option<String> {
    let month = from.or(until)?;
    match kind {
        1 if (1..=12).contains(&month) => Some(format!("{year}-{month:02}")),
        2 if (1..=12).contains(&month) => Some(format!("{year}-Q{}", month.div_ceil(3))),
        3 => Some(format!("{year}")),
        _ => None,
    }
}

fn spanned(year: u32, from: u32, until: u32) -> Option<String> {
    match until.checked_sub(from)? {
        0 => part(year, 1, Some(from), None),
        2 if from % 3 == 1 => part(year, 2, Some(from), None),
        11 => Some(format!("{year}")),
        _ => None,
    }
}

pub(super) fn year(text: &str) -> Option<u32> {
    number::plain(text).filter(|year| (1990..=2100).contains(year))
}

/// A whole period in one cell: `2025`, `2025-Q3`, `2025-09`, `Triwulan III 2025`, `TW3 2025`.
fn written(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    if let Some(year) = year(&upper) {
        return Some(format!("{year}"));
    }
    if upper.len() == 7 && upper.is_ascii() && domain::performance::is_period(&upper) {
        year(&upper[..4])?;
        return Some(upper);
    }
    let words: Vec<&str> = upper
        .split([' ', '-', '/'])
        .filter(|word| !word.is_empty())
        .collect();
    let year = words.iter().find_map(|word| year(word))?;
    let quarter = words.iter().find_map(|word| {
        let number = word
            .strip_prefix("TW")
            .or_else(|| word.strip_prefix('Q'))
            .unwrap_or(word);
        Some(match number {
            "I" | "1" => 1,
            "II" | "2" => 2,
            "III" | "3" => 3,
            "IV" | "4" => 4,
            _ => return None,
        })
    })?;
    Some(format!("{year}-Q{quarter}"))
}
