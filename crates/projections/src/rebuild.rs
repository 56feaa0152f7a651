//! Rebuilding projections beside the live ones, and switching without a gap.
//!
//! 1. Each agency is folded in memory from its first event and written by one `COPY` per table.
//! 2. Keys and indexes are built, then what happened meanwhile is folded as live workers do.
//! 3. One transaction holds all positions, folds the last few commits, and puts tables, views and
//!    positions in place. A live worker then finds another epoch, and looks again where it stands.

mod build;
mod switch;

use domain::ids::AgencyCode;
use ledger::{FollowError, LedgerError};
use readmodel::{ReadError, Schema};

use crate::projection::Halt;
use crate::source::{ALL, Source};
use build::Build;

/// How often what happened meanwhile is folded before the switch.
const ROUNDS: usize = 5;
/// So few commits may be left for the transaction that switches.
const FEW: u64 = 1_000;

/// Why a rebuild did not finish. What was live is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// Postgres failed.
    #[error("cannot write the rebuilt projection")]
    Database(#[from] ReadError),
    /// The ledger cannot be followed.
    #[error("cannot read the ledger for a rebuild")]
    Follow(#[from] FollowError),
    /// The ledger or vault failed.
    #[error("cannot reach the ledger or the vault for a rebuild")]
    Ledger(#[from] LedgerError),
    /// Somebody else rebuilds it.
    #[error("{0} is being rebuilt already")]
    Busy(&'static str),
    /// An event cannot be folded.
    #[error("{projection} cannot fold agency {agency}: {why}")]
    Halted {
        /// The projection.
        projection: &'static str,
        /// The agency.
        agency: String,
        /// Where and why.
        why: String,
    },
    /// The task that reads ahead ended.
    #[error("the reader of the ledger ended early")]
    Reader,
}

impl RebuildError {
    fn halted(projection: &'static str, agency: &str, halt: Halt) -> Self {
        let (Halt::Newer(why) | Halt::Poison(why)) = halt;
        let agency = agency.to_owned();
        Self::Halted {
            projection,
            agency,
            why,
        }
    }
}

/// How far a rebuild has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It folds an agency's ledger.
    Folding {
        /// The agency.
        agency: String,
        /// The last sequence folded.
        sequence: u64,
        /// The last one to fold.
        last: u64,
    },
    /// It builds a projection's indexes.
    Indexing(&'static str),
    /// A projection was switched.
    Switched(&'static str),
}

/// What a rebuild did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The projection.
    pub projection: &'static str,
    /// How many commits it was folded over, in all agencies.
    pub commits: u64,
    /// How many commits were parked.
    pub parked: usize,
}

/// Rebuilds one projection, or all, from the first event of every agency. Readers and workers go
/// on meanwhile; whether workers run makes no difference to the result.
pub async fn rebuild(
    source: &Source,
    only: Option<&str>,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Vec<Report>, RebuildError> {
    let mut builds = Vec::new();
    let mut holds = Vec::new();
    for folding in ALL.iter().copied() {
        let name = folding.info().name;
        if only.is_none_or(|only| only == name) {
            let schema = Schema::of(name)?;
            let hold = source.db.hold_build(schema).await?;
            holds.push(hold.ok_or(RebuildError::Busy(name))?);
            source.db.begin_build(schema).await?;
            builds.push(Build::new(folding, schema));
        }
    }
    if let (Some(only), true) = (only, builds.is_empty()) {
        return Err(ReadError::UnknownProjection(only.to_owned()).into());
    }
    let reports = build_and_switch(source, &mut builds, progress).await;
    for hold in holds {
        hold.release().await?;
    }
    reports
}

async fn build_and_switch(
    source: &Source,
    builds: &mut [Build],
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Vec<Report>, RebuildError> {
    let agencies = source.agencies().await?;
    for agency in &agencies {
        build::from_first(source, agency, builds, progress).await?;
    }
    for build in builds.iter_mut() {
        progress(Step::Indexing(build.name()));
        build.index(&source.db).await?;
    }
    for _ in 0..ROUNDS {
        if round(source, &agencies, builds).await? <= FEW {
            break;
        }
    }
    let mut reports = Vec::new();
    for build in builds.iter() {
        reports.push(switch::switch(source, build).await?);
        progress(Step::Switched(build.name()));
    }
    Ok(reports)
}

/// Folds what happened meanwhile; how many commits that were.
async fn round(
    source: &Source,
    agencies: &[AgencyCode],
    builds: &mut [Build],
) -> Result<u64, RebuildError> {
    let mut commits = 0;
    for agency in agencies {
        commits += build::on(source, agency, builds).await?;
    }
    Ok(commits)
}
