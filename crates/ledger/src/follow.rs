//! Following an agency's ledger in order from a position, every sequence exactly once.

use std::time::Duration;

use async_nats::jetstream;
use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use domain::Position;
use domain::ids::AgencyCode;
use futures_util::{FutureExt as _, StreamExt as _};
use uuid::Uuid;

use crate::commit::{Commit, Hash};
use crate::connect::{Ledger, unavailable};
use crate::error::LedgerError;
use crate::subject;

/// How many commits of a span are read together.
const SPAN_BATCH: usize = 512;

/// How far a reader has come, and in which ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The incarnation of the stream; none before the first read.
    pub incarnation: Option<Uuid>,
    /// The last sequence taken; 0 before the first.
    pub sequence: u64,
    /// The hash of the message at that sequence, when it is known.
    pub hash: Option<Hash>,
}

/// A commit, where it stands, and the hash of its stored bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Where it stands.
    pub position: Position,
    /// The subject token of the entity's kind.
    pub kind: String,
    /// The entity's id.
    pub entity: Uuid,
    /// The commit, private values sealed.
    pub commit: Commit,
    /// Hash of its stored bytes.
    pub hash: Hash,
}

/// Why a reader stops. All but [`FollowError::Ledger`] need a person.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The stream is not the one the position belongs to.
    #[error(
        "the ledger is another one than this position belongs to ({found:?}, not {known}); rebuild, or restore the right ledger"
    )]
    OtherIncarnation {
        /// The incarnation of the position.
        known: Uuid,
        /// The incarnation found.
        found: Option<Uuid>,
    },
    /// The stream ends before the position: it was restored from an older copy.
    #[error(
        "the ledger ends at {last}, before position {position}: it was restored from an older copy; rebuild"
    )]
    EndsBefore {
        /// The position.
        position: u64,
        /// The stream's last sequence.
        last: u64,
    },
    /// The message at the position is another one.
    #[error(
        "the commit at position {position} is not the one that was read there; the ledger was rewritten"
    )]
    Rewritten {
        /// The position.
        position: u64,
    },
    /// A sequence is missing.
    #[error("the ledger has a gap: {found} follows {after}; compare the replicas, never skip")]
    Gap {
        /// The last sequence before the gap.
        after: u64,
        /// The sequence that came.
        found: u64,
    },
    /// A message is no commit of this format.
    #[error("commit {sequence} cannot be read: {reason}")]
    Damaged {
        /// Where.
        sequence: u64,
        /// What is wrong; never a value.
        reason: String,
    },
    /// The ledger cannot be reached; trying again helps.
    #[error("cannot follow the ledger")]
    Ledger(#[from] LedgerError),
}

/// An ordered, un-acked reader.
pub struct Follower {
    messages: pull::Ordered,
    /// Whether every sequence comes; else a gap is noticed by the consumer's own count, which the client checks.
    whole: bool,
    sequence: u64,
    incarnation: Uuid,
    last_at_start: u64,
}

impl std::fmt::Debug for Follower {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Follower at {}", self.sequence)
    }
}

/// Part of an agency's ledger, read once.
#[derive(Debug)]
pub struct Span {
    follower: Follower,
    to: u64,
}

impl Span {
    /// The next commits; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Recorded>>, FollowError> {
        if self.follower.sequence() >= self.to {
            return Ok(None);
        }
        let mut commits = self.follower.next(SPAN_BATCH).await?;
        commits.retain(|recorded| recorded.position.sequence <= self.to);
        Ok(Some(commits))
    }
}

impl Ledger {
    /// The commits of an agency after one sequence, up to another.
    pub async fn span(
        &self,
        agency: &AgencyCode,
        after: u64,
        to: u64,
    ) -> Result<Span, FollowError> {
        let cursor = Cursor {
            sequence: after,
            ..Cursor::default()
        };
        let follower = self.follow(agency, cursor).await?;
        Ok(Span { follower, to })
    }

    /// Follows an agency's ledger after a cursor, which is checked against the ledger first.
    pub async fn follow(
        &self,
        agency: &AgencyCode,
        after: Cursor,
    ) -> Result<Follower, FollowError> {
        self.follow_kinds(agency, after, None).await
    }

    /// The same for entities of some kinds only, or of all.
    pub(crate) async fn follow_kinds(
        &self,
        agency: &AgencyCode,
        after: Cursor,
        kinds: Option<&[&str]>,
    ) -> Result<Follower, FollowError> {
        const DOING: &str = "following the ledger";
        let info = self.stream_info(agency).await?;
        let found = info.incarnation;
        let incarnation = match (after.incarnation, found) {
            (None, Some(found)) => found,
            (Some(known), Some(found)) if known == found => found,
            (known, found) => {
                return Err(FollowError::OtherIncarnation {
                    known: known.unwrap_or_default(),
                    found,
                });
            }
        };
        if info.last_sequence < after.sequence {
            let (position, last) = (after.sequence, info.last_sequence);
            return Err(FollowError::EndsBefore { position, last });
        }
        let stream_name = subject::stream(agency);
        if let (Some(hash), 1..) = (after.hash, after.sequence) {
            let message = self.at(&stream_name, after.sequence).await?;
            if message.is_none_or(|message| Hash::of(&message.payload) != hash) {
                return Err(FollowError::Rewritten {
                    position: after.sequence,
                });
            }
        }
        let stream = jetstream::new(self.client())
            .get_stream_no_info(&stream_name)
            .await
            .map_err(|error| unavailable(DOING, error))?;
        let config = pull::OrderedConfig {
            deliver_policy: DeliverPolicy::ByStartSequence {
                start_sequence: after.sequence + 1,
            },
            filter_subjects: kinds
                .unwrap_or_default()
                .iter()
                .map(|kind| subject::kind(agency, kind))
                .collect(),
            ..Default::default()
        };
        let consumer = stream
            .create_consumer(config)
            .await
            .map_err(|error| unavailable(DOING, error))?;
        let messages = consumer
            .messages()
            .await
            .map_err(|error| unavailable(DOING, error))?;
        let (sequence, last_at_start) = (after.sequence, info.last_sequence);
        Ok(Follower {
            messages,
            whole: kinds.is_none(),
            sequence,
            incarnation,
            last_at_start,
        })
    }
}

impl Follower {
    /// The incarnation of the ledger that is read.
    #[must_use]
    pub const fn incarnation(&self) -> Uuid {
        self.incarnation
    }

    /// The last sequence of the ledger when reading began: beyond it a reader is live.
    #[must_use]
    pub const fn last_at_start(&self) -> u64 {
        self.last_at_start
    }

    /// The last sequence taken.
    #[must_use]
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Waits for the next commit, then takes what else is there, `most` in all.
    pub async fn next(&mut self, most: usize) -> Result<Vec<Recorded>, FollowError> {
        let mut batch = Vec::with_capacity(most.min(1024));
        let first = self.messages.next().await;
        self.take(first, &mut batch)?;
        while batch.len() < most {
            match self.messages.next().now_or_never() {
                Some(next) => self.take(next, &mut batch)?,
                None => break,
            }
        }
        Ok(batch)
    }

    /// As [`Follower::next`], but gives up after a while without any commit.
    pub async fn next_within(
        &mut self,
        most: usize,
        limit: Duration,
    ) -> Result<Vec<Recorded>, FollowError> {
        match tokio::time::timeout(limit, self.next(most)).await {
            Ok(batch) => batch,
            Err(_) => Ok(Vec::new()),
        }
    }

    fn take(
        &mut self,
        next: Option<Result<jetstream::Message, pull::OrderedError>>,
        batch: &mut Vec<Recorded>,
    ) -> Result<(), FollowError> {
        const DOING: &str = "following the ledger";
        let message = match next {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Err(unavailable(DOING, error).into()),
            None => {
                let ended = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
                return Err(unavailable(DOING, ended).into());
            }
        };
        let found = message
            .info()
            .map(|info| info.stream_sequence)
            .map_err(|error| unavailable(DOING, std::io::Error::other(error.to_string())))?;
        if found <= self.sequence || (self.whole && found != self.sequence + 1) {
            return Err(FollowError::Gap {
                after: self.sequence,
                found,
            });
        }
        let damaged = |reason: String| FollowError::Damaged {
            sequence: found,
            reason,
        };
        let (kind, entity) = subject::parse(&message.subject)
            .ok_or_else(|| damaged("its subject names no entity".to_owned()))?;
        let commit = Commit::decode(&message.payload).map_err(damaged)?;
        self.sequence = found;
        batch.push(Recorded {
            position: Position::commit(subject::GENERATION, found),
            kind: kind.to_owned(),
            entity,
            commit,
            hash: Hash::of(&message.payload),
        });
        Ok(())
    }
}
