//! Recognition boards: everybody's points of a period, in the agency, in one unit or in one group of positions;
//! [`national`] across agencies.

pub mod national;

use domain::Position;
use domain::person::PositionGroup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{count, get};
use crate::cell::ordinal;
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

/// A page after a place: of the rows whose `$board` is the board's id.
macro_rules! page {
    ($board:literal) => {
        concat!(
            "SELECT person, debit, events, changed FROM read.recognition
WHERE agency = $1 AND period = $2 AND ",
            $board,
            " = $3 AND (debit, changed, person) > ($4, $5, $6)
ORDER BY debit, changed, person LIMIT $7"
        )
    };
}

/// Somebody, their rank, neighbours, and rank before: `$own` finds one row by its key, `$board` is the column
/// that holds the board's id, `$rank` says how many people stand before `a`.
macro_rules! around {
    ($own:literal, $board:literal, $rank:expr) => {
        concat!(
            "WITH own AS (
    SELECT * FROM read.recognition s WHERE s.agency = $1 AND s.period = $2 AND ", $own, " AND s.person = $4
), earlier AS (
    SELECT period FROM read.recognition_board
    WHERE agency = $1 AND scope = $3 AND period < $2
        AND translate(period, '012345678', '999999999') = translate($2, '012345678', '999999999')
    ORDER BY period DESC LIMIT 1
), asked AS (
    SELECT 'own' AS side, own.* FROM own
    UNION ALL
    SELECT 'before', s.* FROM earlier JOIN read.recognition s USING (period)
    WHERE s.agency = $1 AND ", $own, " AND s.person = $4
)
SELECT person, debit, events, changed, side, 1 + ", $rank, ",
    (SELECT people FROM read.recognition_board WHERE agency = $1 AND scope = $3 AND period = a.period),
    (SELECT period FROM earlier)
FROM asked a
UNION ALL
SELECT near.person, near.debit, near.events, near.changed, 'above', NULL, NULL, NULL
FROM own CROSS JOIN LATERAL (
    SELECT * FROM read.recognition s WHERE s.agency = $1 AND s.period = $2 AND s.", $board, " = $3
        AND (s.debit, s.changed, s.person) < (own.debit, own.changed, own.person)
    ORDER BY s.debit DESC, s.changed DESC, s.person DESC LIMIT 3
) AS near
UNION ALL
SELECT near.person, near.debit, near.events, near.changed, 'below', NULL, NULL, NULL
FROM own CROSS JOIN LATERAL (
    SELECT * FROM read.recognition s WHERE s.agency = $1 AND s.period = $2 AND s.", $board, " = $3
        AND (s.debit, s.changed, s.person) > (own.debit, own.changed, own.person)
    ORDER BY s.debit, s.changed, s.person LIMIT 3
) AS near"
        )
    };
}

/// How many people stand before `a`, read off the stretches of its board. Every column of theirs is named with
/// its table: one that an older version lacks must fail, not be taken from `a`.
macro_rules! by_stretches {
    ($board:literal) => {
        concat!(
            "(
        SELECT coalesce(sum(people), 0)::BIGINT FROM (
            SELECT t.people FROM read.recognition_stretch t
            WHERE t.agency = $1 AND t.period = a.period AND t.scope = $3 AND t.level = 1 AND t.high < debit >> 12
            UNION ALL SELECT t.people FROM read.recognition_stretch t
            WHERE t.agency = $1 AND t.period = a.period AND t.scope = $3 AND t.level = 2
                AND t.high >= debit >> 12 << 6 AND t.high < debit >> 6
            UNION ALL SELECT t.people FROM read.recognition_stretch t
            WHERE t.agency = $1 AND t.period = a.period AND t.scope = $3 AND t.level = 3
                AND t.high >= debit >> 6 << 6 AND t.high < debit
            UNION ALL SELECT t.people FROM read.recognition_stretch t
            WHERE t.agency = $1 AND t.period = a.period AND t.scope = $3 AND t.level = 4 AND t.high = debit
                AND t.low < changed >> 18
            UNION ALL SELECT t.people FROM read.recognition_stretch t
            WHERE t.agency = $1 AND t.period = a.period AND t.scope = $3 AND t.level = 5 AND t.high = debit
                AND t.low >= changed >> 18 << 6 AND t.low < changed >> 12
        ) AS before
    ) + (
        SELECT count(*) FROM read.recognition s
        WHERE s.agency = $1 AND s.period = a.period AND s.", $board, " = $3 AND s.debit = a.debit
            AND s.changed >= a.changed >> 12 << 12 AND (s.changed, s.person) < (a.changed, a.person)
    )"
        )
    };
}

sql! {
    RECOGNITION_PAGE = page!("scope");
    RECOGNITION_GROUP_PAGE = page!("held");
    RECOGNITION_AROUND = around!("s.scope = $3", "scope", by_stretches!("scope"));
    RECOGNITION_GROUP_AROUND = around!(
        "s.scope = '00000000-0000-0000-0000-000000000000' AND s.held = $3", "held", by_stretches!("held")
    );
    RECOGNITION_UNIT_AROUND = around!("s.scope = $3", "scope", "(
        SELECT count(*) FROM read.recognition s
        WHERE s.agency = $1 AND s.period = a.period AND s.scope = $3
            AND (s.debit, s.changed, s.person) < (a.debit, a.changed, a.person)
    )");
    RECOGNITION_OF_PERSON = "SELECT period, debit, events, changed FROM read.recognition_board b
JOIN read.recognition s USING (agency, period, scope)
WHERE agency = $1 AND scope = '00000000-0000-0000-0000-000000000000' AND s.person = $2 ORDER BY period DESC";
    RECOGNITION_PERIODS = "SELECT period FROM read.recognition_board
WHERE agency = $1 AND scope = '00000000-0000-0000-0000-000000000000' ORDER BY period DESC";
}

/// Which board of an agency's period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Board<'a> {
    /// The agency.
    pub agency: &'a str,
    /// The period, such as `2026-Q3`.
    pub period: &'a str,
    /// Whose.
    pub of: Of,
}

/// Whose board it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Everybody's.
    Agency,
    /// Of the points earned in a unit.
    Unit(Uuid),
    /// Of those who held a position of this group when their first points of the period came.
    Group(PositionGroup),
}

impl Board<'_> {
    /// The board's id. Nobody is on that of no position.
    fn id(&self) -> Uuid {
        match self.of {
            Of::Agency => Uuid::nil(),
            Of::Unit(unit) => unit,
            Of::Group(group) => group.board().unwrap_or(Uuid::max()),
        }
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

/// A standing of any kind of board.
trait Ranked: Sized {
    /// From the first four columns of a row.
    fn read(row: &Row, rank: u64) -> Self;
    /// What the board is sorted by.
    fn order(&self) -> impl Ord;
    fn rank(&mut self) -> &mut u64;
}

/// Points as they are stored.
fn debit(points: u64) -> i64 {
    i64::try_from(points).map_or(i64::MIN, |points| -points)
}

impl Standing {
    fn place(&self) -> (i64, i64, Uuid) {
        (debit(self.points), ordinal(self.changed), self.person)
    }
}

impl Ranked for Standing {
    fn order(&self) -> impl Ord {
        self.place()
    }

    fn rank(&mut self) -> &mut u64 {
        &mut self.rank
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
    let before = after.map_or((i64::MIN, i64::MIN, Uuid::nil()), |last| last.place());
    let (id, limit) = (board.id(), i64::from(limit));
    let statement = match board.of {
        Of::Agency | Of::Unit(_) => RECOGNITION_PAGE,
        Of::Group(_) => RECOGNITION_GROUP_PAGE,
    };
    let rows = db
        .fetch(
            &statement,
            &[
                &board.agency,
                &board.period,
                &id,
                &before.0,
                &before.1,
                &before.2,
                &limit,
            ],
        )
        .await?;
    Ok(ranked(after.map(|last| last.rank), &rows))
}

/// The standings of a page, which come right after the one of rank `last`; the first page without.
fn ranked<S: Ranked>(last: Option<u64>, rows: &[Row]) -> Vec<S> {
    let first = last.map_or(1, |last| last + 1);
    let ranks = (first..).zip(rows);
    ranks.map(|(rank, row)| S::read(row, rank)).collect()
}

/// Somebody's standing and who stands around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "{S}Neighbourhood")]
pub struct Neighbourhood<S = Standing> {
    /// Their own.
    pub own: S,
    /// Those right above, best first.
    pub above: Vec<S>,
    /// Those right below, best first.
    pub below: Vec<S>,
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
    let id = board.id();
    let statement = match board.of {
        Of::Agency => RECOGNITION_AROUND,
        Of::Unit(_) => RECOGNITION_UNIT_AROUND,
        Of::Group(_) => RECOGNITION_GROUP_AROUND,
    };
    let which: [&(dyn ToSql + Sync); 4] = [&board.agency, &board.period, &id, &person];
    let rows = db.fetch(&statement, &which).await?;
    Ok(neighbourhood(&rows))
}

/// From the rows of a question `…_AROUND`: a standing in the first four columns, then which side it is on, the
/// rank, how many people there are, and the period before.
fn neighbourhood<S: Ranked>(rows: &[Row]) -> Option<Neighbourhood<S>> {
    let on = |side: &'static str| rows.iter().filter(move |row| get::<String>(row, 4) == side);
    let row = on("own").next()?;
    let own = count(row, 5);
    let near = |side| {
        let mut near: Vec<S> = on(side).map(|row| S::read(row, 0)).collect();
        near.sort_unstable_by(|one, other| one.order().cmp(&other.order()));
        near
    };
    let (mut above, mut below) = (near("above"), near("below"));
    let best = own.saturating_sub(above.len() as u64);
    for (at, one) in (best..).zip(&mut above) {
        *one.rank() = at;
    }
    for (at, one) in (own + 1..).zip(&mut below) {
        *one.rank() = at;
    }
    let then = on("before").next().map(|row| count(row, 5));
    let earlier: Option<String> = get(row, 7);
    Some(Neighbourhood {
        own: S::read(row, own),
        above,
        below,
        people: count(row, 6),
        before: earlier.map(|period| Before { period, rank: then }),
    })
}

/// The periods of an agency that have points, latest first.
pub async fn periods(db: &ReadModel, agency: &str) -> Result<Vec<String>, ReadError> {
    let rows = db.fetch(&RECOGNITION_PERIODS, &[&agency]).await?;
    Ok(rows.iter().map(|row| get(row, 0)).collect())
}

/// Somebody's points of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Total {
    /// The period.
    pub period: String,
    /// Their points.
    pub points: u64,
    /// How many events gave them.
    pub events: u64,
    /// The last commit that changed the total.
    pub changed: Position,
}

/// Somebody's points of all periods, latest first.
pub async fn of_person(
    db: &ReadModel,
    agency: &str,
    person: Uuid,
) -> Result<Vec<Total>, ReadError> {
    let rows = db
        .fetch(&RECOGNITION_OF_PERSON, &[&agency, &person])
        .await?;
    let total = |row: &Row| Total {
        period: get(row, 0),
        points: count(row, 1),
        events: count(row, 2),
        changed: get(row, 3),
    };
    Ok(rows.iter().map(total).collect())
}
