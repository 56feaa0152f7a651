//! What the API says of imports, as pages show it.

use ::imports::ValueClass;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::meaning::meaning;
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
    pub(super) id: Uuid,
    pub(super) kind: String,
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

impl Standing {
    /// Headers that nobody knew, of a file of this kind.
    pub(super) fn unknown(self, of: ::imports::Kind) -> Vec<String> {
        let report = self.report.filter(|_| self.kind == of.as_str());
        report.map_or_else(Vec::new, |report| report.ignored_columns)
    }
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
    class: ValueClass,
}

impl Fault {
    /// What sort of value stood there.
    pub(crate) fn sort(&self, shell: &Shell) -> &'static str {
        match (shell.choice.lang, self.class) {
            (Lang::Indonesian, class) => class.title(),
            (Lang::English, ValueClass::Empty) => "empty",
            (Lang::English, ValueClass::Number) => "number",
            (Lang::English, ValueClass::Date) => "date",
            (Lang::English, ValueClass::Text) => "text",
            (Lang::English, ValueClass::Boolean) => "yes/no",
            (Lang::English, ValueClass::Formula) => "formula without a result",
            (Lang::English, ValueClass::Error) => "error of a spreadsheet",
            (Lang::English, ValueClass::TooLong) => "too long",
        }
    }

    /// Whether somebody can say who the row is about.
    pub(crate) fn doubtful(&self) -> bool {
        self.code == ::imports::Code::IdentityDoubtful.as_str()
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
    pub(crate) next: Next,
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
    /// Where its headers are given a meaning.
    pub(crate) columns: String,
    pub(crate) key: Uuid,
}

/// What can be done with an import now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Somebody is at it: wait.
    Wait,
    /// Rows wait for a confirmation, and nothing is recorded.
    Decide,
    /// It was interrupted: confirm again, or take back what is recorded.
    GoOn,
    /// Take it back, all of it or the rest.
    Undo,
    /// Nothing.
    Nothing,
}

impl Next {
    fn of(state: &str, staged: bool, working: bool) -> Self {
        match (state, staged) {
            _ if working => Self::Wait,
            ("none" | "undone", true) => Self::Decide,
            ("begun", true) => Self::GoOn,
            ("begun" | "completed" | "undoing", _) => Self::Undo,
            _ => Self::Nothing,
        }
    }
}

impl Preview {
    /// Whether rows wait for a confirmation.
    pub(crate) fn staged(&self) -> bool {
        matches!(self.next, Next::Decide | Next::GoOn)
    }

    pub(crate) fn working(&self) -> bool {
        self.next == Next::Wait
    }

    pub(crate) fn can_discard(&self) -> bool {
        self.next == Next::Decide
    }

    pub(crate) fn can_undo(&self) -> bool {
        matches!(self.next, Next::GoOn | Next::Undo)
    }

    pub(super) fn new(shell: &Shell, standing: Standing, key: Uuid) -> Self {
        let Standing {
            id,
            kind,
            state,
            staged,
            progress,
            totals,
            report,
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
            next: Next::of(&state, staged, working),
            progress,
            accepted: book.then_some(report.accepted),
            totals: totals.unwrap_or(before),
            dropped: report.dropped_columns,
            ignored: report.ignored_columns,
            faults,
            more,
            book,
            columns: shell.to(format!("/{agency}/impor/kolom/{kind}?impor={id}")),
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mapped {
    pub(crate) header: String,
    /// All meanings by name and in words, with which one is chosen.
    pub(crate) choices: Vec<(&'static str, &'static str, bool)>,
}

/// Columns that are meant to be left out.
const IGNORE: &str = "ignore";

impl Mapped {
    /// Those that are saved, those that a file had and nobody knew, and room for more.
    pub(crate) fn all(
        (lang, kind): (Lang, ::imports::Kind),
        mapping: &Value,
        unknown: &[String],
        more: usize,
    ) -> Vec<Self> {
        let columns = mapping["columns"].as_object().into_iter().flatten();
        let mut all: Vec<Self> = columns
            .map(|(header, field)| Self::new(lang, kind, header, field.as_str()))
            .collect();
        for header in unknown {
            let normal = ::imports::normal(header);
            let known = |one: &Self| ::imports::normal(&one.header) == normal;
            if !all.iter().any(known) {
                all.push(Self::new(lang, kind, header, None));
            }
        }
        all.extend((0..more).map(|_| Self::new(lang, kind, "", None)));
        all
    }

    fn new(lang: Lang, kind: ::imports::Kind, header: &str, field: Option<&str>) -> Self {
        let mut fields: Vec<::imports::Field> = kind.fields().collect();
        let saved = field.and_then(::imports::Field::named);
        // One that was saved for a reason of its own stays.
        fields.extend(saved.filter(|saved| !fields.contains(saved)));
        let named = fields
            .into_iter()
            .map(|field| (field.as_str(), meaning(lang, field)));
        let left_out = (IGNORE, lang.words().left_out);
        let choices = named.chain([left_out]);
        Self {
            header: header.to_owned(),
            choices: choices
                .map(|(name, words)| (name, words, Some(name) == field))
                .collect(),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{All, Preview, Row, Shell, Uuid, Value};

    impl Row {
        /// Rows, of what the API says.
        pub(crate) fn samples(shell: &Shell, all: Value) -> Vec<Self> {
            let all: All = serde_json::from_value(all).expect("as the API writes it");
            let items = all.items.into_iter();
            items.map(|one| Self::new(shell, one)).collect()
        }
    }

    impl Preview {
        /// A preview, of what the API says.
        pub(crate) fn sample(shell: &Shell, standing: Value) -> Self {
            let standing = serde_json::from_value(standing).expect("as the API writes it");
            Self::new(shell, standing, Uuid::from_u128(5))
        }
    }
}
