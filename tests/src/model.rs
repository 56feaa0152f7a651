//! A naive model: everything folded from the raw JSON of the ledger by the plainest means. It shares
//! no code with `domain` and `projections`, and stays below 300 lines.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// An event as it stands in the ledger, private values opened where that was possible.
#[derive(Debug, Clone)]
pub struct Fact {
    /// The commit's sequence.
    pub sequence: u64,
    /// The event's number in the commit.
    pub index: usize,
    /// The entity's id.
    pub entity: String,
    /// When it was recorded.
    pub at: String,
    /// Its type.
    pub event: String,
    /// Its content.
    pub data: Value,
}

#[derive(Debug, Default)]
struct Nomination {
    said: Value,
    submitted: String,
    changed: String,
    status: &'static str,
    unmended: bool,
    late: bool,
    yes: BTreeSet<String>,
    declined: bool,
    endorsed: BTreeMap<String, (String, bool)>,
}

#[derive(Debug, Default)]
struct Round {
    opened: Value,
    panel: BTreeSet<String>,
    closed: bool,
    // By nomination and juror: the marks, or null for an abstention.
    ballots: BTreeMap<(String, String), Value>,
}

#[derive(Debug, Clone)]
struct Line {
    nomination: String,
    nominee: Value,
    ballots: u64,
    total: u64,
    // In order of falling weight.
    criteria: Vec<u64>,
    place: u64,
}

/// Points, events, and where the points last changed.
type Own = (u64, u64, (u64, usize));
type Points = BTreeMap<String, Own>;

/// What readers must be shown.
#[derive(Debug, Default)]
pub struct Model {
    closed_editions: BTreeSet<String>,
    nominations: BTreeMap<String, Nomination>,
    endorsements: BTreeMap<String, String>,
    panels: BTreeMap<String, BTreeSet<String>>,
    rounds: BTreeMap<String, Round>,
    results: BTreeSet<String>,
    pending: BTreeMap<(String, String), Vec<Line>>,
    standings: BTreeMap<String, Vec<Value>>,
    recognition: BTreeMap<(String, String), Points>,
    announcements: Vec<Value>,
    awards: BTreeMap<String, Vec<Value>>,
    /// Where the ledger says otherwise than the model.
    pub wrong: Vec<String>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn set(value: &Value) -> BTreeSet<String> {
    list(value).iter().map(text).collect()
}

fn people(nominee: &Value) -> Vec<String> {
    match nominee["kind"].as_str() {
        Some("person") => vec![text(&nominee["person"])],
        Some("team") => list(&nominee["members"]).iter().map(text).collect(),
        _ => Vec::new(),
    }
}

fn hundredths(score: &Value) -> u64 {
    let score = score
        .as_str()
        .map_or_else(|| score.to_string(), ToOwned::to_owned);
    let (whole, decimals) = score.split_once('.').unwrap_or((&score, ""));
    format!("{whole}{decimals:0<2}").parse().unwrap_or(u64::MAX)
}

/// How two means compare: x of `a` ballots with y of `b`.
fn means((x, a): (u64, u64), (y, b): (u64, u64)) -> Ordering {
    (u128::from(x) * u128::from(b)).cmp(&(u128::from(y) * u128::from(a)))
}

fn points(performance: &Value) -> u64 {
    let number = |field: &str| performance[field].as_u64().unwrap_or(0);
    match performance["kind"].as_str().unwrap_or_default() {
        "training" => number("hours").min(40),
        "mentoring" => (5 * number("sessions")).min(50),
        "innovation" => 75,
        _ => match performance["predikat"].as_str().unwrap_or_default() {
            "sangat-baik" => 100,
            "baik" => 80,
            "butuh-perbaikan" => 60,
            "kurang" => 40,
            _ => 20,
        },
    }
}

impl Line {
    fn against(&self, other: &Self) -> Ordering {
        let total = means((other.total, other.ballots), (self.total, self.ballots));
        self.criteria
            .iter()
            .zip(&other.criteria)
            .fold(total, |so_far, (own, theirs)| {
                so_far.then(means((*theirs, other.ballots), (*own, self.ballots)))
            })
    }
}

impl Model {
    /// Folds an agency's ledger.
    #[must_use]
    pub fn of(facts: &[Fact]) -> Self {
        let mut model = Self::default();
        for fact in facts {
            model.fold(fact);
        }
        model
    }

    fn fold(&mut self, fact: &Fact) {
        let (id, data) = (fact.entity.clone(), &fact.data);
        let at = format!("1-{}-{}", fact.sequence, fact.index);
        match fact.event.split_once('.').unwrap_or_default() {
            ("edition", "nominations-closed") => drop(self.closed_editions.insert(id)),
            ("nomination", step) => self.nomination(id, step, data, at),
            ("endorsement", step) => self.endorsement(id, step, data, at),
            ("panel", "formed") => drop(self.panels.insert(id, set(&data["jurors"]))),
            ("panel", "juror-added") => {
                self.panels
                    .entry(id)
                    .or_default()
                    .insert(text(&data["juror"]));
            }
            ("panel", "juror-removed") => {
                self.panels
                    .entry(id)
                    .or_default()
                    .remove(data["juror"].as_str().unwrap_or(""));
            }
            ("round", "opened") => {
                let round = Round {
                    opened: data.clone(),
                    ..Round::default()
                };
                self.check_candidates(&round.opened);
                self.rounds.insert(id, round);
            }
            ("round", "closed") => {
                let round = self.rounds.entry(id).or_default();
                round.closed = true;
                round.panel = self
                    .panels
                    .get(&text(&round.opened["panel"]))
                    .cloned()
                    .unwrap_or_default();
            }
            ("ballot", _) => {
                let round = self.rounds.entry(text(&data["round"])).or_default();
                let key = (text(&data["nomination"]), text(&data["juror"]));
                if !round.closed {
                    round.ballots.insert(key, data["marks"].clone());
                }
            }
            ("result", "determined") => self.result(data),
            ("announcement", "published") => self.announce(fact, &at),
            ("performance", "recorded") => self.performance(fact),
            _ => {}
        }
    }

    fn nomination(&mut self, id: String, step: &str, data: &Value, at: String) {
        let one = self.nominations.entry(id).or_default();
        one.changed.clone_from(&at);
        if step == "submitted" {
            (one.said, one.submitted) = (data.clone(), at);
        }
        let late = self
            .closed_editions
            .contains(one.said["edition"].as_str().unwrap_or_default());
        match step {
            "resubmitted" => (one.status, one.late, one.unmended) = ("submitted", late, false),
            "reopened" if one.unmended => (one.status, one.late) = ("returned", late),
            "submitted" | "reopened" => (one.status, one.late) = ("submitted", late),
            "returned" => (one.status, one.unmended) = ("returned", true),
            "withdrawn" => one.status = "withdrawn",
            "consented" => drop(one.yes.insert(text(&data["by"]))),
            _ => {
                one.yes.remove(data["by"].as_str().unwrap_or_default());
                one.declined = true;
            }
        }
    }

    fn endorsement(&mut self, id: String, step: &str, data: &Value, at: String) {
        if step == "given" {
            self.endorsements
                .insert(id.clone(), text(&data["nomination"]));
        }
        let of = self.endorsements.get(&id).cloned().unwrap_or_default();
        let one = self.nominations.entry(of).or_default();
        one.changed = at;
        let known = one.endorsed.entry(id).or_default();
        *known = match step {
            "given" => (text(&data["relation"]), true),
            _ => (known.0.clone(), false),
        };
    }

    fn check_candidates(&mut self, opened: &Value) {
        let candidates: BTreeSet<String> = list(&opened["candidates"])
            .iter()
            .map(|one| text(&one["nomination"]))
            .collect();
        let eligible = self.nominations.iter().filter(|(_, one)| {
            one.said["edition"] == opened["edition"]
                && one.said["category"] == opened["category"]
                && one.status == "submitted"
                && !one.late
                && one.consented()
        });
        if candidates != eligible.map(|(id, _)| id.clone()).collect() {
            self.wrong
                .push(format!("candidates of a round: {candidates:?}"));
        }
    }

    fn result(&mut self, data: &Value) {
        let id = text(&data["round"]);
        let round = self.rounds.entry(id.clone()).or_default();
        let excluded = round
            .ballots
            .keys()
            .filter(|(_, juror)| !round.panel.contains(juror))
            .count();
        let voted: BTreeSet<&String> = round
            .ballots
            .keys()
            .map(|(_, juror)| juror)
            .filter(|j| round.panel.contains(*j))
            .collect();
        let met = voted.len() as u64 >= round.opened["quorum"].as_u64().unwrap_or(u64::MAX);
        let lines = round.tally();
        let said: Vec<(String, u64, u64, u64)> = list(&data["standings"])
            .iter()
            .map(|s| {
                let number = |field: &str| s[field].as_u64().unwrap_or(u64::MAX);
                (
                    text(&s["nomination"]),
                    number("place"),
                    number("ballots"),
                    number("total"),
                )
            })
            .collect();
        let own = lines
            .iter()
            .map(|l| (l.nomination.clone(), l.place, l.ballots, l.total));
        let same = said == own.collect::<Vec<_>>()
            && data["quorum_met"] == met
            && data["jurors"] == voted.len()
            && list(&data["excluded"]).len() == excluded;
        if !same {
            self.wrong
                .push(format!("result of round {id}: {data} but {lines:?}"));
        }
        let key = (text(&data["edition"]), text(&data["category"]));
        self.pending
            .insert(key, if met { lines } else { Vec::new() });
        self.results.insert(id);
    }

    fn announce(&mut self, fact: &Fact, at: &str) {
        let (said, edition) = (&fact.data, text(&fact.data["edition"]));
        let laureates = list(&said["laureates"]);
        let won: BTreeSet<String> = laureates
            .iter()
            .map(|one| text(&one["nomination"]))
            .collect();
        let mut rows = Vec::new();
        for ((of, category), lines) in &mut self.pending {
            if *of != edition {
                continue;
            }
            lines.sort_by_key(|line| (line.place == 0, line.place, line.nomination.clone()));
            rows.extend(lines.iter().map(|line| {
                let unit = &self.nominations[&line.nomination].said["unit"];
                json!({"category": category, "place": line.place, "nomination": line.nomination,
                    "nominee_kind": line.nominee["kind"], "people": people(&line.nominee),
                    "title": line.nominee["title"], "unit": unit, "ballots": line.ballots,
                    "total": line.total, "winner": won.contains(&line.nomination), "announced": at})
            }));
        }
        self.standings.insert(edition, rows);
        for one in laureates {
            for person in list(&one["people"]) {
                self.awards.entry(text(person)).or_default().push(json!({
                    "nomination": one["nomination"], "edition": said["edition"],
                    "edition_title": said["title"], "year": said["year"], "category": one["category"],
                    "category_title": one["category_title"], "place": one["place"], "unit": one["unit"],
                    "unit_name": one["unit_name"], "decree_number": said["decree_number"],
                    "decree_date": said["decree_date"], "announcement": fact.entity, "announced": at}));
            }
        }
        let mut row = said.clone();
        row["id"] = json!(fact.entity);
        (row["published"], row["updated"]) = (json!(at), json!(at));
        (row["published_at"], row["updated_at"]) = (json!(fact.at), json!(fact.at));
        self.announcements.insert(0, row);
    }

    fn performance(&mut self, fact: &Fact) {
        let (said, earned) = (&fact.data, points(&fact.data["performance"]));
        for scope in [json!(""), said["unit"].clone()] {
            let Some(scope) = scope.as_str() else {
                continue;
            };
            let board = self
                .recognition
                .entry((text(&said["period"]), scope.to_owned()))
                .or_default();
            let at = (fact.sequence, fact.index);
            let own = board.entry(text(&said["person"])).or_insert((0, 0, at));
            *own = (
                own.0 + earned,
                own.1 + 1,
                if earned > 0 { at } else { own.2 },
            );
        }
    }
}

mod shown;
