//! The crate as a service sees it: a small table of routes, asked over HTTP.

mod access;
mod commands;
mod edge;
mod table;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request};
use domain::Role;
use domain::ids::AgencyCode;
use runtime::router::{Gate, router};
use runtime::{Caller, Tokens};
use serde_json::Value;
use tower::ServiceExt as _;
use uuid::Uuid;

const AGENCY: &str = "kota-contoh";
const TOKENS: Tokens = Tokens::new(Some([7; 32]));
const THING: &str = "/api/v1/agencies/kota-contoh/things/00000000-0000-0000-0000-00000000002a";
const THINGS: &str = "/api/v1/agencies/kota-contoh/things";
const IMPORTS: &str = "/api/v1/agencies/kota-contoh/imports";

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("the answer is JSON")
    }

    /// Status and code of a problem.
    fn problem(&self) -> (u16, String) {
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let json = self.json();
        assert_eq!(json["status"], self.status);
        let code = json["code"].as_str().expect("a problem has a code");
        (self.status, code.to_owned())
    }
}

fn app() -> Router {
    let gate = Gate {
        tokens: TOKENS,
        ..Gate::default()
    };
    runtime::edge::finish(router(&table::routes(), (), &gate))
}

async fn send(request: Request<Body>) -> Answer {
    let (parts, body) = app()
        .oneshot(request)
        .await
        .expect("a router always answers")
        .into_parts();
    let bytes = to_bytes(body, 1 << 24).await.expect("the body is whole");
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        text: String::from_utf8(bytes.into()).expect("the body is text"),
    }
}

fn token(agency: &str, role: Role) -> String {
    let caller = Caller {
        agency: AgencyCode::new(agency).expect("an agency code"),
        person: Uuid::from_u128(7),
        role,
    };
    let token = TOKENS.issue(&caller).expect("there is a demo key");
    format!("Bearer {token}")
}

/// A request by a head of unit of the agency.
fn by_head(method: &str, path: &str) -> Builder {
    anonymous(method, path).header("authorization", token(AGENCY, Role::UnitHead))
}

fn anonymous(method: &str, path: &str) -> Builder {
    Request::builder().method(method).uri(path)
}

/// A command by a head of unit, with key and content type.
fn command(path: &str, key: &str, body: impl Into<Body>) -> Request<Body> {
    by_head("POST", path)
        .header("idempotency-key", key)
        .header("content-type", "application/json")
        .body(body.into())
        .expect("a request")
}

fn empty(request: Builder) -> Request<Body> {
    request.body(Body::empty()).expect("a request")
}
