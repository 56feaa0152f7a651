//! What the owner of the installation does: roles, engine tables, projections' empty tables.

use tokio_postgres::{Client, Config, NoTls};

use crate::error::{Cause, ReadError};
use crate::schema::{SCHEMAS, Schema};

const ROLES: &str = include_str!("../../../deploy/postgres/roles.sql");
/// One preparation at a time; the number says nothing.
const LOCK: &str = "SELECT pg_advisory_lock(7022636072970)";

mod engine {
    refinery::embed_migrations!("../../schemas/sql/engine");
}

/// Makes the database ready for this program: roles, engine tables and, for projections that are
/// not there yet, empty tables with their views. Doing it again changes nothing.
///
/// `address` is that of the database's owner; no service ever connects as the owner.
pub async fn prepare(address: &str) -> Result<(), ReadError> {
    let mut config: Config = address
        .parse()
        .map_err(|error: tokio_postgres::Error| ReadError::Address(error.into()))?;
    config
        .application_name("berprestasi prepare")
        .options("-c client_min_messages=warning -c lock_timeout=60s");
    let connected = config.connect(NoTls).await;
    let (mut client, connection) = connected.map_err(|error| ReadError::Connect(error.into()))?;
    let driver = tokio::spawn(connection);
    let outcome = run(&mut client).await;
    drop(client);
    // It ends when the client is gone; its own errors were answers to the statements.
    let _ended = driver.await;
    outcome
}

async fn run(client: &mut Client) -> Result<(), ReadError> {
    let failed = ReadError::database("preparing the database");
    client.batch_execute(LOCK).await.map_err(&failed)?;
    client.batch_execute(ROLES).await.map_err(&failed)?;
    let own = "SET ROLE bp_projections; SET search_path = engine";
    client.batch_execute(own).await.map_err(&failed)?;
    engine::migrations::runner()
        .run_async(client)
        .await
        .map_err(|error| ReadError::Migrate(Cause::text(error)))?;
    client
        .batch_execute("RESET search_path")
        .await
        .map_err(&failed)?;
    for schema in SCHEMAS {
        make(client, schema).await.map_err(&failed)?;
    }
    Ok(())
}

/// Makes a projection's empty tables if it has none in this version. Readers see them only if they
/// saw none before: an older version stays live until the new one is built.
async fn make(client: &mut Client, schema: &Schema) -> Result<(), tokio_postgres::Error> {
    let live = schema.live();
    let tx = client.transaction().await?;
    let known = "SELECT FROM pg_namespace WHERE nspname = $1";
    if tx.query_opt(known, &[&live]).await?.is_some() {
        return Ok(());
    }
    let (tables, indexes) = (schema.tables(), schema.indexes());
    tx.batch_execute(&format!(
        "CREATE SCHEMA {live}; SET LOCAL search_path = {live};\n{tables}\n{indexes}\nSET LOCAL search_path = DEFAULT"
    ))
    .await?;
    let seen = "SELECT FROM engine.live WHERE projection = $1";
    if tx.query_opt(seen, &[&schema.name]).await?.is_none() {
        tx.batch_execute(&schema.show()).await?;
    }
    tx.commit().await
}
