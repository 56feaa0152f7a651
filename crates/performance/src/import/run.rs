//! One run of an import: rows in, faults out, and what they come to in the ledger.

use std::collections::{BTreeSet, HashMap};

use domain::ids::{AgencyCode, ImportId, derive_id};
use domain::import::{Begun, Command, Completed};
use domain::text::{Code, Text};
use domain::{Actor, Nip, Position, Refusal};
use imports::{Fault, Kind, Row, ValueClass};
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{CommandError, Order};
use runtime::Problem;
use runtime::format::wib;
use uuid::Uuid;

use super::directory::Directory;
use super::identity::{Roster, Verdict};
use super::sink::{Fate, Sinks};
use crate::handle::Performance;

/// A file to take over, or to look at.
#[derive(Debug, Clone)]
pub struct Job<'a> {
    /// The agency.
    pub agency: &'a AgencyCode,
    /// What the rows are.
    pub kind: Kind,
    /// SHA-256 of the file.
    pub file: [u8; 32],
    /// Who takes it over.
    pub by: Actor,
    /// From when transfers hold that have no date of their own; the day it is taken over unless
    /// stated.
    pub on: Option<Date>,
    /// Whether anything is recorded; else it is a preview.
    pub write: bool,
    /// What somebody decided about rows that were doubtful, by row.
    pub verdicts: HashMap<u32, Verdict>,
}

/// A row that is held back although it can be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trouble {
    pub(super) row: u32,
    pub(super) why: Why,
}

/// Why it is held back.
#[derive(Debug, Clone, Copy)]
pub(super) enum Why {
    Doubtful,
    Refused(Refusal),
}

impl Trouble {
    pub(super) const fn doubtful(row: u32) -> Self {
        let why = Why::Doubtful;
        Self { row, why }
    }

    /// As the report says it.
    pub(super) fn fault(self, column: &str) -> Fault {
        let (code, message) = match self.why {
            Why::Doubtful => (
                imports::Code::IdentityDoubtful,
                "Tidak pasti apakah ini orang yang sudah terdaftar. Putuskan: orang yang sama atau orang baru."
                    .to_owned(),
            ),
            Why::Refused(refusal) => {
                (imports::Code::Refused, Problem::from(refusal).kind().title.to_owned())
            }
        };
        Fault {
            row: self.row,
            column: column.to_owned(),
            code,
            message,
            class: ValueClass::Text,
        }
    }
}

/// An import at work.
pub struct Import<'a> {
    pub(super) app: &'a Performance,
    pub(super) job: Job<'a>,
    pub(super) now: Timestamp,
    pub(super) on: Date,
    pub(super) directory: Directory,
    pub(super) sinks: Sinks,
    pub(super) roster: Option<Roster>,
    /// Whether the agency had people before.
    pub(super) peopled: bool,
    /// Units that a preview would make, by plain name.
    pub(super) pending: BTreeSet<String>,
    /// Units made.
    pub(super) made: u32,
    /// Rows of units whose head is not registered.
    pub(super) heads_unknown: u32,
    /// How often each respondent has answered, by a hash of what is known of them.
    pub(super) respondents: HashMap<u64, u16>,
    id: ImportId,
    file: Text<64>,
    order: Option<Order>,
    totals: Completed,
}

/// What a run came to besides its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The import.
    pub import: ImportId,
    /// Where its last commit stands; none if nothing changed.
    pub position: Option<Position>,
    /// What became of the rows.
    pub totals: Completed,
    /// Units that were made, or in a preview would be.
    pub units: u32,
    /// Heads of units who are not registered yet, so that they were not appointed.
    pub heads_unknown: u32,
}

impl<'a> Import<'a> {
    /// Begins; nothing is recorded before the first row that changes something.
    pub async fn new(app: &'a Performance, job: Job<'a>) -> Result<Self, CommandError> {
        app.imports.catch_up(job.agency).await?;
        let feed = app.feeds.agency(job.agency)?;
        let digest = app.desk.vault.digest(job.agency, &job.file);
        let file = Text::new(&digest.to_string()).expect("64 hexadecimal digits");
        let now = app.desk.clock.now();
        Ok(Self {
            now,
            on: job.on.unwrap_or_else(|| now.to_zoned(wib()).date()),
            peopled: feed.read(|reference, _| !reference.people.is_empty()),
            directory: Directory::new(job.agency, feed),
            id: ImportId::of(job.agency, job.kind.as_str(), file.as_str()),
            sinks: Sinks::new(app, job.agency),
            app,
            job,
            roster: None,
            pending: BTreeSet::new(),
            made: 0,
            heads_unknown: 0,
            respondents: HashMap::new(),
            file,
            order: None,
            totals: Completed::default(),
        })
    }

    /// Looks up whom these rows name, for judging them.
    pub async fn look_up(&mut self, rows: &[imports::Cleaned]) -> Result<(), CommandError> {
        self.directory.look_up(&self.app.desk.vault, rows).await
    }

    /// The import.
    #[must_use]
    pub const fn id(&self) -> ImportId {
        self.id
    }

    /// Looks up whom these rows name, which were judged before.
    pub(super) async fn look_up_rows(&mut self, rows: &[Row]) -> Result<(), CommandError> {
        let numbers = rows.iter().flat_map(numbers).collect();
        let vault = &self.app.desk.vault;
        self.directory.look_up_numbers(vault, numbers).await
    }

    /// What the agency knows of what was looked up.
    #[must_use]
    pub fn known(&self) -> &impl imports::Known {
        &self.directory
    }

    /// Takes accepted rows; returns why some are held back, by row.
    pub async fn take(&mut self, rows: &[Row]) -> Result<HashMap<u32, Fault>, CommandError> {
        let numbers: Vec<u32> = rows.iter().map(Row::number).collect();
        let mut fates = vec![Fate::default(); rows.len()];
        let mut troubles = Vec::new();
        match self.job.kind {
            Kind::People => {
                let people = rows.iter().filter_map(|row| match row {
                    Row::Person(row) => Some(row),
                    _ => None,
                });
                let people: Vec<_> = people.collect();
                self.people(&people, &mut fates, &mut troubles).await?;
            }
            Kind::Units => self.units(rows, &mut fates).await?,
            _ => self.records(rows, &mut fates).await?,
        }
        for (row, fate) in numbers.into_iter().zip(fates) {
            match fate {
                Fate::Unchanged => self.totals.unchanged += 1,
                Fate::Corrected => self.totals.corrected += 1,
                Fate::New => self.totals.new += 1,
                Fate::Refused(refusal) => troubles.push(Trouble {
                    row,
                    why: Why::Refused(refusal),
                }),
                Fate::Held => {}
            }
        }
        let held = troubles.into_iter();
        Ok(held
            .map(|trouble| (trouble.row, trouble.fault("")))
            .collect())
    }

    /// The order that commits are made on; the first one begins the import.
    pub(super) async fn begun(&mut self) -> Result<Order, CommandError> {
        if let Some(order) = &self.order {
            return Ok(order.clone());
        }
        let kind = Code::new(self.job.kind.as_str()).expect("kinds are codes");
        let file = self.file.clone();
        let position = self.step(Command::Begin(Begun { kind, file })).await?;
        let id = derive_id(&["import", &self.id.to_string(), &position.to_string()]);
        let order = Order {
            agency: self.job.agency.clone(),
            id,
            digest: self.app.desk.vault.digest(self.job.agency, id.as_bytes()),
            by: self.job.by,
            cause: Some(position),
            now: self.now,
        };
        self.order = Some(order.clone());
        Ok(order)
    }

    async fn step(&self, command: Command) -> Result<Position, CommandError> {
        let which = (self.job.agency, self.id);
        let cause = self.order.as_ref().and_then(|order| order.cause);
        self.app
            .step(which, (self.job.by, self.now), cause, command)
            .await
    }

    /// Waits until everything is on disk and completes the import, if it began.
    pub async fn finish(
        mut self,
        (rows, duplicates, quarantined): (u32, u32, u32),
    ) -> Result<Finished, CommandError> {
        self.sinks.settle().await?;
        let totals = Completed {
            rows,
            duplicates,
            quarantined,
            ..self.totals
        };
        // What was interrupted after its last row has begun, and changes nothing now.
        let interrupted = self.job.write && self.interrupted()?;
        let position = if self.order.is_some() || interrupted {
            Some(self.step(Command::Complete(totals)).await?)
        } else {
            None
        };
        // A list of units registers what it names; only what a staff file names is found.
        let found = match self.job.kind {
            Kind::Units => 0,
            _ => self.pending.len(),
        };
        let pending = u32::try_from(found).unwrap_or(u32::MAX);
        Ok(Finished {
            import: self.id,
            position,
            totals,
            units: self.made + pending,
            heads_unknown: self.heads_unknown,
        })
    }

    fn interrupted(&self) -> Result<bool, CommandError> {
        let feed = self.app.feeds.agency(self.job.agency)?;
        Ok(feed.read(|reference, _| {
            let known = reference.imports.get(&self.id);
            known.is_some_and(|known| known.state() == domain::import::State::Begun)
        }))
    }
}

impl Performance {
    /// Takes an import on: it begins, is completed, is taken back. A step that was done already is a repeat by
    /// where the import stands.
    pub(super) async fn step(
        &self,
        (agency, import): (&AgencyCode, ImportId),
        (by, now): (Actor, Timestamp),
        cause: Option<Position>,
        command: Command,
    ) -> Result<Position, CommandError> {
        let id = Uuid::new_v4();
        let command = ledger::Command {
            agency: agency.clone(),
            entity: import.0,
            id,
            digest: self.desk.vault.digest(agency, id.as_bytes()),
            by,
            cause,
            now,
            creates: false,
            command,
        };
        Ok(self.imports.handle(&command).await?.position)
    }
}

/// The people whom a row refers to.
fn numbers(row: &Row) -> impl Iterator<Item = Nip> {
    let (one, other) = match row {
        Row::Appraisal(row) => (Some(row.nip), None),
        Row::Sanction(row) => (Some(row.nip), None),
        Row::Award(row) => (Some(row.nip), None),
        Row::Training(row) => (Some(row.nip), None),
        Row::Mentoring(row) => (Some(row.mentor), Some(row.mentee)),
        Row::Innovation(row) => (Some(row.nip), None),
        Row::Candidate(row) => (Some(row.nip), None),
        Row::Person(_) | Row::Unit(_) | Row::Organisation(_) | Row::Survey(_) => (None, None),
    };
    one.into_iter().chain(other)
}
