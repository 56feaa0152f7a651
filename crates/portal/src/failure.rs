//! Problems as pages, for people; programs keep getting them as JSON.

use askama::Template as _;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue,
};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use runtime::problem::MEDIA_TYPE;
use serde::Deserialize;

use crate::Portal;
use crate::lang::{Choice, Lang};
use crate::pages::Failure;
use crate::shell::Shell;

/// What a page may load: our own files, and nothing written into the page itself.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);
/// No problem is longer.
const LONGEST: usize = 64 * 1024;

/// What a page says of a problem.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    title: String,
    title_en: String,
    instance: Option<String>,
}

/// Shows people the problems of a whole process as pages, also of addresses that do not exist.
/// Goes around `runtime::edge::finish`.
pub fn around(router: Router, portal: &Portal) -> Router {
    router.layer(from_fn_with_state(portal.clone(), humane))
}

/// Turns a problem into a page where a person reads it, and says what pages may load.
pub(crate) async fn humane(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    let mut response = if is(&response, MEDIA_TYPE) && wants_page(&asked) {
        page(&portal, &asked, response).await
    } else {
        response
    };
    if is(&response, "text/html") {
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    }
    response
}

fn is(response: &Response, media_type: &str) -> bool {
    let given = response.headers().get(CONTENT_TYPE);
    let given = given.and_then(|value| value.to_str().ok());
    given.is_some_and(|given| given.starts_with(media_type))
}

fn wants_page(asked: &Parts) -> bool {
    let path = asked.uri.path();
    let reads = matches!(asked.method, Method::GET | Method::HEAD | Method::POST);
    reads && path != "/api" && !path.starts_with("/api/") && accepts_html(&asked.headers)
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(ACCEPT).iter();
    accepted.any(|value| value.to_str().is_ok_and(|text| text.contains("text/html")))
}

async fn page(portal: &Portal, asked: &Parts, problem: Response) -> Response {
    let (mut head, body) = problem.into_parts();
    let body = to_bytes(body, LONGEST).await.unwrap_or_default();
    let told: Told = serde_json::from_slice(&body).unwrap_or_default();
    let choice = Choice::of(asked);
    let words = choice.lang.words();
    let title = if head.status == StatusCode::NOT_FOUND {
        words.not_found
    } else {
        words.failed
    };
    // The links lead home: the address asked for may hold anything.
    let failure = Failure {
        shell: Shell::new(&portal.settings, choice, "/", title),
        status: head.status.as_u16(),
        told: match choice.lang {
            Lang::Indonesian => told.title,
            Lang::English => told.title_en,
        },
        instance: told.instance,
    };
    let html = failure.render().unwrap_or_else(|_| title.to_owned());
    head.headers.remove(CONTENT_LENGTH);
    let media_type = HeaderValue::from_static("text/html; charset=utf-8");
    head.headers.insert(CONTENT_TYPE, media_type);
    Response::from_parts(head, Body::from(html))
}
