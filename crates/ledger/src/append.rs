//! Appending: every append states what it expects, and ends with one of a few definite outcomes.

use std::time::Duration;

use async_nats::HeaderMap;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::commit::{Commit, Digest};
use crate::connect::Ledger;
use crate::error::LedgerError;
use crate::load::Message;
use crate::reply::Reply;

/// How long an append whose outcome is unknown is tried again before the caller is told so.
const DEADLINE: Duration = Duration::from_secs(10);

/// A commit to append.
#[derive(Debug, Clone)]
pub struct Write {
    pub(crate) stream: String,
    pub(crate) subject: String,
    /// The last sequence of the subject that the decision rests on; 0 when there is none. `None`
    /// only for the later ones of several commits of one entity in a batch.
    pub(crate) expected: Option<u64>,
    pub(crate) id: Uuid,
    pub(crate) digest: Digest,
    pub(crate) payload: Bytes,
    pub(crate) types: String,
    /// Another entity that must not have moved.
    pub(crate) guard: Option<Guard>,
}

/// Another entity that a decision rests on: the append fails if it has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    pub(crate) subject: String,
    pub(crate) expected: u64,
}

/// Why nothing was appended, or why that is not known.
#[derive(Debug)]
pub(crate) enum AppendError {
    /// Somebody else was first.
    Conflict,
    /// No definite answer before the deadline.
    Unknown,
    /// No room.
    Full,
    /// The ledger failed.
    Ledger(LedgerError),
}

/// A commit that is in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Appended {
    /// Where.
    pub(crate) sequence: u64,
    /// Whether the same command stands there from before, in other bytes.
    pub(crate) earlier: bool,
}

impl Appended {
    const fn now(sequence: u64) -> Self {
        let earlier = false;
        Self { sequence, earlier }
    }
}

impl From<LedgerError> for AppendError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

pub(crate) const EXPECTED: &str = "Nats-Expected-Last-Subject-Sequence";
const EXPECTED_SUBJECT: &str = "Nats-Expected-Last-Subject-Sequence-Subject";
/// The types of a commit's events, for those who watch the stream with other tools.
const EVENT_TYPES: &str = "Berprestasi-Event-Types";

impl Write {
    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(guard) = &self.guard {
            headers.insert(EXPECTED, guard.expected.to_string());
            headers.insert(EXPECTED_SUBJECT, guard.subject.as_str());
        } else if let Some(expected) = self.expected {
            headers.insert(EXPECTED, expected.to_string());
        }
        if !self.types.is_empty() {
            headers.insert(EVENT_TYPES, self.types.as_str());
        }
        headers
    }

    /// De-duplication ignores subject and payload, so the id must hold the subject.
    fn message_id(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.subject.as_bytes());
        hash.update(self.id.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let half = hash[..16].try_into().expect("16 of 32 bytes");
        Uuid::from_bytes(half).simple().to_string()
    }

    /// Whether a stored message is this very command's.
    fn is(&self, message: &Message) -> bool {
        message.subject == self.subject
            && Commit::decode(&message.payload)
                .is_ok_and(|commit| (commit.id, commit.digest) == (self.id, self.digest))
    }

    /// What stands where this was to be written: this very command's commit, or another's.
    fn found(&self, message: Option<Message>) -> Result<Appended, AppendError> {
        match message {
            Some(message) if self.is(&message) => Ok(Appended {
                sequence: message.sequence,
                // Moments and nonces differ each time, so the same bytes are those sent just now.
                earlier: message.payload != self.payload,
            }),
            _ => Err(AppendError::Conflict),
        }
    }
}

/// 20 to 50 ms, different for every caller.
pub(crate) async fn pause() {
    let jitter = u64::from(Uuid::new_v4().as_bytes()[0]) % 31;
    sleep(Duration::from_millis(20 + jitter)).await;
}

impl Ledger {
    /// Appends one commit; returns its sequence.
    pub(crate) async fn append(&self, write: &Write) -> Result<Appended, AppendError> {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let mut headers = write.headers();
            headers.insert(async_nats::header::NATS_MESSAGE_ID, write.message_id());
            match self
                .publish(&write.subject, headers, write.payload.clone())
                .await?
            {
                Reply::Stored {
                    sequence,
                    duplicate: false,
                } => return Ok(Appended::now(sequence)),
                Reply::Stored {
                    sequence,
                    duplicate: true,
                } => return write.found(self.at(&write.stream, sequence).await?),
                Reply::Moved => return self.moved(write).await,
                Reply::Full => return Err(AppendError::Full),
                Reply::Refused { code, description } => {
                    let doing = "appending a commit";
                    return Err(LedgerError::Answer {
                        doing,
                        code,
                        description,
                    }
                    .into());
                }
                reply => self.once_more(reply, write, deadline).await?,
            }
        }
    }

    /// Waits before the same is sent again, unless it is time to give up.
    async fn once_more(
        &self,
        reply: Reply,
        write: &Write,
        deadline: Instant,
    ) -> Result<(), AppendError> {
        // A stream that answers while nobody listens on its subject: the user may not write there.
        // Without a leader the stream does not answer either.
        if reply == Reply::NoResponders && self.at(&write.stream, 1).await.is_ok() {
            let subject = write.subject.clone();
            return Err(LedgerError::Forbidden {
                doing: "publish to",
                subject,
            }
            .into());
        }
        if Instant::now() >= deadline {
            return Err(AppendError::Unknown);
        }
        pause().await;
        Ok(())
    }

    /// The subject moved: by this very commit, whose acknowledgement was lost, or by another's.
    async fn moved(&self, write: &Write) -> Result<Appended, AppendError> {
        write.found(self.leader_last(&write.stream, &write.subject).await?)
    }

    /// Appends several commits, all or none, in one atomic batch (ADR-50); returns the sequence of
    /// the first, the others follow without a gap. At most 1,000.
    pub(crate) async fn append_all(&self, writes: &[Write]) -> Result<Appended, AppendError> {
        let (Some(first), Some(last)) = (writes.first(), writes.last()) else {
            return Err(AppendError::Conflict);
        };
        let deadline = Instant::now() + DEADLINE;
        loop {
            match self.publish_batch(writes, last).await? {
                Reply::Stored { sequence, .. } => {
                    return Ok(Appended::now(sequence + 1 - writes.len() as u64));
                }
                // Unknown must be settled before the same is sent again: batches carry no ids.
                Reply::Moved => return self.moved(first).await,
                Reply::Full => return Err(AppendError::Full),
                Reply::Refused { code, description } => {
                    let doing = "appending a batch";
                    return Err(LedgerError::Answer {
                        doing,
                        code,
                        description,
                    }
                    .into());
                }
                reply => self.once_more(reply, first, deadline).await?,
            }
        }
    }

    async fn publish_batch(&self, writes: &[Write], last: &Write) -> Result<Reply, AppendError> {
        use async_nats::header::{NATS_BATCH_COMMIT, NATS_BATCH_ID, NATS_BATCH_SEQUENCE};
        let batch = Uuid::new_v4().simple().to_string();
        let mut commit = HeaderMap::new();
        for (i, write) in writes.iter().enumerate() {
            let mut headers = write.headers();
            headers.insert(NATS_BATCH_ID, batch.as_str());
            headers.insert(NATS_BATCH_SEQUENCE, (i + 1).to_string());
            if i + 1 == writes.len() {
                headers.insert(NATS_BATCH_COMMIT, "1");
                commit = headers;
            } else {
                self.client
                    .publish_with_headers(write.subject.clone(), headers, write.payload.clone())
                    .await
                    .map_err(|error| crate::connect::unavailable("appending a batch", error))?;
            }
        }
        Ok(self
            .publish(&last.subject, commit, last.payload.clone())
            .await?)
    }
}
