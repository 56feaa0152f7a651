//! Boards of recognition: what triggers keep is what a rebuild makes, and readers never scan.

use std::collections::BTreeMap;
use std::sync::Arc;

use readmodel::queries::recognition::{self, Before, Board};
use readmodel::{ReadError, Row as _, Schema, Shelved, Slot, Tx, Unit};
use serde_json::Value;
use uuid::Uuid;

use super::World;

readmodel::row! {
    /// Somebody's points of a period.
    struct Standing in "standing" {
        key { agency: Arc<str>, period: Arc<str>, scope: Uuid, person: Uuid }
        debit: i64,
        events: i64,
        changed: i64,
    }
}

type Key = <Standing as readmodel::Row>::Key;

const AGENCY: &str = "kota";

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn up_to(&mut self, end: u64) -> i64 {
        i64::try_from(self.below(end)).unwrap()
    }
}

/// Writes as a projection does: who is gone, then who is new or has moved.
struct Write<'a> {
    gone: &'a [Key],
    rows: &'a [&'a Standing],
}

impl Unit for Write<'_> {
    const NAME: &'static str = "writing standings";
    type Output = ();

    async fn run(&self, tx: &Tx<'_>) -> Result<(), ReadError> {
        let live = schema().live();
        if !self.gone.is_empty() {
            tx.delete::<Standing>(&live, self.gone).await?;
        }
        tx.upsert(&live, self.rows).await
    }
}

/// Writes as a rebuild does, up to the switch.
struct Copy<'a>(&'a [&'a Standing]);

impl Unit for Copy<'_> {
    const NAME: &'static str = "copying standings";
    type Output = ();

    async fn run(&self, tx: &Tx<'_>) -> Result<(), ReadError> {
        tx.copy(&schema().next(), self.0).await
    }
}

struct Switch;

impl Unit for Switch {
    const NAME: &'static str = "switching standings";
    type Output = ();

    async fn run(&self, tx: &Tx<'_>) -> Result<(), ReadError> {
        tx.switch(schema(), Slot::Next, &Shelved::default(), false)
            .await
    }
}

fn schema() -> &'static Schema {
    Schema::of("recognition").unwrap()
}

async fn build(world: &World, rows: &[&Standing]) {
    world.db.begin_build(schema()).await.unwrap();
    world.db.write(&Copy(rows)).await.unwrap();
    world.db.finish_build(schema()).await.unwrap();
}

/// Moves some people: half of the changes are ties in points, a tenth in the commit as well.
fn changes(dice: &mut Dice, people: &[Uuid], count: u64) -> BTreeMap<Key, Option<Standing>> {
    let periods = ["2026-Q1", "2026-02", "2026-Q2"].map(Arc::<str>::from);
    (0..count)
        .map(|_| {
            let row = Standing {
                agency: Arc::from(AGENCY),
                period: Arc::clone(&periods[usize::try_from(dice.below(3)).unwrap()]),
                scope: Uuid::from_u128(u128::from(dice.below(2))),
                person: people[usize::try_from(dice.below(people.len() as u64)).unwrap()],
                debit: -dice.up_to(40),
                events: 1,
                changed: dice.up_to(10) * dice.up_to(1 << 40),
            };
            (row.key(), (dice.below(4) > 0).then_some(row))
        })
        .collect()
}

#[tokio::test]
async fn boards_kept_row_by_row_are_those_of_a_rebuild_and_ranks_those_of_a_sort() {
    let world = World::start().await;
    let mut dice = Dice(7);
    let people: Vec<Uuid> = (1..=900).map(Uuid::from_u128).collect();
    let mut all: BTreeMap<Key, Standing> = BTreeMap::new();
    // One by one, in small batches, and in one that is staged and copied.
    for count in [5_000, 1, 1, 1, 7, 40, 300, 1, 1_000, 4_000, 2, 90] {
        let batch = changes(&mut dice, &people, count);
        let gone: Vec<Key> = batch
            .iter()
            .filter(|(key, row)| row.is_none() && all.contains_key(key))
            .map(|(key, _)| key.clone())
            .collect();
        let rows: Vec<&Standing> = batch.values().flatten().collect();
        let (gone, rows) = (gone.as_slice(), rows.as_slice());
        world.db.write(&Write { gone, rows }).await.unwrap();
        for (key, row) in batch {
            match row {
                Some(row) => drop(all.insert(key, row)),
                None => drop(all.remove(&key)),
            }
        }
        build(&world, &all.values().collect::<Vec<_>>()).await;
        let live = world.db.fingerprint(&schema().live()).await.unwrap();
        let built = world.db.fingerprint(&schema().next()).await.unwrap();
        assert_eq!(live, built, "after a batch of {count}");
        assert_eq!(live.len(), 3);
    }
    for scope in 0..2 {
        for period in ["2026-Q1", "2026-02", "2026-Q2"] {
            agrees(&world, &all, period, scope).await;
        }
    }
    let gone: Vec<Key> = all.into_keys().collect();
    let (gone, rows) = (gone.as_slice(), [].as_slice());
    world.db.write(&Write { gone, rows }).await.unwrap();
    build(&world, &[]).await;
    assert_eq!(
        world.db.fingerprint(&schema().live()).await.unwrap(),
        world.db.fingerprint(&schema().next()).await.unwrap()
    );
}

/// The people of a board in their order, by sorting.
fn sorted(all: &BTreeMap<Key, Standing>, period: &str, scope: u128) -> Vec<(i64, i64, Uuid)> {
    let mut order: Vec<_> = all
        .values()
        .filter(|row| &*row.period == period && row.scope == Uuid::from_u128(scope))
        .map(|row| (row.debit, row.changed, row.person))
        .collect();
    order.sort_unstable();
    order
}

async fn agrees(world: &World, all: &BTreeMap<Key, Standing>, period: &str, scope: u128) {
    let order = sorted(all, period, scope);
    let earlier = sorted(all, "2026-Q1", scope);
    assert!(order.len() > 500);
    let unit = (scope > 0).then(|| Uuid::from_u128(scope));
    let agency = AGENCY;
    let board = Board {
        agency,
        period,
        unit,
    };
    for (at, one) in order.iter().enumerate().step_by(3) {
        let found = recognition::around(&world.db, board, one.2).await;
        let found = found.unwrap().unwrap();
        assert_eq!((found.own.rank, found.own.person), (at as u64 + 1, one.2));
        assert_eq!(found.people, order.len() as u64);
        let above: Vec<_> = found.above.iter().map(|s| (s.rank, s.person)).collect();
        let below: Vec<_> = found.below.iter().map(|s| (s.rank, s.person)).collect();
        let ranked = |(at, one): (usize, &(i64, i64, Uuid))| (at as u64 + 1, one.2);
        let ranked: Vec<_> = order.iter().enumerate().map(ranked).collect();
        assert_eq!(above, ranked[at.saturating_sub(3)..at]);
        assert_eq!(below, ranked[at + 1..(at + 4).min(ranked.len())]);
        let rank = earlier.iter().position(|then| then.2 == one.2);
        let before = (period == "2026-Q2").then(|| Before {
            period: "2026-Q1".to_owned(),
            rank: rank.map(|at| at as u64 + 1),
        });
        assert_eq!(found.before, before);
    }
    let nobody = recognition::around(&world.db, board, Uuid::nil()).await;
    assert_eq!(nobody.unwrap(), None);
}

const PEOPLE: u64 = 200_000;
/// Rows that a rank may read of a board of 100,000, and the one before of another: stretches of five
/// levels, standings, neighbours. A scan would read 100,000.
const ROWS: u64 = 1_000;

#[tokio::test]
async fn no_question_about_a_board_scans_it() {
    let world = World::start().await;
    let mut dice = Dice(11);
    let periods = ["2026-Q2", "2026-Q3"].map(Arc::<str>::from);
    let mut rows: Vec<Standing> = (0..PEOPLE)
        .map(|number| Standing {
            agency: Arc::from(AGENCY),
            period: Arc::clone(&periods[usize::from(number % 2 == 0)]),
            scope: Uuid::nil(),
            person: Uuid::new_v5(&Uuid::NAMESPACE_OID, &(number / 2).to_be_bytes()),
            // Half of them tie at no points, so that only the commit tells them apart.
            debit: -(dice.up_to(1_000) - 500).max(0),
            events: 1,
            changed: dice.up_to(1 << 24),
        })
        .collect();
    rows.sort_by_key(Standing::key);
    build(&world, &rows.iter().collect::<Vec<_>>()).await;
    world.db.write(&Switch).await.unwrap();
    let address = world.postgres.connection_string("bp");
    let address = address.replace("user=postgres", "user=bp_web");
    let (web, connection) = tokio_postgres::connect(&address, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    for sql in readmodel::statements() {
        if sql.name.starts_with("RECOGNITION") {
            let prepare = format!("PREPARE {} AS {}", sql.name, sql.text);
            web.batch_execute(&prepare).await.unwrap();
        }
    }
    for _ in 0..40 {
        let row = &rows[usize::try_from(dice.below(PEOPLE)).unwrap()];
        let (period, scope, person) = (&row.period, row.scope, row.person);
        let board = format!("'{AGENCY}', '{period}', '{scope}'");
        let (debit, changed) = (row.debit, row.changed);
        for question in [
            format!("RECOGNITION_AROUND({board}, '{person}')"),
            format!("RECOGNITION_PAGE({board}, {debit}, {changed}, '{person}', 50)"),
            format!("RECOGNITION_PERIODS('{AGENCY}')"),
        ] {
            for mode in ["force_generic_plan", "force_custom_plan"] {
                let mode = format!("SET plan_cache_mode = {mode}");
                web.batch_execute(&mode).await.unwrap();
                let explain = format!("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE {question}");
                let plan: Value = web.query_one(&explain, &[]).await.unwrap().get(0);
                let read = read(&plan[0]["Plan"]);
                assert!(read < ROWS, "{question} reads {read} rows: {plan:#}");
            }
        }
    }
}

/// How many rows the scans of a plan read. None may go through a whole table of people.
fn read(node: &Value) -> u64 {
    let (kind, table) = (node["Node Type"].as_str(), node["Relation Name"].as_str());
    let whole = kind == Some("Seq Scan") && table != Some("board");
    assert!(!whole, "{node:#}");
    let number = |name: &str| node[name].as_u64().unwrap_or(0);
    let own = if kind.is_some_and(|kind| kind.contains("Scan")) {
        let each = number("Actual Rows")
            + number("Rows Removed by Filter")
            + number("Rows Removed by Index Recheck");
        each * number("Actual Loops")
    } else {
        0
    };
    let below = node["Plans"].as_array().into_iter().flatten().map(read);
    own + below.sum::<u64>()
}
