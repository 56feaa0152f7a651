//! Nominations with where they stand.

use domain::Position;
use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{After, count, get, ids};
use crate::cell::ordinal;
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

sql! {
    NOMINATION = "SELECT nomination, edition, category, nominee_kind, nominee, people, title, unit, nominator, status, declined, consented, late, peers, superiors, subordinates, citizens, submitted, changed
FROM read.nomination WHERE agency = $1 AND nomination = $2";
    NOMINATIONS_OF_EDITION = "SELECT nomination, edition, category, nominee_kind, nominee, people, title, unit, nominator, status, declined, consented, late, peers, superiors, subordinates, citizens, submitted, changed
FROM read.nomination WHERE agency = $1 AND edition = $2 AND ($3::text IS NULL OR category = $3)
  AND (submitted, nomination) > ($4, $5) ORDER BY submitted, nomination LIMIT $6";
    NOMINATIONS_OF_UNIT = "SELECT nomination, edition, category, nominee_kind, nominee, people, title, unit, nominator, status, declined, consented, late, peers, superiors, subordinates, citizens, submitted, changed
FROM read.nomination WHERE agency = $1 AND unit = $2 AND ($3::uuid IS NULL OR edition = $3)
  AND (submitted, nomination) > ($4, $5) ORDER BY submitted, nomination LIMIT $6";
    NOMINATIONS_OF_PERSON = "SELECT nomination, edition, category, nominee_kind, nominee, people, title, unit, nominator, status, declined, consented, late, peers, superiors, subordinates, citizens, submitted, changed
FROM read.nomination WHERE agency = $1 AND people @> jsonb_build_array($2::uuid) ORDER BY submitted DESC, nomination";
}

/// Endorsements that count, per relation of the endorser to the nominee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Endorsements {
    /// By peers (*rekan*).
    pub peers: u64,
    /// By superiors (*atasan*).
    pub superiors: u64,
    /// By subordinates (*bawahan*).
    pub subordinates: u64,
    /// By citizens (*masyarakat*).
    pub citizens: u64,
}

impl Endorsements {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.peers + self.superiors + self.subordinates + self.citizens
    }
}

/// A nomination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Nomination {
    /// Its id.
    pub id: Uuid,
    /// The edition.
    pub edition: Uuid,
    /// The category.
    pub category: String,
    /// `person`, `unit` or `team`.
    pub nominee_kind: String,
    /// The person's or unit's id, or the team's.
    pub nominee: Uuid,
    /// The people; none for a unit.
    pub people: Vec<Uuid>,
    /// What a team is called.
    pub title: Option<String>,
    /// The unit that nominates.
    pub unit: Uuid,
    /// Who nominated.
    pub nominator: Uuid,
    /// `submitted`, `returned` or `withdrawn`.
    pub status: String,
    /// Whether a nominee declined.
    pub declined: bool,
    /// Whether everybody who must consent has, and nobody declined.
    pub consented: bool,
    /// Whether it was (re)submitted after nominations closed, in ledger order: it does not count.
    pub late: bool,
    /// Its endorsements; none count while it is withdrawn.
    pub endorsements: Endorsements,
    /// Where it was first submitted.
    pub submitted: Position,
    /// The last commit that changed it or its endorsements.
    pub changed: Position,
}

impl Nomination {
    /// Where the next page goes on after this one.
    #[must_use]
    pub const fn after(&self) -> After {
        After {
            position: self.submitted,
            id: self.id,
        }
    }
}

fn nomination(row: &Row) -> Nomination {
    Nomination {
        id: get(row, 0),
        edition: get(row, 1),
        category: get(row, 2),
        nominee_kind: get(row, 3),
        nominee: get(row, 4),
        people: ids(row, 5),
        title: get(row, 6),
        unit: get(row, 7),
        nominator: get(row, 8),
        status: get(row, 9),
        declined: get(row, 10),
        consented: get(row, 11),
        late: get(row, 12),
        endorsements: Endorsements {
            peers: count(row, 13),
            superiors: count(row, 14),
            subordinates: count(row, 15),
            citizens: count(row, 16),
        },
        submitted: get(row, 17),
        changed: get(row, 18),
    }
}

fn from(after: Option<After>) -> (i64, Uuid) {
    after.map_or((0, Uuid::nil()), |after| {
        (ordinal(after.position), after.id)
    })
}

/// One nomination.
pub async fn one(db: &ReadModel, agency: &str, id: Uuid) -> Result<Option<Nomination>, ReadError> {
    let rows = db.fetch(&NOMINATION, &[&agency, &id]).await?;
    Ok(rows.first().map(nomination))
}

/// A page of an edition's nominations, of one category or of all, in the order they came.
pub async fn of_edition(
    db: &ReadModel,
    agency: &str,
    edition: Uuid,
    category: Option<&str>,
    after: Option<After>,
    limit: u16,
) -> Result<Vec<Nomination>, ReadError> {
    let ((submitted, id), limit) = (from(after), i64::from(limit));
    let rows = db
        .fetch(
            &NOMINATIONS_OF_EDITION,
            &[&agency, &edition, &category, &submitted, &id, &limit],
        )
        .await?;
    Ok(rows.iter().map(nomination).collect())
}

/// A page of a unit's nominations, of one edition or of all, in the order they came.
pub async fn of_unit(
    db: &ReadModel,
    agency: &str,
    unit: Uuid,
    edition: Option<Uuid>,
    after: Option<After>,
    limit: u16,
) -> Result<Vec<Nomination>, ReadError> {
    let ((submitted, id), limit) = (from(after), i64::from(limit));
    let rows = db
        .fetch(
            &NOMINATIONS_OF_UNIT,
            &[&agency, &unit, &edition, &submitted, &id, &limit],
        )
        .await?;
    Ok(rows.iter().map(nomination).collect())
}

/// The nominations that a person is in, latest first.
pub async fn of_person(
    db: &ReadModel,
    agency: &str,
    person: Uuid,
) -> Result<Vec<Nomination>, ReadError> {
    let rows = db
        .fetch(&NOMINATIONS_OF_PERSON, &[&agency, &person])
        .await?;
    Ok(rows.iter().map(nomination).collect())
}
