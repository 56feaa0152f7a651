//! A naive model: everything folded from the raw JSON of the ledger by the plainest means. It shares
//! no code with `domain` and `projections`, and is no longer than 300 lines. It counts rounds by the
//! default rules only, without conflicts of interest: `recount` and the oracles judge the others.

mod points;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use self::points::Points;
use crate::fact::Fact;

type Pair = (String, String);

#[derive(Debug, Default)]
struct Round {
    opened: Value,
    panel: BTreeSet<String>,
    closed: bool,
    // By nomination and juror: the marks, or null for an abstention.
    ballots: BTreeMap<Pair, Value>,
}

#[derive(Debug, Default)]
pub(crate) struct Model {
    closed: BTreeSet<String>,
    nominations: Vec<Value>,
    // The nomination, the relation, and whether it stands.
    endorsements: BTreeMap<String, (String, String, bool)>,
    seats: BTreeSet<Pair>,
    rounds: BTreeMap<String, Round>,
    results: BTreeMap<Pair, Vec<Value>>,
    points: Points,
    pub(crate) standings: BTreeMap<String, Vec<Value>>,
    // Editions with rounds by other rules.
    pub(crate) uncounted: BTreeSet<String>,
    pub(crate) announcements: Vec<Value>,
    pub(crate) awards: BTreeMap<String, Vec<Value>>,
    wrong: Vec<String>,
}

/// Divisible by every number of ballots up to 22, so that means are whole.
const COMMON: u64 = 232_792_560;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// The sequence of the commit that announced it.
fn moment(row: &Value) -> u64 {
    let at = text(&row["announced"]);
    at.split('-')
        .nth(1)
        .and_then(|at| at.parse().ok())
        .expect("a position")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn people(nominee: &Value) -> Vec<String> {
    let members = list(&nominee["members"]).iter();
    members.chain(nominee.get("person")).map(text).collect()
}

fn hundredths(score: &Value) -> u64 {
    let score = score.to_string().replace('"', "");
    let (whole, decimals) = score.split_once('.').unwrap_or((&score, ""));
    format!("{whole}{decimals:0<2}").parse().expect("a score")
}

/// `total / parts` in lowest terms.
fn fraction(total: u64, parts: u64) -> Value {
    let (mut a, mut b) = (total, parts);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    let (above, below) = (total / a, parts / a);
    json!(if below == 1 {
        above.to_string()
    } else {
        format!("{above}/{below}")
    })
}

fn submitted<'a>(all: &'a mut [Value], id: &str) -> &'a mut Value {
    all.iter_mut().find(|one| one["id"] == id).expect("known")
}

fn consented(one: &Value) -> bool {
    let mut people = list(&one["people"]).iter();
    let all = people.all(|who| one["yes"][text(who)] == true);
    all && !one["yes"].is_null() && one["declined"] == false
}

/// The standings: means compare by the total, then by the criteria in order of falling weight.
fn tally(round: &Round) -> Vec<Value> {
    let mut criteria = list(&round.opened["criteria"]).to_vec();
    criteria.sort_by_key(|criterion| Reverse(number(&criterion["weight"])));
    let line = |candidate: &Value| {
        let (nomination, nominee) = (&candidate["nomination"], &candidate["nominee"]);
        let counted = round.ballots.iter().filter(|((of, juror), marks)| {
            nomination == of && round.panel.contains(juror) && !marks.is_null()
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
        let key = (Reverse(means.collect::<Vec<u64>>()), text(nomination));
        let row = json!({"nomination": nomination, "nominee_kind": nominee["kind"],
            "people": people(nominee), "title": nominee["title"], "sheets": count,
            "score": (count > 0).then(|| fraction(total, count * 10_000)),
            "hundredths": (count > 0).then(|| (2 * total + 100 * count) / (200 * count))});
        (key, row)
    };
    let lines: BTreeMap<_, _> = list(&round.opened["candidates"]).iter().map(line).collect();
    let placed = lines.iter().map(|((means, _), row)| {
        let better = lines.keys().filter(|(other, _)| other < means).count();
        let mut row = row.clone();
        row["place"] = json!(if row["sheets"] == 0 { 0 } else { better + 1 });
        row
    });
    placed.collect()
}

impl Model {
    pub(crate) fn fold(&mut self, fact: &Fact) {
        let (id, data) = (fact.entity.clone(), &fact.data);
        let at = &*format!("1-{}-{}", fact.sequence, fact.index);
        match fact.event.split_once('.').unwrap_or_default() {
            ("edition", "nominations-closed") => drop(self.closed.insert(id)),
            ("nomination", step) => self.nomination(&id, step, data, at),
            ("endorsement", step) => {
                let one = self.endorsements.entry(id).or_default();
                one.2 = step == "given";
                if one.2 {
                    (one.0, one.1) = (text(&data["nomination"]), text(&data["relation"]));
                }
                submitted(&mut self.nominations, &one.0)["changed"] = json!(at);
            }
            ("panel", "formed") => {
                let jurors = list(&data["jurors"]).iter().map(text);
                self.seats.extend(jurors.map(|juror| (id.clone(), juror)));
            }
            ("panel", "juror-added") => drop(self.seats.insert((id, text(&data["juror"])))),
            ("panel", "juror-removed") => drop(self.seats.remove(&(id, text(&data["juror"])))),
            ("round", "opened") => {
                self.check_candidates(data);
                self.rounds.entry(id).or_default().opened = data.clone();
            }
            ("round", "ruled") => {
                let rules = json!({"aggregate": "mean", "assignment": "everybody", "coverage": 1,
                    "carry": false, "kind": "scoring", "revisions": "free"});
                let same = data["rules"] == rules && data["ties"] == json!(["criteria", "shared"]);
                if !same || !list(&data["blocked"]).is_empty() {
                    let edition = text(&self.rounds.entry(id).or_default().opened["edition"]);
                    self.uncounted.insert(edition);
                }
            }
            ("round", "closed") => {
                let round = self.rounds.entry(id).or_default();
                let seats = self.seats.iter().cloned();
                let seats = seats.filter(|(panel, _)| round.opened["panel"] == *panel);
                (round.closed, round.panel) = (true, seats.map(|(_, juror)| juror).collect());
            }
            ("ballot", "cast" | "revised" | "abstained") => {
                let round = self.rounds.entry(text(&data["round"])).or_default();
                let key = (text(&data["nomination"]), text(&data["juror"]));
                if !round.closed {
                    round.ballots.insert(key, data["marks"].clone());
                }
            }
            ("result", "determined") => self.result(data),
            ("announcement", "published") => self.announce(fact, at),
            ("person", "registered" | "employed") => self.points.holds(&id, text(&data["group"])),
            ("person", "withdrawn") => self.points.holds(&id, "none".to_owned()),
            ("performance", step) if !self.points.fold(step, fact) => {
                self.wrong.push(format!("{} is not as it was", fact.data));
            }
            _ => {}
        }
    }

    fn nomination(&mut self, id: &str, step: &str, data: &Value, at: &str) {
        if step == "submitted" {
            let nominee = &data["nominee"];
            let row = json!({"id": id, "edition": data["edition"], "category": data["category"],
                "nominee_kind": nominee["kind"], "people": people(nominee), "unit": data["unit"],
                "title": nominee["title"], "nominator": data["by"], "declined": false,
                "submitted": at});
            self.standings.entry(text(&data["edition"])).or_default();
            self.nominations.push(row);
        }
        let one = submitted(&mut self.nominations, id);
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
        if opened["number"] != 1 {
            return;
        }
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
        if self.uncounted.contains(&text(&data["edition"])) {
            return;
        }
        let jurors = round.ballots.keys().map(|(_, juror)| juror);
        let inside = |juror: &&String| round.panel.contains(*juror);
        let (voted, excluded): (Vec<_>, Vec<_>) = jurors.partition(inside);
        let voted = BTreeSet::from_iter(voted).len() as u64;
        let met = voted >= number(&round.opened["quorum"]);
        let lines = tally(round);
        let of = ["nomination", "place", "sheets", "score"];
        let fields = |row: &Value| of.map(|field| row[field].clone());
        let said = list(&data["standings"]).iter().map(fields);
        let same = said.eq(lines.iter().map(fields));
        let counts = data["quorum_met"] == met && data["took_part"] == voted;
        if !same || !counts || list(&data["left_out"]).len() != excluded.len() {
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
            rows.extend(lines.iter().cloned().map(|mut row| {
                let id = text(&row["nomination"]);
                (row["category"], row["announced"]) = (json!(category), json!(at));
                row["unit"] = submitted(&mut self.nominations, &id)["unit"].clone();
                row["winner"] = json!(laureates.iter().any(|one| one["nomination"] == id));
                row
            }));
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
                self.awards.entry(text(person)).or_default().push(row);
            }
        }
        for all in self.awards.values_mut() {
            let order = |row: &Value| (number(&row["place"]), text(&row["nomination"]));
            all.sort_by_key(|row| (Reverse(moment(row)), order(row)));
        }
        let mut row = said.clone();
        (row["id"], row["published"], row["updated"]) = (json!(fact.entity), json!(at), json!(at));
        (row["published_at"], row["updated_at"]) = (json!(fact.at), json!(fact.at));
        self.announcements.insert(0, row);
    }

    pub(crate) fn nominations(&self, edition: &str) -> Vec<Value> {
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

    /// What contradicts itself once everything is folded.
    pub(crate) fn contradictions(&self) -> Vec<String> {
        let wrong = self.wrong.iter().cloned();
        wrong.chain(self.points.wrong()).collect()
    }

    /// By period and unit, `""` for everybody, or `group:` and a group of positions.
    pub(crate) fn recognition(&self) -> impl Iterator<Item = (&Pair, Vec<Value>)> {
        self.points.boards_of()
    }
}
