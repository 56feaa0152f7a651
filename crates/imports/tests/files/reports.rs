//! Reports for people.

use imports::{Input, Kind};

use crate::agency::{Agency, sample};
use crate::cells::read;

#[test]
fn quarantined_rows_can_be_mended_and_sent_again() {
    let imported = Agency::default()
        .import(Kind::People, sample("people.csv"))
        .unwrap();
    let book = imported.report.xlsx().unwrap();
    // Its third sheet has the file's headers, so it is found; the faults are still in it.
    let again = Agency::default()
        .import(Kind::People, Input::Bytes(book))
        .unwrap();
    assert_eq!(again.report.rows, imported.report.quarantined.len() as u64);
    let codes = |report: &imports::Report| {
        report
            .quarantined
            .iter()
            .map(|fault| fault.code)
            .collect::<Vec<_>>()
    };
    let mut before = codes(&imported.report);
    // What it contradicted is not in this file.
    before.retain(|code| *code != imports::Code::DuplicateConflict);
    assert_eq!(codes(&again.report), before);
    assert!(again.report.dropped_columns.is_empty());
}

#[test]
fn no_cell_of_a_report_is_a_formula() {
    let staff = "NIP;NAMA;NAMA UNOR\n1;=cmd|' /C calc'!A0;+1\n2;@SUM(1);-2\n3;\"\t=1\";RSUD\n";
    let imported = read(&Agency::default(), Kind::People, staff);
    let book = imported.report.xlsx().unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut texts = String::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        assert!(!text.contains("<f>"), "{name}");
        if name.ends_with("sharedStrings.xml") {
            texts = text;
        }
    }
    for start in [">=", ">+", ">@", ">-2", ">\t"] {
        assert!(!texts.contains(start), "{start}");
    }
    assert!(texts.contains(">'=cmd"));
}

#[test]
fn a_report_shows_no_value() {
    let imported = Agency::default()
        .import(Kind::People, sample("people.csv"))
        .unwrap();
    let json = serde_json::to_string(&imported.report).unwrap();
    for value in ["SEKAR", "contoh.example", "1972", "NAMA LAIN"] {
        assert!(!json.contains(value), "{value}");
    }
    assert!(format!("{:?}", imported.rows).len() < 40 * imported.rows.len());
}
