//! The workers of a process: one task for each agency that this process holds, for ever.

use std::time::Duration;

use domain::ids::AgencyCode;
use ledger::{Cursor, FollowError};
use readmodel::Lease;

use crate::crew::Crew;
use crate::session::{self, End, Session};
use crate::source::{LIVE, Source, registered};
use crate::status::{State, Status};

/// The shortest and the longest pause after an outage.
const PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));
/// How long whoever moved a projection may go on before this one looks again.
const COURTESY: Duration = Duration::from_millis(50);
/// After how long without a sign of life a worker's agencies are taken over, unless told otherwise.
const TAKEOVER: Duration = Duration::from_secs(10);

/// The projection workers of this process. Processes that run the same program share the agencies out among
/// them by leases in Postgres: none needs to be told of the others.
#[derive(Debug, Clone)]
pub struct Workers {
    source: Source,
    status: Status,
    takeover: Duration,
}

impl Workers {
    /// Workers that do not work yet.
    #[must_use]
    pub fn new(source: Source) -> Self {
        let status = Status::default();
        Self {
            source,
            status,
            takeover: TAKEOVER,
        }
    }

    /// Takes over from others that give no sign of life for this long; they do so five times as often.
    #[must_use]
    pub fn take_over_after(self, takeover: Duration) -> Self {
        Self { takeover, ..self }
    }

    /// What all projections are doing.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status.clone()
    }

    /// Works until `shutdown` comes, then gives its agencies back. A batch under way is dropped then: its
    /// transaction rolls back.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        tokio::select! {
            () = self.supervise() => {}
            () = shutdown => {}
        }
        if let Err(error) = self.source.db.leave().await {
            let why = session::chain(&error);
            tracing::warn!(
                why,
                "cannot give agencies back; others take them over later"
            );
        }
    }

    /// Follows the registry and works on what is this process's of the agencies in it.
    async fn supervise(&self) {
        let mut crew = Crew::new(self.source.clone(), self.status.clone(), self.takeover);
        let mut cursor = Cursor::default();
        loop {
            let error = self.follow(&mut cursor, &mut crew).await;
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "lost the registry, following it again"
            );
            crew.beat().await;
            tokio::time::sleep(PAUSE.0).await;
        }
    }

    async fn follow(&self, cursor: &mut Cursor, crew: &mut Crew) -> FollowError {
        let registry = AgencyCode::registry();
        let mut follower = match self.source.ledger.follow(&registry, *cursor).await {
            Ok(follower) => follower,
            Err(error) => return error,
        };
        cursor.incarnation = Some(follower.incarnation());
        let mut beats = tokio::time::interval(self.takeover / 5);
        beats.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            // Both may be dropped while they wait: nothing of either is lost.
            tokio::select! {
                batch = follower.next(LIVE) => match batch {
                    Ok(batch) => crew.admit(registered(&batch)),
                    Err(error) => return error,
                },
                _ = beats.tick() => {}
            }
            cursor.sequence = follower.sequence();
            crew.beat().await;
        }
    }
}

/// One agency, until it is another worker's, the process ends or the ledger needs a person.
pub(crate) async fn work(source: Source, status: Status, agency: AgencyCode, lease: Lease) {
    let mut session = Session::new(source, status, agency.clone(), lease);
    let mut pause = PAUSE.0;
    loop {
        let began = session.folded();
        match session.run().await {
            // A rebuild, or a worker of another program beside this one: the two take turns.
            End::Moved => tokio::time::sleep(COURTESY).await,
            End::Lost => return,
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
