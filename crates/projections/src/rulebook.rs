//! The complete rulebook of each edition, and how it was amended.

use std::sync::Arc;

use domain::edition::Event;
use domain::rulebook::Rulebook;
use domain::{AnyEvent, Fingerprint};
use jiff::Timestamp;
use readmodel::ordinal;
use uuid::Uuid;

use crate::fact::{Fact, FoldError, json};
use crate::projection::{Info, Projection};
use crate::table::tables;

readmodel::row! {
    /// The rules of an edition as they stand.
    pub(crate) struct RulebookRow in "rulebook" {
        key { agency: Arc<str>, edition: Uuid }
        opened: bool,
        hash: String,
        document: serde_json::Value,
        changed: i64,
    }
}
readmodel::row! {
    /// An amendment.
    pub(crate) struct AmendmentRow in "amendment" {
        key { agency: Arc<str>, edition: Uuid, position: i64 }
        hash: String,
        previous: String,
        reason: String,
        amended: Timestamp,
    }
}

tables! {
    /// Its tables.
    pub(crate) struct Tables {
        rulebook: RulebookRow,
        amendment: AmendmentRow,
    }
}

/// The projection.
pub(crate) struct Rulebooks;

impl Projection for Rulebooks {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "rulebook",
        version: 1,
        strict: false,
        personal: false,
        kinds: &["edition"],
    };

    fn touch(fact: &Fact<'_>, tables: &mut Tables) {
        if let AnyEvent::Edition(_) = fact.event {
            let key = (Arc::clone(fact.agency), fact.entity);
            tables.rulebook.want(key);
        }
    }

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        match fact.event {
            // An edition that was drafted before rulebooks were has nothing else.
            AnyEvent::Edition(Event::Drafted(drafted)) => {
                let rulebook = Rulebook::from(drafted);
                let hash = Fingerprint::of_value(&rulebook);
                tables.rulebook.put(RulebookRow {
                    agency: Arc::clone(fact.agency),
                    edition: fact.entity,
                    opened: false,
                    hash: hash.to_string(),
                    document: json(&rulebook)?,
                    changed: ordinal(fact.position),
                });
                Ok(())
            }
            AnyEvent::Edition(Event::RulebookSet(set)) => {
                replace(fact, (&set.rulebook, &set.hash), tables)
            }
            AnyEvent::Edition(Event::Amended(amended)) => {
                replace(fact, (&amended.rulebook, &amended.hash), tables)?;
                tables.amendment.put(AmendmentRow {
                    agency: Arc::clone(fact.agency),
                    edition: fact.entity,
                    position: ordinal(fact.position),
                    hash: amended.hash.to_string(),
                    previous: amended.previous.to_string(),
                    reason: amended.reason.to_string(),
                    amended: fact.at,
                });
                Ok(())
            }
            AnyEvent::Edition(Event::Opened(_)) => update(fact, tables, |row| row.opened = true),
            _ => Ok(()),
        }
    }
}

fn replace(
    fact: &Fact<'_>,
    (rulebook, hash): (&Rulebook, &Fingerprint),
    tables: &mut Tables,
) -> Result<(), FoldError> {
    let document = json(rulebook)?;
    update(fact, tables, |row| {
        row.document = document;
        row.hash = hash.to_string();
    })
}

fn update(
    fact: &Fact<'_>,
    tables: &mut Tables,
    change: impl FnOnce(&mut RulebookRow),
) -> Result<(), FoldError> {
    let key = (Arc::clone(fact.agency), fact.entity);
    let known = tables.rulebook.update(&key, |row| {
        change(row);
        row.changed = ordinal(fact.position);
    });
    if known {
        Ok(())
    } else {
        Err(FoldError("the edition was never drafted"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Given, World, event};
    use serde_json::{Value, json};

    fn edition(name: &str, data: Value) -> Given {
        event("edition", 1, &format!("edition.{name}"), data)
    }

    fn rulebook(quota: u16) -> Value {
        json!({"code": "e-2026", "title": "ASN", "year": 2026, "categories": [
            {"code": "guru", "title": "Guru", "nominee": "person", "places": 1, "quota": quota,
             "criteria": [{"code": "kinerja", "title": "K", "weight": 100}]}]})
    }

    fn past() -> Vec<Given> {
        let hash = |digit: &str| digit.repeat(64);
        let mut amended =
            json!({"rulebook": rulebook(2), "hash": hash("b"), "previous": hash("a")});
        amended["reason"] = json!("putusan sanggah");
        vec![
            edition("drafted", rulebook(1)),
            edition(
                "rulebook-set",
                json!({"rulebook": rulebook(1), "hash": hash("a")}),
            ),
            edition(
                "opened",
                json!({"nominations_until": "2026-10-01T00:00:00Z"}),
            ),
            edition("amended", amended),
        ]
    }

    #[test]
    fn the_rules_follow_their_amendments() {
        for rows in [
            World::<Rulebooks>::at_once(&past()).rows,
            World::<Rulebooks>::one_by_one(&past()).rows,
        ] {
            let known = &rows.rulebook.all()[0];
            assert_eq!(known.document["categories"][0]["quota"], 2);
            assert!(known.opened && known.hash.starts_with('b'));
            let amendment = &rows.amendment.all()[0];
            assert_eq!(amendment.reason, "putusan sanggah");
            assert!(amendment.previous.starts_with('a'));
        }
    }

    #[test]
    fn a_draft_is_not_open_and_complete() {
        let rows = World::<Rulebooks>::at_once(&past()[..1]).rows;
        let known = &rows.rulebook.all()[0];
        assert!(!known.opened);
        assert_eq!(known.document["publication"], "commitments");
    }
}
