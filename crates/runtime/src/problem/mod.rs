//! What a client hears when something is not done: RFC 9457 problems.
//!
//! `code` is the contract. Titles are in Bahasa Indonesia with English beside them.

use std::error::Error;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::{Position, Refusal};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

pub mod kind;
mod ledger;
mod refusal;

use kind::Kind;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What is wrong with one field of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldError {
    /// Where, such as `members[2].name`.
    pub field: String,
    /// The stable code of what is wrong.
    pub code: &'static str,
    /// What is wrong, for developers.
    pub message: String,
    /// What is wrong and how to mend it, in Bahasa Indonesia, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
}

/// A problem as it is written (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(crate) struct Document {
    /// A reference to the list of problems, ending in the code.
    #[serde(rename = "type")]
    reference: String,
    #[serde(flatten)]
    of: Kind,
    /// What is particular to this occurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The field of the body or the parameter that the problem is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// What is wrong with each field.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    errors: Vec<FieldError>,
    /// A position in the ledger that the problem is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
    /// What to quote to the operator; the log names it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

/// Why a request is not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(Box<Document>);

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self(Box::new(Document {
            reference: format!("/api/problems#{}", kind.code),
            of: kind,
            detail: None,
            field: None,
            errors: Vec::new(),
            position: None,
            instance: None,
            retry_after: None,
        }))
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Kind::from(refusal).into()
    }
}

impl Problem {
    /// A failure of ours: logged here, once, with its causes; the client only hears the kind and
    /// an id to quote.
    #[must_use]
    pub fn ours(kind: Kind, error: &(dyn Error + 'static)) -> Self {
        let problem = Self::from(kind).marked();
        let instance = problem.0.instance.as_deref();
        tracing::error!(
            error,
            problem = kind.code,
            instance,
            "cannot answer a request"
        );
        problem
    }

    /// The problem of a handler that panicked; the panic itself is on stderr.
    pub(crate) fn panicked() -> Self {
        let problem = Self::from(kind::INTERNAL).marked();
        let instance = problem.0.instance.as_deref();
        tracing::error!(instance, "a handler panicked");
        problem
    }

    fn marked(mut self) -> Self {
        self.0.instance = Some(format!("urn:uuid:{}", Uuid::new_v4()));
        self
    }

    /// With what is particular to this occurrence.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// About this field or parameter.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// With what is wrong with each field.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors = errors;
        self
    }

    /// About this position in the ledger.
    #[must_use]
    pub fn with_position(mut self, position: Position) -> Self {
        self.0.position = Some(position);
        self
    }

    /// Worth another try after this many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    #[cfg(test)]
    pub(crate) fn document(&self) -> &Document {
        &self.0
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.of.status
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.of.code
    }

    /// The field or parameter that it is about.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// What is particular to this occurrence.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// Its kind, with the titles in both languages.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.of
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.0).expect("a problem is plain JSON");
        let headers = [(CONTENT_TYPE, MEDIA_TYPE), (CACHE_CONTROL, "no-store")];
        let mut response = (self.status(), headers, body).into_response();
        if let Some(seconds) = self.0.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, bearer);
        }
        response
    }
}

/// Every kind of problem there is.
#[must_use]
pub fn catalogue() -> Vec<Kind> {
    let refusals = Refusal::ALL.iter().copied().map(Kind::from);
    kind::ALL.iter().copied().chain(refusals).collect()
}

#[cfg(test)]
mod tests;
