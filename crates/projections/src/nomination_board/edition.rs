//! Editions on the nomination board.

use std::sync::Arc;

use domain::edition::{Drafted, Event};
use readmodel::ordinal;

use super::{EditionRow, Tables};
use crate::fact::{Fact, FoldError, json};

pub(super) fn fold(fact: &Fact<'_>, event: &Event, tables: &mut Tables) -> Result<(), FoldError> {
    if let Event::Drafted(drafted) = event {
        tables.edition.put(drafted_row(fact, drafted)?);
        return Ok(());
    }
    if let Event::Amended(amended) = event {
        let rules = Drafted::from(amended.rulebook.as_ref());
        return amend(fact, &rules, tables);
    }
    let at = ordinal(fact.position);
    let key = (Arc::clone(fact.agency), fact.entity);
    let known = tables.edition.update(&key, |edition| {
        edition.changed = at;
        match event {
            Event::Drafted(_) | Event::RulebookSet(_) | Event::Amended(_) => {}
            Event::Opened(opened) => {
                "open".clone_into(&mut edition.phase);
                edition.nominations_until = Some(opened.nominations_until);
            }
            Event::Extended(extended) => {
                edition.nominations_until = Some(extended.nominations_until);
            }
            Event::Suspended(_) => edition.suspended = true,
            Event::Resumed(_) => edition.suspended = false,
            Event::NominationsClosed(_) => {
                "assessing".clone_into(&mut edition.phase);
                edition.nominations_closed = Some(at);
            }
            Event::Cancelled(_) => "cancelled".clone_into(&mut edition.phase),
        }
    });
    drafted_before(known)
}

fn drafted_before(known: bool) -> Result<(), FoldError> {
    if known {
        Ok(())
    } else {
        Err(FoldError("the edition was never drafted"))
    }
}

fn amend(fact: &Fact<'_>, rules: &Drafted, tables: &mut Tables) -> Result<(), FoldError> {
    let key = (Arc::clone(fact.agency), fact.entity);
    let categories = json(&rules.categories)?;
    drafted_before(tables.edition.update(&key, |edition| {
        edition.title = rules.title.to_string();
        edition.year = i32::from(rules.year);
        edition.categories = categories;
        edition.changed = ordinal(fact.position);
    }))
}

fn drafted_row(fact: &Fact<'_>, drafted: &Drafted) -> Result<EditionRow, FoldError> {
    Ok(EditionRow {
        agency: Arc::clone(fact.agency),
        edition: fact.entity,
        code: drafted.code.to_string(),
        title: drafted.title.to_string(),
        year: i32::from(drafted.year),
        phase: "draft".to_owned(),
        suspended: false,
        categories: json(&drafted.categories)?,
        nominations_until: None,
        nominations_closed: None,
        announced: None,
        changed: ordinal(fact.position),
    })
}
