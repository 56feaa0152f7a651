//! Reading messages: one round trip per entity, never a consumer.

use async_nats::Message as NatsMessage;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::ids::AgencyCode;
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, timeout};

use crate::commit::Commit;
use crate::connect::{Ledger, REQUEST_TIMEOUT, unavailable};
use crate::error::LedgerError;
use crate::reply::ApiError;
use crate::subject;

/// A stored message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) subject: String,
    pub(crate) sequence: u64,
    pub(crate) payload: Bytes,
}

/// How many messages one round trip asks for.
const PAGE: usize = 1000;
/// How many subjects one `multi_last` may name (the server's limit is 1,024).
pub(crate) const MOST_SUBJECTS: usize = 1000;

#[derive(Deserialize)]
struct GetAnswer {
    message: Option<GetMessage>,
    error: Option<ApiError>,
}

#[derive(Deserialize)]
struct GetMessage {
    subject: String,
    seq: u64,
    #[serde(default)]
    data: String,
}

fn header<'m>(message: &'m NatsMessage, name: &str) -> Option<&'m str> {
    message
        .headers
        .as_ref()?
        .get(name)
        .map(async_nats::HeaderValue::as_str)
}

impl Ledger {
    /// One DIRECT.GET round trip; returns the messages and how many more there are. A replica may
    /// answer, so this is not read-after-write. While no replica listens (a young stream, an
    /// election) it is asked again.
    async fn direct(
        &self,
        stream: &str,
        body: &serde_json::Value,
    ) -> Result<(Vec<Message>, u64), LedgerError> {
        let deadline = Instant::now() + REQUEST_TIMEOUT;
        loop {
            match self.direct_once(stream, body).await {
                Err(LedgerError::Answer { code: 503, .. }) if Instant::now() < deadline => {
                    crate::append::pause().await;
                }
                answered => return answered,
            }
        }
    }

    async fn direct_once(
        &self,
        stream: &str,
        body: &serde_json::Value,
    ) -> Result<(Vec<Message>, u64), LedgerError> {
        const DOING: &str = "reading an entity";
        let api = format!("$JS.API.DIRECT.GET.{stream}");
        let inbox = self.client.new_inbox();
        let mut replies = self
            .client
            .subscribe(inbox.clone())
            .await
            .map_err(|error| unavailable(DOING, error))?;
        let body = serde_json::to_vec(body).expect("a request has string keys");
        self.client
            .publish_with_reply(api.clone(), inbox, body.into())
            .await
            .map_err(|error| unavailable(DOING, error))?;
        let mut messages = Vec::new();
        loop {
            let Ok(Some(reply)) = timeout(REQUEST_TIMEOUT, replies.next()).await else {
                let late = std::io::Error::from(std::io::ErrorKind::TimedOut);
                return Err(self
                    .violation(&api)
                    .unwrap_or_else(|| unavailable(DOING, late)));
            };
            match reply.status.map(|status| status.as_u16()) {
                Some(404) => return Ok((messages, 0)),
                Some(204) => {
                    let pending = header(&reply, "Nats-Num-Pending");
                    return Ok((messages, pending.and_then(|n| n.parse().ok()).unwrap_or(0)));
                }
                Some(code) => {
                    let description = reply.description.unwrap_or_default();
                    return Err(LedgerError::Answer {
                        doing: DOING,
                        code: code.into(),
                        description,
                    });
                }
                None => {
                    let sequence = header(&reply, "Nats-Sequence").and_then(|n| n.parse().ok());
                    let subject = header(&reply, "Nats-Subject")
                        .unwrap_or_default()
                        .to_owned();
                    let sequence = sequence.unwrap_or_default();
                    messages.push(Message {
                        subject,
                        sequence,
                        payload: reply.payload,
                    });
                }
            }
        }
    }

    /// All messages of a subject from a sequence on; usually one round trip.
    pub(crate) async fn history(
        &self,
        stream: &str,
        subject: &str,
        from: u64,
    ) -> Result<Vec<Message>, LedgerError> {
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let from = messages.last().map_or(from, |last| last.sequence + 1);
            let body = json!({"batch": PAGE, "next_by_subj": subject, "seq": from.max(1)});
            let (page, pending) = self.direct(stream, &body).await?;
            let done = page.is_empty() || pending == 0;
            messages.extend(page);
            if done {
                return Ok(messages);
            }
        }
    }

    /// Messages of the subjects that a filter names, from a sequence on, `most` at most; and how many more
    /// there are.
    pub(crate) async fn page(
        &self,
        stream: &str,
        filter: &str,
        from: u64,
        most: usize,
    ) -> Result<(Vec<Message>, u64), LedgerError> {
        let body = json!({"batch": most, "next_by_subj": filter, "seq": from.max(1)});
        self.direct(stream, &body).await
    }

    /// The last message of each of these subjects that has one.
    pub(crate) async fn last_of(
        &self,
        stream: &str,
        subjects: &[String],
    ) -> Result<Vec<Message>, LedgerError> {
        let mut messages = Vec::with_capacity(subjects.len());
        for subjects in subjects.chunks(MOST_SUBJECTS) {
            let body = json!({"multi_last": subjects, "batch": MOST_SUBJECTS});
            messages.extend(self.direct(stream, &body).await?.0);
        }
        Ok(messages)
    }

    /// The last message of a subject as the leader has it: read-after-write.
    pub(crate) async fn leader_last(
        &self,
        stream: &str,
        subject: &str,
    ) -> Result<Option<Message>, LedgerError> {
        self.get(stream, &json!({"last_by_subj": subject})).await
    }

    /// The message at a sequence as the leader has it.
    pub(crate) async fn at(
        &self,
        stream: &str,
        sequence: u64,
    ) -> Result<Option<Message>, LedgerError> {
        self.get(stream, &json!({"seq": sequence})).await
    }

    async fn get(
        &self,
        stream: &str,
        body: &serde_json::Value,
    ) -> Result<Option<Message>, LedgerError> {
        const DOING: &str = "reading from the leader";
        let body = serde_json::to_vec(body).expect("a request has string keys");
        let answer = self
            .api(format!("$JS.API.STREAM.MSG.GET.{stream}"), body, DOING)
            .await?;
        let answer: GetAnswer =
            serde_json::from_slice(&answer).map_err(|error| unavailable(DOING, error))?;
        match (answer.message, answer.error) {
            (Some(message), _) => {
                let payload = STANDARD
                    .decode(&message.data)
                    .map_err(|error| unavailable(DOING, error))?;
                let (subject, sequence) = (message.subject, message.seq);
                Ok(Some(Message {
                    subject,
                    sequence,
                    payload: payload.into(),
                }))
            }
            (None, Some(error)) if error.err_code == 10037 => Ok(None),
            (None, Some(error)) => Err(error.into_error(DOING)),
            (None, None) => Ok(None),
        }
    }

    /// All commits of an entity as the leader has them, with their sequences; private values sealed.
    pub async fn commits(
        &self,
        agency: &AgencyCode,
        kind: &str,
        id: uuid::Uuid,
    ) -> Result<Vec<(u64, Commit)>, LedgerError> {
        let (stream, subject) = (subject::stream(agency), subject::entity(agency, kind, id));
        let Some(last) = self.leader_last(&stream, &subject).await? else {
            return Ok(Vec::new());
        };
        let mut messages = self.history(&stream, &subject, 1).await?;
        while messages
            .last()
            .is_none_or(|message| message.sequence < last.sequence)
        {
            // A replica that answers may lag behind the leader.
            crate::append::pause().await;
            messages = self.history(&stream, &subject, 1).await?;
        }
        messages
            .into_iter()
            .map(|message| {
                let sequence = message.sequence;
                let agency = agency.to_string();
                Commit::decode(&message.payload)
                    .map(|commit| (sequence, commit))
                    .map_err(|reason| LedgerError::Damaged {
                        agency,
                        sequence,
                        reason,
                    })
            })
            .collect()
    }

    /// Commits of one kind of entity after a sequence, in order, with their sequences and entities;
    /// none after the last. Private values are sealed.
    pub async fn page_of(
        &self,
        agency: &AgencyCode,
        kind: &str,
        after: u64,
    ) -> Result<Vec<(u64, uuid::Uuid, Commit)>, LedgerError> {
        let (stream, subjects) = (subject::stream(agency), subject::kind(agency, kind));
        let body = json!({"batch": PAGE, "next_by_subj": subjects, "seq": after + 1});
        let (page, _) = self.direct(&stream, &body).await?;
        let read = page.into_iter().map(|message| {
            let damaged = |reason: String| LedgerError::Damaged {
                agency: agency.to_string(),
                sequence: message.sequence,
                reason,
            };
            let (_, id) = subject::parse(&message.subject)
                .ok_or_else(|| damaged("its subject names no entity".to_owned()))?;
            let commit = Commit::decode(&message.payload).map_err(damaged)?;
            Ok((message.sequence, id, commit))
        });
        read.collect()
    }

    /// The last sequence of an agency's ledger as the leader has it.
    pub async fn last_sequence(&self, agency: &AgencyCode) -> Result<u64, LedgerError> {
        Ok(self.stream_info(agency).await?.last_sequence)
    }

    pub(crate) async fn stream_info(&self, agency: &AgencyCode) -> Result<StreamInfo, LedgerError> {
        const DOING: &str = "asking for the state of the ledger";
        let stream = subject::stream(agency);
        let answer = self
            .api(format!("$JS.API.STREAM.INFO.{stream}"), Vec::new(), DOING)
            .await?;
        let answer: InfoAnswer =
            serde_json::from_slice(&answer).map_err(|error| unavailable(DOING, error))?;
        match (answer.state, answer.config, answer.error) {
            (Some(state), Some(config), _) => Ok(StreamInfo {
                last_sequence: state.last_seq,
                incarnation: config.metadata.incarnation,
            }),
            (_, _, Some(error)) if error.err_code == 10059 => Err(LedgerError::NoStream {
                agency: agency.to_string(),
            }),
            (_, _, Some(error)) => Err(error.into_error(DOING)),
            _ => Err(LedgerError::NoStream {
                agency: agency.to_string(),
            }),
        }
    }
}

/// What the leader says of a ledger.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StreamInfo {
    pub(crate) last_sequence: u64,
    pub(crate) incarnation: Option<uuid::Uuid>,
}

#[derive(Deserialize)]
struct InfoAnswer {
    state: Option<State>,
    config: Option<Config>,
    error: Option<ApiError>,
}

#[derive(Deserialize)]
struct State {
    last_seq: u64,
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize, Default)]
struct Metadata {
    incarnation: Option<uuid::Uuid>,
}
