//! A naive model: everything folded from the raw JSON of the ledger by the plainest means. It shares
//! no code with `domain` and `projections`, and is no longer than 300 lines.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::fact::Fact;

type Pair = (String, String);
/// Points, events, and where the points changed.
type Own = (u64, u64, (u64, usize));

#[derive(Debug, Default)]
struct Round {
    opened: Value,
    // As it is when the round closes.
    panel: Option<BTreeSet<String>>,
    determined: bool,
    // By nomination and juror: the marks, or null for an abstention.
    ballots: BTreeMap<Pair, Value>,
}

/// What readers must be shown.
#[derive(Debug, Default)]
pub struct Model {
    closed: BTreeSet<String>,
    // Oldest first.
    nominations: Vec<Value>,
    // The nomination, the relation, and whether it stands.
    endorsements: BTreeMap<String, (String, String, bool)>,
    panels: BTreeMap<String, BTreeSet<String>>,
    rounds: BTreeMap<String, Round>,
    results: BTreeMap<Pair, Vec<Value>>,
    points: BTreeMap<Pair, BTreeMap<String, Own>>,
    /// Editions with nominations, each with its standings once it is announced.
    pub standings: BTreeMap<String, Vec<Value>>,
    /// The announcements, newest first.
    pub announcements: Vec<Value>,
    /// Awards by person, newest first.
    pub awards: BTreeMap<String, Vec<Value>>,
    /// Where the ledger says otherwise than the model.
    pub wrong: Vec<String>,
}

/// Divisible by every number of ballots up to 22, so that means are whole.
const COMMON: u64 = 232_792_560;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn people(nominee: &Value) -> Vec<String> {
    match nominee["kind"].as_str() {
        Some("person") => vec![text(&nominee["person"])],
        _ => list(&nominee["members"]).iter().map(text).collect(),
    }
}

fn hundredths(score: &Value) -> u64 {
    let score = score.to_string().replace('"', "");
    let (whole, decimals) = score.split_once('.').unwrap_or((&score, ""));
    let digits = format!("{whole}{decimals:0<2}");
    digits.parse().expect("a score of two decimals")
}

fn points(performance: &Value) -> u64 {
    let (kind, predikat) = (&performance["kind"], &performance["predikat"]);
    match (text(kind).as_str(), text(predikat).as_str()) {
        ("training", _) => number(&performance["hours"]).min(40),
        ("mentoring", _) => (5 * number(&performance["sessions"])).min(50),
        ("innovation", _) => 75,
        (_, "sangat-baik") => 100,
        (_, "baik") => 80,
        (_, "butuh-perbaikan") => 60,
        (_, "kurang") => 40,
        _ => 20,
    }
}

fn consented(one: &Value) -> bool {
    let mut people = list(&one["people"]).iter();
    !one["yes"].is_null()
        && people.all(|who| one["yes"][text(who)] == true)
        && one["declined"] == false
}

impl Round {
    /// The standings: means compare by the total, then by the criteria in order of falling weight.
    fn tally(&self) -> Vec<Value> {
        let (mut criteria, panel) = (list(&self.opened["criteria"]).to_vec(), self.panel.as_ref());
        criteria.sort_by_key(|criterion| Reverse(number(&criterion["weight"])));
        let line = |candidate: &Value| {
            let (nomination, nominee) = (&candidate["nomination"], &candidate["nominee"]);
            let counted = self.ballots.iter().filter(|((of, juror), marks)| {
                nomination == of && panel.is_some_and(|p| p.contains(juror)) && !marks.is_null()
            });
            let ballots: Vec<&[Value]> = counted.map(|(_, marks)| list(marks)).collect();
            let sum = |criterion: &Value| -> u64 {
                let marks = ballots.iter().copied().flatten();
                let of = marks.filter(|mark| mark["criterion"] == criterion["code"]);
                of.map(|mark| hundredths(&mark["score"])).sum()
            };
            let weighed = criteria.iter().map(|one| number(&one["weight"]) * sum(one));
            let (total, count) = (weighed.sum::<u64>(), ballots.len() as u64);
            assert!(count <= 22, "{count} ballots");
            let sums = [total].into_iter().chain(criteria.iter().map(sum));
            let means = sums.filter_map(|sum| Some(sum * COMMON.checked_div(count)?));
            let row = json!({"nomination": nomination, "nominee_kind": nominee["kind"],
                "people": people(nominee), "title": nominee["title"], "ballots": count,
                "total": total, "place": 0});
            (Reverse(means.collect::<Vec<u64>>()), text(nomination), row)
        };
        let mut lines: Vec<_> = list(&self.opened["candidates"]).iter().map(line).collect();
        lines.sort_by_key(|(means, nomination, _)| (means.clone(), nomination.clone()));
        let means: Vec<_> = lines.iter().map(|line| line.0.clone()).collect();
        let placed = lines.into_iter().map(|(own, _, mut row)| {
            if row["ballots"] != 0 {
                row["place"] = json!(1 + means.iter().filter(|other| **other < own).count());
            }
            row
        });
        placed.collect()
    }
}

impl Model {
    /// Folds an agency's ledger.
    #[must_use]
    pub fn of(facts: &[Fact]) -> Self {
        let mut model = Self::default();
        for fact in facts {
            model.fold(fact, &format!("1-{}-{}", fact.sequence, fact.index));
        }
        model
    }

    fn fold(&mut self, fact: &Fact, at: &str) {
        let (id, data) = (fact.entity.clone(), &fact.data);
        match fact.event.split_once('.').unwrap_or_default() {
            ("edition", "nominations-closed") => drop(self.closed.insert(id)),
            ("nomination", step) => self.nomination(&id, step, data, at),
            ("endorsement", step) => {
                let one = self.endorsements.entry(id).or_default();
                one.2 = step == "given";
                if one.2 {
                    (one.0, one.1) = (text(&data["nomination"]), text(&data["relation"]));
                }
                let mut all = self.nominations.iter_mut();
                all.find(|of| of["id"] == one.0).expect("submitted")["changed"] = json!(at);
            }
            ("panel", step) => {
                let (panel, juror) = (self.panels.entry(id).or_default(), text(&data["juror"]));
                match step {
                    "formed" => panel.extend(list(&data["jurors"]).iter().map(text)),
                    "juror-added" => drop(panel.insert(juror)),
                    "juror-removed" => drop(panel.remove(&juror)),
                    _ => {}
                }
            }
            ("round", "opened") => {
                self.check_candidates(data);
                self.rounds.entry(id).or_default().opened = data.clone();
            }
            ("round", "closed") => {
                let round = self.rounds.entry(id).or_default();
                round.panel = self.panels.get(&text(&round.opened["panel"])).cloned();
            }
            ("ballot", _) => {
                let round = self.rounds.entry(text(&data["round"])).or_default();
                let key = (text(&data["nomination"]), text(&data["juror"]));
                if round.panel.is_none() {
                    round.ballots.insert(key, data["marks"].clone());
                }
            }
            ("result", "determined") => self.result(data),
            ("announcement", "published") => self.announce(fact, at),
            ("performance", "recorded") => self.performance(fact),
            _ => {}
        }
    }

    fn nomination(&mut self, id: &str, step: &str, data: &Value, at: &str) {
        if step == "submitted" {
            let nominee = &data["nominee"];
            self.standings.entry(text(&data["edition"])).or_default();
            self.nominations
                .push(json!({"id": id, "edition": data["edition"],
                "category": data["category"], "nominee_kind": nominee["kind"],
                "people": people(nominee), "title": nominee["title"], "unit": data["unit"],
                "nominator": data["by"], "declined": false, "submitted": at}));
        }
        let mut all = self.nominations.iter_mut();
        let one = all.find(|one| one["id"] == id).expect("submitted");
        one["changed"] = json!(at);
        if step.ends_with("submitted") || step == "reopened" {
            one["late"] = json!(self.closed.contains(&text(&one["edition"])));
        }
        match step {
            "reopened" if one["unmended"] == true => one["status"] = json!("returned"),
            "submitted" | "reopened" => one["status"] = json!("submitted"),
            "resubmitted" => (one["status"], one["unmended"]) = (json!("submitted"), json!(false)),
            "returned" => (one["status"], one["unmended"]) = (json!(step), json!(true)),
            "withdrawn" => one["status"] = json!(step),
            "consented" => one["yes"][text(&data["by"])] = json!(true),
            _ => one["declined"] = json!(true),
        }
    }

    fn check_candidates(&mut self, opened: &Value) {
        let candidates = list(&opened["candidates"]).iter();
        let candidates: BTreeSet<_> = candidates.map(|one| text(&one["nomination"])).collect();
        let eligible = self.nominations.iter().filter(|one| {
            let of = one["edition"] == opened["edition"] && one["category"] == opened["category"];
            of && one["status"] == "submitted" && one["late"] == false && consented(one)
        });
        if candidates != eligible.map(|one| text(&one["id"])).collect() {
            self.wrong.push(format!("candidates: {opened}"));
        }
    }

    fn result(&mut self, data: &Value) {
        let round = self.rounds.entry(text(&data["round"])).or_default();
        round.determined = true;
        let (panel, jurors) = (
            round.panel.clone().unwrap_or_default(),
            round.ballots.keys(),
        );
        let jurors = jurors.map(|(_, juror)| juror);
        let (voted, excluded): (Vec<_>, Vec<_>) = jurors.partition(|one| panel.contains(*one));
        let voted = BTreeSet::from_iter(voted).len() as u64;
        let met = voted >= number(&round.opened["quorum"]);
        let lines = round.tally();
        let fields =
            |row: &Value| ["nomination", "place", "ballots", "total"].map(|f| row[f].clone());
        let same = list(&data["standings"])
            .iter()
            .map(fields)
            .eq(lines.iter().map(fields));
        let counts = data["quorum_met"] == met && data["jurors"] == voted;
        if !same || !counts || list(&data["excluded"]).len() != excluded.len() {
            self.wrong.push(format!("{data} but {lines:?}"));
        }
        let key = (text(&data["edition"]), text(&data["category"]));
        let lines = if met { lines } else { Vec::new() };
        self.results.insert(key, lines);
    }

    fn announce(&mut self, fact: &Fact, at: &str) {
        let (said, edition) = (&fact.data, text(&fact.data["edition"]));
        let laureates = list(&said["laureates"]);
        let mut rows = Vec::new();
        for ((_, category), lines) in self.results.iter().filter(|((of, _), _)| *of == edition) {
            for row in lines {
                let mut of = self.nominations.iter();
                let of = of
                    .find(|one| one["id"] == row["nomination"])
                    .expect("submitted");
                let mut won = laureates.iter().map(|one| &one["nomination"]);
                let mut row = row.clone();
                row["winner"] = json!(won.any(|one| *one == row["nomination"]));
                (row["category"], row["announced"]) = (json!(category), json!(at));
                row["unit"] = of["unit"].clone();
                rows.push(row);
            }
        }
        self.standings.insert(edition, rows);
        for one in laureates {
            for person in list(&one["people"]) {
                let row = json!({"nomination": one["nomination"], "edition": said["edition"],
                    "edition_title": said["title"], "year": said["year"], "unit": one["unit"],
                    "category": one["category"], "category_title": one["category_title"],
                    "place": one["place"], "unit_name": one["unit_name"], "announced": at,
                    "decree_number": said["decree_number"], "decree_date": said["decree_date"],
                    "announcement": fact.entity});
                self.awards.entry(text(person)).or_default().insert(0, row);
            }
        }
        let mut row = said.clone();
        (row["id"], row["published"], row["updated"]) = (json!(fact.entity), json!(at), json!(at));
        (row["published_at"], row["updated_at"]) = (json!(fact.at), json!(fact.at));
        self.announcements.insert(0, row);
    }

    fn performance(&mut self, fact: &Fact) {
        let (said, at) = (&fact.data, (fact.sequence, fact.index));
        let earned = points(&said["performance"]);
        for scope in [Some(""), said["unit"].as_str()].into_iter().flatten() {
            let key = (text(&said["period"]), scope.to_owned());
            let board = self.points.entry(key).or_default();
            let own = board.entry(text(&said["person"])).or_insert((0, 0, at));
            let changed = if earned > 0 { at } else { own.2 };
            *own = (own.0 + earned, own.1 + 1, changed);
        }
    }

    /// Rounds that are closed and have no result yet.
    #[must_use]
    pub fn undetermined(&self) -> usize {
        let waits = |round: &&Round| round.panel.is_some() && !round.determined;
        self.rounds.values().filter(waits).count()
    }

    /// The nominations of an edition, oldest first.
    #[must_use]
    pub fn nominations(&self, edition: &str) -> Vec<Value> {
        let of = self.nominations.iter();
        let of = of.filter(|one| one["edition"] == edition).cloned();
        let row = |mut one: Value| {
            let count = |relation: &str| {
                let all = self.endorsements.values();
                let of = all.filter(|of| one["id"] == of.0 && of.1 == relation && of.2);
                of.filter(|_| one["status"] != "withdrawn").count()
            };
            one["endorsements"] = json!({"peers": count("peer"), "superiors": count("superior"),
                "subordinates": count("subordinate"), "citizens": count("citizen")});
            one["consented"] = json!(consented(&one));
            let all = one.as_object_mut().expect("an object");
            all.retain(|field, _| field != "yes" && field != "unmended");
            one
        };
        of.map(row).collect()
    }

    /// The recognition boards, by period and unit, or `""` for all units.
    pub fn recognition(&self) -> impl Iterator<Item = (&Pair, Vec<Value>)> {
        self.points.iter().map(|(board, people)| {
            let mut rows: Vec<_> = people.iter().collect();
            rows.sort_by_key(|(person, own)| (Reverse(own.0), own.2, (*person).clone()));
            let row = |(n, (person, own)): (usize, (&String, &Own))| {
                let changed = format!("1-{}-{}", own.2.0, own.2.1);
                json!({"rank": n + 1, "person": person, "points": own.0, "events": own.1,
                    "changed": changed})
            };
            (board, rows.into_iter().enumerate().map(row).collect())
        })
    }
}
