//! Reading Postgres, and waiting for one's own writes first.

use std::time::Duration;

use domain::ids::AgencyCode;
use readmodel::{ReadError, ReadModel, Waiter};

use crate::Problem;
use crate::page::MinPosition;
use crate::problem::kind;

/// How long a read waits for its projections to reach `min_position`.
const PATIENCE: Duration = Duration::from_secs(5);

/// The read side as a service may use it: queries, and the positions they stand for.
#[derive(Clone, Debug)]
pub struct Reads {
    /// Where queries go.
    pub db: ReadModel,
    /// Hears how far each projection has come.
    pub waiter: Waiter,
}

impl Reads {
    /// Reads from this database.
    #[must_use]
    pub fn new(db: ReadModel) -> Self {
        let waiter = Waiter::start(&db);
        Self { db, waiter }
    }

    /// Waits until these projections have folded what the caller wants to see.
    pub async fn caught_up(
        &self,
        projections: &[&str],
        agency: &AgencyCode,
        MinPosition(position): MinPosition,
    ) -> Result<(), Problem> {
        let Some(position) = position else {
            return Ok(());
        };
        let there = self
            .waiter
            .wait(projections, agency.as_str(), position.sequence, PATIENCE)
            .await;
        if there {
            Ok(())
        } else {
            Err(Problem::from(kind::NOT_CAUGHT_UP).retry_after(1))
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        Self::ours(kind::UNAVAILABLE, &error).retry_after(1)
    }
}
