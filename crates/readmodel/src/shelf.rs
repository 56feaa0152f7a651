//! Tables of a projection that readers do not see: built and not switched to, or seen before.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::positions::{Parked, Place};
use crate::schema::Schema;
use crate::sql::sql;
use crate::unit::{Tx, Unit};

sql! {
    SHELF = "SELECT projection, version, agency, generation, sequence, incarnation, hash, 0::int8
FROM engine.shelf WHERE slot = $1 AND projection = $2 AND version = $3 ORDER BY agency";
    SHELF_PARKED = "SELECT projection, version, entity_kind, entity, sequence, reason, parked_from, agency
FROM engine.shelf_parked WHERE slot = $1 AND projection = $2 AND version = $3 ORDER BY agency, sequence, entity";
    SHELF_KEEP = "INSERT INTO engine.shelf (slot, projection, version, agency, generation, sequence, incarnation, hash)
SELECT $1, projection, version, agency, generation, sequence, incarnation, hash
FROM engine.position WHERE projection = $2 AND version = $3";
    SHELF_KEEP_PARKED = "INSERT INTO engine.shelf_parked
    (slot, projection, version, agency, entity_kind, entity, sequence, reason, parked_from)
SELECT $1, projection, version, agency, entity_kind, entity, sequence, reason, parked_from
FROM engine.parked WHERE projection = $2 AND version = $3";
    SHELF_PUT = "INSERT INTO engine.shelf (slot, projection, version, agency, generation, sequence, incarnation, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    SHELF_PARK = "INSERT INTO engine.shelf_parked
    (slot, projection, version, agency, entity_kind, entity, sequence, reason, parked_from)
SELECT 'next', $1, $2, $3, * FROM unnest($4::text[], $5::uuid[], $6::int8[], $7::text[], $8::int8[])";
    SHELF_DATE = "INSERT INTO engine.shelved (slot, projection, version, at)
VALUES ($1, $2, $3, now()) ON CONFLICT (slot, projection, version) DO UPDATE SET at = excluded.at";
    SHELF_FORGET = "WITH places AS (
    DELETE FROM engine.shelf WHERE slot = $1 AND projection = $2 AND version = $3
), parked AS (
    DELETE FROM engine.shelf_parked WHERE slot = $1 AND projection = $2 AND version = $3
) DELETE FROM engine.shelved WHERE slot = $1 AND projection = $2 AND version = $3";
    SHELVED_AT = "SELECT at FROM engine.shelved WHERE slot = $1 AND projection = $2 AND version = $3";
    LIVE_VERSION = "SELECT version FROM engine.live WHERE projection = $1";
}

/// Where tables stand that readers do not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Built, and not yet switched to.
    Next,
    /// What readers saw before the last switch.
    Before,
}

impl Slot {
    const fn name(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Before => "before",
        }
    }

    /// The database schema of a projection's tables there.
    pub(crate) fn of(self, schema: &Schema) -> String {
        format!("{}_{}", schema.live(), self.name())
    }
}

/// What of a projection stands on the shelf: how far it had come in each agency, what it could not fold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelved {
    /// Where it stood; epochs are 0.
    pub places: Vec<Place>,
    /// What was parked, by agency.
    pub parked: BTreeMap<String, Vec<Parked>>,
}

impl ReadModel {
    /// What stands in a slot; `None` if nothing finished does.
    pub async fn shelved(&self, schema: &Schema, slot: Slot) -> Result<Option<Shelved>, ReadError> {
        self.read(&Look(schema, slot)).await
    }

    /// The version of a projection that readers see; none before the first.
    pub async fn seen_version(&self, schema: &Schema) -> Result<Option<i32>, ReadError> {
        let rows = self.fetch(&LIVE_VERSION, &[&schema.name]).await?;
        Ok(rows.first().map(|row| row.get(0)))
    }

    /// Says that what was built stands there finished.
    pub async fn shelve_next(&self, schema: &Schema, built: &Shelved) -> Result<(), ReadError> {
        self.write(&ShelveNext(schema, built)).await
    }
}

struct Look<'a>(&'a Schema, Slot);

impl Unit for Look<'_> {
    const NAME: &'static str = "reading what was shelved";
    type Output = Option<Shelved>;

    async fn run(&self, tx: &Tx<'_>) -> Result<Option<Shelved>, ReadError> {
        tx.shelved(self.0, self.1).await
    }
}

struct ShelveNext<'a>(&'a Schema, &'a Shelved);

impl Unit for ShelveNext<'_> {
    const NAME: &'static str = "shelving a built projection";
    type Output = ();

    async fn run(&self, tx: &Tx<'_>) -> Result<(), ReadError> {
        let Self(schema, built) = self;
        let slot = Slot::Next.name();
        tx.unshelve(schema, Slot::Next).await?;
        for place in &built.places {
            let hash = place.hash.as_ref().map(<[u8; 32]>::as_slice);
            let generation = i32::try_from(place.generation).unwrap_or(i32::MAX);
            let sequence = i64::try_from(place.sequence).unwrap_or(i64::MAX);
            tx.execute(
                SHELF_PUT.text,
                &[
                    &slot,
                    &schema.name,
                    &schema.version,
                    &place.agency,
                    &generation,
                    &sequence,
                    &place.incarnation,
                    &hash,
                ],
            )
            .await?;
        }
        for (agency, parked) in &built.parked {
            tx.put_parked(&SHELF_PARK, agency, parked).await?;
        }
        tx.date(schema, Slot::Next).await
    }
}

impl Tx<'_> {
    /// What stands in a slot; `None` if nothing finished does.
    pub async fn shelved(&self, schema: &Schema, slot: Slot) -> Result<Option<Shelved>, ReadError> {
        let found = self.shelved_at(schema, slot).await?;
        Ok(found.map(|(_, shelved)| shelved))
    }

    pub(crate) async fn shelved_at(
        &self,
        schema: &Schema,
        slot: Slot,
    ) -> Result<Option<(Timestamp, Shelved)>, ReadError> {
        let which: [&(dyn postgres_types::ToSql + Sync); 3] =
            [&slot.name(), &schema.name, &schema.version];
        let at = self.query(SHELVED_AT.text, &which).await?;
        let Some(at) = at.first() else {
            return Ok(None);
        };
        let places = self.query(SHELF.text, &which).await?;
        let parked = self.query(SHELF_PARKED.text, &which).await?;
        let mut shelved = Shelved {
            places: places.iter().map(Place::read).collect(),
            parked: BTreeMap::new(),
        };
        for row in &parked {
            let of_agency = shelved.parked.entry(row.get(7)).or_default();
            of_agency.push(Parked::read(row));
        }
        Ok(Some((crate::queries::get(at, 0), shelved)))
    }

    async fn date(&self, schema: &Schema, slot: Slot) -> Result<(), ReadError> {
        self.execute(
            SHELF_DATE.text,
            &[&slot.name(), &schema.name, &schema.version],
        )
        .await?;
        Ok(())
    }

    pub(crate) async fn unshelve(&self, schema: &Schema, slot: Slot) -> Result<(), ReadError> {
        self.execute(
            SHELF_FORGET.text,
            &[&slot.name(), &schema.name, &schema.version],
        )
        .await?;
        Ok(())
    }

    /// Keeps where the live projection stands as what was before.
    pub(crate) async fn keep_live(&self, schema: &Schema) -> Result<(), ReadError> {
        let slot = Slot::Before.name();
        for keep in [SHELF_KEEP, SHELF_KEEP_PARKED] {
            self.execute(keep.text, &[&slot, &schema.name, &schema.version])
                .await?;
        }
        self.date(schema, Slot::Before).await
    }

    /// The version that readers see; none before the first.
    pub(crate) async fn live_version(&self, schema: &Schema) -> Result<Option<i32>, ReadError> {
        let rows = self.query(LIVE_VERSION.text, &[&schema.name]).await?;
        Ok(rows.first().map(|row| row.get(0)))
    }
}
