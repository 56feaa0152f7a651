//! Ties, resolved by a chain that was published before the count.
//!
//! Every step splits a tied group as far as it can, and what is still tied goes to the next step.
//! What is not known of one of them decides nothing: missing is not zero.

mod chain;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pairwise::Pairwise;
use super::{Exact, Places};

/// A step of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum TieStep {
    /// The higher score of a criterion.
    Criterion {
        /// Its index in [`Facts::criteria`].
        index: usize,
    },
    /// Between two, the one that more put above the other. Among more, the Copeland score within
    /// the group: 1 for each of the group that it beats, ½ for each that it is level with.
    HeadToHead,
    /// Fewer wins in earlier editions.
    FewerWins,
    /// Longer service.
    LongerService,
    /// The order of the lot; without one the group waits for it.
    Lot,
    /// The place is shared; nothing after this is tried.
    Shared,
    /// The plenary decides; nothing after this is tried.
    Plenary,
}

/// What is known of a candidate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Scores by criterion.
    pub criteria: Vec<Option<Exact>>,
    /// Wins in earlier editions.
    pub wins: Option<u32>,
    /// Length of service in days.
    pub service_days: Option<i64>,
}

/// What a chain decides on.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// By candidate.
    pub facts: &'a [Facts],
    /// The comparisons of all candidates.
    pub pairwise: Option<&'a Pairwise>,
    /// The order by lot, best first.
    pub lot: Option<&'a [usize]>,
}

/// How a group ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// One candidate alone.
    Decided,
    /// They share the place: by that step, or because the chain has no more.
    Shared,
    /// The plenary decides.
    Plenary,
    /// It takes a lot, and there is none of all of them.
    AwaitingLot,
}

/// Candidates the chain leaves together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Who, in order of number.
    pub members: Vec<usize>,
    /// How it ended.
    pub ended: Ended,
}

/// What a step did to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum StepOutcome {
    /// It split the group.
    Split {
        /// Best first.
        places: Places,
    },
    /// They are equal in this.
    Level,
    /// It decided nothing, for want of data.
    Missing {
        /// Of whom.
        of: Vec<usize>,
    },
    /// It ended the group.
    Ended {
        /// How.
        ended: Ended,
    },
}

/// A step taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepTaken {
    /// Which.
    pub step: TieStep,
    /// On whom, in order of number.
    pub group: Vec<usize>,
    /// What it did.
    pub outcome: StepOutcome,
}

/// What the chain comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// Best first.
    pub groups: Vec<Group>,
    /// Every step taken: a group's, then those of its parts, the best part first.
    pub record: Vec<StepTaken>,
}

/// Resolves a tied group, given by number.
#[must_use]
pub fn resolve(group: &[usize], steps: &[TieStep], evidence: &Evidence<'_>) -> Resolution {
    let mut members = group.to_vec();
    members.sort_unstable();
    let mut resolution = Resolution::default();
    if !members.is_empty() {
        chain::descend(members, steps, evidence, &mut resolution);
    }
    resolution
}
