//! Lines, candidates, predicates and indicators, folded with and without batches.

use super::*;
use crate::testing::{Given, World, event, id};
use domain::event::Stored;
use serde_json::{Value, json};

fn performed(name: &str, v: u16, data: Value) -> Given {
    let stored = Stored {
        kind: format!("performance.{name}"),
        v,
        data,
    };
    let event = AnyEvent::decode("performance", &stored).expect("an event");
    (id(100), event)
}

fn stands(source: &str, hours: u32, points: u32) -> Value {
    json!({
        "person": id(1), "unit": id(7), "period": "2026", "source": source,
        "performance": {"kind": "training", "hours": hours, "course": null},
        "points": points, "table": "2026-1",
    })
}

fn before(hours: u32, points: u32) -> Value {
    let performance = json!({"kind": "training", "hours": hours, "course": null});
    json!({"performance": performance, "points": points})
}

fn worlds(given: &[Given]) -> [World<Performance>; 2] {
    [World::at_once(given), World::one_by_one(given)]
}

#[test]
fn lines_follow_corrections_and_withdrawals() {
    let first = json!({
        "person": id(1), "unit": null, "period": "2026", "source": "a",
        "performance": {"kind": "training", "hours": 9}, "points": 9, "table": "2026-1",
    });
    let gone = json!({
        "person": id(1), "unit": id(7), "period": "2026", "source": "b", "before": before(30, 30),
    });
    let given = [
        performed("recorded", 1, first),
        performed("recorded", 2, stands("b", 30, 30)),
        performed("recorded", 2, stands("c", 12, 1)),
        performed("withdrawn", 1, gone),
        performed(
            "corrected",
            1,
            json!({"now": stands("c", 12, 12), "before": before(12, 1)}),
        ),
    ];
    for world in worlds(&given) {
        let lines: Vec<_> = world
            .rows
            .line
            .all()
            .into_iter()
            .map(|line| (line.source.to_string(), line.points, line.changed))
            .collect();
        let expected = [("a".to_owned(), 9, 1), ("c".to_owned(), 12, 5)];
        assert_eq!(lines, expected);
        let detail = &world.rows.line.all()[1].detail;
        assert_eq!(detail["hours"], 12);
    }
}

#[test]
fn candidates_come_and_go() {
    let listed = |who: u128, candidate| {
        let claims = json!({
            "no_findings": true, "no_sanction": null, "not_examined": null, "has_innovation": null,
            "has_award": null, "years": 4,
        });
        let data = json!({
            "person": id(who), "unit": id(7), "year": 2026, "category": "Pelaksana",
            "claims": claims, "on": "2026-03-01",
        });
        event("candidate", candidate, "candidate.listed", data)
    };
    let struck = event(
        "candidate",
        51,
        "candidate.struck",
        json!({"person": id(1)}),
    );
    for world in worlds(&[listed(1, 51), listed(2, 52), struck]) {
        let rows = world.rows.candidate.all();
        let rows: Vec<_> = rows.iter().map(|row| (row.person, row.year)).collect();
        assert_eq!(rows, [(id(2), 2026)]);
    }
}

#[test]
fn a_predicate_can_be_taken_back() {
    let appraised = |year, predikat| {
        let data = json!({"year": year, "predikat": predikat});
        event("unit", 7, "unit.appraised", data)
    };
    let given = [
        appraised(2024, Some("baik")),
        appraised(2025, Some("istimewa")),
        appraised(2024, None),
    ];
    for world in worlds(&given) {
        let rows = world.rows.unit_predikat.all();
        assert_eq!(rows.len(), 1);
        assert_eq!(
            (rows[0].year, rows[0].predikat.as_str()),
            (2025, "istimewa")
        );
    }
}

#[test]
fn a_retired_indicator_stays_in_the_catalogue() {
    let defined = json!({
        "code": "jp", "name": "JP", "definition": "Jam", "measured_in": "JP", "direction": "up",
        "source": "Aplikasi", "frequency": "yearly", "owner": "person",
    });
    let given = [
        event("indicator", 61, "indicator.defined", defined),
        event("indicator", 61, "indicator.retired", json!({"code": "jp"})),
    ];
    for world in worlds(&given) {
        let rows = world.rows.indicator.all();
        assert_eq!((rows.len(), rows[0].retired), (1, true));
    }
}
