//! What an amendment would mean for what has happened already.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Category, Rulebook};
use crate::Reference;
use crate::ids::{EditionId, UnitId};
use crate::nomination::Status;
use crate::reference::Nomination;
use crate::text::Code;

/// An effect of an amendment, as far as it follows from the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "effect", rename_all = "kebab-case")]
pub enum Effect {
    /// A unit has more nominations than its quota would allow; they stay, but none may follow.
    OverQuota {
        /// The category.
        category: Code,
        /// The unit.
        unit: UnitId,
        /// How many it has.
        nominations: usize,
        /// How many it would be allowed.
        quota: u16,
    },
    /// The category has more nominations than it would take in all.
    OverTotal {
        /// The category.
        category: Code,
        /// How many it has.
        nominations: usize,
        /// How many it would take.
        quota_total: u16,
    },
    /// The days of a stage move.
    StageMoved {
        /// The stage.
        stage: Code,
        /// First and last day before; none for a new stage.
        before: Option<(Date, Date)>,
        /// First and last day after; none for a stage that is gone.
        after: Option<(Date, Date)>,
    },
    /// The deadline for nominations moves.
    DeadlineMoved {
        /// The new deadline.
        nominations_until: Timestamp,
    },
    /// What nominees must meet changes: those nominated so far are judged again.
    EligibilityAgain {
        /// The category.
        category: Code,
        /// How many nominations are to be judged.
        nominations: usize,
    },
}

/// The effects of `new` rules in place of those that an edition has now.
#[must_use]
pub fn effects(reference: &Reference, edition: EditionId, new: &Rulebook) -> Vec<Effect> {
    let Some(known) = reference.editions.get(&edition) else {
        return Vec::new();
    };
    let old = known.rulebook.as_ref();
    let mut effects = Vec::new();
    for category in &new.categories {
        let before = old.category(&category.code);
        let all = reference.nominations.values();
        let standing: Vec<_> = all
            .filter(|one| one.edition == edition && one.category == category.code)
            .filter(|one| one.status != Status::Withdrawn)
            .collect();
        quotas(category, &standing, &mut effects);
        let judged = |of: &Category| of.eligibility.clone();
        let again = before.map(judged) != Some(judged(category)) || old.cut_off != new.cut_off;
        if again && !standing.is_empty() {
            effects.push(Effect::EligibilityAgain {
                category: category.code.clone(),
                nominations: standing.len(),
            });
        }
    }
    stages(old, new, &mut effects);
    let moved = new.nominations_until();
    let moved = moved.filter(|_| old.nominations_until() != moved);
    if let Some(nominations_until) = moved.filter(|_| known.nominations_until != moved) {
        effects.push(Effect::DeadlineMoved { nominations_until });
    }
    effects
}

fn quotas(category: &Category, standing: &[&Nomination], effects: &mut Vec<Effect>) {
    let mut by_unit: BTreeMap<UnitId, usize> = BTreeMap::new();
    for nomination in standing {
        *by_unit.entry(nomination.unit).or_default() += 1;
    }
    let over = by_unit.into_iter();
    for (unit, nominations) in over.filter(|(_, count)| *count > usize::from(category.quota)) {
        effects.push(Effect::OverQuota {
            category: category.code.clone(),
            unit,
            nominations,
            quota: category.quota,
        });
    }
    let total = category.quota_total;
    if let Some(quota_total) = total.filter(|total| standing.len() > usize::from(*total)) {
        effects.push(Effect::OverTotal {
            category: category.code.clone(),
            nominations: standing.len(),
            quota_total,
        });
    }
}

fn stages(old: &Rulebook, new: &Rulebook, effects: &mut Vec<Effect>) {
    let days = |rulebook: &Rulebook| -> BTreeMap<Code, (Date, Date)> {
        let dates = rulebook.dates().unwrap_or_default().into_iter();
        dates.map(|one| (one.code, (one.from, one.until))).collect()
    };
    let (before, after) = (days(old), days(new));
    let gone = before.keys().filter(|code| !after.contains_key(*code));
    for stage in after.keys().chain(gone) {
        let (before, after) = (before.get(stage).copied(), after.get(stage).copied());
        if before != after {
            effects.push(Effect::StageMoved {
                stage: stage.clone(),
                before,
                after,
            });
        }
    }
}
