//! Separated values, with the row numbers that a spreadsheet shows.
//!
//! A parser of our own: blank lines must count as rows, a lone CR ends a line, and limits must hold
//! while a cell grows.

use std::io::{BufRead, BufReader, Read};

use crate::cell::{Cell, RawRow};
use crate::fault::FileFault;
use crate::limits::{CELL_BYTES, COLUMNS, ROWS};

/// The separators in the order in which they are tried.
pub(crate) const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Reads rows from UTF-8.
pub(crate) struct Separated<R> {
    text: BufReader<R>,
    delimiter: u8,
    number: u32,
}

enum State {
    /// At the start of a cell.
    Start,
    Plain,
    Quoted,
    /// After a quote within quotes: the end of them, or the first half of a doubled one.
    QuoteEnd,
}

struct Row {
    cells: Vec<Cell>,
    cell: Vec<u8>,
    state: State,
    number: u32,
}

enum Step {
    Go,
    End,
}

impl<R: Read> Separated<R> {
    pub(crate) fn new(text: R, delimiter: u8) -> Self {
        Self {
            text: BufReader::with_capacity(1 << 16, text),
            delimiter,
            number: 0,
        }
    }

    /// The next row, blank ones too.
    pub(crate) fn next_row(&mut self) -> Result<Option<RawRow>, FileFault> {
        if self.text.fill_buf()?.is_empty() {
            return Ok(None);
        }
        if self.number >= ROWS {
            return Err(FileFault::TooManyRows);
        }
        self.number += 1;
        let mut row = Row::new(self.number);
        loop {
            let buffer = self.text.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let mut used = 0;
            let mut ended = None;
            for &byte in buffer {
                used += 1;
                if let Step::End = row.byte(byte, self.delimiter)? {
                    ended = Some(byte);
                    break;
                }
            }
            self.text.consume(used);
            if let Some(end) = ended {
                self.swallow_line_feed(end)?;
                return row.done().map(Some);
            }
        }
        row.done().map(Some)
    }

    /// CR LF is one end of a line.
    fn swallow_line_feed(&mut self, end: u8) -> Result<(), FileFault> {
        if end == b'\r' && self.text.fill_buf()?.first() == Some(&b'\n') {
            self.text.consume(1);
        }
        Ok(())
    }
}

impl Row {
    const fn new(number: u32) -> Self {
        Self {
            cells: Vec::new(),
            cell: Vec::new(),
            state: State::Start,
            number,
        }
    }

    fn byte(&mut self, byte: u8, delimiter: u8) -> Result<Step, FileFault> {
        match (&self.state, byte) {
            (State::Quoted, b'"') => self.state = State::QuoteEnd,
            (State::Quoted, _) => self.push(byte)?,
            (State::QuoteEnd, b'"') => {
                self.push(byte)?;
                self.state = State::Quoted;
            }
            (State::Start, b'"') => self.state = State::Quoted,
            (_, b'\n' | b'\r') => return Ok(Step::End),
            (_, byte) if byte == delimiter => {
                self.end_cell()?;
                self.state = State::Start;
            }
            // Text after closing quotes belongs to the cell, as spreadsheets have it.
            (State::Start | State::Plain | State::QuoteEnd, _) => {
                self.push(byte)?;
                self.state = State::Plain;
            }
        }
        Ok(Step::Go)
    }

    fn push(&mut self, byte: u8) -> Result<(), FileFault> {
        if self.cell.len() >= CELL_BYTES {
            return Err(FileFault::CellTooLong { row: self.number });
        }
        self.cell.push(byte);
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), FileFault> {
        if self.cells.len() >= COLUMNS {
            return Err(FileFault::TooManyColumns { row: self.number });
        }
        let text = String::from_utf8_lossy(&self.cell).into_owned();
        self.cells.push(Cell::text(text));
        self.cell.clear();
        Ok(())
    }

    fn done(mut self) -> Result<RawRow, FileFault> {
        if matches!(self.state, State::Quoted) {
            return Err(FileFault::QuoteOpen { row: self.number });
        }
        self.end_cell()?;
        Ok(RawRow {
            number: self.number,
            cells: self.cells,
        })
    }
}

impl<R: Read> Separated<R> {
    /// Skips the line `sep=;` that tells Excel the separator; it shows no row for it.
    pub(crate) fn skip_separator_line(&mut self) -> Result<(), FileFault> {
        let head = self.text.fill_buf()?;
        let lower = head.get(..4).map(<[u8]>::to_ascii_lowercase);
        if lower.as_deref() != Some(b"sep=") {
            return Ok(());
        }
        self.next_row()?;
        self.number = 0;
        Ok(())
    }
}
