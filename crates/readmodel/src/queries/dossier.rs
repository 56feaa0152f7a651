//! All that the read side holds about a person, beside their name.

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::award_history::{self, Award};
use super::nominations::{self, Nomination};
use super::recognition::{self, Total};
use crate::error::ReadError;
use crate::pool::ReadModel;

/// A person's dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dossier {
    /// Who.
    pub person: Uuid,
    /// Their announced awards, latest first.
    pub awards: Vec<Award>,
    /// Their nominations, alone or in a team, latest first.
    pub nominations: Vec<Nomination>,
    /// Their recognition points by period, latest first.
    pub points: Vec<Total>,
}

/// The projections that a dossier is read from.
pub const PROJECTIONS: [&str; 3] = ["award_history", "nomination_board", "recognition"];

/// A person's dossier; empty for who is unknown.
pub async fn of_person(db: &ReadModel, agency: &str, person: Uuid) -> Result<Dossier, ReadError> {
    Ok(Dossier {
        person,
        awards: award_history::of_person(db, agency, person).await?,
        nominations: nominations::of_person(db, agency, person).await?,
        points: recognition::of_person(db, agency, person).await?,
    })
}
