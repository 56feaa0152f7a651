//! Recognition boards: everybody's points per period, in the agency and in each unit.

use std::sync::Arc;

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

/// The boards an event counts on: the agency's and that of the unit served in then.
fn keys(
    fact: &Fact<'_>,
    recorded: &performance::Recorded,
) -> impl Iterator<Item = (Arc<str>, Arc<str>, Uuid, Uuid)> {
    let (agency, period) = (
        Arc::clone(fact.agency),
        Arc::<str>::from(recorded.period.as_str()),
    );
    let person = recorded.person.0;
    [Some(Uuid::nil()), recorded.unit.map(Uuid::from)]
        .into_iter()
        .flatten()
        .map(move |scope| (Arc::clone(&agency), Arc::clone(&period), scope, person))
}

impl Projection for Recognition {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "recognition",
        version: 1,
        strict: false,
        personal: false,
        kinds: &["performance"],
    };

    fn touch(fact: &Fact<'_>, tables: &mut Tables) {
        if let AnyEvent::Performance(performance::Event::Recorded(recorded)) = fact.event {
            for key in keys(fact, recorded) {
                tables.standing.want(key);
            }
        }
    }

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        let AnyEvent::Performance(performance::Event::Recorded(recorded)) = fact.event else {
            return Ok(());
        };
        let points = i64::from(recorded.points);
        let at = ordinal(fact.position);
        for key in keys(fact, recorded) {
            let counted = tables.standing.update(&key, |standing| {
                standing.debit = standing.debit.saturating_sub(points);
                standing.events += 1;
                if points > 0 {
                    standing.changed = at;
                }
            });
            if !counted {
                let (agency, period, scope, person) = key;
                tables.standing.put(Standing {
                    agency,
                    period,
                    scope,
                    person,
                    debit: -points,
                    events: 1,
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
}
