//! Projections as they stood: an agency's ledger folded up to a position, into a database made for it.

use domain::Position;
use domain::ids::AgencyCode;
use jiff::Timestamp;
use ledger::{Cursor, FollowError};
use readmodel::ReadError;

use super::build::{self, Build, Until};
use super::{RebuildError, Step, known, switch};
use crate::source::Source;

/// Up to where the ledger is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// This commit, and nothing after it.
    Position(Position),
    /// Everything before the first commit that was recorded later than this. Commits say when they were recorded
    /// by their services' clocks; which came first is the ledger's to say, so the first later one ends the fold.
    Time(Timestamp),
}

/// What was folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The last commit that was.
    pub position: Position,
    /// When it was recorded.
    pub at: Timestamp,
    /// How many commits could not be folded, over all projections.
    pub parked: usize,
}

/// Why projections are not known as they stood.
#[derive(Debug, thiserror::Error)]
pub enum AsOfError {
    /// No such agency.
    #[error("there is no agency {0}; its code is asked for, as in `agency add`")]
    Agency(AgencyCode),
    /// No such position.
    #[error("the ledger of {agency} ends at {last}; nothing stands at {asked} yet")]
    Beyond {
        /// The agency.
        agency: AgencyCode,
        /// What was asked for.
        asked: Position,
        /// The last one there is.
        last: Position,
    },
    /// Nothing was recorded by then.
    #[error("nothing was recorded of {0} by then; ask for a later moment, or for position 1-1")]
    Before(AgencyCode),
    /// The ledger, the vault or the database.
    #[error(transparent)]
    Rebuild(#[from] RebuildError),
}

impl From<ReadError> for AsOfError {
    fn from(error: ReadError) -> Self {
        RebuildError::from(error).into()
    }
}

impl From<FollowError> for AsOfError {
    fn from(error: FollowError) -> Self {
        RebuildError::from(error).into()
    }
}

/// Folds these projections of an agency up to a moment, into the empty tables of `source`'s database, and shows
/// them. Names are opened with the keys there are now: what was erased since stays erased.
pub async fn as_of(
    source: &Source,
    agency: &AgencyCode,
    moment: Moment,
    projections: &[&str],
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<AsOf, AsOfError> {
    let until = until(source, agency, moment).await?;
    let mut builds = Vec::new();
    for name in projections {
        for (folding, schema) in known(Some(name))? {
            source.db.begin_build(schema).await?;
            // What live workers set aside is set aside here.
            builds.push(Build::new(folding, schema, true));
        }
    }
    let at = build::from_first(source, agency, &mut builds, until, progress).await?;
    let at = at.ok_or_else(|| AsOfError::Before(agency.clone()))?;
    let mut sequence = 0;
    let mut parked = 0;
    for build in &mut builds {
        progress(Step::Indexing(build.name()));
        build.index(&source.db).await.map_err(RebuildError::from)?;
        let report = switch::switch(source, build).await?;
        sequence = report.commits;
        parked += report.parked;
    }
    Ok(AsOf {
        position: Position::commit(1, sequence),
        at,
        parked,
    })
}

async fn until(source: &Source, agency: &AgencyCode, moment: Moment) -> Result<Until, AsOfError> {
    if !source.agencies().await?.contains(agency) {
        return Err(AsOfError::Agency(agency.clone()));
    }
    let position = match moment {
        Moment::Time(moment) => {
            return Ok(Until {
                moment,
                ..Until::EVERYTHING
            });
        }
        Moment::Position(position) => position,
    };
    let follower = source.ledger.follow(agency, Cursor::default()).await?;
    let last = Position::commit(1, follower.last_at_start());
    if position.sequence == 0 {
        return Err(AsOfError::Before(agency.clone()));
    }
    if (position.generation, position.sequence) > (last.generation, last.sequence) {
        return Err(AsOfError::Beyond {
            agency: agency.clone(),
            asked: position,
            last,
        });
    }
    Ok(Until {
        sequence: position.sequence,
        ..Until::EVERYTHING
    })
}
