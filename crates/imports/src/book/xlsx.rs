//! Excel workbooks (.xlsx), a row at a time.
//!
//! A reader of our own over `zip` and `quick-xml`: it tells a number's digits as they are stored and
//! a formula without a result, and no part but the shared texts is held in memory.

mod parts;
mod shared;
mod sheet;

use std::sync::Arc;

use super::packed::Packed;
use crate::fault::FileFault;
use crate::mapping::Mapping;
use crate::reader::Candidate;

/// The sheets that can be read, in the order of the workbook, or the one that the mapping names.
pub(crate) fn sheets(archive: &Packed, mapping: &Mapping) -> Result<Vec<Candidate>, FileFault> {
    let book = parts::workbook(archive)?;
    let texts = Arc::new(shared::read(archive, &book.shared)?);
    let wanted = |name: &str| match &mapping.sheet {
        Some(wanted) => name.trim().eq_ignore_ascii_case(wanted.trim()),
        None => true,
    };
    let mut candidates = Vec::new();
    for (_, path) in book.sheets.iter().filter(|(name, _)| wanted(name)) {
        // A chart sheet has no such part.
        let Some(entry) = archive.find(path) else {
            continue;
        };
        let meter = crate::blob::Meter::default();
        let merged = sheet::merged(archive.read(entry, &crate::blob::Meter::default())?)?;
        let part = archive.read(entry, &meter)?;
        let rows = sheet::Sheet::new(
            super::xml::Events::new(part),
            Arc::clone(&texts),
            merged,
            book.date1904,
        );
        candidates.push(Candidate {
            rows: Box::new(rows),
            meter,
            total: entry.packed,
        });
    }
    match (candidates.is_empty(), &mapping.sheet) {
        (true, Some(wanted)) => Err(FileFault::NoSuchSheet(wanted.clone())),
        (true, None) => Err(FileFault::Damaged),
        (false, _) => Ok(candidates),
    }
}
