//! The points of the naive model: what stands under each reference, and what that must add up to.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Pair, number, text};
use crate::fact::Fact;

/// Points, events, and the commit that changed the points.
type Own = (u64, u64, u64);

#[derive(Debug, Default)]
pub(super) struct Points {
    // By person and period, by source: what stands, as it was said last.
    lines: BTreeMap<Pair, BTreeMap<String, Value>>,
    // By period and unit, `""` for everybody, or `group:` and a group of positions.
    boards: BTreeMap<Pair, BTreeMap<String, Own>>,
    // The group of each person now.
    groups: BTreeMap<String, String>,
    // By person and period: the group when the first points came.
    held: BTreeMap<Pair, String>,
}

/// What a performance is worth by the table that comes with the program, the most that its kind
/// gives, and its kind; nothing of what that table does not know.
fn worth(performance: &Value) -> Option<(u64, u64, &'static str)> {
    let each = |field: &str| number(&performance[field]);
    match text(&performance["kind"]).as_str() {
        "training" => Some((each("hours"), 40, "training")),
        "mentoring" => Some((5 * each("sessions"), 50, "mentoring")),
        "mentoring-session" => Some((5, 50, "mentoring")),
        "innovation" => Some((75, 225, "innovation")),
        "appraisal" => {
            let mut grades = "sangat-kurang kurang butuh-perbaikan baik sangat-baik".split(' ');
            let grade = grades.position(|one| performance["predikat"] == one)?;
            Some((20 * (grade as u64 + 1), u64::MAX, "appraisal"))
        }
        _ => None,
    }
}

impl Points {
    /// Takes an event; false if what it says stood before did not.
    pub(super) fn fold(&mut self, step: &str, fact: &Fact) -> bool {
        let said = match step {
            "corrected" => &fact.data["now"],
            _ => &fact.data,
        };
        let of = (text(&said["person"]), text(&said["period"]));
        let lines = self.lines.entry(of).or_default();
        let known = match step {
            "withdrawn" => lines.remove(&text(&said["source"])),
            _ => lines.insert(text(&said["source"]), said.clone()),
        };
        let before = &fact.data["before"];
        let true_before = match &known {
            None => before.is_null(),
            Some(known) => {
                known["points"] == before["points"] && known["performance"] == before["performance"]
            }
        };
        let now = number(&said["points"]);
        self.boards(said, number(&before["points"]), now, known.is_some(), fact);
        true_before
    }

    /// Takes what group of positions a person holds from now on.
    pub(super) fn holds(&mut self, person: &str, group: String) {
        self.groups.insert(person.to_owned(), group);
    }

    fn boards(&mut self, said: &Value, before: u64, now: u64, known: bool, fact: &Fact) {
        let withdrawn = said["performance"].is_null();
        let (person, period) = (text(&said["person"]), text(&said["period"]));
        let everybody = self.boards.get(&(period.clone(), String::new()));
        if !everybody.is_some_and(|board| board.contains_key(&person)) {
            let group = self.groups.get(&person).cloned();
            let group = group.unwrap_or_else(|| "none".to_owned());
            self.held.insert((person.clone(), period.clone()), group);
        }
        let held = self.held.get(&(person.clone(), period.clone()));
        let group = held.filter(|group| *group != "none");
        let group = group.map(|group| format!("group:{group}"));
        let scopes = [Some(""), said["unit"].as_str(), group.as_deref()];
        for scope in scopes.into_iter().flatten() {
            let key = (period.clone(), scope.to_owned());
            let board = self.boards.entry(key).or_default();
            let own = board.entry(person.clone()).or_insert((0, 0, fact.sequence));
            let events = own.1 + u64::from(!known) - u64::from(withdrawn);
            let changed = if before == now { own.2 } else { fact.sequence };
            *own = (own.0 + now - before, events, changed);
            if events == 0 {
                board.remove(&person);
            }
        }
    }

    /// Where points by the program's own table are not what stands is worth, up to the cap of each
    /// kind.
    pub(super) fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (of, lines) in &self.lines {
            if lines.values().any(|line| line["table"] != "2026-1") {
                continue;
            }
            let worths = lines
                .values()
                .map(|line| (worth(&line["performance"]), line));
            let known: Vec<_> = worths.filter_map(|(of, line)| Some((of?, line))).collect();
            let kinds: BTreeSet<_> = known
                .iter()
                .map(|((_, most, kind), _)| (kind, most))
                .collect();
            for (kind, most) in kinds {
                let of_kind = known.iter().filter(|((_, _, of), _)| of == kind);
                let sum = |(all, given): (u64, u64),
                           ((worth, ..), line): &((u64, _, _), &Value)| {
                    (all + worth, given + number(&line["points"]))
                };
                let (all, given) = of_kind.fold((0, 0), sum);
                if given != all.min(*most) {
                    wrong.push(format!("{of:?}: {kind} gives {given} of {all}"));
                }
            }
        }
        wrong
    }

    pub(super) fn boards_of(&self) -> impl Iterator<Item = (&Pair, Vec<Value>)> {
        self.boards.iter().map(|(board, people)| {
            let mut rows: Vec<_> = people.iter().collect();
            rows.sort_by_key(|(person, own)| (Reverse(own.0), own.2, (*person).clone()));
            let row = |(n, (person, own)): (usize, (&String, &Own))| {
                json!({"rank": n + 1, "person": person, "points": own.0, "events": own.1,
                    "changed": format!("1-{}-0", own.2)})
            };
            (board, rows.into_iter().enumerate().map(row).collect())
        })
    }
}
