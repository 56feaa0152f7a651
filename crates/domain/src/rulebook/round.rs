//! The rules of a round: what is asked of the jurors and how their answers are counted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ballot::Score;
use crate::fraction::Fraction;
use crate::text::{Code, Title};

/// The rules of a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RoundRules {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// What is asked of the jurors.
    pub kind: RoundKind,
    /// The code of the panel that assesses; none: the office names one when the round opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel: Option<Code>,
    /// The criteria that are marked; none: all of the category.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Code>,
    /// How marks become a score; of rounds that mark.
    pub aggregate: Aggregate,
    /// Whether scores are adjusted for strict and lenient jurors; of rounds that mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// How ballots become an order; of rounds that vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Whether the score of the round before is carried over, by the weight of its criteria.
    pub carry: bool,
    /// How many valid sheets a nominee needs to be placed; of rounds that mark, at least 1.
    pub coverage: u8,
    /// How many jurors must take part, abstentions included; none: the panel's quorum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u8>,
    /// The share of valid ballots that the first place needs; of rounds that vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub majority: Option<Fraction>,
    /// The lowest score that is placed (*nilai ambang*).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Score>,
    /// Who goes on to the next round; none: everybody who is placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortlist: Option<Shortlist>,
    /// Who assesses whom.
    pub assignment: Assignment,
    /// Whether a ballot may be revised freely until the close.
    pub revisions: Revisions,
}

impl Default for RoundRules {
    fn default() -> Self {
        Self {
            title: None,
            kind: RoundKind::Scoring,
            panel: None,
            criteria: Vec::new(),
            aggregate: Aggregate::Mean,
            severity: None,
            method: None,
            carry: false,
            coverage: 1,
            quorum: None,
            majority: None,
            minimum: None,
            shortlist: None,
            assignment: Assignment::Everybody,
            revisions: Revisions::Free,
        }
    }
}

/// What is asked of the jurors.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum RoundKind {
    /// Marks from the dossier.
    Scoring,
    /// Marks from a presentation or an interview.
    Interview,
    /// A ranking or an approval of the nominees.
    Vote,
}

impl RoundKind {
    /// Whether jurors mark criteria.
    #[must_use]
    pub const fn marks(self) -> bool {
        matches!(self, Self::Scoring | Self::Interview)
    }
}

/// How the jurors' weighted totals become a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Aggregate {
    /// The arithmetic mean.
    Mean,
    /// The middle one; of an even number the mean of the middle two.
    Median,
    /// The mean without so many of the highest and as many of the lowest.
    Trimmed(u8),
}

/// The additive model of jurors' severity with shrinkage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Severity {
    /// The weight of the penalty on jurors' effects, 0 or more.
    pub shrinkage: Fraction,
}

/// How ballots become an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Each juror approves any number of nominees.
    Approval,
    /// Borda's points.
    Borda(Borda),
    /// Schulze's method by winning votes.
    Schulze,
    /// Single transferable vote by the Scottish rules (2007 No. 42), for the category's places.
    ScottishStv,
    /// The two with most first preferences against each other, unless one has a majority.
    TwoRound,
}

/// What Borda's count gives to nominees that a ballot leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Borda {
    /// The average of the points that are left over.
    Averaged,
    /// Nothing.
    Positional,
}

/// Who goes on to the next round. A nominee must meet all that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Shortlist {
    /// Those placed so high or higher; who ties with the last one goes on too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top: Option<u16>,
    /// Those with at least this score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Score>,
}

/// Who assesses whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Assignment {
    /// Every juror assesses every nominee they have no conflict with.
    Everybody,
    /// Each nominee is assessed by so many jurors, shared out evenly.
    PerNominee(u8),
}

/// Whether a ballot may be revised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Revisions {
    /// Freely, until the round closes.
    Free,
    /// Once the chair has reopened it, with a reason.
    Reopened,
}
