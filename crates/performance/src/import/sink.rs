//! Where the commands of an import go: one kind of entity, decided and written batch by batch.

use domain::candidate::Candidate;
use domain::discipline::Records;
use domain::ids::AgencyCode;
use domain::performance::Period;
use domain::person::Person;
use domain::survey::Survey;
use domain::unit::Unit;
use domain::{Entity, Refusal};
use ledger::{CommandError, Effect, Intake};
use uuid::Uuid;

use super::run::Import;
use crate::handle::Performance;

/// What became of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// It was so already.
    #[default]
    Unchanged,
    /// Something known is corrected.
    Corrected,
    /// Something new.
    New,
    /// It may not be.
    Refused(Refusal),
    /// Somebody must decide first.
    Held,
}

/// The types of events that say something new; all others change what was known.
const NEW: [&str; 8] = [
    "person.registered",
    "unit.registered",
    "unit.found",
    "unit.appraised",
    "performance.recorded",
    "discipline.sanctioned",
    "survey.answered",
    "candidate.listed",
];

impl From<&Effect> for Fate {
    fn from(effect: &Effect) -> Self {
        match effect {
            Effect::Unchanged => Self::Unchanged,
            Effect::Refused(refusal) => Self::Refused(*refusal),
            Effect::Recorded(kinds) if kinds.iter().any(|kind| NEW.contains(kind)) => Self::New,
            Effect::Recorded(_) => Self::Corrected,
        }
    }
}

/// A command that a row asks for.
#[derive(Debug)]
pub(crate) struct Item<C> {
    /// The row's place in the batch of rows.
    pub(crate) place: usize,
    /// The entity.
    pub(crate) entity: Uuid,
    /// What is asked of it.
    pub(crate) command: C,
}

/// Where commands go, by kind of entity.
pub(super) struct Sinks {
    pub(super) units: Intake<Unit>,
    pub(super) people: Intake<Person>,
    pub(super) periods: Intake<Period>,
    pub(super) discipline: Intake<Records>,
    pub(super) surveys: Intake<Survey>,
    pub(super) candidates: Intake<Candidate>,
}

impl Sinks {
    pub(super) fn new(app: &Performance, agency: &AgencyCode) -> Self {
        Self {
            units: Intake::new(&app.units, agency),
            people: Intake::new(&app.people, agency).opened(),
            periods: Intake::new(&app.periods, agency),
            discipline: Intake::new(&app.discipline, agency),
            surveys: Intake::new(&app.surveys, agency),
            candidates: Intake::new(&app.candidates, agency),
        }
    }

    /// Waits until everything is on disk.
    pub(super) async fn settle(&mut self) -> Result<(), CommandError> {
        self.units.settle().await?;
        self.people.settle().await?;
        self.periods.settle().await?;
        self.discipline.settle().await?;
        self.surveys.settle().await?;
        self.candidates.settle().await
    }
}

impl Import<'_> {
    /// Decides on commands, tells what becomes of their rows and, unless this is a preview, stores what changes;
    /// whether anything was. The first that does begins the import.
    pub(super) async fn take_in<E: Entity>(
        &mut self,
        sink: fn(&mut Sinks) -> &mut Intake<E>,
        items: Vec<Item<E::Command>>,
        fates: &mut [Fate],
    ) -> Result<bool, CommandError> {
        if items.is_empty() {
            return Ok(false);
        }
        let (places, commands): (Vec<usize>, Vec<(Uuid, E::Command)>) = items
            .into_iter()
            .map(|item| (item.place, (item.entity, item.command)))
            .unzip();
        let intake = sink(&mut self.sinks);
        let plan = intake.plan(self.job.by, self.now, &commands).await?;
        for (place, effect) in places.into_iter().zip(&plan.effects) {
            let fate = &mut fates[place];
            *fate = (*fate).max(effect.into());
        }
        if !self.job.write || plan.is_empty() {
            return Ok(false);
        }
        let order = self.begun().await?;
        sink(&mut self.sinks).append(plan, &order).await?;
        Ok(true)
    }

    /// Waits until what was put into units is seen by later decisions.
    pub(super) async fn units_seen(&mut self) -> Result<(), CommandError> {
        self.sinks.units.settle().await?;
        self.app.units.catch_up(self.job.agency).await
    }
}
