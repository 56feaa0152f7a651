//! Approval voting.

use num_bigint::BigInt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exact;
use super::ballots::Approvals;
use super::scores::{Placed, places_by_score};

/// What an approval vote comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Per candidate, how many approve.
    pub approvals: Vec<u32>,
    /// Per candidate, how many ballots are not in conflict with it.
    pub judged_by: Vec<u32>,
    /// The order by approvals / judged by. Who no ballot may judge has no place.
    pub placed: Placed,
}

/// Counts an approval vote by share: with conflicts the candidates are judged by different numbers
/// of voters, and a count would punish who has a colleague on the panel. Without any conflict this
/// is the order by count.
#[must_use]
pub fn approval(votes: &Approvals) -> Outcome {
    let all = 0..votes.candidates();
    let count = |holds: &dyn Fn(usize) -> usize| -> Vec<u32> {
        let number = |candidate| u32::try_from(holds(candidate)).unwrap_or(u32::MAX);
        all.clone().map(number).collect()
    };
    let ballots = votes.ballots();
    let approvals = count(&|candidate| {
        let approving = ballots.iter().filter(|b| b.approved.contains(&candidate));
        approving.count()
    });
    let judged_by = count(&|candidate| {
        let judging = ballots
            .iter()
            .filter(|b| !b.conflicted.contains(&candidate));
        judging.count()
    });
    let share = |(&approvals, &judged_by): (&u32, &u32)| {
        (judged_by > 0).then(|| Exact::new(BigInt::from(approvals), BigInt::from(judged_by)))
    };
    let shares: Vec<Option<Exact>> = approvals.iter().zip(&judged_by).map(share).collect();
    Outcome {
        approvals,
        judged_by,
        placed: places_by_score(&shares),
    }
}

/// Whether `votes` of `valid` reach the share `numerator / denominator`; nothing does of none.
/// "More than half" is [`majority`], not this with 1/2.
#[must_use]
pub fn reaches(votes: u32, valid: u32, numerator: u32, denominator: u32) -> bool {
    valid > 0
        && u64::from(votes) * u64::from(denominator) >= u64::from(numerator) * u64::from(valid)
}

/// Whether `votes` are more than half of `valid`.
#[must_use]
pub const fn majority(votes: u32, valid: u32) -> bool {
    votes > valid / 2
}
