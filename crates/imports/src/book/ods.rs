//! `OpenDocument` spreadsheets (.ods), a row at a time.

use std::io::Read;

use super::packed::{Packed, Unpacked};
use super::xml::{Events, Met, Tag};
use crate::blob::Meter;
use crate::cell::{Cell, RawRow, Sort};
use crate::fault::FileFault;
use crate::limits::{CELL_BYTES, COLUMNS, ROWS};
use crate::mapping::Mapping;
use crate::reader::{Candidate, Rows};

/// The most sheets that are looked at.
const SHEETS: usize = 100;

/// The sheets in order, or the one that the mapping names.
pub(crate) fn sheets(archive: &Packed, mapping: &Mapping) -> Result<Vec<Candidate>, FileFault> {
    refuse_protected(archive)?;
    let entry = archive.find("content.xml").ok_or(FileFault::Damaged)?;
    let names = names(Events::new(archive.read(entry, &Meter::default())?))?;
    let wanted = |name: &str| match &mapping.sheet {
        Some(wanted) => name.trim().eq_ignore_ascii_case(wanted.trim()),
        None => true,
    };
    let mut candidates = Vec::new();
    for (index, _) in names.iter().enumerate().filter(|(_, name)| wanted(name)) {
        let meter = Meter::default();
        let part = archive.read(entry, &meter)?;
        candidates.push(Candidate {
            rows: Box::new(Table::new(part, index)),
            meter,
            total: entry.packed,
        });
    }
    match (candidates.is_empty(), &mapping.sheet) {
        (true, Some(wanted)) => Err(FileFault::NoSuchSheet(wanted.clone())),
        (true, None) => Err(FileFault::NotATable),
        (false, _) => Ok(candidates),
    }
}

/// The manifest says which parts are encrypted.
fn refuse_protected(archive: &Packed) -> Result<(), FileFault> {
    let Some(entry) = archive.find("META-INF/manifest.xml") else {
        return Ok(());
    };
    let mut events = Events::new(archive.read(entry, &Meter::default())?);
    loop {
        match events.next()? {
            Met::Start(tag) if tag.name == "encryption-data" => return Err(FileFault::Protected),
            Met::Eof => return Ok(()),
            Met::Start(_) | Met::End(_) | Met::Text(_) => {}
        }
    }
}

fn names(mut events: Events<Unpacked>) -> Result<Vec<String>, FileFault> {
    let mut names = Vec::new();
    loop {
        match events.next()? {
            Met::Start(tag) if tag.name == "table" && names.len() < SHEETS => {
                names.push(tag.get("name").unwrap_or_default().to_owned());
            }
            Met::Eof => return Ok(names),
            Met::Start(_) | Met::End(_) | Met::Text(_) => {}
        }
    }
}

/// The rows of one table.
struct Table<R: Read> {
    events: Events<R>,
    /// How many tables come before it still.
    before: usize,
    inside: bool,
    number: u32,
    /// Cells that span rows: column, how many rows are still to come, and what they hold.
    spans: Vec<(usize, u32, Cell)>,
    /// A row that stands for several.
    again: Option<(RawRow, u32)>,
    ended: bool,
}

impl<R: Read + Send> Rows for Table<R> {
    fn next_row(&mut self) -> Result<Option<RawRow>, FileFault> {
        if let Some((row, left)) = &mut self.again {
            let row = RawRow {
                number: self.number + 1,
                cells: row.cells.clone(),
            };
            self.number += 1;
            *left -= 1;
            if *left == 0 {
                self.again = None;
            }
            return self.within(row).map(Some);
        }
        while !self.ended {
            match self.events.next()? {
                Met::Start(tag) if tag.name == "table" => match self.before {
                    0 => self.inside = true,
                    _ => self.before -= 1,
                },
                Met::End(name) if name == "table" && self.inside => self.ended = true,
                Met::Start(tag) if tag.name == "table-row" && self.inside => {
                    if let Some(row) = self.table_row(&tag)? {
                        return self.within(row).map(Some);
                    }
                }
                Met::Eof => return Err(FileFault::Damaged),
                Met::Start(_) | Met::End(_) | Met::Text(_) => {}
            }
        }
        Ok(None)
    }
}

impl<R: Read> Table<R> {
    fn new(part: R, index: usize) -> Self {
        Self {
            events: Events::new(part),
            before: index,
            inside: false,
            number: 0,
            spans: Vec::new(),
            again: None,
            ended: false,
        }
    }

    fn within(&self, row: RawRow) -> Result<RawRow, FileFault> {
        if self.number > ROWS {
            Err(FileFault::TooManyRows)
        } else {
            Ok(row)
        }
    }

    /// A row with content; blank ones are only counted, as sheets end with a million of them.
    fn table_row(&mut self, tag: &Tag) -> Result<Option<RawRow>, FileFault> {
        let times = repeated(tag, "number-rows-repeated");
        let first = self.number.saturating_add(1);
        let cells = self.cells(first)?;
        let mut row = RawRow {
            number: first,
            cells,
        };
        self.fill(&mut row);
        if row.is_blank() {
            self.spans.clear();
            self.number = self.number.saturating_add(times);
            return Ok(None);
        }
        self.number = first;
        if times > 1 {
            self.again = Some((row.clone(), times - 1));
        }
        Ok(Some(row))
    }

    /// Fills cells that an earlier one spans. A row with nothing else stays blank.
    fn fill(&mut self, row: &mut RawRow) {
        if row.is_blank() {
            return;
        }
        for (column, left, cell) in &mut self.spans {
            *left -= 1;
            if row.cells.len() <= *column {
                row.cells.resize(*column + 1, Cell::EMPTY);
            }
            if row.cells[*column].is_blank() {
                row.cells[*column] = cell.clone();
            }
        }
        self.spans.retain(|(_, left, _)| *left > 0);
    }

    fn cells(&mut self, row: u32) -> Result<Vec<Cell>, FileFault> {
        let mut cells: Vec<Cell> = Vec::new();
        let mut column = 0_usize;
        loop {
            match self.events.next()? {
                Met::Start(tag)
                    if matches!(tag.name.as_str(), "table-cell" | "covered-table-cell") =>
                {
                    let times = repeated(&tag, "number-columns-repeated") as usize;
                    let cell = self.cell(&tag, row)?;
                    let rows = repeated(&tag, "number-rows-spanned");
                    if rows > 1 && !cell.is_blank() && self.spans.len() < COLUMNS {
                        self.spans.push((column, rows, cell.clone()));
                    }
                    if cell.is_blank() {
                        column = column.saturating_add(times);
                        continue;
                    }
                    if column.saturating_add(times) > COLUMNS {
                        return Err(FileFault::TooManyColumns { row });
                    }
                    cells.resize(column, Cell::EMPTY);
                    column += times;
                    cells.resize(column, cell);
                }
                Met::End(name) if name == "table-row" => return Ok(cells),
                Met::Eof => return Err(FileFault::Damaged),
                Met::Start(_) | Met::End(_) | Met::Text(_) => {}
            }
        }
    }

    /// A cell by its typed value, or else by its paragraphs.
    fn cell(&mut self, tag: &Tag, row: u32) -> Result<Cell, FileFault> {
        let text = self.paragraphs(&tag.name, row)?;
        let value = |name: &str| tag.get(name).unwrap_or_default().to_owned();
        let kind = tag.get("value-type").unwrap_or_default();
        let (text, sort) = match kind {
            "float" | "currency" => (value("value"), Sort::Number),
            // What a sheet shows as 50 % is stored as 0.5.
            "percentage" => (text, Sort::Text),
            "date" => (value("date-value"), Sort::Text),
            "boolean" => (value("boolean-value").to_uppercase(), Sort::Boolean),
            "" if tag.get("formula").is_some() && text.is_empty() => (String::new(), Sort::Formula),
            _ if text.starts_with("#N/A")
                || text.starts_with("Err:")
                || text.starts_with("#REF!") =>
            {
                (text, Sort::Error)
            }
            _ => (text, Sort::Text),
        };
        Ok(Cell { text, sort })
    }

    fn paragraphs(&mut self, end: &str, row: u32) -> Result<String, FileFault> {
        let mut text = String::new();
        let (mut open, mut aside) = (0_u32, 0_u32);
        loop {
            match self.events.next()? {
                Met::Start(tag) => match tag.name.as_str() {
                    "annotation" => aside += 1,
                    "p" => {
                        if open == 0 && !text.is_empty() {
                            text.push('\n');
                        }
                        open += 1;
                    }
                    "s" | "tab" | "line-break" if aside == 0 => text.push(' '),
                    _ => {}
                },
                Met::Text(part) if open > 0 && aside == 0 => {
                    text.push_str(&part);
                    if text.len() > CELL_BYTES {
                        return Err(FileFault::CellTooLong { row });
                    }
                }
                Met::End(name) => match name.as_str() {
                    "annotation" => aside = aside.saturating_sub(1),
                    "p" => open = open.saturating_sub(1),
                    name if name == end => return Ok(text),
                    _ => {}
                },
                Met::Eof => return Err(FileFault::Damaged),
                Met::Text(_) => {}
            }
        }
    }
}

fn repeated(tag: &Tag, name: &str) -> u32 {
    tag.get(name)
        .and_then(|times| times.parse().ok())
        .unwrap_or(1)
        .max(1)
}
