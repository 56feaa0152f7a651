//! Opening a round: everything that its count will rest on is pinned here.

use std::collections::BTreeMap;

use super::{Blocked, Candidate, Commitment, Event, Open, Opened, Record, Ruled};
use crate::edition::Criterion;
use crate::ids::{NominationId, PersonId, RoundId};
use crate::lot::Holder;
use crate::nomination::Nominee;
use crate::reference::{self, Reference};
use crate::rulebook::{Category, RoundRules, TieRule};
use crate::{Context, Decision, Fingerprint, Refusal};

pub(super) fn open(asked: &Open, context: &Context<'_>) -> Result<Decision<Event>, Refusal> {
    let reference = context.reference;
    let edition = reference.running(asked.edition)?;
    let category = edition
        .category(&asked.category)
        .ok_or(Refusal::CategoryUnknown)?;
    let panel = may_open(asked, context)?;
    let rules = category
        .round(asked.number)
        .ok_or(Refusal::RoundNotInRulebook)?;
    if rules.panel.as_ref().is_some_and(|code| *code != panel.code) {
        return Err(Refusal::PanelNotInRulebook);
    }
    let before = (asked.number > 1)
        .then(|| reference.result_of(before(asked)))
        .flatten();
    let opened = Opened {
        edition: asked.edition,
        category: asked.category.clone(),
        number: asked.number,
        panel: asked.panel,
        criteria: marked(category, &rules),
        candidates: candidates(reference, asked, before)?,
        quorum: rules.quorum.unwrap_or(panel.quorum),
        closes_at: asked.closes_at,
    };
    let pinned = Ruled {
        rulebook: Fingerprint::of_value(&edition.rulebook),
        ties: edition.rulebook.ties.clone(),
        places: category.places,
        criteria: category.criteria.iter().map(Criterion::from).collect(),
        blocked: blocked(reference, &opened, panel),
        records: records(reference, &opened, before),
        lot: commitments(&edition.rulebook.ties, panel.chair, &asked.lot)?,
        salt: asked.salt.clone(),
        rules,
    };
    Ok(Decision::Record(vec![
        Event::Opened(opened),
        Event::Ruled(Box::new(pinned)),
    ]))
}

/// Whether the time has come; returns the panel.
fn may_open<'c>(asked: &Open, context: &Context<'c>) -> Result<&'c reference::Panel, Refusal> {
    let reference = context.reference;
    let edition = reference.running(asked.edition)?;
    if edition.nominations_closed.is_none() {
        return Err(Refusal::NominationsOpen);
    }
    let panel = reference.panels.get(&asked.panel);
    let panel = panel.filter(|panel| panel.edition == asked.edition);
    let panel = panel.ok_or(Refusal::PanelUnknown)?;
    if reference.ratified(asked.edition).is_some() {
        return Err(Refusal::DecisionRatified);
    }
    let first = asked.number == 1;
    if asked.number == 0 || (!first && reference.result_of(before(asked)).is_none()) {
        return Err(Refusal::RoundOutOfOrder);
    }
    if asked.closes_at <= context.now {
        return Err(Refusal::DeadlinePast);
    }
    Ok(panel)
}

/// The round before.
fn before(asked: &Open) -> RoundId {
    let number = asked.number.saturating_sub(1);
    RoundId::of(asked.edition, asked.category.as_str(), number)
}

/// The nominations that are to be assessed: in the first round all, then those on the shortlist of
/// the round before. Who declined or withdrew since is left out.
fn candidates(
    reference: &Reference,
    asked: &Open,
    before: Option<&reference::ResultRef>,
) -> Result<Vec<Candidate>, Refusal> {
    let goes_on = |nomination: &NominationId| {
        before.is_none_or(|result| result.shortlist.contains(nomination))
    };
    let assessable = reference
        .assessable(asked.edition, &asked.category)?
        .into_iter();
    let candidates: Vec<Candidate> = assessable
        .filter(|(nomination, _)| goes_on(nomination))
        .map(|(nomination, known)| Candidate {
            nomination,
            nominee: known.nominee.clone(),
        })
        .collect();
    if candidates.is_empty() {
        Err(Refusal::RoundEmpty)
    } else {
        Ok(candidates)
    }
}

fn marked(category: &Category, rules: &RoundRules) -> Vec<Criterion> {
    if rules.kind.marks() {
        let marked = category.criteria_of(rules);
        marked.iter().map(Criterion::from).collect()
    } else {
        Vec::new()
    }
}

fn blocked(reference: &Reference, opened: &Opened, seats: &reference::Panel) -> Vec<Blocked> {
    let pairs = seats.jurors.iter().flat_map(|&juror| {
        let candidates = opened.candidates.iter();
        candidates.map(move |candidate| (juror, candidate.nomination))
    });
    let blocked = pairs.filter_map(|(juror, nomination)| {
        let relations = reference.conflicts_between(opened.edition, juror, nomination);
        (!relations.is_empty()).then_some(Blocked {
            juror,
            nomination,
            relations,
        })
    });
    blocked.collect()
}

fn records(
    reference: &Reference,
    opened: &Opened,
    before: Option<&reference::ResultRef>,
) -> Vec<Record> {
    let candidates = opened.candidates.iter();
    candidates
        .map(|candidate| Record {
            nomination: candidate.nomination,
            before: before.and_then(|result| result.scores.get(&candidate.nomination).cloned()),
            wins: wins(reference, &candidate.nominee, opened),
            since: since(reference, &candidate.nominee),
        })
        .collect()
}

/// How often they won this category; a team is new each time.
fn wins(reference: &Reference, nominee: &Nominee, opened: &Opened) -> Option<u32> {
    let won = |nominee: &Nominee| reference.wins(nominee, &opened.category);
    match nominee {
        Nominee::Person { .. } | Nominee::Unit { .. } => Some(won(nominee)),
        Nominee::Team { .. } => None,
    }
}

fn since(reference: &Reference, nominee: &Nominee) -> Option<jiff::civil::Date> {
    match nominee {
        Nominee::Person { person } => reference.people.get(person).map(|known| known.from),
        Nominee::Unit { .. } | Nominee::Team { .. } => None,
    }
}

/// The three commitments, where the chain ends in a lot; the chair's is of the panel's chair.
fn commitments(
    ties: &[TieRule],
    chair: PersonId,
    lot: &BTreeMap<Holder, (PersonId, Fingerprint)>,
) -> Result<Vec<Commitment>, Refusal> {
    if !ties.contains(&TieRule::Lot) {
        return Ok(Vec::new());
    }
    if lot.get(&Holder::Chair).is_some_and(|(by, _)| *by != chair) {
        return Err(Refusal::NotTheChair);
    }
    let of = |holder: Holder| {
        let (_, commitment) = lot.get(&holder).ok_or(Refusal::LotUncommitted)?;
        Ok(Commitment {
            holder,
            commitment: *commitment,
        })
    };
    Holder::ALL.into_iter().map(of).collect()
}
