//! Nominations on the nomination board.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::nomination::{Event, Nominee, Submitted};
use readmodel::ordinal;
use uuid::Uuid;

use super::{NominationRow, Tables};
use crate::fact::{Fact, FoldError, json, name};

/// The nomination, and its edition, which says whether it comes late.
pub(super) fn touch(fact: &Fact<'_>, event: &Event, tables: &mut Tables) {
    let key = (Arc::clone(fact.agency), fact.entity);
    let known = tables.nomination.peek(&key).map(|known| known.edition);
    tables.nomination.want(key);
    let named = match event {
        Event::Submitted(submitted) => Some(submitted.edition.0),
        _ => None,
    };
    for edition in [known, named].into_iter().flatten() {
        tables.edition.want((Arc::clone(fact.agency), edition));
    }
}

pub(super) fn fold(fact: &Fact<'_>, event: &Event, tables: &mut Tables) -> Result<(), FoldError> {
    const UNKNOWN: FoldError = FoldError("the nomination was never submitted");
    let key = (Arc::clone(fact.agency), fact.entity);
    let at = ordinal(fact.position);
    if let Event::Submitted(submitted) = event {
        let late = late(fact, submitted.edition.0, tables);
        tables.nomination.put(row(fact, submitted, late)?);
        return Ok(());
    }
    let edition = tables.nomination.get(&key).ok_or(UNKNOWN)?.edition;
    let late = late(fact, edition, tables);
    tables.nomination.update(&key, |nomination| {
        nomination.changed = at;
        match event {
            Event::Submitted(_) => {}
            Event::Resubmitted(_) | Event::Reopened(_) => {
                "submitted".clone_into(&mut nomination.status);
                nomination.late = late;
            }
            Event::Returned(_) => "returned".clone_into(&mut nomination.status),
            Event::Withdrawn(_) => "withdrawn".clone_into(&mut nomination.status),
            Event::Consented(answered) => answer(nomination, answered.by.0, true),
            Event::Declined(answered) => answer(nomination, answered.by.0, false),
        }
    });
    Ok(())
}

/// Whether nominations of the edition were closed before this, in ledger order.
fn late(fact: &Fact<'_>, edition: Uuid, tables: &Tables) -> bool {
    let key = (Arc::clone(fact.agency), edition);
    let edition = tables.edition.get(&key);
    edition.is_some_and(|edition| edition.nominations_closed.is_some())
}

fn ids(value: &serde_json::Value) -> BTreeSet<Uuid> {
    serde_json::from_value(value.clone()).unwrap_or_default()
}

/// As `domain::Reference` says: everybody nominated must consent, for a unit its head, and one who
/// declines declines for all.
fn answer(nomination: &mut NominationRow, by: Uuid, consents: bool) {
    let mut consented = ids(&nomination.consents);
    if consents {
        consented.insert(by);
    } else {
        consented.remove(&by);
        nomination.declined = true;
    }
    let people = ids(&nomination.people);
    let all = if people.is_empty() {
        !consented.is_empty()
    } else {
        people.is_subset(&consented)
    };
    nomination.consented = all && !nomination.declined;
    nomination.consents = consented.iter().map(ToString::to_string).collect();
}

fn row(fact: &Fact<'_>, submitted: &Submitted, late: bool) -> Result<NominationRow, FoldError> {
    let nominee = &submitted.nominee;
    let at = ordinal(fact.position);
    Ok(NominationRow {
        agency: Arc::clone(fact.agency),
        nomination: fact.entity,
        edition: submitted.edition.0,
        category: submitted.category.to_string(),
        nominee_kind: name(&nominee.kind())?,
        nominee: nominee.owner(),
        people: json(&nominee.people())?,
        title: match nominee {
            Nominee::Team { title, .. } => Some(title.to_string()),
            Nominee::Person { .. } | Nominee::Unit { .. } => None,
        },
        unit: submitted.unit.0,
        nominator: submitted.by.0,
        status: "submitted".to_owned(),
        consents: serde_json::Value::Array(Vec::new()),
        declined: false,
        consented: false,
        late,
        peers: 0,
        superiors: 0,
        subordinates: 0,
        citizens: 0,
        submitted: at,
        changed: at,
    })
}
