//! Bare `COPY` and index build, for benches only: the reference that rebuilds are measured
//! against.

use std::path::Path;

use bytes::Bytes;
use futures_util::{SinkExt as _, TryStreamExt as _};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, NoTls};

use crate::error::ReadError;
use crate::schema::{SCHEMAS, Schema};

/// The rows of all projections' live tables in memory, in the form that `COPY` reads and writes;
/// without those tables that are made with the indexes.
pub struct Bare {
    client: Client,
    driver: JoinHandle<Result<(), tokio_postgres::Error>>,
    tables: Vec<Table>,
}

struct Table {
    schema: &'static Schema,
    name: String,
    chunks: Vec<Bytes>,
}

impl std::fmt::Debug for Bare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bare of {} tables", self.tables.len())
    }
}

const DOING: &str = "copying rows for a bench";

fn scratch(schema: &Schema) -> String {
    format!("bare_{}", schema.live())
}

impl Bare {
    /// Takes the rows. `address` is that of the database's owner.
    pub async fn take(address: &str) -> Result<Self, ReadError> {
        let failed = ReadError::database(DOING);
        let config: Config = address
            .parse()
            .map_err(|error: tokio_postgres::Error| ReadError::Address(error.into()))?;
        let connected = config.connect(NoTls).await;
        let (client, connection) = connected.map_err(|error| ReadError::Connect(error.into()))?;
        let mut bare = Self {
            client,
            driver: tokio::spawn(connection),
            tables: Vec::new(),
        };
        for schema in SCHEMAS {
            let names = "SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY tablename";
            let rows = bare.client.query(names, &[&schema.live()]).await;
            for row in rows.map_err(&failed)? {
                let name: String = row.get(0);
                if schema.derives(&name) {
                    continue;
                }
                let copy = format!("COPY {}.{name} TO STDOUT BINARY", schema.live());
                let stream = bare.client.copy_out(&copy).await.map_err(&failed)?;
                let chunks = stream.try_collect().await.map_err(&failed)?;
                bare.tables.push(Table {
                    schema,
                    name,
                    chunks,
                });
            }
        }
        Ok(bare)
    }

    /// The server's version.
    pub async fn server_version(&self) -> Result<String, ReadError> {
        let row = self.client.query_one("SHOW server_version", &[]).await;
        Ok(row.map_err(ReadError::database(DOING))?.get(0))
    }

    /// Makes empty tables without indexes, in schemas of their own; what was there goes.
    pub async fn prepare(&self) -> Result<(), ReadError> {
        for schema in SCHEMAS {
            let (scratch, tables) = (scratch(schema), schema.tables());
            self.execute(&format!(
                "DROP SCHEMA IF EXISTS {scratch} CASCADE; CREATE SCHEMA {scratch};
                 SET search_path = {scratch};\n{tables}\nRESET search_path"
            ))
            .await?;
        }
        Ok(())
    }

    /// Copies the rows into the empty tables and builds their indexes; returns how many rows. What
    /// is durable when this returns is durable as a rebuild's is.
    pub async fn fill(&self) -> Result<u64, ReadError> {
        let failed = ReadError::database(DOING);
        let mut rows = 0;
        for table in &self.tables {
            let copy = format!(
                "COPY {}.{} FROM STDIN BINARY",
                scratch(table.schema),
                table.name
            );
            let sink = self.client.copy_in(&copy).await.map_err(&failed)?;
            let mut sink = std::pin::pin!(sink);
            for chunk in &table.chunks {
                sink.feed(chunk.clone()).await.map_err(&failed)?;
            }
            rows += sink.finish().await.map_err(&failed)?;
        }
        for schema in SCHEMAS {
            let (scratch, indexes) = (scratch(schema), schema.indexes());
            self.execute(&format!(
                "SET search_path = {scratch};\n{indexes}\nRESET search_path"
            ))
            .await?;
        }
        Ok(rows)
    }

    /// Writes the rows as files into a folder, and a script for psql that does what [`Self::fill`] does.
    pub fn script(&self, dir: &Path) -> std::io::Result<String> {
        let mut script = String::new();
        for (number, table) in self.tables.iter().enumerate() {
            let file = dir.join(format!("{number}.copy"));
            std::fs::write(&file, table.chunks.concat())?;
            let (schema, name, file) = (scratch(table.schema), &table.name, file.display());
            // To psql a command of its own ends with the line.
            script.extend(["\\copy ", &schema, ".", name, " FROM '", &file.to_string()]);
            script.push_str("' (FORMAT binary)\n");
        }
        for schema in SCHEMAS {
            let (scratch, indexes) = (scratch(schema), schema.indexes());
            script.extend(["SET search_path = ", &scratch, ";\n", indexes]);
            script.push_str("\nRESET search_path;\n");
        }
        Ok(script)
    }

    async fn execute(&self, sql: &str) -> Result<(), ReadError> {
        let done = self.client.batch_execute(sql).await;
        done.map_err(ReadError::database(DOING))
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
