//! Names of people and units.

use std::sync::Arc;

use domain::{AnyEvent, person, unit};
use jiff::civil::Date;
use uuid::Uuid;

use crate::fact::{Fact, FoldError, name};
use crate::projection::{Info, Projection};
use crate::table::tables;

readmodel::row! {
    /// A person.
    pub(crate) struct PersonRow in "person" {
        key { agency: Arc<str>, person: Uuid }
        name: Option<String>,
        unit: Option<Uuid>,
        kind: String,
        position_group: String,
        active: bool,
        status: Option<String>,
        grade: Option<String>,
        position: Option<String>,
        since: Option<Date>,
    }
}
readmodel::row! {
    /// A unit.
    pub(crate) struct UnitRow in "unit" {
        key { agency: Arc<str>, unit: Uuid }
        code: String,
        name: String,
        parent: Option<Uuid>,
        head: Option<Uuid>,
        closed: bool,
        confirmed: bool,
    }
}

tables! {
    /// Its tables.
    pub(crate) struct Tables {
        person: PersonRow,
        unit: UnitRow,
    }
}

/// The projection.
pub(crate) struct Directory;

impl Projection for Directory {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "directory",
        version: 2,
        strict: false,
        personal: true,
        kinds: &["person", "unit"],
    };

    fn touch(fact: &Fact<'_>, tables: &mut Tables) {
        let key = (Arc::clone(fact.agency), fact.entity);
        match fact.event {
            AnyEvent::Person(_) => tables.person.want(key),
            AnyEvent::Unit(_) => tables.unit.want(key),
            _ => {}
        }
    }

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        match fact.event {
            AnyEvent::Person(event) => fold_person(fact, event, tables),
            AnyEvent::Unit(event) => fold_unit(fact, event, tables),
            _ => Ok(()),
        }
    }
}

fn fold_person(
    fact: &Fact<'_>,
    event: &person::Event,
    tables: &mut Tables,
) -> Result<(), FoldError> {
    let key = (Arc::clone(fact.agency), fact.entity);
    let known = match event {
        person::Event::Registered(registered) => {
            tables.person.put(PersonRow {
                agency: Arc::clone(fact.agency),
                person: fact.entity,
                name: registered.name.get().map(person::Name::display),
                unit: registered.unit.map(Uuid::from),
                kind: name(&registered.kind)?,
                position_group: name(&registered.group)?,
                active: true,
                status: None,
                grade: None,
                position: None,
                since: None,
            });
            true
        }
        person::Event::Employed(employed) => {
            let (kind, position_group, status) = (
                name(&employed.kind)?,
                name(&employed.group)?,
                name(&employed.status)?,
            );
            tables.person.update(&key, |person| {
                (person.kind, person.position_group, person.status) =
                    (kind, position_group, Some(status));
                person.grade = employed.grade.as_ref().map(ToString::to_string);
                person.position = employed.position.as_ref().map(ToString::to_string);
                person.since = employed.since;
            })
        }
        person::Event::Renumbered(renumbered) => {
            let kind = name(&renumbered.kind)?;
            tables.person.update(&key, |person| person.kind = kind)
        }
        person::Event::Withdrawn(_) => {
            tables.person.remove(&key);
            true
        }
        person::Event::Corrected(corrected) => tables.person.update(&key, |person| {
            person.name = corrected.name.get().map(person::Name::display);
        }),
        person::Event::Transferred(transferred) => tables.person.update(&key, |person| {
            person.unit = Some(transferred.unit.0);
        }),
        person::Event::Departed(_) => tables.person.update(&key, |person| person.active = false),
    };
    if known {
        Ok(())
    } else {
        Err(FoldError("the person was never registered"))
    }
}

fn fold_unit(fact: &Fact<'_>, event: &unit::Event, tables: &mut Tables) -> Result<(), FoldError> {
    let key = (Arc::clone(fact.agency), fact.entity);
    let known = match event {
        unit::Event::Registered(registered) | unit::Event::Found(registered) => {
            tables.unit.put(UnitRow {
                agency: Arc::clone(fact.agency),
                unit: fact.entity,
                code: registered.code.to_string(),
                name: registered.name.to_string(),
                parent: registered.parent.map(Uuid::from),
                head: None,
                closed: false,
                confirmed: matches!(event, unit::Event::Registered(_)),
            });
            true
        }
        unit::Event::Confirmed(_) => tables.unit.update(&key, |unit| unit.confirmed = true),
        unit::Event::Moved(moved) => tables.unit.update(&key, |unit| {
            unit.parent = moved.parent.map(Uuid::from);
        }),
        unit::Event::Aliased(_) | unit::Event::Appraised(_) => true,
        unit::Event::Withdrawn(_) => {
            tables.unit.remove(&key);
            true
        }
        unit::Event::HeadAppointed(appointed) => tables.unit.update(&key, |unit| {
            unit.head = Some(appointed.head.0);
        }),
        unit::Event::Renamed(renamed) => tables.unit.update(&key, |unit| {
            unit.name = renamed.name.to_string();
        }),
        unit::Event::Closed(_) => tables.unit.update(&key, |unit| unit.closed = true),
    };
    if known {
        Ok(())
    } else {
        Err(FoldError("the unit was never registered"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, event, id};
    use serde_json::json;

    #[test]
    fn a_name_is_shown_while_it_can_be_opened() {
        let key = format!("{}.erasable", id(1));
        let name = json!({"full": "Melati Cendana", "before": "dr.", "after": "M.Kes."});
        let registered = |name: serde_json::Value| {
            let data = json!({
                "kind": "pns", "unit": id(7), "group": "pelaksana", "name": name, "nip": null,
                "from": "2020-01-01",
            });
            event("person", 1, "person.registered", data)
        };
        let clear = registered(json!({"key": key, "clear": name}));
        let moved = event(
            "person",
            1,
            "person.transferred",
            json!({"unit": id(8), "from": "2026-01-01"}),
        );
        let left = event(
            "person",
            1,
            "person.departed",
            json!({"from": "2026-02-01"}),
        );
        let person = &World::<Directory>::one_by_one(&[clear, moved, left])
            .rows
            .person
            .all()[0];
        assert_eq!(person.name.as_deref(), Some("dr. Melati Cendana, M.Kes."));
        assert_eq!((person.unit, person.active), (Some(id(8)), false));
        let sealed = registered(json!({"key": key, "n": "", "c": ""}));
        assert_eq!(
            World::<Directory>::at_once(&[sealed]).rows.person.all()[0].name,
            None
        );
    }
}
