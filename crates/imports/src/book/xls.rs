//! Workbooks of the old Excel (.xls), by `calamine`. They hold 65,536 rows at most and are read as a
//! whole.

use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Dimensions, Reader as _, Xls, XlsError};

use crate::blob::{Blob, Meter};
use crate::cell::{Cell, RawRow, Sort};
use crate::fault::FileFault;
use crate::limits::{CELL_BYTES, COLUMNS, XLS_BYTES};
use crate::mapping::Mapping;
use crate::reader::{Candidate, Rows};

/// The sheets in order, or the one that the mapping names.
pub(crate) fn sheets(blob: &Blob, mapping: &Mapping) -> Result<Vec<Candidate>, FileFault> {
    if blob.len()? > XLS_BYTES {
        return Err(FileFault::TooLarge);
    }
    let mut bytes = Vec::new();
    blob.open()?.read_to_end(&mut bytes)?;
    // A workbook with a password is an encrypted package in such a container.
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        return Err(FileFault::Protected);
    }
    let total = bytes.len() as u64;
    let sheets = opened(bytes, mapping)?;
    if let (true, Some(wanted)) = (sheets.is_empty(), &mapping.sheet) {
        return Err(FileFault::NoSuchSheet(wanted.clone()));
    }
    let candidates = sheets.into_iter().map(|rows| {
        let meter = Meter::default();
        meter.store(total, std::sync::atomic::Ordering::Relaxed);
        Candidate {
            rows: Box::new(Ready(rows.into_iter())),
            meter,
            total,
        }
    });
    Ok(candidates.collect())
}

/// The rows of all wanted sheets. The library has panicked on damaged files before; that must not
/// take a service down.
fn opened(bytes: Vec<u8>, mapping: &Mapping) -> Result<Vec<Vec<RawRow>>, FileFault> {
    let read = AssertUnwindSafe(|| read(bytes, mapping));
    catch_unwind(read).unwrap_or(Err(FileFault::Damaged))
}

fn read(bytes: Vec<u8>, mapping: &Mapping) -> Result<Vec<Vec<RawRow>>, FileFault> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => FileFault::Protected,
        _ => FileFault::Damaged,
    })?;
    let wanted = |name: &String| match &mapping.sheet {
        Some(wanted) => name.trim().eq_ignore_ascii_case(wanted.trim()),
        None => true,
    };
    let names: Vec<String> = book.sheet_names().into_iter().filter(wanted).collect();
    let mut sheets = Vec::new();
    for name in &names {
        let Ok(sheet) = book.worksheet_range(name) else {
            continue;
        };
        let mut rows = rows(&sheet)?;
        let merged = book.merge_cells_by_sheet_name(name);
        fill(&mut rows, &merged.unwrap_or_default());
        sheets.push(rows);
    }
    Ok(sheets)
}

/// Fills cells that are part of a merged range of several rows. A row with nothing else stays blank.
fn fill(rows: &mut [RawRow], merged: &[Dimensions]) {
    for range in merged.iter().filter(|range| range.start.0 < range.end.0) {
        let column = range.start.1 as usize;
        let start = rows.partition_point(|row| row.number <= range.start.0);
        let rows = rows[start..].iter_mut();
        let mut spanned = rows.take_while(|row| row.number <= range.end.0 + 1);
        let first = spanned.next().and_then(|row| row.cells.get(column));
        let Some(cell) = first.cloned() else {
            continue;
        };
        for row in spanned.filter(|row| !row.is_blank() && column < COLUMNS) {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::EMPTY);
            }
            row.cells[column] = cell.clone();
        }
    }
}

fn rows(sheet: &calamine::Range<Data>) -> Result<Vec<RawRow>, FileFault> {
    let (top, left) = sheet.start().unwrap_or((0, 0));
    let left = left as usize;
    let rows = (top + 1..).zip(sheet.rows()).map(|(number, data)| {
        let mut cells = vec![Cell::EMPTY; left];
        cells.extend(data.iter().map(cell));
        let last = cells.iter().rposition(|cell| !cell.is_blank());
        cells.truncate(last.map_or(0, |last| last + 1));
        if cells.len() > COLUMNS {
            return Err(FileFault::TooManyColumns { row: number });
        }
        if cells.iter().any(|cell| cell.text.len() > CELL_BYTES) {
            return Err(FileFault::CellTooLong { row: number });
        }
        Ok(RawRow { number, cells })
    });
    rows.collect()
}

fn cell(data: &Data) -> Cell {
    let (text, sort) = match data {
        Data::Empty => (String::new(), Sort::Text),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            (text.clone(), Sort::Text)
        }
        Data::Float(number) => (number.to_string(), Sort::Number),
        Data::Int(number) => (number.to_string(), Sort::Number),
        Data::Bool(yes) => (
            if *yes { "TRUE" } else { "FALSE" }.to_owned(),
            Sort::Boolean,
        ),
        Data::DateTime(serial) => (serial.as_f64().to_string(), Sort::Number),
        Data::Error(error) => (error.to_string(), Sort::Error),
    };
    Cell { text, sort }
}

/// Rows that are in memory already.
struct Ready(std::vec::IntoIter<RawRow>);

impl Rows for Ready {
    fn next_row(&mut self) -> Result<Option<RawRow>, FileFault> {
        Ok(self.0.next())
    }
}
