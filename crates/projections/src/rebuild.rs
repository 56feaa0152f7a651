//! Rebuilding projections beside the live ones, and switching without a gap.
//!
//! 1. Each agency is folded in memory from its first event and written by one `COPY` per table.
//! 2. Keys and indexes are built, then what happened meanwhile is folded as live workers do.
//! 3. One transaction holds all positions, folds the last few commits, and puts tables, views and
//!    positions in place. A live worker then finds another epoch, and looks again where it stands.

mod as_of;
mod build;
mod switch;

use domain::ids::AgencyCode;
use futures_util::future::try_join_all;
use ledger::{FollowError, LedgerError};
use readmodel::{Parked, ReadError, Schema, Shelved, Slot, Tables};

use crate::projection::{Folding, Halt};
use crate::source::{ALL, Source};
use build::{Build, Until};

pub use as_of::{AsOf, AsOfError, Moment, as_of};

/// How often what happened meanwhile is folded before the switch.
const ROUNDS: usize = 5;
/// How many projections' indexes are built at once; each may use `maintenance_work_mem`.
const AT_ONCE: usize = 2;
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
    /// Its build may not wait.
    #[error(
        "{0} holds names, and one that is erased before the switch would come back; rebuild it without --keep"
    )]
    Names(String),
    /// Nothing was built that could be switched to.
    #[error("nothing is built of {0}; build it with: projections rebuild {0} --keep")]
    Nothing(&'static str),
    /// There is no way back.
    #[error(
        "nothing is kept of {0} from before: a switch keeps what was live, except names, which may be erased since"
    )]
    NothingBefore(&'static str),
    /// Somebody else rebuilds it.
    #[error("{0} is being rebuilt already")]
    Busy(&'static str),
    /// A commit cannot be folded, and was not to be parked.
    #[error(
        "{} cannot fold commit {} of agency {agency} (entity {}.{}): {}; mend the cause and rebuild again, or set the entity aside with --park",
        first.projection, first.sequence, first.kind, first.entity, first.reason
    )]
    Poison {
        /// The agency.
        agency: String,
        /// The first commit that cannot be folded.
        first: Box<Parked>,
    },
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

/// What becomes of a projection that was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// It is put in the place of the live one.
    Switch,
    /// It stands beside the live one until [`switch()`]. Projections with names are left out: what is erased
    /// meanwhile would come back.
    Keep,
}

/// What to rebuild, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuild<'a> {
    only: Option<&'a str>,
    then: Then,
    park: bool,
}

impl<'a> Rebuild<'a> {
    /// All projections, which are switched to then; it stops at the first commit that cannot be folded.
    #[must_use]
    pub const fn all() -> Self {
        let (only, then, park) = (None, Then::Switch, false);
        Self { only, then, park }
    }

    /// One projection.
    #[must_use]
    pub const fn of(name: &'a str) -> Self {
        let only = Some(name);
        Self {
            only,
            ..Self::all()
        }
    }

    /// Does not switch, but keeps what is built.
    #[must_use]
    pub const fn keep(self) -> Self {
        let then = Then::Keep;
        Self { then, ..self }
    }

    /// Sets entities aside whose commits cannot be folded, as live workers do. Strict projections stop all the same.
    #[must_use]
    pub const fn park(self) -> Self {
        Self { park: true, ..self }
    }
}

/// Rebuilds from the first event of every agency. Readers and workers go on meanwhile; whether workers run makes
/// no difference to the result.
pub async fn rebuild(
    source: &Source,
    wish: Rebuild<'_>,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Vec<Report>, RebuildError> {
    let Rebuild { only, then, park } = wish;
    let mut all = known(only)?;
    if then == Then::Keep {
        all.retain(|(folding, _)| !folding.info().personal);
        if let (Some(only), true) = (only, all.is_empty()) {
            return Err(RebuildError::Names(only.to_owned()));
        }
    }
    let work = Box::pin(async {
        let mut builds = Vec::new();
        for (folding, schema) in &all {
            source.db.begin_build(schema).await?;
            builds.push(Build::new(*folding, schema, park));
        }
        let agencies = source.agencies().await?;
        for agency in &agencies {
            build::from_first(source, agency, &mut builds, Until::EVERYTHING, progress).await?;
        }
        for some in builds.chunks_mut(AT_ONCE) {
            let mut indexing = Vec::new();
            for build in some {
                progress(Step::Indexing(build.name()));
                indexing.push(build.index(&source.db));
            }
            try_join_all(indexing).await?;
        }
        end(source, &mut builds, then, progress).await
    });
    alone(source, &all, work).await
}

/// Puts projections that were built and kept in the place of the live ones.
pub async fn switch(
    source: &Source,
    only: Option<&str>,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Vec<Report>, RebuildError> {
    let all = known(only)?;
    let work = Box::pin(async {
        let mut builds = Vec::new();
        for (folding, schema) in &all {
            match source.db.shelved(schema, Slot::Next).await? {
                Some(shelved) => builds.push(Build::finished(*folding, schema, shelved)),
                None if only.is_some() => return Err(RebuildError::Nothing(schema.name)),
                None => {}
            }
        }
        end(source, &mut builds, Then::Switch, progress).await
    });
    alone(source, &all, work).await
}

/// Puts what readers saw before the last switch in the place of what they see now, and the other way round.
/// Workers fold what happened since. Of a newer version, which this program does not know, it is the tables of
/// this program's that readers see again.
pub async fn back(source: &Source, name: &str) -> Result<(), RebuildError> {
    let all = known(Some(name))?;
    alone(source, &all, async {
        for (_, schema) in &all {
            if !switch::back(source, schema).await? {
                return Err(RebuildError::NothingBefore(schema.name));
            }
        }
        Ok(())
    })
    .await
}

/// Drops what of a projection readers do not see: what was before, builds, older versions.
pub async fn drop_unseen(source: &Source, name: &str) -> Result<Vec<Tables>, RebuildError> {
    let all = known(Some(name))?;
    alone(source, &all, async {
        let mut dropped = Vec::new();
        for (_, schema) in &all {
            dropped.extend(source.db.drop_unseen(schema).await?);
        }
        Ok(dropped)
    })
    .await
}

type Known = (&'static dyn Folding, &'static Schema);

/// The projection of this name, or all.
fn known(only: Option<&str>) -> Result<Vec<Known>, ReadError> {
    let mut all = Vec::new();
    for folding in ALL.iter().copied() {
        let name = folding.info().name;
        if only.is_none_or(|only| only == name) {
            all.push((folding, Schema::of(name)?));
        }
    }
    match only {
        Some(only) if all.is_empty() => Err(ReadError::UnknownProjection(only.to_owned())),
        _ => Ok(all),
    }
}

/// Does something while nobody else builds or switches these.
async fn alone<R>(
    source: &Source,
    all: &[Known],
    work: impl Future<Output = Result<R, RebuildError>>,
) -> Result<R, RebuildError> {
    let mut holds = Vec::new();
    for (_, schema) in all {
        let hold = source.db.hold_build(schema).await?;
        holds.push(hold.ok_or(RebuildError::Busy(schema.name))?);
    }
    let done = work.await;
    for hold in holds {
        hold.release().await?;
    }
    done
}

/// Folds what happened meanwhile, then switches or keeps.
async fn end(
    source: &Source,
    builds: &mut [Build],
    then: Then,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Vec<Report>, RebuildError> {
    let agencies = source.agencies().await?;
    for _ in 0..ROUNDS {
        if round(source, &agencies, builds).await? <= FEW {
            break;
        }
    }
    let mut reports = Vec::new();
    for build in builds.iter() {
        if then == Then::Keep {
            let built = build.shelved();
            source.db.shelve_next(build.schema, &built).await?;
            reports.push(Report::of(build.name(), &built));
            continue;
        }
        reports.push(switch::switch(source, build).await?);
        progress(Step::Switched(build.name()));
    }
    Ok(reports)
}

impl Report {
    fn of(projection: &'static str, built: &Shelved) -> Self {
        Self {
            projection,
            commits: built.places.iter().map(|place| place.sequence).sum(),
            parked: built.parked.values().map(Vec::len).sum(),
        }
    }
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
