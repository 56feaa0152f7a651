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
        version: 1,
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
