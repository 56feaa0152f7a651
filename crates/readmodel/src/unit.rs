//! Named transactions. Nothing else opens one.

use std::time::Duration;

use deadpool_postgres::Transaction;
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, Row};

use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::Sql;

/// How often a transaction is run that loses against others.
const ATTEMPTS: u32 = 4;

/// A transaction that is under way.
pub struct Tx<'a> {
    pub(crate) inner: Transaction<'a>,
    name: &'static str,
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tx {}", self.name)
    }
}

/// One named transaction. `run` may be called more than once, so it changes nothing but `tx`.
pub trait Unit: Sync {
    /// What it does, as errors and traces say it: `folding a batch`.
    const NAME: &'static str;
    /// What comes out.
    type Output: Send;

    /// The transaction's body.
    fn run(&self, tx: &Tx<'_>) -> impl Future<Output = Result<Self::Output, ReadError>> + Send;

    /// Whether to commit. What is not kept is rolled back, and its output is returned all the same.
    fn keep(_output: &Self::Output) -> bool {
        true
    }
}

#[derive(Clone, Copy)]
enum Mode {
    Read,
    Write,
}

impl ReadModel {
    /// Reads several things as of one moment: `REPEATABLE READ READ ONLY`.
    #[tracing::instrument(level = "debug", skip_all, fields(tx = U::NAME))]
    pub async fn read<U: Unit>(&self, unit: &U) -> Result<U::Output, ReadError> {
        self.transact(unit, Mode::Read).await
    }

    /// Writes. `READ COMMITTED`: what must not have moved is locked or compared by the unit.
    #[tracing::instrument(level = "debug", skip_all, fields(tx = U::NAME))]
    pub async fn write<U: Unit>(&self, unit: &U) -> Result<U::Output, ReadError> {
        self.transact(unit, Mode::Write).await
    }

    async fn transact<U: Unit>(&self, unit: &U, mode: Mode) -> Result<U::Output, ReadError> {
        for attempt in 1..=ATTEMPTS {
            match self.attempt(unit, mode).await {
                Err(error) if error.wants_retry() => {
                    metrics::counter!("readmodel_retries_total", "tx" => U::NAME).increment(1);
                    tracing::debug!(tx = U::NAME, attempt, "transaction lost, running it again");
                    tokio::time::sleep(jitter(attempt)).await;
                }
                finished => return finished,
            }
        }
        Err(ReadError::Contended {
            doing: U::NAME,
            attempts: ATTEMPTS,
        })
    }

    async fn attempt<U: Unit>(&self, unit: &U, mode: Mode) -> Result<U::Output, ReadError> {
        let failed = ReadError::database(U::NAME);
        let mut client = self.client(U::NAME).await?;
        let builder = client.build_transaction();
        let builder = match mode {
            Mode::Read => builder
                .isolation_level(IsolationLevel::RepeatableRead)
                .read_only(true),
            Mode::Write => builder
                .isolation_level(IsolationLevel::ReadCommitted)
                .read_only(false),
        };
        let inner = builder.start().await.map_err(&failed)?;
        let tx = Tx {
            inner,
            name: U::NAME,
        };
        let output = match unit.run(&tx).await {
            Ok(output) if U::keep(&output) => tx.inner.commit().await.map(|()| output),
            Ok(output) => tx.inner.rollback().await.map(|()| output),
            Err(error) => {
                if error.wants_retry() {
                    // A plan that belongs to a table switched away must not come back.
                    drop(tx);
                    client.statement_cache.clear();
                }
                return Err(error);
            }
        };
        output.map_err(failed)
    }

    /// One statement, which is a consistent snapshot by itself.
    pub(crate) async fn fetch(
        &self,
        sql: &Sql,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, ReadError> {
        // The same connection again: another one may hold a plan of tables switched away, too.
        let client = self.client(sql.name).await?;
        for attempt in 1..=ATTEMPTS {
            let outcome = match client.prepare_cached(sql.text).await {
                Ok(statement) => client.query(&statement, params).await,
                Err(error) => Err(error),
            };
            match outcome.map_err(ReadError::database(sql.name)) {
                Err(error) if error.wants_retry() => {
                    metrics::counter!("readmodel_retries_total", "tx" => sql.name).increment(1);
                    client.statement_cache.clear();
                    tokio::time::sleep(jitter(attempt)).await;
                }
                finished => return finished,
            }
        }
        Err(ReadError::Contended {
            doing: sql.name,
            attempts: ATTEMPTS,
        })
    }
}

impl Tx<'_> {
    pub(crate) async fn query(
        &self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, ReadError> {
        let failed = ReadError::database(self.name);
        let statement = self.inner.prepare_cached(sql).await.map_err(&failed)?;
        self.inner.query(&statement, params).await.map_err(failed)
    }

    pub(crate) async fn execute(
        &self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, ReadError> {
        let failed = ReadError::database(self.name);
        let statement = self.inner.prepare_cached(sql).await.map_err(&failed)?;
        self.inner.execute(&statement, params).await.map_err(failed)
    }

    pub(crate) async fn batch(&self, sql: &str) -> Result<(), ReadError> {
        let failed = ReadError::database(self.name);
        self.inner.batch_execute(sql).await.map_err(failed)
    }

    pub(crate) fn failed(&self) -> impl Fn(tokio_postgres::Error) -> ReadError + use<> {
        ReadError::database(self.name)
    }

    /// Lifts the session's limit on statements, for building indexes.
    pub async fn take_as_long_as_it_takes(&self) -> Result<(), ReadError> {
        self.batch(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
        )
        .await
    }
}

/// A little longer with every attempt, and not the same for two losers.
fn jitter(attempt: u32) -> Duration {
    let random = uuid::Uuid::new_v4().as_bytes()[0];
    Duration::from_millis(u64::from(attempt) * (2 + u64::from(random) / 16))
}
