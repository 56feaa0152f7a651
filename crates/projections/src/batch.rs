//! A batch of commits, decoded once for all projections of an agency.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::event::{DecodeError, Stored};
use domain::{AnyEvent, Position};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use ledger::{LedgerError, Recorded, Vault, VaultError};
use uuid::Uuid;

use crate::projection::Info;

/// How many commits are opened at once.
const AT_ONCE: usize = 64;

/// The events of a commit, each as far as it could be read.
pub(crate) type Events = Vec<Result<AnyEvent, DecodeError>>;

/// A commit as projections see it.
pub(crate) struct Commit {
    /// Where it stands.
    pub(crate) position: Position,
    /// The kind of its entity.
    pub(crate) kind: String,
    /// The entity.
    pub(crate) entity: Uuid,
    /// When it was recorded.
    pub(crate) at: Timestamp,
    /// SHA-256 of its stored bytes.
    pub(crate) hash: [u8; 32],
    /// The events with private values sealed; none if nobody reads the kind.
    sealed: Events,
    /// The events with private values opened; none if nobody personal reads the kind.
    opened: Events,
}

impl Commit {
    /// The events that a projection may see; none of kinds that it does not read.
    pub(crate) fn events(&self, info: &Info) -> &[Result<AnyEvent, DecodeError>] {
        if !info.kinds.contains(&self.kind.as_str()) {
            &[]
        } else if info.personal {
            &self.opened
        } else {
            &self.sealed
        }
    }
}

/// What the projections that a batch is for read, so that nothing else is decoded or opened.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    sealed: BTreeSet<&'static str>,
    opened: BTreeSet<&'static str>,
}

impl Needs {
    pub(crate) fn of(projections: impl Iterator<Item = Info>) -> Self {
        let mut needs = Self::default();
        for info in projections {
            if info.personal {
                needs.opened.extend(info.kinds);
            } else {
                needs.sealed.extend(info.kinds);
            }
        }
        needs
    }
}

/// Commits of one agency in ledger order.
pub(crate) struct Batch {
    /// The agency.
    pub(crate) agency: Arc<str>,
    /// The commits.
    pub(crate) commits: Vec<Commit>,
}

impl Batch {
    /// Decodes what was read. Fails only if the vault cannot be reached.
    pub(crate) async fn decode(
        agency: &Arc<str>,
        recorded: Vec<Recorded>,
        needs: &Needs,
        vault: Option<&Vault>,
    ) -> Result<Self, LedgerError> {
        let commits = stream::iter(recorded)
            .map(|recorded| commit(recorded, needs, vault))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let agency = Arc::clone(agency);
        Ok(Self { agency, commits })
    }

    /// Leaves out everything from the first commit on that was recorded after a moment; whether there is one.
    pub(crate) fn cut(&mut self, moment: Timestamp) -> bool {
        let later = self.commits.iter().position(|commit| commit.at > moment);
        self.commits.truncate(later.unwrap_or(self.commits.len()));
        later.is_some()
    }

    /// The commits after a sequence.
    pub(crate) fn after(&self, sequence: u64) -> &[Commit] {
        let at = self
            .commits
            .partition_point(|commit| commit.position.sequence <= sequence);
        &self.commits[at..]
    }
}

fn decode(kind: &str, events: &[Stored]) -> Events {
    events
        .iter()
        .map(|stored| AnyEvent::decode(kind, stored))
        .collect()
}

async fn commit(
    recorded: Recorded,
    needs: &Needs,
    vault: Option<&Vault>,
) -> Result<Commit, LedgerError> {
    let kind = recorded.kind;
    let sealed = if needs.sealed.contains(kind.as_str()) {
        decode(&kind, &recorded.commit.events)
    } else {
        Events::new()
    };
    let opened = match (needs.opened.contains(kind.as_str()), vault) {
        (false, _) => Events::new(),
        (true, None) => decode(&kind, &recorded.commit.events),
        (true, Some(vault)) => match vault.open(&recorded.commit).await {
            Ok(events) => decode(&kind, &events),
            Err(VaultError::Ledger(error)) => return Err(error),
            Err(error) => unreadable(&recorded.commit.events, &error),
        },
    };
    Ok(Commit {
        position: recorded.position,
        entity: recorded.entity,
        at: recorded.commit.at,
        hash: recorded.hash.0,
        kind,
        sealed,
        opened,
    })
}

/// Values that were altered or moved are poison, as events that do not fit their schema are.
fn unreadable(events: &[Stored], error: &VaultError) -> Events {
    let malformed = |stored: &Stored| {
        Err(DecodeError::Malformed {
            kind: stored.kind.clone(),
            reason: error.to_string(),
        })
    };
    events.iter().map(malformed).collect()
}
