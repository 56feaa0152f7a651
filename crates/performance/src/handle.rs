//! From what callers send to commands: units and performance events.

use domain::candidate::Candidate;
use domain::discipline::Records;
use domain::ids::{PerformanceId, UnitId};
use domain::import::Import;
use domain::indicator::Indicator;
use domain::performance::{self, Period};
use domain::person::Person;
use domain::points::Points;
use domain::survey::Survey;
use domain::unit::{self, Unit};
use ledger::{Bucket, CommandError, Entities, Feeds, Ledger, Outcome, Vault};
use runtime::status::Writes;
use runtime::{Answered, Clock, Desk, Id, Input, Problem, Reads};
use uuid::Uuid;

use crate::body::{
    AppointHead, Batch, BatchAnswer, From, ItemAnswer, Record, RegisterUnit, RenameUnit,
};
use crate::import::AtWork;
use crate::ingest::Limits;

/// The service.
#[derive(Clone, Debug)]
pub struct Performance {
    pub(crate) ledger: Ledger,
    pub(crate) reads: Reads,
    pub(crate) desk: Desk,
    pub(crate) feeds: Feeds,
    pub(crate) people: Entities<Person>,
    pub(crate) discipline: Entities<Records>,
    pub(crate) units: Entities<Unit>,
    pub(crate) periods: Entities<Period>,
    pub(crate) surveys: Entities<Survey>,
    pub(crate) candidates: Entities<Candidate>,
    pub(crate) imports: Entities<Import>,
    pub(crate) indicators: Entities<Indicator>,
    pub(crate) points: Entities<Points>,
    pub(crate) rejected: Bucket,
    pub(crate) working: Bucket,
    pub(crate) at_work: AtWork,
    pub(crate) limits: Limits,
}

/// What the service needs to take events from other systems.
#[derive(Debug)]
pub struct Outside {
    /// The bucket in which refused messages are kept.
    pub rejected: Bucket,
    /// The bucket of working state, in which imports wait.
    pub working: Bucket,
    /// How many NDJSON requests are read at once.
    pub requests: usize,
}

impl Performance {
    /// The service on its own connections.
    #[must_use]
    pub fn new(
        ledger: &Ledger,
        vault: &Vault,
        feeds: &Feeds,
        reads: Reads,
        clock: Clock,
        outside: Outside,
    ) -> Self {
        Self {
            rejected: outside.rejected,
            working: outside.working,
            at_work: AtWork::default(),
            limits: Limits::new(outside.requests),
            ledger: ledger.clone(),
            reads,
            desk: Desk {
                vault: vault.clone(),
                clock,
            },
            feeds: feeds.clone(),
            discipline: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            people: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            units: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            periods: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            surveys: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            candidates: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            imports: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            indicators: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
            points: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
        }
    }

    pub(crate) async fn register_unit(
        &self,
        input: &Input<RegisterUnit>,
    ) -> Result<Answered<Id>, Problem> {
        let body = &input.body;
        let id = UnitId::of(&input.agency, body.code.as_str());
        let registered = unit::Registered {
            code: body.code.clone(),
            name: body.name.clone(),
            parent: body.parent,
            from: body.from,
        };
        let command = self
            .desk
            .command(input, id.0, true, unit::Command::Register(registered));
        let result = self.units.handle(&command).await;
        Answered::created(result, input.receipt("unit", id), Id::of(id))
    }

    pub(crate) async fn rename_unit(
        &self,
        id: UnitId,
        input: &Input<RenameUnit>,
    ) -> Result<Answered<Id>, Problem> {
        let renamed = unit::Renamed {
            name: input.body.name.clone(),
            from: input.body.from,
        };
        self.on_unit(id, input, unit::Command::Rename(renamed))
            .await
    }

    pub(crate) async fn appoint_head(
        &self,
        id: UnitId,
        input: &Input<AppointHead>,
    ) -> Result<Answered<Id>, Problem> {
        let head = unit::HeadAppointed {
            head: input.body.head,
            from: input.body.from,
        };
        self.on_unit(id, input, unit::Command::AppointHead(head))
            .await
    }

    pub(crate) async fn close_unit(
        &self,
        id: UnitId,
        input: &Input<From>,
    ) -> Result<Answered<Id>, Problem> {
        self.on_unit(
            id,
            input,
            unit::Command::Close(unit::Closed {
                from: input.body.from,
            }),
        )
        .await
    }

    /// A unit is judged beside all others (whose name it is, what is below it), so what was answered
    /// before counts. Two that move at the same moment may still end up below each other: readers of
    /// the tree stop after its greatest depth, and the next move mends it.
    pub(crate) async fn on_unit<T>(
        &self,
        id: UnitId,
        input: &Input<T>,
        command: unit::Command,
    ) -> Result<Answered<Id>, Problem> {
        self.units.catch_up(&input.agency).await?;
        let result = self
            .units
            .handle(&self.desk.command(input, id.0, false, command))
            .await;
        Answered::changed(result, input.receipt("unit", id), Id::of(id))
    }

    pub(crate) async fn record(&self, input: &Input<Record>) -> Result<Answered<Id>, Problem> {
        let (id, recording) = recording(&input.body);
        let command = performance::Command::Record(recording);
        let command = self.desk.command(input, id.0, true, command);
        let result = self.periods.handle(&command).await;
        Answered::created(result, input.receipt("performance", id), Id::of(id))
    }

    pub(crate) async fn record_all(&self, input: &Input<Batch<Record>>) -> BatchAnswer {
        let items = input.body.items.iter().enumerate().map(|(n, item)| {
            let (id, recording) = recording(item);
            (n, id.0, performance::Command::Record(recording))
        });
        let commands = self.desk.items(input, items);
        let outcomes = self.periods.handle_bulk(&input.agency, &commands).await;
        answer(commands.iter().map(|command| command.entity).zip(outcomes))
    }
}

pub(crate) fn recording(body: &Record) -> (PerformanceId, performance::Recording) {
    let recording = performance::Recording {
        person: body.person,
        period: body.period.clone(),
        source: body.source.clone(),
        performance: body.performance.clone(),
    };
    (
        PerformanceId::of(body.person, body.period.as_str()),
        recording,
    )
}

/// The answer to a batch, item by item.
pub(crate) fn answer(
    outcomes: impl Iterator<Item = (Uuid, Result<Outcome, CommandError>)>,
) -> BatchAnswer {
    let mut answer = BatchAnswer {
        recorded: 0,
        refused: 0,
        position: None,
        items: Vec::new(),
    };
    for (id, outcome) in outcomes {
        let item = match outcome {
            Ok(outcome) => {
                answer.recorded += 1;
                answer.position = answer.position.max(Some(outcome.position));
                ItemAnswer {
                    id: Some(id),
                    position: Some(outcome.position),
                    repeated: outcome.repeated,
                    code: None,
                }
            }
            Err(error) => {
                answer.refused += 1;
                let code = Problem::from(error).code();
                ItemAnswer {
                    id: Some(id),
                    position: None,
                    repeated: false,
                    code: Some(code),
                }
            }
        };
        answer.items.push(item);
    }
    answer
}

impl Writes for Performance {
    fn ledger(&self) -> &Ledger {
        &self.ledger
    }
}
