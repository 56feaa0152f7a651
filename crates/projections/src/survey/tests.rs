//! Sums follow corrections and withdrawals, and tell nobody's answer.

use super::*;
use crate::testing::{Given, World, event, id};
use serde_json::{Value, json};

fn told(name: &str, answers: &Value) -> Given {
    let data = json!({"subject": {"unit": id(7)}, "period": "2026-Q1", "answers": answers});
    event("survey", 71, name, data)
}

fn answer(row: &str, marks: [Option<u8>; 9]) -> Value {
    json!({"row": row, "marks": marks})
}

const FOURS: [Option<u8>; 9] = [Some(4); 9];
const GAP: [Option<u8>; 9] = [
    None,
    Some(2),
    Some(2),
    Some(2),
    Some(2),
    Some(2),
    Some(2),
    Some(2),
    Some(2),
];

#[test]
fn sums_follow_what_stands() {
    let counted = json!({"subject": {"unit": id(7)}, "period": "2026-Q1", "users": 500});
    let mended = json!({"row": "b", "marks": FOURS, "before": GAP});
    let given = [
        event("survey", 71, "survey.users-counted", counted),
        told(
            "survey.answered",
            &json!([answer("a", FOURS), answer("b", GAP)]),
        ),
        told("survey.corrected", &json!([mended])),
        told("survey.answered", &json!([answer("c", GAP)])),
        told("survey.withdrawn", &json!([answer("a", FOURS)])),
    ];
    for world in [World::<Survey>::at_once(&given), World::one_by_one(&given)] {
        let rows = world.rows.survey.all();
        let row = &rows[0];
        assert_eq!((rows.len(), row.respondents, row.users), (1, 2, Some(500)));
        assert_eq!(row.elements[0], json!({"sum": 4, "count": 1}));
        assert_eq!(row.elements[1], json!({"sum": 6, "count": 2}));
        assert_eq!((row.kind.as_str(), row.scope), ("unit", id(7)));
        assert!(!row.elements.to_string().contains("row"));
    }
}

#[test]
fn a_survey_of_which_nothing_is_left_is_none() {
    let subject = json!({"course": "Pelatihan Dasar"});
    let marks = [Some(3); 5];
    let of = |name| {
        let data = json!({
            "subject": subject, "period": "2026", "answers": [{"row": "a", "marks": marks}],
        });
        event("survey", 72, name, data)
    };
    let there = [of("survey.answered")];
    let world = World::<Survey>::at_once(&there);
    let rows = world.rows.survey.all();
    assert_eq!(rows[0].title.as_deref(), Some("Pelatihan Dasar"));
    let given = [of("survey.answered"), of("survey.withdrawn")];
    for world in [World::<Survey>::at_once(&given), World::one_by_one(&given)] {
        assert!(world.rows.survey.all().is_empty());
    }
}
