//! One connection to NATS, as one user.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerError};
use serde::Deserialize;

use crate::error::LedgerError;

/// How long one request may take before its outcome counts as unknown.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the servers are and who connects.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Credentials {
    /// `host:port` of one or more servers.
    pub urls: Vec<String>,
    /// The user.
    pub user: String,
    /// Their password.
    pub password: String,
    /// The prefix of this user's reply subjects, so that no user can read another's replies.
    pub inbox: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.user, self.urls.join(","))
    }
}

/// A connection to the ledger. Cloning it is cheap.
#[derive(Clone)]
pub struct Ledger {
    /// Shared: a clone of the client itself counts up and down a dozen shared counters, and
    /// services are cloned several times for every request.
    pub(crate) client: Arc<Client>,
    violations: Arc<Mutex<Vec<String>>>,
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ledger")
    }
}

/// How many permission errors are remembered until somebody asks for them.
const VIOLATIONS: usize = 64;

impl Ledger {
    /// Connects. Later losses of the connection are mended by themselves.
    pub async fn connect(credentials: &Credentials) -> Result<Self, LedgerError> {
        let violations = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&violations);
        let client = ConnectOptions::with_user_and_password(
            credentials.user.clone(),
            credentials.password.clone(),
        )
        .name(format!("berprestasi {}", credentials.user))
        .custom_inbox_prefix(&credentials.inbox)
        .request_timeout(Some(REQUEST_TIMEOUT))
        .client_capacity(65_536)
        .subscription_capacity(65_536)
        .event_callback(move |event| {
            note(&noted, event);
            std::future::ready(())
        })
        .connect(&credentials.urls)
        .await
        .map_err(|error| unavailable("connecting", error))?;
        let client = Arc::new(client);
        Ok(Self { client, violations })
    }

    /// A client of its own, for a JetStream context.
    pub(crate) fn client(&self) -> Client {
        Client::clone(&self.client)
    }

    /// The permission error that explains why a request on `subject` was never answered.
    pub(crate) fn violation(&self, subject: &str) -> Option<LedgerError> {
        let mut noted = self
            .violations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let quoted = format!("\"{subject}\"");
        let at = noted
            .iter()
            .position(|violation| violation.contains(&quoted))?;
        let violation = noted.swap_remove(at);
        let doing = if violation.contains("Subscription") {
            "subscribe to"
        } else {
            "publish to"
        };
        Some(LedgerError::Forbidden {
            doing,
            subject: subject.to_owned(),
        })
    }
}

fn note(violations: &Mutex<Vec<String>>, event: Event) {
    match event {
        Event::ServerError(ServerError::Other(text)) if text.contains("ermissions") => {
            tracing::error!(nats.error = %text, "the ledger refused a subject by permission");
            let mut noted = violations.lock().unwrap_or_else(PoisonError::into_inner);
            if noted.len() == VIOLATIONS {
                noted.remove(0);
            }
            noted.push(text);
        }
        Event::Connected => tracing::debug!("connected to the ledger"),
        Event::Closed | Event::Draining => tracing::debug!("closed a connection to the ledger"),
        Event::Disconnected => tracing::warn!("lost the connection to the ledger"),
        other => tracing::warn!(nats.event = %other, "the ledger's connection reports"),
    }
}

/// An outage while doing something.
pub(crate) fn unavailable(
    doing: &'static str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> LedgerError {
    LedgerError::Unavailable {
        doing,
        source: Box::new(source),
    }
}
