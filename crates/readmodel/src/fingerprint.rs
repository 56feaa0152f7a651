//! A hash of each table of a schema, to show that a rebuild gives the same bytes.

use std::collections::BTreeMap;

use futures_util::TryStreamExt as _;
use sha2::{Digest as _, Sha256};

use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::positions::Place;
use crate::schema::Schema;
use crate::sql::sql;
use crate::unit::{Tx, Unit};

sql! {
    TABLES_WITH_KEYS = "SELECT c.relname::text, string_agg(format('%I', a.attname), ', ' ORDER BY k.at)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, at)
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
WHERE n.nspname = $1 AND i.indisprimary GROUP BY c.relname";
}

struct Fingerprint<'a>(&'a str);

impl Unit for Fingerprint<'_> {
    const NAME: &'static str = "taking fingerprints of tables";
    type Output = BTreeMap<String, String>;

    async fn run(&self, tx: &Tx<'_>) -> Result<Self::Output, ReadError> {
        tx.take_as_long_as_it_takes().await?;
        let mut prints = BTreeMap::new();
        for row in tx.query(TABLES_WITH_KEYS.text, &[&self.0]).await? {
            let (table, keys): (String, String) = (row.get(0), row.get(1));
            let copy = format!(
                "COPY (SELECT * FROM {}.{table} ORDER BY {keys}) TO STDOUT",
                self.0
            );
            let stream = tx.inner.copy_out(&copy).await.map_err(tx.failed())?;
            let hash = stream
                .try_fold(Sha256::new(), |mut hash, bytes| {
                    hash.update(&bytes);
                    std::future::ready(Ok(hash))
                })
                .await
                .map_err(tx.failed())?;
            let digits: Vec<String> = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
            prints.insert(table, digits.concat());
        }
        Ok(prints)
    }
}

struct Stands<'a>(&'a Schema);

impl Unit for Stands<'_> {
    const NAME: &'static str = "comparing a projection with where it stands";
    type Output = (BTreeMap<String, String>, Vec<Place>);

    async fn run(&self, tx: &Tx<'_>) -> Result<Self::Output, ReadError> {
        let prints = Fingerprint(&self.0.live()).run(tx).await?;
        let places = tx.positions(self.0.name, self.0.version).await?;
        Ok((prints, places))
    }
}

impl ReadModel {
    /// The same of what is live of a projection, and where it stood in every ledger at that very moment.
    pub async fn stands(
        &self,
        schema: &Schema,
    ) -> Result<(BTreeMap<String, String>, Vec<Place>), ReadError> {
        self.read(&Stands(schema)).await
    }

    /// SHA-256 of every table of a schema, rows in the order of their key, as of one moment.
    pub async fn fingerprint(&self, schema: &str) -> Result<BTreeMap<String, String>, ReadError> {
        self.read(&Fingerprint(schema)).await
    }
}
