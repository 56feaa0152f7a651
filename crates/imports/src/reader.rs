//! A file, opened: its columns, then its records one by one.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::blob::{Blob, Input, Meter, Metered};
use crate::book;
use crate::book::packed::{Entry, Packed};
use crate::cell::{Cell, RawRow};
use crate::fault::FileFault;
use crate::field::Field;
use crate::header::{Columns, columns, is_numbering};
use crate::kind::Kind;
use crate::limits::HEADER_ROWS;
use crate::mapping::Mapping;
use crate::text::encoding::{AsUtf8, Found, detect};
use crate::text::separated::{DELIMITERS, Separated};

/// Rows of any format, blank ones left out or not.
pub(crate) trait Rows: Send {
    fn next_row(&mut self) -> Result<Option<RawRow>, FileFault>;
    /// Whether dates are counted from 1904.
    fn date1904(&self) -> bool {
        false
    }
}

impl<R: Read + Send> Rows for Separated<R> {
    fn next_row(&mut self) -> Result<Option<RawRow>, FileFault> {
        Self::next_row(self)
    }
}

/// A row of the file below its header, reduced to the columns that are read.
#[derive(Clone)]
pub struct Record {
    /// The number that a spreadsheet shows beside it.
    pub row: u32,
    /// One cell for each of [`Columns::matched`].
    pub(crate) cells: Vec<Cell>,
}

impl Record {
    /// The cells as they were, in the order of [`Columns::matched`]. Personal data.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|cell| cell.text.as_str())
    }

    pub(crate) fn cell(&self, columns: &Columns, field: Field) -> Option<&Cell> {
        self.cells.get(columns.slot(field)?)
    }
}

/// An opened file.
pub struct Reader {
    rows: Box<dyn Rows>,
    ahead: VecDeque<RawRow>,
    columns: Columns,
    meter: Meter,
    total: u64,
    digest: [u8; 32],
}

/// Rows that were read to find the header, and the ones after them.
pub(crate) struct Candidate {
    pub(crate) rows: Box<dyn Rows>,
    pub(crate) meter: Meter,
    pub(crate) total: u64,
}

impl Reader {
    /// Opens a file and finds its header. The file is read once to its end beforehand, for its
    /// fingerprint and its encoding.
    pub fn open(kind: Kind, input: Input, mapping: &Mapping) -> Result<Self, FileFault> {
        let blob = Blob::new(input)?;
        let digest = blob.digest()?;
        let head = blob.head(512)?;
        let opened = match head.as_slice() {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => packed(kind, &blob, mapping)?,
            [0xD0, 0xCF, 0x11, 0xE0, ..] => {
                best(kind, mapping, book::xls::sheets(&blob, mapping)?)?
            }
            head => {
                refuse_by_signature(head)?;
                let total = blob.len()?;
                text(kind, mapping, &Source::Plain(blob), total)?
            }
        };
        opened.into_reader(digest)
    }

    /// The columns of the file.
    #[must_use]
    pub const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The next record; blank rows are left out.
    pub fn next_record(&mut self) -> Result<Option<Record>, FileFault> {
        loop {
            let row = match self.ahead.pop_front() {
                Some(row) => row,
                None => match self.rows.next_row()? {
                    Some(row) => row,
                    None => return Ok(None),
                },
            };
            if row.is_blank() {
                continue;
            }
            return Ok(Some(reduced(&self.columns, row)));
        }
    }

    /// How many bytes of the file were read, and of how many.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (
            self.meter.load(Ordering::Relaxed).min(self.total),
            self.total,
        )
    }

    /// SHA-256 of the file as it is.
    #[must_use]
    pub const fn content_hash(&self) -> [u8; 32] {
        self.digest
    }
}

fn reduced(columns: &Columns, mut row: RawRow) -> Record {
    let cells = columns.matched.iter().map(|column| {
        let cell = row.cells.get_mut(column.index);
        cell.map_or(Cell::EMPTY, |cell| std::mem::replace(cell, Cell::EMPTY))
    });
    Record {
        row: row.number,
        cells: cells.collect(),
    }
}

/// What other files than tables begin with.
fn refuse_by_signature(head: &[u8]) -> Result<(), FileFault> {
    let text = head
        .strip_prefix(&[0xEF, 0xBB, 0xBF])
        .unwrap_or(head)
        .trim_ascii_start();
    let starts = |with: &[u8]| {
        text.get(..with.len())
            .is_some_and(|t| t.eq_ignore_ascii_case(with))
    };
    if [
        &b"<!doctype"[..],
        b"<html",
        b"<table",
        b"<?xml",
        b"<meta",
        b"<head",
        b"<style",
    ]
    .into_iter()
    .any(starts)
    {
        return Err(FileFault::WebPage);
    }
    let others: [&[u8]; 8] = [
        b"%PDF",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"Rar!",
        b"7z\xBC\xAF",
        b"\x1F\x8B",
        b"{\\rtf",
        b"GIF8",
    ];
    if others.into_iter().any(starts) {
        return Err(FileFault::NotATable);
    }
    Ok(())
}

fn packed(kind: Kind, blob: &Blob, mapping: &Mapping) -> Result<Opened, FileFault> {
    let archive = Packed::open(blob)?;
    if archive.has("xl/workbook.xml") {
        return best(kind, mapping, book::xlsx::sheets(&archive, mapping)?);
    }
    if archive.has("content.xml") {
        return best(kind, mapping, book::ods::sheets(&archive, mapping)?);
    }
    if archive.has("xl/workbook.bin") {
        return Err(FileFault::Unsupported(".xlsb"));
    }
    let entry = archive.only_table()?;
    let total = entry.packed;
    text(kind, mapping, &Source::Packed(archive, entry), total)
}

/// A text, plain or the only one in an archive.
enum Source {
    Plain(Blob),
    Packed(Packed, Entry),
}

impl Source {
    fn open(&self, meter: &Meter) -> Result<Box<dyn Read + Send>, FileFault> {
        Ok(match self {
            Self::Plain(blob) => Box::new(Metered::new(blob.open()?, Arc::clone(meter))),
            Self::Packed(archive, entry) => Box::new(archive.read(entry, meter)?),
        })
    }

    fn rows(&self, found: &Found, delimiter: u8) -> Result<(Box<dyn Rows>, Meter), FileFault> {
        let meter = Arc::new(AtomicU64::new(0));
        let mut bytes = self.open(&meter)?;
        std::io::copy(&mut bytes.by_ref().take(found.mark), &mut std::io::sink())?;
        let text = AsUtf8::new(bytes, found.encoding);
        let mut rows = Separated::new(text, delimiter);
        rows.skip_separator_line()?;
        Ok((Box::new(rows), meter))
    }
}

fn text(kind: Kind, mapping: &Mapping, source: &Source, total: u64) -> Result<Opened, FileFault> {
    let found = detect(source.open(&Meter::default())?, mapping.encoding)?;
    let stated = mapping.delimiter.and_then(|d| u8::try_from(d).ok());
    let delimiters = stated.map_or(DELIMITERS.to_vec(), |delimiter| vec![delimiter]);
    let candidates = delimiters.into_iter().map(|delimiter| {
        let (rows, meter) = source.rows(&found, delimiter)?;
        Ok(Candidate { rows, meter, total })
    });
    best(
        kind,
        mapping,
        candidates.collect::<Result<Vec<_>, FileFault>>()?,
    )
}

/// Of several readings the one whose header fits best, the first of equals.
fn best(kind: Kind, mapping: &Mapping, candidates: Vec<Candidate>) -> Result<Opened, FileFault> {
    let mut best: Option<Opened> = None;
    let mut fault = None;
    for candidate in candidates {
        match Opened::new(kind, mapping, candidate) {
            Ok(opened) if best.as_ref().is_none_or(|best| opened.fit() > best.fit()) => {
                best = Some(opened);
            }
            Ok(_) => {}
            // Read with a wrong separator, a sound file can seem to break a limit.
            Err(one) => fault = fault.or(Some(one)),
        }
    }
    match (best, fault) {
        (Some(best), None) => Ok(best),
        (Some(best), Some(_))
            if best
                .columns
                .as_ref()
                .is_some_and(|c| c.missing().is_empty()) =>
        {
            Ok(best)
        }
        (_, Some(fault)) => Err(fault),
        (None, None) => Err(FileFault::Empty),
    }
}

/// A reading and its header.
struct Opened {
    candidate: Candidate,
    ahead: VecDeque<RawRow>,
    columns: Option<Columns>,
}

impl Opened {
    fn new(kind: Kind, mapping: &Mapping, mut candidate: Candidate) -> Result<Self, FileFault> {
        let mut ahead = VecDeque::new();
        let mut header: Option<(usize, Columns)> = None;
        // A book leaves blank rows out, so it is the number that counts, not how many were read.
        while ahead.len() < HEADER_ROWS {
            let Some(row) = candidate.rows.next_row()? else {
                break;
            };
            let columns = columns(kind, mapping, &row);
            let better = |(_, best): &(usize, Columns)| columns.matched.len() > best.matched.len();
            let settled = header
                .as_ref()
                .is_some_and(|(_, best)| best.missing().is_empty());
            if !settled && header.as_ref().is_none_or(better) {
                header = Some((ahead.len(), columns));
            }
            ahead.push_back(row);
        }
        let columns = header.map(|(at, mut columns)| {
            ahead.drain(..=at);
            columns.date1904 = candidate.rows.date1904();
            columns
        });
        Ok(Self {
            candidate,
            ahead,
            columns,
        })
    }

    /// Complete headers before others, then the one with more columns that mean something.
    fn fit(&self) -> (bool, usize) {
        self.columns.as_ref().map_or((false, 0), |columns| {
            (columns.missing().is_empty(), columns.matched.len())
        })
    }

    fn into_reader(mut self, digest: [u8; 32]) -> Result<Reader, FileFault> {
        let columns = self.columns.take().ok_or(FileFault::Empty)?;
        let missing = columns.missing();
        if !missing.is_empty() {
            let kind = columns.kind;
            return Err(FileFault::WrongKind { kind, missing });
        }
        if self
            .ahead
            .iter()
            .find(|row| !row.is_blank())
            .is_some_and(is_numbering)
        {
            let at = self
                .ahead
                .iter()
                .position(|row| !row.is_blank())
                .unwrap_or(0);
            self.ahead.drain(..=at);
        }
        let mut rows = self.candidate.rows;
        while self.ahead.iter().all(RawRow::is_blank) {
            self.ahead.clear();
            let row = rows.next_row()?.ok_or(FileFault::HeaderOnly)?;
            self.ahead.push_back(row);
        }
        Ok(Reader {
            rows,
            ahead: self.ahead,
            columns,
            meter: self.candidate.meter,
            total: self.candidate.total,
            digest,
        })
    }
}
