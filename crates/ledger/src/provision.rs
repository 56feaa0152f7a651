//! Making streams, and refusing servers and streams whose settings break what the ledger rests on.

use std::collections::HashMap;
use std::time::Duration;

use async_nats::jetstream::stream::{
    Compression, Config, DiscardPolicy, PersistenceMode, StorageType,
};
use async_nats::jetstream::{self, kv};
use domain::ids::AgencyCode;
use futures_util::StreamExt as _;
use serde::Deserialize;
use uuid::Uuid;

use crate::connect::{Credentials, Ledger, unavailable};
use crate::error::LedgerError;
use crate::subject;

/// The oldest nats-server that is accepted (2026 advisories).
const OLDEST: (u64, u64, u64) = (2, 14, 3);
/// The bucket of working state.
const WORKING: &str = "WORKING";

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
        Ok(())
    }

    /// Makes or checks the streams of an agency.
    pub async fn agency(&self, agency: &AgencyCode) -> Result<(), LedgerError> {
        self.ledger_stream(agency).await?;
        self.key_stream(agency).await
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
            duplicate_window: Duration::from_secs(120),
            allow_direct: true,
            metadata: HashMap::from([("incarnation".to_owned(), incarnation)]),
            ..Default::default()
        }
    }
}

async fn make(ledger: &Ledger, wanted: Config) -> Result<(), LedgerError> {
    const DOING: &str = "making a stream";
    let js = jetstream::new(ledger.client());
    let info = match js.get_stream(&wanted.name).await {
        Ok(stream) => stream.cached_info().clone(),
        Err(_) => {
            let made = js.create_stream(wanted.clone()).await;
            made.map_err(|error| unavailable(DOING, error))?
                .cached_info()
                .clone()
        }
    };
    check_stream(&info.config, &wanted)
}

/// Every setting that the ledger rests on, as wanted.
fn check_stream(found: &Config, wanted: &Config) -> Result<(), LedgerError> {
    let name = &wanted.name;
    let pairs: [(&'static str, String, String); 16] = [
        (
            "subjects",
            format!("{:?}", found.subjects),
            format!("{:?}", wanted.subjects),
        ),
        (
            "storage",
            format!("{:?}", found.storage),
            format!("{:?}", wanted.storage),
        ),
        (
            "retention",
            format!("{:?}", found.retention),
            format!("{:?}", wanted.retention),
        ),
        (
            "discard",
            format!("{:?}", found.discard),
            format!("{:?}", wanted.discard),
        ),
        (
            "max_age",
            format!("{:?}", found.max_age),
            format!("{:?}", wanted.max_age),
        ),
        (
            "max_messages",
            unlimited(found.max_messages),
            unlimited(wanted.max_messages),
        ),
        (
            "max_messages_per_subject",
            unlimited(found.max_messages_per_subject),
            "unlimited".into(),
        ),
        (
            "deny_delete",
            found.deny_delete.to_string(),
            wanted.deny_delete.to_string(),
        ),
        (
            "deny_purge",
            found.deny_purge.to_string(),
            wanted.deny_purge.to_string(),
        ),
        (
            "allow_rollup",
            found.allow_rollup.to_string(),
            "false".into(),
        ),
        (
            "allow_msg_ttl",
            found.allow_message_ttl.to_string(),
            "false".into(),
        ),
        (
            "allow_msg_schedules",
            found.allow_message_schedules.to_string(),
            "false".into(),
        ),
        (
            "allow_atomic",
            found.allow_atomic_publish.to_string(),
            wanted.allow_atomic_publish.to_string(),
        ),
        ("compression", compression(found), "none".into()),
        ("persist_mode", persist(found), persist(wanted)),
        (
            "num_replicas",
            found.num_replicas.to_string(),
            wanted.num_replicas.to_string(),
        ),
    ];
    for (setting, found, wanted) in pairs {
        if found != wanted {
            return Err(LedgerError::Setting {
                of: format!("stream {name}"),
                setting,
                found,
                wanted,
            });
        }
    }
    if found.max_bytes <= 0 {
        let (of, found) = (format!("stream {name}"), "unlimited".to_owned());
        let wanted = "a limit below the disk's size".to_owned();
        return Err(LedgerError::Setting {
            of,
            setting: "max_bytes",
            found,
            wanted,
        });
    }
    if !found.metadata.contains_key("incarnation") {
        let (of, found) = (format!("stream {name}"), "absent".to_owned());
        let wanted = "the id given when it was made".to_owned();
        return Err(LedgerError::Setting {
            of,
            setting: "metadata.incarnation",
            found,
            wanted,
        });
    }
    Ok(())
}

fn unlimited(limit: i64) -> String {
    if limit <= 0 {
        "unlimited".to_owned()
    } else {
        limit.to_string()
    }
}

fn compression(config: &Config) -> String {
    match config.compression {
        None | Some(Compression::None) => "none".to_owned(),
        Some(Compression::S2) => "s2".to_owned(),
    }
}

fn persist(config: &Config) -> String {
    match config.persist_mode {
        Some(PersistenceMode::Async) => "async".to_owned(),
        _ => "default".to_owned(),
    }
}

#[derive(Deserialize)]
struct Pong {
    server: PongServer,
    data: Option<PongData>,
}

#[derive(Deserialize)]
struct PongServer {
    name: String,
    ver: String,
}

#[derive(Deserialize)]
struct PongData {
    config: Option<PongConfig>,
}

#[derive(Deserialize)]
struct PongConfig {
    #[serde(default)]
    sync_always: bool,
    #[serde(default)]
    sync_interval: u64,
}

/// Asks every server, through the system account, for its version and its `sync_interval`.
async fn check_servers(monitor: &Ledger, servers: usize) -> Result<(), LedgerError> {
    const DOING: &str = "asking the servers for their settings";
    let inbox = monitor.client.new_inbox();
    let mut pongs = monitor
        .client
        .subscribe(inbox.clone())
        .await
        .map_err(|error| unavailable(DOING, error))?;
    monitor
        .client
        .publish_with_reply(
            "$SYS.REQ.SERVER.PING.JSZ",
            inbox,
            r#"{"config":true}"#.into(),
        )
        .await
        .map_err(|error| unavailable(DOING, error))?;
    for _ in 0..servers {
        let pong = tokio::time::timeout(Duration::from_secs(5), pongs.next())
            .await
            .map_err(|late| unavailable(DOING, late))?;
        let Some(pong) = pong else { break };
        let pong: Pong =
            serde_json::from_slice(&pong.payload).map_err(|error| unavailable(DOING, error))?;
        check_server(&pong)?;
    }
    Ok(())
}

fn check_server(pong: &Pong) -> Result<(), LedgerError> {
    let of = || format!("server {}", pong.server.name);
    if version(&pong.server.ver).is_none_or(|found| found < OLDEST) {
        let (found, wanted) = (pong.server.ver.clone(), "2.14.3 or newer".to_owned());
        return Err(LedgerError::Setting {
            of: of(),
            setting: "version",
            found,
            wanted,
        });
    }
    let config = pong.data.as_ref().and_then(|data| data.config.as_ref());
    match config {
        Some(config) if config.sync_always => Ok(()),
        config => {
            let found = config.map_or_else(
                || "unknown".to_owned(),
                |config| format!("{} s", config.sync_interval / 1_000_000_000),
            );
            let wanted = "always: an acknowledgement must mean on disk".to_owned();
            Err(LedgerError::Setting {
                of: of(),
                setting: "jetstream.sync_interval",
                found,
                wanted,
            })
        }
    }
}

fn version(text: &str) -> Option<(u64, u64, u64)> {
    let mut parts = text.split(['.', '-', '+']);
    let mut next = || parts.next()?.parse().ok();
    Some((next()?, next()?, next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("2.9.10").is_some_and(|v| v < OLDEST));
        assert!(version("2.14.3").is_some_and(|v| v >= OLDEST));
        assert!(version("2.15.1-preview").is_some_and(|v| v >= OLDEST));
    }
}
