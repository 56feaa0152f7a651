//! Mentoring journals with the mentee's feedback (forms B.1.7 and B.1.8).

use super::Work;
use super::survey::answers;
use super::trainings::given;
use crate::code::Code;
use crate::field::Field as F;
use crate::header::normal;
use crate::rows::{MentoringRow, MentoringState};
use crate::value::number;

/// The highest answer unless the mapping says otherwise.
const SCALE: u8 = 5;
/// A day.
const MOST_MINUTES: u32 = 24 * 60;

pub(super) fn clean(work: &mut Work<'_>) -> Option<MentoringRow> {
    work.headers.person = work.columns.header(F::Mentor);
    work.headers.others = work.columns.header(F::Mentee);
    work.headers.key.clone_from(&work.headers.person);
    let mentor = work.nip_of_known(F::Mentor);
    let mentee = work.nip_of_known(F::Mentee);
    work.person = mentor;
    work.others.extend(mentee);
    if mentor.is_some() && mentor == mentee {
        let message = "Mentor dan mentee orang yang sama. Perbaiki salah satu NIP.";
        work.fault(Code::SamePerson, F::Mentee, message);
    }
    let on = work.date(F::On);
    if on.is_none() {
        let message = "Tanggal sesi kosong atau tidak terbaca. Tulis sebagai hh-bb-tttt.";
        work.fault(Code::DateUnreadable, F::On, message);
    }
    let minutes = minutes(work);
    let scale = work.columns.mapping.scale.unwrap_or(SCALE);
    let feedback = answers::<9>(work, scale);
    Some(MentoringRow {
        row: work.row(),
        mentor: mentor?,
        mentee: mentee?,
        on: on?,
        minutes: minutes?,
        feedback: feedback.map(given)?,
        state: work.text(F::State).and_then(|text| state(&text)),
        skill: work.short(F::Skill),
    })
}

/// The duration; none if the cell is empty, nothing if it is no duration.
#[expect(
    clippy::option_option,
    reason = "three answers: silent, a number, no number"
)]
fn minutes(work: &mut Work<'_>) -> Option<Option<u16>> {
    let Some(text) = work.text(F::Minutes) else {
        return Some(None);
    };
    let minutes = number::leading(&text).filter(|minutes| (1..=MOST_MINUTES).contains(minutes));
    let minutes = minutes.and_then(|minutes| u16::try_from(minutes).ok());
    if minutes.is_none() {
        let message = "Durasi bukan bilangan bulat 1 sampai 1.440 menit. Perbaiki atau kosongkan.";
        work.fault(Code::HoursInvalid, F::Minutes, message);
        return None;
    }
    Some(minutes)
}

fn state(text: &str) -> Option<MentoringState> {
    let name = normal(text);
    if ["dihentikan", "berhenti", "batal", "tidakselesai", "putus"]
        .iter()
        .any(|w| name.contains(w))
    {
        Some(MentoringState::Abandoned)
    } else if ["selesai", "tuntas"].iter().any(|word| name.contains(word)) {
        Some(MentoringState::Completed)
    } else {
        None
    }
}
