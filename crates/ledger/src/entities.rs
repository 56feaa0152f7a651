//! Entities in memory: folded once, kept while there is room, checked by every append.

use std::collections::HashMap;
use std::sync::Arc;

use domain::event::{Event as _, Stored};
use domain::ids::AgencyCode;
use domain::{Entity, Position};
use moka::sync::Cache;
use uuid::Uuid;

use crate::commit::{Commit, Digest, Hash};
use crate::connect::Ledger;
use crate::error::{CommandError, LedgerError};
use crate::feed::Feeds;
use crate::load::Message;
use crate::subject;
use crate::vault::Vault;

/// How many entities of one kind are kept in memory. An entity is bounded to a few kilobytes.
const CACHED: u64 = 20_000;

/// An entity as folded up to a sequence.
#[derive(Debug, Clone)]
pub struct Loaded<E> {
    /// The fold.
    pub state: E,
    /// How many commits it has.
    pub version: u64,
    /// Sequence of its last commit; 0 when there is none.
    pub last: u64,
    pub(crate) hash: Option<Hash>,
    /// Every command that it took, and where: a repeat is recognised however late.
    pub(crate) taken: HashMap<Uuid, (Digest, u64)>,
}

impl<E: Default> Default for Loaded<E> {
    fn default() -> Self {
        Self {
            state: E::default(),
            version: 0,
            last: 0,
            hash: None,
            taken: HashMap::new(),
        }
    }
}

impl<E: Entity> Loaded<E> {
    /// Where its last commit stands.
    #[must_use]
    pub fn position(&self) -> Position {
        Position::commit(subject::GENERATION, self.last)
    }

    /// Takes a stored commit; it must be the next of its chain.
    pub(crate) fn take(
        &mut self,
        agency: &AgencyCode,
        message: &Message,
    ) -> Result<(), CommandError> {
        let commit = self.next(agency, message)?;
        self.take_commit(message, &commit, &commit.events)
    }

    /// Reads a stored commit, which must be the next of the chain.
    pub(crate) fn next(
        &self,
        agency: &AgencyCode,
        message: &Message,
    ) -> Result<Commit, CommandError> {
        let damaged = |reason: String| LedgerError::Damaged {
            agency: agency.to_string(),
            sequence: message.sequence,
            reason,
        };
        let commit = Commit::decode(&message.payload).map_err(damaged)?;
        if commit.version != self.version + 1 || commit.previous != self.hash {
            return Err(damaged("its chain is broken".to_owned()).into());
        }
        Ok(commit)
    }

    /// Takes a commit that is the next of its chain, its events as they are given.
    pub(crate) fn take_commit(
        &mut self,
        message: &Message,
        commit: &Commit,
        events: &[Stored],
    ) -> Result<(), CommandError> {
        for stored in events {
            self.state.evolve(&E::Event::decode(stored)?);
        }
        self.version = commit.version;
        self.last = message.sequence;
        self.hash = Some(Hash::of(&message.payload));
        // A commit that only carries a guard repeats its command's id; the first one is the place.
        self.taken
            .entry(commit.id)
            .or_insert((commit.digest, message.sequence));
        Ok(())
    }
}

/// The entities of one kind: where commands on them are handled.
#[derive(Clone)]
pub struct Entities<E: Entity> {
    pub(crate) parts: Arc<Parts<E>>,
}

/// What all clones share.
pub(crate) struct Parts<E: Entity> {
    pub(crate) ledger: Ledger,
    pub(crate) vault: Vault,
    pub(crate) feeds: Feeds,
    pub(crate) cache: Cache<(AgencyCode, Uuid), Arc<Loaded<E>>>,
}

impl<E: Entity> std::fmt::Debug for Entities<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entities<{}>", E::KIND)
    }
}

impl<E: Entity> Entities<E> {
    /// Entities that this connection may write.
    #[must_use]
    pub fn new(ledger: Ledger, vault: Vault, feeds: Feeds) -> Self {
        let cache = Cache::new(CACHED);
        let parts = Parts {
            ledger,
            vault,
            feeds,
            cache,
        };
        Self {
            parts: Arc::new(parts),
        }
    }

    /// What is in memory, if anything is.
    pub(crate) fn cached(&self, agency: &AgencyCode, id: Uuid) -> Option<Loaded<E>> {
        self.parts
            .cache
            .get(&(agency.clone(), id))
            .map(|loaded| (*loaded).clone())
    }

    pub(crate) fn keep(&self, agency: &AgencyCode, id: Uuid, loaded: Arc<Loaded<E>>) {
        self.parts.cache.insert((agency.clone(), id), loaded);
    }

    /// The entity as some replica has it: from memory and one round trip.
    pub async fn load(&self, agency: &AgencyCode, id: Uuid) -> Result<Loaded<E>, CommandError> {
        let mut loaded = self.cached(agency, id).unwrap_or_default();
        self.extend(agency, id, &mut loaded).await?;
        self.keep(agency, id, Arc::new(loaded.clone()));
        Ok(loaded)
    }

    async fn extend(
        &self,
        agency: &AgencyCode,
        id: Uuid,
        loaded: &mut Loaded<E>,
    ) -> Result<(), CommandError> {
        let (stream, subject) = (
            subject::stream(agency),
            subject::entity(agency, E::KIND, id),
        );
        for message in self
            .parts
            .ledger
            .history(&stream, &subject, loaded.last + 1)
            .await?
        {
            loaded.take(agency, &message)?;
        }
        Ok(())
    }

    /// The entity as it was before a sequence; private values sealed.
    pub async fn before(
        &self,
        agency: &AgencyCode,
        id: Uuid,
        sequence: u64,
    ) -> Result<E, CommandError> {
        let mut state = E::default();
        for (at, commit) in self.parts.ledger.commits(agency, E::KIND, id).await? {
            for stored in commit.events.iter().filter(|_| at < sequence) {
                state.evolve(&E::Event::decode(stored)?);
            }
        }
        Ok(state)
    }

    /// The entity up to the leader's last commit of it: what a conflict, a refusal or a late
    /// retry is settled with.
    pub async fn load_at_leader(
        &self,
        agency: &AgencyCode,
        id: Uuid,
    ) -> Result<Loaded<E>, CommandError> {
        let (stream, subject) = (
            subject::stream(agency),
            subject::entity(agency, E::KIND, id),
        );
        let mut loaded = self.cached(agency, id).unwrap_or_default();
        if let Some(last) = self.parts.ledger.leader_last(&stream, &subject).await? {
            let deadline = tokio::time::Instant::now() + crate::connect::REQUEST_TIMEOUT;
            while loaded.last < last.sequence {
                let next =
                    Commit::decode(&last.payload).is_ok_and(|c| c.version == loaded.version + 1);
                if next {
                    loaded.take(agency, &last)?;
                } else {
                    // A replica that answers may lag behind the leader.
                    self.extend(agency, id, &mut loaded).await?;
                    if loaded.last < last.sequence && tokio::time::Instant::now() > deadline {
                        return Err(CommandError::Unknown);
                    }
                }
            }
        }
        self.keep(agency, id, Arc::new(loaded.clone()));
        Ok(loaded)
    }
}
