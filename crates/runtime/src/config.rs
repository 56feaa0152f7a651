//! The configuration: one strict struct. A misspelt key is an error, not a default.
//!
//! Only the composition root sees [`Config`]; everything below it takes plain values. No secret is
//! ever printed, neither by `Debug` nor by an error.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ledger::Credentials;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::{Secret, ServiceRole};

/// Everything a process is told. Paths are relative to the folder of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The private data folder, when the installation manages servers of its own.
    pub data: Option<PathBuf>,
    /// The file with the key that wraps all keys of the vault: 64 hexadecimal digits.
    pub master_key_file: PathBuf,
    /// The file with the key of development tokens. Without it no such token is accepted.
    pub demo_key_file: Option<PathBuf>,
    /// The HTTP server.
    pub http: Http,
    /// The ledger and the vault.
    pub nats: Nats,
    /// The read side.
    pub postgres: Postgres,
    /// Taking events from other systems.
    #[serde(default)]
    pub ingest: Ingest,
    /// What is logged, and how.
    #[serde(default)]
    pub log: Log,
}

/// The HTTP server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Http {
    /// Address and port.
    pub listen: SocketAddr,
    /// Where the public reaches it, such as `https://penghargaan.example.go.id`. Feeds name it.
    #[serde(default, deserialize_with = "public_url")]
    pub public_url: Option<String>,
    /// How large bodies may be.
    #[serde(default)]
    pub body_limits: BodyLimits,
}

/// Scheme and host without a path: addresses are put behind it as they are.
fn public_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let url = String::deserialize(deserializer)?;
    let host = url.strip_prefix("https://").or(url.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    match host {
        Some(host) if !host.is_empty() && host.chars().all(plain) => Ok(Some(url)),
        _ => Err(D::Error::custom(
            "expected a scheme and a host, such as https://penghargaan.example.go.id",
        )),
    }
}

/// How large a request's body may be, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct BodyLimits {
    /// Of one command.
    pub command: usize,
    /// Of a batch of commands.
    pub batch: usize,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self {
            command: 64 * 1024,
            batch: 4 * 1024 * 1024,
        }
    }
}

/// Taking events from other systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Ingest {
    /// How many NDJSON requests are read at once; beyond it callers are asked to wait. Each may hold about 20 MiB.
    pub requests: usize,
}

impl Default for Ingest {
    fn default() -> Self {
        Self { requests: 4 }
    }
}

/// Who each role is to NATS.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Nats {
    /// The user of each role on the ledger.
    pub ledger: BTreeMap<ServiceRole, Credentials>,
    /// The user of each role on the vault; a role that is not named opens and seals nothing.
    #[serde(default)]
    pub vault: BTreeMap<ServiceRole, Credentials>,
}

/// Connection strings, with their passwords.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Postgres {
    /// For the workers, which write.
    pub projections: Secret,
    /// For services and portal, which read.
    pub web: Secret,
}

/// What is logged, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Log {
    /// Directives such as `info,ledger=debug`.
    pub filter: String,
    /// How a line looks.
    pub format: LogFormat,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            format: LogFormat::Text,
        }
    }
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// Why the configuration was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {}; copy deploy/config/berprestasi.toml there", file.display())]
    Read {
        /// Which file.
        file: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A line is no TOML, or a key is unknown, missing or of another type.
    #[error("{}, line {line}, key {key}: {wrong}; compare deploy/config/berprestasi.toml", file.display())]
    Content {
        /// Which file.
        file: PathBuf,
        /// Where, from 1.
        line: usize,
        /// The key, dotted; `.` is the whole file.
        key: String,
        /// What is wrong with it, without the value.
        wrong: String,
    },
}

impl Config {
    /// Reads a file.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|source| ConfigError::Read {
            file: file.to_owned(),
            source,
        })?;
        let mut config = Self::parse(file, &text)?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let paths = [&mut config.master_key_file];
        let optional = config.data.iter_mut().chain(&mut config.demo_key_file);
        for path in paths.into_iter().chain(optional) {
            *path = folder.join(&path);
        }
        Ok(config)
    }

    fn parse(file: &Path, text: &str) -> Result<Self, ConfigError> {
        let refuse = |key: String, error: &toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start.min(text.len()));
            ConfigError::Content {
                file: file.to_owned(),
                line: text.as_bytes()[..start].split(|b| *b == b'\n').count(),
                key,
                wrong: without_value(error.message()),
            }
        };
        let input =
            toml::Deserializer::parse(text).map_err(|error| refuse(".".to_owned(), &error))?;
        serde_path_to_error::deserialize(input)
            .map_err(|error| refuse(error.path().to_string(), error.inner()))
    }
}

/// The message without the value that it quotes: the value may be a password.
fn without_value(message: &str) -> String {
    match message.split_once(", expected ") {
        Some((before, expected)) if before.starts_with("invalid") => format!("expected {expected}"),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests;
