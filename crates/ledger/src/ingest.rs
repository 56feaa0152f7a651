//! Messages from systems outside, waiting to be taken: working state, not the ledger.
//!
//! A publisher's acknowledgement means that the message is on disk; it stays until somebody says what became
//! of it. When too much waits, the stream refuses its publishers: nothing that was acknowledged is dropped.

use std::time::Duration;

use async_nats::header::HeaderMap;
use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::stream::{Config, RetentionPolicy, StorageType};
use async_nats::jetstream::{self, AckKind, kv};
use domain::ids::AgencyCode;
use futures_util::{FutureExt as _, StreamExt as _};

use crate::connect::{Ledger, unavailable};
use crate::error::LedgerError;
use crate::subject;

/// The largest message, in bytes.
pub const LARGEST: usize = 64 * 1024;
/// How many messages of an agency may wait.
pub(crate) const MOST_WAITING: i64 = 100_000;
/// How many bytes of an agency may wait.
const MOST_BYTES: i64 = 256 << 20;
/// The bucket of what was refused.
const REJECTED: &str = "INGEST_REJECTED";
/// How many bytes of refused messages are kept.
const MOST_REJECTED: i64 = 256 << 20;
/// How long a refused message is kept.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// How long somebody who took a message may need before it is given to another.
const ACK_WAIT: Duration = Duration::from_secs(10);
/// How many messages may be taken and not settled.
const MOST_OPEN: i64 = 2_000;
/// How many messages are asked for at once.
const PULL: usize = 500;
/// How long one request for messages lasts. Servers of a cluster may still send to somebody who is gone until it
/// ends, so it bounds how long what he took is missing.
const PULL_LASTS: Duration = Duration::from_secs(10);

const DOING: &str = "reading what waits from outside";

/// The stream of an agency, from the settings that all streams have in common.
pub(crate) fn stream(agency: &AgencyCode, most: i64, common: Config) -> Config {
    let max_bytes = common.max_bytes.min(MOST_BYTES);
    Config {
        name: subject::ingest_stream(agency),
        description: Some(
            "Berprestasi: performance events from outside, until they are taken.".into(),
        ),
        subjects: vec![subject::ingest(agency)],
        retention: RetentionPolicy::WorkQueue,
        max_messages: most,
        max_bytes,
        max_message_size: i32::try_from(LARGEST + 4096).expect("a small number"),
        ..common
    }
}

/// Makes the consumer that all processes of the service share; again it changes nothing.
pub(crate) async fn consumer(vault: &Ledger, agency: &AgencyCode) -> Result<(), LedgerError> {
    let stream = jetstream::new(vault.client())
        .get_stream_no_info(subject::ingest_stream(agency))
        .await
        .map_err(|error| unavailable(DOING, error))?;
    let config = pull::Config {
        durable_name: Some(subject::INGEST_CONSUMER.to_owned()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: ACK_WAIT,
        max_ack_pending: MOST_OPEN,
        ..Default::default()
    };
    let made = stream.create_consumer(config).await;
    made.map(|_| ())
        .map_err(|error| unavailable("making a consumer", error))
}

/// Makes the bucket of refused messages; again it changes nothing.
pub(crate) async fn rejected(vault: &Ledger, replicas: usize) -> Result<(), LedgerError> {
    let config = kv::Config {
        bucket: REJECTED.to_owned(),
        description: "Berprestasi: messages from outside that were refused, sealed.".into(),
        num_replicas: replicas,
        storage: StorageType::File,
        max_bytes: MOST_REJECTED,
        max_age: KEPT,
        ..Default::default()
    };
    let made = jetstream::new(vault.client())
        .create_key_value(config)
        .await;
    made.map(|_| ())
        .map_err(|error| unavailable("making the bucket of refused messages", error))
}

/// What waits for an agency, taken in the order in which it was published.
pub struct Inbox {
    messages: pull::Stream,
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inbox")
    }
}

impl Ledger {
    /// What waits for an agency; this is a connection to the vault's account.
    pub async fn inbox(&self, agency: &AgencyCode) -> Result<Inbox, LedgerError> {
        let stream = jetstream::new(self.client())
            .get_stream_no_info(subject::ingest_stream(agency))
            .await
            .map_err(|error| unavailable(DOING, error))?;
        let consumer: jetstream::consumer::PullConsumer = stream
            .get_consumer(subject::INGEST_CONSUMER)
            .await
            .map_err(|error| unavailable(DOING, std::io::Error::other(error)))?;
        let messages = consumer
            .stream()
            .max_messages_per_batch(PULL)
            .expires(PULL_LASTS);
        let messages = messages.messages().await;
        Ok(Inbox {
            messages: messages.map_err(|error| unavailable(DOING, error))?,
        })
    }
}

impl Inbox {
    /// Waits for the next message, then takes what else is there, `most` in all.
    pub async fn next(&mut self, most: usize) -> Result<Vec<Delivery>, LedgerError> {
        let mut taken = vec![delivered(self.messages.next().await)?];
        while taken.len() < most {
            match self.messages.next().now_or_never() {
                Some(next) => taken.push(delivered(next)?),
                None => break,
            }
        }
        Ok(taken)
    }
}

fn delivered(
    next: Option<Result<jetstream::Message, pull::MessagesError>>,
) -> Result<Delivery, LedgerError> {
    match next {
        Some(Ok(message)) => Ok(Delivery { message }),
        Some(Err(error)) => Err(unavailable(DOING, error)),
        None => {
            let ended = std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
            Err(unavailable(DOING, ended))
        }
    }
}

/// A message that was taken. Until it is settled it comes again, to this process or another.
pub struct Delivery {
    message: jetstream::Message,
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Delivery")
    }
}

impl Delivery {
    /// Its bytes, as they were published. Personal data: look at them, never log them.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.message.payload
    }

    /// A header, whatever case its name is written in.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers: &HeaderMap = self.message.headers.as_ref()?;
        let mut all = headers.iter();
        let (_, values) = all.find(|(found, _)| {
            let found: &str = found.as_ref();
            found.eq_ignore_ascii_case(name)
        })?;
        values.first().map(async_nats::HeaderValue::as_str)
    }

    /// Says that its outcome is on disk: it does not come again.
    pub async fn done(&self) -> Result<(), LedgerError> {
        self.settle(AckKind::Ack).await
    }

    /// Asks for it again after a while.
    pub async fn later(&self, after: Duration) -> Result<(), LedgerError> {
        self.settle(AckKind::Nak(Some(after))).await
    }

    /// Waits until the server has heard it: what is only written to a connection is lost when that closes.
    async fn settle(&self, kind: AckKind) -> Result<(), LedgerError> {
        let settled = self.message.double_ack_with(kind).await;
        settled.map_err(|error| {
            unavailable(
                "settling a message from outside",
                std::io::Error::other(error),
            )
        })
    }
}
