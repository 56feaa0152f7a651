//! What can go wrong between a command and its commit.

use domain::Refusal;
use domain::event::DecodeError;

use crate::vault::VaultError;

/// A source error, boxed.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why the ledger could not be read or provisioned.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// No server could be reached, or it did not answer in time.
    #[error(
        "cannot reach the ledger while {doing}; check that nats-server runs and nats.urls is right"
    )]
    Unavailable {
        /// What was attempted.
        doing: &'static str,
        /// The cause.
        #[source]
        source: Source,
    },
    /// The user may not do this. NATS reports it aside; the caller sees a time-out.
    #[error("the ledger's user may not {doing}: {subject}; compare deploy/nats/server.conf")]
    Forbidden {
        /// `publish to` or `subscribe to`.
        doing: &'static str,
        /// The subject.
        subject: String,
    },
    /// The agency has no ledger.
    #[error("agency {agency} has no ledger; create it with `berprestasi agency add {agency} NAME`")]
    NoStream {
        /// The agency's code.
        agency: String,
    },
    /// A setting of a server or stream breaks what the ledger rests on.
    #[error("{of}: {setting} is {found}, must be {wanted}; the ledger does not start on it")]
    Setting {
        /// The server or the stream.
        of: String,
        /// Which setting.
        setting: &'static str,
        /// What it is.
        found: String,
        /// What it must be.
        wanted: String,
    },
    /// A stored commit cannot be read, or its chain is broken.
    #[error("commit {sequence} of agency {agency} is damaged: {reason}")]
    Damaged {
        /// The agency's code.
        agency: String,
        /// Where.
        sequence: u64,
        /// What is wrong.
        reason: String,
    },
    /// The server answered something else than expected.
    #[error("the ledger answered {code} while {doing}: {description}")]
    Answer {
        /// What was attempted.
        doing: &'static str,
        /// The server's error code.
        code: u64,
        /// What it says.
        description: String,
    },
}

/// Why a command has no recorded outcome.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// It may not be.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// Its id was used for another command.
    #[error("the idempotency key was used for another command")]
    KeyReused,
    /// It may or may not be stored. The same command again, with the same id, finds out.
    #[error("the outcome is unknown; send the same command again")]
    Unknown,
    /// Others won the race too many times in a row.
    #[error("too many commands at once on the same entity")]
    Busy,
    /// The ledger is full (`max_bytes`); nothing was stored.
    #[error("the ledger is full; raise its limit with `berprestasi agency limit`")]
    Full,
    /// A personal value could not be sealed or opened.
    #[error("cannot seal or open a personal value")]
    Vault(#[from] VaultError),
    /// An event in the entity's history cannot be read by this program.
    #[error("the entity's history cannot be read")]
    History(#[from] DecodeError),
    /// The ledger itself failed.
    #[error("the ledger failed")]
    Ledger(#[from] LedgerError),
}
