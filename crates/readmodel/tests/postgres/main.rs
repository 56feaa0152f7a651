//! Statements, row store and roles on a real server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod leases;
mod plans;
mod recognition;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use embedded::{Durability, Postgres, PostgresConfig};
use readmodel::{Access, Options, Place, ReadError, ReadModel, Row as _, Tx, Unit, Waiter};
use uuid::Uuid;

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct World {
    db: ReadModel,
    postgres: Postgres,
    _folder: Folder,
}

impl World {
    async fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("readmodel-{}", Uuid::new_v4().simple()));
        fs::create_dir(&folder).unwrap();
        let (dir, durability) = (folder.clone(), Durability::Volatile);
        let postgres = Postgres::start(PostgresConfig { dir, durability })
            .await
            .unwrap();
        postgres.create_database("bp").await.unwrap();
        let address = postgres.connection_string("bp");
        // Two at once, as two processes that start together would.
        let (one, two) = tokio::join!(
            readmodel::admin::prepare(&address),
            readmodel::admin::prepare(&address)
        );
        one.unwrap();
        two.unwrap();
        let options = Options::new(Access::Projector, "test");
        let address = address.replace("user=postgres", "user=bp_projections");
        Self {
            db: ReadModel::connect(&address, options).await.unwrap(),
            postgres,
            _folder: Folder(folder),
        }
    }

    /// Connections of another worker.
    async fn projector(&self) -> ReadModel {
        let address = self.postgres.connection_string("bp");
        let address = address.replace("user=postgres", "user=bp_projections");
        let options = Options::new(Access::Projector, "test");
        ReadModel::connect(&address, options).await.unwrap()
    }

    async fn web(&self, connections: usize) -> ReadModel {
        let address = self.postgres.connection_string("bp");
        let address = address.replace("user=postgres", "user=bp_web");
        let options = Options {
            connections,
            wait: Duration::from_millis(100),
            ..Options::new(Access::Web, "test web")
        };
        ReadModel::connect(&address, options).await.unwrap()
    }
}

#[tokio::test]
async fn postgres_accepts_every_statement() {
    let world = World::start().await;
    let prepare = async |user: &str| {
        let address = world.postgres.connection_string("bp");
        let address = address.replace("user=postgres", &format!("user={user}"));
        let (client, connection) = tokio_postgres::connect(&address, tokio_postgres::NoTls)
            .await
            .unwrap();
        tokio::spawn(connection);
        client
    };
    let (projector, web) = (prepare("bp_projections").await, prepare("bp_web").await);
    let statements = readmodel::statements();
    assert!(statements.len() > 20);
    for sql in statements {
        let client = if sql.text.contains("read.") {
            &web
        } else {
            &projector
        };
        let prepared = client.prepare(sql.text).await;
        assert!(prepared.is_ok(), "{}: {:?}", sql.name, prepared.err());
    }
}

readmodel::row! {
    /// A row with a nullable column and JSON.
    struct Honoured in "laureate" {
        key { agency: Arc<str>, announcement: Uuid, ordinal: i32 }
        category: String,
        category_title: String,
        place: i64,
        nomination: Uuid,
        people: serde_json::Value,
        name: Option<String>,
        unit: Uuid,
        unit_name: String,
        citation: Option<String>,
    }
}

fn laureate(ordinal: i32, place: i64) -> Honoured {
    let id = Uuid::from_u128(7);
    Honoured {
        agency: Arc::from("kota"),
        announcement: id,
        ordinal,
        category: "inovasi".to_owned(),
        category_title: "Inovasi \\ \"n\" \t \u{1f98b}".to_owned(),
        place,
        nomination: id,
        people: serde_json::json!([id]),
        name: (ordinal % 2 == 0).then(|| "Melati".to_owned()),
        unit: id,
        unit_name: String::new(),
        citation: None,
    }
}

const SCHEMA: &str = "announcement_v1";

/// Writes rows of these places, deletes some, and reads all back.
struct Write {
    ordinals: std::ops::Range<i32>,
    place: i64,
    copy: bool,
    gone: Vec<i32>,
}

impl Unit for Write {
    const NAME: &'static str = "writing rows";
    type Output = Vec<Honoured>;

    async fn run(&self, tx: &Tx<'_>) -> Result<Vec<Honoured>, ReadError> {
        let rows: Vec<Honoured> = self
            .ordinals
            .clone()
            .map(|at| laureate(at, self.place))
            .collect();
        let rows: Vec<&Honoured> = rows.iter().collect();
        if self.copy {
            tx.copy(SCHEMA, &rows).await?;
        } else {
            tx.upsert(SCHEMA, &rows).await?;
        }
        let gone: Vec<_> = self.gone.iter().map(|at| laureate(*at, 0).key()).collect();
        tx.delete::<Honoured>(SCHEMA, &gone).await?;
        let wanted: BTreeSet<_> = (0..10_000).map(|at| laureate(at, 0).key()).collect();
        let mut found = tx.load::<Honoured>(SCHEMA, &wanted).await?;
        found.sort_by_key(|row| row.ordinal);
        Ok(found)
    }
}

#[tokio::test]
async fn rows_are_copied_replaced_and_deleted_by_sets() {
    let world = World::start().await;
    let write = async |ordinals, place, copy, gone: &[i32]| {
        let gone = gone.to_vec();
        let unit = Write {
            ordinals,
            place,
            copy,
            gone,
        };
        world.db.write(&unit).await.unwrap()
    };
    let copied = write(0..10, 1, true, &[]).await;
    assert_eq!(
        copied,
        (0..10).map(|at| laureate(at, 1)).collect::<Vec<_>>()
    );
    let few = write(5..20, 2, false, &[0, 19, 77]).await;
    let places: Vec<i64> = few.iter().map(|row| row.place).collect();
    assert_eq!(places, [[1; 4].as_slice(), &[2; 14]].concat());
    for place in [3, 4] {
        let many = write(0..5_000, place, false, &[]).await;
        assert_eq!(
            many,
            (0..5_000).map(|at| laureate(at, place)).collect::<Vec<_>>()
        );
    }
}

struct Advance<'a>(&'a Place, &'a Place, bool);

impl Unit for Advance<'_> {
    const NAME: &'static str = "advancing";
    type Output = bool;

    async fn run(&self, tx: &Tx<'_>) -> Result<bool, ReadError> {
        Ok(tx.advance(self.0, self.1).await? && self.2)
    }

    fn keep(kept: &bool) -> bool {
        *kept
    }
}

#[tokio::test]
async fn a_position_moves_once_and_tells_who_waits() {
    let world = World::start().await;
    let waiter = Waiter::start(&world.web(2).await);
    let incarnation = Uuid::from_u128(1);
    for _ in 0..2 {
        let begun = world
            .db
            .start_position("recognition", 1, "kota", incarnation);
        begun.await.unwrap();
    }
    let from = world.db.positions("kota").await.unwrap().remove(0);
    let hash = Some([7; 32]);
    let to = Place {
        sequence: 5,
        hash,
        ..from.clone()
    };
    assert!(!world.db.write(&Advance(&from, &to, false)).await.unwrap());
    let second = Duration::from_secs(1);
    let early = waiter.wait(&["recognition"], "kota", 1, Duration::from_millis(200));
    assert!(!early.await, "what was rolled back is not told");
    let late = waiter.wait(&["recognition"], "kota", 5, second);
    let advance = Advance(&from, &to, true);
    let (late, moved) = tokio::join!(late, world.db.write(&advance));
    assert!(late && moved.unwrap());
    assert_eq!(
        world.db.positions("kota").await.unwrap(),
        std::slice::from_ref(&to)
    );
    let epoch = Place {
        epoch: 1,
        ..to.clone()
    };
    let other = Place {
        incarnation: Uuid::from_u128(2),
        ..to.clone()
    };
    for stale in [&from, &epoch, &other] {
        let next = Place {
            sequence: 6,
            ..stale.clone()
        };
        assert!(!world.db.write(&Advance(stale, &next, true)).await.unwrap());
    }
}

/// Holds a connection until told to go on.
struct Hold(tokio::sync::Semaphore);

impl Unit for Hold {
    const NAME: &'static str = "holding a connection";
    type Output = ();

    async fn run(&self, _: &Tx<'_>) -> Result<(), ReadError> {
        let _permit = self.0.acquire().await;
        Ok(())
    }
}

#[tokio::test]
async fn a_busy_pool_is_waited_for_only_so_long() {
    let world = World::start().await;
    let web = world.web(1).await;
    let hold = Hold(tokio::sync::Semaphore::new(0));
    let busy = async {
        let error = web.all_positions().await.unwrap_err();
        hold.0.add_permits(1);
        error
    };
    let (finished, busy) = tokio::join!(web.read(&hold), async {
        tokio::task::yield_now().await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        busy.await
    });
    finished.unwrap();
    assert!(matches!(busy, ReadError::Busy { .. }), "{busy}");
    // It may not see the engine's tables; the error says what we did, its source what was said.
    let refused = web.all_positions().await.unwrap_err();
    assert_eq!(refused.to_string(), "the database did not finish POSITIONS");
    let cause = std::error::Error::source(&refused).unwrap().to_string();
    assert!(cause.starts_with("SQLSTATE 42501"), "{cause}");
}
