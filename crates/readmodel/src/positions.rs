//! How far each projection has come, moved in the same transaction as its rows.

use uuid::Uuid;

use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::{Sql, sql};
use crate::unit::Tx;

sql! {
    POSITIONS_OF_AGENCY = "SELECT projection, version, agency, generation, sequence, incarnation, hash, epoch
FROM engine.position WHERE agency = $1";
    POSITIONS = "SELECT projection, version, agency, generation, sequence, incarnation, hash, epoch
FROM engine.position ORDER BY projection, version, agency";
    POSITION_START = "INSERT INTO engine.position
    (projection, version, agency, generation, sequence, incarnation, hash, epoch)
VALUES ($1, $2, $3, 1, 0, $4, NULL, 0) ON CONFLICT DO NOTHING";
    POSITION_ADVANCE = "WITH moved AS (
    UPDATE engine.position SET sequence = $7, hash = $8, generation = $9
    WHERE projection = $1 AND version = $2 AND agency = $3
      AND sequence = $4 AND epoch = $5 AND incarnation = $6
    RETURNING projection
) SELECT set_config('synchronous_commit', 'off', true), pg_notify('position', $10) FROM moved";
    POSITIONS_PASS = "WITH passed AS (
    UPDATE engine.position p SET sequence = $5, hash = $6, generation = $7
    FROM unnest($2::text[], $3::int4[], $4::int8[], $8::int8[]) AS f(projection, version, sequence, epoch)
    WHERE p.agency = $1 AND p.projection = f.projection AND p.version = f.version
      AND p.sequence = f.sequence AND p.epoch = f.epoch AND p.incarnation = $9
    RETURNING p.projection
) SELECT projection, set_config('synchronous_commit', 'off', true),
    pg_notify('position', concat_ws(' ', projection, $1, $5)) FROM passed";
    POSITIONS_LOCK = "SELECT projection, version, agency, generation, sequence, incarnation, hash, epoch
FROM engine.position WHERE projection = $1 AND version = $2 ORDER BY agency FOR UPDATE";
    POSITIONS_OF = "SELECT projection, version, agency, generation, sequence, incarnation, hash, epoch
FROM engine.position WHERE projection = $1 AND version = $2 ORDER BY agency";
    POSITION_REPLACE = "INSERT INTO engine.position
    (projection, version, agency, generation, sequence, incarnation, hash, epoch)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (projection, version, agency) DO UPDATE SET generation = excluded.generation,
    sequence = excluded.sequence, incarnation = excluded.incarnation, hash = excluded.hash,
    epoch = excluded.epoch";
    POSITION_TELL = "SELECT pg_notify('position', $1)";
    PARK = "INSERT INTO engine.parked
    (projection, version, agency, entity_kind, entity, sequence, reason, parked_from)
SELECT $1, $2, $3, * FROM unnest($4::text[], $5::uuid[], $6::int8[], $7::text[], $8::int8[])
ON CONFLICT DO NOTHING";
    PARKED_OF_AGENCY = "SELECT projection, version, entity_kind, entity, sequence, reason, parked_from
FROM engine.parked WHERE agency = $1 ORDER BY projection, version, sequence, entity";
    PARKED_FORGET = "DELETE FROM engine.parked WHERE projection = $1 AND version = $2";
}

/// The channel on which every advance is told.
pub(crate) const CHANNEL: &str = "position";

/// Where a projection stands in an agency's ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The projection.
    pub projection: String,
    /// Its version.
    pub version: i32,
    /// The agency.
    pub agency: String,
    /// Generation of the agency's stream.
    pub generation: u32,
    /// The last sequence folded.
    pub sequence: u64,
    /// The incarnation of the ledger it was read from.
    pub incarnation: Uuid,
    /// SHA-256 of the commit at that sequence; none at 0.
    pub hash: Option<[u8; 32]>,
    /// Counts rebuilds, switches and changes of the worker's hands.
    pub epoch: i64,
}

/// A commit that a projection could not fold, or one after it of the same entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parked {
    /// The projection.
    pub projection: String,
    /// Its version.
    pub version: i32,
    /// The kind of the entity.
    pub kind: String,
    /// The entity.
    pub entity: Uuid,
    /// The commit.
    pub sequence: u64,
    /// Why; it names fields and rules, never values.
    pub reason: String,
    /// The first commit of the entity that was parked.
    pub from: u64,
}

fn signed(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}

impl Place {
    /// A row with these columns in this order.
    pub(crate) fn read(row: &tokio_postgres::Row) -> Self {
        Self {
            projection: row.get(0),
            version: row.get(1),
            agency: row.get(2),
            generation: row.get::<_, i32>(3).unsigned_abs(),
            sequence: row.get::<_, i64>(4).unsigned_abs(),
            incarnation: row.get(5),
            hash: row
                .get::<_, Option<&[u8]>>(6)
                .and_then(|hash| hash.try_into().ok()),
            epoch: row.get(7),
        }
    }
}

impl Parked {
    /// A row with these columns in this order.
    pub(crate) fn read(row: &tokio_postgres::Row) -> Self {
        Self {
            projection: row.get(0),
            version: row.get(1),
            kind: row.get(2),
            entity: row.get(3),
            sequence: row.get::<_, i64>(4).unsigned_abs(),
            reason: row.get(5),
            from: row.get::<_, i64>(6).unsigned_abs(),
        }
    }
}

impl ReadModel {
    /// Where all projections stand in an agency's ledger.
    pub async fn positions(&self, agency: &str) -> Result<Vec<Place>, ReadError> {
        let rows = self.fetch(&POSITIONS_OF_AGENCY, &[&agency]).await?;
        Ok(rows.iter().map(Place::read).collect())
    }

    /// Where all projections stand in all ledgers.
    pub async fn all_positions(&self) -> Result<Vec<Place>, ReadError> {
        let rows = self.fetch(&POSITIONS, &[]).await?;
        Ok(rows.iter().map(Place::read).collect())
    }

    /// Records that a projection begins with a ledger; nothing if it has begun.
    pub async fn start_position(
        &self,
        projection: &str,
        version: i32,
        agency: &str,
        incarnation: Uuid,
    ) -> Result<(), ReadError> {
        let start: Sql = POSITION_START;
        self.fetch(&start, &[&projection, &version, &agency, &incarnation])
            .await?;
        Ok(())
    }

    /// Moves projections of one agency, that have nothing to fold, to `to` in one statement. Which of them were
    /// moved; the others do not stand there any more.
    pub async fn pass(&self, from: &[&Place], to: &Place) -> Result<Vec<String>, ReadError> {
        let names: Vec<&str> = from.iter().map(|p| p.projection.as_str()).collect();
        let versions: Vec<i32> = from.iter().map(|place| place.version).collect();
        let sequences: Vec<i64> = from.iter().map(|place| signed(place.sequence)).collect();
        let epochs: Vec<i64> = from.iter().map(|place| place.epoch).collect();
        let hash = to.hash.as_ref().map(<[u8; 32]>::as_slice);
        let generation = i32::try_from(to.generation).unwrap_or(i32::MAX);
        let rows = self
            .fetch(
                &POSITIONS_PASS,
                &[
                    &to.agency,
                    &names,
                    &versions,
                    &sequences,
                    &signed(to.sequence),
                    &hash,
                    &generation,
                    &epochs,
                    &to.incarnation,
                ],
            )
            .await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    /// What is parked of an agency.
    pub async fn parked(&self, agency: &str) -> Result<Vec<Parked>, ReadError> {
        let rows = self.fetch(&PARKED_OF_AGENCY, &[&agency]).await?;
        Ok(rows.iter().map(Parked::read).collect())
    }
}

impl Tx<'_> {
    /// Moves a projection from `from` to `to` and tells who waits, once this commits. False if it
    /// does not stand there any more, or was rebuilt: then nothing of this transaction may stay.
    ///
    /// It comes first in its transaction: the lock on the position keeps others out until the end.
    pub async fn advance(&self, from: &Place, to: &Place) -> Result<bool, ReadError> {
        let hash = to.hash.as_ref().map(<[u8; 32]>::as_slice);
        let generation = i32::try_from(to.generation).unwrap_or(i32::MAX);
        let told = format!("{} {} {}", from.projection, from.agency, to.sequence);
        let moved = self
            .query(
                POSITION_ADVANCE.text,
                &[
                    &from.projection,
                    &from.version,
                    &from.agency,
                    &signed(from.sequence),
                    &from.epoch,
                    &from.incarnation,
                    &signed(to.sequence),
                    &hash,
                    &generation,
                    &told,
                ],
            )
            .await?;
        Ok(!moved.is_empty())
    }

    /// The positions of a projection.
    pub(crate) async fn positions(
        &self,
        projection: &str,
        version: i32,
    ) -> Result<Vec<Place>, ReadError> {
        let rows = self
            .query(POSITIONS_OF.text, &[&projection, &version])
            .await?;
        Ok(rows.iter().map(Place::read).collect())
    }

    /// The positions of a projection, which stay as they are until this transaction ends.
    pub async fn lock_positions(
        &self,
        projection: &str,
        version: i32,
    ) -> Result<Vec<Place>, ReadError> {
        // The table as a whole, so that no worker begins with an agency meanwhile either.
        self.batch("LOCK TABLE engine.position IN SHARE ROW EXCLUSIVE MODE")
            .await?;
        let rows = self
            .query(POSITIONS_LOCK.text, &[&projection, &version])
            .await?;
        Ok(rows.iter().map(Place::read).collect())
    }

    /// Puts a projection somewhere else, and tells who waits.
    pub(crate) async fn replace_position(&self, to: &Place) -> Result<(), ReadError> {
        let hash = to.hash.as_ref().map(<[u8; 32]>::as_slice);
        let generation = i32::try_from(to.generation).unwrap_or(i32::MAX);
        self.execute(
            POSITION_REPLACE.text,
            &[
                &to.projection,
                &to.version,
                &to.agency,
                &generation,
                &signed(to.sequence),
                &to.incarnation,
                &hash,
                &to.epoch,
            ],
        )
        .await?;
        let told = format!("{} {} {}", to.projection, to.agency, to.sequence);
        self.execute(POSITION_TELL.text, &[&told]).await?;
        Ok(())
    }

    /// Parks commits of an agency; those parked already stay as they are.
    pub async fn park(&self, agency: &str, parked: &[Parked]) -> Result<(), ReadError> {
        self.put_parked(&PARK, agency, parked).await
    }

    /// Writes them by a statement with the parameters of `PARK`.
    pub(crate) async fn put_parked(
        &self,
        statement: &Sql,
        agency: &str,
        parked: &[Parked],
    ) -> Result<(), ReadError> {
        let Some(first) = parked.first() else {
            return Ok(());
        };
        let column = |of: fn(&Parked) -> i64| parked.iter().map(of).collect::<Vec<_>>();
        let kinds: Vec<&str> = parked.iter().map(|one| one.kind.as_str()).collect();
        let entities: Vec<Uuid> = parked.iter().map(|one| one.entity).collect();
        let reasons: Vec<&str> = parked.iter().map(|one| one.reason.as_str()).collect();
        let (sequences, froms) = (
            column(|one| signed(one.sequence)),
            column(|one| signed(one.from)),
        );
        self.execute(
            statement.text,
            &[
                &first.projection,
                &first.version,
                &agency,
                &kinds,
                &entities,
                &sequences,
                &reasons,
                &froms,
            ],
        )
        .await?;
        Ok(())
    }

    /// Forgets what a projection had parked, because it was rebuilt.
    pub(crate) async fn forget_parked(
        &self,
        projection: &str,
        version: i32,
    ) -> Result<(), ReadError> {
        self.execute(PARKED_FORGET.text, &[&projection, &version])
            .await?;
        Ok(())
    }
}
