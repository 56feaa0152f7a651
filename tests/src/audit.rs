//! The audit at the end of every scenario.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::Position;
use jiff::Timestamp;
use ledger::Cursor;
use readmodel::queries::recognition::Of;
use readmodel::queries::{announcements, award_board, award_history, nominations, recognition};
use readmodel::{ReadModel, Schema};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::client::answer;
use crate::fact::Fact;
use crate::model::Model;
use crate::until::until;
use crate::world::{AGENCIES, World, code};

const PATIENCE: Duration = Duration::from_secs(30);
/// More rows than any test has.
const ALL: u16 = 10_000;

/// A hash per table, by projection.
pub type Prints = BTreeMap<String, BTreeMap<String, String>>;

/// Nothing failed, parked or stopped; every projection is what a fresh fold gives; what readers are
/// shown is what the naive model says.
pub(crate) async fn audit(world: &World) {
    for agency in AGENCIES {
        settled(world, agency).await;
    }
    for address in world.addresses() {
        let (status, body) = answer(world.get(&format!("{address}/readyz"))).await;
        assert_eq!(status, 200, "{address} is not well: {body}");
    }
    for agency in AGENCIES {
        compare(world, agency).await;
    }
    let live = prints(&world.reads.db).await;
    rebuild(world, berprestasi::servers::DATABASE).await;
    assert_eq!(
        live,
        prints(&world.reads.db).await,
        "a rebuild gives other tables"
    );
    world
        .servers
        .postgres
        .create_database("afresh")
        .await
        .expect("a second database");
    let address = world.servers.postgres.connection_string("afresh");
    readmodel::admin::prepare(&address)
        .await
        .expect("a second database is prepared");
    let second = rebuild(world, "afresh").await;
    assert_eq!(
        live,
        prints(&second).await,
        "a fresh database gets other tables"
    );
}

/// Waits until reactors have done what follows, and projections have folded it.
async fn settled(world: &World, agency: &str) {
    until("every closed round has its result", async || {
        let facts = world.facts(agency).await;
        let of = |event: &'static str| facts.iter().filter(move |fact| fact.event == event);
        let results = of("result.determined");
        let counted: Vec<_> = results
            .filter_map(|fact| fact.data["round"].as_str())
            .collect();
        let all = of("round.closed").all(|closed| counted.contains(&&*closed.entity));
        let asked = of("round.closed").count() + of("round.corrected").count();
        (all && counted.len() >= asked).then_some(())
    })
    .await;
    let last = world.last(agency).await;
    // Where nothing happened there is nothing to fold.
    let there = last == 0 || world.caught_up(agency, last).await;
    assert!(there, "{agency} is not folded up to {last}");
}

async fn rebuild(world: &World, database: &str) -> ReadModel {
    let source = world.source(database).await;
    let reports = projections::rebuild(&source, projections::Rebuild::all(), &|_| {})
        .await
        .expect("it rebuilds");
    assert!(
        reports.iter().all(|report| report.parked == 0),
        "{reports:?}"
    );
    assert_eq!(reports.len(), projections::projections().len());
    source.db
}

/// A hash of every table of every projection.
async fn prints(db: &ReadModel) -> Prints {
    let mut prints = Prints::new();
    for projection in projections::projections() {
        let schema = Schema::of(projection.name).expect("every projection has a schema");
        let print = db
            .fingerprint(&schema.live())
            .await
            .expect("tables are read");
        assert!(!print.is_empty(), "{} has no tables", projection.name);
        prints.insert(projection.name.to_owned(), print);
    }
    prints
}

/// Opened private values stand where their sealed form stood; what was not opened is `null`.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(mut all) if all.contains_key("clear") => all["clear"].take(),
        Value::Object(all) if all.contains_key("key") && all.contains_key("c") => Value::Null,
        Value::Object(all) => all
            .into_iter()
            .map(|(key, value)| (key, plain(value)))
            .collect(),
        Value::Array(all) => all.into_iter().map(plain).collect(),
        other => other,
    }
}

/// As fine as Postgres keeps moments.
fn micros(at: Timestamp) -> String {
    let cut = Timestamp::from_microsecond(at.as_microsecond());
    cut.expect("a moment of our time").to_string()
}

fn json(rows: &impl Serialize) -> Vec<Value> {
    let rows = serde_json::to_value(rows).expect("rows are plain data");
    rows.as_array().cloned().unwrap_or_default()
}

/// Rows without the derived owner of a nominee: the model does not know how ids are derived.
fn without_owner(rows: &impl Serialize) -> Vec<Value> {
    let mut rows = json(rows);
    for row in &mut rows {
        row.as_object_mut().map(|row| row.remove("nominee"));
    }
    rows
}

fn id(text: &str) -> Uuid {
    text.parse().unwrap_or_default()
}

/// What readers are shown against the model.
async fn compare(world: &World, agency: &str) {
    let (db, model) = (&world.reads.db, &mut Model::default());
    for fact in world.facts(agency).await {
        model.fold(&fact);
    }
    let wrong = model.contradictions();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (edition, mut standings) in model.standings.clone() {
        let of = id(&edition);
        let shown = nominations::of_edition(db, agency, of, None, None, ALL)
            .await
            .expect("rows");
        assert_eq!(
            without_owner(&shown),
            model.nominations(&edition),
            "nominations"
        );
        if model.uncounted.contains(&edition) {
            continue;
        }
        let shown = award_board::standings(db, agency, of, None)
            .await
            .expect("rows");
        assert_eq!(without_owner(&shown), standings, "standings of {edition}");
        standings.retain(|line| line["winner"] == true);
        let shown = award_board::winners(db, agency, of, None)
            .await
            .expect("rows");
        assert_eq!(without_owner(&shown), standings, "winners of {edition}");
    }
    for (board, rows) in model.recognition() {
        let of = match board.1.strip_prefix("group:") {
            Some(group) => Of::Group(serde_json::from_value(group.into()).expect("a group")),
            None => board.1.parse().map_or(Of::Agency, Of::Unit),
        };
        let of = recognition::Board {
            agency,
            period: &board.0,
            of,
        };
        let shown = recognition::page(db, of, None, ALL).await.expect("rows");
        assert_eq!(json(&shown), rows, "recognition {board:?}");
    }
    let shown = announcements::newest(db, agency, None, ALL)
        .await
        .expect("rows");
    assert_eq!(json(&shown), model.announcements, "announcements");
    for (person, awards) in &model.awards {
        let shown = award_history::of_person(db, agency, id(person))
            .await
            .expect("rows");
        assert_eq!(&json(&shown), awards, "award history of {person}");
    }
}

impl World {
    /// Everything in an agency's ledger, in order.
    pub async fn facts(&self, agency: &str) -> Vec<Fact> {
        let agency = code(agency);
        let last = self
            .ledger
            .last_sequence(&agency)
            .await
            .expect("the ledger answers");
        let mut follower = self
            .ledger
            .follow(&agency, Cursor::default())
            .await
            .expect("followed");
        let mut facts = Vec::new();
        while follower.sequence() < last {
            for recorded in follower.next(512).await.expect("the ledger is contiguous") {
                let opened = self
                    .vault
                    .open(&recorded.commit)
                    .await
                    .expect("the vault opens");
                facts.extend(opened.into_iter().enumerate().map(|(index, event)| Fact {
                    sequence: recorded.position.sequence,
                    index,
                    entity: recorded.entity.to_string(),
                    at: micros(recorded.commit.at),
                    event: event.kind,
                    data: plain(event.data),
                }));
            }
        }
        facts
    }

    /// Waits until an event of this type, or about this id, is in the ledger.
    pub async fn until_fact(&self, agency: &str, wanted: &str) {
        until("something is in the ledger", async || {
            let facts = self.facts(agency).await;
            let found = |fact: &Fact| {
                fact.event == wanted
                    || (fact.event == "nomination.submitted"
                        && fact.data["nominee"]["person"] == wanted)
            };
            facts.iter().any(found).then_some(())
        })
        .await;
    }

    /// A hash of every table, once everything so far is folded.
    pub async fn prints(&self) -> Prints {
        for agency in AGENCIES {
            settled(self, agency).await;
        }
        prints(&self.reads.db).await
    }

    /// Whether all projections get as far as this sequence, soon.
    pub async fn caught_up(&self, agency: &str, sequence: u64) -> bool {
        let names: Vec<&str> = projections::projections()
            .iter()
            .map(|one| one.name)
            .collect();
        self.reads
            .waiter
            .wait(&names, agency, sequence, PATIENCE)
            .await
    }

    /// The announcements of an agency as of a position, newest first.
    pub async fn announced(&self, agency: &str, at: Position) -> Vec<Value> {
        assert!(
            self.caught_up(agency, at.sequence).await,
            "{agency} is folded up to {at}"
        );
        let shown = announcements::newest(&self.reads.db, agency, None, ALL).await;
        json(&shown.expect("announcements are read"))
    }

    /// The awards of a person as of a position.
    pub async fn awards_of(&self, agency: &str, person: Uuid, at: Position) -> Vec<Value> {
        assert!(
            self.caught_up(agency, at.sequence).await,
            "{agency} is folded up to {at}"
        );
        json(
            &award_history::of_person(&self.reads.db, agency, person)
                .await
                .expect("awards are read"),
        )
    }
}
