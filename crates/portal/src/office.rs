//! Pages for the office: who is signed in, and the same API that programs use, called in this process.
//!
//! A page never decides what somebody may do: it passes their token on, and the API's guards answer.

mod form;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::AgencyCode;
use runtime::problem::kind;
use runtime::{Filters, Problem};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tower::ServiceExt as _;

use crate::Portal;
use crate::lang::{Choice, Lang};
use crate::pages;
use crate::shell::Shell;

pub(crate) use form::read_form;

/// The cookie that carries the token.
const COOKIE_NAME: &str = "berprestasi-masuk";
/// The largest answer of the API that a page takes.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// The token of whoever is signed in.
#[derive(Clone)]
pub(crate) struct SignedIn(String);

/// A request from another site's page is nobody's. The cookie is not sent with one either.
fn own(headers: &HeaderMap) -> bool {
    let site = headers
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok());
    matches!(site, None | Some("same-origin" | "none"))
}

/// To the page to sign in on, and back then.
pub(crate) fn sign_in_first(choice: Choice, next: &str) -> Response {
    Redirect::to(&choice.to(&format!("/masuk?lanjut={next}"))).into_response()
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let all = parts.headers.get_all(COOKIE).iter();
        let pairs = all
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| text.split(';'));
        let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        let token = pairs
            .find(|(name, _)| *name == COOKIE_NAME)
            .map(|(_, token)| token.to_owned());
        match token {
            Some(_) if parts.method != Method::GET && !own(&parts.headers) => {
                Err(Problem::from(kind::FORBIDDEN).into_response())
            }
            Some(token) => Ok(Self(token)),
            None => {
                let next = parts.uri.path();
                Err(sign_in_first(Choice::of(parts), next))
            }
        }
    }
}

/// What the API said when it did not do what a page asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) code: String,
    title: String,
    title_en: String,
    detail: Option<String>,
}

impl Told {
    /// In words; what is particular is in Bahasa Indonesia.
    pub(crate) fn says(&self, lang: Lang) -> String {
        let title = match lang {
            Lang::Indonesian => &self.title,
            Lang::English => &self.title_en,
        };
        self.detail.clone().unwrap_or_else(|| title.clone())
    }
}

/// A request of a page to the API.
pub(crate) struct Ask<'a> {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) key: Option<&'a str>,
    pub(crate) content_type: &'static str,
    pub(crate) body: Vec<u8>,
}

impl Ask<'_> {
    pub(crate) fn get(path: String) -> Self {
        Self {
            method: Method::GET,
            path,
            key: None,
            content_type: "application/json",
            body: Vec::new(),
        }
    }
}

impl Portal {
    /// With the API of the services in this process, for the pages that act.
    #[must_use]
    pub fn with_api(mut self, api: Router) -> Self {
        self.api = Some(api);
        self
    }

    /// Asks the API as whoever is signed in.
    pub(crate) async fn ask(&self, who: &SignedIn, ask: Ask<'_>) -> Result<Bytes, Told> {
        let unavailable = |kind: kind::Kind| Told {
            status: kind.status.as_u16(),
            code: kind.code.to_owned(),
            title: kind.title.to_owned(),
            title_en: kind.title_en.to_owned(),
            detail: None,
        };
        let api = self
            .api
            .clone()
            .ok_or_else(|| unavailable(kind::UNAVAILABLE))?;
        let mut request = Request::builder()
            .method(ask.method)
            .uri(ask.path)
            .header(AUTHORIZATION, format!("Bearer {}", who.0))
            .header(CONTENT_TYPE, ask.content_type);
        if let Some(key) = ask.key {
            request = request.header("idempotency-key", key);
        }
        let request = request.body(Body::from(ask.body));
        let request = request.map_err(|_| unavailable(kind::QUERY_INVALID))?;
        let answered = api.oneshot(request).await;
        let response = answered.unwrap_or_else(|never| match never {});
        let good = response.status().is_success();
        let body = to_bytes(response.into_body(), LARGEST_ANSWER).await;
        let body = body.map_err(|_| unavailable(kind::INTERNAL))?;
        if good {
            return Ok(body);
        }
        Err(serde_json::from_slice(&body).unwrap_or_else(|_| unavailable(kind::INTERNAL)))
    }

    /// The same, read as JSON.
    pub(crate) async fn ask_json<T: DeserializeOwned>(
        &self,
        who: &SignedIn,
        ask: Ask<'_>,
    ) -> Result<T, Told> {
        let body = self.ask(who, ask).await?;
        serde_json::from_slice(&body).map_err(|_| Told {
            status: 500,
            code: kind::INTERNAL.code.to_owned(),
            title: kind::INTERNAL.title.to_owned(),
            title_en: kind::INTERNAL.title_en.to_owned(),
            detail: None,
        })
    }
}

#[derive(Deserialize)]
pub(crate) struct Next {
    lanjut: Option<String>,
}

/// A place on these pages, or the home page: nobody is sent elsewhere.
fn within(next: Option<&str>) -> String {
    let inside = next.filter(|path| path.starts_with('/') && !path.starts_with("//"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c);
    inside
        .filter(|path| path.chars().all(plain))
        .unwrap_or("/")
        .to_owned()
}

/// The page to sign in on.
pub(crate) async fn sign_in(
    State(portal): State<Portal>,
    Filters(next): Filters<Next>,
    choice: Choice,
) -> Result<Response, Problem> {
    show_sign_in(&portal, choice, within(next.lanjut.as_deref()), false)
}

fn show_sign_in(
    portal: &Portal,
    choice: Choice,
    next: String,
    wrong: bool,
) -> Result<Response, Problem> {
    let title = choice.lang.words().sign_in;
    let shell = Shell::new(&portal.settings, choice, "/masuk", title).for_office();
    let page = pages::SignIn { shell, next, wrong };
    crate::handle::private(&page)
}

/// Signs in with a token that the API believes.
pub(crate) async fn signed_in(
    State(portal): State<Portal>,
    choice: Choice,
    request: Request,
) -> Result<Response, Problem> {
    if !own(request.headers()) {
        return Err(kind::FORBIDDEN.into());
    }
    let form = read_form(request, 16 * 1024).await?;
    let next = within(form.get("lanjut"));
    let token = form.get("token").unwrap_or_default().trim().to_owned();
    let agency = token
        .split('.')
        .nth(1)
        .and_then(|code| AgencyCode::new(code).ok());
    let fits = !token.is_empty() && token.chars().all(|c| c.is_ascii_graphic() && c != ';');
    let Some(agency) = agency.filter(|_| fits) else {
        return show_sign_in(&portal, choice, next, true);
    };
    let who = SignedIn(token);
    let path = format!("/api/v1/agencies/{agency}/editions");
    let refused = portal.ask(&who, Ask::get(path)).await.err();
    if refused.is_some_and(|told| told.status == 401) {
        return show_sign_in(&portal, choice, next, true);
    }
    let secure = portal.settings.public_url.as_deref();
    let secure = secure
        .filter(|url| url.starts_with("https://"))
        .map_or("", |_| "; Secure");
    let cookie = format!(
        "{COOKIE_NAME}={}; HttpOnly; SameSite=Strict; Path=/{secure}",
        who.0
    );
    let next = if next == "/" {
        format!("/{agency}/impor")
    } else {
        next
    };
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&choice.to(&next))).into_response())
}
