//! Announced awards per person.

use std::sync::Arc;

use domain::{AnyEvent, announcement};
use jiff::civil::Date;
use readmodel::ordinal;
use uuid::Uuid;

use crate::fact::{Fact, FoldError};
use crate::projection::{Info, Projection};
use crate::table::tables;

readmodel::row! {
    /// An award of a person.
    pub(crate) struct Award in "award" {
        key { agency: Arc<str>, person: Uuid, nomination: Uuid }
        edition: Uuid,
        edition_title: String,
        year: i32,
        category: String,
        category_title: String,
        place: i64,
        unit: Uuid,
        unit_name: String,
        decree_number: String,
        decree_date: Date,
        announcement: Uuid,
        announced: i64,
    }
}

tables! {
    /// Its table.
    pub(crate) struct Tables {
        award: Award,
    }
}

/// The projection.
pub(crate) struct AwardHistory;

impl Projection for AwardHistory {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "award_history",
        version: 2,
        strict: true,
        personal: false,
        kinds: &["announcement"],
    };

    fn touch(_: &Fact<'_>, _: &mut Tables) {}

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        let AnyEvent::Announcement(announcement::Event::Published(published)) = fact.event else {
            return Ok(());
        };
        for laureate in &published.laureates {
            for person in &laureate.people {
                tables.award.put(Award {
                    agency: Arc::clone(fact.agency),
                    person: person.0,
                    nomination: laureate.nomination.0,
                    edition: published.edition.0,
                    edition_title: published.title.to_string(),
                    year: i32::from(published.year),
                    category: laureate.category.to_string(),
                    category_title: laureate.category_title.to_string(),
                    place: i64::from(laureate.place),
                    unit: laureate.unit.0,
                    unit_name: laureate.unit_name.to_string(),
                    decree_number: published.decree_number.to_string(),
                    decree_date: published.decree_date,
                    announcement: fact.entity,
                    announced: ordinal(fact.position),
                });
            }
        }
        Ok(())
    }
}
