//! The fairness report of an edition: what its full bundle says about its jurors and its winners.
//!
//! Everything is by number or id; nobody is named. It measures and judges nothing: a strict juror
//! may have had the weaker nominees, and few winners are no sample.

mod rounds;
mod winners;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Fingerprint;
use crate::ids::{AgencyCode, EditionId, NominationId, UnitId};
use crate::person::PositionGroup;
use crate::tally::bundle::{Bundle, Kind};
use crate::tally::recount::{Fault, recount};
use crate::tally::{Points, Why};
use crate::text::Code;

/// What the bundle does not say of a nominee.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// Their unit.
    pub unit: Option<UnitId>,
    /// Their sex; unknown of teams, units, and whoever has no NIP.
    pub sex: Option<Sex>,
    /// Their position group.
    pub group: Option<PositionGroup>,
    /// How often they won any category before; unknown for a new team.
    pub wins: Option<u32>,
}

/// A sex, as civil registers state it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// *Perempuan*.
    Female,
    /// *Laki-laki*.
    Male,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The agency.
    pub agency: AgencyCode,
    /// The edition.
    pub edition: EditionId,
    /// The hash of the bundle that it is made from.
    pub bundle: Fingerprint,
    /// Each round.
    pub rounds: Vec<RoundReport>,
    /// Who was nominated and who won. A winner is who has one of the awarded places in the last
    /// round of a category.
    pub winners: Winners,
}

/// A round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoundReport {
    /// The category.
    pub category: Code,
    /// Its number within the category.
    pub number: u16,
    /// Whether scores were adjusted for severity.
    pub adjusted: bool,
    /// The candidates, in order of place, those without one last.
    pub candidates: Vec<CandidateReport>,
    /// The jurors, in order of number.
    pub jurors: Vec<JurorReport>,
    /// How many ballots were left out, by reason.
    pub left_out: BTreeMap<Why, u32>,
}

/// A candidate of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidateReport {
    /// Its number in the bundle.
    pub candidate: usize,
    /// Its place; 0 for who is not placed.
    pub place: u32,
    /// The place it would have without adjustment.
    pub raw_place: u32,
    /// How many jurors assess it.
    pub covered: u32,
    /// How many jurors abstained on it; of a vote, on all.
    pub abstained: u32,
    /// How many jurors have a conflict of interest with it.
    pub recused: u32,
    /// How many jurors of the panel say nothing for any other reason.
    pub silent: u32,
}

/// A juror of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JurorReport {
    /// Their number in the bundle; another one in each round.
    pub juror: usize,
    /// How many rows of theirs count, abstentions not included.
    pub rows: u32,
    /// How many points more than the others they give, negative for a severe juror: the effect of
    /// the adjustment, or without one the mean difference of their totals from the candidates'
    /// means. None without marks.
    pub leniency: Option<Points>,
    /// Who has the first place when their rows are left out, in order of number.
    pub first_without: BTreeSet<usize>,
    /// Whether that is somebody else than it is with them.
    pub decisive: bool,
}

/// Nominees and winners by what is known of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Winners {
    /// All.
    pub all: Share,
    /// By unit.
    pub units: Vec<Part<UnitId>>,
    /// By sex.
    pub sexes: Vec<Part<Sex>>,
    /// By position group.
    pub groups: Vec<Part<PositionGroup>>,
    /// By how often they had won before.
    pub before: Vec<Part<u32>>,
}

/// Nominees who have something in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part<K> {
    /// What; none: it is not known of them.
    pub of: Option<K>,
    /// How many.
    pub share: Share,
}

/// How many were nominated, and how many of these won.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Nominations in the first round of a category.
    pub nominees: u32,
    /// Those that won.
    pub winners: u32,
}

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoReport {
    /// The bundle is a public one: it does not say who is who.
    #[error("a fairness report is made from a full bundle")]
    NotFull,
    /// The bundle is not what it says.
    #[error("the bundle is not what it says: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Faults(Vec<Fault>),
}

/// Makes the report of a bundle, which is recounted first.
pub fn report(bundle: &Bundle, known: &BTreeMap<NominationId, Known>) -> Result<Report, NoReport> {
    if bundle.kind != Kind::Full {
        return Err(NoReport::NotFull);
    }
    let counted = recount(bundle, None);
    if !counted.faults.is_empty() {
        return Err(NoReport::Faults(counted.faults));
    }
    let parts = bundle.rounds.iter().zip(&counted.rounds);
    Ok(Report {
        agency: bundle.agency.clone(),
        edition: bundle.edition,
        bundle: counted.hash,
        rounds: parts
            .filter_map(|(part, counted)| rounds::round(part, counted))
            .collect(),
        winners: winners::winners(&bundle.rounds, known),
    })
}
