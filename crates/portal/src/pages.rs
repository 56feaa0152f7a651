//! The pages. Each knows examples of itself, and a test renders them all.

use askama::Template;

use crate::rules::{Method, Reading};
use crate::shell::{Agency, Shell};
use crate::views::{Announced, Board, Held};

/// The agencies of the installation.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home {
    pub(crate) shell: Shell,
    pub(crate) agencies: Vec<Agency>,
}

/// An agency's announcements.
#[derive(Template)]
#[template(path = "announcements.html")]
pub(crate) struct Announcements {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    /// Where the first page is.
    pub(crate) news: String,
    /// Whether this is the first page, which is kept up to date.
    pub(crate) first: bool,
    /// Where the newest change on the page is in the ledger.
    pub(crate) after: Option<String>,
    pub(crate) items: Vec<Announced>,
    pub(crate) next: Option<String>,
}

/// One announcement.
#[derive(Template)]
#[template(path = "announcement.html")]
pub(crate) struct OneAnnouncement {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    pub(crate) one: Announced,
}

/// The results of an edition, or that there are none yet.
#[derive(Template)]
#[template(path = "edition.html")]
pub(crate) struct Edition {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    pub(crate) title: String,
    /// Where its rules are.
    pub(crate) rules: String,
    /// How its scores were made.
    pub(crate) method: Option<Method>,
    pub(crate) released: Option<Board>,
}

/// The rules of an edition in full.
#[derive(Template)]
#[template(path = "rules.html")]
pub(crate) struct Rules {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    /// Where its results are.
    pub(crate) board: String,
    pub(crate) reading: Reading,
}

/// Somebody's announced awards.
#[derive(Template)]
#[template(path = "person.html")]
pub(crate) struct Person {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    pub(crate) name: Option<String>,
    pub(crate) awards: Vec<Held>,
}

/// What was asked for is not here, or cannot be shown.
#[derive(Template)]
#[template(path = "failure.html")]
pub(crate) struct Failure {
    pub(crate) shell: Shell,
    pub(crate) status: u16,
    pub(crate) told: String,
    pub(crate) instance: Option<String>,
}

#[cfg(test)]
mod tests;
