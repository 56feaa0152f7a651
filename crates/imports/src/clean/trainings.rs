//! Trainings and courses.

use domain::text::{Text, Title};

use super::Work;
use super::survey::answers;
use super::units::span;
use crate::code::{Code, ValueClass};
use crate::field::Field as F;
use crate::header::normal;
use crate::rows::TrainingRow;
use crate::value::number;

/// The most lesson hours of one training: two and a half years of full days.
const MOST_HOURS: u32 = 5_000;
/// The highest answer of a participant.
const SCALE: u8 = 4;

/// BKN's *jenis diklat*, as far as names are known.
const KINDS: &[(u8, &[&str])] = &[
    (4, &["workshop", "lokakarya"]),
    (7, &["sosialisasi"]),
    (8, &["bimtek", "bimbinganteknis"]),
    (9, &["seminar", "webinar"]),
    (14, &["coaching"]),
    (15, &["mentoring"]),
    (16, &["elearning"]),
    (20, &["benchmarking", "studitiru"]),
    (22, &["belajarmandiri"]),
    (23, &["komunitasbelajar"]),
];

pub(super) fn clean(work: &mut Work<'_>) -> Option<TrainingRow> {
    let nip = work.person();
    let title = title(work, F::Title, "Judul pelatihan");
    let hours = hours(work);
    let (from, until) = span(work);
    let satisfaction = answers::<5>(work, SCALE);
    let number = work.cut(F::Number, 100);
    let title = title?;
    Some(TrainingRow {
        row: work.row(),
        nip: nip?,
        code: work.text(F::Code).and_then(|text| kind(&text)),
        hours: hours?,
        from,
        until,
        provider: work.cut(F::Provider, 200),
        source: number.unwrap_or_else(|| {
            let from = from.map(|date| date.to_string()).unwrap_or_default();
            format!("{from} {}", title.as_str().to_lowercase())
        }),
        title,
        satisfaction: satisfaction.map(given)?,
    })
}

/// Answers of which at least one was given.
pub(super) fn given<const N: usize>(answers: [Option<u8>; N]) -> Option<[Option<u8>; N]> {
    answers.iter().any(Option::is_some).then_some(answers)
}

/// A title that there must be.
pub(super) fn title(work: &mut Work<'_>, field: F, what: &str) -> Option<Title> {
    let Some(text) = work
        .text(field)
        .filter(|text| text.contains(char::is_alphanumeric))
    else {
        work.fault(
            Code::TitleMissing,
            field,
            format!("{what} kosong. Isi judulnya."),
        );
        return None;
    };
    if let Ok(title) = Text::new(&text) {
        return Some(title);
    }
    let message = format!("{what} lebih dari 200 huruf. Singkat judulnya.");
    work.fault_of(Code::TitleMissing, field, ValueClass::TooLong, message);
    None
}

fn hours(work: &mut Work<'_>) -> Option<u16> {
    let text = work.text(F::Hours).and_then(|text| number::leading(&text));
    let hours = text.filter(|hours| (1..=MOST_HOURS).contains(hours));
    let hours = hours.and_then(|hours| u16::try_from(hours).ok());
    if hours.is_none() {
        let message = "Jumlah jam pelajaran (JP) kosong atau bukan bilangan bulat 1 sampai 5.000. \
            Perbaiki jumlahnya.";
        work.fault(Code::HoursInvalid, F::Hours, message);
    }
    hours
}

fn kind(text: &str) -> Option<u8> {
    if let Some(id) = number::plain(text) {
        return u8::try_from(id).ok();
    }
    let name = normal(text);
    let is = |(_, words): &&(u8, &[&str])| words.iter().any(|word| name.contains(word));
    KINDS.iter().find(is).map(|(code, _)| *code)
}
