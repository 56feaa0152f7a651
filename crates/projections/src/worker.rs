//! The workers: one reader per agency that feeds all its projections, for ever.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::ids::AgencyCode;
use ledger::{Cursor, FollowError};
use tokio::task::JoinSet;

use crate::session::{self, End};
use crate::source::{LIVE, Source, registered};
use crate::status::{State, Status};

/// The shortest and the longest pause after an outage.
const PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));

/// The projection workers of this process.
#[derive(Debug, Clone)]
pub struct Workers {
    source: Source,
    status: Status,
}

impl Workers {
    /// Workers that do not work yet.
    #[must_use]
    pub fn new(source: Source) -> Self {
        let status = Status::default();
        Self { source, status }
    }

    /// What all projections are doing.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status.clone()
    }

    /// Works until `shutdown` comes. A batch under way is dropped then: its transaction rolls back.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        tokio::select! {
            () = self.supervise() => {}
            () = shutdown => {}
        }
    }

    /// Follows the registry, and gives every agency in it a worker.
    async fn supervise(&self) {
        let mut known = BTreeSet::new();
        let mut workers = JoinSet::new();
        let mut cursor = Cursor::default();
        loop {
            let error = self.admit(&mut cursor, &mut known, &mut workers).await;
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "lost the registry, following it again"
            );
            tokio::time::sleep(PAUSE.0).await;
        }
    }

    async fn admit(
        &self,
        cursor: &mut Cursor,
        known: &mut BTreeSet<AgencyCode>,
        workers: &mut JoinSet<()>,
    ) -> FollowError {
        let registry = AgencyCode::registry();
        let mut follower = match self.source.ledger.follow(&registry, *cursor).await {
            Ok(follower) => follower,
            Err(error) => return error,
        };
        cursor.incarnation = Some(follower.incarnation());
        loop {
            let batch = match follower.next(LIVE).await {
                Ok(batch) => batch,
                Err(error) => return error,
            };
            cursor.sequence = follower.sequence();
            for agency in registered(&batch) {
                if known.insert(agency.clone()) {
                    workers.spawn(work(self.source.clone(), self.status.clone(), agency));
                }
            }
        }
    }
}

/// One agency, until the process ends or the ledger needs a person.
async fn work(source: Source, status: Status, agency: AgencyCode) {
    let mut session = session::Session::new(source, status.clone(), agency.clone());
    let mut pause = PAUSE.0;
    loop {
        let began = session.folded();
        match session.run().await {
            End::Moved => {
                if let Err(error) = session.stand_by().await {
                    let why = session::chain(&error);
                    tracing::warn!(%agency, why, "cannot see where projections stand");
                    tokio::time::sleep(pause).await;
                }
            }
            End::Outage(why) => {
                tracing::warn!(%agency, why, "projections lost the ledger or Postgres, trying again");
                session.mark(&State::Retrying { why });
                tokio::time::sleep(pause).await;
            }
            End::Broken(error) => {
                let why = error.to_string();
                tracing::error!(%agency, why, "projections of the agency stopped; this needs a person");
                session.mark(&State::Stopped { why });
                return;
            }
        }
        pause = if session.folded() == began {
            (pause * 2).min(PAUSE.1)
        } else {
            PAUSE.0
        };
    }
}
