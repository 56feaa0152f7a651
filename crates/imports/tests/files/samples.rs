//! The shipped samples give what their `.expected.json` says.

use imports::{Kind, Report};
use serde_json::Value;

use crate::agency::{Agency, folder, sample};

/// What the answers state, of what a report says.
fn stated(expected: &Value, report: &Report) -> Value {
    let mut found = serde_json::to_value(report).unwrap();
    let keys: Vec<&String> = expected.as_object().unwrap().keys().collect();
    let report = found.as_object_mut().unwrap();
    report.retain(|key, _| keys.contains(&key));
    for fault in report["quarantined"].as_array_mut().unwrap() {
        let fault = fault.as_object_mut().unwrap();
        assert!(
            fault["message"]
                .as_str()
                .is_some_and(|message| message.ends_with('.'))
        );
        fault.retain(|key, _| matches!(key.as_str(), "row" | "column" | "code"));
    }
    found
}

#[track_caller]
fn check(kind: Kind) {
    let agency = match kind {
        Kind::People | Kind::Units => Agency::default(),
        _ => Agency::of_samples(),
    };
    let imported = agency
        .import(kind, sample(&format!("{}.csv", kind.as_str())))
        .unwrap();
    let expected = folder().join(format!("{}.expected.json", kind.as_str()));
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(expected).unwrap()).unwrap();
    let found = stated(&expected, &imported.report);
    for (key, value) in expected.as_object().unwrap() {
        assert!(
            found[key] == *value,
            "{key}: {:#}\nnot: {value:#}",
            found[key]
        );
    }
    assert_eq!(imported.rows.len() as u64, imported.report.accepted);
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
fn sanctions() {
    check(Kind::Sanctions);
}

#[test]
fn survey() {
    check(Kind::Survey);
}

#[test]
fn units() {
    check(Kind::Units);
}

#[test]
fn organisation() {
    check(Kind::Organisation);
}

#[test]
fn awards() {
    check(Kind::Awards);
}

#[test]
fn trainings() {
    check(Kind::Trainings);
}

#[test]
fn mentoring() {
    check(Kind::Mentoring);
}

#[test]
fn innovations() {
    check(Kind::Innovations);
}

#[test]
fn candidates() {
    check(Kind::Candidates);
}
