//! What anybody may read and anybody may keep for a minute.
//!
//! The entity tag is a hash of the content and of nothing else: what did not change for the reader
//! has not changed, and no tag tells of what happens behind the page. `Last-Modified` is told, but
//! only `If-None-Match` is honoured: an erasure changes the content and not the date.

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LAST_MODIFIED, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use crate::hex;

/// How long caches may keep it.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=60");
const DO_NOT_KEEP: HeaderValue = HeaderValue::from_static("no-store");

/// A public answer, ready to be given many times.
#[derive(Debug, Clone)]
pub struct Public {
    body: Bytes,
    media_type: &'static str,
    tag: HeaderValue,
    keep: HeaderValue,
    modified: Option<HeaderValue>,
    vary: Option<HeaderValue>,
}

impl Public {
    /// This content, of this media type.
    ///
    /// # Panics
    ///
    /// Never: the tag is made of hexadecimal digits.
    #[must_use]
    pub fn new(media_type: &'static str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let tag = format!("\"{}\"", &hex::encode(&Sha256::digest(&body))[..32]);
        Self {
            tag: HeaderValue::try_from(tag).expect("hexadecimal digits in quotes are visible"),
            body,
            media_type,
            keep: KEEP,
            modified: None,
            vary: None,
        }
    }

    /// Tells when it was last changed.
    #[must_use]
    pub fn modified(mut self, at: Option<Timestamp>) -> Self {
        self.modified = at.and_then(|at| HeaderValue::try_from(http_date(at)).ok());
        self
    }

    /// Tells that another `Accept-Language` may get something else.
    #[must_use]
    pub fn in_a_language(mut self) -> Self {
        self.vary = Some(HeaderValue::from_static("accept-language"));
        self
    }

    /// Not to be kept: it waits for something, or was asked for as of a position.
    #[must_use]
    pub fn not_kept(mut self, not: bool) -> Self {
        if not {
            self.keep = DO_NOT_KEEP;
        }
        self
    }

    /// The answer to a request with these headers: the content, or 304.
    #[must_use]
    pub fn answer(&self, request: &HeaderMap) -> Response {
        let known = self.known(request);
        let body = if known {
            Body::empty()
        } else {
            Body::from(self.body.clone())
        };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(ETAG, self.tag.clone());
        headers.insert(CACHE_CONTROL, self.keep.clone());
        if let Some(modified) = &self.modified {
            headers.insert(LAST_MODIFIED, modified.clone());
        }
        if let Some(vary) = &self.vary {
            headers.insert(VARY, vary.clone());
        }
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            let media_type = HeaderValue::from_static(self.media_type);
            headers.insert(CONTENT_TYPE, media_type);
        }
        response
    }

    /// Whether the client has this content already (RFC 9110, 13.1.2: weak comparison).
    fn known(&self, request: &HeaderMap) -> bool {
        let values = request.get_all(IF_NONE_MATCH).iter();
        let mut tags = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim);
        tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.tag)
    }
}

/// A date as HTTP writes it: `Sun, 17 Aug 2025 06:30:00 GMT`.
fn http_date(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(tag: Option<&str>) -> HeaderMap {
        let tag = tag.map(|tag| (IF_NONE_MATCH, HeaderValue::from_str(tag).unwrap()));
        tag.into_iter().collect()
    }

    #[test]
    fn what_is_known_is_not_sent_again() {
        let public = Public::new("text/plain", "halo");
        let first = public.answer(&asked(None));
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[CACHE_CONTROL], "public, max-age=60");
        let tag = first.headers()[ETAG].to_str().unwrap();
        let list = format!("\"x\", W/{tag}");
        for known in [tag, "*", &list] {
            let again = public.answer(&asked(Some(known)));
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(again.headers()[ETAG], tag);
        }
        let other = Public::new("text/plain", "hai").answer(&asked(Some(tag)));
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn a_tag_is_of_the_content_alone() {
        let at = "2025-08-17T06:30:00Z".parse().ok();
        let (one, two) = (
            Public::new("a/b", "x"),
            Public::new("a/b", "x").modified(at),
        );
        let (one, two) = (one.answer(&asked(None)), two.answer(&asked(None)));
        assert_eq!(one.headers()[ETAG], two.headers()[ETAG]);
        assert_eq!(
            two.headers()[LAST_MODIFIED],
            "Sun, 17 Aug 2025 06:30:00 GMT"
        );
    }
}
