//! Taking an import back: for everything it recorded, an event that says how it was before.
//!
//! What the import recorded is found in the ledger by its cause. What was changed again since, or
//! what something later rests on, stays and is counted as kept.

mod records;
mod register;

use domain::ids::{AgencyCode, ImportId, derive_id};
use domain::import::{Command, State, Undone};
use domain::person::Person;
use domain::unit::Unit;
use domain::{Actor, Entity, Position, Refusal};
use ledger::{CommandError, Effect, FollowError, Intake, LedgerError, Order, Recorded};
use uuid::Uuid;

use crate::handle::Performance;

/// One import to take back, or to look at.
#[derive(Debug, Clone, Copy)]
pub struct UndoJob<'a> {
    /// The agency.
    pub agency: &'a AgencyCode,
    /// Which import.
    pub import: ImportId,
    /// Who takes it back.
    pub by: Actor,
    /// Whether it is taken back; else it is only looked at what would move.
    pub write: bool,
}

/// What moves, by what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct UndoReport {
    /// Things taken back that the import had recorded as new.
    pub withdrawn: u32,
    /// Things put back to how they were before the import corrected them.
    pub restored: u32,
    /// Things that stay: changed again since, or something rests on them.
    pub kept: u32,
    /// Where the last of it stands.
    pub position: Option<Position>,
}

/// People and units that the import recorded, with the sequences of the commits; they are taken back
/// after everything else, because it rests on them.
#[derive(Default)]
struct Register {
    people: Vec<(Uuid, u64)>,
    units: Vec<(Uuid, u64)>,
}

impl Register {
    fn note(&mut self, recorded: &Recorded) {
        let at = (recorded.entity, recorded.position.sequence);
        match recorded.kind.as_str() {
            Person::KIND => self.people.push(at),
            Unit::KIND => self.units.push(at),
            _ => {}
        }
    }
}

/// Whether a commit follows from one of these, which began the import.
fn follows(recorded: &Recorded, causes: &[u64]) -> bool {
    recorded.commit.cause.is_some_and(|cause| {
        cause.generation == recorded.position.generation && causes.contains(&cause.sequence)
    })
}

fn as_command(error: FollowError) -> CommandError {
    match error {
        FollowError::Ledger(error) => CommandError::Ledger(error),
        other => CommandError::Ledger(LedgerError::Damaged {
            agency: String::new(),
            sequence: 0,
            reason: other.to_string(),
        }),
    }
}

/// Taking an import back, as far as it has come.
pub(super) struct Undo<'a> {
    pub(super) app: &'a Performance,
    pub(super) job: UndoJob<'a>,
    order: Order,
    pub(super) report: UndoReport,
}

/// What is to be done about one thing that the import recorded.
pub(super) enum Step<C> {
    /// It was new: it goes.
    Withdraw(Uuid, C),
    /// It was corrected: it comes back.
    Restore(Uuid, C),
}

impl Undo<'_> {
    /// Does what these steps ask, or looks at what they come to.
    pub(super) async fn take<E: Entity>(
        &mut self,
        intake: &mut Intake<E>,
        steps: Vec<Step<E::Command>>,
    ) -> Result<(), CommandError> {
        let (withdraws, commands): (Vec<bool>, Vec<(Uuid, E::Command)>) = steps
            .into_iter()
            .map(|step| match step {
                Step::Withdraw(id, command) => (true, (id, command)),
                Step::Restore(id, command) => (false, (id, command)),
            })
            .unzip();
        let plan = intake
            .plan(self.order.by, self.order.now, &commands)
            .await?;
        for (withdraws, effect) in withdraws.into_iter().zip(&plan.effects) {
            match effect {
                Effect::Refused(_) => self.report.kept += 1,
                Effect::Unchanged => {}
                Effect::Recorded(_) if withdraws => self.report.withdrawn += 1,
                Effect::Recorded(_) => self.report.restored += 1,
            }
        }
        if self.job.write && !plan.is_empty() {
            intake.append(plan, &self.order).await?;
        }
        Ok(())
    }
}

impl Performance {
    /// Takes an import back, or says what that would move.
    pub async fn undo(&self, job: UndoJob<'_>) -> Result<UndoReport, CommandError> {
        self.imports.catch_up(job.agency).await?;
        let feed = self.feeds.agency(job.agency)?;
        let known = feed.read(|reference, _| reference.imports.get(&job.import).cloned());
        let known = known.ok_or(CommandError::Refused(Refusal::ImportUnknown))?;
        if known.causes.is_empty() || known.state() == State::None {
            return Err(CommandError::Refused(Refusal::ImportUnknown));
        }
        let mut undo = Undo {
            app: self,
            job,
            order: self.undo_order(&job, known.begun),
            report: UndoReport::default(),
        };
        if job.write {
            let begun = Command::BeginUndo(Undone::default());
            undo.order.cause = Some(self.undo_step(&job, begun).await?);
        }
        let to = self.ledger.last_sequence(job.agency).await?;
        let register = undo.records(&known.causes, to).await?;
        undo.register(register).await?;
        if job.write {
            let undone = Undone {
                events: undo.report.withdrawn + undo.report.restored,
                kept: undo.report.kept,
            };
            let ended = Command::EndUndo(undone);
            undo.report.position = Some(self.undo_step(&job, ended).await?);
        }
        Ok(undo.report)
    }

    fn undo_order(&self, job: &UndoJob<'_>, begun: u64) -> Order {
        let id = derive_id(&["undo", &job.import.to_string(), &begun.to_string()]);
        Order {
            agency: job.agency.clone(),
            id,
            digest: self.desk.vault.digest(job.agency, id.as_bytes()),
            by: job.by,
            cause: None,
            now: self.desk.clock.now(),
        }
    }

    async fn undo_step(
        &self,
        job: &UndoJob<'_>,
        command: Command,
    ) -> Result<Position, CommandError> {
        let who = (job.by, self.desk.clock.now());
        self.step((job.agency, job.import), who, None, command)
            .await
    }
}
