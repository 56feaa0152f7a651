//! The two-round runoff, both rounds from one ballot.
//!
//! The first round is first preferences, and more than half of the valid ballots wins. Otherwise
//! the two with the most meet, and who more ballots put above the other wins; a ballot that ranks
//! neither, or may not judge either, says nothing in the second round.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::approval::majority;
use super::ballots::{BadBallot, Rankings};
use super::pairwise::Pairwise;
use super::{Places, by_falling};

/// What a runoff comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// First preferences per candidate.
    pub first: Vec<u32>,
    /// The valid ballots: those that rank somebody.
    pub valid: u32,
    /// How it ended.
    pub ended: Ended,
}

/// How a runoff ended. Ties are left to the chain of [`super::ties`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ended {
    /// Nobody voted.
    NoVotes,
    /// More than half in the first round.
    Majority {
        /// Who.
        winner: usize,
    },
    /// The first round has a tie for a place in the second.
    TiedFirst {
        /// Who is in the second round whatever becomes of the tie.
        sure: Vec<usize>,
        /// Who is tied for the places that are left.
        tied: Vec<usize>,
    },
    /// The second round has a winner.
    Won {
        /// Who.
        winner: usize,
        /// Who lost the second round.
        loser: usize,
        /// How many put the winner above the loser.
        above: u32,
        /// How many put the loser above the winner.
        below: u32,
    },
    /// The second round is a tie.
    TiedFinal {
        /// The two, in order of number.
        tied: Vec<usize>,
        /// How many put each above the other.
        above: u32,
    },
}

/// Counts a runoff; ranks must have one name each.
pub fn runoff(votes: &Rankings) -> Result<Outcome, BadBallot> {
    votes.check_strict()?;
    let mut first = vec![0_u32; votes.candidates()];
    for ballot in votes.ballots() {
        if let Some(&candidate) = ballot.ranks.first().and_then(|rank| rank.first()) {
            first[candidate] += 1;
        }
    }
    let valid = first.iter().sum();
    let order = by_falling(first.iter().copied().enumerate());
    let ended = end(&Pairwise::of_rankings(votes), &order, &first, valid);
    Ok(Outcome {
        first,
        valid,
        ended,
    })
}

fn end(pairwise: &Pairwise, order: &Places, first: &[u32], valid: u32) -> Ended {
    if valid == 0 {
        return Ended::NoVotes;
    }
    // Without a majority the leader has half at most, so somebody else has votes too.
    match order.as_slice() {
        [leader, ..] if majority(first[leader[0]], valid) => Ended::Majority { winner: leader[0] },
        [leader, second, ..] if leader.len() == 1 => match second.as_slice() {
            [other] => second_round(pairwise, leader[0], *other),
            tied => Ended::TiedFirst {
                sure: leader.clone(),
                tied: tied.to_vec(),
            },
        },
        [leaders, ..] if leaders.len() == 2 => second_round(pairwise, leaders[0], leaders[1]),
        [leaders, ..] => Ended::TiedFirst {
            sure: Vec::new(),
            tied: leaders.clone(),
        },
        [] => Ended::NoVotes,
    }
}

/// The second round between two, also for when a tie of the first has been resolved.
#[must_use]
pub fn second_round(pairwise: &Pairwise, a: usize, b: usize) -> Ended {
    let (winner, loser) = if pairwise.beats(b, a) { (b, a) } else { (a, b) };
    let (above, below) = (pairwise.above(winner, loser), pairwise.above(loser, winner));
    if above == below {
        Ended::TiedFinal {
            tied: vec![a.min(b), a.max(b)],
            above,
        }
    } else {
        Ended::Won {
            winner,
            loser,
            above,
            below,
        }
    }
}
