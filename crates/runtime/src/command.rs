//! A command as it arrives: who, under which key, asking what.
//!
//! The order of the checks is fixed: caller, key, content type, size, JSON.

use axum::RequestPartsExt as _;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, MatchedPath, RawPathParams, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use domain::ids::{AgencyCode, derive_id};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::answer::Receipt;
use crate::json;
use crate::problem::kind;
use crate::router::BodyLimit;
use crate::token::role_name;
use crate::{Caller, Problem};

/// The header that makes a command repeatable.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The longest key, in characters.
pub const KEY_LENGTH: usize = 128;

/// A command, checked in form. A handler that takes it is a command; its route says so.
#[derive(Debug, Clone)]
pub struct Input<T> {
    /// Who commands.
    pub caller: Caller,
    /// In which agency.
    pub agency: AgencyCode,
    /// The command's id, the same at every repeat.
    pub id: Uuid,
    /// The command as it was received, in one form, for `Vault::digest`.
    pub canonical: Vec<u8>,
    /// What is asked.
    pub body: T,
}

/// The body of a command that needs none: nothing, or `{}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

impl<T> Input<T> {
    /// What finds out later what became of this command.
    #[must_use]
    pub fn receipt(&self, kind: &'static str, entity: impl Into<Uuid>) -> Receipt {
        Receipt {
            agency: self.agency.clone(),
            command: self.id,
            kind,
            entity: entity.into(),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::of(&parts.extensions)?;
        let id = command_id(&caller, key(&parts.headers)?)?;
        let mut canonical = parts.method.as_str().as_bytes().to_vec();
        if let Some(path) = parts.extensions.get::<MatchedPath>() {
            line(&mut canonical, path.as_str().as_bytes());
        }
        if let Ok(params) = parts.extract::<RawPathParams>().await {
            for (name, value) in &params {
                line(&mut canonical, format!("{name}={value}").as_bytes());
            }
        }
        let bytes = content(Request::from_parts(parts, body), state).await?;
        let body = json::read(&bytes)?;
        line(&mut canonical, &json::canonical(&bytes)?);
        Ok(Self {
            agency: caller.agency.clone(),
            caller,
            id,
            canonical,
            body,
        })
    }
}

/// A question, checked in form: who asks and the body, without a key as nothing is recorded.
#[derive(Debug, Clone)]
pub struct Question<T> {
    /// Who asks.
    pub caller: Caller,
    /// What is asked.
    pub body: T,
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Question<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let caller = Caller::of(request.extensions())?;
        let bytes = content(request, state).await?;
        let body = json::read(&bytes)?;
        Ok(Self { caller, body })
    }
}

/// The bytes of a JSON body.
async fn content<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let typed = content_type(request.headers());
    let limit = request.extensions().get::<BodyLimit>().copied();
    if typed == ContentType::Other {
        return Err(kind::UNSUPPORTED_MEDIA_TYPE.into());
    }
    let bytes = Bytes::from_request(request, state).await;
    let bytes = bytes.map_err(|error| unread(&error, limit))?;
    if typed == ContentType::Missing && !bytes.is_empty() {
        return Err(kind::UNSUPPORTED_MEDIA_TYPE.into());
    }
    // Nothing stands for an object without fields.
    let nothing = bytes.is_empty();
    Ok(if nothing {
        Bytes::from_static(b"{}")
    } else {
        bytes
    })
}

fn line(canonical: &mut Vec<u8>, part: &[u8]) {
    canonical.push(b'\n');
    canonical.extend_from_slice(part);
}

/// The one `Idempotency-Key` of a request.
fn key(headers: &HeaderMap) -> Result<&[u8], Problem> {
    let mut all = headers.get_all(IDEMPOTENCY_KEY).iter();
    let key = all.next().ok_or(kind::IDEMPOTENCY_KEY_MISSING)?;
    match all.next() {
        None => Ok(key.as_bytes()),
        Some(_) => Err(kind::IDEMPOTENCY_KEY_INVALID.into()),
    }
}

/// A command's id, derived from who commands and their key, also of a form: what another caller
/// sends under the same key is another command.
pub fn command_id(caller: &Caller, key: &[u8]) -> Result<Uuid, Problem> {
    let visible = key.iter().all(u8::is_ascii_graphic);
    if !visible || !(1..=KEY_LENGTH).contains(&key.len()) {
        return Err(kind::IDEMPOTENCY_KEY_INVALID.into());
    }
    Ok(derive_id(&[
        "command",
        caller.agency.as_str(),
        &caller.person.to_string(),
        role_name(caller.role),
        &String::from_utf8_lossy(key),
    ]))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ContentType {
    Json,
    Missing,
    Other,
}

fn content_type(headers: &HeaderMap) -> ContentType {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return ContentType::Missing;
    };
    let text = value.to_str().unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    let suffixed = essence.starts_with("application/") && essence.ends_with("+json");
    if essence == "application/json" || suffixed {
        ContentType::Json
    } else {
        ContentType::Other
    }
}

fn unread(error: &BytesRejection, limit: Option<BodyLimit>) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let problem = Problem::from(kind::BODY_TOO_LARGE);
        match limit {
            Some(BodyLimit(limit)) => problem.with_detail(format!("the limit is {limit} bytes")),
            None => problem,
        }
    } else {
        Problem::from(kind::MALFORMED_JSON).with_detail("the body ended early")
    }
}

#[cfg(test)]
mod tests;
