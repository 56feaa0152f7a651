//! Taking files over: preview, commit, and taking them back.

mod directory;
mod identity;
mod people;
mod records;
mod routes;
mod run;
mod sink;
mod stage;
mod undo;
mod units;

use domain::Position;
use domain::ids::{AgencyCode, ImportId};
use domain::import::{Completed, State};
use domain::text::Code;
use imports::{
    Cleaned, FileFault, Reader, Record, Report, Row, Seen, Verdict as Judged, clean, judge,
};
use ledger::CommandError;

pub(crate) use directory::Directory;
pub(crate) use routes::routes;
pub(crate) use stage::AtWork;

pub use identity::Verdict;
pub use run::{Finished, Import, Job};
pub use undo::{UndoJob, UndoReport};

use crate::handle::Performance;

/// How many rows are taken together.
const BATCH: usize = 1_000;

/// The kinds of entities that a process looks up which only takes files over. Taking an import back looks up
/// everything.
pub const LOOKED_UP: &[&str] = &["person", "unit", "points", "indicator", "import"];

/// Why an import stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read, or not to its end.
    #[error(transparent)]
    File(#[from] FileFault),
    /// The ledger or the vault failed. What is recorded stands; the same import again goes on.
    #[error("the import stopped; the same command again goes on where it ended")]
    Ledger(#[from] CommandError),
}

impl Performance {
    /// Takes a file over, or looks at what that would come to. `progress` hears how much of the file
    /// was read, and of how much.
    pub async fn import(
        &self,
        job: Job<'_>,
        reader: Reader,
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<(Report, Finished), ImportError> {
        let write = job.write;
        let columns = reader.columns().clone();
        let mut report = Report::new(&columns);
        let mut seen = Seen::default();
        let mut import = Import::new(self, job).await?;
        // A thread of its own reads and cleans, while this one decides and the server writes.
        let (send, mut batches) = tokio::sync::mpsc::channel(2);
        let reading = tokio::task::spawn_blocking(move || read(reader, &send));
        while let Some(batch) = batches.recv().await {
            take(
                &mut import,
                batch.records,
                batch.cleaned,
                (&mut seen, &mut report),
            )
            .await?;
            progress(batch.progress.0, batch.progress.1);
        }
        match reading.await {
            Ok(read) => read?,
            Err(panicked) => std::panic::resume_unwind(panicked.into_panic()),
        }
        let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        let quarantined = u32::try_from(report.quarantined.len()).unwrap_or(u32::MAX);
        let counts = (count(report.rows), count(report.duplicates), quarantined);
        let finished = import.finish(counts).await?;
        report.came_to(&finished.totals);
        if write && finished.position.is_some() {
            report.import = Some(finished.import.to_string());
        }
        Ok((report, finished))
    }
}

/// Records that were read and cleaned together.
struct ReadBatch {
    records: Vec<Record>,
    cleaned: Vec<Cleaned>,
    progress: (u64, u64),
}

/// Reads and cleans to the end of the file, or until nobody listens.
fn read(mut reader: Reader, send: &tokio::sync::mpsc::Sender<ReadBatch>) -> Result<(), FileFault> {
    loop {
        let records = batch(&mut reader)?;
        if records.is_empty() {
            return Ok(());
        }
        let cleaned = records.iter().map(|record| clean(reader.columns(), record));
        let batch = ReadBatch {
            cleaned: cleaned.collect(),
            progress: reader.progress(),
            records,
        };
        if send.blocking_send(batch).is_err() {
            return Ok(());
        }
    }
}

/// The last import of a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Listed {
    /// Its id.
    pub id: ImportId,
    /// What its rows are.
    pub kind: Code,
    /// Where it stands.
    pub state: State,
    /// The commit that began it.
    pub begun: Position,
    /// What it came to, once it is completed.
    pub totals: Option<Completed>,
}

impl Performance {
    /// The last import of each file of an agency, latest first.
    pub fn imports(&self, agency: &AgencyCode) -> Result<Vec<Listed>, CommandError> {
        let feed = self.feeds.agency(agency)?;
        let mut listed: Vec<Listed> = feed.read(|reference, seen| {
            let all = reference.imports.iter();
            all.map(|(id, known)| Listed {
                id: *id,
                kind: known.what.kind.clone(),
                state: known.state(),
                begun: Position::commit(seen.generation, known.begun),
                totals: known.ended.map(|(_, totals)| totals),
            })
            .collect()
        });
        listed.sort_by_key(|import| std::cmp::Reverse(import.begun.sequence));
        Ok(listed)
    }
}

fn batch(reader: &mut Reader) -> Result<Vec<Record>, FileFault> {
    let mut records = Vec::with_capacity(BATCH);
    while records.len() < BATCH {
        match reader.next_record()? {
            Some(record) => records.push(record),
            None => break,
        }
    }
    Ok(records)
}

/// Takes records; returns the rows that were accepted, with those that the import holds back.
async fn take(
    import: &mut Import<'_>,
    records: Vec<Record>,
    cleaned: Vec<Cleaned>,
    (seen, report): (&mut Seen, &mut Report),
) -> Result<Vec<Row>, CommandError> {
    import.look_up(&cleaned).await?;
    let judged = cleaned
        .into_iter()
        .map(|row| judge(row, import.known(), seen));
    let judged: Vec<Judged> = judged.collect();
    let accepted = judged.iter().filter_map(|verdict| match verdict {
        Judged::Accepted(row) => Some(row.clone()),
        Judged::Duplicate { .. } | Judged::Quarantined(_) => None,
    });
    let accepted: Vec<Row> = accepted.collect();
    let mut held = import.take(&accepted).await?;
    for (record, verdict) in records.iter().zip(judged) {
        let verdict = match held.remove(&record.row) {
            Some(fault) => Judged::Quarantined(fault),
            None => verdict,
        };
        report.count(record, &verdict);
    }
    Ok(accepted)
}
