//! The report as a workbook: summary, faults, and the faulty rows to mend and send again.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::Report;

/// The report could not be written.
#[derive(Debug, thiserror::Error)]
#[error("laporan Excel tidak dapat ditulis; coba lagi")]
pub struct ReportFault(#[source] XlsxError);

impl From<XlsxError> for ReportFault {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

/// The most rows of a sheet, its header left out.
const SHEET_ROWS: usize = 1_048_575;
/// The most characters of a cell.
const CELL_CHARS: usize = 32_767;

impl Report {
    /// The report as the bytes of an .xlsx file.
    pub fn xlsx(&self) -> Result<Vec<u8>, ReportFault> {
        let mut book = Workbook::new();
        self.summary(book.add_worksheet().set_name("Ringkasan")?)?;
        self.faults(book.add_worksheet().set_name("Karantina")?)?;
        self.resubmission(book.add_worksheet().set_name("Perbaikan")?)?;
        Ok(book.save_to_buffer()?)
    }

    fn summary(&self, sheet: &mut Worksheet) -> Result<(), ReportFault> {
        let mut lines = vec![
            ("Jenis".to_owned(), self.kind.title().to_owned()),
            ("Baris dibaca".to_owned(), self.rows.to_string()),
            ("Diterima".to_owned(), self.accepted.to_string()),
            ("Duplikat".to_owned(), self.duplicates.to_string()),
            ("Dikarantina".to_owned(), self.quarantined.len().to_string()),
        ];
        for (label, count) in [
            ("Baru", self.new),
            ("Tidak berubah", self.unchanged),
            ("Dikoreksi", self.corrected),
        ] {
            lines.extend(count.map(|count| (label.to_owned(), count.to_string())));
        }
        let join = |headers: &[String]| headers.join(", ");
        lines.push(("Kolom yang dibuang".to_owned(), join(&self.dropped_columns)));
        lines.push((
            "Kolom yang tidak dipakai".to_owned(),
            join(&self.ignored_columns),
        ));
        for (predikat, count) in self.predicates.iter().flatten() {
            lines.push((format!("Predikat {predikat}"), count.to_string()));
        }
        for ((unit, period), answers) in self.indices.iter().flatten() {
            let ikm = answers.ikm(domain::skm::Method::Exact);
            let index = ikm.map_or("tidak dapat dihitung".to_owned(), |ikm| {
                format!("{ikm} ({})", ikm.mutu().as_str())
            });
            let line = format!("{index}, {} responden", answers.respondents);
            lines.push((format!("IKM {unit} {period}"), line));
        }
        sheet.set_column_width(0, 32)?.set_column_width(1, 80)?;
        for (row, (label, value)) in (0..).zip(lines.iter().take(SHEET_ROWS)) {
            text(sheet, row, 0, label)?;
            text(sheet, row, 1, value)?;
        }
        Ok(())
    }

    fn faults(&self, sheet: &mut Worksheet) -> Result<(), ReportFault> {
        for (column, width) in [(0, 10), (1, 28), (2, 32), (3, 18), (4, 100)] {
            sheet.set_column_width(column, width)?;
        }
        header(
            sheet,
            ["BARIS", "KOLOM", "KODE", "ISI", "KETERANGAN"].into_iter(),
        )?;
        for (row, fault) in (1..).zip(self.quarantined.iter().take(SHEET_ROWS)) {
            text(sheet, row, 0, &fault.row.to_string())?;
            text(sheet, row, 1, &fault.column)?;
            text(sheet, row, 2, fault.code.as_str())?;
            text(sheet, row, 3, fault.class.title())?;
            text(sheet, row, 4, &fault.message)?;
        }
        Ok(())
    }

    /// Headers as they were, so that the mended sheet can be sent again as a file of its own.
    fn resubmission(&self, sheet: &mut Worksheet) -> Result<(), ReportFault> {
        header(sheet, self.headers.iter().map(String::as_str))?;
        for (row, cells) in (1..).zip(&self.cells) {
            for (column, cell) in (0..).zip(cells) {
                text(sheet, row, column, cell)?;
            }
        }
        Ok(())
    }
}

fn header<'a>(
    sheet: &mut Worksheet,
    names: impl Iterator<Item = &'a str>,
) -> Result<(), ReportFault> {
    let bold = Format::new().set_bold();
    for (column, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, column, inert(name), &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn text(sheet: &mut Worksheet, row: u32, column: u16, value: &str) -> Result<(), ReportFault> {
    sheet.write_string(row, column, inert(value))?;
    Ok(())
}

/// A text that no spreadsheet takes for a formula, not even once it was saved as CSV. Reading it
/// again takes the apostrophe away where it stood before digits or a sign.
fn inert(value: &str) -> String {
    let value: String = value.chars().take(CELL_CHARS - 1).collect();
    let risky = value
        .trim_start_matches(' ')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    // A lone dash is what files write for nothing.
    if risky && value.trim() != "-" {
        format!("'{value}")
    } else {
        value
    }
}
