//! Where the commands of an import go: one kind of entity, decided and written batch by batch.

use domain::{Actor, Entity, Refusal};
use jiff::Timestamp;
use ledger::{CommandError, Effect, Intake, Order, Plan};
use uuid::Uuid;

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

/// What commands come to, before anything is stored.
pub(crate) async fn plan<E: Entity>(
    intake: &mut Intake<E>,
    (by, now): (Actor, Timestamp),
    items: Vec<Item<E::Command>>,
    fates: &mut [Fate],
) -> Result<Plan<E>, CommandError> {
    let (places, commands): (Vec<usize>, Vec<(Uuid, E::Command)>) = items
        .into_iter()
        .map(|item| (item.place, (item.entity, item.command)))
        .unzip();
    let plan = intake.plan(by, now, &commands).await?;
    for (place, effect) in places.into_iter().zip(&plan.effects) {
        let fate = &mut fates[place];
        *fate = (*fate).max(effect.into());
    }
    Ok(plan)
}

/// Stores what was planned, if anything.
pub(crate) async fn store<E: Entity>(
    intake: &mut Intake<E>,
    plan: Plan<E>,
    order: &Order,
) -> Result<(), CommandError> {
    if plan.is_empty() {
        return Ok(());
    }
    intake.append(plan, order).await
}
