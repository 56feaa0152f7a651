//! The same rows give the same facts, however the file writes them; and no bytes make it panic.

use imports::{Input, Kind, Row, probe};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;

use crate::agency::{Agency, folder};

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const HEADERS: [&str; 6] = [
    "NIP",
    "NAMA",
    "GELAR BELAKANG",
    "NAMA UNOR",
    "TMT CPNS",
    "AGAMA",
];

#[derive(Debug, Clone)]
struct Person {
    serial: u16,
    month: u8,
    name: String,
    after: String,
    unit: String,
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let name = "[A-Z][a-z]{1,8}( [A-Zé][a-z']{1,8})?";
    let after = prop_oneof![
        Just(String::new()),
        Just("S.T., M.Si.".to_owned()),
        Just("A.Md.".to_owned())
    ];
    let unit = prop_oneof![
        Just("DINAS \"A\", B; C | D".to_owned()),
        Just("RSUD".to_owned())
    ];
    let person = (1_u8..=12, name, after, unit);
    proptest::collection::vec(person, 1..8).prop_map(|people| {
        let numbered = (901..).zip(people);
        let person = |(serial, (month, name, after, unit))| Person {
            serial,
            month,
            name,
            after,
            unit,
        };
        numbered.map(person).collect()
    })
}

#[derive(Debug, Clone)]
struct Style {
    order: Vec<usize>,
    date: u8,
    delimiter: char,
    encoding: u8,
    titles: usize,
    end: &'static str,
}

fn style() -> impl Strategy<Value = Style> {
    let order = Just((0..HEADERS.len()).collect::<Vec<_>>()).prop_shuffle();
    let delimiter = prop_oneof![Just(';'), Just(','), Just('\t'), Just('|')];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
    (order, 0_u8..5, delimiter, 0_u8..4, 0_usize..4, end).prop_map(
        |(order, date, delimiter, encoding, titles, end)| Style {
            order,
            date,
            delimiter,
            encoding,
            titles,
            end,
        },
    )
}

fn cells(person: &Person, style: &Style) -> [String; 6] {
    let month = person.month;
    let since = match style.date {
        0 => format!("01-{month:02}-2015"),
        1 => format!("1/{month}/2015"),
        2 => format!("1 {} 2015", MONTHS[usize::from(month) - 1]),
        3 => format!("2015-{month:02}-01 00:00:00"),
        _ => {
            let day = jiff::civil::date(2015, month.cast_signed(), 1);
            let days = day
                .since(jiff::civil::date(1899, 12, 30))
                .unwrap()
                .get_days();
            days.to_string()
        }
    };
    let nip = format!("199001312015{month:02}2{}", person.serial);
    [
        nip,
        person.name.clone(),
        person.after.clone(),
        person.unit.clone(),
        since,
        "-".to_owned(),
    ]
}

fn table(people: &[Person], style: &Style) -> Vec<Vec<String>> {
    let mut rows = vec![vec!["DAFTAR PEGAWAI".to_owned()]; style.titles];
    rows.push(
        style
            .order
            .iter()
            .map(|&at| HEADERS[at].to_owned())
            .collect(),
    );
    rows.extend(people.iter().map(|person| {
        let cells = cells(person, style);
        style.order.iter().map(|&at| cells[at].clone()).collect()
    }));
    rows
}

fn text(people: &[Person], style: &Style) -> Vec<u8> {
    let mut text = String::new();
    for row in table(people, style) {
        let quoted = row
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        text.push_str(
            &quoted
                .collect::<Vec<_>>()
                .join(&style.delimiter.to_string()),
        );
        text.push_str(style.end);
    }
    match style.encoding {
        0 => text.into_bytes(),
        1 => [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(),
        2 => {
            let units = text.encode_utf16().flat_map(u16::to_le_bytes);
            [0xFF, 0xFE].into_iter().chain(units).collect()
        }
        _ => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
    }
}

fn book(people: &[Person], style: &Style) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (number, row) in (0..).zip(table(people, style)) {
        for (column, cell) in (0..).zip(row) {
            match cell.parse::<f64>() {
                Ok(serial) if cell.len() == 5 => {
                    sheet.write_number(number, column, serial).unwrap()
                }
                _ => sheet.write_string(number, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// The facts of a file, without the numbers of its rows.
fn facts(bytes: Vec<u8>) -> Vec<String> {
    let imported = Agency::default()
        .import(Kind::People, Input::Bytes(bytes))
        .unwrap();
    assert!(imported.report.quarantined.is_empty());
    assert_eq!(imported.report.dropped_columns, ["AGAMA"]);
    let facts = imported.rows.into_iter().map(|row| match row {
        Row::Person(mut person) => {
            person.row = 0;
            serde_json::to_string(&person).unwrap()
        }
        other => panic!("{other:?}"),
    });
    facts.collect()
}

/// Every file that is shipped with the crate.
fn shipped() -> impl Strategy<Value = Vec<u8>> {
    let folders = [folder(), folder().join("made")];
    let entries = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let files = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file());
    let files: Vec<_> = files.map(|path| std::fs::read(path).unwrap()).collect();
    proptest::sample::select(files)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_way_of_writing_gives_the_same_facts(people in people(), one in style(), other in style()) {
        let facts_of_one = facts(text(&people, &one));
        prop_assert_eq!(facts_of_one.len(), people.len());
        prop_assert!(facts_of_one == facts(text(&people, &other)));
        prop_assert!(facts_of_one == facts(book(&people, &other)));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        probe::file(&bytes);
        probe::zip(&bytes);
    }

    #[test]
    fn no_text_makes_it_panic(
        text in "(NIP|NAMA|U1|unit|tahun|[;,\"'\n\r0-9A-Za-z=+é_<> -]){0,200}",
    ) {
        probe::file(text.as_bytes());
        probe::header(&text);
        probe::mapping(&text);
    }

    #[test]
    fn no_cell_makes_it_panic(text in "(\\PC|[0-9T:./ -]|Mei|PM|GMT\\+7){0,24}") {
        probe::nip(&text);
        probe::day(&text);
        probe::header(&text);
    }

    #[test]
    fn no_damage_makes_it_panic(
        mut bytes in shipped(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut.index(4) == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        probe::file(&bytes);
    }
}
