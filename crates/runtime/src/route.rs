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
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::operation::{Answer, Purpose};
use crate::{Access, List, Operation, Verb};

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
                lines: None,
                upload: false,
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
        Self::get::<T>(path, summary, access, handler).taking::<B>(verb, Purpose::Command)
    }

    const fn taking<B: JsonSchema>(mut self, verb: Verb, purpose: Purpose) -> Self {
        self.operation.request = Some(schema_of::<B>);
        self.purposed(verb, purpose)
    }

    const fn purposed(mut self, verb: Verb, purpose: Purpose) -> Self {
        self.operation.verb = verb;
        self.operation.purpose = purpose;
        self
    }

    /// A question that takes a `B` and answers with a `T`; it changes nothing. Its handler takes a
    /// [`Question`](crate::Question).
    #[must_use]
    pub const fn question<B: JsonSchema, T: JsonSchema>(
        path: &'static str,
        summary: &'static str,
        access: Access,
        handler: fn(MethodFilter) -> MethodRouter<S>,
    ) -> Self {
        Self::get::<T>(path, summary, access, handler).taking::<B>(Verb::Post, Purpose::Question)
    }

    /// Keeps unfinished work that a `B` describes and answers with a `T`; nothing enters the ledger.
    /// Its handler takes a [`Question`](crate::Question).
    #[must_use]
    pub const fn keeps<B: JsonSchema, T: JsonSchema>(
        path: &'static str,
        summary: &'static str,
        access: Access,
        handler: fn(MethodFilter) -> MethodRouter<S>,
    ) -> Self {
        Self::get::<T>(path, summary, access, handler).taking::<B>(Verb::Put, Purpose::Working)
    }

    /// Drops unfinished work and answers with a `T`.
    #[must_use]
    pub const fn drops<T: JsonSchema>(
        path: &'static str,
        summary: &'static str,
        access: Access,
        handler: fn(MethodFilter) -> MethodRouter<S>,
    ) -> Self {
        Self::get::<T>(path, summary, access, handler).purposed(Verb::Delete, Purpose::Working)
    }

    /// Shows unfinished work as a `T`.
    #[must_use]
    pub const fn kept<T: JsonSchema>(
        path: &'static str,
        summary: &'static str,
        access: Access,
        handler: fn(MethodFilter) -> MethodRouter<S>,
    ) -> Self {
        Self::get::<T>(path, summary, access, handler).purposed(Verb::Get, Purpose::Working)
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

    /// Takes lines of `L` as NDJSON too, each answered with a line of `A`. Their handler reads the body itself,
    /// and the lines need no `Idempotency-Key`.
    #[must_use]
    pub const fn lines<L: JsonSchema, A: JsonSchema>(mut self) -> Self {
        self.operation.lines = Some((schema_of::<L>, schema_of::<A>));
        self
    }

    /// Takes a file, which its handler reads itself, and keeps what it needs of it as unfinished work.
    #[must_use]
    pub const fn upload(mut self) -> Self {
        self.operation.upload = true;
        self.purposed(Verb::Post, Purpose::Working)
    }

    /// Takes many commands in one body, or a whole document.
    #[must_use]
    pub const fn batch(mut self) -> Self {
        self.operation.batch = true;
        self
    }
}
