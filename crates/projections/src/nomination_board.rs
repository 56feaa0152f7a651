//! Nominations with where they stand, and the editions they belong to.

mod edition;
mod nomination;

use std::sync::Arc;

use domain::{AnyEvent, announcement, endorsement};
use jiff::Timestamp;
use readmodel::ordinal;
use uuid::Uuid;

use crate::fact::{Fact, FoldError, name};
use crate::projection::{Info, Projection};
use crate::table::tables;

readmodel::row! {
    /// An edition.
    pub(crate) struct EditionRow in "edition" {
        key { agency: Arc<str>, edition: Uuid }
        code: String,
        title: String,
        year: i32,
        phase: String,
        suspended: bool,
        categories: serde_json::Value,
        nominations_until: Option<Timestamp>,
        nominations_closed: Option<i64>,
        announced: Option<i64>,
        changed: i64,
    }
}
readmodel::row! {
    /// A nomination.
    pub(crate) struct NominationRow in "nomination" {
        key { agency: Arc<str>, nomination: Uuid }
        edition: Uuid,
        category: String,
        nominee_kind: String,
        nominee: Uuid,
        people: serde_json::Value,
        title: Option<String>,
        unit: Uuid,
        nominator: Uuid,
        status: String,
        consents: serde_json::Value,
        declined: bool,
        consented: bool,
        late: bool,
        peers: i64,
        superiors: i64,
        subordinates: i64,
        citizens: i64,
        submitted: i64,
        changed: i64,
    }
}
readmodel::row! {
    /// What a withdrawal takes back.
    pub(crate) struct EndorsementRow in "endorsement" {
        key { agency: Arc<str>, endorsement: Uuid }
        nomination: Uuid,
        relation: String,
        withdrawn: bool,
    }
}

tables! {
    /// Its tables.
    pub(crate) struct Tables {
        edition: EditionRow,
        nomination: NominationRow,
        endorsement: EndorsementRow,
    }
}

/// The projection.
pub(crate) struct NominationBoard;

impl Projection for NominationBoard {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "nomination_board",
        version: 2,
        strict: false,
        personal: false,
        kinds: &["edition", "nomination", "endorsement", "announcement"],
    };

    fn touch(fact: &Fact<'_>, tables: &mut Tables) {
        let agency = || Arc::clone(fact.agency);
        match fact.event {
            AnyEvent::Edition(_) => tables.edition.want((agency(), fact.entity)),
            AnyEvent::Nomination(event) => nomination::touch(fact, event, tables),
            AnyEvent::Endorsement(event) => {
                let key = (agency(), fact.entity);
                if let Some(known) = tables.endorsement.peek(&key) {
                    tables.nomination.want((agency(), known.nomination));
                }
                if let endorsement::Event::Given(given) = event {
                    tables.nomination.want((agency(), given.nomination.0));
                }
                tables.endorsement.want(key);
            }
            AnyEvent::Announcement(announcement::Event::Published(published)) => {
                tables.edition.want((agency(), published.edition.0));
            }
            _ => {}
        }
    }

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        match fact.event {
            AnyEvent::Edition(event) => edition::fold(fact, event, tables),
            AnyEvent::Nomination(event) => nomination::fold(fact, event, tables),
            AnyEvent::Endorsement(event) => fold_endorsement(fact, event, tables),
            AnyEvent::Announcement(announcement::Event::Published(published)) => {
                let key = (Arc::clone(fact.agency), published.edition.0);
                let at = ordinal(fact.position);
                tables.edition.update(&key, |edition| {
                    edition.announced = Some(at);
                    edition.changed = at;
                });
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn count(nomination: &mut NominationRow, relation: &str, by: i64) {
    let count = match relation {
        "peer" => &mut nomination.peers,
        "superior" => &mut nomination.superiors,
        "subordinate" => &mut nomination.subordinates,
        _ => &mut nomination.citizens,
    };
    *count += by;
}

/// One endorser counts once: giving again after a withdrawal, or under another relation, replaces.
fn fold_endorsement(
    fact: &Fact<'_>,
    event: &endorsement::Event,
    tables: &mut Tables,
) -> Result<(), FoldError> {
    let key = (Arc::clone(fact.agency), fact.entity);
    let known = tables.endorsement.get(&key).cloned();
    let next = match (event, &known) {
        (endorsement::Event::Given(given), _) => EndorsementRow {
            agency: Arc::clone(fact.agency),
            endorsement: fact.entity,
            nomination: given.nomination.0,
            relation: name(&given.relation)?,
            withdrawn: false,
        },
        (endorsement::Event::Withdrawn(_), Some(known)) => EndorsementRow {
            withdrawn: true,
            ..known.clone()
        },
        (endorsement::Event::Withdrawn(_), None) => {
            return Err(FoldError("the endorsement was never given"));
        }
    };
    let nomination = (Arc::clone(fact.agency), next.nomination);
    let at = ordinal(fact.position);
    let counted = tables.nomination.update(&nomination, |nomination| {
        if let Some(known) = known.filter(|known| !known.withdrawn) {
            count(nomination, &known.relation, -1);
        }
        if !next.withdrawn {
            count(nomination, &next.relation, 1);
        }
        nomination.changed = at;
    });
    if !counted {
        return Err(FoldError("the endorsed nomination was never submitted"));
    }
    tables.endorsement.put(next);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Given, World, event, id};
    use serde_json::json;

    fn sealed(owner: u128) -> serde_json::Value {
        json!({"key": format!("{}.erasable", id(owner)), "n": "", "c": ""})
    }

    fn edition(name: &str, data: serde_json::Value) -> Given {
        event("edition", 1, &format!("edition.{name}"), data)
    }

    fn drafted() -> Given {
        edition(
            "drafted",
            json!({"code": "e-2026", "title": "ASN", "year": 2026, "categories": []}),
        )
    }

    fn submitted(nomination: u128, members: &[u128]) -> Given {
        let members: Vec<Uuid> = members.iter().map(|member| id(*member)).collect();
        let data = json!({
            "edition": id(1), "category": "tim", "unit": id(7), "by": id(8), "citation": sealed(9),
            "nominee": {"kind": "team", "title": "Tim Layanan", "members": members},
        });
        event("nomination", nomination, "nomination.submitted", data)
    }

    fn nomination(of: u128, name: &str, data: serde_json::Value) -> Given {
        event("nomination", of, &format!("nomination.{name}"), data)
    }

    fn endorsed(endorsement: u128, relation: &str) -> Given {
        let data = json!({
            "nomination": id(11), "by": id(50), "relation": relation, "values": [], "statement": sealed(9),
        });
        event("endorsement", endorsement, "endorsement.given", data)
    }

    fn withdrawn(endorsement: u128) -> Given {
        event(
            "endorsement",
            endorsement,
            "endorsement.withdrawn",
            json!({}),
        )
    }

    fn both(given: &[Given], check: impl Fn(&Tables)) {
        check(&World::<NominationBoard>::at_once(given).rows);
        check(&World::<NominationBoard>::one_by_one(given).rows);
    }

    #[test]
    fn endorsements_count_once_and_are_taken_back() {
        let given = [
            drafted(),
            submitted(11, &[21, 22]),
            endorsed(31, "peer"),
            endorsed(32, "citizen"),
            endorsed(33, "peer"),
            withdrawn(31),
            withdrawn(32),
            endorsed(32, "superior"),
        ];
        both(&given, |rows| {
            let nomination = &rows.nomination.all()[0];
            assert_eq!(
                (nomination.peers, nomination.superiors, nomination.citizens),
                (1, 1, 0)
            );
            assert_eq!(nomination.changed, 8);
        });
    }

    #[test]
    fn everybody_must_consent_and_one_declines_for_all() {
        let mut given = vec![
            drafted(),
            submitted(11, &[21, 22]),
            nomination(11, "consented", json!({"by": id(21)})),
        ];
        both(&given, |rows| assert!(!rows.nomination.all()[0].consented));
        given.push(nomination(11, "consented", json!({"by": id(22)})));
        both(&given, |rows| assert!(rows.nomination.all()[0].consented));
        given.push(nomination(11, "declined", json!({"by": id(22)})));
        both(&given, |rows| {
            let nomination = &rows.nomination.all()[0];
            assert!(nomination.declined && !nomination.consented);
        });
    }

    #[test]
    fn what_follows_the_close_in_ledger_order_is_late() {
        let given = [
            drafted(),
            submitted(11, &[21, 22]),
            submitted(12, &[23, 24]),
            nomination(12, "returned", json!({"reason": sealed(9)})),
            edition("nominations-closed", json!({})),
            nomination(12, "resubmitted", json!({"citation": sealed(9)})),
            submitted(13, &[25, 26]),
        ];
        both(&given, |rows| {
            let late: Vec<bool> = rows.nomination.all().iter().map(|row| row.late).collect();
            assert_eq!(late, [false, true, true]);
            assert_eq!(rows.edition.all()[0].phase, "assessing");
        });
    }

    #[test]
    fn what_the_ledger_should_have_refused_is_not_folded() {
        let mut world = World::<NominationBoard>::new();
        assert!(world.batch(&[withdrawn(31)]).is_err());
        assert!(world.batch(&[endorsed(31, "peer")]).is_err());
        assert!(world.rows.endorsement.all().is_empty());
    }
}
