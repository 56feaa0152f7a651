//! Sums of surveys, by subject and period.

use domain::Position;
use domain::skm::{Answers, ELEMENTS};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{count, get};
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

sql! {
    SURVEYS = "SELECT scope, title, users, respondents, elements, changed FROM read.survey
WHERE agency = $1 AND kind = $2 AND period = $3 ORDER BY scope";
    SURVEY = "SELECT scope, title, users, respondents, elements, changed FROM read.survey
WHERE agency = $1 AND kind = $2 AND period = $3 AND scope = $4";
    SURVEY_PERIODS = "WITH RECURSIVE found AS (
    (SELECT period FROM read.survey WHERE agency = $1 AND kind = $2 ORDER BY period DESC LIMIT 1)
    UNION ALL
    SELECT (SELECT period FROM read.survey
            WHERE agency = $1 AND kind = $2 AND period < found.period ORDER BY period DESC LIMIT 1)
    FROM found WHERE found.period IS NOT NULL
) SELECT period FROM found WHERE period IS NOT NULL";
}

/// What was asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The service of units.
    Unit,
    /// Courses.
    Course,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Course => "course",
        }
    }
}

/// The answers to one element.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Element {
    /// Their sum.
    pub sum: u64,
    /// How many there are.
    pub count: u64,
}

/// The answers about a subject in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums {
    /// The unit; of a course the survey's own id.
    pub scope: Uuid,
    /// The course's title.
    pub title: Option<String>,
    /// How many users there were, if somebody counted them.
    pub users: Option<u64>,
    /// How many answered.
    pub respondents: u64,
    /// By element.
    pub elements: Vec<Element>,
    /// The last commit that changed it.
    pub changed: Position,
}

impl Sums {
    /// The sums as the index takes them; none if there are not nine elements.
    #[must_use]
    pub fn answers(&self) -> Option<Answers> {
        let of = |part: fn(&Element) -> u64| -> Option<[u64; ELEMENTS]> {
            let parts: Vec<u64> = self.elements.iter().map(part).collect();
            parts.try_into().ok()
        };
        Some(Answers {
            sums: of(|element| element.sum)?,
            counts: of(|element| element.count)?,
            respondents: self.respondents,
        })
    }
}

fn sums(row: &Row) -> Sums {
    Sums {
        scope: get(row, 0),
        title: get(row, 1),
        users: get::<Option<i64>>(row, 2).map(i64::unsigned_abs),
        respondents: count(row, 3),
        elements: serde_json::from_value(get(row, 4)).expect("projections write sums"),
        changed: get(row, 5),
    }
}

/// Everything of a kind that was asked about in a period.
pub async fn of_period(
    db: &ReadModel,
    agency: &str,
    kind: Kind,
    period: &str,
) -> Result<Vec<Sums>, ReadError> {
    let rows = db
        .fetch(&SURVEYS, &[&agency, &kind.name(), &period])
        .await?;
    Ok(rows.iter().map(sums).collect())
}

/// One subject in a period.
pub async fn one(
    db: &ReadModel,
    agency: &str,
    kind: Kind,
    period: &str,
    scope: Uuid,
) -> Result<Option<Sums>, ReadError> {
    let rows = db
        .fetch(&SURVEY, &[&agency, &kind.name(), &period, &scope])
        .await?;
    Ok(rows.first().map(sums))
}

/// The periods that have answers, latest first.
pub async fn periods(db: &ReadModel, agency: &str, kind: Kind) -> Result<Vec<String>, ReadError> {
    let rows = db.fetch(&SURVEY_PERIODS, &[&agency, &kind.name()]).await?;
    Ok(rows.iter().map(|row| get(row, 0)).collect())
}
