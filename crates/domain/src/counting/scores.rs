//! Scores: the jurors' marks of a candidate become one number, the numbers become places.

use num_bigint::BigInt;
use num_traits::{ToPrimitive as _, Zero as _};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Exact, Places, by_falling};

/// How the totals of several jurors become one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Aggregation {
    /// The arithmetic mean; never the sum, which would punish a missing juror's candidate.
    Mean,
    /// The middle total; of an even number, the mean of the middle two.
    Median,
    /// The mean without the lowest and the highest totals.
    Trimmed {
        /// How many are left out at each end.
        each_end: u8,
    },
}

/// The score of a candidate; `None` without marks, and when trimming leaves none.
#[must_use]
pub fn aggregate(marks: &[Exact], how: Aggregation) -> Option<Exact> {
    let mut sorted = marks.to_vec();
    sorted.sort_unstable();
    let each_end = match how {
        Aggregation::Mean => 0,
        // The mean of what stays when all but the middle one or two are left out.
        Aggregation::Median => sorted.len().saturating_sub(1) / 2,
        Aggregation::Trimmed { each_end } => usize::from(each_end),
    };
    mean(sorted.get(each_end..sorted.len().checked_sub(each_end)?)?)
}

fn mean(marks: &[Exact]) -> Option<Exact> {
    let sum: Exact = marks.iter().sum();
    (!marks.is_empty()).then(|| sum / BigInt::from(marks.len()))
}

/// A juror's total: the mean of the marks by weight, given as (weight, mark); `None` when the
/// weights sum to zero. With weights in percent this is Σ weight × mark / 100.
#[must_use]
pub fn weighted(marks: &[(u32, Exact)]) -> Option<Exact> {
    let sum: Exact = marks
        .iter()
        .map(|(weight, mark)| mark * BigInt::from(*weight))
        .sum();
    let weights: u64 = marks.iter().map(|(weight, _)| u64::from(*weight)).sum();
    (weights > 0).then(|| sum / BigInt::from(weights))
}

/// A score in hundredths, rounded half up once, for display only. Saturates outside of `i128`.
#[must_use]
pub fn hundredths(score: &Exact) -> i128 {
    let half = Exact::new(1.into(), 2.into());
    let rounded = (score * BigInt::from(100) + half).floor().to_integer();
    let limit = if score < &Exact::zero() {
        i128::MIN
    } else {
        i128::MAX
    };
    rounded.to_i128().unwrap_or(limit)
}

/// Places, and who has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// The order of those with a score.
    pub places: Places,
    /// Those that cannot be assessed, in order of number; they are not last, they have no place.
    pub unplaced: Vec<usize>,
}

/// Places by falling score; who has no score has no place.
#[must_use]
pub fn places_by_score(scores: &[Option<Exact>]) -> Placed {
    let known = |(candidate, score): (usize, &Option<Exact>)| {
        score.as_ref().map(|score| (candidate, score.clone()))
    };
    let unplaced =
        |(candidate, score): (usize, &Option<Exact>)| score.is_none().then_some(candidate);
    Placed {
        places: by_falling(scores.iter().enumerate().filter_map(known)),
        unplaced: scores.iter().enumerate().filter_map(unplaced).collect(),
    }
}
