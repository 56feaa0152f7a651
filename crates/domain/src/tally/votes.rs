//! From votes to an order.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::order::{Breaker, conflicted, draw, pairwise, rankings};
use super::{Core, Lot, Ordered, Row, Steps, TieTaken};
use crate::counting::approval::{self, approval, reaches};
use crate::counting::ballots::{Approval, Approvals, Rankings};
use crate::counting::runoff::{self, runoff, second_round};
use crate::counting::schulze::{self, schulze};
use crate::counting::stv::{self, stv};
use crate::counting::ties::{Ended, Group};
use crate::counting::{Exact, Places, borda};
use crate::rulebook::{Borda, Method, TieRule};

/// How votes became an order, everything that the method computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VoteSteps {
    /// Approvals.
    Approval(approval::Outcome),
    /// Borda's points.
    Borda(borda::Outcome),
    /// Schulze's strongest paths.
    Schulze(schulze::Outcome),
    /// The stages of the transferable vote.
    ScottishStv(stv::Outcome),
    /// First preferences and the second round.
    TwoRound(runoff::Outcome),
}

pub(super) fn order(core: &Core, method: Method) -> Ordered {
    let votes = rankings(core);
    let mut scores = vec![None; core.records.len()];
    let (mut ties, mut left) = (Vec::new(), None);
    let (places, steps) = match method {
        Method::Approval => {
            let outcome = approval(&approvals(core));
            (outcome.placed.places.clone(), VoteSteps::Approval(outcome))
        }
        Method::Borda(variant) => {
            let outcome = borda::borda(&votes, variant.into());
            // A mean share of the points that could be had, as points of 100.
            let hundred =
                |score: &Option<Exact>| score.as_ref().map(|s| s * num_bigint::BigInt::from(100));
            scores = outcome.scores.iter().map(hundred).collect();
            (outcome.placed.places.clone(), VoteSteps::Borda(outcome))
        }
        Method::Schulze => {
            let outcome = schulze(pairwise(core));
            (outcome.placed.places.clone(), VoteSteps::Schulze(outcome))
        }
        Method::ScottishStv => transferable(core, &votes, &mut left),
        Method::TwoRound => two_round(core, &votes, (&mut ties, &mut left)),
    };
    let places = if votes.ballots().is_empty() {
        Places::new()
    } else {
        places
    };
    let majority_met = core.rules.majority.map(|share| {
        let first = places.first().map_or(&[][..], Vec::as_slice);
        let has = |&candidate: &usize| {
            let (yes, valid) = support(&votes, &steps, candidate);
            reaches(yes, valid, share.numerator(), share.denominator())
        };
        !first.is_empty() && first.iter().all(has)
    });
    let said = |n: usize| {
        votes
            .ballots()
            .iter()
            .filter(|b| !b.conflicted.contains(&n))
            .count()
    };
    Ordered {
        raw: scores.clone(),
        scores,
        sheets: (0..core.records.len()).map(|n| number(said(n))).collect(),
        criteria: before(core),
        majority_met,
        ties,
        left,
        places,
        steps: Steps::Vote(steps),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The criteria of the rounds before: what ties may be broken by.
fn before(core: &Core) -> Vec<BTreeMap<crate::text::Code, super::Points>> {
    let of = |record: &super::Record| record.before.as_ref().map(|b| b.criteria.clone());
    core.records
        .iter()
        .map(|record| of(record).unwrap_or_default())
        .collect()
}

impl From<Borda> for borda::Borda {
    fn from(variant: Borda) -> Self {
        match variant {
            Borda::Averaged => Self::Averaged,
            Borda::Positional => Self::Positional,
        }
    }
}

fn approvals(core: &Core) -> Approvals {
    let ballots = core.rows.iter().filter_map(|row| match row {
        Row::Approved { juror, approved } => Some(Approval {
            approved: approved.clone(),
            conflicted: conflicted(core, *juror),
        }),
        Row::Marks { .. } | Row::Abstained { .. } | Row::Ranking { .. } => None,
    });
    let valid = ballots.filter(|ballot| ballot.check(core.records.len()).is_ok());
    Approvals::new(core.records.len(), valid.collect()).expect("each ballot was checked")
}

fn transferable(core: &Core, votes: &Rankings, left: &mut Option<Group>) -> (Places, VoteSteps) {
    let all: Vec<usize> = (0..core.records.len()).collect();
    let lot = core
        .ties
        .contains(&crate::rulebook::TieRule::Lot)
        .then(|| draw(core, &all))
        .flatten();
    let seats = usize::from(core.places);
    let strict = strict(votes);
    let outcome = stv(
        &strict,
        seats,
        lot.as_ref().map(|(_, order)| order.as_slice()),
    )
    .expect("only strict rankings");
    let mut places = outcome.elected.clone();
    // Who is neither elected nor out when a tie ends the count shares what is left.
    if matches!(outcome.ended, stv::Ended::Undecided { .. }) {
        let out = outcome
            .stages
            .iter()
            .filter_map(|stage| match &stage.action {
                stv::Action::Exclusion { transfer } => Some(transfer.from),
                stv::Action::FirstPreferences | stv::Action::Surplus { .. } => None,
            });
        let settled: BTreeSet<usize> = places.iter().flatten().copied().chain(out).collect();
        let members: Vec<usize> = all.into_iter().filter(|n| !settled.contains(n)).collect();
        places.push(members.clone());
        let ended = last(core);
        *left = Some(Group { members, ended });
    }
    places.retain(|place| !place.is_empty());
    (places, VoteSteps::ScottishStv(outcome))
}

/// What ends the chain.
fn last(core: &Core) -> Ended {
    let end = core.ties.iter().find_map(|rule| match rule {
        TieRule::Lot if core.lot != Lot::Missed => Some(Ended::AwaitingLot),
        TieRule::Plenary => Some(Ended::Plenary),
        TieRule::Shared => Some(Ended::Shared),
        TieRule::Criteria
        | TieRule::Criterion(_)
        | TieRule::HeadToHead
        | TieRule::FewerWins
        | TieRule::LongerService
        | TieRule::Lot => None,
    });
    end.unwrap_or(Ended::Shared)
}

/// The ballots whose ranks hold one name each.
fn strict(votes: &Rankings) -> Rankings {
    let strict = votes
        .ballots()
        .iter()
        .filter(|b| b.check_strict().is_ok())
        .cloned();
    Rankings::new(votes.candidates(), strict.collect()).expect("each ballot was checked")
}

fn two_round(
    core: &Core,
    votes: &Rankings,
    (ties, left): (&mut Vec<TieTaken>, &mut Option<Group>),
) -> (Places, VoteSteps) {
    let mut outcome = runoff(&strict(votes)).expect("only strict rankings");
    let places = match outcome.ended.clone() {
        runoff::Ended::TiedFirst { sure, tied } => {
            let taken = separated(core, &tied);
            let ends = &taken.resolution.groups;
            let decided = ends.iter().take_while(|group| group.members.len() == 1);
            let decided = decided.map(|group| group.members[0]);
            let order: Vec<usize> = sure.iter().copied().chain(decided).collect();
            let undecided = ends.iter().find(|group| group.members.len() > 1);
            let ended = undecided.map_or(Ended::Decided, |group| group.ended);
            ties.push(taken);
            if let [a, b, ..] = order[..] {
                outcome.ended = second_round(&pairwise(core), a, b);
                final_places(&outcome)
            } else {
                let mut members = [sure, tied].concat();
                members.sort_unstable();
                let places = below(&outcome, vec![members.clone()]);
                *left = Some(Group { members, ended });
                places
            }
        }
        runoff::Ended::NoVotes
        | runoff::Ended::Majority { .. }
        | runoff::Ended::Won { .. }
        | runoff::Ended::TiedFinal { .. } => final_places(&outcome),
    };
    (places, VoteSteps::TwoRound(outcome))
}

/// Equals that compete for a place in the second round, by the tie-break chain.
fn separated(core: &Core, tied: &[usize]) -> TieTaken {
    let ordered = Ordered {
        places: vec![tied.to_vec()],
        scores: Vec::new(),
        raw: Vec::new(),
        sheets: Vec::new(),
        criteria: before(core),
        majority_met: None,
        ties: Vec::new(),
        left: None,
        steps: Steps::Marks,
    };
    Breaker::new(core, &ordered).separate(tied)
}

fn final_places(outcome: &runoff::Outcome) -> Places {
    match &outcome.ended {
        runoff::Ended::NoVotes | runoff::Ended::TiedFirst { .. } => Places::new(),
        runoff::Ended::Majority { winner } => below(outcome, vec![vec![*winner]]),
        runoff::Ended::Won { winner, loser, .. } => {
            below(outcome, vec![vec![*winner], vec![*loser]])
        }
        runoff::Ended::TiedFinal { tied, .. } => below(outcome, vec![tied.clone()]),
    }
}

/// Those first, then the others by their first preferences.
fn below(outcome: &runoff::Outcome, mut places: Places) -> Places {
    let others = outcome.first.iter().enumerate();
    let others = others.filter(|(n, _)| places.iter().flatten().all(|known| known != n));
    let mut by_votes: BTreeMap<std::cmp::Reverse<u32>, Vec<usize>> = BTreeMap::new();
    for (n, votes) in others {
        by_votes
            .entry(std::cmp::Reverse(*votes))
            .or_default()
            .push(n);
    }
    places.extend(by_votes.into_values());
    places
}

/// How many of the valid ballots stand behind a candidate of the first place.
fn support(votes: &Rankings, steps: &VoteSteps, winner: usize) -> (u32, u32) {
    match steps {
        VoteSteps::Approval(outcome) => (outcome.approvals[winner], outcome.judged_by[winner]),
        VoteSteps::TwoRound(runoff::Outcome {
            ended: runoff::Ended::Won { above, below, .. },
            ..
        }) => (*above, above + below),
        VoteSteps::Borda(_)
        | VoteSteps::Schulze(_)
        | VoteSteps::ScottishStv(_)
        | VoteSteps::TwoRound(_) => {
            let judging = votes
                .ballots()
                .iter()
                .filter(|b| !b.conflicted.contains(&winner));
            let first = judging
                .clone()
                .filter(|b| b.ranks.first() == Some(&vec![winner]));
            (number(first.count()), number(judging.count()))
        }
    }
}
