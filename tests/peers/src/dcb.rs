//! disintegrate on Postgres: one table of events, decided on by queries over it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use async_trait::async_trait;
use disintegrate::serde::json::Json;
use disintegrate::{
    Decision, Event, EventListener, NoSnapshot, PersistedEvent, StateMutate, StateQuery, StreamQuery, query,
};
use disintegrate_postgres::{
    PgDecisionMaker, PgEventId, PgEventListener, PgEventListenerConfig, PgEventStore, decision_maker,
};
use serde::{Deserialize, Serialize};
use sqlx::{Executor as _, PgPool};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::workload::{Peer, Recorded, UPSERT, Workload};

/// Its tables as it would make them, but for a number in hexadecimal, which Postgres knows from 16 on.
const TABLES: &str = "CREATE SEQUENCE seq_event_event_id;
CREATE TABLE event (event_id BIGINT PRIMARY KEY DEFAULT nextval('seq_event_event_id'),
    event_type VARCHAR(255), payload BYTEA, inserted_at TIMESTAMP DEFAULT now(), person UUID);
CREATE INDEX idx_event_type_btree ON event (event_type);
CREATE INDEX idx_event_person ON event (person) WHERE person IS NOT NULL;
CREATE FUNCTION event_store_current_epoch() RETURNS BIGINT AS $$
DECLARE persisted_event_id BIGINT; pending_event_id BIGINT; db_id INT;
BEGIN
    SELECT COALESCE(MAX(event_id), 0) INTO persisted_event_id FROM event;
    SELECT oid INTO db_id FROM pg_database WHERE datname = current_database();
    SELECT MIN((l3.objid::bigint << 32) + l2.objid::bigint) INTO pending_event_id
    FROM pg_locks l1 INNER JOIN pg_locks l2 ON l1.pid = l2.pid INNER JOIN pg_locks l3 ON l1.pid = l3.pid
    WHERE l1.classid = db_id AND l2.classid = 1 AND l3.classid = 2 AND l1.locktype = 'advisory';
    RETURN LEAST(COALESCE(pending_event_id, persisted_event_id), persisted_event_id);
END; $$ LANGUAGE plpgsql;
CREATE FUNCTION event_store_begin_epoch() RETURNS void AS $$
DECLARE id BIGINT; db_id INT;
BEGIN
    SELECT last_value INTO id FROM seq_event_event_id;
    SELECT oid INTO db_id FROM pg_database WHERE datname = current_database();
    PERFORM pg_try_advisory_xact_lock_shared(db_id, 0);
    PERFORM pg_try_advisory_xact_lock_shared(1, (id & 4294967295)::bit(32)::integer);
    PERFORM pg_try_advisory_xact_lock_shared(2, (id >> 32)::bit(32)::integer);
END; $$ LANGUAGE plpgsql";

/// How often a command is tried while others get in its way.
const TRIES: usize = 200;

#[derive(Debug, Clone, PartialEq, Eq, Event, Serialize, Deserialize)]
#[stream(PersonEvent, [Noted])]
enum DomainEvent {
    Noted {
        #[id]
        person: Uuid,
        event: Recorded,
    },
}

#[derive(Debug, Default, Clone, StateQuery, Serialize, Deserialize)]
#[state_query(PersonEvent)]
struct Person {
    #[id]
    person: Uuid,
    points: i64,
}

impl StateMutate for Person {
    fn mutate(&mut self, event: PersonEvent) {
        let PersonEvent::Noted { event, .. } = event;
        self.points += event.points;
    }
}

struct Record(Recorded);

impl Decision for Record {
    type Event = DomainEvent;
    type StateQuery = Person;
    type Error = std::convert::Infallible;

    fn state_query(&self) -> Person {
        Person {
            person: self.0.person,
            points: 0,
        }
    }

    fn process(&self, state: &Person) -> Result<Vec<DomainEvent>, Self::Error> {
        let (person, event) = (state.person, self.0.clone());
        Ok(vec![DomainEvent::Noted { person, event }])
    }
}

/// The leaderboard, as a listener.
struct Board {
    query: StreamQuery<PgEventId, PersonEvent>,
    pool: PgPool,
    left: AtomicUsize,
    done: Arc<Notify>,
}

#[async_trait]
impl EventListener<PgEventId, PersonEvent> for Board {
    type Error = sqlx::Error;

    fn id(&self) -> &'static str {
        "board"
    }

    fn query(&self) -> &StreamQuery<PgEventId, PersonEvent> {
        &self.query
    }

    async fn handle(&self, persisted: PersistedEvent<PgEventId, PersonEvent>) -> Result<(), sqlx::Error> {
        let PersonEvent::Noted { person, event } = persisted.into_inner();
        sqlx::query(UPSERT)
            .bind(person)
            .bind(event.points)
            .execute(&self.pool)
            .await?;
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.done.notify_one();
        }
        Ok(())
    }
}

type Store = PgEventStore<DomainEvent, Json<DomainEvent>>;

pub struct Dcb {
    store: Store,
    maker: PgDecisionMaker<DomainEvent, Json<DomainEvent>, NoSnapshot>,
    pool: PgPool,
    retries: AtomicUsize,
}

impl Dcb {
    pub async fn start(pool: PgPool, _: &Workload) -> Result<Self> {
        pool.execute(TABLES).await?;
        let store = Store::new_uninitialized(pool.clone(), Json::default());
        let maker = decision_maker(store.clone(), NoSnapshot);
        Ok(Self {
            store,
            maker,
            pool,
            retries: AtomicUsize::new(0),
        })
    }
}

impl Peer for Dcb {
    const NAME: &'static str = "disintegrate-postgres 4.0.1";

    /// Postgres refuses what it cannot serialise, also of people who have nothing to do with each other: the
    /// caller must try again.
    async fn append(&self, _: usize, event: Recorded) -> Result<()> {
        let mut last = None;
        for attempt in 0..TRIES {
            match self.maker.make(Record(event.clone())).await {
                Ok(_) => return Ok(()),
                Err(error) => last = Some(error),
            }
            self.retries.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(1 << attempt.min(5))).await;
        }
        bail!("refused {TRIES} times: {last:?}")
    }

    async fn project(&self, workload: &Workload) -> Result<()> {
        let done = Arc::new(Notify::new());
        let board = Board {
            query: query!(PersonEvent),
            pool: self.pool.clone(),
            left: AtomicUsize::new(workload.events),
            done: Arc::clone(&done),
        };
        let config = PgEventListenerConfig::poller(Duration::from_millis(20));
        let listener = PgEventListener::builder(self.store.clone()).register_listener(board, config);
        listener
            .start_with_shutdown(async move { done.notified().await })
            .await?;
        Ok(())
    }

    fn pool(&self) -> &PgPool {
        &self.pool
    }

    fn note(&self) -> String {
        let retries = self.retries.load(Ordering::Relaxed);
        format!("{retries} commands were refused and tried again; a listener commits each event by itself")
    }
}
