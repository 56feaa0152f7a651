//! What explains points, and what else files record: lines, candidates, predicates of units and the
//! indicator catalogue.

use domain::Position;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{count, get};
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

sql! {
    PERFORMANCE_LINES = "SELECT source, word, detail, unit, points, point_table, changed FROM read.performance_line
WHERE agency = $1 AND person = $2 AND period = $3 ORDER BY source";
    CANDIDATES = "SELECT candidate, person, unit, category, claims, listed_on, changed FROM read.candidate
WHERE agency = $1 AND year = $2 AND candidate > $3 ORDER BY candidate LIMIT $4";
    UNIT_PREDIKATS = "SELECT unit, predikat, changed FROM read.unit_predikat
WHERE agency = $1 AND year = $2 ORDER BY unit";
    INDICATORS = "SELECT id, definition, retired, changed FROM read.indicator WHERE agency = $1 ORDER BY code";
}

/// What stands under a source's reference, and the points that it gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "PointsLine")]
pub struct Line {
    /// The source's own reference.
    pub source: String,
    /// What it is: `appraisal`, `training`, `mentoring`, `innovation`, `award` or `indicator`.
    pub what: String,
    /// What was performed, as it is recorded.
    pub detail: Value,
    /// The unit served in then.
    pub unit: Option<Uuid>,
    /// The points.
    pub points: u64,
    /// The version of the point table that gave them.
    pub table: String,
    /// Where it stands.
    pub position: Position,
}

fn line(row: &Row) -> Line {
    Line {
        source: get(row, 0),
        what: get(row, 1),
        detail: get(row, 2),
        unit: get(row, 3),
        points: count(row, 4),
        table: get(row, 5),
        position: get(row, 6),
    }
}

/// The lines of a person's period, by source; at most [`domain::performance::LIMIT`].
pub async fn lines(
    db: &ReadModel,
    agency: &str,
    person: Uuid,
    period: &str,
) -> Result<Vec<Line>, ReadError> {
    let rows = db
        .fetch(&PERFORMANCE_LINES, &[&agency, &person, &period])
        .await?;
    Ok(rows.iter().map(line).collect())
}

/// Somebody on a list of candidates. What the list claims decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ListedCandidate")]
pub struct Candidate {
    /// Their place on the list, as an id.
    pub id: Uuid,
    /// Who.
    pub person: Uuid,
    /// The unit that lists them.
    pub unit: Option<Uuid>,
    /// The category as the list writes it.
    pub category: Option<String>,
    /// What the list claims.
    pub claims: Value,
    /// When the list was taken over.
    pub on: Date,
    /// Where it is recorded.
    pub position: Position,
}

fn candidate(row: &Row) -> Candidate {
    Candidate {
        id: get(row, 0),
        person: get(row, 1),
        unit: get(row, 2),
        category: get(row, 3),
        claims: get(row, 4),
        on: get(row, 5),
        position: get(row, 6),
    }
}

/// A page of the candidates of a year after an id, in the order of ids.
pub async fn candidates(
    db: &ReadModel,
    agency: &str,
    year: i16,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Vec<Candidate>, ReadError> {
    let (year, after) = (i64::from(year), after.unwrap_or(Uuid::nil()));
    let limit = i64::from(limit);
    let rows = db
        .fetch(&CANDIDATES, &[&agency, &year, &after, &limit])
        .await?;
    Ok(rows.iter().map(candidate).collect())
}

/// The predicate of a unit in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnitPredikat {
    /// The unit.
    pub unit: Uuid,
    /// The predicate, such as `istimewa`.
    pub predikat: String,
    /// Where it is recorded.
    pub position: Position,
}

/// The predicates of units in a year.
pub async fn unit_predikats(
    db: &ReadModel,
    agency: &str,
    year: i16,
) -> Result<Vec<UnitPredikat>, ReadError> {
    let year = i64::from(year);
    let rows = db.fetch(&UNIT_PREDIKATS, &[&agency, &year]).await?;
    let predikat = |row: &Row| UnitPredikat {
        unit: get(row, 0),
        predikat: get(row, 1),
        position: get(row, 2),
    };
    Ok(rows.iter().map(predikat).collect())
}

/// An indicator of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "CatalogueIndicator")]
pub struct Indicator {
    /// Its id.
    pub id: Uuid,
    /// Code, name, definition, unit, direction, source, frequency and owner.
    pub definition: Value,
    /// Whether it is no longer measured.
    pub retired: bool,
    /// Where it stands.
    pub position: Position,
}

/// The catalogue by code, with those no longer measured.
pub async fn indicators(db: &ReadModel, agency: &str) -> Result<Vec<Indicator>, ReadError> {
    let rows = db.fetch(&INDICATORS, &[&agency]).await?;
    let indicator = |row: &Row| Indicator {
        id: get(row, 0),
        definition: get(row, 1),
        retired: get(row, 2),
        position: get(row, 3),
    };
    Ok(rows.iter().map(indicator).collect())
}
