//! Lists of units.

use super::{Work, nip};
use crate::code::Code;
use crate::field::Field as F;
use crate::rows::UnitRow;

pub(super) fn clean(work: &mut Work<'_>) -> Option<UnitRow> {
    work.headers.parent = work.columns.header(F::Parent);
    work.headers.key = work.columns.header(F::Name);
    let name = work
        .unit_name(F::Name)
        .filter(|name| name.contains(char::is_alphanumeric));
    if name.is_none() {
        let message = "Nama unit kosong. Isi nama resmi unit.";
        work.fault(Code::NameMissing, F::Name, message);
    }
    let (from, until) = span(work);
    Some(UnitRow {
        row: work.row(),
        code: work.cut(F::Code, 64),
        name: name?,
        parent: work.unit_name(F::Parent),
        // Whoever leads may not be imported yet; a NIP that cannot be read is left out.
        head: nip::parse(work.cell(F::Head)).ok(),
        from,
        until,
    })
}

/// First and last day; the last must not come first.
pub(super) fn span(work: &mut Work<'_>) -> (Option<jiff::civil::Date>, Option<jiff::civil::Date>) {
    let (from, until) = (work.date(F::From), work.date(F::Until));
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        let message = "Tanggal selesai lebih awal daripada tanggal mulai. Perbaiki salah satunya.";
        work.fault(Code::EndBeforeStart, F::Until, message);
    }
    (from, until)
}
