//! Whether what a count rests on could be what jurors said.

use std::collections::BTreeSet;

use super::{Core, Row};
use crate::rulebook::{CRITERIA, Method};

/// Each row, each juror at most once on the same candidate, and nobody who is not there.
pub(super) fn core(core: &Core) -> Result<(), &'static str> {
    if core.criteria.len() > *CRITERIA.end() {
        return Err("there are more criteria than a category may have");
    }
    let known = |(juror, candidate): &(usize, usize)| {
        *juror < core.jurors && *candidate < core.records.len()
    };
    if !core.blocked.iter().all(known) {
        return Err("a conflict of interest is of a juror or a candidate that there is not");
    }
    let mut said = BTreeSet::new();
    for one in &core.rows {
        if !said.insert((one.juror(), one.candidate())) {
            return Err("a juror has two rows on the same candidate");
        }
        row(core, one)?;
    }
    Ok(())
}

/// Of a known juror and candidate between whom there is no conflict, and what the rules ask for.
pub(super) fn row(core: &Core, row: &Row) -> Result<(), &'static str> {
    let (juror, candidate) = (row.juror(), row.candidate());
    if juror >= core.jurors || candidate.is_some_and(|n| n >= core.records.len()) {
        return Err("a row is of a juror or a candidate that there is not");
    }
    if candidate.is_some_and(|n| core.blocked.contains(&(juror, n))) {
        return Err("a row is of a juror with a conflict of interest");
    }
    if !fits(core, row) {
        return Err("a row is not what the rules of the round ask for");
    }
    vote(core, row)
}

fn fits(core: &Core, row: &Row) -> bool {
    if core.rules.kind.marks() {
        let marked = core.criteria.iter().filter(|criterion| criterion.marked);
        return match row {
            Row::Marks { marks, .. } => marks.len() == marked.count(),
            Row::Abstained { candidate, .. } => candidate.is_some(),
            Row::Ranking { .. } | Row::Approved { .. } => false,
        };
    }
    match (core.rules.method, row) {
        (Some(_), Row::Abstained { candidate, .. }) => candidate.is_none(),
        (Some(method), Row::Approved { .. }) => method == Method::Approval,
        (Some(Method::ScottishStv | Method::TwoRound), Row::Ranking { ranks, .. }) => {
            ranks.iter().all(|rank| rank.len() == 1)
        }
        (Some(Method::Borda(_) | Method::Schulze), Row::Ranking { ranks, .. }) => {
            ranks.iter().all(|rank| !rank.is_empty())
        }
        (None, _) | (_, Row::Marks { .. } | Row::Ranking { .. }) => false,
    }
}

fn vote(core: &Core, row: &Row) -> Result<(), &'static str> {
    let named: Vec<usize> = match row {
        Row::Ranking { ranks, .. } => ranks.iter().flatten().copied().collect(),
        Row::Approved { approved, .. } => approved.iter().copied().collect(),
        Row::Marks { .. } | Row::Abstained { .. } => Vec::new(),
    };
    let mut seen = BTreeSet::new();
    for candidate in named {
        if candidate >= core.records.len() || !seen.insert(candidate) {
            return Err("a vote names a candidate twice, or one that there is not");
        }
        if core.blocked.contains(&(row.juror(), candidate)) {
            return Err("a vote names a candidate with whom its juror has a conflict of interest");
        }
    }
    Ok(())
}
