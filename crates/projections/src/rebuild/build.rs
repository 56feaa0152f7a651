//! A projection that is being built: in memory per agency, or on disk when that grows too large.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::AgencyCode;
use futures_util::future::try_join_all;
use jiff::Timestamp;
use ledger::{Cursor, FollowError, Follower, Recorded};
use readmodel::{Parked, Place, ReadError, ReadModel, Schema, Shelved, Tx, Unit};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{RebuildError, Step};
use crate::apply::after;
use crate::batch::{Batch, Needs};
use crate::projection::{Aside, Building, Folded, Folding};
use crate::source::{Source, cursor, gather};

/// How many commits a batch of a rebuild has. Up to five batches are there at once: read, decoded, folded, and two
/// that wait.
const AHEAD: usize = 8_000;
/// So many rows are held in memory at most, about 150 bytes each.
const ROWS: usize = 1_000_000;

/// A projection that is being built.
pub(super) struct Build {
    pub(super) folding: &'static dyn Folding,
    pub(super) schema: &'static Schema,
    /// The rows of the agency that is being folded.
    memory: Option<Box<dyn Building>>,
    /// Whether its tables have keys and indexes.
    indexed: bool,
    /// Whether what cannot be folded is set aside, instead of ending the build.
    park: bool,
    pub(super) places: BTreeMap<String, Place>,
    pub(super) asides: BTreeMap<String, Aside>,
    pub(super) parked: BTreeMap<String, Vec<Parked>>,
}

impl Build {
    pub(super) fn new(folding: &'static dyn Folding, schema: &'static Schema, park: bool) -> Self {
        Self {
            folding,
            schema,
            memory: None,
            indexed: false,
            park,
            places: BTreeMap::new(),
            asides: BTreeMap::new(),
            parked: BTreeMap::new(),
        }
    }

    /// What was built before and stands finished.
    pub(super) fn finished(
        folding: &'static dyn Folding,
        schema: &'static Schema,
        shelved: Shelved,
    ) -> Self {
        let mut build = Self {
            indexed: true,
            ..Self::new(folding, schema, true)
        };
        for place in shelved.places {
            build.places.insert(place.agency.clone(), place);
        }
        for (agency, parked) in &shelved.parked {
            aside_of(build.asides.entry(agency.clone()).or_default(), parked);
        }
        build.parked = shelved.parked;
        build
    }

    /// What is to be known of it, to go on from there.
    pub(super) fn shelved(&self) -> Shelved {
        Shelved {
            places: self.places.values().cloned().collect(),
            parked: self.parked.clone(),
        }
    }

    pub(super) fn name(&self) -> &'static str {
        self.folding.info().name
    }

    /// Where it begins with an agency.
    pub(super) fn start(&self, agency: &str, incarnation: Uuid) -> Place {
        let info = self.folding.info();
        Place {
            projection: info.name.to_owned(),
            version: info.version,
            agency: agency.to_owned(),
            generation: 1,
            sequence: 0,
            incarnation,
            hash: None,
            epoch: 0,
        }
    }

    /// Builds keys and indexes, if there are none yet.
    pub(super) async fn index(&mut self, db: &ReadModel) -> Result<(), ReadError> {
        if !self.indexed {
            db.finish_build(self.schema).await?;
            self.indexed = true;
        }
        Ok(())
    }

    pub(super) fn begin(&mut self, agency: &str, incarnation: Uuid) {
        self.memory = (!self.indexed).then(|| self.folding.building());
        let place = self.start(agency, incarnation);
        self.places.insert(agency.to_owned(), place);
    }

    fn rows(&self) -> usize {
        self.memory.as_ref().map_or(0, |memory| memory.rows())
    }

    async fn fold(&mut self, db: &ReadModel, batch: &Batch) -> Result<(), RebuildError> {
        let agency = batch.agency.as_ref();
        let aside = self.asides.entry(agency.to_owned()).or_default();
        let parked = if let Some(memory) = &mut self.memory {
            memory
                .fold(batch, aside)
                .map_err(|halt| RebuildError::halted(self.folding.info().name, agency, halt))?
        } else {
            let unit = OnDisk {
                folding: self.folding,
                schema: self.schema.next(),
                batch,
                aside,
            };
            match db.write(&unit).await? {
                Folded::All(parked) => parked,
                Folded::Short(_, halt) => {
                    return Err(RebuildError::halted(self.name(), agency, halt));
                }
            }
        };
        if let (false, Some(first)) = (self.park, parked.first()) {
            let (agency, first) = (agency.to_owned(), Box::new(first.clone()));
            return Err(RebuildError::Poison { agency, first });
        }
        aside_of(aside, &parked);
        self.parked
            .entry(agency.to_owned())
            .or_default()
            .extend(parked);
        if let Some(place) = self.places.get_mut(agency)
            && let Some(to) = after(place, &batch.commits)
        {
            *place = to;
        }
        Ok(())
    }

    /// Writes the rows in memory and forgets them.
    async fn flush(&mut self, db: &ReadModel) -> Result<(), ReadError> {
        if let Some(memory) = &self.memory {
            let copy = Copy {
                memory: memory.as_ref(),
                schema: self.schema.next(),
            };
            db.write(&copy).await?;
        }
        self.memory = None;
        Ok(())
    }
}

/// Entities whose later commits are parked too.
pub(super) fn aside_of(aside: &mut Aside, parked: &[Parked]) {
    for one in parked {
        aside.entry(one.entity).or_insert(one.from);
    }
}

struct Copy<'a> {
    memory: &'a dyn Building,
    schema: String,
}

impl Unit for Copy<'_> {
    const NAME: &'static str = "copying a rebuilt projection";
    type Output = ();

    async fn run(&self, tx: &Tx<'_>) -> Result<(), ReadError> {
        tx.take_as_long_as_it_takes().await?;
        self.memory.copy(tx, &self.schema).await
    }
}

struct OnDisk<'a> {
    folding: &'a dyn Folding,
    schema: String,
    batch: &'a Batch,
    aside: &'a Aside,
}

impl Unit for OnDisk<'_> {
    const NAME: &'static str = "folding a batch of a rebuild";
    type Output = Folded;

    async fn run(&self, tx: &Tx<'_>) -> Result<Folded, ReadError> {
        let Batch { agency, commits } = self.batch;
        self.folding
            .fold_into(tx, &self.schema, agency, commits, self.aside)
            .await
    }

    fn keep(output: &Folded) -> bool {
        matches!(output, Folded::All(_))
    }
}

/// Where a fold from the first event ends, if not where the ledger does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Until {
    /// The last sequence to fold.
    pub(super) sequence: u64,
    /// Nothing from the first commit on that was recorded after this.
    pub(super) moment: Timestamp,
}

impl Until {
    pub(super) const EVERYTHING: Self = Self {
        sequence: u64::MAX,
        moment: Timestamp::MAX,
    };
}

/// Folds an agency from its first event; returns when the last commit that was folded was recorded.
pub(super) async fn from_first(
    source: &Source,
    agency: &AgencyCode,
    builds: &mut [Build],
    until: Until,
    progress: &(dyn Fn(Step) + Send + Sync),
) -> Result<Option<Timestamp>, RebuildError> {
    let follower = source.ledger.follow(agency, Cursor::default()).await?;
    let last = follower.last_at_start().min(until.sequence);
    let mut at = None;
    for build in builds.iter_mut() {
        build.begin(agency.as_str(), follower.incarnation());
    }
    let mut batches = ahead(source, agency, builds, follower, until);
    let mut sequence = 0;
    while sequence < last {
        let batch = batches.recv().await.ok_or(RebuildError::Reader)??;
        for build in builds.iter_mut() {
            build.fold(&source.db, &batch).await?;
        }
        // A batch of none is the last one.
        sequence = batch.commits.last().map_or(last, |c| c.position.sequence);
        at = batch.commits.last().map(|commit| commit.at).or(at);
        progress(Step::Folding {
            agency: agency.to_string(),
            sequence,
            last,
        });
        spill(source, builds).await?;
    }
    // Each over a connection of its own: Postgres parses one while the next is written.
    let mut copies = Vec::new();
    for build in builds.iter_mut() {
        copies.push(build.flush(&source.db));
    }
    try_join_all(copies).await?;
    Ok(at)
}

/// Puts the largest projections on disk while there are too many rows in memory; they go on there.
async fn spill(source: &Source, builds: &mut [Build]) -> Result<(), RebuildError> {
    while builds.iter().map(Build::rows).sum::<usize>() > ROWS {
        let Some(largest) = builds.iter_mut().max_by_key(|build| build.rows()) else {
            break;
        };
        largest.flush(&source.db).await?;
        largest.index(&source.db).await?;
    }
    Ok(())
}

/// Reads one batch while the one before is decoded and the one before that is folded.
fn ahead(
    source: &Source,
    agency: &AgencyCode,
    builds: &[Build],
    follower: Follower,
    until: Until,
) -> mpsc::Receiver<Result<Batch, RebuildError>> {
    let (send, receive) = mpsc::channel(1);
    let needs = Needs::of(builds.iter().map(|build| build.folding.info()));
    let (source, agency) = (source.clone(), Arc::<str>::from(agency.as_str()));
    let mut read = read(follower, until.sequence);
    // Nobody receives when the rebuild has failed elsewhere.
    tokio::spawn(async move {
        while let Some(recorded) = read.recv().await {
            let batch = match recorded {
                Ok(recorded) => Batch::decode(&agency, recorded, &needs, source.vault.as_ref())
                    .await
                    .map_err(RebuildError::from),
                Err(error) => Err(error.into()),
            };
            let mut batch = match batch {
                Ok(batch) => batch,
                failed => return drop(send.send(failed).await),
            };
            let later = batch.cut(until.moment);
            if send.send(Ok(batch)).await.is_err() {
                return;
            }
            if later {
                let (agency, commits) = (Arc::clone(&agency), Vec::new());
                return drop(send.send(Ok(Batch { agency, commits })).await);
            }
        }
    });
    receive
}

fn read(mut follower: Follower, until: u64) -> mpsc::Receiver<Result<Vec<Recorded>, FollowError>> {
    let (send, receive) = mpsc::channel(1);
    tokio::spawn(async move {
        let last = follower.last_at_start().min(until);
        while follower.sequence() < last {
            let recorded = gather(&mut follower, last, AHEAD).await;
            let failed = recorded.is_err();
            if send.send(recorded).await.is_err() || failed {
                return;
            }
        }
    });
    receive
}

/// Folds what has happened since; how many commits that were. All builds stand at the same place.
pub(super) async fn on(
    source: &Source,
    agency: &AgencyCode,
    builds: &mut [Build],
) -> Result<u64, RebuildError> {
    let stands = builds
        .iter()
        .filter_map(|build| build.places.get(agency.as_str()))
        .min_by_key(|place| place.sequence);
    let Some(from) = stands.cloned() else {
        return Ok(0);
    };
    let follower = source.ledger.follow(agency, cursor(&from)).await?;
    let last = follower.last_at_start();
    let mut batches = ahead(source, agency, builds, follower, Until::EVERYTHING);
    let mut sequence = from.sequence;
    while sequence < last {
        let batch = batches.recv().await.ok_or(RebuildError::Reader)??;
        for build in builds.iter_mut() {
            build.fold(&source.db, &batch).await?;
        }
        sequence = batch.commits.last().map_or(last, |c| c.position.sequence);
    }
    Ok(last.saturating_sub(from.sequence))
}
