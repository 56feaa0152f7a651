//! The Schulze method, winning votes.
//!
//! Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and
//! Condorcet-consistent single-winner election method", Social Choice and Welfare 36 (2011). The
//! strength of a link is the number of ballots that put the one above the other, if they are more
//! than those that say the opposite; a ballot in conflict with either says nothing of the two.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Places;
use super::pairwise::Pairwise;
use super::scores::Placed;

/// What the method comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The comparisons.
    pub pairwise: Pairwise,
    /// `paths[a][b]`: the strength of the strongest path from a to b, 0 where none is.
    pub paths: Vec<Vec<u32>>,
    /// The order: first those whom nobody beats, then those whom nobody of the rest beats, and so
    /// on, where a beats b if the path from a to b is the stronger. The method itself gives a
    /// partial order; so who is equal with two of different places has the better of them. Who
    /// was compared with nobody has no place.
    pub placed: Placed,
}

/// Ranks by the Schulze method.
#[must_use]
pub fn schulze(pairwise: Pairwise) -> Outcome {
    let paths = strongest_paths(&pairwise);
    let all = 0..pairwise.candidates();
    let compared = |&a: &usize| all.clone().any(|b| pairwise.compared(a, b) > 0);
    let (mut left, unplaced): (Vec<usize>, Vec<usize>) = all.clone().partition(compared);
    let mut places = Places::new();
    while !left.is_empty() {
        // Never empty: the relation is transitive (Schulze 2011, section 4.1), so it has no cycle.
        let unbeaten = |&a: &usize| left.iter().all(|&b| paths[a][b] >= paths[b][a]);
        let (place, rest) = left.iter().partition(|&a| unbeaten(a));
        places.push(place);
        left = rest;
    }
    Outcome {
        pairwise,
        paths,
        placed: Placed { places, unplaced },
    }
}

/// The widest paths, by Floyd and Warshall.
fn strongest_paths(pairwise: &Pairwise) -> Vec<Vec<u32>> {
    let all = 0..pairwise.candidates();
    let link = |a, b| {
        if pairwise.beats(a, b) {
            pairwise.above(a, b)
        } else {
            0
        }
    };
    let mut paths: Vec<Vec<u32>> = all
        .clone()
        .map(|a| all.clone().map(|b| link(a, b)).collect())
        .collect();
    for by in all.clone() {
        for from in all.clone().filter(|&from| from != by) {
            for to in all.clone().filter(|&to| to != by && to != from) {
                paths[from][to] = paths[from][to].max(paths[from][by].min(paths[by][to]));
            }
        }
    }
    paths
}
