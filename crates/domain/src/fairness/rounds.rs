//! What a round says of its jurors and candidates.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;

use super::{CandidateReport, JurorReport, RoundReport};
use crate::counting::Exact;
use crate::tally::bundle::Round;
use crate::tally::recount::Recounted;
use crate::tally::{Core, LeftOut, Outcome, Points, Row, Steps, Why, count, totals};

/// `None` of a round that was not counted.
pub(super) fn round(part: &Round, counted: &Recounted) -> Option<RoundReport> {
    let (core, outcome) = (counted.core.as_ref()?, counted.outcome.as_ref()?);
    let adjusted = matches!(outcome.steps, Steps::Adjusted(_));
    let raw = adjusted.then(|| {
        let mut core = core.clone();
        core.rules.severity = None;
        count(&core)
    });
    Some(RoundReport {
        category: counted.category.clone(),
        number: counted.number,
        adjusted,
        candidates: candidates(core, outcome, raw.as_ref().unwrap_or(outcome)),
        jurors: jurors(core, outcome),
        left_out: left_out(&part.get::<Vec<LeftOut>>("left-out")?),
    })
}

fn left_out(all: &[LeftOut]) -> BTreeMap<Why, u32> {
    let mut reasons = BTreeMap::new();
    for one in all {
        *reasons.entry(one.why).or_default() += 1;
    }
    reasons
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn candidates(core: &Core, outcome: &Outcome, raw: &Outcome) -> Vec<CandidateReport> {
    let raw: BTreeMap<usize, u32> = raw
        .standings
        .iter()
        .map(|standing| (standing.candidate, standing.place))
        .collect();
    let mut abstained = vec![0_usize; core.records.len()];
    for row in &core.rows {
        match row {
            Row::Abstained {
                candidate: Some(n), ..
            } => abstained[*n] += 1,
            Row::Abstained {
                candidate: None,
                juror,
            } => (0..core.records.len())
                .filter(|n| !core.blocked.contains(&(*juror, *n)))
                .for_each(|n| abstained[n] += 1),
            Row::Marks { .. } | Row::Ranking { .. } | Row::Approved { .. } => {}
        }
    }
    let mut recused = vec![0_usize; core.records.len()];
    for (_, candidate) in &core.blocked {
        recused[*candidate] += 1;
    }
    let of = |standing: &crate::tally::Standing| {
        let n = standing.candidate;
        let (abstained, recused) = (number(abstained[n]), number(recused[n]));
        let said = standing.sheets + abstained + recused;
        CandidateReport {
            candidate: n,
            place: standing.place,
            raw_place: raw.get(&n).copied().unwrap_or_default(),
            covered: standing.sheets,
            abstained,
            recused,
            silent: number(core.jurors).saturating_sub(said),
        }
    };
    outcome.standings.iter().map(of).collect()
}

fn jurors(core: &Core, outcome: &Outcome) -> Vec<JurorReport> {
    let leniency = match &outcome.steps {
        Steps::Adjusted(adjusted) => adjusted.jurors.clone(),
        Steps::Marks | Steps::NotAdjusted(_) => deviations(core),
        Steps::Vote(_) => vec![None; core.jurors],
    };
    let with = first(outcome);
    let of = |(juror, leniency): (usize, Option<Exact>)| {
        let (own, others): (Vec<Row>, Vec<Row>) = core
            .rows
            .iter()
            .cloned()
            .partition(|row| row.juror() == juror);
        let said = |row: &&Row| !matches!(row, Row::Abstained { .. });
        let first_without = first(&count(&Core {
            rows: others,
            ..core.clone()
        }));
        JurorReport {
            juror,
            rows: number(own.iter().filter(said).count()),
            leniency: leniency.map(Points),
            decisive: first_without != with,
            first_without,
        }
    };
    leniency.into_iter().enumerate().map(of).collect()
}

fn first(outcome: &Outcome) -> BTreeSet<usize> {
    let first = outcome.standings.iter().filter(|s| s.place == 1);
    first.map(|standing| standing.candidate).collect()
}

/// Per juror, the mean difference of their totals from the candidates' means.
fn deviations(core: &Core) -> Vec<Option<Exact>> {
    let mut differences: Vec<Vec<Exact>> = vec![Vec::new(); core.jurors];
    for of in totals(core) {
        let Some(mean) = mean(of.iter().map(|(_, total)| total)) else {
            continue;
        };
        for (juror, total) in of {
            differences[juror].push(total - &mean);
        }
    }
    differences.iter().map(|of| mean(of.iter())).collect()
}

fn mean<'a>(all: impl ExactSizeIterator<Item = &'a Exact>) -> Option<Exact> {
    let count = BigInt::from(all.len());
    (all.len() > 0).then(|| all.sum::<Exact>() / count)
}
