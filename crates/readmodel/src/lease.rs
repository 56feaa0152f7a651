//! Which worker folds which agency: shared out evenly, taken over from who does not answer any more.
//!
//! A lease only says who should work. What keeps a worker that lost one from writing is the epoch of the
//! positions, which moves with it, and that its connections are ended.

use std::time::Duration;

use tokio_postgres::Row;

use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;
use crate::unit::{Tx, Unit};

sql! {
    LEASE_BEAT = "WITH beat AS (
    INSERT INTO engine.worker (worker, program, beat) VALUES ($1, $2, clock_timestamp())
    ON CONFLICT (worker) DO UPDATE SET beat = excluded.beat RETURNING 1
) SELECT set_config('synchronous_commit', 'off', true) FROM beat";
    // One shares out at a time, and nobody waits for it, so that all go on beating. The number says nothing.
    LEASE_TURN = "SELECT set_config('synchronous_commit', 'off', true)
WHERE pg_try_advisory_xact_lock(7022636072971)";
    // Before anything else: who stopped in the middle of a transaction may hold what all others wait for.
    LEASE_SILENCE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity JOIN engine.worker ON application_name = worker
WHERE worker <> $1 AND beat < clock_timestamp() - $2::int8 * INTERVAL '1 millisecond'";
    LEASE_BURY = "WITH dead AS (
    DELETE FROM engine.worker WHERE worker <> $1 AND beat < clock_timestamp() - $2::int8 * INTERVAL '1 millisecond'
    RETURNING worker
), freed AS (
    UPDATE engine.lease l SET worker = NULL FROM dead WHERE l.worker = dead.worker
) SELECT worker FROM dead";
    LEASE_SHARE = "WITH alive AS (
    SELECT worker, row_number() OVER (ORDER BY worker) AS place, count(*) OVER () AS workers
    FROM engine.worker WHERE program = $2
) SELECT $3::int8 / workers + (place <= $3::int8 % workers)::int FROM alive WHERE worker = $1";
    LEASE_GIVE_BACK = "UPDATE engine.lease SET worker = NULL WHERE program = $2 AND agency IN (
    SELECT agency FROM engine.lease WHERE program = $2 AND worker = $1 ORDER BY agency OFFSET $3::int8
)";
    LEASE_TAKE = "WITH held AS (
    SELECT count(*) AS held FROM engine.lease WHERE program = $2 AND worker = $1
), free AS (
    SELECT a.agency FROM unnest($3::text[]) AS a(agency)
    LEFT JOIN engine.lease l ON l.program = $2 AND l.agency = a.agency
    WHERE l.worker IS NULL ORDER BY a.agency LIMIT greatest($4::int8 - (SELECT held FROM held), 0)
), taken AS (
    INSERT INTO engine.lease AS l (program, agency, worker, term) SELECT $2, agency, $1, 1 FROM free
    ON CONFLICT (program, agency) DO UPDATE SET worker = excluded.worker, term = l.term + 1
    RETURNING agency
) UPDATE engine.position p SET epoch = p.epoch + 1 FROM taken WHERE p.agency = taken.agency";
    LEASES = "SELECT agency, term FROM engine.lease WHERE program = $2 AND worker = $1 ORDER BY agency";
    LEASE_LEAVE = "WITH gone AS (
    DELETE FROM engine.worker WHERE worker = $1
) UPDATE engine.lease SET worker = NULL WHERE worker = $1";
    LEASE_HELD = "SELECT FROM engine.lease WHERE worker = $1 AND program = $2 AND agency = $3 AND term = $4";
}

/// An agency that a worker folds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lease {
    /// What its program folds.
    pub program: String,
    /// The agency.
    pub agency: String,
    /// Counts changes of hands.
    pub term: i64,
}

/// A worker that says it lives.
#[derive(Debug, Clone, Copy)]
pub struct Beat<'a> {
    /// The projections that its program folds, with their versions.
    pub program: &'a str,
    /// All agencies of the installation.
    pub agencies: &'a [&'a str],
    /// Who has not said so for this long is dead.
    pub patience: Duration,
}

/// What a worker hears when it says that it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The agencies that it folds from now on.
    pub leases: Vec<Lease>,
    /// Workers whose agencies are free now because they did not answer any more.
    pub buried: Vec<String>,
}

impl Beat<'_> {
    fn milliseconds(&self) -> i64 {
        i64::try_from(self.patience.as_millis()).unwrap_or(i64::MAX)
    }
}

struct Beating<'a> {
    worker: &'a str,
    beat: Beat<'a>,
}

impl Unit for Beating<'_> {
    const NAME: &'static str = "sharing agencies out among workers";
    type Output = Heard;

    async fn run(&self, tx: &Tx<'_>) -> Result<Heard, ReadError> {
        let mut buried = Vec::new();
        if !tx.query(LEASE_TURN.text, &[]).await?.is_empty() {
            buried = self.share_out(tx).await?;
        }
        let mine = tx
            .query(LEASES.text, &[&self.worker, &self.beat.program])
            .await?;
        let lease = |row: &Row| Lease {
            program: self.beat.program.to_owned(),
            agency: row.get(0),
            term: row.get(1),
        };
        let leases = mine.iter().map(lease).collect();
        Ok(Heard { leases, buried })
    }
}

impl Beating<'_> {
    /// Buries who is silent, then gives back or takes what makes this worker's share. Who was buried.
    async fn share_out(&self, tx: &Tx<'_>) -> Result<Vec<String>, ReadError> {
        let (worker, program) = (self.worker, self.beat.program);
        let agencies = self.beat.agencies;
        let count = i64::try_from(agencies.len()).unwrap_or(i64::MAX);
        let patience = self.beat.milliseconds();
        let buried = tx.query(LEASE_BURY.text, &[&worker, &patience]).await?;
        let share = tx
            .query(LEASE_SHARE.text, &[&worker, &program, &count])
            .await?;
        let share: i64 = share.first().map_or(0, |row| row.get(0));
        tx.execute(LEASE_GIVE_BACK.text, &[&worker, &program, &share])
            .await?;
        tx.execute(LEASE_TAKE.text, &[&worker, &program, &agencies, &share])
            .await?;
        Ok(buried.iter().map(|row| row.get(0)).collect())
    }
}

impl ReadModel {
    /// Says that the worker behind these connections lives, and hears which agencies it folds. Who has too
    /// many gives some back, who has too few takes what is free; whoever has been silent for too long is
    /// buried: its agencies are free, its connections are ended, and nothing that it began can be written.
    pub async fn beat(&self, beat: Beat<'_>) -> Result<Heard, ReadError> {
        let worker = self.name();
        self.fetch(&LEASE_BEAT, &[&worker, &beat.program]).await?;
        self.fetch(&LEASE_SILENCE, &[&worker, &beat.milliseconds()])
            .await?;
        self.write(&Beating { worker, beat }).await
    }

    /// Gives all agencies of this worker back.
    pub async fn leave(&self) -> Result<(), ReadError> {
        self.fetch(&LEASE_LEAVE, &[&self.name()]).await?;
        Ok(())
    }

    /// Whether this worker still holds an agency.
    pub async fn holds(&self, lease: &Lease) -> Result<bool, ReadError> {
        let Lease {
            program,
            agency,
            term,
        } = lease;
        let held = self
            .fetch(&LEASE_HELD, &[&self.name(), program, agency, term])
            .await?;
        Ok(!held.is_empty())
    }
}
