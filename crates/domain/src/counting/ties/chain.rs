//! The steps taken.

use std::cmp::Reverse;

use super::{Ended, Evidence, Group, Resolution, StepOutcome, StepTaken, TieStep};
use crate::counting::by_falling;
use crate::counting::pairwise::Pairwise;

pub(super) fn descend(
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
