//! HTTP as a client of the API speaks it: a key per command, the same command again when it is busy.

use domain::Position;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use uuid::Uuid;

use crate::persona::Persona;
use crate::until::until;

/// What a recorded command was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// 201 when it made something, else 200.
    pub status: u16,
    /// The entity.
    pub id: Uuid,
    /// Where it stands.
    pub position: Position,
    /// Whether it was so before.
    pub repeated: bool,
}

/// A problem that a request was answered with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{status} {code} {field:?}")]
pub struct Refused {
    /// The status.
    pub status: u16,
    /// The stable code.
    pub code: String,
    /// The field it is about.
    pub field: Option<String>,
    /// The position it is about.
    pub position: Option<Position>,
}

impl Refused {
    /// Reads a problem.
    #[must_use]
    pub fn of(status: u16, body: &Value) -> Self {
        let text = |name: &str| body[name].as_str().map(ToOwned::to_owned);
        Self {
            status,
            code: text("code").unwrap_or_else(|| format!("no code in {body}")),
            field: text("field"),
            position: text("position").and_then(|position| position.parse().ok()),
        }
    }
}

/// Status and JSON of an answer; `null` if it is not JSON.
pub async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("the service answers");
    let status = response.status().as_u16();
    let body = response.bytes().await.expect("an answer has a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

impl Persona<'_> {
    /// A request as this person, to be completed.
    pub fn request(&self, method: &Method, path: &str) -> RequestBuilder {
        let path = format!("/api/v1/agencies/{}{path}", self.agency);
        self.world.request(method, &path).bearer_auth(self.token())
    }

    /// A command under a key of its own.
    pub async fn commands(&self, path: &str, body: Option<Value>) -> Result<Done, Refused> {
        let key = Uuid::new_v4().to_string();
        self.commands_as(&key, path, body).await
    }

    /// A command under this key. What is busy or not known is sent again, as clients are told to.
    pub async fn commands_as(
        &self,
        key: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Done, Refused> {
        until("the outcome of a command is known", async || {
            let request = self
                .request(&Method::POST, path)
                .header("Idempotency-Key", key);
            let request = match &body {
                Some(body) => request.json(body),
                None => request,
            };
            match answer(request).await {
                (202 | 503, _) => None,
                (status @ (200 | 201), body) => Some(Ok(done(status, &body))),
                (status, body) => Some(Err(Refused::of(status, &body))),
            }
        })
        .await
    }

    /// What is read there. `min_position` is part of the path.
    pub async fn reads(&self, path: &str) -> Result<Value, Refused> {
        match answer(self.request(&Method::GET, path)).await {
            (200, body) => Ok(body),
            (status, body) => Err(Refused::of(status, &body)),
        }
    }

    /// The items of a list as of a position.
    pub async fn lists(&self, path: &str, min: Position) -> Result<Vec<Value>, Refused> {
        let mark = if path.contains('?') { '&' } else { '?' };
        let list = self
            .reads(&format!("{path}{mark}min_position={min}"))
            .await?;
        Ok(list["items"].as_array().cloned().unwrap_or_default())
    }
}

fn done(status: u16, body: &Value) -> Done {
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    Done {
        status,
        id: text("id").parse().unwrap_or_default(),
        position: text("position").parse().expect("an answer has a position"),
        repeated: body["repeated"].as_bool().unwrap_or_default(),
    }
}
