//! The rulebook of an edition: every rule by which its awards are decided, as one document.
//!
//! Written as YAML or JSON, frozen when the edition opens. What a document leaves out has the
//! default that stands at the field; the frozen document is the complete one, so a later change of
//! a default changes no edition. Rules are per agency and edition: no law fixes them (UU 20/2023
//! Art. 21 and PP 11/2017 Art. 231 to 237 leave them to the agency).

mod check;
mod eligibility;
mod round;
mod timetable;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use check::{CATEGORIES, CRITERIA, YEARS};
pub use eligibility::{Requirement, SanctionLevel};
pub use round::{
    Aggregate, Assignment, Borda, Method, Revisions, RoundKind, RoundRules, Severity, Shortlist,
};
pub use timetable::{Calendar, Holiday, Stage, StageKind, Weekday};

use crate::ballot::Score;
use crate::edition::{self, NomineeKind};
use crate::text::{Code, Prose, Title};

/// A rulebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rulebook {
    /// The edition's code, such as `asn-berprestasi-2026`.
    pub code: Code,
    /// The edition's title.
    pub title: Title,
    /// The year it is for, 2000 to 2100.
    pub year: u16,
    /// The regulation it rests on (*dasar hukum*), as the agency cites it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<Prose>,
    /// The day on which eligibility is judged (*tanggal acuan*); needed by every requirement that
    /// counts years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<jiff::civil::Date>,
    /// Working days.
    #[serde(default)]
    pub calendar: Calendar,
    /// The stages with their dates; none: the office sets each deadline as it goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timetable: Vec<Stage>,
    /// The categories, 1 to 30.
    pub categories: Vec<Category>,
    /// How equal scores are separated, in order; the last step ends every tie.
    #[serde(default = "default_ties")]
    pub ties: Vec<TieRule>,
    /// Which relations of a juror to a nominee are conflicts of interest.
    #[serde(default)]
    pub conflicts: ConflictPolicy,
    /// What of the count is published.
    #[serde(default)]
    pub publication: Publication,
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its code within the edition.
    pub code: Code,
    /// Its name.
    pub title: Title,
    /// Who may be nominated.
    pub nominee: NomineeKind,
    /// What is assessed, 1 to 20 criteria whose weights sum to 100.
    pub criteria: Vec<Criterion>,
    /// How many places are awarded.
    pub places: u8,
    /// How many nominations each unit may have (*kuota per OPD*).
    pub quota: u16,
    /// How many nominations the category takes in all; none: as many as the units' quotas allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quota_total: Option<u16>,
    /// What a nominee must meet; none: whoever is nominated and consents is eligible.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub eligibility: Vec<Requirement>,
    /// The rounds in order; none: scoring rounds of all criteria by any panel, as the office opens
    /// them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<RoundRules>,
}

/// A criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its code within the category.
    pub code: Code,
    /// Its name.
    pub title: Title,
    /// Its weight in percent, 1 to 100.
    pub weight: u8,
    /// What scores mean, from the lowest to the highest (*rubrik*).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<Anchor>,
}

/// What a score on a criterion means, from this score up to the next anchor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The lowest score of the level.
    pub from: Score,
    /// What a nominee of this level shows.
    pub says: Prose,
}

/// A step of the tie-break chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TieRule {
    /// All criteria, the one with the highest weight first; equal weights in the rulebook's order.
    Criteria,
    /// One criterion.
    Criterion(Code),
    /// Who is preferred by more jurors in direct comparison.
    HeadToHead,
    /// Who has won less often before, in this category of the agency.
    FewerWins,
    /// Who has served longer.
    LongerService,
    /// A lot whose seed nobody could choose: from secrets committed before the round opened.
    Lot,
    /// Ends the chain: the plenary decides with reasons.
    Plenary,
    /// Ends the chain: joint winners.
    Shared,
}

fn default_ties() -> Vec<TieRule> {
    vec![TieRule::Criteria, TieRule::Shared]
}

/// A relation of a juror to a nomination.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The juror is the nominee, one of the team, or head of the nominated unit.
    Nominee,
    /// The juror nominated.
    Nominator,
    /// Both serve in the same unit.
    SameUnit,
    /// The juror heads the nominee's unit or one above it, or the nominee heads the juror's.
    Superior,
    /// The juror endorsed the nomination.
    Endorser,
    /// A conflict of the same two people was declared or confirmed in an earlier edition.
    DeclaredBefore,
    /// The juror declared it.
    Declared,
}

/// Which relations are conflicts of interest. Being the nominee or the nominator, and what a juror
/// declares, always are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConflictPolicy {
    /// The relations that are detected.
    pub relations: BTreeSet<Relation>,
    /// Whether two people together may waive a conflict, with a reason.
    pub waivable: bool,
}

impl Default for ConflictPolicy {
    fn default() -> Self {
        Self {
            relations: BTreeSet::from([
                Relation::SameUnit,
                Relation::Superior,
                Relation::Endorser,
                Relation::DeclaredBefore,
            ]),
            waivable: false,
        }
    }
}

/// Which rows of the count the public bundle opens (UU 14/2008 Art. 17 keeps assessments of people
/// from the public; winners' awards are public).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Publication {
    /// None: places of winners and commitments only.
    #[default]
    Commitments,
    /// The rows of the winners, jurors numbered, not named.
    Winners,
    /// All rows, jurors and other nominees numbered, not named. The public can then recount.
    Anonymous,
}

impl Rulebook {
    /// One of its categories.
    #[must_use]
    pub fn category(&self, code: &Code) -> Option<&Category> {
        self.categories
            .iter()
            .find(|category| category.code == *code)
    }
}

impl From<&edition::Drafted> for Rulebook {
    /// The rules of an edition that was drafted before rulebooks were: every default.
    fn from(drafted: &edition::Drafted) -> Self {
        let criterion = |criterion: &edition::Criterion| Criterion {
            code: criterion.code.clone(),
            title: criterion.title.clone(),
            weight: criterion.weight,
            anchors: Vec::new(),
        };
        let category = |category: &edition::Category| Category {
            code: category.code.clone(),
            title: category.title.clone(),
            nominee: category.nominee,
            criteria: category.criteria.iter().map(criterion).collect(),
            places: category.places,
            quota: category.quota,
            quota_total: None,
            eligibility: Vec::new(),
            rounds: Vec::new(),
        };
        Self {
            code: drafted.code.clone(),
            title: drafted.title.clone(),
            year: drafted.year,
            legal_basis: None,
            cut_off: None,
            calendar: Calendar::default(),
            timetable: Vec::new(),
            categories: drafted.categories.iter().map(category).collect(),
            ties: default_ties(),
            conflicts: ConflictPolicy::default(),
            publication: Publication::default(),
        }
    }
}

impl Category {
    /// The rules of round `number`, from 1. A category that names no rounds has as many as the
    /// office opens, all alike.
    #[must_use]
    pub fn round(&self, number: u16) -> Option<RoundRules> {
        let index = usize::from(number).checked_sub(1)?;
        if self.rounds.is_empty() {
            Some(RoundRules::default())
        } else {
            self.rounds.get(index).cloned()
        }
    }

    /// The criteria that a round marks: those it names, or all.
    #[must_use]
    pub fn criteria_of(&self, round: &RoundRules) -> Vec<Criterion> {
        let named = |criterion: &&Criterion| {
            round.criteria.is_empty() || round.criteria.contains(&criterion.code)
        };
        self.criteria.iter().filter(named).cloned().collect()
    }
}
