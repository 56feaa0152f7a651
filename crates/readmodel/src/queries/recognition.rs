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
use crate::unit::{Tx, Unit};

sql! {
    RECOGNITION_PAGE = "SELECT person, debit, events, changed FROM read.recognition
WHERE agency = $1 AND period = $2 AND scope = $3 AND (debit, changed, person) > ($4, $5, $6)
ORDER BY debit, changed, person LIMIT $7";
    RECOGNITION_ABOVE = "SELECT person, debit, events, changed FROM read.recognition
WHERE agency = $1 AND period = $2 AND scope = $3 AND (debit, changed, person) < ($4, $5, $6)
ORDER BY debit DESC, changed DESC, person DESC LIMIT $7";
    RECOGNITION_RANK = "SELECT count(*) + 1 FROM read.recognition
WHERE agency = $1 AND period = $2 AND scope = $3 AND (debit, changed, person) < ($4, $5, $6)";
    RECOGNITION_PERSON = "SELECT person, debit, events, changed FROM read.recognition
WHERE agency = $1 AND period = $2 AND scope = $3 AND person = $4";
    RECOGNITION_PEOPLE = "SELECT count(*) FROM read.recognition
WHERE agency = $1 AND period = $2 AND scope = $3";
    RECOGNITION_PERIODS = "WITH RECURSIVE found AS (
    (SELECT period FROM read.recognition WHERE agency = $1 ORDER BY period DESC LIMIT 1)
    UNION ALL
    SELECT (SELECT period FROM read.recognition
            WHERE agency = $1 AND period < found.period ORDER BY period DESC LIMIT 1)
    FROM found WHERE found.period IS NOT NULL
) SELECT period FROM found WHERE period IS NOT NULL";
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

fn ranked(rows: &[Row], first: u64) -> Vec<Standing> {
    (first..)
        .zip(rows)
        .map(|(rank, row)| Standing::read(row, rank))
        .collect()
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
    Ok(ranked(&rows, after.map_or(1, |last| last.rank + 1)))
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
}

struct Around<'a> {
    board: Board<'a>,
    person: Uuid,
    neighbours: i64,
}

impl Unit for Around<'_> {
    const NAME: &'static str = "reading a recognition rank";
    type Output = Option<Neighbourhood>;

    async fn run(&self, tx: &Tx<'_>) -> Result<Self::Output, ReadError> {
        let Board { agency, period, .. } = self.board;
        let scope = self.board.scope();
        let found = tx
            .query(
                RECOGNITION_PERSON.text,
                &[&agency, &period, &scope, &self.person],
            )
            .await?;
        let Some(row) = found.first() else {
            return Ok(None);
        };
        let mut own = Standing::read(row, 0);
        let (debit, changed, person) = own.order();
        let rank = tx
            .query(
                RECOGNITION_RANK.text,
                &[&agency, &period, &scope, &debit, &changed, &person],
            )
            .await?;
        own.rank = rank.first().map_or(0, |row| count(row, 0));
        let around = [
            &agency as &(dyn postgres_types::ToSql + Sync),
            &period,
            &scope,
            &debit,
            &changed,
            &person,
            &self.neighbours,
        ];
        let mut above = tx.query(RECOGNITION_ABOVE.text, &around).await?;
        above.reverse();
        let first = own.rank.saturating_sub(above.len() as u64);
        let below = tx.query(RECOGNITION_PAGE.text, &around).await?;
        let people = tx
            .query(RECOGNITION_PEOPLE.text, &[&agency, &period, &scope])
            .await?;
        Ok(Some(Neighbourhood {
            above: ranked(&above, first),
            below: ranked(&below, own.rank + 1),
            people: people.first().map_or(0, |row| count(row, 0)),
            own,
        }))
    }
}

/// Somebody's rank, and as many neighbours on each side; `None` if they have no points.
pub async fn around(
    db: &ReadModel,
    board: Board<'_>,
    person: Uuid,
    neighbours: u16,
) -> Result<Option<Neighbourhood>, ReadError> {
    let neighbours = i64::from(neighbours);
    db.read(&Around {
        board,
        person,
        neighbours,
    })
    .await
}

/// The periods of an agency that have points, latest first.
pub async fn periods(db: &ReadModel, agency: &str) -> Result<Vec<String>, ReadError> {
    let rows = db.fetch(&RECOGNITION_PERIODS, &[&agency]).await?;
    Ok(rows.iter().map(|row| get(row, 0)).collect())
}
