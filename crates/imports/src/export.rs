//! Tables as files: CSV as Indonesian Excel opens it, and XLSX.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe before it, in both formats:
//! people copy cells from one into the other. Every cell of a workbook is a text, so that no number
//! of 18 digits is rounded; a CSV cannot say so, and who opens one in Excel loses digits of a NIP.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// UTF-8 with a byte order mark, `;` between cells, CR LF after rows.
    Csv,
    /// A workbook of one sheet.
    Xlsx,
}

impl FileFormat {
    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending of a file's name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// The most rows that a sheet of a workbook holds, the header among them.
pub const SHEET_ROWS: usize = 1_048_576;
/// The most characters that a cell of a workbook holds.
const CELL: usize = 32_767;

/// Why a table is no file.
#[derive(Debug, thiserror::Error)]
#[error("the workbook cannot be written")]
pub struct ExportFault(#[from] XlsxError);

/// A table: a header, and rows of as many cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The name of each column.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// A table with these columns and no rows.
    #[must_use]
    pub fn new(header: &[&str]) -> Self {
        Self {
            header: header.iter().map(|&name| name.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// The table as a file.
    pub fn file(&self, format: FileFormat) -> Result<Vec<u8>, ExportFault> {
        match format {
            FileFormat::Csv => Ok(self.csv()),
            FileFormat::Xlsx => self.xlsx(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.header).chain(&self.rows)
    }

    fn csv(&self) -> Vec<u8> {
        let mut text = String::from('\u{feff}');
        for line in self.lines() {
            for (column, cell) in line.iter().enumerate() {
                if column > 0 {
                    text.push(';');
                }
                quote(&safe(cell), &mut text);
            }
            text.push_str("\r\n");
        }
        text.into_bytes()
    }

    fn xlsx(&self) -> Result<Vec<u8>, ExportFault> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let (text, bold) = (
            Format::new().set_num_format("@"),
            Format::new().set_num_format("@").set_bold(),
        );
        for (row, line) in (0_u32..).zip(self.lines()) {
            let format = if row == 0 { &bold } else { &text };
            for (column, cell) in (0_u16..).zip(line) {
                let cell: String = safe(cell).chars().take(CELL).collect();
                if !cell.is_empty() {
                    sheet.write_string_with_format(row, column, cell, format)?;
                }
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(workbook.save_to_buffer()?)
    }
}

/// The cell as no spreadsheet takes it for a formula.
#[must_use]
pub fn safe(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell in quotes where it needs them.
fn quote(cell: &str, into: &mut String) {
    let plain = !cell.contains([';', ',', '"', '\r', '\n', '\t']) && cell.trim() == cell;
    if plain {
        into.push_str(cell);
    } else {
        into.push('"');
        into.push_str(&cell.replace('"', "\"\""));
        into.push('"');
    }
}

#[cfg(test)]
mod tests;
