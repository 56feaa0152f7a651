//! Routes are data: the same list builds the router, the OpenAPI document and the access test.
//!
//! ```text
//! vec![
//!     Route::get::<Card>("/api/v1/agencies/{agency}/nominations/{id}", "Lihat usulan",
//!         Access::SignedIn, |m| on(m, show)),
//!     Route::command::<Proposal, Recorded<Id>>(Verb::Post,
//!         "/api/v1/agencies/{agency}/nominations", "Ajukan usulan",
//!         Access::Roles(&[Role::UnitHead]), |m| on(m, submit)),
//! ]
//! ```
//!
//! The method is said once: the table hands it to the handler's `on`.

use axum::routing::{MethodFilter, MethodRouter};
use domain::Role;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::List;

/// Makes the schema of a type.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Reads; answers HEAD too.
    Get,
    /// A command.
    Post,
    /// A command that says how something is to be.
    Put,
    /// A command that withdraws something.
    Delete,
}

impl Verb {
    /// The method's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    pub(crate) const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// Whom a route is open to. What a person may do in particular is the domain's to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without a token.
    Public,
    /// Anybody with a token of the path's agency.
    SignedIn,
    /// Callers of the path's agency in one of these roles.
    Roles(&'static [Role]),
}

impl Access {
    /// Whether somebody in this role, or nobody in particular, is let in.
    #[must_use]
    pub fn allows(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Self::Public, _) | (Self::SignedIn, Some(_)) => true,
            (Self::Roles(roles), Some(role)) => roles.contains(&role),
            (Self::SignedIn | Self::Roles(_), None) => false,
        }
    }
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Reads one thing.
    Read,
    /// Reads a page of a list.
    List,
    /// Changes something; takes a body and an `Idempotency-Key`.
    Command,
}

/// What an operation answers when all is well.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    /// JSON of this schema.
    Json(SchemaOf),
    /// Something of this media type.
    Media(&'static str),
}

/// What one method does on one path, without the code that does it.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// The method.
    pub verb: Verb,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// What it does, in Bahasa Indonesia.
    pub summary: &'static str,
    /// Whom it is open to.
    pub access: Access,
    /// Whether it reads, lists or changes.
    pub purpose: Purpose,
    /// The body it takes.
    pub request: Option<SchemaOf>,
    /// What it answers.
    pub answer: Answer,
    /// The query parameters it takes besides those of every read and list.
    pub filters: Option<SchemaOf>,
    /// Path parameters that are codes; the others, but for the agency, are UUIDs.
    pub codes: &'static [&'static str],
    /// Whether the body is a batch of commands, which may be larger.
    pub batch: bool,
}

/// One method on one path.
#[derive(Debug, Clone, Copy)]
pub struct Route<S> {
    /// What it does.
    pub operation: Operation,
    /// What does it; it is handed the method of the operation.
    pub handler: fn(MethodFilter) -> MethodRouter<S>,
}

fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

impl<S> Route<S> {
    /// A read of one thing, answered with a `T` as JSON.
    #[must_use]
    pub const fn get<T: JsonSchema>(
        path: &'static str,
        summary: &'static str,
        access: Access,
        handler: fn(MethodFilter) -> MethodRouter<S>,
    ) -> Self {
        let answer = Answer::Json(schema_of::<T>);
        Self {
            operation: Operation {
                verb: Verb::Get,
                path,
                summary,
                access,
                purpose: Purpose::Read,
                request: None,
                answer,
                filters: None,
                codes: &[],
                batch: false,
            },
            handler,
        }
    }

    /// A read of a page of a list of `T`.
    #[must_use]
    pub const fn list<T: JsonSchema>(
        path: &'static str,
        summary: &'static str,
        access: Access,
        handler: fn(MethodFilter) -> MethodRouter<S>,
    ) -> Self {
        let mut route = Self::get::<List<T>>(path, summary, access, handler);
        route.operation.purpose = Purpose::List;
        route
    }

    /// A command that takes a `B` and answers with a `T`, usually a [`Recorded`](crate::Recorded).
    #[must_use]
    pub const fn command<B: JsonSchema, T: JsonSchema>(
        verb: Verb,
        path: &'static str,
        summary: &'static str,
        access: Access,
        handler: fn(MethodFilter) -> MethodRouter<S>,
    ) -> Self {
        let mut route = Self::get::<T>(path, summary, access, handler);
        route.operation.verb = verb;
        route.operation.purpose = Purpose::Command;
        route.operation.request = Some(schema_of::<B>);
        route
    }

    /// Answers something other than JSON.
    #[must_use]
    pub const fn media(mut self, media_type: &'static str) -> Self {
        self.operation.answer = Answer::Media(media_type);
        self
    }

    /// Takes the fields of `Q` as query parameters.
    #[must_use]
    pub const fn filtered<Q: JsonSchema>(mut self) -> Self {
        self.operation.filters = Some(|generator| Q::json_schema(generator));
        self
    }

    /// These path parameters are codes, not UUIDs.
    #[must_use]
    pub const fn codes(mut self, names: &'static [&'static str]) -> Self {
        self.operation.codes = names;
        self
    }

    /// Takes many commands in one body.
    #[must_use]
    pub const fn batch(mut self) -> Self {
        self.operation.batch = true;
        self
    }
}
