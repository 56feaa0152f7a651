//! From a table of routes to a router: every route behind its guard.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{DefaultBodyLimit, RawPathParams, Request, State};
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};

use crate::config::BodyLimits;
use crate::problem::kind;
use crate::{Access, Caller, Problem, Route, Tokens};

/// What guards rest on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gate {
    /// Whom to believe.
    pub tokens: Tokens,
    /// How large bodies may be.
    pub limits: BodyLimits,
}

/// The limit of a route's body, in bytes, for whoever reads the body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimit(pub(crate) usize);

#[derive(Debug)]
struct Guard {
    access: Access,
    tokens: Tokens,
    limit: BodyLimit,
}

/// The routes of one service, each behind its guard. Merge those of all services and hand them to
/// [`edge::finish`](crate::edge::finish).
pub fn router<S>(routes: &[Route<S>], state: S, gate: &Gate) -> Router
where
    S: Clone + Send + Sync + 'static,
{
    let mut built = Router::new();
    for route in routes {
        let operation = route.operation;
        let limit = if operation.batch {
            gate.limits.batch
        } else {
            gate.limits.command
        };
        let guard = Guard {
            access: operation.access,
            tokens: gate.tokens,
            limit: BodyLimit(limit),
        };
        let handler = (route.handler)(operation.verb.filter())
            .route_layer(DefaultBodyLimit::max(limit))
            .route_layer(from_fn_with_state(Arc::new(guard), admit));
        built = built.route(operation.path, handler);
    }
    built.with_state(state)
}

/// Decides on the caller before anything else of the request is looked at.
async fn admit(
    State(guard): State<Arc<Guard>>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    let Ok(params) = params else {
        return Problem::from(kind::UNKNOWN_ROUTE).into_response();
    };
    let agency = params.iter().find(|(name, _)| *name == "agency");
    let agency = agency.map(|(_, value)| value);
    match Caller::admit(guard.access, &guard.tokens, request.headers(), agency) {
        Err(problem) => return problem.into_response(),
        Ok(Some(caller)) => {
            request.extensions_mut().insert(caller);
        }
        Ok(None) => {}
    }
    request.extensions_mut().insert(guard.limit);
    let mut response = next.run(request).await;
    if guard.access != Access::Public {
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
