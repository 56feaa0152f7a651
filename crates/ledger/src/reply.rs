//! Requests, and what each answer means (measured on nats-server 2.15.1, one server and three).

use async_nats::client::RequestErrorKind;
use async_nats::{HeaderMap, Request};
use bytes::Bytes;
use serde::Deserialize;
use tokio::time::Instant;

use crate::append::pause;
use crate::connect::{Ledger, REQUEST_TIMEOUT, unavailable};
use crate::error::LedgerError;

/// What the server said to an append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// Stored, at this sequence; `duplicate` if the id had been stored before.
    Stored { sequence: u64, duplicate: bool },
    /// 10071: the subject moved on. On one server also the answer to one's own repeat.
    Moved,
    /// 10164, 10158: the same subject or id is still in flight. The same again.
    InFlight,
    /// No answer, no connection: stored or not. The same again until it is definite.
    Unknown,
    /// Nobody listens on the subject: no leader, or the user's account does not import it. Not
    /// stored by this attempt.
    NoResponders,
    /// 10077, 10167, 10047: no room. Not stored.
    Full,
    /// Anything else. Not stored.
    Refused { code: u64, description: String },
}

#[derive(Deserialize)]
struct Ack {
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    duplicate: bool,
    error: Option<ApiError>,
}

/// An error of the JetStream API.
#[derive(Debug, Deserialize)]
pub(crate) struct ApiError {
    #[serde(default)]
    pub(crate) err_code: u64,
    #[serde(default)]
    pub(crate) code: u64,
    #[serde(default)]
    pub(crate) description: String,
}

impl ApiError {
    /// As a ledger error.
    pub(crate) fn into_error(self, doing: &'static str) -> LedgerError {
        let code = if self.err_code == 0 {
            self.code
        } else {
            self.err_code
        };
        LedgerError::Answer {
            doing,
            code,
            description: self.description,
        }
    }
}

fn classify(payload: &[u8]) -> Reply {
    let Ok(ack) = serde_json::from_slice::<Ack>(payload) else {
        // The answer of something that is no stream: nothing is known.
        return Reply::Unknown;
    };
    match ack.error {
        None if ack.seq > 0 => Reply::Stored {
            sequence: ack.seq,
            duplicate: ack.duplicate,
        },
        None => Reply::Unknown,
        Some(error) => match (error.err_code, error.code) {
            // 10201, a batch holds an id that is stored: cannot happen without ids in batches.
            (10071, _) => Reply::Moved,
            (10164 | 10158, _) => Reply::InFlight,
            (10077 | 10167 | 10047 | 10023 | 10028, _) => Reply::Full,
            (10008 | 10009 | 10059, _) | (0, 503) => Reply::Unknown,
            (code, _) => Reply::Refused {
                code,
                description: error.description,
            },
        },
    }
}

impl Ledger {
    /// Publishes one message and waits for what the stream says.
    pub(crate) async fn publish(
        &self,
        subject: &str,
        headers: HeaderMap,
        payload: Bytes,
    ) -> Result<Reply, LedgerError> {
        let request = Request::new()
            .headers(headers)
            .payload(payload)
            .timeout(Some(REQUEST_TIMEOUT));
        match self.client.send_request(subject.to_owned(), request).await {
            Ok(message) => Ok(classify(&message.payload)),
            Err(error) => match error.kind() {
                RequestErrorKind::MaxPayloadExceeded => Ok(Reply::Refused {
                    code: 10054,
                    description: "the commit is larger than max_payload".to_owned(),
                }),
                RequestErrorKind::NoResponders => Ok(Reply::NoResponders),
                _ => self.violation(subject).map_or(Ok(Reply::Unknown), Err),
            },
        }
    }

    /// Asks the JetStream API and returns the answer's bytes. While nobody listens (an election, a
    /// server that starts) it is asked again.
    pub(crate) async fn api(
        &self,
        subject: String,
        body: Vec<u8>,
        doing: &'static str,
    ) -> Result<Bytes, LedgerError> {
        let deadline = Instant::now() + REQUEST_TIMEOUT;
        let body = Bytes::from(body);
        loop {
            let asked = self.client.request(subject.clone(), body.clone()).await;
            let error = match asked {
                Ok(message) => return Ok(message.payload),
                Err(error) => error,
            };
            if error.kind() != RequestErrorKind::NoResponders || Instant::now() >= deadline {
                let violation = self.violation(&subject);
                return Err(violation.unwrap_or_else(|| unavailable(doing, error)));
            }
            pause().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_of_the_table() {
        let stored = Reply::Stored {
            sequence: 7,
            duplicate: false,
        };
        let error = |code: u64, err_code: u64| {
            format!(r#"{{"error":{{"code":{code},"err_code":{err_code},"description":"d"}}}}"#)
        };
        assert_eq!(classify(br#"{"stream":"S","seq":7}"#), stored);
        let again = Reply::Stored {
            sequence: 7,
            duplicate: true,
        };
        assert_eq!(
            classify(br#"{"stream":"S","seq":7,"duplicate":true}"#),
            again
        );
        for (code, err_code, reply) in [
            (400, 10071, Reply::Moved),
            (400, 10164, Reply::InFlight),
            (409, 10158, Reply::InFlight),
            (503, 10008, Reply::Unknown),
            (503, 10077, Reply::Full),
            (429, 10167, Reply::Full),
            (
                500,
                1,
                Reply::Refused {
                    code: 1,
                    description: "d".to_owned(),
                },
            ),
        ] {
            assert_eq!(
                classify(error(code, err_code).as_bytes()),
                reply,
                "{err_code}"
            );
        }
        assert_eq!(classify(b""), Reply::Unknown);
    }
}
