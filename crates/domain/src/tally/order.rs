//! From an order with ties to places.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Core, Criterion, Lot, Ordered, Points, Row, points, weighed};
use crate::counting::Exact;
use crate::counting::ballots::{Ranking, Rankings};
use crate::counting::lot::{lot_order, lot_seed};
use crate::counting::pairwise::Pairwise;
use crate::counting::ties::{Ended, Evidence, Facts, Resolution, TieStep, resolve};
use crate::rulebook::TieRule;
use crate::text::Code;

/// Where a candidate stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The candidate.
    pub candidate: usize,
    /// The place, from 1; 0 for who is not placed: too few sheets, or below the minimum.
    pub place: u32,
    /// Whether the place is decided, or who decides it.
    pub ended: Ended,
    /// The score that ranks, in points, where marks rank.
    #[serde(with = "crate::counting::exact::text")]
    #[schemars(with = "Option<String>")]
    pub score: Option<Exact>,
    /// The score before any adjustment.
    #[serde(with = "crate::counting::exact::text")]
    #[schemars(with = "Option<String>")]
    pub raw: Option<Exact>,
    /// How many ballots say something of the candidate.
    pub sheets: u32,
    /// The score on each criterion, earlier rounds included.
    pub criteria: BTreeMap<Code, Points>,
    /// Whether the candidate goes on to the next round.
    pub shortlisted: bool,
}

/// How one group of equals was separated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TieTaken {
    /// The candidates that were equal.
    pub group: Vec<usize>,
    /// The seed of the lot, where it was drawn.
    pub seed: Option<crate::Fingerprint>,
    /// Each step, and where everybody ended.
    pub resolution: Resolution,
}

pub(super) fn standings(core: &Core, ordered: &Ordered) -> (Vec<Standing>, Vec<TieTaken>) {
    let breaker = Breaker::new(core, ordered);
    let mut ties = ordered.ties.clone();
    let mut standings = Vec::with_capacity(core.records.len());
    let mut unplaced = vec![true; core.records.len()];
    let mut place = 1;
    for group in &ordered.places {
        let left = ordered.left.as_ref().filter(|left| left.members == *group);
        let taken = left.is_none().then(|| breaker.separate(group));
        let ends = taken
            .as_ref()
            .map(|taken| taken.resolution.groups.as_slice());
        for end in ends.or(left.map(std::slice::from_ref)).unwrap_or_default() {
            for &candidate in &end.members {
                unplaced[candidate] = false;
                standings.push(standing(core, ordered, (candidate, place, end.ended)));
            }
            place += u32::try_from(end.members.len()).unwrap_or(u32::MAX);
        }
        ties.extend(taken.filter(|_| group.len() > 1));
    }
    for (candidate, _) in unplaced
        .iter()
        .enumerate()
        .filter(|(_, unplaced)| **unplaced)
    {
        standings.push(standing(core, ordered, (candidate, 0, Ended::Decided)));
    }
    (standings, ties)
}

fn standing(
    core: &Core,
    ordered: &Ordered,
    (candidate, place, ended): (usize, u32, Ended),
) -> Standing {
    let score = ordered.scores[candidate].clone();
    let shortlist = core.rules.shortlist.unwrap_or_default();
    let high = shortlist.top.is_none_or(|top| place <= u32::from(top));
    let enough = shortlist
        .minimum
        .is_none_or(|least| score.as_ref().is_some_and(|score| *score >= points(least)));
    Standing {
        candidate,
        place,
        ended,
        raw: ordered.raw[candidate].clone(),
        sheets: ordered.sheets[candidate],
        criteria: ordered.criteria[candidate].clone(),
        shortlisted: place > 0 && high && enough,
        score,
    }
}

/// What separates equals.
pub(super) struct Breaker<'a> {
    core: &'a Core,
    steps: Vec<TieStep>,
    facts: Vec<Facts>,
    pairwise: Option<Pairwise>,
}

impl<'a> Breaker<'a> {
    pub(super) fn new(core: &'a Core, ordered: &Ordered) -> Self {
        let steps = steps(core);
        let tied = ordered.places.iter().any(|group| group.len() > 1);
        let compares = tied && steps.contains(&TieStep::HeadToHead);
        let facts = (0..core.records.len()).map(|n| facts(core, &ordered.criteria[n], n));
        Self {
            core,
            facts: facts.collect(),
            pairwise: compares.then(|| pairwise(core)),
            steps,
        }
    }

    pub(super) fn separate(&self, group: &[usize]) -> TieTaken {
        let drawn = (group.len() > 1).then(|| draw(self.core, group)).flatten();
        let (seed, lot) = drawn.unzip();
        let evidence = Evidence {
            facts: &self.facts,
            pairwise: self.pairwise.as_ref(),
            lot: lot.as_deref(),
        };
        let resolution = resolve(group, &self.steps, &evidence);
        let used = |step: &crate::counting::ties::StepTaken| step.step == TieStep::Lot;
        TieTaken {
            group: group.to_vec(),
            seed: seed.filter(|_| resolution.record.iter().any(used)),
            resolution,
        }
    }
}

/// The seed and the order of a lot among `group`, once all secrets are known.
pub(super) fn draw(core: &Core, group: &[usize]) -> Option<(crate::Fingerprint, Vec<usize>)> {
    let Lot::Revealed { secrets } = &core.lot else {
        return None;
    };
    let tokens: Vec<String> = group
        .iter()
        .map(|&n| core.records[n].token.to_string())
        .collect();
    let secrets: Vec<[u8; 32]> = secrets.iter().map(|secret| *secret.bytes()).collect();
    let seed = lot_seed(&core.edition, &tokens, &secrets);
    let order = lot_order(&seed, &tokens)
        .into_iter()
        .map(|n| group[n])
        .collect();
    Some((crate::Fingerprint::from(seed), order))
}

fn steps(core: &Core) -> Vec<TieStep> {
    let index = |code: &Code| core.criteria.iter().position(|c| c.code == *code);
    let mut by_weight: Vec<usize> = (0..core.criteria.len()).collect();
    by_weight.sort_by_key(|&n| std::cmp::Reverse(core.criteria[n].weight));
    let mut steps = Vec::new();
    for rule in &core.ties {
        match rule {
            TieRule::Criteria => {
                steps.extend(by_weight.iter().map(|&index| TieStep::Criterion { index }));
            }
            TieRule::Criterion(named) => {
                steps.extend(index(named).map(|index| TieStep::Criterion { index }));
            }
            TieRule::HeadToHead => steps.push(TieStep::HeadToHead),
            TieRule::FewerWins => steps.push(TieStep::FewerWins),
            TieRule::LongerService => steps.push(TieStep::LongerService),
            // A secret that is withheld must not hold up the award.
            TieRule::Lot if core.lot == Lot::Missed => {}
            TieRule::Lot => steps.push(TieStep::Lot),
            TieRule::Plenary => steps.push(TieStep::Plenary),
            TieRule::Shared => steps.push(TieStep::Shared),
        }
    }
    // What a step did not separate, the same step does not separate later.
    let mut taken = Vec::new();
    steps.retain(|step| {
        let new = !taken.contains(step);
        taken.push(*step);
        new
    });
    steps
}

fn facts(core: &Core, criteria: &BTreeMap<Code, Points>, candidate: usize) -> Facts {
    let record = &core.records[candidate];
    Facts {
        criteria: core
            .criteria
            .iter()
            .map(|c| criteria.get(&c.code).map(|points| points.0.clone()))
            .collect(),
        wins: record.wins,
        // The first place is the longest service.
        service_days: record.service.map(|place| -i64::from(place)),
    }
}

/// Who is preferred to whom by how many jurors who may judge both.
pub(super) fn pairwise(core: &Core) -> Pairwise {
    if core.rules.kind.marks() {
        let mut sheets: BTreeMap<usize, BTreeMap<usize, u64>> = BTreeMap::new();
        let marked: Vec<&Criterion> = core.marked().collect();
        for row in &core.rows {
            if let Row::Marks {
                juror,
                candidate,
                marks,
            } = row
            {
                let total = weighed(marked.iter().copied(), marks);
                sheets.entry(*juror).or_default().insert(*candidate, total);
            }
        }
        let sheets: Vec<_> = sheets.into_values().collect();
        Pairwise::of_sheets(core.records.len(), &sheets)
    } else {
        Pairwise::of_rankings(&rankings(core))
    }
}

/// The votes as rankings; an approval ranks those approved above all others.
pub(super) fn rankings(core: &Core) -> Rankings {
    let ballots = core.rows.iter().filter_map(|row| {
        let ranks = match row {
            Row::Ranking { ranks, .. } => ranks.clone(),
            Row::Approved { approved, .. } if approved.is_empty() => Vec::new(),
            Row::Approved { approved, .. } => vec![approved.iter().copied().collect()],
            Row::Marks { .. } | Row::Abstained { .. } => return None,
        };
        let conflicted = conflicted(core, row.juror());
        Some(Ranking { ranks, conflicted })
    });
    // What cannot be a ballot was left out when the rows were made, or by who changed them.
    let all: Vec<Ranking> = ballots.collect();
    let valid: Vec<Ranking> = all
        .into_iter()
        .filter(|ballot| ballot.check(core.records.len()).is_ok())
        .collect();
    Rankings::new(core.records.len(), valid).expect("each ballot was checked")
}

/// The candidates that a juror may not judge.
pub(super) fn conflicted(core: &Core, juror: usize) -> std::collections::BTreeSet<usize> {
    let of = core.blocked.range((juror, 0)..=(juror, usize::MAX));
    of.map(|(_, candidate)| *candidate).collect()
}
