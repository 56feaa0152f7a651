//! What a command is answered: recorded, repeated, or not known yet.

use axum::Json;
use axum::http::header::LOCATION;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Position;
use domain::ids::AgencyCode;
use ledger::{CommandError, Outcome};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::Problem;

/// The header that carries the position of a command.
pub const POSITION: HeaderName = HeaderName::from_static("berprestasi-position");

/// A recorded command, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Recorded{T}")]
pub struct Recorded<T> {
    /// What it is about.
    #[serde(flatten)]
    pub of: T,
    /// Where it is in the ledger; `min_position` of a read waits for it.
    pub position: Position,
    /// Whether it was recorded before.
    pub repeated: bool,
}

/// The id of what a command is about, the usual `of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Id {
    /// The entity's id.
    pub id: Uuid,
}

impl Id {
    /// Of any kind of id.
    #[must_use]
    pub fn of(id: impl Into<Uuid>) -> Self {
        Self { id: id.into() }
    }
}

/// A command whose outcome is not known yet, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Pending {
    /// Where to ask for the outcome; sending the command again with its key finds out too.
    pub status: String,
}

/// What finds out later what became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The agency.
    pub agency: AgencyCode,
    /// The command's id.
    pub command: Uuid,
    /// The entity's kind.
    pub kind: &'static str,
    /// The entity.
    pub entity: Uuid,
}

impl Receipt {
    /// The address that tells what became of the command. The service that owns the kind serves
    /// `/api/v1/agencies/{agency}/commands/KIND/{entity}/{command}`.
    #[must_use]
    pub fn status(&self) -> String {
        format!(
            "/api/v1/agencies/{}/commands/{}/{}/{}",
            self.agency, self.kind, self.entity, self.command
        )
    }
}

/// The answer to a command that was neither refused nor failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered<T> {
    /// It is in the ledger: 201 if it made something just now, else 200.
    Recorded {
        /// Whether the command makes something new.
        creates: bool,
        /// The answer.
        recorded: Recorded<T>,
    },
    /// It may or may not be in the ledger: 202.
    Unknown(Receipt),
}

impl<T> Answered<T> {
    /// Of a command that makes something new.
    pub fn created(
        result: Result<Outcome, CommandError>,
        receipt: Receipt,
        of: T,
    ) -> Result<Self, Problem> {
        Self::new(result, receipt, of, true)
    }

    /// Of a command that changes what is there.
    pub fn changed(
        result: Result<Outcome, CommandError>,
        receipt: Receipt,
        of: T,
    ) -> Result<Self, Problem> {
        Self::new(result, receipt, of, false)
    }

    fn new(
        result: Result<Outcome, CommandError>,
        receipt: Receipt,
        of: T,
        creates: bool,
    ) -> Result<Self, Problem> {
        match result {
            Ok(Outcome { position, repeated }) => Ok(Self::Recorded {
                creates,
                recorded: Recorded {
                    of,
                    position,
                    repeated,
                },
            }),
            Err(CommandError::Unknown) => Ok(Self::Unknown(receipt)),
            Err(error) => Err(error.into()),
        }
    }
}

impl<T: Serialize> IntoResponse for Answered<T> {
    fn into_response(self) -> Response {
        match self {
            Self::Recorded { creates, recorded } => {
                let made = creates && !recorded.repeated;
                let status = if made {
                    StatusCode::CREATED
                } else {
                    StatusCode::OK
                };
                let position = [(POSITION, recorded.position.to_string())];
                (status, position, Json(recorded)).into_response()
            }
            Self::Unknown(receipt) => {
                let status = receipt.status();
                let location = HeaderValue::try_from(&status).expect("an address is ASCII");
                let headers = [(LOCATION, location)];
                (StatusCode::ACCEPTED, headers, Json(Pending { status })).into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests;
