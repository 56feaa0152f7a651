//! Recognition boards: everybody's points of a period, in the agency or in one unit.

use domain::Position;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{count, get};
use crate::cell::ordinal;
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

sql! {
    RECOGNITION_PAGE = "SELECT person, debit, events, changed FROM read.recognition
WHERE agency = $1 AND period = $2 AND scope = $3 AND (debit, changed, person) > ($4, $5, $6)
ORDER BY debit, changed, person LIMIT $7";
    RECOGNITION_AROUND = "WITH own AS (
    SELECT * FROM read.recognition
    WHERE agency = $1 AND period = $2 AND scope = $3 AND person = $4
), earlier AS (
    SELECT period FROM read.recognition_board
    WHERE agency = $1 AND scope = $3 AND period < $2
        AND translate(period, '012345678', '999999999') = translate($2, '012345678', '999999999')
    ORDER BY period DESC LIMIT 1
), asked AS (
    SELECT 'own' AS side, own.* FROM own
    UNION ALL
    SELECT 'before', s.* FROM earlier JOIN read.recognition s USING (period)
    WHERE s.agency = $1 AND s.scope = $3 AND s.person = $4
)
SELECT person, debit, events, changed, side, 1 + CASE WHEN $3 = '00000000-0000-0000-0000-000000000000' THEN (
        SELECT coalesce(sum(people), 0)::BIGINT FROM (
            SELECT people FROM read.recognition_stretch
            WHERE agency = $1 AND period = a.period AND level = 1 AND high < debit >> 16
            UNION ALL SELECT people FROM read.recognition_stretch
            WHERE agency = $1 AND period = a.period AND level = 2 AND high >= debit >> 16 << 8 AND high < debit >> 8
            UNION ALL SELECT people FROM read.recognition_stretch
            WHERE agency = $1 AND period = a.period AND level = 3 AND high >= debit >> 8 << 8 AND high < debit
            UNION ALL SELECT people FROM read.recognition_stretch
            WHERE agency = $1 AND period = a.period AND level = 4 AND high = debit AND low < changed >> 18
            UNION ALL SELECT people FROM read.recognition_stretch
            WHERE agency = $1 AND period = a.period AND level = 5 AND high = debit
                AND low >= changed >> 18 << 6 AND low < changed >> 12
        ) AS before
    ) + (
        SELECT count(*) FROM read.recognition s
        WHERE s.agency = $1 AND s.period = a.period AND s.scope = $3 AND s.debit = a.debit
            AND s.changed >= a.changed >> 12 << 12 AND (s.changed, s.person) < (a.changed, a.person)
    ) ELSE (
        -- A unit's board has no stretches.
        SELECT count(*) FROM read.recognition s
        WHERE s.agency = $1 AND s.period = a.period AND s.scope = $3
            AND (s.debit, s.changed, s.person) < (a.debit, a.changed, a.person)
    ) END, (SELECT people FROM read.recognition_board WHERE agency = $1 AND scope = $3 AND period = a.period),
    (SELECT period FROM earlier)
FROM asked a
UNION ALL
SELECT near.person, near.debit, near.events, near.changed, 'above', NULL, NULL, NULL
FROM own CROSS JOIN LATERAL (
    SELECT * FROM read.recognition s WHERE s.agency = $1 AND s.period = $2 AND s.scope = $3
        AND (s.debit, s.changed, s.person) < (own.debit, own.changed, own.person)
    ORDER BY s.debit DESC, s.changed DESC, s.person DESC LIMIT 3
) AS near
UNION ALL
SELECT near.person, near.debit, near.events, near.changed, 'below', NULL, NULL, NULL
FROM own CROSS JOIN LATERAL (
    SELECT * FROM read.recognition s WHERE s.agency = $1 AND s.period = $2 AND s.scope = $3
        AND (s.debit, s.changed, s.person) > (own.debit, own.changed, own.person)
    ORDER BY s.debit, s.changed, s.person LIMIT 3
) AS near";
    RECOGNITION_PERIODS = "SELECT period FROM read.recognition_board
WHERE agency = $1 AND scope = '00000000-0000-0000-0000-000000000000' ORDER BY period DESC";
}

/// Which board: an agency's period, and a unit if it is that unit's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Board<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The period, such as `2026-Q3`.
    pub period: &'a str,
    /// The unit the points were earned in; none for the whole agency.
    pub unit: Option<Uuid>,
}

impl Board<'_> {
    fn scope(&self) -> Uuid {
        self.unit.unwrap_or(Uuid::nil())
    }
}

/// Where somebody stands. Most points first; equal points by who came to them first, then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The rank, from 1, never shared.
    pub rank: u64,
    /// Who.
    pub person: Uuid,
    /// Their points.
    pub points: u64,
    /// How many events gave them.
    pub events: u64,
    /// The last commit that changed the total.
    pub changed: Position,
}

impl Standing {
    fn order(&self) -> (i64, i64, Uuid) {
        let debit = i64::try_from(self.points).map_or(i64::MIN, |points| -points);
        (debit, ordinal(self.changed), self.person)
    }

    fn read(row: &Row, rank: u64) -> Self {
        Self {
            rank,
            person: get(row, 0),
            points: count(row, 1),
            events: count(row, 2),
            changed: get(row, 3),
        }
    }
}

/// The page after a standing, which is the last one of the page before; the first page without.
pub async fn page(
    db: &ReadModel,
    board: Board<'_>,
    after: Option<Standing>,
    limit: u16,
) -> Result<Vec<Standing>, ReadError> {
    let before = after.map_or((i64::MIN, i64::MIN, Uuid::nil()), |last| last.order());
    let (scope, limit) = (board.scope(), i64::from(limit));
    let rows = db
        .fetch(
            &RECOGNITION_PAGE,
            &[
                &board.agency,
                &board.period,
                &scope,
                &before.0,
                &before.1,
                &before.2,
                &limit,
            ],
        )
        .await?;
    let first = after.map_or(1, |last| last.rank + 1);
    let ranked = (first..).zip(&rows);
    Ok(ranked
        .map(|(rank, row)| Standing::read(row, rank))
        .collect())
}

/// Somebody's standing and who stands around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Neighbourhood {
    /// Their own.
    pub own: Standing,
    /// Those right above, best first.
    pub above: Vec<Standing>,
    /// Those right below, best first.
    pub below: Vec<Standing>,
    /// How many people are on the board.
    pub people: u64,
    /// Where they stood in the period before; none if this board has no earlier one.
    pub before: Option<Before>,
}

/// Where somebody stood before: in the latest earlier period of the same length that anybody has
/// points of on this board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Before {
    /// The period.
    pub period: String,
    /// The rank then; none for who was not on the board.
    pub rank: Option<u64>,
}

/// Somebody's rank, and three neighbours on each side; `None` if they have no points. One statement,
/// so that all of it is of one moment. How many neighbours is no parameter: Postgres would take an
/// unknown limit for a tenth of the board, and plan the statement anew each time, which takes longer
/// than running it.
pub async fn around(
    db: &ReadModel,
    board: Board<'_>,
    person: Uuid,
) -> Result<Option<Neighbourhood>, ReadError> {
    let scope = board.scope();
    let rows = db
        .fetch(
            &RECOGNITION_AROUND,
            &[&board.agency, &board.period, &scope, &person],
        )
        .await?;
    let on = |side: &'static str| rows.iter().filter(move |row| get::<String>(row, 4) == side);
    let Some(row) = on("own").next() else {
        return Ok(None);
    };
    let own = Standing::read(row, count(row, 5));
    let near = |side| {
        let mut near: Vec<_> = on(side).map(|row| Standing::read(row, 0)).collect();
        near.sort_unstable_by_key(Standing::order);
        near
    };
    let (mut above, mut below) = (near("above"), near("below"));
    let best = own.rank.saturating_sub(above.len() as u64);
    for (rank, one) in (best..).zip(&mut above) {
        one.rank = rank;
    }
    for (rank, one) in (own.rank + 1..).zip(&mut below) {
        one.rank = rank;
    }
    let then = on("before").next().map(|row| count(row, 5));
    let earlier: Option<String> = get(row, 7);
    Ok(Some(Neighbourhood {
        own,
        above,
        below,
        people: count(row, 6),
        before: earlier.map(|period| Before { period, rank: then }),
    }))
}

/// The periods of an agency that have points, latest first.
pub async fn periods(db: &ReadModel, agency: &str) -> Result<Vec<String>, ReadError> {
    let rows = db.fetch(&RECOGNITION_PERIODS, &[&agency]).await?;
    Ok(rows.iter().map(|row| get(row, 0)).collect())
}
