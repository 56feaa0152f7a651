//! Registers of innovations.

use super::Work;
use super::appraisals::year;
use super::trainings::title;
use crate::cell::tidy;
use crate::code::Code;
use crate::field::Field as F;
use crate::header::normal;
use crate::rows::InnovationRow;

pub(super) fn clean(work: &mut Work<'_>) -> Option<InnovationRow> {
    let nip = work.person();
    let title = title(work, F::Title, "Nama inovasi");
    let year = year(&tidy(&work.cell(F::Year).text)).and_then(|year| u16::try_from(year).ok());
    if year.is_none() {
        let message = "Tahun inovasi kosong atau tidak terbaca. Isi empat digit, misalnya 2025.";
        work.fault(Code::PeriodInvalid, F::Year, message);
    }
    let title = title?;
    Some(InnovationRow {
        row: work.row(),
        nip: nip?,
        code: work
            .cut(F::Code, 64)
            .unwrap_or_else(|| derived(title.as_str())),
        title,
        year: year?,
        stage: work.cut(F::Stage, 50),
    })
}

/// A register without codes knows an innovation by its title.
fn derived(title: &str) -> String {
    normal(title).chars().take(64).collect()
}
