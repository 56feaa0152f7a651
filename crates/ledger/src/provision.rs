//! Making streams, once; after that they are only checked.

use std::collections::HashMap;
use std::time::Duration;

use async_nats::jetstream::ErrorCode;
use async_nats::jetstream::context::{CreateStreamError, CreateStreamErrorKind};
use async_nats::jetstream::stream::{Config, DiscardPolicy, StorageType};
use async_nats::jetstream::{self, kv};
use domain::ids::AgencyCode;
use futures_util::TryStreamExt as _;
use uuid::Uuid;

use crate::checks::{check_servers, check_stream};
use crate::connect::{Credentials, Ledger, unavailable};
use crate::error::LedgerError;
use crate::{ingest, subject};

/// The bucket of working state.
const WORKING: &str = "WORKING";

/// How long a cluster that has just started may take until its leader sees the others, and how often it is asked.
const PEERS: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(200);

/// Limits of an installation's streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// 1 on one server, 3 on a cluster.
    pub replicas: usize,
    /// The most bytes an agency's ledger may take; below the disk's size.
    pub max_bytes: i64,
}

/// The one who may make streams. Its credentials are used for that alone.
#[derive(Debug, Clone)]
pub struct Provisioner {
    ledger: Ledger,
    vault: Ledger,
    monitor: Ledger,
    limits: Limits,
}

impl Provisioner {
    /// Connects to the account of the ledger, that of the vault, and the system account.
    pub async fn connect(
        ledger: &Credentials,
        vault: &Credentials,
        monitor: &Credentials,
        limits: Limits,
    ) -> Result<Self, LedgerError> {
        Ok(Self {
            ledger: Ledger::connect(ledger).await?,
            vault: Ledger::connect(vault).await?,
            monitor: Ledger::connect(monitor).await?,
            limits,
        })
    }

    /// Checks every server, then makes or checks the registry and working state.
    pub async fn installation(&self) -> Result<(), LedgerError> {
        check_servers(&self.monitor, self.limits.replicas).await?;
        self.ledger_stream(&AgencyCode::registry()).await?;
        self.key_stream(&AgencyCode::registry()).await?;
        let working = kv::Config {
            bucket: WORKING.to_owned(),
            num_replicas: self.limits.replicas,
            storage: StorageType::File,
            max_bytes: self.limits.max_bytes,
            ..Default::default()
        };
        jetstream::new(self.vault.client())
            .create_key_value(working)
            .await
            .map_err(|error| unavailable("making the bucket of working state", error))?;
        ingest::rejected(&self.vault, self.limits.replicas).await?;
        self.younger_streams().await
    }

    /// What agencies have that were added by a program that did not know of messages from outside.
    async fn younger_streams(&self) -> Result<(), LedgerError> {
        let js = jetstream::new(self.ledger.client());
        let names: Result<Vec<String>, _> = js.stream_names().try_collect().await;
        let names = names.map_err(|error| unavailable("listing streams", error))?;
        for agency in names.iter().filter_map(|name| subject::agency_of(name)) {
            self.ingest(&agency, ingest::MOST_WAITING).await?;
        }
        Ok(())
    }

    /// Makes or checks the streams of an agency.
    pub async fn agency(&self, agency: &AgencyCode) -> Result<(), LedgerError> {
        self.ledger_stream(agency).await?;
        self.key_stream(agency).await?;
        self.ingest(agency, ingest::MOST_WAITING).await
    }

    /// Makes or checks the stream in which messages from outside wait, at most so many. When it is full, its
    /// publishers are refused.
    pub async fn ingest(&self, agency: &AgencyCode, most: i64) -> Result<(), LedgerError> {
        let wanted = ingest::stream(agency, most, self.common());
        make(&self.vault, wanted).await?;
        ingest::consumer(&self.vault, agency).await
    }

    async fn ledger_stream(&self, agency: &AgencyCode) -> Result<(), LedgerError> {
        let wanted = Config {
            name: subject::stream(agency),
            description: Some(
                "Berprestasi: the ledger. Append-only; never update or delete.".into(),
            ),
            subjects: vec![subject::agency(agency)],
            deny_delete: true,
            deny_purge: true,
            allow_atomic_publish: true,
            ..self.common()
        };
        make(&self.ledger, wanted).await
    }

    async fn key_stream(&self, agency: &AgencyCode) -> Result<(), LedgerError> {
        let wanted = Config {
            name: subject::key_stream(agency),
            description: Some("Berprestasi: wrapped keys and the NIP index.".into()),
            subjects: vec![subject::keys(agency)],
            ..self.common()
        };
        make(&self.vault, wanted).await
    }

    fn common(&self) -> Config {
        let incarnation = Uuid::new_v4().to_string();
        Config {
            storage: StorageType::File,
            num_replicas: self.limits.replicas,
            discard: DiscardPolicy::New,
            max_bytes: self.limits.max_bytes,
            duplicate_window: Duration::from_mins(2),
            allow_direct: true,
            metadata: HashMap::from([("incarnation".to_owned(), incarnation)]),
            ..Default::default()
        }
    }
}

async fn make(ledger: &Ledger, wanted: Config) -> Result<(), LedgerError> {
    const DOING: &str = "making a stream";
    let js = jetstream::new(ledger.client());
    let info = if let Ok(stream) = js.get_stream(&wanted.name).await {
        stream.cached_info().clone()
    } else {
        let patience = tokio::time::Instant::now() + PEERS;
        let made = loop {
            match js.create_stream(wanted.clone()).await {
                Err(error) if young(&error) && tokio::time::Instant::now() < patience => {
                    tokio::time::sleep(PAUSE).await;
                }
                made => break made,
            }
        };
        made.map_err(|error| unavailable(DOING, error))?
            .cached_info()
            .clone()
    };
    check_stream(&info.config, &wanted)
}

/// Whether a cluster that has just started may have said this: it has no leader yet, loses the question to an election, or its
/// leader does not see enough of the others. Asking for the same stream again changes nothing if it was made after all.
fn young(error: &CreateStreamError) -> bool {
    use CreateStreamErrorKind::{JetStream, JetStreamUnavailable, TimedOut};
    match error.kind() {
        JetStream(error) => error.error_code() == ErrorCode::CLUSTER_NO_PEERS,
        kind => matches!(kind, TimedOut | JetStreamUnavailable),
    }
}
