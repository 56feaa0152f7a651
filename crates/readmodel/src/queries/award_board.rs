//! Award boards: places and scores of an edition's categories, from its announcement on.

use domain::{Fingerprint, Position};
use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{count, get, ids};
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

sql! {
    AWARD_BOARD = "SELECT category, place, nomination, nominee_kind, nominee, people, title, unit, sheets, score, hundredths, winner, announced
FROM read.award_board WHERE agency = $1 AND edition = $2 AND ($3::text IS NULL OR category = $3)
ORDER BY category, place, nomination";
    AWARD_STANDINGS = "SELECT category, place, nomination, nominee_kind, nominee, people, title, unit, sheets, score, hundredths, winner, announced
FROM read.award_standing WHERE agency = $1 AND edition = $2 AND ($3::text IS NULL OR category = $3)
ORDER BY category, place = 0, place, nomination";
    AWARD_STANDING = "SELECT category, place, nomination, nominee_kind, nominee, people, title, unit, sheets, score, hundredths, winner, announced
FROM read.award_standing WHERE agency = $1 AND edition = $2 AND nomination = $3";
    AWARD_BUNDLE = "SELECT hash FROM read.award_bundle WHERE agency = $1 AND edition = $2";
}

/// A line of an award board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    /// The category.
    pub category: String,
    /// The place, from 1; equal standings share one. 0 without a counted ballot.
    pub place: u64,
    /// The nomination.
    pub nomination: Uuid,
    /// `person`, `unit` or `team`.
    pub nominee_kind: String,
    /// The person's or unit's id, or the team's.
    pub nominee: Uuid,
    /// The people; none for a unit.
    pub people: Vec<Uuid>,
    /// What a team is called.
    pub title: Option<String>,
    /// The unit that nominated.
    pub unit: Option<Uuid>,
    /// How many ballots counted.
    pub sheets: u64,
    /// The score in points, exact, `n` or `n/d`; none where a vote ranks.
    pub score: Option<String>,
    /// The score in hundredths of a point, rounded half up, for display only.
    pub hundredths: Option<u64>,
    /// Whether it won.
    pub winner: bool,
    /// Where it was announced.
    pub announced: Position,
}

fn line(row: &Row) -> Line {
    Line {
        category: get(row, 0),
        place: count(row, 1),
        nomination: get(row, 2),
        nominee_kind: get(row, 3),
        nominee: get(row, 4),
        people: ids(row, 5),
        title: get(row, 6),
        unit: get(row, 7),
        sheets: count(row, 8),
        score: get(row, 9),
        hundredths: get::<Option<i64>>(row, 10).and_then(|n| u64::try_from(n).ok()),
        winner: get(row, 11),
        announced: get(row, 12),
    }
}

/// The winners of an announced edition, of one category or of all. Public.
pub async fn winners(
    db: &ReadModel,
    agency: &str,
    edition: Uuid,
    category: Option<&str>,
) -> Result<Vec<Line>, ReadError> {
    let rows = db
        .fetch(&AWARD_BOARD, &[&agency, &edition, &category])
        .await?;
    Ok(rows.iter().map(line).collect())
}

/// Everybody who was assessed in an announced edition. For the committee: scores of those who did
/// not win are not public.
pub async fn standings(
    db: &ReadModel,
    agency: &str,
    edition: Uuid,
    category: Option<&str>,
) -> Result<Vec<Line>, ReadError> {
    let rows = db
        .fetch(&AWARD_STANDINGS, &[&agency, &edition, &category])
        .await?;
    Ok(rows.iter().map(line).collect())
}

/// One nomination's line in an announced edition, for the nominee.
pub async fn standing(
    db: &ReadModel,
    agency: &str,
    edition: Uuid,
    nomination: Uuid,
) -> Result<Option<Line>, ReadError> {
    let rows = db
        .fetch(&AWARD_STANDING, &[&agency, &edition, &nomination])
        .await?;
    Ok(rows.first().map(line))
}

/// The hash of the tally bundle of an announced edition; none where its results are from before
/// there were bundles. Public.
pub async fn bundle(
    db: &ReadModel,
    agency: &str,
    edition: Uuid,
) -> Result<Option<Fingerprint>, ReadError> {
    let rows = db.fetch(&AWARD_BUNDLE, &[&agency, &edition]).await?;
    let hash = rows.first().map(|row| get::<String>(row, 0));
    Ok(hash.map(|hash| hash.parse().expect("projections write hashes")))
}
