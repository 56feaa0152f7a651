//! Messages that were refused: kept for 30 days, sealed, for the office to mend the cause and take them again.

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::ids::{AgencyCode, derive_id};
use domain::{KeyId, Position, Private, Role};
use jiff::Timestamp;
use ledger::{Entry, VaultError};
use runtime::page::cursor;
use runtime::problem::kind;
use runtime::{
    Access, Answered, Caller, Empty, Id, Input, List, Paging, Params, Problem, Reaction, Recorded,
    Route, Verb,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::cloud::{Attributes, cloud_event};
use crate::handle::Performance;

const OFFICE: Access = Access::Roles(&[Role::Administrator]);
const INSIDE: Access = Access::Roles(&[Role::Administrator, Role::Auditor]);

/// A refused message as it is kept. Only the message itself is personal.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    code: String,
    field: Option<String>,
    at: Timestamp,
    /// Where it was recorded after all.
    position: Option<Position>,
    message: Option<Private<Message>>,
}

/// The message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Message {
    specversion: Option<String>,
    kind: Option<String>,
    source: Option<String>,
    id: Option<String>,
    body: String,
}

/// A refused message as it is shown.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RejectedEvent")]
struct Rejected {
    /// Its id here.
    id: Uuid,
    /// When it was refused.
    at: Timestamp,
    /// Why, as the code of a problem.
    code: String,
    /// The field that is wrong.
    field: Option<String>,
    /// The event's source, if it can be read.
    source: Option<String>,
    /// The event's id, if it can be read.
    event: Option<String>,
}

#[derive(Deserialize)]
struct Of {
    rejected: Uuid,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    vec![
        Route::list::<Rejected>(
            "/api/v1/agencies/{agency}/ingest/rejected",
            "Pesan kinerja dari sistem lain yang ditolak",
            INSIDE,
            |m| on(m, list),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/ingest/rejected/{rejected}/replay",
            "Proses ulang pesan yang ditolak",
            OFFICE,
            |m| on(m, replay),
        ),
        Route::drops::<Id>(
            "/api/v1/agencies/{agency}/ingest/rejected/{rejected}",
            "Buang pesan yang ditolak",
            OFFICE,
            |m| on(m, discard),
        ),
    ]
}

async fn list(
    State(app): State<Performance>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<Rejected>>, Problem> {
    let (agency, after) = (&caller.agency, paging.after()?.unwrap_or(0u64));
    let most = usize::from(paging.limit);
    let (entries, all) = app.rejected.entries(agency.as_str(), after, most).await?;
    let next = entries
        .last()
        .filter(|_| !all)
        .map(|entry| cursor(&entry.revision));
    let mut items = Vec::with_capacity(entries.len());
    for entry in entries {
        items.extend(app.shown(agency, &entry).await?);
    }
    Ok(Json(List { items, next }))
}

async fn replay(
    State(app): State<Performance>,
    Params(path): Params<Of>,
    input: Input<Empty>,
) -> Result<Answered<Id>, Problem> {
    let key = key(&input.agency, path.rejected);
    let kept = app.kept(&input.agency, &key).await?;
    let (position, repeated) = if let Some(position) = kept.position {
        (position, true)
    } else {
        let outcome = app.replayed(&input, &kept).await?;
        let position = Some(outcome.position);
        let done = Kept {
            position,
            message: None,
            ..kept
        };
        app.keep(&input.agency, &key, &done).await?;
        (outcome.position, outcome.repeated)
    };
    let of = Id::of(path.rejected);
    let recorded = Recorded {
        of,
        position,
        repeated,
    };
    Ok(Answered::Recorded {
        creates: false,
        recorded,
    })
}

async fn discard(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Of>,
) -> Result<Json<Id>, Problem> {
    let key = key(&caller.agency, path.rejected);
    app.kept(&caller.agency, &key).await?;
    app.rejected.delete(&key).await?;
    Ok(Json(Id::of(path.rejected)))
}

fn key(agency: &AgencyCode, id: Uuid) -> String {
    format!("{agency}.{id}")
}

impl Performance {
    /// Keeps a message that was refused. The same one again is kept once.
    pub(crate) async fn reject(
        &self,
        agency: &AgencyCode,
        attributes: Attributes,
        body: &[u8],
        problem: &Problem,
    ) -> Result<(), Reaction> {
        let message = Message {
            specversion: attributes.specversion,
            kind: attributes.kind,
            source: attributes.source,
            id: attributes.id,
            body: String::from_utf8_lossy(body).into_owned(),
        };
        let digest = serde_json::to_vec(&message).expect("plain data");
        let digest = self.desk.vault.digest(agency, &digest).to_string();
        let id = derive_id(&["rejected", agency.as_str(), &digest]);
        let owner = derive_id(&["ingest-rejected", agency.as_str()]);
        let kept = Kept {
            code: problem.code().to_owned(),
            field: problem.field().map(str::to_owned),
            at: self.desk.clock.now(),
            position: None,
            message: Some(Private::new(KeyId::erasable(owner), message)),
        };
        let key = key(agency, id);
        let sealed = self.desk.vault.seal_working(agency, &key, &kept).await?;
        self.rejected.put(&key, sealed).await?;
        tracing::warn!(%agency, %id, code = problem.code(), "an event from outside was refused");
        Ok(())
    }

    async fn keep(&self, agency: &AgencyCode, key: &str, kept: &Kept) -> Result<(), Problem> {
        let sealed = self.desk.vault.seal_working(agency, key, kept).await?;
        Ok(self.rejected.put(key, sealed).await?)
    }

    async fn kept(&self, agency: &AgencyCode, key: &str) -> Result<Kept, Problem> {
        let found = self.rejected.get(key).await?;
        let found = found.ok_or(kind::NOT_FOUND)?;
        Ok(self.desk.vault.open_working(agency, key, &found).await?)
    }

    async fn replayed(
        &self,
        input: &Input<Empty>,
        kept: &Kept,
    ) -> Result<ledger::Outcome, Problem> {
        let message = kept.message.as_ref().and_then(|message| message.get());
        let message = message.ok_or_else(|| Problem::from(VaultError::Erased))?;
        let line = cloud_event(&message.attributes(), message.body.as_bytes());
        let mut taken = self
            .take(&input.agency, input.caller.actor(), vec![line])
            .await;
        taken.pop().expect("an outcome per event")
    }

    /// What is shown of an entry; nothing if it was recorded meanwhile.
    async fn shown(&self, agency: &AgencyCode, entry: &Entry) -> Result<Option<Rejected>, Problem> {
        let kept: Kept = self
            .desk
            .vault
            .open_working(agency, &entry.key, &entry.value)
            .await?;
        let id = entry.key.rsplit('.').next().and_then(|id| id.parse().ok());
        let Some(id) = id.filter(|_| kept.position.is_none()) else {
            return Ok(None);
        };
        let message = kept.message.as_ref().and_then(|message| message.get());
        let (source, event) = message.map(Message::names).unwrap_or_default();
        let Kept {
            at, code, field, ..
        } = kept;
        Ok(Some(Rejected {
            id,
            at,
            code,
            field,
            source,
            event,
        }))
    }
}

impl Message {
    fn attributes(&self) -> Attributes {
        Attributes {
            specversion: self.specversion.clone(),
            kind: self.kind.clone(),
            source: self.source.clone(),
            id: self.id.clone(),
        }
    }

    /// Source and id, as far as they can be read.
    fn names(&self) -> (Option<String>, Option<String>) {
        if self.specversion.is_some() {
            return (self.source.clone(), self.id.clone());
        }
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        (text("source"), text("id"))
    }
}
