//! What explains each person's points, line by line; and what else files record that boards do not
//! count: candidates, predicates of units, the indicator catalogue.

use std::sync::Arc;

use domain::performance::{self, Recorded};
use domain::{AnyEvent, candidate, indicator, unit};
use jiff::civil::Date;
use readmodel::ordinal;
use uuid::Uuid;

use crate::fact::{Fact, FoldError, json, name};
use crate::projection::{Info, Projection};
use crate::table::tables;

readmodel::row! {
    /// What stands under a source's reference in a person's period.
    pub(crate) struct Line in "line" {
        key { agency: Arc<str>, person: Uuid, period: Arc<str>, source: Arc<str> }
        word: String,
        detail: serde_json::Value,
        unit: Option<Uuid>,
        points: i64,
        point_table: String,
        changed: i64,
    }
}
readmodel::row! {
    /// Somebody on a list of candidates.
    pub(crate) struct CandidateRow in "candidate" {
        key { agency: Arc<str>, candidate: Uuid }
        year: i64,
        person: Uuid,
        unit: Option<Uuid>,
        category: Option<String>,
        claims: serde_json::Value,
        listed_on: Date,
        changed: i64,
    }
}
readmodel::row! {
    /// The predicate of a unit in a year.
    pub(crate) struct UnitPredikat in "unit_predikat" {
        key { agency: Arc<str>, unit: Uuid, year: i64 }
        predikat: String,
        changed: i64,
    }
}
readmodel::row! {
    /// An indicator of the catalogue.
    pub(crate) struct IndicatorRow in "indicator" {
        key { agency: Arc<str>, code: Arc<str> }
        id: Uuid,
        definition: serde_json::Value,
        retired: bool,
        changed: i64,
    }
}

tables! {
    /// Its tables.
    pub(crate) struct Tables {
        line: Line,
        candidate: CandidateRow,
        unit_predikat: UnitPredikat,
        indicator: IndicatorRow,
    }
}

/// The projection.
pub(crate) struct Performance;

impl Projection for Performance {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "performance",
        version: 1,
        strict: false,
        personal: false,
        kinds: &["performance", "candidate", "unit", "indicator"],
    };

    fn touch(fact: &Fact<'_>, tables: &mut Tables) {
        let agency = || Arc::clone(fact.agency);
        match fact.event {
            AnyEvent::Performance(event) => tables.line.want(key(fact, event)),
            AnyEvent::Candidate(_) => tables.candidate.want((agency(), fact.entity)),
            AnyEvent::Unit(unit::Event::Appraised(appraised)) => {
                let year = i64::from(appraised.year);
                tables.unit_predikat.want((agency(), fact.entity, year));
            }
            AnyEvent::Indicator(indicator::Event::Retired(retired)) => {
                let code = Arc::from(retired.code.as_str());
                tables.indicator.want((agency(), code));
            }
            AnyEvent::Indicator(indicator::Event::Defined(defined)) => {
                let code = Arc::from(defined.code.as_str());
                tables.indicator.want((agency(), code));
            }
            _ => {}
        }
    }

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        match fact.event {
            AnyEvent::Performance(event) => line(fact, event, tables),
            AnyEvent::Candidate(event) => listed(fact, event, tables),
            AnyEvent::Unit(unit::Event::Appraised(appraised)) => appraise(fact, *appraised, tables),
            AnyEvent::Indicator(event) => measured(fact, event, tables),
            _ => Ok(()),
        }
    }
}

type Key = (Arc<str>, Uuid, Arc<str>, Arc<str>);

fn key(fact: &Fact<'_>, event: &performance::Event) -> Key {
    use performance::Event;
    let (person, period, source) = match event {
        Event::First(new) => (new.person, &new.period, &new.source),
        Event::Recorded(new) => (new.person, &new.period, &new.source),
        Event::Corrected(mended) => (mended.now.person, &mended.now.period, &mended.now.source),
        Event::Withdrawn(gone) => (gone.person, &gone.period, &gone.source),
    };
    let agency = Arc::clone(fact.agency);
    (
        agency,
        person.0,
        Arc::from(period.as_str()),
        Arc::from(source.as_str()),
    )
}

fn line(fact: &Fact<'_>, event: &performance::Event, tables: &mut Tables) -> Result<(), FoldError> {
    let key = key(fact, event);
    let first;
    let stands: &Recorded = match event {
        performance::Event::First(new) => {
            first = new.clone().into();
            &first
        }
        performance::Event::Recorded(new) => new,
        performance::Event::Corrected(mended) => &mended.now,
        performance::Event::Withdrawn(_) => {
            tables.line.remove(&key);
            return Ok(());
        }
    };
    let (agency, person, period, source) = key;
    tables.line.put(Line {
        agency,
        person,
        period,
        source,
        word: stands.performance.word().to_owned(),
        detail: json(&stands.performance)?,
        unit: stands.unit.map(Uuid::from),
        points: i64::from(stands.points),
        point_table: stands.table.to_string(),
        changed: ordinal(fact.position),
    });
    Ok(())
}

fn listed(fact: &Fact<'_>, event: &candidate::Event, tables: &mut Tables) -> Result<(), FoldError> {
    match event {
        candidate::Event::Listed(listed) => tables.candidate.put(CandidateRow {
            agency: Arc::clone(fact.agency),
            candidate: fact.entity,
            year: i64::from(listed.year),
            person: listed.person.0,
            unit: listed.unit.map(Uuid::from),
            category: listed.category.as_ref().map(ToString::to_string),
            claims: json(&listed.claims)?,
            listed_on: listed.on,
            changed: ordinal(fact.position),
        }),
        candidate::Event::Struck(_) => {
            let key = (Arc::clone(fact.agency), fact.entity);
            tables.candidate.remove(&key);
        }
    }
    Ok(())
}

fn appraise(
    fact: &Fact<'_>,
    appraised: unit::Appraised,
    tables: &mut Tables,
) -> Result<(), FoldError> {
    let (agency, year) = (Arc::clone(fact.agency), i64::from(appraised.year));
    match &appraised.predikat {
        Some(predikat) => tables.unit_predikat.put(UnitPredikat {
            agency,
            unit: fact.entity,
            year,
            predikat: name(predikat)?,
            changed: ordinal(fact.position),
        }),
        None => tables.unit_predikat.remove(&(agency, fact.entity, year)),
    }
    Ok(())
}

fn measured(
    fact: &Fact<'_>,
    event: &indicator::Event,
    tables: &mut Tables,
) -> Result<(), FoldError> {
    let (agency, changed) = (Arc::clone(fact.agency), ordinal(fact.position));
    match event {
        indicator::Event::Defined(defined) => {
            tables.indicator.put(IndicatorRow {
                agency,
                code: Arc::from(defined.code.as_str()),
                id: fact.entity,
                definition: json(defined)?,
                retired: false,
                changed,
            });
            Ok(())
        }
        indicator::Event::Retired(retired) => {
            let key = (agency, Arc::from(retired.code.as_str()));
            let known = tables.indicator.update(&key, |indicator| {
                (indicator.retired, indicator.changed) = (true, changed);
            });
            if known {
                Ok(())
            } else {
                Err(FoldError("the indicator was never defined"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
