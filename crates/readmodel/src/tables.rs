//! What sets of tables a projection has, seen or not.

use jiff::Timestamp;

use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::schema::Schema;
use crate::shelf::{Shelved, Slot};
use crate::sql::sql;
use crate::unit::{Tx, Unit};

sql! {
    SIZES = "SELECT n.nspname::text, coalesce(sum(pg_total_relation_size(c.oid)), 0)::int8
FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r'
WHERE n.nspname LIKE $1 GROUP BY n.nspname ORDER BY n.nspname";
    POSITIONS_FORGET = "DELETE FROM engine.position WHERE projection = $1 AND version = $2";
}

/// One set of a projection's tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// Its database schema.
    pub schema: String,
    /// Bytes on disk, indexes included.
    pub bytes: u64,
    /// What it is.
    pub state: TablesState,
}

/// What a set of tables is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TablesState {
    /// Readers see it, workers keep it up.
    Live,
    /// Workers keep it up; readers see another version.
    Waiting,
    /// Built; `switch` puts it in place.
    Built(Timestamp),
    /// A build that is under way or was cut off.
    Unfinished,
    /// Seen before the last switch, and as it was then.
    Before(Timestamp),
    /// Of another version, which readers see.
    OtherLive,
    /// Of another version, which nobody sees.
    Other,
}

impl ReadModel {
    /// All sets of tables of a projection.
    pub async fn tables(&self, schema: &Schema) -> Result<Vec<Tables>, ReadError> {
        self.read(&List(schema)).await
    }

    /// Drops what readers do not see and workers of this version do not keep up; returns which.
    pub async fn drop_unseen(&self, schema: &Schema) -> Result<Vec<Tables>, ReadError> {
        self.write(&DropUnseen(schema)).await
    }
}

struct List<'a>(&'a Schema);

impl Unit for List<'_> {
    const NAME: &'static str = "listing a projection's tables";
    type Output = Vec<Tables>;

    async fn run(&self, tx: &Tx<'_>) -> Result<Vec<Tables>, ReadError> {
        tx.tables(self.0).await
    }
}

struct DropUnseen<'a>(&'a Schema);

impl Unit for DropUnseen<'_> {
    const NAME: &'static str = "dropping a projection's unseen tables";
    type Output = Vec<Tables>;

    async fn run(&self, tx: &Tx<'_>) -> Result<Vec<Tables>, ReadError> {
        tx.take_as_long_as_it_takes().await?;
        let kept = |tables: &Tables| {
            use TablesState::{Live, OtherLive, Waiting};
            matches!(tables.state, Live | Waiting | OtherLive)
        };
        let mut dropped = tx.tables(self.0).await?;
        dropped.retain(|tables| !kept(tables));
        for tables in &dropped {
            tx.batch(&format!("DROP SCHEMA {} CASCADE", tables.schema))
                .await?;
            if let (TablesState::Other, Some(version)) = (tables.state, version(self.0, tables)) {
                tx.execute(POSITIONS_FORGET.text, &[&self.0.name, &version])
                    .await?;
                tx.forget_parked(self.0.name, version).await?;
            }
        }
        for slot in [Slot::Next, Slot::Before] {
            tx.unshelve(self.0, slot).await?;
        }
        Ok(dropped)
    }
}

/// The version of a set of tables by its name.
fn version(schema: &Schema, tables: &Tables) -> Option<i32> {
    let rest = tables
        .schema
        .strip_prefix(schema.name)?
        .strip_prefix("_v")?;
    rest.parse().ok()
}

impl Tx<'_> {
    async fn tables(&self, schema: &Schema) -> Result<Vec<Tables>, ReadError> {
        let like = format!("{}\\_v%", schema.name.replace('_', "\\_"));
        let (seen, next) = (
            self.live_version(schema).await?,
            self.shelved_at(schema, Slot::Next).await?,
        );
        let before = self.shelved_at(schema, Slot::Before).await?;
        let rows = self.query(SIZES.text, &[&like]).await?;
        let tables = rows.iter().map(|row| {
            let name: String = row.get(0);
            let state = if name == schema.live() {
                if seen == Some(schema.version) {
                    TablesState::Live
                } else {
                    TablesState::Waiting
                }
            } else if name == Slot::Next.of(schema) {
                let built = |(at, _): &(Timestamp, Shelved)| TablesState::Built(*at);
                next.as_ref().map_or(TablesState::Unfinished, built)
            } else if name == Slot::Before.of(schema) {
                let kept = |(at, _): &(Timestamp, Shelved)| TablesState::Before(*at);
                before.as_ref().map_or(TablesState::Other, kept)
            } else if seen.is_some_and(|seen| name == format!("{}_v{seen}", schema.name)) {
                TablesState::OtherLive
            } else {
                TablesState::Other
            };
            Tables {
                schema: name,
                bytes: row.get::<_, i64>(1).unsigned_abs(),
                state,
            }
        });
        Ok(tables.collect())
    }
}
