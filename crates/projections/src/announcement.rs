//! Announcements with names and citations, for the public.

use std::sync::Arc;

use domain::AnyEvent;
use domain::announcement::{Event, Laureate, Published};
use jiff::Timestamp;
use jiff::civil::Date;
use readmodel::ordinal;
use uuid::Uuid;

use crate::fact::{Fact, FoldError, bigint, json};
use crate::projection::{Info, Projection};
use crate::table::tables;

readmodel::row! {
    /// An announcement.
    pub(crate) struct Announced in "announcement" {
        key { agency: Arc<str>, announcement: Uuid }
        edition: Uuid,
        title: String,
        year: i32,
        decision: Uuid,
        decree_number: String,
        decree_date: Date,
        laureates: i32,
        published_at: Timestamp,
        updated_at: Timestamp,
        published: i64,
        updated: i64,
    }
}
readmodel::row! {
    /// A winner of it.
    pub(crate) struct Honoured in "laureate" {
        key { agency: Arc<str>, announcement: Uuid, ordinal: i32 }
        category: String,
        category_title: String,
        place: i64,
        nomination: Uuid,
        people: serde_json::Value,
        name: Option<String>,
        unit: Uuid,
        unit_name: String,
        citation: Option<String>,
    }
}

tables! {
    /// Its tables.
    pub(crate) struct Tables {
        announcement: Announced,
        laureate: Honoured,
    }
}

/// The projection.
pub(crate) struct Announcements;

impl Projection for Announcements {
    type Tables = Tables;
    const INFO: Info = Info {
        name: "announcement",
        version: 1,
        strict: true,
        personal: true,
        kinds: &["announcement"],
    };

    fn touch(_: &Fact<'_>, _: &mut Tables) {}

    fn fold(fact: &Fact<'_>, tables: &mut Tables) -> Result<(), FoldError> {
        let AnyEvent::Announcement(Event::Published(published)) = fact.event else {
            return Ok(());
        };
        let laureates = (0..)
            .zip(&published.laureates)
            .map(|(at, laureate)| honoured(fact, at, laureate))
            .collect::<Result<Vec<_>, _>>()?;
        tables.announcement.put(announced(fact, published)?);
        for laureate in laureates {
            tables.laureate.put(laureate);
        }
        Ok(())
    }
}

fn announced(fact: &Fact<'_>, published: &Published) -> Result<Announced, FoldError> {
    let laureates = i32::try_from(bigint(published.laureates.len())?)
        .map_err(|_| FoldError("too many laureates"))?;
    Ok(Announced {
        agency: Arc::clone(fact.agency),
        announcement: fact.entity,
        edition: published.edition.0,
        title: published.title.to_string(),
        year: i32::from(published.year),
        decision: published.decision.0,
        decree_number: published.decree_number.to_string(),
        decree_date: published.decree_date,
        laureates,
        published_at: fact.at,
        updated_at: fact.at,
        published: ordinal(fact.position),
        updated: ordinal(fact.position),
    })
}

fn honoured(fact: &Fact<'_>, at: i32, laureate: &Laureate) -> Result<Honoured, FoldError> {
    let citation = laureate.citation.as_ref().and_then(|text| text.get());
    Ok(Honoured {
        agency: Arc::clone(fact.agency),
        announcement: fact.entity,
        ordinal: at,
        category: laureate.category.to_string(),
        category_title: laureate.category_title.to_string(),
        place: i64::from(laureate.place),
        nomination: laureate.nomination.0,
        people: json(&laureate.people)?,
        name: laureate.name.get().cloned(),
        unit: laureate.unit.0,
        unit_name: laureate.unit_name.to_string(),
        citation: citation.map(ToString::to_string),
    })
}
