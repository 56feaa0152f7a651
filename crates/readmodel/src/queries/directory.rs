//! Names of people and units.

use std::collections::HashMap;

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
    PEOPLE = "SELECT person, name, unit, kind, active FROM read.person WHERE agency = $1 AND person = ANY($2)";
    PEOPLE_OF_UNIT = "SELECT person, name, unit, kind, active FROM read.person
WHERE agency = $1 AND unit = $2 AND person > $3 ORDER BY person LIMIT $4";
    STAFF = "SELECT person, name, unit, kind, active, position_group, status, grade, position, since FROM read.person
WHERE agency = $1 AND person > $2 ORDER BY person LIMIT $3";
    UNITS = "SELECT unit, code, name, parent, head, closed FROM read.unit WHERE agency = $1 ORDER BY code";
}

/// A person in the directory. It has no `Debug`: names do not go into logs.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Person {
    /// Their id.
    pub id: Uuid,
    /// Their name as it is written; none if they were erased.
    pub name: Option<String>,
    /// The unit they serve in; guests have none.
    pub unit: Option<Uuid>,
    /// `pns`, `pppk` or `guest`.
    pub kind: String,
    /// Whether they serve here.
    pub active: bool,
}

impl std::fmt::Debug for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "person {}", self.id)
    }
}

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unit {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The unit above it.
    pub parent: Option<Uuid>,
    /// Its head.
    pub head: Option<Uuid>,
    /// Whether it is dissolved.
    pub closed: bool,
}

fn person(row: &Row) -> Person {
    Person {
        id: get(row, 0),
        name: get(row, 1),
        unit: get(row, 2),
        kind: get(row, 3),
        active: get(row, 4),
    }
}

/// The people with these ids; those that are unknown are left out.
pub async fn people(
    db: &ReadModel,
    agency: &str,
    wanted: &[Uuid],
) -> Result<HashMap<Uuid, Person>, ReadError> {
    let rows = db.fetch(&PEOPLE, &[&agency, &wanted]).await?;
    Ok(rows
        .iter()
        .map(person)
        .map(|person| (person.id, person))
        .collect())
}

/// A page of a unit's people after an id, in the order of ids.
pub async fn of_unit(
    db: &ReadModel,
    agency: &str,
    unit: Uuid,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Vec<Person>, ReadError> {
    let (after, limit) = (after.unwrap_or(Uuid::nil()), i64::from(limit));
    let rows = db
        .fetch(&PEOPLE_OF_UNIT, &[&agency, &unit, &after, &limit])
        .await?;
    Ok(rows.iter().map(person).collect())
}

/// A person with what the staff file says of their employment. It has no `Debug`, as a [`Person`].
#[derive(Clone, PartialEq, Eq)]
pub struct Staff {
    /// The person.
    pub person: Person,
    /// Group of positions.
    pub group: String,
    /// Standing, if a staff file says so.
    pub status: Option<String>,
    /// Grade.
    pub grade: Option<String>,
    /// Position.
    pub position: Option<String>,
    /// The day of the first appointment.
    pub since: Option<Date>,
}

/// A page of everybody after an id, in the order of ids.
pub async fn staff(
    db: &ReadModel,
    agency: &str,
    after: Option<Uuid>,
    limit: u16,
) -> Result<Vec<Staff>, ReadError> {
    let (after, limit) = (after.unwrap_or(Uuid::nil()), i64::from(limit));
    let rows = db.fetch(&STAFF, &[&agency, &after, &limit]).await?;
    let one = |row: &Row| Staff {
        person: person(row),
        group: get(row, 5),
        status: get(row, 6),
        grade: get(row, 7),
        position: get(row, 8),
        since: get(row, 9),
    };
    Ok(rows.iter().map(one).collect())
}

/// An agency's units, by code.
pub async fn units(db: &ReadModel, agency: &str) -> Result<Vec<Unit>, ReadError> {
    let rows = db.fetch(&UNITS, &[&agency]).await?;
    Ok(rows
        .iter()
        .map(|row| Unit {
            id: get(row, 0),
            code: get(row, 1),
            name: get(row, 2),
            parent: get(row, 3),
            head: get(row, 4),
            closed: get(row, 5),
        })
        .collect())
}
