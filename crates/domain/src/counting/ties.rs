//! Ties, resolved by a chain that was published before the count.
//!
//! Every step splits a tied group as far as it can, and what is still tied goes to the next step.
//! What is not known of one of them decides nothing: missing is not zero.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pairwise::Pairwise;
use super::{Exact, Places, by_falling};

/// A step of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum TieStep {
    /// The higher score of a criterion.
    Criterion {
        /// Its index in [`Facts::criteria`].
        index: usize,
    },
    /// Between two, the one that more put above the other. Among more, the Copeland score within
    /// the group: 1 for each of the group that it beats, ½ for each that it is level with.
    HeadToHead,
    /// Fewer wins in earlier editions.
    FewerWins,
    /// Longer service.
    LongerService,
    /// The order of the lot; without one the group waits for it.
    Lot,
    /// The place is shared; nothing after this is tried.
    Shared,
    /// The plenary decides; nothing after this is tried.
    Plenary,
}

/// What is known of a candidate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Scores by criterion.
    pub criteria: Vec<Option<Exact>>,
    /// Wins in earlier editions.
    pub wins: Option<u32>,
    /// Length of service in days.
    pub service_days: Option<i64>,
}

/// What a chain decides on.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// By candidate.
    pub facts: &'a [Facts],
    /// The comparisons of all candidates.
    pub pairwise: Option<&'a Pairwise>,
    /// The order by lot, best first.
    pub lot: Option<&'a [usize]>,
}

/// How a group ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// One candidate alone.
    Decided,
    /// They share the place: by that step, or because the chain has no more.
    Shared,
    /// The plenary decides.
    Plenary,
    /// It takes a lot, and there is none of all of them.
    AwaitingLot,
}

/// Candidates the chain leaves together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Who, in order of number.
    pub members: Vec<usize>,
    /// How it ended.
    pub ended: Ended,
}

/// What a step did to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum StepOutcome {
    /// It split the group.
    Split {
        /// Best first.
        places: Places,
    },
    /// They are equal in this.
    Level,
    /// It decided nothing, for want of data.
    Missing {
        /// Of whom.
        of: Vec<usize>,
    },
    /// It ended the group.
    Ended {
        /// How.
        ended: Ended,
    },
}

/// A step taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepTaken {
    /// Which.
    pub step: TieStep,
    /// On whom, in order of number.
    pub group: Vec<usize>,
    /// What it did.
    pub outcome: StepOutcome,
}

/// What the chain comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// Best first.
    pub groups: Vec<Group>,
    /// Every step taken: a group's, then those of its parts, the best part first.
    pub record: Vec<StepTaken>,
}

/// Resolves a tied group, given by number.
#[must_use]
pub fn resolve(group: &[usize], steps: &[TieStep], evidence: &Evidence<'_>) -> Resolution {
    let mut members = group.to_vec();
    members.sort_unstable();
    let mut resolution = Resolution::default();
    if !members.is_empty() {
        descend(members, steps, evidence, &mut resolution);
    }
    resolution
}

fn descend(
    group: Vec<usize>,
    steps: &[TieStep],
    evidence: &Evidence<'_>,
    resolution: &mut Resolution,
) {
    let (step, next) = match steps {
        _ if group.len() == 1 => return end(group, Ended::Decided, resolution),
        [] => return end(group, Ended::Shared, resolution),
        [step, next @ ..] => (*step, next),
    };
    let outcome = take(step, &group, evidence);
    resolution.record.push(StepTaken {
        step,
        group: group.clone(),
        outcome: outcome.clone(),
    });
    match outcome {
        StepOutcome::Split { places } => {
            for place in places {
                descend(place, next, evidence, resolution);
            }
        }
        StepOutcome::Level | StepOutcome::Missing { .. } => {
            descend(group, next, evidence, resolution);
        }
        StepOutcome::Ended { ended } => end(group, ended, resolution),
    }
}

fn end(members: Vec<usize>, ended: Ended, resolution: &mut Resolution) {
    resolution.groups.push(Group { members, ended });
}

fn take(step: TieStep, group: &[usize], evidence: &Evidence<'_>) -> StepOutcome {
    let fact = |candidate: usize| evidence.facts.get(candidate);
    let ended = |ended| StepOutcome::Ended { ended };
    match step {
        TieStep::Criterion { index } => split(group, |c| fact(c)?.criteria.get(index)?.clone()),
        TieStep::HeadToHead => head_to_head(group, evidence.pairwise),
        TieStep::FewerWins => split(group, |c| fact(c)?.wins.map(Reverse)),
        TieStep::LongerService => split(group, |c| fact(c)?.service_days),
        TieStep::Lot => by_lot(group, evidence.lot.unwrap_or_default()),
        TieStep::Shared => ended(Ended::Shared),
        TieStep::Plenary => ended(Ended::Plenary),
    }
}

/// Splits by a key, more being better, if everybody of the group has one.
fn split<K: Ord>(group: &[usize], key: impl Fn(usize) -> Option<K>) -> StepOutcome {
    let keys: Vec<(usize, Option<K>)> = group.iter().map(|&c| (c, key(c))).collect();
    let missing = |(candidate, key): &(usize, Option<K>)| key.is_none().then_some(*candidate);
    let of: Vec<usize> = keys.iter().filter_map(missing).collect();
    if !of.is_empty() {
        return StepOutcome::Missing { of };
    }
    let places = by_falling(keys);
    if places.len() == 1 {
        StepOutcome::Level
    } else {
        StepOutcome::Split { places }
    }
}

fn by_lot(group: &[usize], lot: &[usize]) -> StepOutcome {
    if group.iter().any(|candidate| !lot.contains(candidate)) {
        let ended = Ended::AwaitingLot;
        return StepOutcome::Ended { ended };
    }
    split(group, |candidate| {
        lot.iter()
            .position(|&drawn| drawn == candidate)
            .map(Reverse)
    })
}

/// Copeland within the group; between two that is the majority. Who nobody could compare with
/// another of the group has no score.
fn head_to_head(group: &[usize], pairwise: Option<&Pairwise>) -> StepOutcome {
    let score = |a: usize| {
        let pairwise = pairwise.filter(|matrix| a < matrix.candidates())?;
        let mut twice = 0;
        for &b in group.iter().filter(|&&b| b != a) {
            if b >= pairwise.candidates() || pairwise.compared(a, b) == 0 {
                return None;
            }
            twice += 1 + u32::from(pairwise.beats(a, b)) - u32::from(pairwise.beats(b, a));
        }
        Some(twice)
    };
    split(group, score)
}
