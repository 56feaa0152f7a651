//! What can go wrong, each with what to do next.

use std::{fmt, io, path::PathBuf};

/// Why a server could not be started, reached or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No binary of this server was found.
    #[error("no {program} found: run ./dev up, or install {package}, or set {variable}")]
    Missing {
        /// The binary that was looked for.
        program: &'static str,
        /// What to install to have it.
        package: &'static str,
        /// The environment variable that names another place.
        variable: &'static str,
    },
    /// The binary found is older than what we rely on.
    #[error(
        "{} is version {found}, {needed} or newer is needed: run ./dev up, or install {package}, \
         or set {variable}", path.display()
    )]
    TooOld {
        /// The binary.
        path: PathBuf,
        /// The version it says it is, or what it said instead.
        found: String,
        /// The oldest version that will do.
        needed: &'static str,
        /// What to install instead.
        package: &'static str,
        /// The environment variable that names another place.
        variable: &'static str,
    },
    /// A file or folder could not be made, read or written.
    #[error("cannot {action} {}: {source}{}", path.display(), advice(source))]
    Folder {
        /// What was attempted.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// A file of ours does not hold what we wrote.
    #[error(
        "cannot read {}: {reason}: restore it, or remove it to have a new one made",
        path.display()
    )]
    BadFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Servers of another run still work on this folder.
    #[error(
        "cannot start {server} on {}: another run still uses it: stop that one first, or choose \
         another data folder", path.display()
    )]
    InUse {
        /// The server that was to start.
        server: &'static str,
        /// The log that the other run holds.
        path: PathBuf,
    },
    /// The data folder was made by another major version of PostgreSQL.
    #[error(
        "{} was made by PostgreSQL {made_by} but PostgreSQL {found} was found: install \
         postgresql-{made_by} or set POSTGRES_BIN to its folder, or choose another data folder \
         (projections are rebuilt from the ledger)", path.display()
    )]
    OtherMajor {
        /// The data folder.
        path: PathBuf,
        /// The version that made it.
        made_by: String,
        /// The version found.
        found: u32,
    },
    /// A program could not be run at all.
    #[error("cannot run {}: {source}: check that it is there and may be executed", path.display())]
    Spawn {
        /// The program.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// A server ended although nobody asked it to.
    #[error("{server} {ended}{}; the end of {} says:\n{tail}", log_advice(tail), log.display())]
    Exited {
        /// The server.
        server: &'static str,
        /// How it ended.
        ended: Ended,
        /// Its log.
        log: PathBuf,
        /// The log's last lines since this start.
        tail: String,
    },
    /// A server runs but did not become ready in time.
    #[error(
        "{server} was not ready after {seconds} s ({last}): try again when the machine is less \
         busy; the end of {} says:\n{tail}", log.display()
    )]
    NotReady {
        /// The server.
        server: &'static str,
        /// How long we waited.
        seconds: u64,
        /// The last answer.
        last: String,
        /// Its log.
        log: PathBuf,
        /// The log's last lines since this start.
        tail: String,
    },
    /// A server is not running.
    #[error("cannot {action} {server}: it is not running: restart it first")]
    NotRunning {
        /// What was attempted.
        action: &'static str,
        /// The server.
        server: &'static str,
    },
    /// PostgreSQL refused a statement, or could not be reached.
    #[error("cannot {action}: {reason}")]
    Sql {
        /// What was attempted.
        action: String,
        /// What PostgreSQL answered.
        reason: String,
    },
}

impl Error {
    /// For `map_err`: an action on a file or folder that failed.
    pub(crate) fn folder(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Folder {
            action,
            path,
            source,
        }
    }

    /// True when a server ended because its port was taken.
    pub(crate) fn port_taken(&self) -> bool {
        matches!(self, Self::Exited { tail, .. } if tail.contains("address already in use"))
    }
}

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended(pub(crate) Option<i32>);

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // The shell that waits for the server reports a signal as 128 + its number.
            Some(code) if code > 128 => write!(f, "was ended by signal {}", code - 128),
            Some(code) => write!(f, "exited with status {code}"),
            None => write!(f, "was ended together with its supervisor"),
        }
    }
}

fn advice(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::PermissionDenied => {
            ": give this user the right to write there, or choose another data folder"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ": free some disk space, or choose a data folder on another disk"
        }
        io::ErrorKind::ReadOnlyFilesystem => ": choose a data folder on a writable disk",
        _ => "",
    }
}

fn log_advice(tail: &str) -> &'static str {
    const KNOWN: [(&str, &str); 4] = [
        (
            "No space left on device",
            ": free some disk space, or use a data folder on another disk",
        ),
        (
            "no space left on device",
            ": free some disk space, or use a data folder on another disk",
        ),
        (
            "address already in use",
            ": choose another port, or stop the program that holds it",
        ),
        (
            "ermission denied",
            ": give its user the right to use the files named below",
        ),
    ];
    KNOWN
        .iter()
        .find(|(found, _)| tail.contains(found))
        .map_or("", |(_, advice)| *advice)
}
