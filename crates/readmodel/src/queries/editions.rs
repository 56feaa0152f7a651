//! Editions: their categories, deadline and phase.

use domain::Position;
use domain::edition::Category;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use super::get;
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

sql! {
    EDITIONS_PUBLIC = "SELECT agency, edition, code, title, year, phase, suspended, categories, nominations_until, nominations_closed, announced, changed
FROM read.edition WHERE phase <> 'draft' AND ($1::text IS NULL OR agency = $1)
ORDER BY year DESC, agency, code";
    EDITIONS_OF_AGENCY = "SELECT agency, edition, code, title, year, phase, suspended, categories, nominations_until, nominations_closed, announced, changed
FROM read.edition WHERE agency = $1 ORDER BY year DESC, code";
    EDITION = "SELECT agency, edition, code, title, year, phase, suspended, categories, nominations_until, nominations_closed, announced, changed
FROM read.edition WHERE agency = $1 AND edition = $2";
}

/// An edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edition {
    /// The agency.
    pub agency: String,
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The year it is for.
    pub year: i32,
    /// `draft`, `open`, `assessing` or `cancelled`.
    pub phase: String,
    /// Whether it is suspended.
    pub suspended: bool,
    /// Its categories, as drafted.
    pub categories: Vec<Category>,
    /// Until when nominations are accepted; none before it opens.
    pub nominations_until: Option<Timestamp>,
    /// Where nominations were closed.
    pub nominations_closed: Option<Position>,
    /// Where its decision was announced.
    pub announced: Option<Position>,
    /// The last commit that changed it.
    pub changed: Position,
}

fn edition(row: &Row) -> Edition {
    Edition {
        agency: get(row, 0),
        id: get(row, 1),
        code: get(row, 2),
        title: get(row, 3),
        year: get(row, 4),
        phase: get(row, 5),
        suspended: get(row, 6),
        categories: serde_json::from_value(get(row, 7)).expect("projections write categories"),
        nominations_until: get(row, 8),
        nominations_closed: get(row, 9),
        announced: get(row, 10),
        changed: get(row, 11),
    }
}

/// Editions that have opened, of one agency or of all, latest first. Public.
pub async fn public(db: &ReadModel, agency: Option<&str>) -> Result<Vec<Edition>, ReadError> {
    let rows = db.fetch(&EDITIONS_PUBLIC, &[&agency]).await?;
    Ok(rows.iter().map(edition).collect())
}

/// All editions of an agency, drafts included, latest first.
pub async fn of_agency(db: &ReadModel, agency: &str) -> Result<Vec<Edition>, ReadError> {
    let rows = db.fetch(&EDITIONS_OF_AGENCY, &[&agency]).await?;
    Ok(rows.iter().map(edition).collect())
}

/// One edition.
pub async fn one(db: &ReadModel, agency: &str, id: Uuid) -> Result<Option<Edition>, ReadError> {
    let rows = db.fetch(&EDITION, &[&agency, &id]).await?;
    Ok(rows.first().map(edition))
}
