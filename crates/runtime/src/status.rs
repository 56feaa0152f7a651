//! What became of a command whose outcome was unknown: answered from the ledger's leader.

use axum::Json;
use axum::extract::{MatchedPath, State};
use domain::Position;
use ledger::{CommandError, Ledger};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Caller, Params, Problem};

/// A service that writes to a ledger, and so can say what became of a command.
pub trait Writes {
    /// Its connection.
    fn ledger(&self) -> &Ledger;
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Status {
    /// `recorded`, or `absent`: then it may be sent again with its key, or was never stored.
    pub state: &'static str,
    /// Where it is in the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// The path parameters of a status address.
#[derive(Debug, Deserialize)]
pub struct Of {
    entity: Uuid,
    command: Uuid,
}

/// Answers what became of a command on an entity of the kind that the address names.
pub async fn status<S: Writes>(
    State(service): State<S>,
    caller: Caller,
    path: MatchedPath,
    Params(of): Params<Of>,
) -> Result<Json<Status>, Problem> {
    // /api/v1/agencies/{agency}/commands/KIND/{entity}/{command}: the table wrote KIND.
    let kind = path.as_str().split('/').nth(6).unwrap_or_default();
    let commits = service
        .ledger()
        .commits(&caller.agency, kind, of.entity)
        .await;
    let commits = commits.map_err(CommandError::from)?;
    let found = commits.iter().find(|(_, commit)| commit.id == of.command);
    let position = found.map(|(sequence, _)| Position::commit(1, *sequence));
    let state = if position.is_some() {
        "recorded"
    } else {
        "absent"
    };
    Ok(Json(Status { state, position }))
}
