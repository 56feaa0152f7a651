//! Reactors: they follow the ledger and only send commands.
//!
//! A reactor's cursor is working state. It is written after the reaction, so a crash repeats
//! reactions; their command ids are derived from positions, so a repeat changes nothing.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::DecodeError;
use domain::ids::AgencyCode;
use ledger::{
    Bucket, CommandError, Cursor, Feeds, FollowError, Ledger, LedgerError, Recorded, VaultError,
    WorkingError,
};
use tokio::task::JoinSet;

use crate::lifecycle::Shutdown;

/// How long a failed reaction waits before it is tried again.
const AGAIN: Duration = Duration::from_millis(500);
/// How many commits are taken at once.
const BATCH: usize = 256;

/// Why a reaction must be tried again.
#[derive(Debug, thiserror::Error)]
pub enum Reaction {
    /// Its command has no definite outcome.
    #[error("the command has no definite outcome")]
    Command(#[from] CommandError),
    /// The ledger could not be read.
    #[error("cannot read the ledger")]
    Ledger(#[from] LedgerError),
    /// The ledger could not be followed.
    #[error("cannot follow the ledger")]
    Follow(#[from] FollowError),
    /// An event could not be read.
    #[error("cannot read an event")]
    Decode(#[from] DecodeError),
    /// A private value could not be opened.
    #[error("cannot open a private value")]
    Vault(#[from] VaultError),
    /// The cursor could not be read or written.
    #[error("cannot keep the cursor")]
    Working(#[from] WorkingError),
}

type React =
    dyn Fn(Recorded) -> Pin<Box<dyn Future<Output = Result<(), Reaction>> + Send>> + Send + Sync;

/// Something that reacts to commits of every agency, in order, at least once.
#[derive(Clone)]
pub struct Reactor {
    name: &'static str,
    react: Arc<React>,
}

impl fmt::Debug for Reactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reactor {}", self.name)
    }
}

impl Reactor {
    /// A reactor. What it does to a commit must be harmless when done twice.
    pub fn new(
        name: &'static str,
        react: impl Fn(Recorded) -> Pin<Box<dyn Future<Output = Result<(), Reaction>> + Send>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self {
            name,
            react: Arc::new(react),
        }
    }

    /// Follows every agency, also those that join later, until told to stop.
    pub async fn run(self, ledger: Ledger, feeds: Feeds, cursors: Bucket, mut shutdown: Shutdown) {
        let mut agencies = JoinSet::new();
        let mut known: Vec<AgencyCode> = Vec::new();
        loop {
            for agency in feeds.codes() {
                if !known.contains(&agency) {
                    known.push(agency.clone());
                    agencies.spawn(self.clone().follow(ledger.clone(), agency, cursors.clone()));
                }
            }
            tokio::select! {
                () = shutdown.requested() => return,
                () = feeds.more_than(known.len()) => {}
            }
        }
    }

    async fn follow(self, ledger: Ledger, agency: AgencyCode, cursors: Bucket) {
        loop {
            if let Err(error) = self.follow_once(&ledger, &agency, &cursors).await {
                tracing::warn!(reactor = self.name, %agency, error = &error as &dyn std::error::Error, "a reaction is tried again");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }

    async fn follow_once(
        &self,
        ledger: &Ledger,
        agency: &AgencyCode,
        cursors: &Bucket,
    ) -> Result<(), Reaction> {
        let key = format!("reactor.{}.{agency}", self.name);
        let stored = cursors
            .get(&key)
            .await?
            .and_then(|text| String::from_utf8(text).ok());
        let sequence = stored.and_then(|text| text.parse().ok()).unwrap_or(0);
        let mut follower = ledger
            .follow(
                agency,
                Cursor {
                    sequence,
                    ..Cursor::default()
                },
            )
            .await?;
        loop {
            for recorded in follower.next(BATCH).await? {
                (self.react)(recorded).await?;
            }
            cursors
                .put(&key, follower.sequence().to_string().into_bytes())
                .await?;
        }
    }
}
