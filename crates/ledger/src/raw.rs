//! Raw appends, for benches only: the reference that commands are measured against.
//!
//! The same server, stream settings, user, expectation header and message id as a command's
//! append, and nothing else: no commit is encoded, nothing is sealed, decided or remembered.
//! What is written here is not checked: without being commits, it belongs in the stream of an agency
//! that is not in the registry and that nobody follows.

use async_nats::HeaderMap;
use bytes::Bytes;
use domain::ids::AgencyCode;
use uuid::Uuid;

use crate::append::EXPECTED;
use crate::commit::Commit;
use crate::connect::{Credentials, Ledger};
use crate::error::LedgerError;
use crate::reply::Reply;
use crate::subject;
use crate::vault::{Vault, VaultError};

/// A stream that is written without the ledger's rules.
#[derive(Debug, Clone)]
pub struct RawStream {
    ledger: Ledger,
    agency: AgencyCode,
    kind: &'static str,
    payload: Bytes,
}

impl RawStream {
    /// Connects to write messages with this payload on the subjects of one kind of entity, which
    /// the user must be allowed to write.
    pub async fn connect(
        credentials: &Credentials,
        agency: &AgencyCode,
        kind: &'static str,
        payload: Vec<u8>,
    ) -> Result<Self, LedgerError> {
        Ok(Self {
            ledger: Ledger::connect(credentials).await?,
            agency: agency.clone(),
            kind,
            payload: payload.into(),
        })
    }

    /// The version of the server.
    #[must_use]
    pub fn server_version(&self) -> String {
        self.ledger.client.server_info().version
    }

    fn message(&self, id: Uuid, expected: u64) -> (String, HeaderMap) {
        let mut headers = HeaderMap::new();
        headers.insert(EXPECTED, expected.to_string());
        (subject::entity(&self.agency, self.kind, id), headers)
    }

    /// Appends one message on an entity's subject; returns its sequence.
    pub async fn append(&self, id: Uuid, expected: u64) -> Result<u64, LedgerError> {
        let (subject, mut headers) = self.message(id, expected);
        headers.insert(async_nats::header::NATS_MESSAGE_ID, id.simple().to_string());
        let reply = self.ledger.publish(&subject, headers, self.payload.clone());
        stored(reply.await?)
    }

    /// Appends one message for each of these new entities in one atomic batch; returns the
    /// sequence of the last. At most 1,000.
    pub async fn batch(&self, ids: &[Uuid]) -> Result<u64, LedgerError> {
        let messages = ids.iter().map(|id| {
            let (subject, headers) = self.message(*id, 0);
            (subject, headers, self.payload.clone())
        });
        self.send(messages.collect()).await
    }

    /// Appends these bytes for these entities in one atomic batch, whatever stands there; returns the
    /// sequence of the last. At most 1,000.
    pub async fn write(&self, commits: Vec<(Uuid, Vec<u8>)>) -> Result<u64, LedgerError> {
        let messages = commits.into_iter().map(|(id, payload)| {
            let subject = subject::entity(&self.agency, self.kind, id);
            (subject, HeaderMap::new(), payload.into())
        });
        self.send(messages.collect()).await
    }

    async fn send(&self, messages: Vec<(String, HeaderMap, Bytes)>) -> Result<u64, LedgerError> {
        use async_nats::header::{NATS_BATCH_COMMIT, NATS_BATCH_ID, NATS_BATCH_SEQUENCE};
        const DOING: &str = "appending a raw batch";
        let batch = Uuid::new_v4().simple().to_string();
        let last = messages.len();
        for (at, (subject, mut headers, payload)) in (1..).zip(messages) {
            headers.insert(NATS_BATCH_ID, batch.as_str());
            headers.insert(NATS_BATCH_SEQUENCE, at.to_string());
            if at == last {
                headers.insert(NATS_BATCH_COMMIT, "1");
                return stored(self.ledger.publish(&subject, headers, payload).await?);
            }
            self.ledger
                .client
                .publish_with_headers(subject, headers, payload)
                .await
                .map_err(|error| crate::connect::unavailable(DOING, error))?;
        }
        Ok(0)
    }
}

/// Seals the private values of a commit, as an append would.
pub async fn seal(vault: &Vault, commit: &mut Commit) -> Result<(), VaultError> {
    let (agency, entity) = (&commit.agency, &commit.entity);
    vault
        .seal(agency, entity, commit.id, &mut commit.events)
        .await
}

fn stored(reply: Reply) -> Result<u64, LedgerError> {
    match reply {
        Reply::Stored { sequence, .. } => Ok(sequence),
        Reply::Refused { code, description } => Err(LedgerError::Answer {
            doing: "appending a raw message",
            code,
            description,
        }),
        other => Err(LedgerError::Answer {
            doing: "appending a raw message",
            code: 0,
            description: format!("{other:?}"),
        }),
    }
}
