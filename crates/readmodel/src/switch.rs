//! Building a projection beside the live one, and putting it in its place.

use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::schema::Schema;
use crate::shelf::{Shelved, Slot};
use crate::unit::{Tx, Unit};

struct Begin(&'static Schema);

impl Unit for Begin {
    const NAME: &'static str = "making the tables of a rebuild";
    type Output = ();

    async fn run(&self, tx: &Tx<'_>) -> Result<(), ReadError> {
        let (next, tables) = (self.0.next(), self.0.tables());
        tx.unshelve(self.0, Slot::Next).await?;
        tx.batch(&format!(
            "DROP SCHEMA IF EXISTS {next} CASCADE; CREATE SCHEMA {next};\n\
             SET LOCAL search_path = {next};\n{tables}"
        ))
        .await
    }
}

struct Finish(&'static Schema);

impl Unit for Finish {
    const NAME: &'static str = "building the indexes of a rebuild";
    type Output = ();

    async fn run(&self, tx: &Tx<'_>) -> Result<(), ReadError> {
        tx.take_as_long_as_it_takes().await?;
        let (next, indexes) = (self.0.next(), self.0.indexes());
        tx.batch(&format!(
            "SET LOCAL search_path = {next};\n{indexes}\nSET LOCAL search_path = DEFAULT"
        ))
        .await?;
        let tables = format!(
            "SELECT format('ANALYZE %I.%I', schemaname, tablename) FROM pg_tables \
             WHERE schemaname = '{next}' ORDER BY tablename"
        );
        for row in tx.query(&tables, &[]).await? {
            tx.batch(row.get(0)).await?;
        }
        Ok(())
    }
}

impl ReadModel {
    /// Makes the tables of a rebuild, without keys and indexes, in a schema of their own.
    pub async fn begin_build(&self, schema: &'static Schema) -> Result<(), ReadError> {
        self.write(&Begin(schema)).await
    }

    /// Builds their keys and indexes.
    pub async fn finish_build(&self, schema: &'static Schema) -> Result<(), ReadError> {
        self.write(&Finish(schema)).await
    }

    /// Holds a projection's rebuild to one at a time: `None` if another one is under way. The
    /// lock ends by [`Held::release`], or a moment after the value is dropped.
    pub async fn hold_build(&self, schema: &Schema) -> Result<Option<Held>, ReadError> {
        const DOING: &str = "locking a rebuild";
        let client = self.client(DOING).await?;
        let text = "SELECT pg_try_advisory_lock(hashtextextended('rebuild ' || $1, 0))";
        let row = client
            .query_one(text, &[&schema.name])
            .await
            .map_err(ReadError::database(DOING))?;
        let held: bool = row.get(0);
        Ok(held.then(|| Held {
            client: deadpool_postgres::Object::take(client),
        }))
    }
}

/// A lock that a connection of its own holds for as long as it lives.
pub struct Held {
    client: deadpool_postgres::ClientWrapper,
}

impl Held {
    /// Ends the lock now: a connection that is only dropped is closed some time later, and who
    /// rebuilds again at once would find it held.
    pub async fn release(self) -> Result<(), ReadError> {
        let text = "SELECT pg_advisory_unlock_all()";
        let released = self.client.batch_execute(text).await;
        released.map_err(ReadError::database("releasing a rebuild"))
    }
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Held")
    }
}

impl Tx<'_> {
    /// Puts what stands in a slot in the place of what is live, for readers and for workers, at once: tables,
    /// views, positions. With `keep`, what readers saw until now is kept as what was before, if it is of this
    /// version; of another version it stays where it is.
    ///
    /// `stands` says how far what is put there has come; each place must have an epoch above the live one,
    /// which [`Tx::lock_positions`] has locked.
    pub async fn switch(
        &self,
        schema: &Schema,
        slot: Slot,
        stands: &Shelved,
        keep: bool,
    ) -> Result<(), ReadError> {
        let (live, show) = (schema.live(), schema.show());
        let (from, before) = (slot.of(schema), Slot::Before.of(schema));
        let keep = keep && self.live_version(schema).await? == Some(schema.version);
        // Views first, as readers lock them: the other way round is a deadlock.
        let hide = schema.hide();
        let leave = if keep {
            format!("ALTER SCHEMA {live}_leaving RENAME TO {before};")
        } else {
            format!("DROP SCHEMA {live}_leaving CASCADE;")
        };
        self.batch(&format!(
            "{hide}\nALTER SCHEMA {live} RENAME TO {live}_leaving;\nALTER SCHEMA {from} RENAME TO {live};\n\
             DROP SCHEMA IF EXISTS {before} CASCADE;\n{leave}\n{show}"
        ))
        .await?;
        self.unshelve(schema, Slot::Before).await?;
        if keep {
            self.keep_live(schema).await?;
        }
        if slot == Slot::Next {
            self.unshelve(schema, slot).await?;
        }
        self.forget_parked(schema.name, schema.version).await?;
        for place in &stands.places {
            self.replace_position(place).await?;
        }
        for (agency, parked) in &stands.parked {
            self.park(agency, parked).await?;
        }
        Ok(())
    }

    /// Shows the live tables of this version to readers, who see those of another; false if they do not.
    pub async fn show_own(&self, schema: &Schema) -> Result<bool, ReadError> {
        let seen = self.live_version(schema).await?;
        if seen == Some(schema.version) {
            return Ok(false);
        }
        let (hide, show) = (schema.hide(), schema.show());
        self.batch(&format!("{hide}\n{show}")).await?;
        Ok(true)
    }
}
