//! Announced awards of a person.

use domain::Position;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use super::get;
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

sql! {
    AWARDS_OF_PERSON = "SELECT nomination, edition, edition_title, year, category, category_title, place, unit, unit_name, decree_number, decree_date, announcement, announced
FROM read.award WHERE agency = $1 AND person = $2 ORDER BY announced DESC, place, nomination";
}

/// An award that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Award {
    /// The nomination that won.
    pub nomination: Uuid,
    /// The edition.
    pub edition: Uuid,
    /// Its title.
    pub edition_title: String,
    /// The year it is for.
    pub year: i32,
    /// The category.
    pub category: String,
    /// Its name.
    pub category_title: String,
    /// The place.
    pub place: u64,
    /// The unit that nominated.
    pub unit: Uuid,
    /// Its name then.
    pub unit_name: String,
    /// The decree's number.
    pub decree_number: String,
    /// The decree's date.
    pub decree_date: Date,
    /// The announcement.
    pub announcement: Uuid,
    /// Where it was announced.
    pub announced: Position,
}

fn award(row: &Row) -> Award {
    Award {
        nomination: get(row, 0),
        edition: get(row, 1),
        edition_title: get(row, 2),
        year: get(row, 3),
        category: get(row, 4),
        category_title: get(row, 5),
        place: super::count(row, 6),
        unit: get(row, 7),
        unit_name: get(row, 8),
        decree_number: get(row, 9),
        decree_date: get(row, 10),
        announcement: get(row, 11),
        announced: get(row, 12),
    }
}

/// A person's awards, latest first.
pub async fn of_person(
    db: &ReadModel,
    agency: &str,
    person: Uuid,
) -> Result<Vec<Award>, ReadError> {
    let rows = db.fetch(&AWARDS_OF_PERSON, &[&agency, &person]).await?;
    Ok(rows.iter().map(award).collect())
}
