//! The complete rulebooks of editions, and how they were amended.

use domain::rulebook::Rulebook;
use domain::{Fingerprint, Position};
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
    RULEBOOK = "SELECT opened, hash, document, changed FROM read.rulebook WHERE agency = $1 AND edition = $2";
    RULEBOOK_AMENDMENTS = "SELECT position, hash, previous, reason, amended FROM read.amendment
WHERE agency = $1 AND edition = $2 ORDER BY position";
}

/// The rules of an edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rules {
    /// Whether the edition has opened, so that its rules are public.
    pub opened: bool,
    /// The hash of the rulebook's canonical JSON; an amendment names it as `previous`.
    pub hash: Fingerprint,
    /// The rulebook as it stands, nothing left to defaults.
    pub rulebook: Rulebook,
    /// How it was amended since the edition opened, in order.
    pub amendments: Vec<Amendment>,
    /// The last commit that changed it.
    pub changed: Position,
}

/// An amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Amendment {
    /// Where it is in the ledger.
    pub position: Position,
    /// The hash of the rulebook after it.
    pub hash: Fingerprint,
    /// The hash of the rulebook before it.
    pub previous: Fingerprint,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub at: Timestamp,
}

fn hash(row: &Row, at: usize) -> Fingerprint {
    let text: String = get(row, at);
    text.parse().expect("projections write hashes")
}

fn amendment(row: &Row) -> Amendment {
    Amendment {
        position: get(row, 0),
        hash: hash(row, 1),
        previous: hash(row, 2),
        reason: get(row, 3),
        at: get(row, 4),
    }
}

/// The rules of one edition, drafts included.
pub async fn one(db: &ReadModel, agency: &str, edition: Uuid) -> Result<Option<Rules>, ReadError> {
    let rows = db.fetch(&RULEBOOK, &[&agency, &edition]).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let amendments = db.fetch(&RULEBOOK_AMENDMENTS, &[&agency, &edition]).await?;
    Ok(Some(Rules {
        opened: get(row, 0),
        hash: hash(row, 1),
        rulebook: serde_json::from_value(get(row, 2)).expect("projections write rulebooks"),
        amendments: amendments.iter().map(amendment).collect(),
        changed: get(row, 3),
    }))
}
