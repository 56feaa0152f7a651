//! The Borda count.
//!
//! A ballot that may judge m candidates gives each of them points by the rank alone, and then
//! divides them by the most a ballot of m can give. A candidate's score is the mean of these over
//! the ballots that may judge it. So a voter in conflict with some neither lowers nor raises them,
//! and a ballot of fewer candidates weighs as much as a full one. A ballot with m below 2 compares
//! nobody and is passed over. Without conflicts the order is that of the plain sums of points.

use num_bigint::BigInt;
use num_traits::Zero as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exact;
use super::ballots::{Ranking, Rankings};
use super::scores::{Placed, places_by_score};

/// Which points a rank gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Borda {
    /// Tournament style, "averaged": the first of m gets m − 1 points, the last 0. Equals share the
    /// mean of the points of the positions they fill, and who is not ranked is equal last. So a
    /// candidate gets one point for each it is above, and half for each it is equal with.
    Averaged,
    /// Positional: the first of m gets m points, the next m − 1 and so on; equals share the mean of
    /// their positions. Who is not ranked gets nothing, so that ranking few helps them most.
    Positional,
}

/// What a Borda count comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Per candidate, the mean of its shares of the most points, from 0 to 1; `None` without a
    /// ballot that may judge it.
    #[serde(with = "super::exact::text")]
    #[schemars(with = "Vec<Option<String>>")]
    pub scores: Vec<Option<Exact>>,
    /// The order by score.
    pub placed: Placed,
}

/// Counts by Borda.
#[must_use]
pub fn borda(votes: &Rankings, variant: Borda) -> Outcome {
    let candidates = votes.candidates();
    let mut sums = vec![(Exact::zero(), 0_u32); candidates];
    for ballot in votes.ballots() {
        let judged = candidates - ballot.conflicted.len();
        if judged < 2 {
            continue;
        }
        for (candidate, points) in points(candidates, ballot, variant) {
            sums[candidate].0 += points;
            sums[candidate].1 += 1;
        }
    }
    let mean = |(sum, ballots): (Exact, u32)| (ballots > 0).then(|| sum / BigInt::from(ballots));
    let scores: Vec<Option<Exact>> = sums.into_iter().map(mean).collect();
    let placed = places_by_score(&scores);
    Outcome { scores, placed }
}

/// The points of a ballot, each as a share of the most it can give.
fn points(candidates: usize, ballot: &Ranking, variant: Borda) -> Vec<(usize, Exact)> {
    let judged = candidates - ballot.conflicted.len();
    let ranked: usize = ballot.ranks.iter().map(Vec::len).sum();
    let (top, unranked) = match variant {
        // Twice the mean of the last positions is their number less one.
        Borda::Averaged => (judged - 1, (judged - ranked).saturating_sub(1)),
        Borda::Positional => (judged, 0),
    };
    // Points are counted double, so that the mean of positions next to each other is whole.
    let share = |double: usize| Exact::new(BigInt::from(double), BigInt::from(2 * top));
    let mut points: Vec<(usize, Exact)> = Vec::new();
    let mut first = top;
    for rank in &ballot.ranks {
        let double = 2 * first + 1 - rank.len();
        points.extend(rank.iter().map(|&candidate| (candidate, share(double))));
        first = first.saturating_sub(rank.len());
    }
    let may_judge = |candidate: &usize| !ballot.conflicted.contains(candidate);
    let named = |candidate: &usize| ballot.ranks.iter().flatten().any(|c| c == candidate);
    points.extend(
        (0..candidates)
            .filter(|candidate| may_judge(candidate) && !named(candidate))
            .map(|candidate| (candidate, share(unranked))),
    );
    points
}
