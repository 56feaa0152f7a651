//! Refusing servers and streams whose settings break what the ledger rests on, by name.

use std::collections::BTreeSet;
use std::time::Duration;

use async_nats::jetstream::stream::{Compression, Config, PersistenceMode};
use futures_util::StreamExt as _;
use serde::Deserialize;
use tokio::time::{Instant, timeout};

use crate::connect::{Ledger, unavailable};
use crate::error::LedgerError;

/// The oldest nats-server that is accepted (2026 advisories).
const OLDEST: (u64, u64, u64) = (2, 14, 3);

/// The settings that the ledger rests on, in words.
fn settings(config: &Config) -> [(&'static str, String); 16] {
    [
        ("subjects", format!("{:?}", config.subjects)),
        ("storage", format!("{:?}", config.storage)),
        ("retention", format!("{:?}", config.retention)),
        ("discard", format!("{:?}", config.discard)),
        ("max_age", format!("{:?}", config.max_age)),
        ("max_messages", unlimited(config.max_messages)),
        (
            "max_messages_per_subject",
            unlimited(config.max_messages_per_subject),
        ),
        ("deny_delete", config.deny_delete.to_string()),
        ("deny_purge", config.deny_purge.to_string()),
        ("allow_rollup", config.allow_rollup.to_string()),
        ("allow_msg_ttl", config.allow_message_ttl.to_string()),
        (
            "allow_msg_schedules",
            config.allow_message_schedules.to_string(),
        ),
        ("allow_atomic", config.allow_atomic_publish.to_string()),
        ("compression", compression(config)),
        ("persist_mode", persist(config)),
        ("num_replicas", config.num_replicas.to_string()),
    ]
}

/// Every setting as wanted, a limit, and an incarnation.
pub(crate) fn check_stream(found: &Config, wanted: &Config) -> Result<(), LedgerError> {
    let name = &wanted.name;
    let refuse = |setting, found: String, wanted: String| {
        let of = format!("stream {name}");
        Err(LedgerError::Setting {
            of,
            setting,
            found,
            wanted,
        })
    };
    for ((setting, found), (_, wanted)) in settings(found).into_iter().zip(settings(wanted)) {
        if found != wanted {
            return refuse(setting, found, wanted);
        }
    }
    if found.max_bytes <= 0 {
        return refuse(
            "max_bytes",
            "unlimited".to_owned(),
            "a limit below the disk's size".to_owned(),
        );
    }
    if !found.metadata.contains_key("incarnation") {
        let wanted = "the id given when it was made".to_owned();
        return refuse("metadata.incarnation", "absent".to_owned(), wanted);
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

/// How long all servers together may take to answer, and how long one question waits.
const ALL_ANSWER: Duration = Duration::from_secs(20);
const ONE_ANSWER: Duration = Duration::from_secs(1);

/// Asks every server, through the system account, for its version and its `sync_interval`. In a
/// young cluster a server may not know of the question yet, so it is asked until all answered.
pub(crate) async fn check_servers(monitor: &Ledger, servers: usize) -> Result<(), LedgerError> {
    const DOING: &str = "asking the servers for their settings";
    let inbox = monitor.client.new_inbox();
    let mut pongs = monitor
        .client
        .subscribe(inbox.clone())
        .await
        .map_err(|error| unavailable(DOING, error))?;
    let deadline = Instant::now() + ALL_ANSWER;
    let mut answered = BTreeSet::new();
    while answered.len() < servers {
        let body = r#"{"config":true}"#.into();
        monitor
            .client
            .publish_with_reply("$SYS.REQ.SERVER.PING.JSZ", inbox.clone(), body)
            .await
            .map_err(|error| unavailable(DOING, error))?;
        while answered.len() < servers {
            let Ok(Some(pong)) = timeout(ONE_ANSWER, pongs.next()).await else {
                break;
            };
            let pong: Pong =
                serde_json::from_slice(&pong.payload).map_err(|error| unavailable(DOING, error))?;
            check_server(&pong)?;
            answered.insert(pong.server.name);
        }
        if answered.len() < servers && Instant::now() >= deadline {
            let silent = format!("{} of {servers} servers answered", answered.len());
            return Err(unavailable(DOING, std::io::Error::other(silent)));
        }
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
