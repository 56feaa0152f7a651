//! Pairwise comparisons: of every two candidates, how many put one above the other.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ballots::{Ranking, Rankings};

/// The matrices of a vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pairwise {
    /// `above[a][b]`: how many put a above b.
    above: Vec<Vec<u32>>,
    /// `compared[a][b]`: how many could compare a and b, equals included; 0 on the diagonal.
    compared: Vec<Vec<u32>>,
}

impl Pairwise {
    /// Of rankings: a ballot compares two candidates unless it is in conflict with either. Who is
    /// not ranked is equal last.
    #[must_use]
    pub fn of_rankings(rankings: &Rankings) -> Self {
        let candidates = rankings.candidates();
        let sheets = rankings.ballots().iter();
        Self::of(candidates, sheets.map(|ballot| ranks(candidates, ballot)))
    }

    /// Of score sheets, one per juror: a juror compares two candidates if both have a score, which
    /// may be of any scale.
    /// Candidates that do not stand are passed over.
    #[must_use]
    pub fn of_sheets<T: Ord>(candidates: usize, sheets: &[BTreeMap<usize, T>]) -> Self {
        let known = |sheet| {
            (0..candidates)
                .map(|candidate| BTreeMap::get(sheet, &candidate))
                .collect()
        };
        Self::of(candidates, sheets.iter().map(known))
    }

    /// Of what each voter gives each candidate: more is better, `None` says nothing.
    fn of<T: Ord>(candidates: usize, voters: impl Iterator<Item = Vec<Option<T>>>) -> Self {
        let mut above = vec![vec![0; candidates]; candidates];
        let mut compared = above.clone();
        for worth in voters {
            for (a, of_a) in worth.iter().enumerate() {
                for (b, of_b) in worth.iter().enumerate() {
                    if let (Some(of_a), Some(of_b)) = (of_a, of_b) {
                        above[a][b] += u32::from(of_a > of_b);
                        compared[a][b] += u32::from(a != b);
                    }
                }
            }
        }
        Self { above, compared }
    }

    /// How many stand.
    #[must_use]
    pub const fn candidates(&self) -> usize {
        self.above.len()
    }

    /// How many put `a` above `b`.
    #[must_use]
    pub fn above(&self, a: usize, b: usize) -> u32 {
        self.above[a][b]
    }

    /// How many could compare `a` and `b`.
    #[must_use]
    pub fn compared(&self, a: usize, b: usize) -> u32 {
        self.compared[a][b]
    }

    /// Whether more put `a` above `b` than `b` above `a`.
    #[must_use]
    pub fn beats(&self, a: usize, b: usize) -> bool {
        self.above(a, b) > self.above(b, a)
    }
}

/// How many ranks from the end of the ballot each candidate stands: 0 unranked, `None` in conflict.
fn ranks(candidates: usize, ballot: &Ranking) -> Vec<Option<usize>> {
    let mut worth: Vec<Option<usize>> = (0..candidates)
        .map(|candidate| (!ballot.conflicted.contains(&candidate)).then_some(0))
        .collect();
    for (from_end, rank) in (1..).zip(ballot.ranks.iter().rev()) {
        for &candidate in rank {
            worth[candidate] = Some(from_end);
        }
    }
    worth
}
