//! One agency from where its projections stand: read, decode once, fold each, again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::ids::AgencyCode;
use futures_util::future::join_all;
use ledger::{FollowError, Follower, Recorded};
use readmodel::{Lease, Place, ReadError, Schema};
use tokio::time::MissedTickBehavior;
use uuid::Uuid;

use crate::apply::{Applied, Once, after};
use crate::batch::{Batch, Needs};
use crate::projection::{Aside, Folding, Halt};
use crate::source::{ALL, BEHIND, LIVE, Source, cursor, gather};
use crate::status::{State, Status};

/// How often a projection that waits or has stopped looks whether somebody else moved it.
const LOOK: Duration = Duration::from_secs(5);
/// Batches begin no closer together: a lone commit is folded at once, many that come one by one are folded together,
/// because most of what a batch costs does not depend on its size.
const PACE: Duration = Duration::from_millis(5);
/// How long the reader may bring nothing while the ledger has more.
const STALLED: Duration = Duration::from_secs(30);

/// Why a session ended.
pub(crate) enum End {
    /// A projection does not stand where it was thought to: another worker, or a rebuild.
    Moved,
    /// The agency is another worker's now.
    Lost,
    /// The ledger or Postgres cannot be reached.
    Outage(String),
    /// The ledger is not the one that was read; nothing of the agency goes on.
    Broken(FollowError),
}

impl From<FollowError> for End {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::Ledger(error) => Self::Outage(chain(&error)),
            error => Self::Broken(error),
        }
    }
}

impl From<ReadError> for End {
    fn from(error: ReadError) -> Self {
        Self::Outage(chain(&error))
    }
}

/// An error with its causes, which quote no values.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// A projection that goes on.
struct Member {
    folding: &'static dyn Folding,
    schema: String,
    place: Place,
    aside: Aside,
    parked: u64,
}

impl Member {
    /// Whether any commit of a batch that it has not folded is of a kind that it reads.
    fn reads(&self, batch: &Batch) -> bool {
        let kinds = self.folding.info().kinds;
        let mut commits = batch.after(self.place.sequence).iter();
        commits.any(|commit| kinds.contains(&commit.kind.as_str()))
    }
}

/// The worker of one agency.
pub(crate) struct Session {
    source: Source,
    status: Status,
    agency: AgencyCode,
    token: Arc<str>,
    lease: Lease,
    /// Projections that do not go on: where they stood, and why.
    halted: HashMap<&'static str, (u64, i64, Halt)>,
    folded: u64,
}

impl Session {
    pub(crate) fn new(source: Source, status: Status, agency: AgencyCode, lease: Lease) -> Self {
        let token = Arc::from(agency.as_str());
        Self {
            source,
            status,
            agency,
            token,
            lease,
            halted: HashMap::new(),
            folded: 0,
        }
    }

    /// How many batches were folded so far.
    pub(crate) const fn folded(&self) -> u64 {
        self.folded
    }

    /// Marks every projection that would go on.
    pub(crate) fn mark(&self, state: &State) {
        for folding in ALL {
            let info = folding.info();
            if !self.halted.contains_key(info.name) {
                self.status
                    .set(&self.token, (info.name, info.version), |progress| {
                        progress.state = state.clone();
                    });
            }
        }
    }

    /// Goes on from where everything stands, until something has moved or failed.
    pub(crate) async fn run(&mut self) -> End {
        let mut members = match self.members().await {
            Ok(members) => members,
            Err(error) => return error.into(),
        };
        // After the positions: whoever takes the agency over later changes their epochs.
        match self.source.db.holds(&self.lease).await {
            Ok(true) => {}
            Ok(false) => return End::Lost,
            Err(error) => return error.into(),
        }
        match self.follow(&mut members).await {
            Ok(end) | Err(end) => end,
        }
    }

    /// The projections that go on, and where they stand.
    async fn members(&mut self) -> Result<Vec<Member>, ReadError> {
        let places = self.source.db.positions(&self.token).await?;
        let parked = self.source.db.parked(&self.token).await?;
        let mut members = Vec::new();
        for folding in ALL.iter().copied() {
            let info = folding.info();
            let known = places.iter().find(|place| {
                (place.projection.as_str(), place.version) == (info.name, info.version)
            });
            let stands = known.map_or((0, 0), |place| (place.sequence, place.epoch));
            if self
                .halted
                .get(info.name)
                .is_some_and(|(sequence, epoch, _)| (*sequence, *epoch) == stands)
            {
                continue;
            }
            self.halted.remove(info.name);
            let of = |one: &&readmodel::Parked| {
                (one.projection.as_str(), one.version) == (info.name, info.version)
            };
            members.push(Member {
                folding,
                schema: Schema::of(info.name)?.live(),
                place: known
                    .cloned()
                    .unwrap_or_else(|| fresh(folding, &self.token)),
                aside: parked
                    .iter()
                    .filter(of)
                    .map(|one| (one.entity, one.from))
                    .collect(),
                parked: parked.iter().filter(of).count() as u64,
            });
        }
        Ok(members)
    }

    async fn follow(&mut self, members: &mut Vec<Member>) -> Result<End, End> {
        let behind = members.iter().min_by_key(|member| member.place.sequence);
        let Some(behind) = behind else {
            // None goes on. Whoever moves one of them lets it go on here too.
            while !self.somebody_moved(members).await? {
                tokio::time::sleep(LOOK).await;
            }
            return Ok(End::Moved);
        };
        let mut follower = self
            .source
            .ledger
            .follow(&self.agency, start(&behind.place))
            .await?;
        self.begin(members, follower.incarnation(), follower.last_at_start())
            .await?;
        let infos = members.iter().map(|member| member.folding.info());
        let needs = Needs::of(infos);
        let mut pace = tokio::time::interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.tell(members, &follower);
            pace.tick().await;
            let recorded = read(&mut follower).await?;
            if recorded.is_empty() {
                if self.somebody_moved(members).await? {
                    return Ok(End::Moved);
                }
                self.listens(follower.sequence()).await?;
                continue;
            }
            let batch = Batch::decode(&self.token, recorded, &needs, self.source.vault.as_ref())
                .await
                .map_err(|error| End::Outage(chain(&error)))?;
            let moved = self.fold(members, &batch).await?;
            if moved || members.is_empty() {
                self.tell(members, &follower);
                return Ok(End::Moved);
            }
            self.folded += 1;
        }
    }

    /// Checks that all places are in the ledger that is read, and begins those that are in none.
    async fn begin(&self, members: &mut [Member], found: Uuid, last: u64) -> Result<(), End> {
        for member in members {
            let place = &mut member.place;
            if place.incarnation.is_nil() {
                place.incarnation = found;
                self.source
                    .db
                    .start_position(&place.projection, place.version, &self.token, found)
                    .await?;
            } else if place.incarnation != found {
                let (known, found) = (place.incarnation, Some(found));
                return Err(End::Broken(FollowError::OtherIncarnation { known, found }));
            }
            if place.sequence > last {
                let position = place.sequence;
                return Err(End::Broken(FollowError::EndsBefore { position, last }));
            }
        }
        Ok(())
    }

    /// Folds a batch into every projection at once, each in a transaction of its own. True if one
    /// does not stand where it was thought to.
    async fn fold(&mut self, members: &mut Vec<Member>, batch: &Batch) -> Result<bool, End> {
        rewritten(members, batch)?;
        let (readers, others): (Vec<&Member>, Vec<&Member>) =
            members.iter().partition(|member| member.reads(batch));
        let (folded, passed) = tokio::join!(
            join_all(readers.iter().map(|member| self.fold_one(member, batch))),
            self.pass(&others, batch)
        );
        let of = |member: &&Member| member.folding.info().name;
        let mut outcomes: HashMap<_, _> = readers.iter().map(of).zip(folded).collect();
        for (member, place) in others.iter().zip(passed?) {
            let applied = Applied {
                place,
                parked: Vec::new(),
                halt: None,
            };
            outcomes.insert(of(member), Ok(applied));
        }
        let mut moved = false;
        let mut failure = None;
        let mut halted = Vec::new();
        for member in members.iter_mut() {
            match outcomes.remove(member.folding.info().name) {
                Some(Ok(applied)) => moved |= self.take(member, applied, &mut halted),
                Some(Err(error)) => failure = Some(error),
                None => {}
            }
        }
        members.retain(|member| !halted.contains(&member.folding.info().name));
        match failure {
            Some(error) => Err(error.into()),
            None => Ok(moved),
        }
    }

    async fn fold_one(&self, member: &Member, batch: &Batch) -> Result<Applied, ReadError> {
        let once = Once {
            projection: member.folding,
            schema: &member.schema,
            agency: &batch.agency,
            from: &member.place,
            commits: batch.after(member.place.sequence),
            aside: &member.aside,
        };
        let began = Instant::now();
        let applied = once.apply(&self.source.db).await;
        let labels = [("projection", member.folding.info().name)];
        metrics::histogram!("projection_batch_seconds", &labels).record(began.elapsed());
        applied
    }

    /// Moves projections that read nothing in a batch to its end, all in one statement. Where each stands
    /// then; none if it was not where it was thought to be.
    async fn pass(
        &self,
        members: &[&Member],
        batch: &Batch,
    ) -> Result<Vec<Option<Place>>, ReadError> {
        let behind = |member: &&&Member| !batch.after(member.place.sequence).is_empty();
        let from: Vec<&Place> = members
            .iter()
            .filter(behind)
            .map(|member| &member.place)
            .collect();
        let end = from.first().and_then(|place| after(place, &batch.commits));
        let moved = match &end {
            Some(end) => self.source.db.pass(&from, end).await?,
            None => Vec::new(),
        };
        let place =
            |member: &&Member| match after(&member.place, batch.after(member.place.sequence)) {
                Some(to) => moved.contains(&to.projection).then_some(to),
                None => Some(member.place.clone()),
            };
        Ok(members.iter().map(place).collect())
    }

    /// Takes what became of a member's batch; true if it was moved by somebody else.
    fn take(
        &mut self,
        member: &mut Member,
        applied: Applied,
        halted: &mut Vec<&'static str>,
    ) -> bool {
        let info = member.folding.info();
        let Some(place) = applied.place else {
            return true;
        };
        member.place = place;
        member.parked += applied.parked.len() as u64;
        for one in applied.parked {
            tracing::error!(
                projection = info.name, agency = %self.token, sequence = one.sequence,
                entity.kind = one.kind, entity.id = %one.entity, reason = one.reason,
                "parked a commit that cannot be folded"
            );
            member.aside.entry(one.entity).or_insert(one.from);
        }
        let Some(halt) = applied.halt else {
            return false;
        };
        let (sequence, epoch) = (member.place.sequence, member.place.epoch);
        let state = match &halt {
            Halt::Newer(why) => {
                tracing::warn!(projection = info.name, agency = %self.token, why, "projection waits for a newer program");
                State::Waiting { why: why.clone() }
            }
            Halt::Poison(why) => {
                tracing::error!(projection = info.name, agency = %self.token, why, "projection stopped; this needs a person");
                State::Stopped { why: why.clone() }
            }
        };
        self.status
            .set(&self.token, (info.name, info.version), |progress| {
                progress.position = sequence;
                progress.state = state.clone();
            });
        self.halted.insert(info.name, (sequence, epoch, halt));
        halted.push(info.name);
        false
    }

    /// Whether a projection that does not go on was moved by a newer worker or a rebuild, or one that does was
    /// put somewhere else: of that an idle worker hears by looking only.
    async fn somebody_moved(&self, members: &[Member]) -> Result<bool, End> {
        let places = self.source.db.positions(&self.token).await?;
        Ok(places.iter().any(|place| {
            let halted = self.halted.get(place.projection.as_str());
            let halted = halted.is_some_and(|(sequence, epoch, _)| {
                (*sequence, *epoch) != (place.sequence, place.epoch)
            });
            let member = members.iter().find(|member| {
                let known = &member.place;
                (&known.projection, known.version) == (&place.projection, place.version)
            });
            halted || member.is_some_and(|member| member.place.epoch != place.epoch)
        }))
    }

    /// A reader that brings nothing although there is more has stalled, and another is made.
    async fn listens(&self, stands: u64) -> Result<(), End> {
        let last = self.source.ledger.last_sequence(&self.agency).await;
        match last.map_err(|error| End::Outage(chain(&error)))? {
            last if last > stands => Err(End::Outage(format!(
                "the reader stands at {stands} and brings nothing, the ledger is at {last}"
            ))),
            _ => Ok(()),
        }
    }

    fn tell(&self, members: &[Member], follower: &Follower) {
        let last = follower.last_at_start().max(follower.sequence());
        for member in members {
            let info = member.folding.info();
            self.status
                .set(&self.token, (info.name, info.version), |progress| {
                    progress.position = member.place.sequence;
                    progress.last = last;
                    progress.parked = member.parked;
                    progress.state = State::Running;
                });
        }
        for (projection, (sequence, ..)) in &self.halted {
            let version = ALL
                .iter()
                .map(|folding| folding.info())
                .find(|info| info.name == *projection)
                .map_or(0, |info| info.version);
            self.status
                .set(&self.token, (projection, version), |progress| {
                    progress.position = *sequence;
                    progress.last = last;
                });
        }
    }
}

/// Where a projection stands that has not begun. The incarnation is that of the ledger it will find.
fn fresh(folding: &dyn Folding, agency: &str) -> Place {
    let info = folding.info();
    Place {
        projection: info.name.to_owned(),
        version: info.version,
        agency: agency.to_owned(),
        generation: 1,
        sequence: 0,
        incarnation: Uuid::nil(),
        hash: None,
        epoch: 0,
    }
}

fn start(place: &Place) -> ledger::Cursor {
    if place.incarnation.is_nil() {
        ledger::Cursor::default()
    } else {
        cursor(place)
    }
}

/// Few commits when live, many when far behind, none after a while without any.
async fn read(follower: &mut Follower) -> Result<Vec<Recorded>, End> {
    let until = follower.last_at_start();
    if follower.sequence() + (LIVE as u64) < until {
        let gathered = tokio::time::timeout(STALLED, gather(follower, until, BEHIND)).await;
        Ok(gathered.map_err(|_| End::Outage("the reader brings nothing".to_owned()))??)
    } else {
        Ok(follower.next_within(LIVE, LOOK).await?)
    }
}

/// The last commit that each projection folded must still be what it was.
fn rewritten(members: &[Member], batch: &Batch) -> Result<(), End> {
    for member in members {
        let place = &member.place;
        let at = batch
            .commits
            .binary_search_by_key(&place.sequence, |commit| commit.position.sequence);
        if let (Ok(at), Some(hash)) = (at, place.hash)
            && batch.commits[at].hash != hash
        {
            let position = place.sequence;
            return Err(End::Broken(FollowError::Rewritten { position }));
        }
    }
    Ok(())
}
