//! What every peer does, and how it is timed.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use tokio::task::JoinSet;
use uuid::Uuid;

/// The leaderboard: everybody's points, in order.
pub const BOARD: &str = "CREATE TABLE board (person UUID PRIMARY KEY, points BIGINT NOT NULL, events BIGINT NOT NULL);
CREATE INDEX board_points ON board (points DESC, person)";
/// What an event does to it.
pub const UPSERT: &str = "INSERT INTO board (person, points, events) VALUES ($1, $2, 1)
ON CONFLICT (person) DO UPDATE SET points = board.points + excluded.points, events = board.events + 1";

/// How much is done.
#[derive(Debug, Clone)]
pub struct Workload {
    pub events: usize,
    pub entities: usize,
    pub writers: usize,
}

impl Default for Workload {
    fn default() -> Self {
        Self {
            events: 20_000,
            entities: 2_500,
            writers: 16,
        }
    }
}

/// A performance event, some 300 bytes as JSON: what berprestasi records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub person: Uuid,
    pub unit: Uuid,
    pub period: String,
    pub source: String,
    pub hours: u32,
    pub course: String,
    pub points: i64,
    pub table: String,
}

impl Recorded {
    /// The event of a number, on the entity of a number.
    pub fn of(entity: usize, number: usize) -> Self {
        let id = |kind: &str, number: usize| Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{kind}{number}").as_bytes());
        let points = points(number);
        Self {
            person: id("person", entity),
            unit: id("unit", entity / 50),
            period: "2026".to_owned(),
            source: number.to_string(),
            hours: u32::try_from(points).unwrap_or(1),
            course: "Pelatihan Kepemimpinan Administrator, angkatan kedua, Pusat Pelatihan Provinsi".to_owned(),
            points,
            table: "bench/1".to_owned(),
        }
    }
}

fn points(number: usize) -> i64 {
    1 + i64::try_from(number % 40).unwrap_or(0)
}

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Figures {
    pub peer: &'static str,
    /// Events per second.
    pub append: f64,
    /// Milliseconds.
    pub append_p50: f64,
    pub append_p95: f64,
    pub append_p99: f64,
    /// Events per second.
    pub project: f64,
    pub note: String,
}

/// An event-sourcing crate, used as its documentation says.
pub trait Peer: Send + Sync + Sized + 'static {
    const NAME: &'static str;

    /// Has one entity take one event, decided on its state; durable when this returns.
    fn append(&self, entity: usize, event: Recorded) -> impl Future<Output = Result<()>> + Send;

    /// Projects every event into the leaderboard.
    fn project(&self, workload: &Workload) -> impl Future<Output = Result<()>> + Send;

    /// Where the leaderboard is.
    fn pool(&self) -> &PgPool;

    /// What a reader should know of it.
    fn note(&self) -> String;

    /// The whole workload.
    fn measure(self, workload: &Workload) -> impl Future<Output = Result<Figures>> + Send {
        async move {
            let peer = Arc::new(self);
            let began = Instant::now();
            let mut times = append_all(&peer, workload).await?;
            let append = rate(workload.events, began);
            times.sort_unstable_by(f64::total_cmp);
            let at = |share: usize| times[(times.len() * share).div_ceil(100).max(1) - 1];
            let began = Instant::now();
            peer.project(workload).await?;
            let project = rate(workload.events, began);
            check(peer.pool(), workload).await?;
            Ok(Figures {
                peer: Self::NAME,
                append,
                append_p50: at(50),
                append_p95: at(95),
                append_p99: at(99),
                project,
                note: peer.note(),
            })
        }
    }
}

fn rate(events: usize, began: Instant) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let events = events as f64;
    events / began.elapsed().as_secs_f64()
}

/// All writers at once; each has entities of its own, as people who work at different things. The
/// milliseconds that each event took.
async fn append_all<P: Peer>(peer: &Arc<P>, workload: &Workload) -> Result<Vec<f64>> {
    let mut tasks = JoinSet::new();
    for writer in 0..workload.writers {
        let (peer, workload) = (Arc::clone(peer), workload.clone());
        tasks.spawn(async move {
            let mut times = Vec::new();
            for number in 0..workload.events {
                let entity = number % workload.entities;
                if entity % workload.writers == writer {
                    let began = Instant::now();
                    peer.append(entity, Recorded::of(entity, number)).await?;
                    times.push(began.elapsed().as_secs_f64() * 1e3);
                }
            }
            anyhow::Ok(times)
        });
    }
    let mut all = Vec::with_capacity(workload.events);
    while let Some(done) = tasks.join_next().await {
        all.extend(done??);
    }
    ensure!(
        all.len() == workload.events,
        "{} of {} events",
        all.len(),
        workload.events
    );
    Ok(all)
}

/// The leaderboard has every event once.
async fn check(pool: &PgPool, workload: &Workload) -> Result<()> {
    let sums = "SELECT coalesce(sum(events), 0)::BIGINT, coalesce(sum(points), 0)::BIGINT FROM board";
    let found: (i64, i64) = sqlx::query_as(sums).fetch_one(pool).await?;
    let wanted = (i64::try_from(workload.events)?, (0..workload.events).map(points).sum());
    ensure!(found == wanted, "the leaderboard has {found:?}, not {wanted:?}");
    Ok(())
}
