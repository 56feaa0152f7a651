//! What the model shows, in the form of the API.

use serde_json::{Value, json};

use super::{Line, Model, Nomination, Own, Round, hundredths, list, people, text};

impl Nomination {
    pub(super) fn consented(&self) -> bool {
        let people = people(&self.said["nominee"]);
        let all = people.iter().all(|one| self.yes.contains(one));
        !self.yes.is_empty() && all && !self.declined
    }

    fn row(&self, id: &str) -> Value {
        let count = |relation: &str| {
            let counted = |one: &&(String, bool)| one.0 == relation && one.1;
            let given = self.endorsed.values().filter(counted).count();
            if self.status == "withdrawn" { 0 } else { given }
        };
        let nominee = &self.said["nominee"];
        json!({"id": id, "edition": self.said["edition"], "category": self.said["category"],
            "nominee_kind": nominee["kind"], "people": people(nominee), "title": nominee["title"],
            "unit": self.said["unit"], "nominator": self.said["by"], "status": self.status,
            "declined": self.declined, "consented": self.consented(), "late": self.late,
            "endorsements": {"peers": count("peer"), "superiors": count("superior"),
                "subordinates": count("subordinate"), "citizens": count("citizen")},
            "submitted": self.submitted, "changed": self.changed})
    }
}

impl Round {
    /// The tally as it was at the close.
    pub(super) fn tally(&self) -> Vec<Line> {
        let mut criteria: Vec<&Value> = list(&self.opened["criteria"]).iter().collect();
        criteria.sort_by_key(|criterion| std::cmp::Reverse(criterion["weight"].as_u64()));
        let line = |candidate: &Value| {
            let nomination = text(&candidate["nomination"]);
            let counted = self.ballots.iter().filter(|((of, juror), marks)| {
                *of == nomination && self.panel.contains(juror) && !marks.is_null()
            });
            let ballots: Vec<&Value> = counted.map(|(_, marks)| marks).collect();
            let sum = |criterion: &Value| -> u64 {
                let marks = ballots.iter().flat_map(|marks| list(marks));
                let of = marks.filter(|mark| mark["criterion"] == criterion["code"]);
                of.map(|mark| hundredths(&mark["score"])).sum()
            };
            let sums: Vec<u64> = criteria.iter().map(|criterion| sum(criterion)).collect();
            let weights = criteria
                .iter()
                .map(|criterion| criterion["weight"].as_u64().unwrap_or(0));
            Line {
                nomination,
                nominee: candidate["nominee"].clone(),
                ballots: ballots.len() as u64,
                total: weights.zip(&sums).map(|(weight, sum)| weight * sum).sum(),
                criteria: sums,
                place: 0,
            }
        };
        let mut lines: Vec<Line> = list(&self.opened["candidates"]).iter().map(line).collect();
        lines.sort_by(|a, b| {
            let none = (a.ballots == 0).cmp(&(b.ballots == 0));
            none.then(a.against(b))
                .then(a.nomination.cmp(&b.nomination))
        });
        for n in 0..lines.len() {
            lines[n].place = match n.checked_sub(1) {
                _ if lines[n].ballots == 0 => 0,
                Some(before) if lines[before].against(&lines[n]).is_eq() => lines[before].place,
                _ => n as u64 + 1,
            };
        }
        lines
    }
}

impl Model {
    /// Rounds that are closed and have no result yet.
    #[must_use]
    pub fn undetermined(&self) -> usize {
        let closed = self.rounds.iter().filter(|(_, round)| round.closed);
        closed.filter(|(id, _)| !self.results.contains(*id)).count()
    }

    /// Editions that nominations or announcements speak of.
    #[must_use]
    pub fn editions(&self) -> Vec<String> {
        let of = self
            .nominations
            .values()
            .map(|one| text(&one.said["edition"]));
        let mut all: Vec<String> = of.chain(self.standings.keys().cloned()).collect();
        all.sort();
        all.dedup();
        all
    }

    /// The standings of an announced edition, winners and others.
    #[must_use]
    pub fn standings(&self, edition: &str) -> Vec<Value> {
        self.standings.get(edition).cloned().unwrap_or_default()
    }

    /// The nominations of an edition, oldest first.
    #[must_use]
    pub fn nominations(&self, edition: &str) -> Vec<Value> {
        let of = self
            .nominations
            .iter()
            .filter(|(_, one)| one.said["edition"] == edition);
        let mut rows: Vec<Value> = of.map(|(id, one)| one.row(id)).collect();
        rows.sort_by_key(|row| {
            let at = text(&row["submitted"]);
            at.split('-')
                .nth(1)
                .and_then(|part| part.parse::<u64>().ok())
        });
        rows
    }

    /// Periods, each with the units in which points were earned in it, or `""` for all.
    pub fn boards(&self) -> impl Iterator<Item = &(String, String)> {
        self.recognition.keys()
    }

    /// A recognition board.
    #[must_use]
    pub fn recognition(&self, board: &(String, String)) -> Vec<Value> {
        let mut rows: Vec<_> = self.recognition[board].iter().collect();
        rows.sort_by_key(|(person, (points, _, at))| {
            (std::cmp::Reverse(*points), *at, (*person).clone())
        });
        let row = |(rank, (person, (points, events, at))): (usize, &(&String, &Own))| {
            json!({"rank": rank + 1, "person": person, "points": points, "events": events,
                "changed": format!("1-{}-{}", at.0, at.1)})
        };
        rows.iter().enumerate().map(row).collect()
    }

    /// The announcements, newest first.
    #[must_use]
    pub fn announcements(&self) -> &[Value] {
        &self.announcements
    }

    /// People with awards, and their awards, newest first.
    #[must_use]
    pub fn awards(&self) -> Vec<(&str, Vec<Value>)> {
        let newest = |all: &Vec<Value>| all.iter().rev().cloned().collect();
        self.awards
            .iter()
            .map(|(person, all)| (person.as_str(), newest(all)))
            .collect()
    }
}
