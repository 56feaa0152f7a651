//! What the API says of imports, as pages show it.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::lang::Lang;
use crate::shell::Shell;

/// How many rows of the quarantine a page shows; the workbook has all.
const SHOWN: usize = 200;

#[derive(Deserialize)]
pub(super) struct All {
    pub(super) items: Vec<Listed>,
}

#[derive(Deserialize)]
pub(super) struct Listed {
    id: Uuid,
    kind: String,
    state: String,
    totals: Option<Totals>,
}

/// What an import came to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Totals {
    pub(crate) rows: u64,
    pub(crate) new: u64,
    pub(crate) corrected: u64,
    pub(crate) unchanged: u64,
    pub(crate) duplicates: u64,
    pub(crate) quarantined: u64,
}

#[derive(Deserialize)]
pub(super) struct Standing {
    pub(super) id: Uuid,
    kind: String,
    state: String,
    staged: bool,
    progress: Option<Progress>,
    totals: Option<Totals>,
    report: Option<Report>,
}

/// How far somebody who is at it has come.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Progress {
    pub(crate) done: u32,
    pub(crate) total: u32,
    pub(crate) stopped: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Report {
    rows: u64,
    accepted: u64,
    duplicates: u64,
    quarantined: Vec<Fault>,
    dropped_columns: Vec<String>,
    ignored_columns: Vec<String>,
    new: u64,
    unchanged: u64,
    corrected: u64,
}

/// Why a row was set aside; never what stands in it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Fault {
    pub(crate) row: u32,
    pub(crate) column: String,
    pub(crate) code: String,
    pub(crate) message: String,
    class: ::imports::ValueClass,
}

impl Fault {
    /// What sort of value stood there.
    pub(crate) fn sort(&self) -> &'static str {
        self.class.title()
    }

    /// Whether somebody can say who the row is about.
    pub(crate) fn doubtful(&self) -> bool {
        self.code.contains("doubt") || self.code.contains("ambiguous")
    }
}

/// A kind of file to choose.
pub(crate) struct Kind {
    pub(crate) code: &'static str,
    pub(crate) title: &'static str,
    pub(crate) chosen: bool,
}

/// All kinds, in the order in which a new agency imports them.
pub(crate) fn kinds(lang: Lang, chosen: &str) -> Vec<Kind> {
    let all = ::imports::Kind::ALL.into_iter();
    all.map(|kind| Kind {
        code: kind.as_str(),
        title: title(lang, kind),
        chosen: kind.as_str() == chosen,
    })
    .collect()
}

/// What a kind is called.
pub(super) const fn title(lang: Lang, kind: ::imports::Kind) -> &'static str {
    match lang {
        Lang::Indonesian => kind.title(),
        Lang::English => match kind {
            ::imports::Kind::People => "Staff",
            ::imports::Kind::Units => "Units",
            ::imports::Kind::Appraisals => "Performance appraisals",
            ::imports::Kind::Organisation => "Organisational performance",
            ::imports::Kind::Sanctions => "Discipline sanctions",
            ::imports::Kind::Awards => "Awards and decorations",
            ::imports::Kind::Trainings => "Trainings and courses",
            ::imports::Kind::Mentoring => "Mentoring journal",
            ::imports::Kind::Survey => "Public satisfaction survey",
            ::imports::Kind::Innovations => "Innovations",
            ::imports::Kind::Candidates => "Candidates for awards",
        },
    }
}

fn titled(lang: Lang, kind: &str) -> String {
    let known = kind.parse::<::imports::Kind>();
    known.map_or_else(|_| kind.to_owned(), |kind| title(lang, kind).to_owned())
}

fn state_in_words(shell: &Shell, state: &str, working: bool) -> &'static str {
    let w = shell.words();
    match (state, working) {
        ("begun", true) => w.state_working,
        ("begun", false) => w.state_begun,
        ("completed", _) => w.state_completed,
        ("undoing", true) => w.state_undoing,
        ("undoing", false) => w.state_undo_begun,
        ("undone", _) => w.state_undone,
        _ => w.state_staged,
    }
}

/// An import in the list.
pub(crate) struct Row {
    pub(crate) link: String,
    pub(crate) title: String,
    pub(crate) state: &'static str,
    pub(crate) totals: Option<Totals>,
}

impl Row {
    pub(super) fn new(shell: &Shell, listed: Listed) -> Self {
        Self {
            link: shell.to(format!("{}/{}", shell.path, listed.id)),
            title: titled(shell.choice.lang, &listed.kind),
            state: state_in_words(shell, &listed.state, false),
            totals: listed.totals,
        }
    }
}

/// An import before, while and after it is recorded.
pub(crate) struct Preview {
    pub(crate) title: String,
    pub(crate) state: &'static str,
    /// Whether it waits for a confirmation.
    pub(crate) staged: bool,
    pub(crate) working: bool,
    pub(crate) progress: Option<Progress>,
    /// Rows accepted, where that is known.
    pub(crate) accepted: Option<u64>,
    pub(crate) totals: Totals,
    pub(crate) dropped: Vec<String>,
    pub(crate) ignored: Vec<String>,
    pub(crate) faults: Vec<Fault>,
    /// How many more there are than are shown.
    pub(crate) more: usize,
    /// Whether there is a report to download.
    pub(crate) book: bool,
    pub(crate) columns: String,
    pub(crate) can_undo: bool,
    pub(crate) key: Uuid,
}

impl Preview {
    pub(super) fn new(shell: &Shell, standing: Standing, key: Uuid) -> Self {
        let Standing {
            kind,
            state,
            staged,
            progress,
            totals,
            report,
            ..
        } = standing;
        let working = progress
            .as_ref()
            .is_some_and(|progress| progress.stopped.is_none());
        let (book, report) = (report.is_some(), report.unwrap_or_default());
        let mut faults = report.quarantined;
        let before = Totals {
            rows: report.rows,
            new: report.new,
            corrected: report.corrected,
            unchanged: report.unchanged,
            duplicates: report.duplicates,
            quarantined: faults.len() as u64,
        };
        let more = faults.len().saturating_sub(SHOWN);
        faults.truncate(SHOWN);
        let agency = shell
            .agency
            .as_ref()
            .map_or("", |agency| agency.code.as_str());
        Self {
            title: titled(shell.choice.lang, &kind),
            state: state_in_words(shell, &state, working),
            staged: staged && !working && matches!(state.as_str(), "none" | "begun" | "undone"),
            working,
            progress,
            accepted: book.then_some(report.accepted),
            totals: totals.unwrap_or(before),
            dropped: report.dropped_columns,
            ignored: report.ignored_columns,
            faults,
            more,
            book,
            columns: shell.to(format!("/{agency}/impor/kolom/{kind}")),
            can_undo: !working && matches!(state.as_str(), "begun" | "completed" | "undoing"),
            key,
        }
    }
}

/// What taking an import back moves.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Undo {
    pub(crate) withdrawn: u32,
    pub(crate) restored: u32,
    pub(crate) kept: u32,
}

/// A header and what it means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mapped {
    pub(crate) header: String,
    pub(crate) field: String,
}

impl Mapped {
    /// Those that are saved.
    pub(super) fn all(mapping: &Value) -> Vec<Self> {
        let columns = mapping["columns"].as_object().into_iter().flatten();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        columns
            .map(|(header, field)| Self {
                header: header.clone(),
                field: text(field),
            })
            .collect()
    }

    /// All meanings to choose from, with which one is chosen.
    pub(crate) fn choices(&self) -> Vec<(&'static str, bool)> {
        let fields = ::imports::Field::ALL.iter().map(|field| field.as_str());
        fields
            .chain(["ignore"])
            .map(|name| (name, name == self.field))
            .collect()
    }
}
