//! Reading and writing projections' rows by sets, never one by one.

use std::collections::BTreeSet;
use std::pin::pin;

use bytes::{BufMut as _, BytesMut};
use futures_util::SinkExt as _;
use tokio_postgres::types::ToSql;

use crate::cell::Cell;
use crate::error::ReadError;
use crate::row::{Column, Row};
use crate::unit::Tx;

/// From how many rows on a staging table and `COPY` are faster than arrays.
const STAGE_FROM: usize = 2_000;
/// So many bytes of a `COPY` are sent at once.
const CHUNK: usize = 64 * 1024;
/// How binary `COPY` data begins: the signature, no flags, no extension.
const COPY_HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// How it ends.
const COPY_END: i16 = -1;

fn keys<R: Row>() -> impl Iterator<Item = &'static Column> {
    R::COLUMNS.iter().filter(|column| column.key)
}

fn list<'a>(columns: impl Iterator<Item = &'a Column>, each: impl Fn(&str) -> String) -> String {
    columns
        .map(|column| each(column.name))
        .collect::<Vec<_>>()
        .join(", ")
}

fn names<'a>(columns: impl Iterator<Item = &'a Column>) -> String {
    list(columns, str::to_owned)
}

/// `unnest($1::text[], $2::uuid[])`
fn unnest<'a>(columns: impl Iterator<Item = &'a Column>) -> String {
    let arrays: Vec<String> = columns
        .enumerate()
        .map(|(at, column)| format!("${}::{}[]", at + 1, column.kind.name()))
        .collect();
    format!("unnest({})", arrays.join(", "))
}

fn load_sql<R: Row>(schema: &str) -> String {
    let (table, columns) = (
        R::TABLE,
        list(R::COLUMNS.iter(), |name| format!("t.{name}")),
    );
    let (unnest, keys) = (unnest(keys::<R>()), names(keys::<R>()));
    format!(
        "-- LOAD {schema}.{table}\nSELECT {columns} FROM {schema}.{table} t JOIN {unnest} AS k({keys}) USING ({keys})"
    )
}

fn on_conflict<R: Row>() -> String {
    let keys = names(keys::<R>());
    let others = || R::COLUMNS.iter().filter(|column| !column.key);
    if others().next().is_none() {
        return format!("ON CONFLICT ({keys}) DO NOTHING");
    }
    let sets = list(others(), |name| format!("{name} = excluded.{name}"));
    format!("ON CONFLICT ({keys}) DO UPDATE SET {sets}")
}

fn upsert_sql<R: Row>(schema: &str) -> String {
    let (table, columns) = (R::TABLE, names(R::COLUMNS.iter()));
    let (unnest, conflict) = (unnest(R::COLUMNS.iter()), on_conflict::<R>());
    format!(
        "-- UPSERT {schema}.{table}\nINSERT INTO {schema}.{table} ({columns}) SELECT * FROM {unnest} {conflict}"
    )
}

fn unstage_sql<R: Row>(schema: &str, stage: &str) -> String {
    let (table, columns) = (R::TABLE, names(R::COLUMNS.iter()));
    let (keys, conflict) = (names(keys::<R>()), on_conflict::<R>());
    format!(
        "-- UNSTAGE {schema}.{table}\nINSERT INTO {schema}.{table} ({columns}) SELECT {columns} FROM {stage} ORDER BY {keys} {conflict}"
    )
}

fn delete_sql<R: Row>(schema: &str) -> String {
    let (table, unnest, keys_list) = (R::TABLE, unnest(keys::<R>()), names(keys::<R>()));
    let same = keys::<R>()
        .map(|column| format!("t.{0} = k.{0}", column.name))
        .collect::<Vec<_>>()
        .join(" AND ");
    format!(
        "-- DELETE {schema}.{table}\nDELETE FROM {schema}.{table} t USING {unnest} AS k({keys_list}) WHERE {same}"
    )
}

/// Rows of cells as one array per column.
fn transpose(rows: impl Iterator<Item = Vec<Cell>>, width: usize) -> Vec<Vec<Cell>> {
    let mut columns = vec![Vec::new(); width];
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.push(cell);
        }
    }
    columns
}

fn params(columns: &[Vec<Cell>]) -> Vec<&(dyn ToSql + Sync)> {
    columns
        .iter()
        .map(|column| column as &(dyn ToSql + Sync))
        .collect()
}

impl Tx<'_> {
    /// The rows with these keys, in one query.
    pub async fn load<R: Row>(
        &self,
        schema: &str,
        wanted: &BTreeSet<R::Key>,
    ) -> Result<Vec<R>, ReadError> {
        let columns = transpose(wanted.iter().map(R::key_cells), keys::<R>().count());
        let rows = self
            .query(&load_sql::<R>(schema), &params(&columns))
            .await?;
        let form = ReadError::Row { table: R::TABLE };
        rows.iter()
            .map(|row| R::from_cells((0..row.len()).map(|at| row.get(at))))
            .collect::<Option<_>>()
            .ok_or(form)
    }

    /// Writes rows whose keys are not in the table: one `COPY` stream.
    pub async fn copy<R: Row>(&self, schema: &str, rows: &[&R]) -> Result<(), ReadError> {
        self.copy_into::<R>(&format!("{schema}.{}", R::TABLE), rows)
            .await
    }

    async fn copy_into<R: Row>(&self, table: &str, rows: &[&R]) -> Result<(), ReadError> {
        let failed = self.failed();
        let columns = names(R::COLUMNS.iter());
        let copy = format!("COPY {table} ({columns}) FROM STDIN BINARY");
        let sink = self.inner.copy_in(&copy).await.map_err(&failed)?;
        let mut sink = pin!(sink);
        let mut out = BytesMut::with_capacity(CHUNK + CHUNK / 8);
        out.put_slice(COPY_HEAD);
        for row in rows {
            row.put(&mut out)
                .map_err(|_| ReadError::Row { table: R::TABLE })?;
            if out.len() >= CHUNK {
                let full = std::mem::replace(&mut out, BytesMut::with_capacity(CHUNK + CHUNK / 8));
                sink.send(full.freeze()).await.map_err(&failed)?;
            }
        }
        out.put_i16(COPY_END);
        sink.send(out.freeze()).await.map_err(&failed)?;
        sink.finish().await.map_err(failed)?;
        Ok(())
    }

    /// Inserts or replaces rows, which are in the order of their keys.
    pub async fn upsert<R: Row>(&self, schema: &str, rows: &[&R]) -> Result<(), ReadError> {
        if rows.len() < STAGE_FROM {
            let columns = transpose(rows.iter().map(|row| row.cells()), R::COLUMNS.len());
            self.execute(&upsert_sql::<R>(schema), &params(&columns))
                .await?;
            return Ok(());
        }
        let stage = format!("pg_temp.stage_{schema}_{}", R::TABLE);
        let table = R::TABLE;
        self.batch(&format!(
            "CREATE TEMP TABLE IF NOT EXISTS {} (LIKE {schema}.{table}) ON COMMIT DELETE ROWS",
            stage.trim_start_matches("pg_temp.")
        ))
        .await?;
        self.copy_into::<R>(&stage, rows).await?;
        self.batch(&unstage_sql::<R>(schema, &stage)).await
    }

    /// Deletes the rows with these keys.
    pub async fn delete<R: Row>(&self, schema: &str, gone: &[R::Key]) -> Result<(), ReadError> {
        let columns = transpose(gone.iter().map(R::key_cells), keys::<R>().count());
        self.execute(&delete_sql::<R>(schema), &params(&columns))
            .await?;
        Ok(())
    }
}
