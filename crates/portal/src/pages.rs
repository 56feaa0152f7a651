//! The pages. Each knows examples of itself, and a test renders them all.

use askama::Template;
use uuid::Uuid;

use crate::imports::{Kind, Mapped, Preview, Row, Undo};
use crate::rules::{Method, Reading};
use crate::satisfaction::{Period, UnitIndex};
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
    /// The latest survey of the public's satisfaction, if there is one.
    pub(crate) satisfaction: Option<String>,
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

/// What users say of each unit's service in a period.
#[derive(Template)]
#[template(path = "satisfaction.html")]
pub(crate) struct Satisfaction {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    /// The period in words.
    pub(crate) title: String,
    pub(crate) units: Vec<UnitIndex>,
    /// All that have answers, latest first.
    pub(crate) periods: Vec<Period>,
}

/// Where somebody signs in.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(crate) struct SignIn {
    pub(crate) shell: Shell,
    /// Where to go then.
    pub(crate) next: String,
    pub(crate) wrong: bool,
}

/// An agency's imports, and the form for another one.
#[derive(Template)]
#[template(path = "imports.html")]
pub(crate) struct Imports {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) kinds: Vec<Kind>,
    /// Why a file was not read.
    pub(crate) wrong: Option<String>,
    /// Where its headers can be given a meaning.
    pub(crate) columns: Option<String>,
}

/// One import: its preview, how far it is, what it came to.
#[derive(Template)]
#[template(path = "import.html")]
pub(crate) struct OneImport {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    pub(crate) preview: Preview,
}

/// What taking an import back would move.
#[derive(Template)]
#[template(path = "undo_import.html")]
pub(crate) struct UndoImport {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    /// Where the import is.
    pub(crate) import: String,
    pub(crate) key: Uuid,
    pub(crate) undo: Undo,
}

/// What an agency's own headers mean.
#[derive(Template)]
#[template(path = "columns.html")]
pub(crate) struct Columns {
    pub(crate) shell: Shell,
    pub(crate) agency_name: String,
    /// Of which kind of file.
    pub(crate) title: &'static str,
    pub(crate) mapped: Vec<Mapped>,
    /// Where imports are.
    pub(crate) back: String,
}

#[cfg(test)]
mod tests;
