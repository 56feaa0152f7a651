//! Announcements, as the public reads them.

use domain::Position;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{count, get, ids};
use crate::cell::ordinal;
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;
use crate::unit::{Tx, Unit};

sql! {
    ANNOUNCEMENTS_BEFORE = "SELECT announcement, edition, title, year, decision, decree_number, decree_date, published_at, updated_at, published, updated
FROM read.announcement WHERE agency = $1 AND published < $2 ORDER BY published DESC LIMIT $3";
    ANNOUNCEMENT = "SELECT announcement, edition, title, year, decision, decree_number, decree_date, published_at, updated_at, published, updated
FROM read.announcement WHERE agency = $1 AND announcement = $2";
    ANNOUNCEMENTS_SINCE = "SELECT announcement, edition, title, year, decision, decree_number, decree_date, published_at, updated_at, published, updated
FROM read.announcement WHERE agency = $1 AND updated > $2 ORDER BY updated LIMIT $3";
    LAUREATES = "SELECT announcement, category, category_title, place, nomination, people, name, unit, unit_name, citation
FROM read.laureate WHERE agency = $1 AND announcement = ANY($2) ORDER BY announcement, ordinal";
    ANNOUNCEMENTS_LATEST = "SELECT agency, max(updated) FROM read.announcement GROUP BY agency ORDER BY agency";
}

/// A winner, as announced. It has no `Debug`: names do not go into logs.
#[derive(Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Laureate {
    /// The category.
    pub category: String,
    /// Its name.
    pub category_title: String,
    /// The place.
    pub place: u64,
    /// The nomination.
    pub nomination: Uuid,
    /// The people; none for a unit.
    pub people: Vec<Uuid>,
    /// What is shown; none if its key is gone.
    pub name: Option<String>,
    /// The unit that nominated.
    pub unit: Uuid,
    /// Its name then.
    pub unit_name: String,
    /// Why they won.
    pub citation: Option<String>,
}

impl std::fmt::Debug for Laureate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "laureate {} of {}", self.place, self.category)
    }
}

/// An announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Announcement {
    /// Its id.
    pub id: Uuid,
    /// The edition.
    pub edition: Uuid,
    /// Its title.
    pub title: String,
    /// The year it is for.
    pub year: i32,
    /// The decision announced.
    pub decision: Uuid,
    /// The decree's number.
    pub decree_number: String,
    /// The decree's date.
    pub decree_date: Date,
    /// When it was published.
    pub published_at: Timestamp,
    /// When it was last corrected, or published.
    pub updated_at: Timestamp,
    /// Where it was published.
    pub published: Position,
    /// Where it was last corrected, or published.
    pub updated: Position,
    /// The winners, in the order announced.
    pub laureates: Vec<Laureate>,
}

fn announcement(row: &Row) -> Announcement {
    Announcement {
        id: get(row, 0),
        edition: get(row, 1),
        title: get(row, 2),
        year: get(row, 3),
        decision: get(row, 4),
        decree_number: get(row, 5),
        decree_date: get(row, 6),
        published_at: get(row, 7),
        updated_at: get(row, 8),
        published: get(row, 9),
        updated: get(row, 10),
        laureates: Vec::new(),
    }
}

fn laureate(row: &Row) -> Laureate {
    Laureate {
        category: get(row, 1),
        category_title: get(row, 2),
        place: count(row, 3),
        nomination: get(row, 4),
        people: ids(row, 5),
        name: get(row, 6),
        unit: get(row, 7),
        unit_name: get(row, 8),
        citation: get(row, 9),
    }
}

enum Which {
    Before(i64, i64),
    Since(i64, i64),
    One(Uuid),
}

struct Announcements<'a> {
    agency: &'a str,
    which: Which,
}

impl Unit for Announcements<'_> {
    const NAME: &'static str = "reading announcements";
    type Output = Vec<Announcement>;

    async fn run(&self, tx: &Tx<'_>) -> Result<Self::Output, ReadError> {
        let rows = match &self.which {
            Which::Before(before, limit) => {
                let text = ANNOUNCEMENTS_BEFORE.text;
                tx.query(text, &[&self.agency, before, limit]).await?
            }
            Which::Since(since, limit) => {
                let text = ANNOUNCEMENTS_SINCE.text;
                tx.query(text, &[&self.agency, since, limit]).await?
            }
            Which::One(id) => tx.query(ANNOUNCEMENT.text, &[&self.agency, id]).await?,
        };
        let mut found: Vec<Announcement> = rows.iter().map(announcement).collect();
        let wanted: Vec<Uuid> = found.iter().map(|one| one.id).collect();
        let rows = tx.query(LAUREATES.text, &[&self.agency, &wanted]).await?;
        for row in &rows {
            let of: Uuid = get(row, 0);
            if let Some(one) = found.iter_mut().find(|one| one.id == of) {
                one.laureates.push(laureate(row));
            }
        }
        Ok(found)
    }
}

/// A page of an agency's announcements, newest first, before a position or from the newest on.
pub async fn newest(
    db: &ReadModel,
    agency: &str,
    before: Option<Position>,
    limit: u16,
) -> Result<Vec<Announcement>, ReadError> {
    let which = Which::Before(before.map_or(i64::MAX, ordinal), i64::from(limit));
    db.read(&Announcements { agency, which }).await
}

/// An agency's announcements published or corrected after a position, in that order.
pub async fn since(
    db: &ReadModel,
    agency: &str,
    since: Position,
    limit: u16,
) -> Result<Vec<Announcement>, ReadError> {
    let which = Which::Since(ordinal(since), i64::from(limit));
    db.read(&Announcements { agency, which }).await
}

/// One announcement.
pub async fn one(
    db: &ReadModel,
    agency: &str,
    id: Uuid,
) -> Result<Option<Announcement>, ReadError> {
    let which = Which::One(id);
    let found = db.read(&Announcements { agency, which }).await?;
    Ok(found.into_iter().next())
}

/// Per agency, where something was last published or corrected: it changes when the feed does.
pub async fn latest(db: &ReadModel) -> Result<Vec<(String, Position)>, ReadError> {
    let rows = db.fetch(&ANNOUNCEMENTS_LATEST, &[]).await?;
    Ok(rows.iter().map(|row| (get(row, 0), get(row, 1))).collect())
}
