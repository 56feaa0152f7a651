//! postgres-es (cqrs-es): a table of events per aggregate.

use anyhow::Result;
use async_trait::async_trait;
use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::QueryReplay;
use cqrs_es::{Aggregate, DomainEvent, EventEnvelope, Query};
use postgres_es::{PostgresCqrs, PostgresEventRepository, postgres_cqrs};
use serde::{Deserialize, Serialize};
use sqlx::{Executor as _, PgPool};

use crate::workload::{Peer, Recorded, UPSERT, Workload};

/// The table of its documentation (db/init.sql).
const EVENTS: &str = "CREATE TABLE events (
    aggregate_type TEXT NOT NULL, aggregate_id TEXT NOT NULL, sequence BIGINT CHECK (sequence >= 0) NOT NULL,
    event_type TEXT NOT NULL, event_version TEXT NOT NULL, payload JSON NOT NULL, metadata JSON NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, sequence))";

#[derive(Debug, Default, Serialize, Deserialize)]
struct Person {
    points: i64,
}

impl DomainEvent for Recorded {
    fn event_type(&self) -> String {
        "recorded".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Person {
    const TYPE: &'static str = "person";
    type Command = Recorded;
    type Event = Recorded;
    type Error = std::convert::Infallible;
    type Services = ();

    async fn handle(&mut self, command: Recorded, (): &(), sink: &EventSink<Self>) -> Result<(), Self::Error> {
        sink.write(command, self).await;
        Ok(())
    }

    fn apply(&mut self, event: Recorded) {
        self.points += event.points;
    }
}

/// The leaderboard. Replay hands over one event after another, and cannot be told that one failed.
struct Board(PgPool);

#[async_trait]
impl Query<Person> for Board {
    async fn dispatch(&self, _: &str, events: &[EventEnvelope<Person>]) {
        for event in events {
            let upsert = sqlx::query(UPSERT)
                .bind(event.payload.person)
                .bind(event.payload.points);
            upsert
                .execute(&self.0)
                .await
                .expect("the leaderboard takes every event");
        }
    }
}

pub struct Cqrs {
    framework: PostgresCqrs<Person>,
    pool: PgPool,
}

impl Cqrs {
    pub async fn start(pool: PgPool) -> Result<Self> {
        pool.execute(EVENTS).await?;
        let framework = postgres_cqrs(pool.clone(), Vec::new(), ());
        Ok(Self { framework, pool })
    }
}

impl Peer for Cqrs {
    const NAME: &'static str = "postgres-es 0.5.0";

    async fn append(&self, _: usize, event: Recorded) -> Result<()> {
        let person = event.person.to_string();
        Ok(self.framework.execute(&person, event).await?)
    }

    async fn project(&self, _: &Workload) -> Result<()> {
        let events = PostgresEventRepository::new(self.pool.clone());
        let replay: QueryReplay<_, _, Person> = QueryReplay::new(events, Board(self.pool.clone()));
        Ok(replay.replay_all().await?)
    }

    fn pool(&self) -> &PgPool {
        &self.pool
    }

    fn note(&self) -> String {
        "execute reads the whole entity for each command; QueryReplay has no order between entities and no checkpoint"
            .to_owned()
    }
}
