//! eventsourced on NATS: an actor for each entity.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use eventsourced::binarize::serde_json::SerdeJsonBinarize;
use eventsourced::snapshot_store::noop::NoopSnapshotStore;
use eventsourced::{Command, CommandEffect, EntityRef, EventSourced, EventSourcedExt as _};
use eventsourced_nats::{NatsEventLog, NatsEventLogConfig};
use eventsourced_projection::postgres::{ErrorStrategy, EventHandler, Projection};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use sqlx_of_projection as sqlx9;
use sqlx9::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::workload::{Peer, Recorded, UPSERT, Workload};

/// How long the projection may take.
const PATIENCE: Duration = Duration::from_secs(1_800);

#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct Person {
    points: i64,
}

impl EventSourced for Person {
    type Id = Uuid;
    type Event = Recorded;
    const TYPE_NAME: &'static str = "person";

    fn handle_event(mut self, event: Recorded) -> Self {
        self.points += event.points;
        self
    }
}

#[derive(Debug)]
struct Record(Recorded);

impl Command<Person> for Record {
    type Reply = ();
    type Error = std::convert::Infallible;

    fn handle_command(self, _: &Uuid, _: &Person) -> CommandEffect<Person, (), Self::Error> {
        CommandEffect::emit(self.0)
    }
}

/// The leaderboard.
#[derive(Debug, Clone)]
struct Board;

impl EventHandler<Recorded> for Board {
    type Error = sqlx9::Error;

    async fn handle_event(
        &self,
        event: Recorded,
        tx: &mut sqlx9::Transaction<'static, sqlx9::Postgres>,
    ) -> Result<(), sqlx9::Error> {
        let upsert = sqlx9::query(UPSERT).bind(event.person).bind(event.points);
        upsert.execute(&mut **tx).await?;
        Ok(())
    }
}

pub struct Nats {
    log: NatsEventLog<Uuid>,
    entities: Vec<OnceCell<EntityRef<Person>>>,
    pool: PgPool,
    projecting: sqlx9::PgPool,
}

impl Nats {
    pub async fn start(nats: &str, postgres: &str, pool: PgPool, workload: &Workload) -> Result<Self> {
        let config = NatsEventLogConfig {
            server_addr: nats.to_owned(),
            setup: true,
            ..NatsEventLogConfig::default()
        };
        let log = NatsEventLog::new(config).await.context("cannot reach nats-server")?;
        let projecting = PgPoolOptions::new()
            .max_connections(2)
            .connect_with(options(postgres)?)
            .await?;
        let entities = (0..workload.entities).map(|_| OnceCell::new()).collect();
        Ok(Self {
            log,
            entities,
            pool,
            projecting,
        })
    }
}

/// The same server, for the other version of sqlx.
fn options(keywords: &str) -> Result<PgConnectOptions> {
    let mut options = PgConnectOptions::new_without_pgpass();
    for (key, value) in keywords.split_whitespace().filter_map(|field| field.split_once('=')) {
        let value = value.trim_matches('\'');
        options = match key {
            "host" if value.starts_with('/') => options.socket(value),
            "host" => options.host(value),
            "port" => options.port(value.parse()?),
            "user" => options.username(value),
            "password" => options.password(value),
            _ => options,
        };
    }
    Ok(options.database("peer_nats"))
}

impl Peer for Nats {
    const NAME: &'static str = "eventsourced-nats 0.16.0";

    async fn append(&self, entity: usize, event: Recorded) -> Result<()> {
        let person = self.entities[entity]
            .get_or_try_init(|| async {
                let (log, none) = (self.log.clone(), NoopSnapshotStore::new());
                let entity = Person::default().entity();
                entity
                    .spawn(event.person, None, NonZeroUsize::MIN, log, none, SerdeJsonBinarize)
                    .await
            })
            .await?;
        match person.handle_command(Record(event)).await? {
            Ok(()) => Ok(()),
            Err(never) => match never {},
        }
    }

    async fn project(&self, workload: &Workload) -> Result<()> {
        let (pool, log) = (self.projecting.clone(), self.log.clone());
        let name = "board".to_owned();
        let projection = Projection::new(Person::TYPE_NAME, name, log, Board, ErrorStrategy::Stop, pool).await?;
        projection.run().await?;
        let (began, wanted) = (Instant::now(), u64::try_from(workload.events)?);
        loop {
            let state = projection.get_state().await?;
            if state.seq_no.is_some_and(|sequence| sequence.get() >= wanted) {
                break;
            }
            if let Some(error) = state.error {
                bail!("the projection stopped: {error}");
            }
            if began.elapsed() > PATIENCE {
                bail!("the projection is still at {:?}", state.seq_no);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        projection.stop().await?;
        Ok(())
    }

    fn pool(&self) -> &PgPool {
        &self.pool
    }

    fn note(&self) -> String {
        "the first event of an entity is appended without an expectation; a transaction per event when projecting"
            .to_owned()
    }
}
