//! Recognition boards: everybody's points per period, in the agency and in each unit.

use std::sync::Arc;

use domain::ids::{PersonId, UnitId};
use domain::performance::Corrected;
use domain::text::Text;
use domain::{AnyEvent, performance};
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
    }
}

tables! {
    /// Its table.
    pub(crate) struct Tables {
        standing: Standing,
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
        version: 3,
        strict: false,
        personal: false,
        kinds: &["performance"],
    };

    fn touch(fact: &Fact<'_>, tables: &mut Tables) {
        if let AnyEvent::Performance(event) = fact.event {
            for key in Change::of(event).keys(fact.agency) {
                tables.standing.want(key);
            }
        }
    }

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        let AnyEvent::Performance(event) = fact.event else {
            return Ok(());
        };
        let change = Change::of(event);
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
            } else {
                let (agency, period, scope, person) = key;
                tables.standing.put(Standing {
                    agency,
                    period,
                    scope,
                    person,
                    debit: -change.points,
                    events: change.events,
                    changed: at,
                });
            }
        }
        Ok(())
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
}
