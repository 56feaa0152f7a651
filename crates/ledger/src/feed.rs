//! Reference state: one fold of each agency's ledger per process, followed in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::ids::AgencyCode;
use domain::{AnyEvent, Position, Reference};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::connect::{Ledger, unavailable};
use crate::error::LedgerError;
use crate::follow::{Cursor, FollowError, Recorded};
use crate::subject;

/// How long a wait for a position may take.
const WAIT: Duration = Duration::from_secs(10);
/// How many commits are folded under one lock.
const BATCH: usize = 512;

/// The reference state of one agency, kept up by a task of its own.
pub struct Feed {
    state: Arc<RwLock<Reference>>,
    moved: watch::Receiver<Progress>,
    source: Followed,
    task: JoinHandle<()>,
}

/// What a feed follows.
#[derive(Clone)]
struct Followed {
    ledger: Ledger,
    agency: AgencyCode,
    /// The kinds of entities; none: all.
    kinds: Option<&'static [&'static str]>,
}

impl Followed {
    /// Where the last commit of these kinds stands.
    async fn last(&self) -> Result<u64, LedgerError> {
        let Some(kinds) = self.kinds else {
            return self.ledger.last_sequence(&self.agency).await;
        };
        let stream = subject::stream(&self.agency);
        let subjects: Vec<String> = kinds
            .iter()
            .map(|kind| subject::kind(&self.agency, kind))
            .collect();
        let asked = subjects
            .iter()
            .map(|subject| self.ledger.leader_last(&stream, subject));
        let found = futures_util::future::try_join_all(asked).await?;
        let sequences = found.iter().flatten().map(|message| message.sequence);
        Ok(sequences.max().unwrap_or(0))
    }
}

/// How far a feed has come, and why it stopped if it did.
#[derive(Debug, Clone, Default)]
struct Progress {
    sequence: u64,
    failure: Option<String>,
}

impl std::fmt::Debug for Feed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Feed at {}", self.moved.borrow().sequence)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Feed {
    /// Starts following and returns once it has come to where the ledger ended at the start.
    async fn start(source: Followed) -> Result<Self, LedgerError> {
        let last = source.last().await?;
        let state = Arc::new(RwLock::new(Reference::default()));
        let (progress, moved) = watch::channel(Progress::default());
        let task = tokio::spawn(run(source.clone(), Arc::clone(&state), progress));
        let feed = Self {
            state,
            moved,
            source,
            task,
        };
        let mut before = 0;
        // A long ledger takes its time: only standing still is a failure.
        while let Err(late) = feed.wait(last).await {
            if feed.failure().is_some() || feed.sequence() == before {
                return Err(late);
            }
            before = feed.sequence();
        }
        Ok(feed)
    }

    /// Looks at the reference state as of a position.
    pub fn read<R>(&self, look: impl FnOnce(&Reference, Position) -> R) -> R {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        // The fold moves on under the lock, so this sequence is the state's own or one behind.
        let sequence = self.moved.borrow().sequence;
        look(&state, Position::commit(subject::GENERATION, sequence))
    }

    /// Waits until the reference state has folded this sequence.
    pub async fn wait(&self, sequence: u64) -> Result<(), LedgerError> {
        let mut moved = self.moved.clone();
        let there = moved.wait_for(|p| p.sequence >= sequence || p.failure.is_some());
        match tokio::time::timeout(WAIT, there).await {
            Ok(Ok(progress)) if progress.failure.is_none() => Ok(()),
            Ok(Ok(progress)) => Err(failed(progress.failure.clone().unwrap_or_default())),
            Ok(Err(closed)) => Err(unavailable("following reference state", closed)),
            Err(late) => Err(unavailable("waiting for reference state", late)),
        }
    }

    /// Waits until all that stands in the ledger now is folded.
    pub async fn catch_up(&self) -> Result<(), LedgerError> {
        self.wait(self.source.last().await?).await
    }

    /// Why it stopped for good, if it did.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.moved.borrow().failure.clone()
    }

    /// How far it has come.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.moved.borrow().sequence
    }
}

fn failed(reason: String) -> LedgerError {
    unavailable("following reference state", std::io::Error::other(reason))
}

async fn run(source: Followed, state: Arc<RwLock<Reference>>, progress: watch::Sender<Progress>) {
    let agency = &source.agency;
    let mut cursor = Cursor::default();
    loop {
        match follow(&source, &state, &progress, &mut cursor).await {
            FollowError::Ledger(error) => {
                tracing::warn!(%agency, error = &error as &dyn std::error::Error, "reference state lost the ledger, following again");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            error => {
                tracing::error!(%agency, %error, "reference state stopped");
                progress.send_modify(|progress| progress.failure = Some(error.to_string()));
                return;
            }
        }
    }
}

async fn follow(
    source: &Followed,
    state: &RwLock<Reference>,
    progress: &watch::Sender<Progress>,
    cursor: &mut Cursor,
) -> FollowError {
    let Followed {
        ledger,
        agency,
        kinds,
    } = source;
    let mut follower = match ledger.follow_kinds(agency, *cursor, *kinds).await {
        Ok(follower) => follower,
        Err(error) => return error,
    };
    cursor.incarnation = Some(follower.incarnation());
    loop {
        let batch = match follower.next(BATCH).await {
            Ok(batch) => batch,
            Err(error) => return error,
        };
        let mut reference = state.write().unwrap_or_else(PoisonError::into_inner);
        for recorded in &batch {
            if let Err(error) = evolve(&mut reference, recorded) {
                return error;
            }
        }
        if let Some(last) = batch.last() {
            cursor.sequence = last.position.sequence;
            cursor.hash = Some(last.hash);
            progress.send_modify(|progress| progress.sequence = last.position.sequence);
        }
    }
}

fn evolve(reference: &mut Reference, recorded: &Recorded) -> Result<(), FollowError> {
    for stored in &recorded.commit.events {
        let event = AnyEvent::decode(&recorded.kind, stored).map_err(|error| {
            let sequence = recorded.position.sequence;
            FollowError::Damaged {
                sequence,
                reason: error.to_string(),
            }
        })?;
        reference.evolve(recorded.entity, recorded.position.sequence, &event);
    }
    Ok(())
}

/// The reference states of all agencies of the installation, as the registry names them.
#[derive(Clone, Debug)]
pub struct Feeds {
    registry: Arc<Feed>,
    agencies: watch::Receiver<Agencies>,
    /// Held for its drop: the last clone ends the task.
    _watching: Arc<Watching>,
}

type Agencies = BTreeMap<AgencyCode, Arc<Feed>>;

#[derive(Debug)]
struct Watching(JoinHandle<()>);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Feeds {
    /// Follows the registry and every agency in it; returns once all have caught up.
    pub async fn start(ledger: Ledger) -> Result<Self, LedgerError> {
        Self::start_with(ledger, None).await
    }

    /// The same, of each agency only entities of these kinds: for a process whose decisions look up nothing
    /// else, so that it need not read a long ledger first, nor what it writes itself.
    pub async fn of_kinds(
        ledger: Ledger,
        kinds: &'static [&'static str],
    ) -> Result<Self, LedgerError> {
        Self::start_with(ledger, Some(kinds)).await
    }

    async fn start_with(
        ledger: Ledger,
        kinds: Option<&'static [&'static str]>,
    ) -> Result<Self, LedgerError> {
        let agency = AgencyCode::registry();
        let each = Followed {
            ledger,
            agency,
            kinds,
        };
        let all = Followed {
            kinds: None,
            ..each.clone()
        };
        let registry = Arc::new(Feed::start(all).await?);
        let (admitted, agencies) = watch::channel(Agencies::new());
        admit(&each, &registry, &admitted).await?;
        let task = tokio::spawn(admit_all(each, Arc::clone(&registry), admitted));
        Ok(Self {
            registry,
            agencies,
            _watching: Arc::new(Watching(task)),
        })
    }

    /// The reference state of an agency.
    pub fn agency(&self, agency: &AgencyCode) -> Result<Arc<Feed>, LedgerError> {
        if *agency == AgencyCode::registry() {
            return Ok(Arc::clone(&self.registry));
        }
        let unknown = || LedgerError::NoStream {
            agency: agency.to_string(),
        };
        self.agencies
            .borrow()
            .get(agency)
            .cloned()
            .ok_or_else(unknown)
    }

    /// The agencies followed, by code.
    #[must_use]
    pub fn codes(&self) -> Vec<AgencyCode> {
        self.agencies.borrow().keys().cloned().collect()
    }

    /// The reference state of the registry.
    #[must_use]
    pub fn registry(&self) -> &Feed {
        &self.registry
    }

    /// Waits until more than this many agencies are followed.
    pub async fn more_than(&self, known: usize) {
        let mut agencies = self.agencies.clone();
        if agencies
            .wait_for(|agencies| agencies.len() > known)
            .await
            .is_err()
        {
            // Nobody admits any more: the process is ending.
            std::future::pending::<()>().await;
        }
    }
}

/// Follows every agency that the registry names and that is not followed yet.
async fn admit(
    each: &Followed,
    registry: &Feed,
    admitted: &watch::Sender<Agencies>,
) -> Result<(), LedgerError> {
    let named: Vec<AgencyCode> = registry.read(|reference, _| {
        reference
            .agencies
            .keys()
            .filter_map(|code| AgencyCode::new(code).ok())
            .collect()
    });
    for code in named {
        if !admitted.borrow().contains_key(&code) {
            let agency = code.clone();
            let source = Followed {
                agency,
                ..each.clone()
            };
            let feed = Arc::new(Feed::start(source).await?);
            admitted.send_modify(|agencies| {
                agencies.insert(code, feed);
            });
        }
    }
    Ok(())
}

async fn admit_all(each: Followed, registry: Arc<Feed>, admitted: watch::Sender<Agencies>) {
    let mut moved = registry.moved.clone();
    loop {
        moved.mark_unchanged();
        if let Err(error) = admit(&each, &registry, &admitted).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "cannot follow an agency yet"
            );
            tokio::time::sleep(Duration::from_millis(500)).await;
        } else if moved.changed().await.is_err() {
            return;
        }
    }
}
