//! The rows of a sheet.

use std::io::Read;
use std::sync::Arc;

use super::shared::Texts;
use crate::book::xml::{Events, Met, Tag};
use crate::cell::{Cell, RawRow, Sort};
use crate::fault::FileFault;
use crate::limits::{CELL_BYTES, COLUMNS, ROWS};
use crate::reader::Rows;

/// The most merged ranges that are filled; a table of data has a few.
const MERGES: usize = 20_000;

/// A merged range that spans rows of one column: its text stands for each of them.
pub(super) struct Merge {
    column: usize,
    from: u32,
    to: u32,
    cell: Cell,
}

/// Rows as they come from the part.
pub(super) struct Sheet<R: Read> {
    events: Events<R>,
    texts: Arc<Texts>,
    /// Ranges still to come, the next one last.
    merged: Vec<Merge>,
    /// Ranges that the row at hand is in.
    active: Vec<Merge>,
    date1904: bool,
    number: u32,
    ended: bool,
}

/// A cell while its parts are met.
struct Draft {
    column: usize,
    kind: String,
    value: String,
    has_value: bool,
    formula: bool,
    /// Whether text at hand belongs to the value.
    open: bool,
}

impl<R: Read + Send> Rows for Sheet<R> {
    fn next_row(&mut self) -> Result<Option<RawRow>, FileFault> {
        while !self.ended {
            match self.events.next()? {
                Met::Start(tag) if tag.name == "row" => {
                    self.number = match tag.get("r").map(str::parse) {
                        Some(Ok(number)) => number,
                        Some(Err(_)) => return Err(FileFault::Damaged),
                        None => self.number.saturating_add(1),
                    };
                    if self.number > ROWS {
                        return Err(FileFault::TooManyRows);
                    }
                    let mut row = self.row()?;
                    self.fill(&mut row);
                    return Ok(Some(row));
                }
                Met::End(name) if name == "sheetData" => self.ended = true,
                Met::Eof => return Err(FileFault::Damaged),
                Met::Start(_) | Met::End(_) | Met::Text(_) => {}
            }
        }
        Ok(None)
    }

    fn date1904(&self) -> bool {
        self.date1904
    }
}

impl<R: Read> Sheet<R> {
    pub(super) const fn new(
        part: Events<R>,
        texts: Arc<Texts>,
        merged: Vec<Merge>,
        date1904: bool,
    ) -> Self {
        Self {
            events: part,
            texts,
            merged,
            active: Vec::new(),
            date1904,
            number: 0,
            ended: false,
        }
    }

    fn row(&mut self) -> Result<RawRow, FileFault> {
        let mut row = RawRow {
            number: self.number,
            cells: Vec::new(),
        };
        let mut draft: Option<Draft> = None;
        let mut next = 0;
        loop {
            match self.events.next()? {
                Met::Start(tag) if tag.name == "c" => {
                    let one = Draft::new(&tag, next);
                    next = one.column + 1;
                    draft = Some(one);
                }
                Met::Start(tag) => draft.iter_mut().for_each(|draft| draft.start(&tag.name)),
                Met::Text(text) => {
                    if let Some(draft) = draft.as_mut().filter(|draft| draft.open) {
                        draft.value.push_str(&text);
                        if draft.value.len() > CELL_BYTES {
                            return Err(FileFault::CellTooLong { row: self.number });
                        }
                    }
                }
                Met::End(name) => match name.as_str() {
                    "c" => {
                        if let Some(draft) = draft.take() {
                            let column = draft.column;
                            place(&mut row, column, draft.cell(&self.texts))?;
                        }
                    }
                    "v" | "t" => draft.iter_mut().for_each(|draft| draft.open = false),
                    "row" => return Ok(row),
                    _ => {}
                },
                Met::Eof => return Err(FileFault::Damaged),
            }
        }
    }

    /// Fills cells that are part of a merged range from the range's first cell.
    fn fill(&mut self, row: &mut RawRow) {
        let number = row.number;
        self.active.retain(|merge| merge.to >= number);
        while let Some(merge) = self.merged.pop_if(|merge| merge.from <= number) {
            let cell = row.cells.get(merge.column).filter(|cell| !cell.is_blank());
            // Ranges do not overlap, so there is one for each column at most.
            if merge.from == number && self.active.len() < COLUMNS {
                let cell = cell.cloned();
                self.active.extend(cell.map(|cell| Merge { cell, ..merge }));
            }
        }
        // A row with nothing else stays blank.
        if self.active.is_empty() || row.is_blank() {
            return;
        }
        for merge in &self.active {
            if row.cells.len() <= merge.column {
                row.cells.resize(merge.column + 1, Cell::EMPTY);
            }
            row.cells[merge.column] = merge.cell.clone();
        }
    }
}

/// Puts a cell in its column; cells of layout without content take no place.
fn place(row: &mut RawRow, column: usize, cell: Cell) -> Result<(), FileFault> {
    if cell.is_blank() {
        return Ok(());
    }
    if column >= COLUMNS {
        return Err(FileFault::TooManyColumns { row: row.number });
    }
    if row.cells.len() <= column {
        row.cells.resize(column + 1, Cell::EMPTY);
    }
    row.cells[column] = cell;
    Ok(())
}

impl Draft {
    fn new(tag: &Tag, next: usize) -> Self {
        let column = tag.get("r").and_then(column_of).unwrap_or(next);
        Self {
            column,
            kind: tag.get("t").unwrap_or("n").to_owned(),
            value: String::new(),
            has_value: false,
            formula: false,
            open: false,
        }
    }

    fn start(&mut self, name: &str) {
        match name {
            "f" => self.formula = true,
            // `t` within `is` is a text that is not shared, maybe in several runs.
            "v" | "t" => self.open = true,
            _ => {}
        }
        self.has_value |= name == "v";
    }

    fn cell(self, texts: &Texts) -> Cell {
        let missing = self.value.is_empty();
        // A formula may come to an empty text, which its type then says.
        if self.formula && missing && !(self.has_value && self.kind == "str") {
            return Cell {
                text: String::new(),
                sort: Sort::Formula,
            };
        }
        let (text, sort) = match self.kind.as_str() {
            "s" => {
                let index = self.value.trim().parse().ok();
                let text = index.and_then(|index| texts.get(index)).unwrap_or_default();
                (decoded(text), Sort::Text)
            }
            "b" => (
                if self.value.trim() == "1" {
                    "TRUE"
                } else {
                    "FALSE"
                }
                .to_owned(),
                Sort::Boolean,
            ),
            "e" => (self.value, Sort::Error),
            "n" if missing => (String::new(), Sort::Text),
            "n" => (self.value, Sort::Number),
            // Texts of formulas, texts in place, dates by ISO.
            _ => (decoded(&self.value), Sort::Text),
        };
        Cell { text, sort }
    }
}

/// `_x000D_` and the like, by which Excel stores characters that XML has not.
fn decoded(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        decoded.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let character = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        if let Some(character) = character {
            decoded.push(character);
            rest = &from[7..];
        } else {
            decoded.push_str("_x");
            rest = &from[2..];
        }
    }
    decoded.push_str(rest);
    decoded
}

/// The column of a reference such as `AB12`, from 0; `XFD` is the last there is.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column: usize = 0;
    for letter in letters {
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        if column > 16_384 {
            return Some(16_384);
        }
    }
    column.checked_sub(1)
}

fn row_of(reference: &str) -> Option<u32> {
    reference
        .trim_start_matches(|c: char| c.is_ascii_alphabetic())
        .parse()
        .ok()
}

/// The merged ranges that span rows. They stand behind the rows, so the part is searched beforehand,
/// without reading it as XML.
pub(super) fn merged(mut part: impl Read) -> Result<Vec<Merge>, FileFault> {
    const MARK: &[u8] = b"<mergeCell ";
    let mut merged = Vec::new();
    let mut window: Vec<u8> = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = part.read(&mut buffer)?;
        if read == 0 {
            return Ok(in_order(merged));
        }
        window.extend_from_slice(&buffer[..read]);
        let mut from = 0;
        while let Some(at) = find(&window[from..], MARK) {
            let start = from + at;
            let Some(length) = window[start..].iter().position(|byte| *byte == b'>') else {
                break;
            };
            let tag = String::from_utf8_lossy(&window[start..start + length]);
            merged.extend(range(&tag));
            from = start + length;
            if merged.len() > MERGES {
                return Ok(in_order(merged));
            }
        }
        // A tag may go on in what is read next.
        let keep = window.len().saturating_sub(256).max(from);
        window.drain(..keep);
    }
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    let first = mark.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| byte == first)?;
        if bytes[at..].starts_with(mark) {
            return Some(at);
        }
        from = at + 1;
    }
}

fn range(tag: &str) -> Option<Merge> {
    let (_, rest) = tag.split_once("ref=")?;
    let reference = rest.get(1..)?.split(['"', '\'']).next()?;
    let (first, last) = reference.split_once(':')?;
    let (from, to) = (row_of(first)?, row_of(last)?);
    let column = column_of(first).filter(|column| *column < COLUMNS)?;
    (from < to).then_some(Merge {
        column,
        from,
        to,
        cell: Cell::EMPTY,
    })
}

/// The first range last, as they are taken from the end.
fn in_order(mut merged: Vec<Merge>) -> Vec<Merge> {
    merged.sort_by_key(|merge| std::cmp::Reverse(merge.from));
    merged
}
