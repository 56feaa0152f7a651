//! What one method does on one path, as data.

use axum::routing::MethodFilter;
use domain::Role;
use schemars::{Schema, SchemaGenerator};

/// Makes the schema of a type.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// The methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Reads; answers HEAD too.
    Get,
    /// A command, or a question with a body.
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
    /// Answers a question that needs a body, and changes nothing.
    Question,
    /// Keeps, shows or drops unfinished work, which never enters the ledger. Done again it comes to
    /// the same, so it takes no `Idempotency-Key`.
    Working,
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
    /// What a line of the body and of the answer is, when the same is also taken line by line as NDJSON.
    pub lines: Option<(SchemaOf, SchemaOf)>,
    /// Whether the body is a file, of any media type.
    pub upload: bool,
    /// Whether the body is a batch of commands or a whole document, which may be larger.
    pub batch: bool,
}
