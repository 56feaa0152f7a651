//! One workload on other event-sourcing crates: append events to entities, then project them into a
//! leaderboard in Postgres. `./dev bench peers` starts the servers and calls this; see the README.

mod cqrs;
mod dcb;
mod nats;
mod workload;

use anyhow::{Context as _, Result, bail};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Executor as _, PgPool};
use workload::{Peer, Workload};

/// Where the servers are, and how much is to be done.
struct Wanted {
    nats: String,
    postgres: String,
    workload: Workload,
}

impl Wanted {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let (mut nats, mut postgres) = (String::new(), String::new());
        let mut workload = Workload::default();
        while let Some(name) = arguments.next() {
            let value = arguments.next().with_context(|| format!("{name} without a value"))?;
            match name.as_str() {
                "--nats" => nats = value,
                "--postgres" => postgres = value,
                "--events" => workload.events = value.parse()?,
                "--entities" => workload.entities = value.parse()?,
                "--writers" => workload.writers = value.parse()?,
                _ => bail!("no option {name}"),
            }
        }
        if nats.is_empty() || postgres.is_empty() || workload.entities == 0 || workload.writers == 0 {
            bail!(
                "usage: peers --nats HOST:PORT --postgres 'host=… port=… user=… dbname=…' [--events N] [--entities N] [--writers N]"
            );
        }
        Ok(Self {
            nats,
            postgres,
            workload,
        })
    }

    /// A database of its own for one peer, with an empty leaderboard.
    async fn database(&self, name: &str) -> Result<PgPool> {
        let options = options(&self.postgres)?;
        let mut owner = options.clone().connect().await.context("cannot reach Postgres")?;
        owner
            .execute(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)").as_str())
            .await?;
        owner.execute(format!("CREATE DATABASE {name}").as_str()).await?;
        let connections = u32::try_from(self.workload.writers)? + 2;
        let pool = PgPoolOptions::new().max_connections(connections);
        let pool = pool.connect_with(options.database(name)).await?;
        pool.execute(workload::BOARD).await?;
        Ok(pool)
    }
}

/// Keywords and values, as libpq takes them.
fn options(keywords: &str) -> Result<PgConnectOptions> {
    let mut options = PgConnectOptions::new_without_pgpass();
    for (key, value) in keywords.split_whitespace().filter_map(|field| field.split_once('=')) {
        let value = value.trim_matches('\'');
        options = match key {
            "host" if value.starts_with('/') => options.socket(value),
            "host" => options.host(value),
            "port" => options.port(value.parse()?),
            "user" => options.username(value),
            "password" => options.password(value),
            "dbname" => options.database(value),
            _ => bail!("no keyword {key} of a connection is known here"),
        };
    }
    Ok(options)
}

#[tokio::main]
async fn main() -> Result<()> {
    let wanted = Wanted::read(std::env::args().skip(1))?;
    let workload = &wanted.workload;
    let peer = cqrs::Cqrs::start(wanted.database("peer_cqrs").await?).await?;
    report(&peer.measure(workload).await?);
    let peer = dcb::Dcb::start(wanted.database("peer_dcb").await?, workload).await?;
    report(&peer.measure(workload).await?);
    let pool = wanted.database("peer_nats").await?;
    let peer = nats::Nats::start(&wanted.nats, &wanted.postgres, pool, workload).await?;
    report(&peer.measure(workload).await?);
    Ok(())
}

/// One line for each peer, for whoever called.
fn report(figures: &workload::Figures) {
    println!("{}", serde_json::to_string(figures).expect("plain data"));
}
