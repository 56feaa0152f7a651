//! Files that `openpyxl`, `pandas` and `LibreOffice` wrote (`checks/imports.py`) give what their author
//! meant. `IMPORTS_MADE` names a folder with fresh ones.

use std::path::PathBuf;

use imports::{Input, Kind, Report, Row};
use serde_json::{Value, json};

use crate::agency::{Agency, folder};

fn made() -> PathBuf {
    std::env::var_os("IMPORTS_MADE").map_or_else(|| folder().join("made"), PathBuf::from)
}

fn expected() -> Value {
    let text = std::fs::read_to_string(made().join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The part of a report and its rows that `expected` states.
fn stated(report: &Report, rows: &[Row]) -> Value {
    let mut found = serde_json::to_value(report).unwrap();
    let people = rows.iter().filter_map(|row| match row {
        Row::Person(person) => Some(json!({
            "nip": person.nip.digits(),
            "name": person.name.full.as_str(),
            "unit": person.unit,
            "born": person.born,
            "since": person.since,
        })),
        _ => None,
    });
    found["people"] = people.collect();
    for fault in found["quarantined"].as_array_mut().unwrap() {
        let kept = |key: &String| matches!(key.as_str(), "row" | "column" | "code");
        fault.as_object_mut().unwrap().retain(|key, _| kept(key));
    }
    found
}

#[track_caller]
fn check(kind: Kind) {
    let expected = &expected()[kind.as_str()];
    let mut agency = Agency::default();
    if kind != Kind::People {
        let staff = Input::Path(made().join("people.openpyxl.xlsx"));
        let staff = agency.import(Kind::People, staff).unwrap();
        agency.learn(&staff.rows);
    }
    let mut files = 0;
    for file in std::fs::read_dir(made()).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with(kind.as_str()) {
            continue;
        }
        files += 1;
        let imported = agency
            .import(kind, Input::Path(path))
            .unwrap_or_else(|f| panic!("{name}: {f}"));
        let found = stated(&imported.report, &imported.rows);
        for (key, value) in expected.as_object().unwrap() {
            let shown = |value: &Value| value.to_string().chars().take(600).collect::<String>();
            assert!(
                found[key] == *value,
                "{name}: {key}: {}\nnot {}",
                shown(&found[key]),
                shown(value)
            );
        }
    }
    assert!(files >= 4, "{files} files of {}", kind.as_str());
}

#[test]
fn people() {
    check(Kind::People);
}

#[test]
fn appraisals() {
    check(Kind::Appraisals);
}

#[test]
fn survey() {
    check(Kind::Survey);
}
