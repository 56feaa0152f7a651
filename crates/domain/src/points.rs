//! Recognition points: the agency's tables that turn performance into integers, by version.
//!
//! The version of the table stands in each event, so points once given never change by a new one.
//! No law sets such points (`PermenPANRB` 6/2022 Art. 30 ranks by predicate alone); they are the
//! agency's own construct, and every page that shows them says so.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{AgencyCode, PointsId, derive_id};
use crate::indicator::Value;
use crate::performance::{Performance, year_of};
use crate::predikat::Predikat;
use crate::text::{Code, Text};
use crate::{Context, Decision, Entity, Reference, Refusal, events};

/// How many versions of the table an agency may adopt.
pub const LIMIT: usize = 200;

impl PointsId {
    /// The point tables of an agency.
    #[must_use]
    pub fn of(agency: &AgencyCode) -> Self {
        Self(derive_id(&["points", agency.as_str()]))
    }
}

/// A value of an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The indicator's code in the agency's catalogue.
    pub indicator: Code,
    /// The value, in the indicator's unit.
    pub value: Value,
}

/// So many points for each, up to so many in one person's period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Points for each.
    pub each: u32,
    /// The most points in one person's period.
    pub most: u32,
}

/// Points for the predicate of an appraisal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ByPredikat {
    /// *Sangat Baik*.
    pub sangat_baik: u32,
    /// *Baik*.
    pub baik: u32,
    /// *Butuh Perbaikan*.
    pub butuh_perbaikan: u32,
    /// *Kurang*.
    pub kurang: u32,
    /// *Sangat Kurang*.
    pub sangat_kurang: u32,
}

/// Points for a value of an indicator that reaches a threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// The indicator.
    pub indicator: Code,
    /// At least this value gives the points; with `below` set, at most.
    pub value: Value,
    /// Whether less is better.
    #[serde(default)]
    pub below: bool,
    /// The points. The best threshold that is reached counts.
    pub points: u32,
}

/// A version of an agency's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its version, never used twice.
    pub version: Text<20>,
    /// The first calendar year whose periods it is for.
    pub from: i16,
    /// For an appraisal.
    pub appraisal: ByPredikat,
    /// For each lesson hour of training.
    pub training: Rate,
    /// For each mentoring session.
    pub mentoring: Rate,
    /// For an innovation.
    pub innovation: Rate,
    /// For an award held, by BKN's *jenis penghargaan*; none for those not named.
    #[serde(default)]
    pub awards: BTreeMap<u16, u32>,
    /// For values of indicators.
    #[serde(default)]
    pub indicators: Vec<Threshold>,
}

impl Table {
    /// The table of agencies that have adopted none. The appraisal column is the usual convention
    /// of talent-management systems, not law.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            version: Text::new("2026-1").expect("a short text"),
            from: 1990,
            appraisal: ByPredikat {
                sangat_baik: 100,
                baik: 80,
                butuh_perbaikan: 60,
                kurang: 40,
                sangat_kurang: 20,
            },
            training: Rate { each: 1, most: 40 },
            mentoring: Rate { each: 5, most: 50 },
            innovation: Rate {
                each: 75,
                most: 225,
            },
            awards: BTreeMap::new(),
            indicators: Vec::new(),
        }
    }

    /// The points of one event by itself.
    #[must_use]
    pub fn points(&self, performance: &Performance) -> u32 {
        match performance {
            Performance::Appraisal { predikat, .. } => match predikat {
                Predikat::SangatBaik => self.appraisal.sangat_baik,
                Predikat::Baik => self.appraisal.baik,
                Predikat::ButuhPerbaikan => self.appraisal.butuh_perbaikan,
                Predikat::Kurang => self.appraisal.kurang,
                Predikat::SangatKurang => self.appraisal.sangat_kurang,
            },
            Performance::Training { hours, .. } => {
                self.training.each.saturating_mul(u32::from(*hours))
            }
            Performance::Mentoring { sessions } => {
                self.mentoring.each.saturating_mul(u32::from(*sessions))
            }
            Performance::MentoringSession { .. } => self.mentoring.each,
            Performance::Innovation { .. } => self.innovation.each,
            Performance::Award { award } => self.awards.get(award).copied().unwrap_or(0),
            Performance::Indicator(measured) => self
                .indicators
                .iter()
                .filter(|threshold| threshold.reached(measured))
                .map(|threshold| threshold.points)
                .max()
                .unwrap_or(0),
        }
    }

    /// The most points that events of a kind give in one person's period; see
    /// [`Performance::word`].
    #[must_use]
    pub fn most(&self, word: &str) -> u32 {
        match word {
            "training" => self.training.most,
            "mentoring" => self.mentoring.most,
            "innovation" => self.innovation.most,
            _ => u32::MAX,
        }
    }
}

impl Threshold {
    fn reached(&self, measured: &Measured) -> bool {
        self.indicator == measured.indicator
            && if self.below {
                measured.value <= self.value
            } else {
                measured.value >= self.value
            }
    }
}

impl Reference {
    /// The table that gives points in a period: the last one adopted for its year.
    #[must_use]
    pub fn point_table(&self, period: &str) -> Table {
        let year = year_of(period).unwrap_or(i16::MAX);
        let mut adopted = self.point_tables.iter().rev();
        let found = adopted.find(|table| table.from <= year);
        found.map_or_else(Table::built_in, |table| Table::clone(table))
    }
}

/// A table was adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    /// The table.
    pub table: Table,
}

events! {
    /// What happens to an agency's point tables.
    pub enum Event {
        #[doc = "A version of the point table was adopted."]
        Adopted(Adopted) = "points.adopted" 1,
    }
}

/// What may be asked of an agency's point tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Adopt a version.
    Adopt(Table),
}

/// An agency's point tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Points {
    last: Option<Table>,
    versions: BTreeSet<Text<20>>,
}

impl Entity for Points {
    const KIND: &'static str = "points";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let Command::Adopt(asked) = command;
        if self.last.as_ref() == Some(asked) {
            return Decision::Repeat;
        }
        let taken =
            self.versions.contains(&asked.version) || Table::built_in().version == asked.version;
        if taken {
            return Decision::Refuse(Refusal::VersionTaken);
        }
        if self.versions.len() >= LIMIT {
            return Decision::Refuse(Refusal::RecordsFull);
        }
        let mut thresholds = asked.indicators.iter();
        if thresholds.any(|threshold| {
            !context
                .reference
                .indicators
                .contains_key(&threshold.indicator)
        }) {
            return Decision::Refuse(Refusal::IndicatorUnknown);
        }
        record(Event::Adopted(Adopted {
            table: asked.clone(),
        }))
    }

    fn evolve(&mut self, event: &Event) {
        let Event::Adopted(adopted) = event;
        self.versions.insert(adopted.table.version.clone());
        self.last = Some(adopted.table.clone());
    }
}
