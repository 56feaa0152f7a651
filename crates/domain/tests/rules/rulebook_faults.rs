//! Rulebooks that cannot be followed: each fault by the change that makes it.

use domain::rulebook::{Rulebook, yaml};
use serde_json::{Value, json};

/// A rulebook with two categories, one of units, as JSON.
fn good() -> Value {
    json!({
        "code": "asn-2026", "title": "ASN", "year": 2026, "cut_off": "2026-06-30",
        "categories": [
            {"code": "guru", "title": "Guru", "nominee": "person", "places": 2, "quota": 1,
             "criteria": [
                {"code": "kinerja", "title": "K", "weight": 60, "anchors": [
                    {"from": "0", "says": "rendah"}, {"from": "50", "says": "tinggi"}]},
                {"code": "inovasi", "title": "I", "weight": 40}],
             "rounds": [
                {"criteria": ["kinerja"], "coverage": 3, "shortlist": {"top": 5}},
                {"kind": "interview", "criteria": ["inovasi"], "carry": true}]},
            {"code": "unit", "title": "Unit", "nominee": "unit", "places": 1, "quota": 1,
             "criteria": [{"code": "kinerja", "title": "K", "weight": 100}],
             "rounds": [{"coverage": 3}, {"kind": "vote", "method": "schulze"}]},
        ],
    })
}

/// The rules that are broken, with their places.
fn broken(at: &str, by: Value) -> Vec<String> {
    let mut document = good();
    let mut parts: Vec<&str> = at.split('/').collect();
    let last = parts.pop().expect("a place");
    let parent = format!("/{}", parts.join("/"));
    let parent = if parts.is_empty() {
        &mut document
    } else {
        document
            .pointer_mut(&parent)
            .expect("a place of the sample")
    };
    match last.parse::<usize>() {
        Ok(number) => parent[number] = by,
        Err(_) => parent[last] = by,
    }
    let rulebook: Rulebook = serde_json::from_value(document).expect("a rulebook");
    let faults = rulebook.faults();
    let told = faults.iter();
    told.map(|fault| format!("{} {}", fault.path, fault.rule))
        .collect()
}

#[track_caller]
fn fault(at: &str, by: Value, expected: &str) {
    assert_eq!(broken(at, by), [expected], "{at}");
}

#[test]
fn the_sample_has_none() {
    assert_eq!(broken("year", json!(2026)), [""; 0]);
}

#[test]
fn categories() {
    fault(
        "categories/0/quota_total",
        json!(0),
        "categories[0].quota_total quota-total-below-quota",
    );
    let anchors = json!([{"from": "50", "says": "a"}, {"from": "50", "says": "b"}]);
    let expected = "categories[0].criteria[0].anchors[1].from anchors-not-ascending";
    fault("categories/0/criteria/0/anchors", anchors, expected);
    let zero = json!([{"code": "a", "title": "A", "weight": 0}, {"code": "b", "title": "B", "weight": 100}]);
    let all = broken("categories/1/criteria", zero);
    assert_eq!(
        all,
        ["categories[1].criteria[0].weight weight-out-of-range"]
    );
}

#[test]
fn rounds() {
    let round = |field: &str| format!("categories/0/rounds/0/{field}");
    let first = |rest: &str| format!("categories[0].rounds[0].{rest}");
    let cases = [
        ("coverage", json!(0), "coverage coverage-zero"),
        ("quorum", json!(0), "quorum quorum-zero"),
        ("carry", json!(true), "carry carry-on-first"),
        ("method", json!("approval"), "method not-of-a-marking-round"),
        ("majority", json!("1/2"), "majority not-of-a-marking-round"),
        (
            "aggregate",
            json!({"trimmed": 2}),
            "aggregate trimmed-beyond-coverage",
        ),
        ("aggregate", json!({"trimmed": 0}), "aggregate trimmed-zero"),
        (
            "assignment",
            json!({"per-nominee": 2}),
            "assignment assignment-below-coverage",
        ),
        ("shortlist", json!({}), "shortlist shortlist-empty"),
        (
            "shortlist",
            json!({"top": 1}),
            "shortlist.top shortlist-below-places",
        ),
    ];
    for (field, by, expected) in cases {
        fault(&round(field), by, &first(expected));
    }
    assert_eq!(broken(&round("aggregate"), json!({"trimmed": 1})), [""; 0]);
    let last = "categories/0/rounds/1/shortlist";
    fault(
        last,
        json!({"top": 3}),
        "categories[0].rounds[1].shortlist shortlist-on-last",
    );
    let named = broken(&round("criteria"), json!(["rapi"]));
    let expected = [
        "categories[0].criteria[0] criterion-unmarked",
        "categories[0].rounds[0].criteria[0] criterion-unknown",
    ];
    assert_eq!(named, expected);
    let twice = broken(&round("criteria"), json!([]));
    assert_eq!(twice, ["categories[0].criteria[1] criterion-marked-twice"]);
}

#[test]
fn votes() {
    let vote = |field: &str| format!("categories/1/rounds/1/{field}");
    let second = |rest: &str| format!("categories[1].rounds[1].{rest}");
    let cases = [
        ("method", json!(null), "method method-missing"),
        (
            "severity",
            json!({"shrinkage": "1"}),
            "severity not-of-a-vote",
        ),
        ("aggregate", json!("median"), "aggregate not-of-a-vote"),
        ("criteria", json!(["kinerja"]), "criteria not-of-a-vote"),
        ("minimum", json!("50"), "minimum not-of-a-vote"),
        ("majority", json!("3/2"), "majority majority-out-of-range"),
        ("majority", json!("0"), "majority majority-out-of-range"),
        ("carry", json!(true), "carry carry-without-score"),
    ];
    for (field, by, expected) in cases {
        fault(&vote(field), by, &second(expected));
    }
    let early = json!([{"kind": "vote", "method": "scottish-stv"}, {"coverage": 3}]);
    fault(
        "categories/1/rounds",
        early,
        "categories[1].rounds[0].method method-not-last",
    );
    let places = json!([{"kind": "vote", "method": "two-round"}]);
    let mut document = good();
    document["categories"][1]["rounds"] = places;
    document["categories"][1]["places"] = json!(3);
    let rulebook: Rulebook = serde_json::from_value(document).expect("a rulebook");
    assert_eq!(rulebook.faults()[0].rule, "method-places");
}

#[test]
fn requirements() {
    let one = |requirement: Value| broken("categories/0/eligibility", json!([requirement]));
    let years = json!({"rule": "age-at-most", "years": 0});
    assert_eq!(
        one(years),
        ["categories[0].eligibility[0].years years-zero"]
    );
    let nobody = json!({"rule": "kind", "kinds": []});
    assert_eq!(
        one(nobody),
        ["categories[0].eligibility[0].kinds list-empty"]
    );
    let twice = json!({"rule": "group", "groups": ["jf-guru", "jf-guru"]});
    assert_eq!(
        one(twice),
        ["categories[0].eligibility[0].groups list-repeats"]
    );
    let hours = json!({"rule": "training-at-least", "hours": 0, "years": 1});
    assert_eq!(
        one(hours),
        ["categories[0].eligibility[0].hours hours-zero"]
    );
    let repeated = json!([{"rule": "active"}, {"rule": "active"}]);
    let expected = "categories[0].eligibility[1] requirement-repeated";
    fault("categories/0/eligibility", repeated, expected);
    let levels = json!([
        {"rule": "no-sanction", "levels": ["berat"], "years": 5},
        {"rule": "no-sanction", "levels": ["ringan"], "years": 2},
        {"rule": "document", "code": "a", "title": "A"},
        {"rule": "document", "code": "b", "title": "B"},
    ]);
    assert_eq!(broken("categories/0/eligibility", levels), [""; 0]);
    let of_a_unit = json!([{"rule": "active"}]);
    let expected = "categories[1].eligibility[0] requirement-of-people";
    fault("categories/1/eligibility", of_a_unit, expected);
}

#[test]
fn timetables() {
    let stage = |code: &str, more: Value| {
        let mut stage = json!({"code": code, "title": code, "kind": "assessment"});
        for (name, value) in more.as_object().expect("fields") {
            stage[name] = value.clone();
        }
        stage
    };
    let days = |from: &str, until: &str| json!({"from": from, "until": until});
    let first = stage("a", days("2026-08-03", "2026-08-04"));
    let table = |second: Value| broken("timetable", json!([first, second]));
    let cases = [
        (
            stage("a", days("2026-08-03", "2026-08-04")),
            "[1].code code-repeated",
        ),
        (
            stage("b", days("2026-08-05", "2026-08-04")),
            "[1].until stage-ends-before-it-begins",
        ),
        (
            stage("b", days("2026-07-31", "2026-08-04")),
            "[1] stages-out-of-order",
        ),
        (stage("b", json!({"from": "2026-08-05"})), "[1] stage-form"),
        (
            stage("b", json!({"after": "x", "working_days": 2})),
            "[1].after stage-unknown",
        ),
        (
            stage("b", json!({"after": "b", "working_days": 2})),
            "[1].after stages-circle",
        ),
        (
            stage("b", json!({"after": "a", "working_days": 0})),
            "[1].working_days working-days-out-of-range",
        ),
        (
            stage("b", days("2026-08-05", "9999-12-31")),
            "[1].until date-out-of-range",
        ),
    ];
    for (second, expected) in cases {
        let all = table(second);
        assert!(
            all.contains(&format!("timetable{expected}")),
            "{expected}: {all:?}"
        );
    }
}

#[test]
fn calendars() {
    let week = json!([
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday"
    ]);
    fault(
        "calendar",
        json!({"weekend": week}),
        "calendar.weekend no-working-day",
    );
    let holidays = json!({"holidays": [
        {"date": "2026-08-17", "title": "HUT RI"}, {"date": "2026-08-17", "title": "HUT RI"}]});
    fault(
        "calendar",
        holidays,
        "calendar.holidays[1].date holiday-repeated",
    );
}

#[test]
fn stages_that_cannot_be_dated_end_the_search() {
    let mut document = good();
    document["calendar"] = json!({"weekend": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]});
    document["timetable"] = json!([
        {"code": "a", "title": "A", "kind": "plenary", "from": "2026-08-03", "until": "2026-08-03"},
        {"code": "b", "title": "B", "kind": "plenary", "after": "a", "working_days": 9}]);
    let rulebook: Rulebook = serde_json::from_value(document).expect("a rulebook");
    assert_eq!(
        rulebook.dates().map_err(|fault| fault.rule),
        Err("no-working-day")
    );
    assert_eq!(rulebook.nominations_until(), None);
    // Whatever a text says, it is answered.
    let text = serde_json::to_string(&rulebook).expect("JSON");
    assert!(yaml::read(&text).is_err());
}
