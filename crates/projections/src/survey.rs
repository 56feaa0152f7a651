//! Answers of surveys, summed by subject and period. What single people answered is not here.

use std::sync::Arc;

use domain::AnyEvent;
use domain::ids::UnitId;
use domain::survey::{Event, Subject};
use domain::text::Text;
use readmodel::ordinal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::fact::{Fact, FoldError, bigint, json};
use crate::projection::{Info, Projection};
use crate::table::tables;

readmodel::row! {
    /// The answers about a subject in a period.
    pub(crate) struct SurveyRow in "survey" {
        key { agency: Arc<str>, survey: Uuid }
        kind: String,
        scope: Uuid,
        title: Option<String>,
        period: String,
        users: Option<i64>,
        respondents: i64,
        elements: serde_json::Value,
        changed: i64,
    }
}

tables! {
    /// Its table.
    pub(crate) struct Tables {
        survey: SurveyRow,
    }
}

/// The projection.
pub(crate) struct Survey;

/// The answers to an element.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Element {
    sum: i64,
    count: i64,
}

/// What an event does to the sums.
#[derive(Default)]
struct Change {
    respondents: i64,
    elements: Vec<Element>,
}

impl Change {
    fn add(&mut self, marks: &[Option<u8>], sign: i64) {
        let length = self.elements.len().max(marks.len());
        self.elements.resize(length, Element::default());
        for (element, mark) in self.elements.iter_mut().zip(marks) {
            if let Some(mark) = mark {
                element.sum += sign * i64::from(*mark);
                element.count += sign;
            }
        }
    }

    fn of(event: &Event) -> Result<Self, FoldError> {
        let mut change = Self::default();
        match event {
            Event::Answered(new) => {
                change.respondents = bigint(new.answers.len())?;
                new.answers
                    .iter()
                    .for_each(|answer| change.add(&answer.marks, 1));
            }
            Event::Withdrawn(gone) => {
                change.respondents = -bigint(gone.answers.len())?;
                gone.answers
                    .iter()
                    .for_each(|answer| change.add(&answer.marks, -1));
            }
            Event::Corrected(mended) => {
                for answer in &mended.answers {
                    change.add(&answer.before, -1);
                    change.add(&answer.marks, 1);
                }
            }
            Event::UsersCounted(_) => {}
        }
        Ok(change)
    }
}

fn about(event: &Event) -> (&Subject, &Text<7>) {
    match event {
        Event::Answered(of) | Event::Withdrawn(of) => (&of.subject, &of.period),
        Event::Corrected(of) => (&of.subject, &of.period),
        Event::UsersCounted(of) => (&of.subject, &of.period),
    }
}

impl Projection for Survey {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "survey",
        version: 1,
        strict: false,
        personal: false,
        kinds: &["survey"],
    };

    fn touch(fact: &Fact<'_>, tables: &mut Tables) {
        if let AnyEvent::Survey(_) = fact.event {
            let key = (Arc::clone(fact.agency), fact.entity);
            tables.survey.want(key);
        }
    }

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        let AnyEvent::Survey(event) = fact.event else {
            return Ok(());
        };
        let key = (Arc::clone(fact.agency), fact.entity);
        let mut row = match tables.survey.get(&key) {
            Some(known) => known.clone(),
            None => empty(fact, event)?,
        };
        let change = Change::of(event)?;
        let mut elements: Vec<Element> = serde_json::from_value(row.elements)
            .map_err(|_| FoldError("the sums of a survey cannot be read"))?;
        for (element, by) in elements.iter_mut().zip(&change.elements) {
            element.sum += by.sum;
            element.count += by.count;
        }
        row.respondents += change.respondents;
        row.elements = json(&elements)?;
        row.changed = ordinal(fact.position);
        if let Event::UsersCounted(counted) = event {
            row.users = Some(i64::from(counted.users));
        }
        if row.respondents == 0 && row.users.is_none() {
            tables.survey.remove(&key);
        } else {
            tables.survey.put(row);
        }
        Ok(())
    }
}

fn empty(fact: &Fact<'_>, event: &Event) -> Result<SurveyRow, FoldError> {
    let (subject, period) = about(event);
    let (kind, scope, title) = match subject {
        Subject::Unit(UnitId(unit)) => ("unit", *unit, None),
        Subject::Course(title) => ("course", fact.entity, Some(title.to_string())),
    };
    Ok(SurveyRow {
        agency: Arc::clone(fact.agency),
        survey: fact.entity,
        kind: kind.to_owned(),
        scope,
        title,
        period: period.to_string(),
        users: None,
        respondents: 0,
        elements: json(&vec![Element::default(); subject.elements()])?,
        changed: ordinal(fact.position),
    })
}

#[cfg(test)]
mod tests;
