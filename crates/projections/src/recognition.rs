//! Recognition boards: everybody's points per period, in the agency, in each unit and in each group of positions.
//!
//! A person is on the board of one group for a whole period: that of the position held when the first points of
//! the period came. Whoever moves to another position takes part in its group from the next period on, and
//! corrections and withdrawals find the board that the points were counted on. Who has lost all points of a period
//! and then gets some comes anew.

use std::sync::Arc;

use domain::ids::{PersonId, UnitId};
use domain::performance::Corrected;
use domain::person::PositionGroup;
use domain::text::Text;
use domain::{AnyEvent, performance, person};
use readmodel::ordinal;
use uuid::Uuid;

use crate::fact::{Fact, FoldError};
use crate::projection::{Info, Projection};
use crate::table::tables;

readmodel::row! {
    /// Somebody's points of a period.
    pub(crate) struct Standing in "standing" {
        key { agency: Arc<str>, period: Arc<str>, scope: Uuid, person: Uuid }
        debit: i64,
        events: i64,
        changed: i64,
        held: Option<Uuid>,
    }
}

readmodel::row! {
    /// The group of positions that a person holds now.
    pub(crate) struct Group in "position_group" {
        key { agency: Arc<str>, person: Uuid }
        held: Option<Uuid>,
    }
}

tables! {
    /// Its tables.
    pub(crate) struct Tables {
        standing: Standing,
        group: Group,
    }
}

/// The projection.
pub(crate) struct Recognition;

/// What an event does to somebody's points of a period.
struct Change<'e> {
    person: Uuid,
    unit: Option<Uuid>,
    period: &'e str,
    points: i64,
    events: i64,
}

impl<'e> Change<'e> {
    fn of(event: &'e performance::Event) -> Self {
        use performance::Event;
        let change = |person: PersonId, unit: Option<UnitId>, period: &'e Text<7>| Self {
            person: person.0,
            unit: unit.map(Uuid::from),
            period: period.as_str(),
            points: 0,
            events: 0,
        };
        match event {
            Event::First(new) => Self {
                points: i64::from(new.points),
                events: 1,
                ..change(new.person, new.unit, &new.period)
            },
            Event::Recorded(new) => Self {
                points: i64::from(new.points),
                events: 1,
                ..change(new.person, new.unit, &new.period)
            },
            Event::Corrected(Corrected { now, before }) => Self {
                points: i64::from(now.points) - i64::from(before.points),
                ..change(now.person, now.unit, &now.period)
            },
            Event::Withdrawn(gone) => Self {
                points: -i64::from(gone.before.points),
                events: -1,
                ..change(gone.person, gone.unit, &gone.period)
            },
        }
    }

    /// The boards it counts on: the agency's and that of the unit served in then.
    fn keys(&self, agency: &Arc<str>) -> impl Iterator<Item = (Arc<str>, Arc<str>, Uuid, Uuid)> {
        let (agency, period) = (Arc::clone(agency), Arc::<str>::from(self.period));
        let person = self.person;
        [Some(Uuid::nil()), self.unit]
            .into_iter()
            .flatten()
            .map(move |scope| (Arc::clone(&agency), Arc::clone(&period), scope, person))
    }
}

impl Projection for Recognition {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "recognition",
        version: 4,
        strict: false,
        personal: false,
        kinds: &["performance", "person"],
    };

    fn touch(fact: &Fact<'_>, tables: &mut Tables) {
        match fact.event {
            AnyEvent::Performance(event) => {
                let change = Change::of(event);
                for key in change.keys(fact.agency) {
                    // The group is asked for only where the first points may come: who has some has a board.
                    let withdrawn = matches!(event, performance::Event::Withdrawn(_));
                    if key.2.is_nil() && (withdrawn || tables.standing.misses(&key)) {
                        tables.group.want((Arc::clone(fact.agency), key.3));
                    }
                    tables.standing.want(key);
                }
            }
            AnyEvent::Person(person::Event::Withdrawn(_)) => {
                tables.group.want((Arc::clone(fact.agency), fact.entity));
            }
            _ => {}
        }
    }

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        match fact.event {
            AnyEvent::Performance(event) => points(fact, &Change::of(event), tables),
            AnyEvent::Person(person::Event::Registered(now)) => hold(fact, now.group, tables),
            AnyEvent::Person(person::Event::Employed(now)) => hold(fact, now.group, tables),
            AnyEvent::Person(person::Event::Withdrawn(_)) => {
                let key = (Arc::clone(fact.agency), fact.entity);
                tables.group.remove(&key);
            }
            _ => {}
        }
        Ok(())
    }
}

fn hold(fact: &Fact<'_>, group: PositionGroup, tables: &mut Tables) {
    tables.group.put(Group {
        agency: Arc::clone(fact.agency),
        person: fact.entity,
        held: group.board(),
    });
}

fn points(fact: &Fact<'_>, change: &Change<'_>, tables: &mut Tables) {
    let at = ordinal(fact.position);
    for key in change.keys(fact.agency) {
        let counted = tables.standing.update(&key, |standing| {
            standing.debit = standing.debit.saturating_sub(change.points);
            standing.events += change.events;
            if change.points != 0 {
                standing.changed = at;
            }
        });
        if counted {
            let left = tables.standing.peek(&key).map(|standing| standing.events);
            if left == Some(0) {
                tables.standing.remove(&key);
            }
            continue;
        }
        let (agency, period, scope, person) = key;
        let held = if scope.is_nil() {
            let group = tables.group.get(&(Arc::clone(&agency), person));
            group.and_then(|group| group.held)
        } else {
            None
        };
        tables.standing.put(Standing {
            agency,
            period,
            scope,
            person,
            debit: -change.points,
            events: change.events,
            changed: at,
            held,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Given, World, event, id};
    use serde_json::json;

    fn recorded(person: u128, unit: u128, source: &str, hours: u32) -> Given {
        let data = json!({
            "person": id(person), "unit": id(unit), "period": "2026-Q3", "source": source,
            "performance": {"kind": "training", "hours": hours}, "points": hours, "table": "2026-1",
        });
        event("performance", person + 100, "performance.recorded", data)
    }

    #[test]
    fn points_add_up_on_both_boards_whatever_the_batches() {
        let given = [
            recorded(1, 7, "a", 10),
            recorded(2, 7, "a", 5),
            recorded(1, 8, "b", 20),
            recorded(1, 8, "c", 0),
        ];
        for world in [
            World::<Recognition>::at_once(&given),
            World::one_by_one(&given),
        ] {
            let rows: Vec<_> = world
                .rows
                .standing
                .all()
                .into_iter()
                .map(|row| (row.scope, row.person, -row.debit, row.events, row.changed))
                .collect();
            assert_eq!(
                rows,
                [
                    (Uuid::nil(), id(1), 30, 3, 3),
                    (Uuid::nil(), id(2), 5, 1, 2),
                    (id(7), id(1), 10, 1, 1),
                    (id(7), id(2), 5, 1, 2),
                    (id(8), id(1), 20, 2, 3),
                ]
            );
        }
    }

    fn told(name: &str, data: serde_json::Value) -> Given {
        let v = if name == "recorded" { 2 } else { 1 };
        let stored = domain::event::Stored {
            kind: format!("performance.{name}"),
            v,
            data,
        };
        (
            id(101),
            AnyEvent::decode("performance", &stored).expect("an event"),
        )
    }

    fn training(hours: u32) -> serde_json::Value {
        json!({"kind": "training", "hours": hours, "course": null})
    }

    fn stands(source: &str, hours: u32) -> serde_json::Value {
        json!({
            "person": id(1), "unit": id(7), "period": "2026-Q3", "source": source,
            "performance": training(hours), "points": hours, "table": "2026-1",
        })
    }

    fn gone(source: &str, hours: u32) -> Given {
        let before = json!({"performance": training(hours), "points": hours});
        let data = json!({
            "person": id(1), "unit": id(7), "period": "2026-Q3", "source": source, "before": before,
        });
        told("withdrawn", data)
    }

    #[test]
    fn who_has_nothing_left_is_on_no_board() {
        let before = json!({"performance": training(10), "points": 10});
        let mended = json!({"now": stands("a", 4), "before": before});
        let given = [
            recorded(1, 7, "a", 10),
            told("recorded", stands("b", 5)),
            told("corrected", mended),
            gone("b", 5),
            gone("a", 4),
        ];
        for (events, expected) in [(3, Some((9, 2))), (4, Some((4, 1))), (5, None)] {
            let given = &given[..events];
            for world in [
                World::<Recognition>::at_once(given),
                World::one_by_one(given),
            ] {
                let rows = world.rows.standing.all();
                let found: Vec<_> = rows.iter().map(|row| (-row.debit, row.events)).collect();
                let both = expected.map_or_else(Vec::new, |one| vec![one; 2]);
                assert_eq!(found, both, "after {events}");
            }
        }
    }

    fn registered(person: u128, group: &str) -> Given {
        let data = json!({
            "kind": "pns", "unit": id(7), "group": group, "nip": null, "from": "2020-01-01",
            "name": {"key": format!("{}.erasable", id(person)), "clear": {"full": "Melati"}},
        });
        event("person", person, "person.registered", data)
    }

    fn employed(person: u128, group: &str) -> Given {
        let data = json!({
            "kind": "pns", "group": group, "status": "active", "candidate": false, "position": null,
            "grade": null, "since": null,
        });
        event("person", person, "person.employed", data)
    }

    #[test]
    fn the_group_held_when_the_first_points_come_keeps_them_for_the_period() {
        let withdrawn = event("person", 2, "person.withdrawn", json!({}));
        let given = [
            registered(1, "pelaksana"),
            registered(2, "pelaksana"),
            registered(3, "none"),
            recorded(1, 7, "a", 10),
            employed(1, "pengawas"),
            told("recorded", stands("b", 5)),
            withdrawn,
            recorded(2, 7, "a", 1),
            recorded(3, 7, "a", 1),
            // Nobody has said yet who this is.
            recorded(4, 7, "a", 1),
            registered(4, "pelaksana"),
            recorded(4, 7, "b", 1),
            // All points lost, and come anew.
            gone("a", 10),
            gone("b", 5),
            told("recorded", stands("c", 3)),
        ];
        let [pelaksana, pengawas] =
            [PositionGroup::Pelaksana, PositionGroup::Pengawas].map(PositionGroup::board);
        for (events, first) in [(6, pelaksana), (13, pelaksana), (14, None), (15, pengawas)] {
            let given = &given[..events];
            for world in [
                World::<Recognition>::at_once(given),
                World::one_by_one(given),
            ] {
                let rows = world.rows.standing.all();
                let of = |person: u128| {
                    let row = |row: &&Standing| row.scope.is_nil() && row.person == id(person);
                    rows.iter().find(row).and_then(|row| row.held)
                };
                assert_eq!(of(1), first, "after {events}");
                assert_eq!([of(2), of(3), of(4)], [None; 3], "after {events}");
                assert!(
                    rows.iter()
                        .all(|row| row.scope.is_nil() || row.held.is_none())
                );
            }
        }
    }
}
