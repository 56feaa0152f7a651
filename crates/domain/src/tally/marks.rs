//! From marks to scores.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::Zero as _;

use super::{Core, Criterion, Ordered, Points, Row, Steps, exact, points, weighed};
use crate::ballot::Score;
use crate::counting::Exact;
use crate::counting::scores::{Aggregation, aggregate, places_by_score};
use crate::counting::severity::{Marks, adjust};
use crate::rulebook::Aggregate;
use crate::text::Code;

impl From<Aggregate> for Aggregation {
    fn from(aggregate: Aggregate) -> Self {
        match aggregate {
            Aggregate::Mean => Self::Mean,
            Aggregate::Median => Self::Median,
            Aggregate::Trimmed(each_end) => Self::Trimmed { each_end },
        }
    }
}

/// The sheets on one candidate, by juror.
type Sheets<'a> = Vec<(usize, &'a [Score])>;

/// The criteria that are marked, and the sheets on each candidate.
fn sheets(core: &Core) -> (Vec<&Criterion>, Vec<Sheets<'_>>) {
    let mut sheets: Vec<Sheets<'_>> = vec![Vec::new(); core.records.len()];
    for row in &core.rows {
        if let Row::Marks {
            juror,
            candidate,
            marks,
        } = row
            && let Some(of) = sheets.get_mut(*candidate)
        {
            of.push((*juror, marks));
        }
    }
    (core.marked().collect(), sheets)
}

/// The totals that jurors gave each candidate, by juror.
pub(crate) fn totals(core: &Core) -> Vec<Vec<(usize, Exact)>> {
    let (marked, sheets) = sheets(core);
    totals_of(&sheets, &marked)
}

fn totals_of(sheets: &[Sheets<'_>], marked: &[&Criterion]) -> Vec<Vec<(usize, Exact)>> {
    let of = |sheets: &Sheets<'_>| {
        let totals = sheets.iter();
        totals
            .map(|(juror, sheet)| (*juror, total(sheet, marked)))
            .collect()
    };
    sheets.iter().map(of).collect()
}

pub(super) fn order(core: &Core) -> Ordered {
    let (marked, sheets) = sheets(core);
    let how = Aggregation::from(core.rules.aggregate);
    let totals = totals_of(&sheets, &marked);
    let raw: Vec<Option<Exact>> = totals
        .iter()
        .map(|of| {
            let totals: Vec<Exact> = of.iter().map(|(_, total)| total.clone()).collect();
            aggregate(&totals, how)
        })
        .collect();
    let (steps, scores) = adjusted(core, &totals, &raw);
    let weight = u64::from(core.weight());
    let scores = carried(core, scores, weight);
    let covered = |n: usize| sheets[n].len() >= usize::from(core.rules.coverage.max(1));
    let counts = |(n, score): (usize, &Option<Exact>)| {
        let enough = |score: &Exact| {
            core.rules
                .minimum
                .is_none_or(|least| *score >= points(least))
        };
        score.clone().filter(|score| covered(n) && enough(score))
    };
    let ranking = scores.iter().enumerate().map(counts).collect::<Vec<_>>();
    Ordered {
        places: places_by_score(&ranking).places,
        raw: carried(core, raw, weight),
        scores,
        sheets: sheets
            .iter()
            .map(|of| u32::try_from(of.len()).unwrap_or(u32::MAX))
            .collect(),
        criteria: (0..core.records.len())
            .map(|n| by_criterion(core, n, &sheets[n], &marked, how))
            .collect(),
        majority_met: None,
        ties: Vec::new(),
        left: None,
        steps,
    }
}

/// A juror's weighted mean in points.
fn total(sheet: &[Score], marked: &[&Criterion]) -> Exact {
    let weights: u64 = marked.iter().map(|c| u64::from(c.weight)).sum();
    let sum = weighed(marked.iter().copied(), sheet);
    if weights == 0 {
        Exact::zero()
    } else {
        Exact::new(BigInt::from(sum), BigInt::from(weights * 100))
    }
}

/// Adjusted for severity, where the rules ask for it and the marks allow it.
fn adjusted(
    core: &Core,
    totals: &[Vec<(usize, Exact)>],
    raw: &[Option<Exact>],
) -> (Steps, Vec<Option<Exact>>) {
    let Some(severity) = core.rules.severity else {
        return (Steps::Marks, raw.to_vec());
    };
    let given = totals.iter().enumerate().flat_map(|(candidate, of)| {
        of.iter()
            .map(move |(juror, total)| ((*juror, candidate), total.clone()))
    });
    let marks = Marks {
        candidates: core.records.len(),
        jurors: core.jurors,
        given: given.collect(),
    };
    match adjust(&marks, &exact(severity.shrinkage)) {
        Ok(adjusted) => {
            let scores = adjusted.scores.clone();
            (Steps::Adjusted(adjusted), scores)
        }
        Err(why) => (Steps::NotAdjusted(why), raw.to_vec()),
    }
}

/// With the score of the rounds before, each by the weight of its criteria.
fn carried(core: &Core, scores: Vec<Option<Exact>>, weight: u64) -> Vec<Option<Exact>> {
    if !core.rules.carry {
        return scores;
    }
    let with = |(score, record): (Option<Exact>, &super::Record)| {
        let (score, before) = (score?, record.before.as_ref()?);
        let both = weight + u64::from(before.weight);
        if both == 0 {
            return None;
        }
        let sum = score * BigInt::from(weight) + &before.score * BigInt::from(before.weight);
        Some(sum / BigInt::from(both))
    };
    scores.into_iter().zip(&core.records).map(with).collect()
}

/// The score on each criterion, those of the rounds before included.
fn by_criterion(
    core: &Core,
    candidate: usize,
    sheets: &Sheets<'_>,
    marked: &[&Criterion],
    how: Aggregation,
) -> BTreeMap<Code, Points> {
    let before = core.records[candidate].before.iter();
    let mut all: BTreeMap<Code, Points> = before.flat_map(|b| b.criteria.clone()).collect();
    for (n, criterion) in marked.iter().enumerate() {
        let of: Vec<Exact> = sheets
            .iter()
            .filter_map(|(_, s)| s.get(n))
            .map(|s| points(*s))
            .collect();
        if let Some(score) = aggregate(&of, how) {
            all.insert(criterion.code.clone(), Points(score));
        }
    }
    all
}
