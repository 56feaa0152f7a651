//! Connections: a bounded pool per process and role.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use tokio_postgres::{Config, NoTls};
use uuid::Uuid;

use crate::error::{Cause, ReadError};

/// What a process does with the database. It sets how long one statement may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Answers people: 2 s, and every transaction is read only.
    Web,
    /// Folds the ledger: 30 s.
    Projector,
    /// Long reports and comparisons: 60 s, read only.
    Report,
}

impl Access {
    /// Settings of the session, in force before the first statement.
    const fn settings(self) -> &'static str {
        match self {
            Self::Web => {
                "-c statement_timeout=2s -c lock_timeout=1s -c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan \
                 -c idle_in_transaction_session_timeout=10s -c timezone=UTC -c client_min_messages=warning"
            }
            Self::Projector => {
                "-c statement_timeout=30s -c lock_timeout=20s \
                 -c idle_in_transaction_session_timeout=60s -c timezone=UTC -c client_min_messages=warning"
            }
            Self::Report => {
                "-c statement_timeout=60s -c lock_timeout=1s -c default_transaction_read_only=on \
                 -c idle_in_transaction_session_timeout=10s -c timezone=UTC -c client_min_messages=warning"
            }
        }
    }
}

/// How to connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What for.
    pub access: Access,
    /// How many connections at most.
    pub connections: usize,
    /// How long to wait for a free one.
    pub wait: Duration,
    /// What `pg_stat_activity` shows, before a number of its own for each pool.
    pub application: String,
}

impl Options {
    /// Sixteen connections, waiting for two seconds.
    #[must_use]
    pub fn new(access: Access, application: &str) -> Self {
        let application = application.to_owned();
        Self {
            access,
            connections: 16,
            wait: Duration::from_secs(2),
            application,
        }
    }
}

/// The read side. Cloning it is cheap.
#[derive(Clone)]
pub struct ReadModel {
    pool: Pool,
    config: Config,
    name: Arc<str>,
}

impl fmt::Debug for ReadModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadModel")
    }
}

impl ReadModel {
    /// Connects with a keyword string such as `host=/run/postgresql user=bp_web dbname=bp`. One
    /// connection is made at once, so that a wrong address is heard of here.
    pub async fn connect(address: &str, options: Options) -> Result<Self, ReadError> {
        let mut config: Config = address
            .parse()
            .map_err(|error: tokio_postgres::Error| ReadError::Address(error.into()))?;
        let settings = match config.get_options() {
            Some(given) => format!("{given} {}", options.access.settings()),
            None => options.access.settings().to_owned(),
        };
        let name = format!("{} {}", options.application, Uuid::new_v4().simple());
        config
            .options(settings)
            .application_name(&name)
            .connect_timeout(Duration::from_secs(5));
        let recycling_method = RecyclingMethod::Fast;
        let manager =
            Manager::from_config(config.clone(), NoTls, ManagerConfig { recycling_method });
        let pool = Pool::builder(manager)
            .max_size(options.connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(options.wait))
            .create_timeout(Some(Duration::from_secs(5)))
            .build()
            .map_err(|error| ReadError::Connect(Cause::text(error)))?;
        let name = name.into();
        let this = Self { pool, config, name };
        drop(this.client("the first connection").await?);
        Ok(this)
    }

    pub(crate) async fn client(&self, doing: &'static str) -> Result<Object, ReadError> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => ReadError::Connect(error.into()),
            PoolError::Timeout(_) => ReadError::Busy { doing },
            other => ReadError::Connect(Cause::text(other)),
        })
    }

    /// What `pg_stat_activity` calls the connections of this pool, and no others.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) const fn config(&self) -> &Config {
        &self.config
    }
}
