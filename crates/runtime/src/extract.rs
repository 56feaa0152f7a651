//! Path and query parameters, with problems instead of plain texts when they are wrong.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Problem;
use crate::problem::kind;

/// The parameters of the path. One that cannot be of its type names nothing: 404.
#[derive(Debug, Clone, Copy)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::from_request_parts(parts, state).await;
        path.map(|Path(params)| Self(params))
            .map_err(|_| kind::NOT_FOUND.into())
    }
}

/// Parameters of the query, for the fields of `T`; others are for other extractors.
#[derive(Debug, Clone, Copy)]
pub struct Filters<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Filters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = Query::try_from_uri(&parts.uri);
        query.map(|Query(filters)| Self(filters)).map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            Problem::from(kind::QUERY_INVALID).with_detail(cause.unwrap_or(error.body_text()))
        })
    }
}
