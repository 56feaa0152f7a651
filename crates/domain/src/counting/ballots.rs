//! Ballots of a vote, valid by construction.
//!
//! A voter in conflict with a candidate has no say about it: the candidate is missing from every
//! comparison that ballot makes. It is not last, and it is not unranked.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A ranking: best first, equals in one list; who is not named is equal last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// The order; may be weak, and may stop early.
    pub ranks: Vec<Vec<usize>>,
    /// Who this voter may not judge.
    pub conflicted: BTreeSet<usize>,
}

/// An approval ballot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who is approved of.
    pub approved: BTreeSet<usize>,
    /// Who this voter may not judge.
    pub conflicted: BTreeSet<usize>,
}

/// Why a ballot cannot be counted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error,
)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Invalid {
    /// It names somebody who does not stand.
    #[error("candidate {candidate} does not stand")]
    Unknown {
        /// The number it names.
        candidate: usize,
    },
    /// It names somebody twice.
    #[error("candidate {candidate} is named twice")]
    Repeated {
        /// Who.
        candidate: usize,
    },
    /// It judges somebody this voter may not judge.
    #[error("candidate {candidate} is one this voter may not judge")]
    Conflicted {
        /// Who.
        candidate: usize,
    },
    /// It has an empty rank, which would say nothing in two ways.
    #[error("a rank is empty")]
    EmptyRank,
    /// It has equals where the rule asks for one name per rank.
    #[error("candidate {candidate} shares a rank, and this rule asks for one name per rank")]
    Equals {
        /// The lowest number among the equals.
        candidate: usize,
    },
}

/// A ballot that cannot be counted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error,
)]
#[serde(deny_unknown_fields)]
#[error("ballot {ballot}: {why}")]
pub struct BadBallot {
    /// Its index among those given.
    pub ballot: usize,
    /// Why.
    pub why: Invalid,
}

impl Ranking {
    /// Whether the ballot can be counted in a vote on `candidates`.
    pub fn check(&self, candidates: usize) -> Result<(), Invalid> {
        if self.ranks.iter().any(Vec::is_empty) {
            return Err(Invalid::EmptyRank);
        }
        check(candidates, self.ranks.iter().flatten(), &self.conflicted)
    }

    /// Whether every rank has one name, as transferable votes and runoffs ask.
    pub fn check_strict(&self) -> Result<(), Invalid> {
        match self.ranks.iter().find(|rank| rank.len() > 1) {
            Some(rank) => Err(Invalid::Equals {
                candidate: rank.iter().copied().min().unwrap_or_default(),
            }),
            None => Ok(()),
        }
    }
}

impl Approval {
    /// Whether the ballot can be counted in a vote on `candidates`.
    pub fn check(&self, candidates: usize) -> Result<(), Invalid> {
        check(candidates, &self.approved, &self.conflicted)
    }
}

fn check<'a>(
    candidates: usize,
    named: impl IntoIterator<Item = &'a usize>,
    conflicted: &'a BTreeSet<usize>,
) -> Result<(), Invalid> {
    let mut seen = BTreeSet::new();
    for &candidate in named {
        if candidate >= candidates {
            return Err(Invalid::Unknown { candidate });
        }
        if !seen.insert(candidate) {
            return Err(Invalid::Repeated { candidate });
        }
        if conflicted.contains(&candidate) {
            return Err(Invalid::Conflicted { candidate });
        }
    }
    match conflicted
        .iter()
        .find(|&&candidate| candidate >= candidates)
    {
        Some(&candidate) => Err(Invalid::Unknown { candidate }),
        None => Ok(()),
    }
}

/// The valid rankings of a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rankings {
    candidates: usize,
    ballots: Vec<Ranking>,
}

impl Rankings {
    /// Takes the ballots of a vote on `candidates`, if all of them are valid.
    pub fn new(candidates: usize, ballots: Vec<Ranking>) -> Result<Self, BadBallot> {
        first_bad(&ballots, |ballot| ballot.check(candidates))?;
        Ok(Self {
            candidates,
            ballots,
        })
    }

    /// How many stand.
    #[must_use]
    pub const fn candidates(&self) -> usize {
        self.candidates
    }

    /// The ballots.
    #[must_use]
    pub fn ballots(&self) -> &[Ranking] {
        &self.ballots
    }

    /// Whether every rank of every ballot has one name.
    pub(super) fn check_strict(&self) -> Result<(), BadBallot> {
        first_bad(&self.ballots, Ranking::check_strict)
    }
}

/// The valid approval ballots of a vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approvals {
    candidates: usize,
    ballots: Vec<Approval>,
}

impl Approvals {
    /// Takes the ballots of a vote on `candidates`, if all of them are valid.
    pub fn new(candidates: usize, ballots: Vec<Approval>) -> Result<Self, BadBallot> {
        first_bad(&ballots, |ballot| ballot.check(candidates))?;
        Ok(Self {
            candidates,
            ballots,
        })
    }

    /// How many stand.
    #[must_use]
    pub const fn candidates(&self) -> usize {
        self.candidates
    }

    /// The ballots.
    #[must_use]
    pub fn ballots(&self) -> &[Approval] {
        &self.ballots
    }
}

fn first_bad<B>(ballots: &[B], check: impl Fn(&B) -> Result<(), Invalid>) -> Result<(), BadBallot> {
    ballots
        .iter()
        .enumerate()
        .try_for_each(|(ballot, paper)| check(paper).map_err(|why| BadBallot { ballot, why }))
}
