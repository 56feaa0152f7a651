#![doc = include_str!("../README.md")]

mod binaries;
mod error;
mod folder;
mod log;
mod nats;
mod postgres;
mod process;

pub use error::{Ended, Error};
pub use nats::{Credential, Nats, NatsConfig, NatsServer, Outside, Role};
pub use postgres::{Postgres, PostgresConfig};

/// What a server promises about data it has acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// It is on disk.
    #[default]
    Full,
    /// It may be lost when the machine stops; for tests, which then run faster.
    Volatile,
}
