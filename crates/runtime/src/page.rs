//! Pages of lists, and reads that wait for a write.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Position;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::problem::kind;
use crate::{Filters, Problem};

/// The header that `min_position` may come in as well.
pub const MIN_POSITION: &str = "berprestasi-min-position";
/// The most items of a page.
pub const MOST: u16 = 200;
/// The items of a page when nobody says.
pub const USUAL: u16 = 50;
/// The longest cursor taken, in characters.
const CURSOR_LENGTH: usize = 512;

/// A page of a list, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "{T}List")]
pub struct List<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next page; null at the end.
    pub next: Option<String>,
}

/// Which page is asked for: `limit` and `cursor` of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// How many items, 1 to 200.
    pub limit: u16,
    cursor: Option<String>,
}

#[derive(Deserialize)]
struct RawPaging {
    limit: Option<u16>,
    cursor: Option<String>,
}

impl Paging {
    /// Where the page starts, if not at the beginning.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let Some(cursor) = &self.cursor else {
            return Ok(None);
        };
        let wrong = || Problem::from(kind::CURSOR_INVALID).with_field("cursor");
        if cursor.len() > CURSOR_LENGTH {
            return Err(wrong());
        }
        let json = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
        serde_json::from_slice(&json).map(Some).map_err(|_| wrong())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Filters(raw) = Filters::<RawPaging>::from_request_parts(parts, state).await?;
        let limit = raw.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            let problem = Problem::from(kind::QUERY_INVALID).with_field("limit");
            return Err(problem.with_detail(format!("limit must be 1 to {MOST}")));
        }
        Ok(Self {
            limit,
            cursor: raw.cursor,
        })
    }
}

/// The cursor of the page after this key.
///
/// # Panics
///
/// When the key is no plain data of a few short fields: a mistake in the program.
#[must_use]
pub fn cursor<K: Serialize>(key: &K) -> String {
    let json = serde_json::to_vec(key).expect("a key is plain data");
    URL_SAFE_NO_PAD.encode(json)
}

/// The position that a read is to have reached, from the query or the header, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MinPosition(pub Option<Position>);

#[derive(Deserialize)]
struct RawMinPosition {
    min_position: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for MinPosition {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Filters(raw) = Filters::<RawMinPosition>::from_request_parts(parts, state).await?;
        let header = parts.headers.get(MIN_POSITION);
        let text = raw.min_position.as_deref().map(str::as_bytes);
        let Some(text) = text.or(header.map(axum::http::HeaderValue::as_bytes)) else {
            return Ok(Self(None));
        };
        let position = std::str::from_utf8(text)
            .ok()
            .and_then(|text| text.parse().ok());
        let wrong = || Problem::from(kind::POSITION_INVALID).with_field("min_position");
        position
            .map(|position| Self(Some(position)))
            .ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    async fn extract<T: FromRequestParts<(), Rejection = Problem>>(
        uri: &str,
        header: Option<&str>,
    ) -> Result<T, &'static str> {
        let mut request = Request::builder().uri(uri);
        if let Some(value) = header {
            request = request.header(MIN_POSITION, value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let extracted = T::from_request_parts(&mut parts, &()).await;
        extracted.map_err(|problem| problem.code())
    }

    #[tokio::test]
    async fn a_limit_is_1_to_200_and_50_by_default() {
        let limit = async |uri| extract::<Paging>(uri, None).await.map(|page| page.limit);
        assert_eq!(limit("/x").await, Ok(50));
        assert_eq!(limit("/x?limit=200&other=1").await, Ok(200));
        for bad in ["/x?limit=0", "/x?limit=201", "/x?limit=-1", "/x?limit=many"] {
            assert_eq!(limit(bad).await, Err("query-invalid"), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_cursor_is_read_back_and_a_made_up_one_is_refused() {
        let key = ("a".to_owned(), 7_u64);
        let uri = format!("/x?cursor={}", cursor(&key));
        let page = extract::<Paging>(&uri, None).await.unwrap();
        assert_eq!(page.after(), Ok(Some(key)));
        let long = format!("/x?cursor={}", cursor(&("a".repeat(600), 7)));
        for bad in ["/x?cursor=!", "/x?cursor=e30", "/x?cursor=", &long] {
            let page = extract::<Paging>(bad, None).await.unwrap();
            let code = page.after::<(String, u64)>().unwrap_err().code();
            assert_eq!(code, "cursor-invalid", "{bad}");
        }
    }

    #[tokio::test]
    async fn a_minimal_position_comes_by_query_or_header() {
        let at = async |uri, header| extract::<MinPosition>(uri, header).await;
        let position = MinPosition(Some(Position::commit(1, 4711)));
        assert_eq!(at("/x", None).await, Ok(MinPosition(None)));
        assert_eq!(at("/x?min_position=1-4711", None).await, Ok(position));
        assert_eq!(at("/x", Some("1-4711-0")).await, Ok(position));
        assert_eq!(
            at("/x?min_position=soon", None).await,
            Err("position-invalid")
        );
        assert_eq!(at("/x", Some("4711")).await, Err("position-invalid"));
    }
}
