//! Databases beside the live one, for as long as something is looked at in them.

use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, NoTls};
use uuid::Uuid;

use crate::admin;
use crate::error::ReadError;

const DOING: &str = "making or dropping a database of its own";
/// One process makes or drops such databases at a time; the number says nothing.
const LOCK: &str = "SELECT pg_advisory_lock(7022636072972)";
const UNLOCK: &str = "SELECT pg_advisory_unlock(7022636072972)";
/// What all their names begin with.
const PREFIX: &str = "berprestasi_as_of_";
/// Those that nobody is connected to: whoever made one stays connected until it is dropped.
const LEFT: &str = "SELECT datname::text FROM pg_database d WHERE starts_with(datname, $1)
AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)";

/// A connection that lives on its own.
struct Link(Client, JoinHandle<()>);

impl Drop for Link {
    fn drop(&mut self) {
        self.1.abort();
    }
}

/// A database of its own, ready for this program and empty. It ends by [`Scratch::end`]; one whose process was
/// killed is dropped when the next one is made.
pub struct Scratch {
    name: String,
    owner: Link,
    /// Says that somebody uses it.
    inside: Link,
}

impl std::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

/// The address of another database of the same server.
fn beside(address: &str, name: &str) -> String {
    format!("{address} dbname={name}")
}

async fn link(address: &str) -> Result<Link, ReadError> {
    let mut config: Config = address
        .parse()
        .map_err(|error: tokio_postgres::Error| ReadError::Address(error.into()))?;
    config.application_name("berprestasi as-of");
    let connected = config.connect(NoTls).await;
    let (client, connection) = connected.map_err(|error| ReadError::Connect(error.into()))?;
    // Its errors are answers to the statements.
    let driver = tokio::spawn(async { drop(connection.await) });
    Ok(Link(client, driver))
}

impl Scratch {
    /// Makes one beside the database of `owner`, the address of the installation's owner in keyword form, and drops
    /// those that were left behind.
    pub async fn make(owner: &str) -> Result<Self, ReadError> {
        let failed = ReadError::database(DOING);
        let name = format!("{PREFIX}{}", Uuid::new_v4().simple());
        let link_of_owner = link(owner).await?;
        let client = &link_of_owner.0;
        client.batch_execute(LOCK).await.map_err(&failed)?;
        for row in client.query(LEFT, &[&PREFIX]).await.map_err(&failed)? {
            let left: String = row.get(0);
            tracing::info!(database = left, "dropping what a killed run left behind");
            let drop = format!("DROP DATABASE IF EXISTS {left}");
            client.batch_execute(&drop).await.map_err(&failed)?;
        }
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        client.batch_execute(&create).await.map_err(&failed)?;
        let inside = link(&beside(owner, &name)).await?;
        client.batch_execute(UNLOCK).await.map_err(&failed)?;
        let scratch = Self {
            name,
            owner: link_of_owner,
            inside,
        };
        match admin::prepare(&beside(owner, &scratch.name)).await {
            Ok(()) => Ok(scratch),
            Err(error) => {
                scratch.end().await?;
                Err(error)
            }
        }
    }

    /// The address that somebody has who reaches the live database by `address`.
    #[must_use]
    pub fn address(&self, address: &str) -> String {
        beside(address, &self.name)
    }

    /// Drops it, whoever is connected still.
    pub async fn end(self) -> Result<(), ReadError> {
        let Self {
            name,
            owner,
            inside,
        } = self;
        drop(inside);
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        let dropped = owner.0.batch_execute(&drop).await;
        dropped.map_err(ReadError::database(DOING))
    }
}
