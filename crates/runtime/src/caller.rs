//! Who is asking. The guard of a route reads the token; a handler only takes the [`Caller`].

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use domain::ids::AgencyCode;
use domain::{Actor, Role};
use uuid::Uuid;

use crate::problem::kind;
use crate::{Access, Problem, Tokens};

/// Who is asking, in which agency and role. As an extractor, only on routes that are not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The agency to which the caller belongs; it is also the one that the path names, if any.
    pub agency: AgencyCode,
    /// The id of a person or a citizen.
    pub person: Uuid,
    /// In which role.
    pub role: Role,
}

impl Caller {
    /// The caller as the actor of a command on their own behalf.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor {
            actor: self.person,
            role: self.role,
            on_behalf_of: None,
        }
    }

    /// The caller that the headers speak for, if the route is open to them.
    pub(crate) fn admit(
        access: Access,
        tokens: &Tokens,
        headers: &HeaderMap,
        agency: Option<&str>,
    ) -> Result<Option<Self>, Problem> {
        if access == Access::Public {
            return Ok(None);
        }
        let caller = bearer(headers)
            .and_then(|token| tokens.verify(token))
            .ok_or(kind::UNAUTHENTICATED)?;
        if agency.is_some_and(|agency| agency != caller.agency.as_str()) {
            return Err(kind::WRONG_AGENCY.into());
        }
        if !access.allows(Some(caller.role)) {
            return Err(kind::FORBIDDEN.into());
        }
        Ok(Some(caller))
    }

    pub(crate) fn of(extensions: &Extensions) -> Result<Self, Problem> {
        let caller = extensions.get::<Self>().cloned();
        caller.ok_or_else(|| kind::UNAUTHENTICATED.into())
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::of(&parts.extensions)
    }
}

/// The token of the one `Authorization: Bearer` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (scheme, token) = all.next()?.to_str().ok()?.split_once(' ')?;
    let only = all.next().is_none();
    (only && scheme.eq_ignore_ascii_case("bearer")).then(|| token.trim())
}
