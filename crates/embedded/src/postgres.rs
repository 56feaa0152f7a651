//! PostgreSQL on a Unix socket.

mod place;
mod wire;

use crate::{
    Durability, Error,
    process::{Launch, Process, Signal},
};
use place::Place;
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

const SERVER: &str = "postgres";
/// The one who owns the installation; services have roles of their own.
const SUPERUSER: &str = "postgres";
/// After a crash the server first reads what it had logged.
const READY: Duration = Duration::from_mins(1);
const STOP: [(Signal, Duration); 3] = [
    (Signal::Int, Duration::from_secs(20)),
    (Signal::Quit, Duration::from_secs(5)),
    (Signal::Kill, Duration::from_secs(5)),
];

/// How PostgreSQL is to run.
#[derive(Debug, Clone)]
pub struct PostgresConfig {
    /// The installation's data folder; the server's own is `postgres` in it, if it can be reached
    /// there by the user that the server runs as.
    pub dir: PathBuf,
    /// What a commit promises.
    pub durability: Durability,
}

/// A running PostgreSQL. Dropping it ends the server at once.
#[derive(Debug)]
pub struct Postgres {
    process: Process,
    place: Place,
    durability: Durability,
    fresh: bool,
}

impl Postgres {
    /// Starts PostgreSQL, on a new data folder if there is none, and waits until it answers.
    pub async fn start(config: PostgresConfig) -> Result<Self, Error> {
        let place = Place::find(&config.dir)?;
        let fresh = place.prepare(config.durability).await?;
        let mut process = launch(&place, config.durability).await?;
        until_ready(&mut process, &place).await?;
        Ok(Self {
            process,
            place,
            durability: config.durability,
            fresh,
        })
    }

    /// Stops the server orderly: clients are sent away, everything is written.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.process.stop(&STOP).await
    }

    /// Ends the server's main process by SIGKILL, as a crash would.
    pub async fn kill(&mut self) -> Result<(), Error> {
        self.process.send("kill", Signal::Kill)?;
        self.process
            .stop(&[(Signal::Kill, Duration::from_secs(10))])
            .await
    }

    /// Starts the server again on the same folder and socket, after stopping it if it runs.
    pub async fn restart(&mut self) -> Result<(), Error> {
        self.process.stop(&STOP).await?;
        self.process = launch(&self.place, self.durability).await?;
        until_ready(&mut self.process, &self.place).await
    }

    /// An error with the end of the log if the server has ended by itself.
    pub fn check(&mut self) -> Result<(), Error> {
        self.process.check()
    }

    /// How to connect to a database as the superuser, in keyword format.
    #[must_use]
    pub fn connection_string(&self, database: &str) -> String {
        let [host, database] = [&self.place.socket.to_string_lossy(), database].map(quoted);
        format!(
            "host={host} port={} user={SUPERUSER} dbname={database}",
            place::PORT
        )
    }

    /// Makes an empty database.
    pub async fn create_database(&self, name: &str) -> Result<(), Error> {
        self.run(
            "create database",
            format!("CREATE DATABASE {}", identifier(name)),
        )
        .await
    }

    /// Makes a database as a copy of another, which nobody may be connected to.
    pub async fn create_database_from_template(
        &self,
        name: &str,
        template: &str,
    ) -> Result<(), Error> {
        let [name, template] = [name, template].map(identifier);
        let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
        self.run("create database from template", sql).await
    }

    /// Removes a database and sends away who is connected to it.
    pub async fn drop_database(&self, name: &str) -> Result<(), Error> {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(name));
        self.run("drop database", sql).await
    }

    /// Where data, log and (unless its path was too long) the socket are.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.place.base
    }

    /// The folder of the socket.
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        &self.place.socket
    }

    /// The server's process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.pid()
    }

    /// True if this start made the data folder.
    #[must_use]
    pub fn fresh(&self) -> bool {
        self.fresh
    }

    async fn run(&self, action: &str, sql: String) -> Result<(), Error> {
        wire::execute(&self.place.socket_file(), SUPERUSER, "postgres", &sql)
            .await
            .map_err(|reason| Error::Sql {
                action: format!("{action} ({sql})"),
                reason,
            })
    }
}

async fn launch(place: &Place, durability: Durability) -> Result<Process, Error> {
    place.forget_dead_owner()?;
    let mut args: Vec<OsString> = vec!["-D".into(), place.data().into()];
    for setting in settings(place, durability) {
        args.extend(["-c".into(), setting.into()]);
    }
    Process::start(Launch {
        server: SERVER,
        program: &place.binaries.postgres(),
        args,
        env: vec![("LC_ALL".into(), "C".into())],
        dir: &place.base,
        log: place.log(),
        user: place.user,
        orphaned: Signal::Quit,
    })
    .await
}

async fn until_ready(process: &mut Process, place: &Place) -> Result<(), Error> {
    let socket = place.socket_file();
    let ask = async || wire::execute(&socket, SUPERUSER, "postgres", "SELECT 1").await;
    process.until_ready(READY, ask).await
}

fn settings(place: &Place, durability: Durability) -> Vec<String> {
    let socket = place.socket.to_string_lossy().replace('"', "\"\"");
    let mut settings = vec![
        "listen_addresses=".to_owned(),
        format!("unix_socket_directories=\"{socket}\""),
        "unix_socket_permissions=0700".to_owned(),
        format!("port={}", place::PORT),
        "shared_buffers=64MB".to_owned(),
        "max_connections=100".to_owned(),
        "timezone=UTC".to_owned(),
        "log_timezone=UTC".to_owned(),
        "logging_collector=off".to_owned(),
        "log_destination=stderr".to_owned(),
        "jit=off".to_owned(),
    ];
    let off = ["fsync", "synchronous_commit", "full_page_writes"];
    let state = if durability == Durability::Volatile {
        "off"
    } else {
        "on"
    };
    settings.extend(off.map(|name| format!("{name}={state}")));
    settings
}

/// A value of a connection string.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/_-.".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_where_needed() {
        assert_eq!(quoted("/a/b-c_1.d"), "/a/b-c_1.d");
        assert_eq!(quoted("/my data/it's"), "'/my data/it\\'s'");
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
    }
}
