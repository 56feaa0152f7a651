//! Imports over HTTP: a file is read once, cleaned and compared; its rows wait, sealed, until
//! somebody confirms. The file itself is never stored, so what is dropped at the door is gone.

mod keep;
mod work;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Actor;
use domain::ids::{AgencyCode, ImportId};
use domain::import::{Completed, State};
use imports::{Input, Kind, Reader, Report, Seen};
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::CommandError;
use runtime::Problem;
use runtime::problem::kind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::run::{Import, Job};
use super::{UndoReport, Verdict, batch, take};
use crate::handle::Performance;

/// The largest file taken over HTTP, in bytes; larger ones are for the command line.
pub(crate) const LARGEST: usize = 32 * 1024 * 1024;
/// The most rows taken over HTTP.
const MOST_ROWS: u64 = 200_000;

/// What waits for a confirmation, without its rows.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Meta {
    pub(super) kind: Kind,
    pub(super) file: [u8; 32],
    pub(super) on: Option<Date>,
    pub(super) by: Actor,
    pub(super) staged_at: Timestamp,
    pub(super) chunks: u32,
    pub(super) rows: u32,
    pub(super) book: u32,
    pub(super) report: Value,
    pub(super) confirmed: Option<Confirmed>,
}

/// A confirmation, kept so that what was interrupted goes on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Confirmed {
    pub(super) by: Actor,
    #[serde(flatten)]
    pub(super) decided: Confirm,
}

/// A confirmation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirm {
    /// Doubtful rows that are the person who is known.
    #[serde(default)]
    pub(crate) same: Vec<u32>,
    /// Doubtful rows that are somebody new.
    #[serde(default)]
    pub(crate) new: Vec<u32>,
}

impl Confirm {
    fn verdicts(&self) -> HashMap<u32, Verdict> {
        let same = self.same.iter().map(|row| (*row, Verdict::Same));
        let new = self.new.iter().map(|row| (*row, Verdict::New));
        same.chain(new).collect()
    }
}

/// An import that somebody is at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Progress {
    /// Rows done.
    pub(crate) done: u32,
    /// Rows there are.
    pub(crate) total: u32,
    /// Why it stopped, as the code of a problem; confirm or undo again to go on.
    pub(crate) stopped: Option<&'static str>,
}

/// The imports that this process is at.
pub(crate) type AtWork = Arc<Mutex<HashMap<ImportId, Progress>>>;

/// Where an import stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Standing {
    /// The import.
    pub(crate) id: ImportId,
    /// What its rows are.
    pub(crate) kind: String,
    /// Where the ledger has it.
    pub(crate) state: State,
    /// Whether rows wait for a confirmation.
    pub(crate) staged: bool,
    /// How far it has come, while somebody is at it here.
    pub(crate) progress: Option<Progress>,
    /// What it came to, once it is completed.
    pub(crate) totals: Option<Completed>,
    /// The report of the preview, as `berprestasi import --json` prints it; kept for a week.
    pub(crate) report: Option<Value>,
}

impl Performance {
    /// Reads a file, compares it with what is known and keeps its rows for a confirmation.
    pub(crate) async fn stage(
        &self,
        agency: &AgencyCode,
        by: Actor,
        what: Kind,
        (bytes, on): (Vec<u8>, Option<Date>),
    ) -> Result<Standing, Problem> {
        let mapping = self.mapping(agency, what).await?;
        let opened =
            tokio::task::spawn_blocking(move || Reader::open(what, Input::Bytes(bytes), &mapping));
        let opened = opened.await.map_err(|_| Problem::from(kind::INTERNAL))?;
        let mut reader = opened.map_err(|fault| unreadable(&fault))?;
        let job = Job {
            agency,
            kind: what,
            file: reader.content_hash(),
            by,
            on,
            write: false,
            verdicts: HashMap::new(),
        };
        let mut import = Import::new(self, job).await?;
        let id = import.id();
        self.make_room(agency, id).await?;
        // Written down first, so that an upload that is cut off is swept away in time.
        let mut meta = Meta {
            kind: what,
            file: reader.content_hash(),
            on,
            by,
            staged_at: self.desk.clock.now(),
            chunks: 0,
            rows: 0,
            book: 0,
            report: Value::Null,
            confirmed: None,
        };
        self.keep_meta(agency, id, &meta).await?;
        let mut report = Report::new(reader.columns());
        (meta.chunks, meta.rows) = self
            .stage_rows((agency, id), &mut reader, (&mut import, &mut report))
            .await?;
        let finished = import.finish((0, 0, 0)).await?;
        report.came_to(&finished.totals);
        report.import = Some(id.to_string());
        meta.book = self.keep_book((agency, id), &report).await?;
        meta.report = serde_json::to_value(&report).map_err(|_| Problem::from(kind::INTERNAL))?;
        self.keep_meta(agency, id, &meta).await?;
        self.standing(agency, id).await
    }

    /// Reads to the end of a file and keeps its accepted rows; returns in how many chunks, and how many.
    async fn stage_rows(
        &self,
        (agency, id): (&AgencyCode, ImportId),
        reader: &mut Reader,
        (import, report): (&mut Import<'_>, &mut Report),
    ) -> Result<(u32, u32), Problem> {
        let columns = reader.columns().clone();
        let mut seen = Seen::default();
        let (mut chunks, mut rows) = (0, 0);
        loop {
            let records = batch(reader).map_err(|fault| unreadable(&fault))?;
            if records.is_empty() {
                return Ok((chunks, rows));
            }
            let cleaned = records
                .iter()
                .map(|record| imports::clean(&columns, record));
            let cleaned = cleaned.collect();
            let accepted = take(import, records, cleaned, (&mut seen, report)).await?;
            if report.rows > MOST_ROWS {
                self.discard(agency, id).await?;
                return Err(too_many());
            }
            for some in accepted.chunks(keep::ROWS) {
                self.keep_rows((agency, id), chunks, some).await?;
                chunks += 1;
            }
            rows += u32::try_from(accepted.len()).unwrap_or(u32::MAX);
        }
    }

    /// Drops what is kept of an earlier preview of the file, and what nobody confirmed in time.
    async fn make_room(&self, agency: &AgencyCode, id: ImportId) -> Result<(), Problem> {
        self.not_at_work(id)?;
        self.sweep(agency).await?;
        self.discard(agency, id).await
    }

    /// Where an import stands.
    pub(crate) async fn standing(
        &self,
        agency: &AgencyCode,
        id: ImportId,
    ) -> Result<Standing, Problem> {
        let meta = self.meta(agency, id).await?;
        let feed = self.feeds.agency(agency).map_err(CommandError::from)?;
        let known = feed.read(|reference, _| reference.imports.get(&id).cloned());
        let kind_of = match (&meta, &known) {
            (Some(meta), _) => meta.kind.as_str().to_owned(),
            (None, Some(known)) => known.what.kind.to_string(),
            (None, None) => return Err(domain::Refusal::ImportUnknown.into()),
        };
        Ok(Standing {
            id,
            kind: kind_of,
            state: known
                .as_ref()
                .map_or(State::None, domain::reference::Import::state),
            staged: meta.as_ref().is_some_and(|meta| meta.chunks > 0),
            progress: self.progress(id),
            totals: known
                .and_then(|known| known.ended)
                .map(|(_, totals)| totals),
            report: meta
                .map(|meta| meta.report)
                .filter(|report| !report.is_null()),
        })
    }

    pub(super) fn progress(&self, id: ImportId) -> Option<Progress> {
        let at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        at_work.get(&id).cloned()
    }

    /// Refuses what somebody is at right now.
    pub(super) fn not_at_work(&self, id: ImportId) -> Result<(), Problem> {
        match self.progress(id) {
            Some(progress) if progress.stopped.is_none() => {
                let problem = Problem::from(kind::BUSY);
                Err(problem.retry_after(2))
            }
            _ => Ok(()),
        }
    }

    /// What taking an import back would move.
    pub(crate) async fn undo_preview(
        &self,
        agency: &AgencyCode,
        import: ImportId,
        by: Actor,
    ) -> Result<UndoReport, Problem> {
        let write = false;
        let job = super::UndoJob {
            agency,
            import,
            by,
            write,
        };
        Ok(self.undo(job).await?)
    }
}

fn too_many() -> Problem {
    let detail = format!(
        "Lewat HTTP paling banyak {MOST_ROWS} baris. Pecah berkasnya, atau pakai `berprestasi import`."
    );
    Problem::from(kind::BODY_TOO_LARGE).with_detail(detail)
}

/// A file that cannot be read, in words.
fn unreadable(fault: &imports::FileFault) -> Problem {
    let problem = Problem::from(kind::INVALID_FIELD).with_field("file");
    problem.with_detail(fault.to_string())
}
