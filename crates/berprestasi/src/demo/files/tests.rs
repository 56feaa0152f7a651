use std::collections::{BTreeMap, BTreeSet};

use domain::Nip;
use imports::{Input, Known, Mapping, Reader, Report, Row, Seen, Verdict, clean, judge};

use super::super::city::{City, Size};
use super::super::edition::nominees;
use super::{File, files};

/// What the city has told so far.
#[derive(Default)]
struct Told {
    people: BTreeSet<String>,
    units: BTreeMap<String, String>,
}

impl Known for Told {
    fn person(&self, nip: &Nip) -> bool {
        self.people.contains(&nip.digits())
    }

    fn unit(&self, name: &str) -> Option<String> {
        self.units.get(&domain::unit::plain_name(name)).cloned()
    }
}

fn read(file: &File, told: &mut Told) -> (Report, Vec<Row>) {
    let input = Input::Bytes(file.sheet.bytes().to_vec());
    let mut reader = Reader::open(file.kind, input, &Mapping::default()).unwrap();
    let columns = reader.columns().clone();
    let (mut seen, mut report, mut rows) = (Seen::default(), Report::new(&columns), Vec::new());
    while let Some(record) = reader.next_record().unwrap() {
        let verdict = judge(clean(&columns, &record), &*told, &mut seen);
        if let Verdict::Accepted(row) = &verdict {
            match row {
                Row::Person(row) => drop(told.people.insert(row.nip.digits())),
                Row::Unit(row) => {
                    let plain = domain::unit::plain_name(&row.name);
                    told.units.insert(plain, row.name.clone());
                }
                _ => {}
            }
            rows.push(row.clone());
        }
        report.count(&record, &verdict);
    }
    (report, rows)
}

fn city(size: Size) -> (City, Vec<File>) {
    let city = City::new(size);
    let nominees: Vec<usize> = nominees(&city).into_iter().map(|(_, _, n)| n).collect();
    let files = files(&city, &nominees);
    (city, files)
}

#[test]
fn every_row_is_taken_but_the_one_that_contradicts_itself() {
    for size in [Size::Kecil, Size::Kota] {
        let (city, files) = city(size);
        let mut told = Told::default();
        for file in &files {
            let (report, rows) = read(file, &mut told);
            let bad: Vec<_> = report
                .quarantined
                .iter()
                .map(|bad| bad.code.as_str())
                .collect();
            let wanted: &[&str] = match file.name {
                "05-skp-2025.csv" => &["predicate-contradicts-ratings"],
                _ => &[],
            };
            assert_eq!(
                (bad.as_slice(), report.duplicates),
                (wanted, 0),
                "{}",
                file.name
            );
            assert_eq!(report.rows, file.sheet.rows(), "{}", file.name);
            assert!(!rows.is_empty(), "{}", file.name);
            if file.name == "02-pegawai.csv" {
                for (row, person) in rows.iter().zip(&city.people) {
                    let Row::Person(row) = row else {
                        panic!("people")
                    };
                    let group = serde_json::to_value(row.group).unwrap();
                    assert_eq!(group, person.group);
                    assert_eq!(row.nip.digits(), person.nip);
                    assert_eq!(row.since.unwrap().to_string(), person.from);
                    assert!(
                        row.name.full.as_str().is_ascii(),
                        "spaces that do not break are mended"
                    );
                }
            }
        }
    }
}

#[test]
fn the_surveys_tell_their_stories() {
    let (_, files) = city(Size::Kecil);
    let mut told = Told::default();
    let reports: BTreeMap<&str, serde_json::Value> = files
        .iter()
        .map(|file| {
            (
                file.name,
                serde_json::to_value(read(file, &mut told).0).unwrap(),
            )
        })
        .collect();
    let of = |file: &str, unit: &str| {
        let all = reports[file]["ikm"].as_array().unwrap();
        let found = all
            .iter()
            .find(|one| one["unit"].as_str().unwrap().contains(unit));
        found.unwrap().clone()
    };
    let exact = of("15-skm-2026-tw3.csv", "Kependudukan");
    assert_eq!(
        (&exact["ikm"], &exact["mutu"]),
        (&"88.31".into(), &"A".into()),
        "{exact}"
    );
    assert_eq!(
        (&exact["answers"][0], &exact["answers"][8]),
        (&625.into(), &624.into())
    );
    assert_eq!(of("15-skm-2026-tw3.csv", "Komunikasi")["respondents"], 7);
    let points = |file| {
        let ikm = of(file, "RSUD")["ikm"].clone();
        ikm.as_str().unwrap().parse::<f64>().unwrap()
    };
    assert!(points("14-skm-2026-tw2.csv") + 3.0 < points("15-skm-2026-tw3.csv"));
}

#[test]
fn the_same_size_gives_the_same_bytes() {
    let (one, two) = (city(Size::Kecil).1, city(Size::Kecil).1);
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
}
