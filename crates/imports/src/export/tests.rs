//! What is written reads back as it was, by a reader that knows nothing of the writer.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use proptest::prelude::*;

use super::*;

/// Reads quoted text with `;` between cells, as RFC 4180 has it but for the separator.
fn read_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut chars, mut quoted) = (text.chars().peekable(), false);
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ';' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(row.is_empty() && cell.is_empty(), "the last row ends");
    rows
}

fn read_xlsx(bytes: Vec<u8>, width: usize) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a book");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let text = |cell: &Data| match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        other => panic!("{other:?} is no text"),
    };
    let end = range.end().map_or(0, |(row, _)| row + 1);
    let width = u32::try_from(width).expect("few");
    let cell = |row, column| {
        let found = range.get_value((row, column));
        found.map_or_else(String::new, text)
    };
    (0..end)
        .map(|row| (0..width).map(|column| cell(row, column)).collect())
        .collect()
}

fn sheet(rows: &[&[&str]]) -> Sheet {
    let rows = rows
        .iter()
        .map(|row| row.iter().map(|&cell| cell.to_owned()).collect());
    Sheet {
        rows: rows.collect(),
        ..Sheet::new(&["NIP", "NAMA"])
    }
}

#[test]
fn a_csv_is_as_indonesian_excel_opens_it() {
    let bytes = sheet(&[&["199001312015032901", "Melati, S.T."]]).csv();
    let text = String::from_utf8(bytes).expect("UTF-8");
    let expected = "\u{feff}NIP;NAMA\r\n199001312015032901;\"Melati, S.T.\"\r\n";
    assert_eq!(text, expected);
}

#[test]
fn no_cell_is_a_formula() {
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
        let kept = format!("'{formula}");
        assert_eq!(safe(formula), kept);
        let table = sheet(&[&[formula, "x"]]);
        assert_eq!(read_csv(&table.csv())[1][0], kept);
    }
    assert_eq!(safe("a=1"), "a=1");
}

#[test]
fn a_long_number_stays_as_it_is() {
    let table = sheet(&[&["199001312015032901", ""]]);
    let rows = read_xlsx(table.xlsx().expect("a book"), 2);
    assert_eq!(rows[1], ["199001312015032901", ""]);
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "[=+@-][ -~]{0,8}",
        "[a-zé🦋;\"\n,']{0,8}",
        "[0-9]{18}",
    ]
}

proptest! {
    #[test]
    fn an_export_reads_back_as_it_was(
        rows in prop::collection::vec(prop::collection::vec(any_cell(), 3), 0..8),
    ) {
        let mut table = Sheet::new(&["A", "B", "C"]);
        table.rows = rows;
        // A row of nothing at the end is no row of a workbook.
        while table.rows.last().is_some_and(|row| row.iter().all(String::is_empty)) {
            table.rows.pop();
        }
        let expected: Vec<Vec<String>> = table
            .lines()
            .map(|line| line.iter().map(|cell| safe(cell).into_owned()).collect())
            .collect();
        prop_assert_eq!(&read_csv(&table.csv()), &expected);
        prop_assert_eq!(&read_xlsx(table.xlsx().expect("a book"), 3), &expected);
    }
}
