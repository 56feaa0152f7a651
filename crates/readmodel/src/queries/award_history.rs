//! Announced awards of a person, of a unit's nominees, of an edition.

use domain::Position;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::get;
use crate::cell::ordinal;
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

macro_rules! awards {
    ($which:literal) => {
        concat!(
            "SELECT nomination, edition, edition_title, year, category, category_title, place, unit, unit_name, decree_number, decree_date, announcement, announced, person
FROM read.award WHERE agency = $1 AND ",
            $which
        )
    };
}

sql! {
    AWARDS_OF_PERSON = awards!("person = $2 ORDER BY announced DESC, place, nomination");
    AWARDS_OF_UNIT = awards!("unit = $2 AND (announced, nomination, person) < ($3, $4, $5)
ORDER BY announced DESC, nomination DESC, person DESC LIMIT $6");
    AWARDS_OF_EDITION = awards!("edition = $2 AND (category, place, nomination, person) > ($3, $4, $5, $6)
ORDER BY category, place, nomination, person LIMIT $7");
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

/// Who holds an award; of a team's each member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Holder {
    /// Who.
    pub person: Uuid,
    /// The award.
    #[serde(flatten)]
    pub award: Award,
}

fn holder(row: &Row) -> Holder {
    Holder {
        person: get(row, 13),
        award: award(row),
    }
}

/// Where a page of a unit's awards ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterOfUnit {
    announced: Position,
    nomination: Uuid,
    person: Uuid,
}

/// Where a page of an edition's awards ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterOfEdition {
    category: String,
    place: u64,
    nomination: Uuid,
    person: Uuid,
}

impl Holder {
    /// For the page of the unit's awards that follows this one.
    #[must_use]
    pub const fn after_of_unit(&self) -> AfterOfUnit {
        AfterOfUnit {
            announced: self.award.announced,
            nomination: self.award.nomination,
            person: self.person,
        }
    }

    /// For the page of the edition's awards that follows this one.
    #[must_use]
    pub fn after_of_edition(&self) -> AfterOfEdition {
        AfterOfEdition {
            category: self.award.category.clone(),
            place: self.award.place,
            nomination: self.award.nomination,
            person: self.person,
        }
    }
}

/// The awards of those whom a unit nominated, latest first.
pub async fn of_unit(
    db: &ReadModel,
    agency: &str,
    unit: Uuid,
    after: Option<AfterOfUnit>,
    limit: u16,
) -> Result<Vec<Holder>, ReadError> {
    let (announced, nomination, person) = after
        .map_or((i64::MAX, Uuid::max(), Uuid::max()), |last| {
            (ordinal(last.announced), last.nomination, last.person)
        });
    let limit = i64::from(limit);
    let which: [&(dyn ToSql + Sync); 6] =
        [&agency, &unit, &announced, &nomination, &person, &limit];
    let rows = db.fetch(&AWARDS_OF_UNIT, &which).await?;
    Ok(rows.iter().map(holder).collect())
}

/// The awards of an edition by category and place.
pub async fn of_edition(
    db: &ReadModel,
    agency: &str,
    edition: Uuid,
    after: Option<&AfterOfEdition>,
    limit: u16,
) -> Result<Vec<Holder>, ReadError> {
    let (category, place, nomination, person) =
        after.map_or(("", i64::MIN, Uuid::nil(), Uuid::nil()), |last| {
            let place = i64::try_from(last.place).unwrap_or(i64::MAX);
            (&last.category, place, last.nomination, last.person)
        });
    let limit = i64::from(limit);
    let which: [&(dyn ToSql + Sync); 7] = [
        &agency,
        &edition,
        &category,
        &place,
        &nomination,
        &person,
        &limit,
    ];
    let rows = db.fetch(&AWARDS_OF_EDITION, &which).await?;
    Ok(rows.iter().map(holder).collect())
}
