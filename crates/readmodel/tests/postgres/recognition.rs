//! Boards of recognition: what triggers keep is what a rebuild makes, and readers never scan.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::person::PositionGroup;
use readmodel::queries::recognition::national::{self, NationalStanding};
use readmodel::queries::recognition::{self, Before, Board, Of};
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
        held: Option<Uuid>,
    }
}

type Key = <Standing as readmodel::Row>::Key;

const AGENCY: &str = "kota";
const AGENCIES: [&str; 3] = ["a-1", AGENCY, "kota-2"];
const PERIODS: [&str; 3] = ["2026-Q1", "2026-02", "2026-Q2"];
const GROUPS: [PositionGroup; 2] = [PositionGroup::Pelaksana, PositionGroup::JfGuru];

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

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()].clone()
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

/// Moves some people: half of the changes are ties in points, a tenth in the commit as well; some come to another
/// group, as who is withdrawn and comes again within a batch may.
fn changes(dice: &mut Dice, people: &[Uuid], count: u64) -> BTreeMap<Key, Option<Standing>> {
    let groups = [None, GROUPS[0].board(), GROUPS[1].board()];
    (0..count)
        .map(|_| {
            let scope = Uuid::from_u128(u128::from(dice.below(2)));
            let (far, agency) = (dice.below(5) == 0, dice.one(&AGENCIES));
            let row = Standing {
                agency: Arc::from(if far { agency } else { AGENCY }),
                period: Arc::from(dice.one(&PERIODS)),
                scope,
                person: dice.one(people),
                debit: -dice.up_to(40) * 50,
                events: 1,
                changed: dice.up_to(10) * dice.up_to(1 << 40),
                held: dice.one(&groups).filter(|_| scope.is_nil()),
            };
            (row.key(), (dice.below(4) > 0).then_some(row))
        })
        .collect()
}

#[tokio::test]
async fn boards_kept_row_by_row_are_those_of_a_rebuild_and_ranks_those_of_a_sort() {
    let world = World::start().await;
    let mut dice = Dice(7);
    // Many have the first byte in common, which ranks across agencies count by.
    let people: Vec<Uuid> = (1..=900)
        .map(|number: u128| Uuid::from_u128((number % 7) << 120 | number))
        .collect();
    let mut all: BTreeMap<Key, Standing> = BTreeMap::new();
    // One by one, in small batches, and in one that is staged and copied.
    for count in [7_000, 1, 1, 1, 7, 40, 300, 1, 1_000, 6_000, 2, 90] {
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
        assert_eq!(live.len(), 4);
    }
    for period in PERIODS {
        let unit = Of::Unit(Uuid::from_u128(1));
        for of in [Of::Agency, unit, Of::Group(GROUPS[0]), Of::Group(GROUPS[1])] {
            agrees(&world, &all, period, of).await;
        }
        agrees_nationally(&world, &all, period).await;
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
fn sorted(all: &BTreeMap<Key, Standing>, period: &str, of: Of) -> Vec<(i64, i64, Uuid)> {
    let mut order: Vec<_> = all
        .values()
        .filter(|row| (&*row.agency, &*row.period) == (AGENCY, period))
        .filter(|row| match of {
            Of::Agency => row.scope.is_nil(),
            Of::Unit(unit) => row.scope == unit,
            Of::Group(group) => row.held.is_some() && row.held == group.board(),
        })
        .map(|row| (row.debit, row.changed, row.person))
        .collect();
    order.sort_unstable();
    order
}

/// Where somebody stood in the first quarter, for the second; no other period has one before.
fn then<T>(period: &str, earlier: &[T], is: impl Fn(&T) -> bool) -> Option<Before> {
    let rank = earlier.iter().position(is).map(|at| at as u64 + 1);
    (period == "2026-Q2").then(|| Before {
        period: "2026-Q1".to_owned(),
        rank,
    })
}

async fn agrees(world: &World, all: &BTreeMap<Key, Standing>, period: &str, of: Of) {
    let order = sorted(all, period, of);
    let earlier = sorted(all, "2026-Q1", of);
    assert!(order.len() > 150, "{}", order.len());
    let agency = AGENCY;
    let board = Board { agency, period, of };
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
        assert_eq!(found.before, then(period, &earlier, |who| who.2 == one.2));
    }
    let nobody = recognition::around(&world.db, board, Uuid::nil()).await;
    assert_eq!(nobody.unwrap(), None);
    let mut pages: Vec<recognition::Standing> = Vec::new();
    while pages.len() < order.len() {
        let page = recognition::page(&world.db, board, pages.last().copied(), 70);
        pages.extend(page.await.unwrap());
    }
    let pages: Vec<_> = pages.iter().map(|one| (one.rank, one.person)).collect();
    let ranked: Vec<_> = (1..).zip(order.iter().map(|one| one.2)).collect();
    assert_eq!(pages, ranked);
}

/// The people of all agencies in their order, by sorting.
fn sorted_nationally(all: &BTreeMap<Key, Standing>, period: &str) -> Vec<(i64, Arc<str>, Uuid)> {
    let mut order: Vec<_> = all
        .values()
        .filter(|row| row.scope.is_nil() && *row.period == *period)
        .map(|row| (row.debit, Arc::clone(&row.agency), row.person))
        .collect();
    order.sort_unstable();
    order
}

async fn agrees_nationally(world: &World, all: &BTreeMap<Key, Standing>, period: &str) {
    let order = sorted_nationally(all, period);
    let earlier = sorted_nationally(all, "2026-Q1");
    let mut pages: Vec<NationalStanding> = Vec::new();
    while pages.len() < order.len() {
        let page = national::page(&world.db, period, pages.last(), 70).await;
        pages.extend(page.unwrap());
    }
    let shown: Vec<_> = pages
        .iter()
        .map(|one| (one.rank, one.agency.as_str(), one.person))
        .collect();
    let ranked: Vec<_> = (1..)
        .zip(&order)
        .map(|(rank, one)| (rank, &*one.1, one.2))
        .collect();
    assert_eq!(shown, ranked);
    for (at, (_, agency, person)) in order.iter().enumerate().step_by(5) {
        let found = national::around(&world.db, agency, period, *person).await;
        let found = found.unwrap().unwrap();
        assert_eq!((&found.own, found.people), (&pages[at], order.len() as u64));
        assert_eq!(found.above, pages[at.saturating_sub(3)..at]);
        assert_eq!(found.below, pages[at + 1..(at + 4).min(pages.len())]);
        let same = |one: &(i64, Arc<str>, Uuid)| (&one.1, &one.2) == (agency, person);
        assert_eq!(found.before, then(period, &earlier, same));
    }
}

const PEOPLE: u64 = 200_000;
/// Rows that a rank may read of a board of 100,000, and the one before of another: stretches of five
/// levels, standings, neighbours. A scan would read 100,000.
const ROWS: u64 = 1_000;
/// The same across agencies: so many stretches of each for each of two periods, and 256 more.
const NATIONAL_ROWS: u64 = OTHERS * 130 * 2 + ROWS;
/// Agencies beside the one that half of the people serve in.
const OTHERS: u64 = 55;

/// Half of the people serve in one agency, the others in many.
fn standings(dice: &mut Dice) -> Vec<Standing> {
    let periods = ["2026-Q2", "2026-Q3"].map(Arc::<str>::from);
    let mut rows: Vec<Standing> = (0..PEOPLE)
        .map(|number| Standing {
            agency: match number / 2 % 110 {
                other @ 0..OTHERS => Arc::from(format!("kota-{other}")),
                _ => Arc::from(AGENCY),
            },
            period: Arc::clone(&periods[usize::from(number % 2 == 0)]),
            scope: Uuid::nil(),
            person: Uuid::new_v5(&Uuid::NAMESPACE_OID, &(number / 2).to_be_bytes()),
            held: GROUPS[usize::from(number % 4 < 2)].board(),
            // Half of them tie at no points, so that only the commit tells them apart.
            debit: -(dice.up_to(1_000) - 500).max(0),
            events: 1,
            changed: dice.up_to(1 << 24),
        })
        .collect();
    rows.sort_by_key(Standing::key);
    rows
}

/// What may be asked about somebody, and how many rows that may read.
fn questions(row: &Standing) -> Vec<(u64, String)> {
    let (agency, period, person) = (&row.agency, &row.period, row.person);
    let board = format!("'{agency}', '{period}', '{}'", row.scope);
    let group = format!("'{agency}', '{period}', '{}'", row.held.unwrap());
    let after = format!("{}, {}, '{person}', 50", row.debit, row.changed);
    let national = format!("'{period}', {}, '{agency}', '{person}', 50", row.debit);
    let own = [
        format!("RECOGNITION_AROUND({board}, '{person}')"),
        format!("RECOGNITION_GROUP_AROUND({group}, '{person}')"),
        format!("RECOGNITION_PAGE({board}, {after})"),
        format!("RECOGNITION_GROUP_PAGE({group}, {after})"),
        format!("RECOGNITION_OF_PERSON('{agency}', '{person}')"),
        format!("RECOGNITION_PERIODS('{agency}')"),
        format!("RECOGNITION_NATIONAL_PAGE({national})"),
    ];
    let national = format!("RECOGNITION_NATIONAL_AROUND('{agency}', '{period}', '{person}')");
    let mut all: Vec<_> = own.into_iter().map(|one| (ROWS, one)).collect();
    all.push((NATIONAL_ROWS, national));
    all
}

#[tokio::test]
async fn no_question_about_a_board_scans_it() {
    let world = World::start().await;
    let mut dice = Dice(11);
    let rows = standings(&mut dice);
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
        for (most, question) in questions(row) {
            for mode in ["force_generic_plan", "force_custom_plan"] {
                let mode = format!("SET plan_cache_mode = {mode}");
                web.batch_execute(&mode).await.unwrap();
                let explain = format!("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE {question}");
                let plan: Value = web.query_one(&explain, &[]).await.unwrap().get(0);
                let read = read(&plan[0]["Plan"]);
                assert!(read < most, "{question} reads {read} rows: {plan:#}");
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
