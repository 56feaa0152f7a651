//! The single transferable vote by the Scottish Local Government Elections Order 2007 (SSI 2007/42,
//! schedule 1, rules 45 to 52): weighted inclusive Gregory, Droop quota, transfer values cut off
//! after five decimals. Votes are whole numbers of hundred-thousandths.
//!
//! One thing the Order leaves open: of several tied candidates it looks at "the most recent
//! preceding stage at which they had unequal numbers of votes". Those who are equal at the head (or
//! foot) of that stage are compared at the stage before it, and so on; the lot is only among those
//! who are equal at every stage.

mod count;
mod turn;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Places;
use super::ballots::{BadBallot, Rankings};

/// One vote.
pub const VOTE: u64 = 100_000;

/// What a count comes to. Votes are in hundred-thousandths, see [`VOTE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The valid ballots: those that rank somebody (rule 46).
    pub valid: u32,
    /// The quota in votes: valid / (seats + 1) without decimals, plus 1 (rule 46).
    pub quota: u32,
    /// Every stage.
    pub stages: Vec<Stage>,
    /// Who is elected, in order of stage and then of votes.
    pub elected: Places,
    /// How it ended.
    pub ended: Ended,
}

/// How a count ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ended {
    /// The seats are filled, or nobody is left.
    Filled,
    /// The next stage takes a lot, and there is none of all who are tied.
    Undecided {
        /// Who, in order of number.
        tied: Vec<usize>,
        /// Whose turn it is that the lot decides.
        question: Question,
    },
}

/// What a tie is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Whose equal surplus is transferred first (rule 49): the better by lot.
    Surplus,
    /// Which of the lowest is excluded (rule 51): the worse by lot.
    Exclusion,
}

/// A stage, and how it stands at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// What was done.
    pub action: Action,
    /// The votes of each candidate; 0 for the excluded.
    pub votes: Vec<u64>,
    /// All that was not transferable so far.
    pub non_transferable: u64,
    /// All that the cut after five decimals has lost so far.
    pub lost: u64,
    /// Who is deemed elected at the end of this stage, by votes (rules 47 and 52).
    pub elected: Places,
}

/// What a stage does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// First preferences are counted (rule 45).
    FirstPreferences,
    /// A surplus is transferred (rules 48 and 49).
    Surplus {
        /// From where to where.
        transfer: Transfer,
    },
    /// The lowest is excluded (rules 50 and 51).
    Exclusion {
        /// From where to where.
        transfer: Transfer,
    },
}

/// Votes moved in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// Whose votes.
    pub from: usize,
    /// How many in all.
    pub total: u64,
    /// What each candidate received.
    pub received: Vec<u64>,
    /// What nobody could receive.
    pub non_transferable: u64,
    /// What was cut off.
    pub lost: u64,
    /// How its turn was decided, where others had as many votes.
    pub tie: Option<Tie>,
}

/// A tie for a turn, and what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// Who, in order of number.
    pub tied: Vec<usize>,
    /// Whether it took the lot; otherwise a preceding stage decided.
    pub by_lot: bool,
}

/// Counts for `seats`; ranks must have one name each. `lot` is an order of candidates, best first,
/// for ties that no stage decides. A ballot of a voter in conflict with a candidate does not name
/// it, so that conflicts change nothing more here.
pub fn stv(votes: &Rankings, seats: usize, lot: Option<&[usize]>) -> Result<Outcome, BadBallot> {
    votes.check_strict()?;
    Ok(count::Count::new(votes, seats).run(lot))
}
