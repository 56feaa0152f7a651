//! Files that cannot be read are refused with a sentence that says how to mend them.

use std::io::{Cursor, Write as _};

use imports::{FileFault, Input, Kind, Mapping, Reader};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::agency::folder;

fn fault(kind: Kind, bytes: impl Into<Vec<u8>>) -> FileFault {
    fault_by(kind, bytes, &Mapping::default())
}

fn fault_by(kind: Kind, bytes: impl Into<Vec<u8>>, mapping: &Mapping) -> FileFault {
    let opened = Reader::open(kind, Input::Bytes(bytes.into()), mapping);
    let fault = match opened {
        Err(fault) => fault,
        Ok(mut reader) => loop {
            match reader.next_record() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the file was read"),
                Err(fault) => break fault,
            }
        },
    };
    let sentence = fault.to_string();
    assert!(sentence.len() > 40, "{sentence}");
    fault
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const HEADER: &str = "NIP;NAMA;NAMA UNOR\n";

#[test]
fn what_is_no_table() {
    assert!(matches!(fault(Kind::People, []), FileFault::Empty));
    assert!(matches!(
        fault(Kind::People, b"\n\n  \n".to_vec()),
        FileFault::WrongKind { .. }
    ));
    assert!(matches!(fault(Kind::People, HEADER), FileFault::HeaderOnly));
    assert!(matches!(
        fault(Kind::People, format!("{HEADER};;\n\n ; ;\n")),
        FileFault::HeaderOnly
    ));
    assert!(matches!(
        fault(Kind::People, b"%PDF-1.7 ...".to_vec()),
        FileFault::NotATable
    ));
    assert!(matches!(
        fault(Kind::People, vec![7; 4096]),
        FileFault::NotATable
    ));
    assert!(matches!(
        fault(Kind::People, "  <html><table>"),
        FileFault::WebPage
    ));
    let nowhere = Reader::open(
        Kind::People,
        Input::Path("nowhere.csv".into()),
        &Mapping::default(),
    );
    assert!(matches!(nowhere.err(), Some(FileFault::Unreadable(_))));
    let here = Reader::open(Kind::People, Input::Path(folder()), &Mapping::default());
    assert!(matches!(here.err(), Some(FileFault::Unreadable(_))));
}

#[test]
fn a_file_of_another_kind_is_told_by_the_columns_it_lacks() {
    let survey = std::fs::read(folder().join("survey.csv")).unwrap();
    let wrong = fault(Kind::Sanctions, survey);
    let sentence = wrong.to_string();
    assert!(matches!(wrong, FileFault::WrongKind { .. }));
    assert!(
        sentence.contains("nipBaru, jenisTingkatHukumanId, hukumanTanggal"),
        "{sentence}"
    );
}

#[test]
fn limits_hold_while_a_file_is_read() {
    let wide = format!("{HEADER}{}\n", ";".repeat(1_000_000));
    assert!(matches!(
        fault(Kind::People, wide),
        FileFault::TooManyColumns { row: 2 }
    ));
    let long = format!("{HEADER}{};A;B\n", "1".repeat(70_000));
    assert!(matches!(
        fault(Kind::People, long),
        FileFault::CellTooLong { row: 2 }
    ));
    let open = format!("{HEADER}1;\"A;B\n2;C;D\n");
    assert!(matches!(
        fault(Kind::People, open),
        FileFault::QuoteOpen { row: 2 }
    ));
    let many = HEADER.to_owned() + &"\n".repeat(2_000_001);
    assert!(matches!(fault(Kind::People, many), FileFault::TooManyRows));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    std::fs::File::create(&path)
        .unwrap()
        .set_len((1 << 30) + 1)
        .unwrap();
    let large = Reader::open(Kind::People, Input::Path(path), &Mapping::default());
    assert!(matches!(large.err(), Some(FileFault::TooLarge)));
}

#[test]
fn mixed_encodings_are_told_by_their_line() {
    let mut mixed = format!("{HEADER}1;José;B\n").into_bytes();
    mixed.extend(b"2;Jos\xE9;B\n");
    assert!(matches!(
        fault(Kind::People, mixed.clone()),
        FileFault::MixedEncodings { line: 3 }
    ));
    let utf8 = Mapping::read("encoding = \"utf-8\"").unwrap();
    assert!(matches!(
        fault_by(Kind::People, mixed, &utf8),
        FileFault::WrongEncoding { line: 3, .. }
    ));
}

#[test]
fn archives_hold_one_table_and_no_bomb() {
    assert!(matches!(
        fault(Kind::People, archive(&[])),
        FileFault::Archive { found: 0 }
    ));
    let two = archive(&[("a.csv", b"x"), ("b.csv", b"y"), ("notes.md", b"z")]);
    assert!(matches!(
        fault(Kind::People, two),
        FileFault::Archive { found: 2 }
    ));
    let mut grown = HEADER.as_bytes().to_vec();
    grown.resize(100 << 20, b'\n');
    let bomb = archive(&[("a.csv", &grown)]);
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(
        fault(Kind::People, bomb),
        FileFault::Bomb | FileFault::TooManyRows
    ));
    let spaces = vec![b' '; 100 << 20];
    let bomb = archive(&[("a.csv", &spaces)]);
    assert!(matches!(fault(Kind::People, bomb), FileFault::Bomb));
    let xlsb = archive(&[("xl/workbook.bin", b"x")]);
    assert!(matches!(
        fault(Kind::People, xlsb),
        FileFault::Unsupported(".xlsb")
    ));
}

/// A workbook of one sheet with this XML for rows and these shared texts.
pub(crate) fn workbook(rows: &str, shared: &[u8]) -> Vec<u8> {
    let rows = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    archive(&[
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", rows.as_bytes()),
        ("xl/sharedStrings.xml", shared),
    ])
}

#[test]
fn workbooks_under_limits() {
    let bomb = vec![b' '; 100 << 20];
    assert!(matches!(
        fault(Kind::People, workbook("", &bomb)),
        FileFault::Bomb
    ));
    let text = format!(
        "<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row>",
        "A".repeat(70_000)
    );
    assert!(matches!(
        fault(Kind::People, workbook(&text, b"")),
        FileFault::CellTooLong { row: 1 }
    ));
    let wide = "<row r=\"7\"><c r=\"XFD7\"><v>1</v></c></row>";
    assert!(matches!(
        fault(Kind::People, workbook(wide, b"")),
        FileFault::TooManyColumns { row: 7 }
    ));
    let far = "<row r=\"99999999\"><c><v>1</v></c></row>";
    assert!(matches!(
        fault(Kind::People, workbook(far, b"")),
        FileFault::TooManyRows
    ));
    assert!(matches!(
        fault(Kind::People, workbook("", b"")),
        FileFault::Empty
    ));
    let sheet = Mapping::read("sheet = \"B\"").unwrap();
    assert!(matches!(
        fault_by(Kind::People, workbook("", b""), &sheet),
        FileFault::NoSuchSheet(_)
    ));
}

#[test]
fn workbooks_cut_off_or_protected() {
    for name in [
        "people.openpyxl.xlsx",
        "people.libreoffice.ods",
        "people.libreoffice.xls",
    ] {
        let whole = std::fs::read(folder().join("made").join(name)).unwrap();
        let half = whole[..whole.len() / 2].to_vec();
        assert!(
            matches!(fault(Kind::People, half), FileFault::Damaged),
            "{name}"
        );
    }
    let mut protected = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    protected.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(
        fault(Kind::People, protected),
        FileFault::Protected
    ));
    let manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>";
    let ods = archive(&[("content.xml", b"x"), ("META-INF/manifest.xml", manifest)]);
    assert!(matches!(fault(Kind::People, ods), FileFault::Protected));
}

#[test]
fn a_formula_without_a_result_and_a_number_for_a_nip() {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let header: String = ["NIP", "NAMA", "NAMA UNOR", "TMT CPNS"].map(cell).concat();
    let row =
        |nip: &str, since: &str| format!("<row>{nip}{}{}{since}</row>", cell("Ayu"), cell("RSUD"));
    let nip = cell("199001312015032901");
    let rows = [
        row(&nip, "<c><f>DATE(2015,3,1)</f><v></v></c>"),
        row("<c><v>199001312015032902</v></c>", "<c><v>42064</v></c>"),
        row("<c><v>1.99001312015033E+17</v></c>", "<c><v>42064</v></c>"),
        row(&nip, "<c><f>DATE(2015,3,1)</f><v>42064</v></c>"),
    ];
    let book = workbook(&format!("<row>{header}</row>{}", rows.concat()), b"");
    let agency = crate::agency::Agency::default();
    let imported = agency.import(Kind::People, Input::Bytes(book)).unwrap();
    let faults = imported
        .report
        .quarantined
        .iter()
        .map(|f| (f.row, f.code, f.class));
    let expected = [
        (
            2,
            imports::Code::DateUnreadable,
            imports::ValueClass::Formula,
        ),
        (
            3,
            imports::Code::NipBrokenBySpreadsheet,
            imports::ValueClass::Number,
        ),
        (
            4,
            imports::Code::NipBrokenBySpreadsheet,
            imports::ValueClass::Number,
        ),
    ];
    assert_eq!(faults.collect::<Vec<_>>(), expected);
    assert_eq!(imported.report.accepted, 1);
}
