//! What a command is answered: recorded, repeated, or not known yet.

use axum::Json;
use axum::http::header::LOCATION;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Position;
use domain::ids::AgencyCode;
use ledger::{CommandError, Outcome};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Problem;

/// The header that carries the position of a command.
pub const POSITION: HeaderName = HeaderName::from_static("berprestasi-position");

/// A recorded command, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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

/// The path of the status of commands; each service answers for its own kinds of entity.
pub const STATUS_PATH: &str = "/api/v1/agencies/{agency}/commands/{command}";

/// The query of a status address.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct StatusQuery {
    /// The entity's kind.
    pub kind: String,
    /// The entity.
    pub entity: Uuid,
}

impl Receipt {
    /// The address that tells what became of the command.
    #[must_use]
    pub fn status(&self) -> String {
        let path = STATUS_PATH
            .replace("{agency}", self.agency.as_str())
            .replace("{command}", &self.command.to_string());
        format!("{path}?kind={}&entity={}", self.kind, self.entity)
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
mod tests {
    use super::*;
    use domain::Refusal;

    fn receipt() -> Receipt {
        Receipt {
            agency: AgencyCode::new("kota-contoh").unwrap(),
            command: Uuid::from_u128(1),
            kind: "nomination",
            entity: Uuid::from_u128(2),
        }
    }

    fn outcome(repeated: bool) -> Outcome {
        Outcome {
            position: Position::commit(1, 4711),
            repeated,
        }
    }

    async fn answer(answered: Result<Answered<Id>, Problem>) -> (Response, serde_json::Value) {
        let (parts, body) = answered.into_response().into_parts();
        let bytes = axum::body::to_bytes(body, 4096).await.unwrap();
        let json = serde_json::from_slice(&bytes).unwrap();
        (
            Response::from_parts(parts, ().into_response().into_body()),
            json,
        )
    }

    #[tokio::test]
    async fn recorded_and_repeated_carry_the_position() {
        let id = Id::of(Uuid::from_u128(2));
        let (response, json) = answer(Answered::created(Ok(outcome(false)), receipt(), id)).await;
        assert_eq!(response.status(), 201);
        assert_eq!(response.headers()[POSITION], "1-4711-0");
        let expected = serde_json::json!({"id": id.id, "position": "1-4711-0", "repeated": false});
        assert_eq!(json, expected);
        let (response, json) = answer(Answered::created(Ok(outcome(true)), receipt(), id)).await;
        assert_eq!(
            (response.status().as_u16(), &json["repeated"]),
            (200, &true.into())
        );
        let (response, _) = answer(Answered::changed(Ok(outcome(false)), receipt(), id)).await;
        assert_eq!(response.status(), 200);
    }

    #[tokio::test]
    async fn an_unknown_outcome_says_where_to_ask() {
        let id = Id::of(Uuid::from_u128(2));
        let unknown = Answered::created(Err(CommandError::Unknown), receipt(), id);
        let (response, json) = answer(unknown).await;
        assert_eq!(response.status(), 202);
        assert_eq!(
            response.headers()[LOCATION],
            json["status"].as_str().unwrap()
        );
        let status = receipt().status();
        assert_eq!(
            status,
            "/api/v1/agencies/kota-contoh/commands/00000000-0000-0000-0000-000000000001\
             ?kind=nomination&entity=00000000-0000-0000-0000-000000000002"
        );
    }

    #[tokio::test]
    async fn a_refusal_is_a_problem() {
        let refused = Err(CommandError::Refused(Refusal::RoundClosed));
        let (response, json) =
            answer(Answered::changed(refused, receipt(), Id::of(Uuid::nil()))).await;
        assert_eq!(
            (response.status().as_u16(), &json["code"]),
            (409, &"round-closed".into())
        );
    }
}
