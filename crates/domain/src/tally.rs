//! The count of a round as something anybody can repeat: what it rests on, and what it comes to.
//!
//! [`Core`] holds everything that the count looks at, with jurors and candidates as numbers, so
//! that a count can be published without saying who they are. [`count`] is a function of it and of
//! nothing else: the same core gives the same [`Outcome`] on any machine.

pub mod bundle;
mod collect;
mod marks;
mod order;
pub mod recount;
mod seal;
mod sound;
mod votes;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use collect::{Collect, Collected, LeftOut, Why};
pub(crate) use marks::totals;
pub use order::{Standing, TieTaken};
pub use seal::{Opening, Salt};
pub use votes::VoteSteps;

use crate::Fingerprint;
use crate::ballot::Score;
use crate::counting::Exact;
use crate::counting::severity::{Adjusted, NotAdjusted};
use crate::counting::ties::Group;
use crate::fraction::Fraction;
use crate::rulebook::{RoundRules, TieRule};
use crate::text::Code;

/// What a count rests on. Rows that do not count are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Core {
    /// The rules of the round.
    pub rules: RoundRules,
    /// The category's criteria, in the rulebook's order.
    pub criteria: Vec<Criterion>,
    /// The tie-break chain.
    pub ties: Vec<TieRule>,
    /// How many places are awarded: the seats of a transferable vote.
    pub places: u8,
    /// How many jurors must take part.
    pub quorum: u8,
    /// How many jurors the panel had at the close.
    pub jurors: usize,
    /// What is known of each candidate besides the ballots, in order of their numbers.
    pub records: Vec<Record>,
    /// Juror and candidate between whom there is a conflict of interest.
    pub blocked: BTreeSet<(usize, usize)>,
    /// What the jurors said, in order of juror and candidate.
    pub rows: Vec<Row>,
    /// The edition, as the seed of a lot names it.
    pub edition: String,
    /// The lot.
    pub lot: Lot,
}

/// A criterion of the category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its code.
    pub code: Code,
    /// Its weight in percent.
    pub weight: u8,
    /// Whether this round marks it.
    pub marked: bool,
}

/// What is known of a candidate besides the ballots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// What stands for the candidate in a lot: the commitment to who they are.
    pub token: Fingerprint,
    /// What the rounds before came to.
    pub before: Option<Before>,
    /// How often they won this category before; unknown for a new team.
    pub wins: Option<u32>,
    /// Their place in length of service among the candidates, 1 the longest; equal lengths share one.
    pub service: Option<u32>,
}

/// What the rounds before came to for a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Before {
    /// The score in points.
    #[serde(with = "crate::counting::exact::text")]
    #[schemars(with = "String")]
    pub score: Exact,
    /// The weights of the criteria it is made of, in percent.
    pub weight: u32,
    /// The score on each of them.
    pub criteria: BTreeMap<Code, Points>,
}

/// A score in points, exact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Points(
    #[serde(with = "crate::counting::exact::text")]
    #[schemars(with = "String")]
    pub Exact,
);

/// What a juror said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Row {
    /// Marks on a candidate, one for each marked criterion in order.
    Marks {
        /// The juror.
        juror: usize,
        /// The candidate.
        candidate: usize,
        /// The marks.
        marks: Vec<Score>,
    },
    /// The juror abstained on a candidate, or from the vote.
    Abstained {
        /// The juror.
        juror: usize,
        /// The candidate, where marks are asked.
        candidate: Option<usize>,
    },
    /// Candidates in order, best first.
    Ranking {
        /// The juror.
        juror: usize,
        /// Those who share an element are equal.
        ranks: Vec<Vec<usize>>,
    },
    /// Candidates that the juror approves of.
    Approved {
        /// The juror.
        juror: usize,
        /// They.
        approved: BTreeSet<usize>,
    },
}

impl Row {
    /// Who said it.
    #[must_use]
    pub const fn juror(&self) -> usize {
        match self {
            Self::Marks { juror, .. }
            | Self::Abstained { juror, .. }
            | Self::Ranking { juror, .. }
            | Self::Approved { juror, .. } => *juror,
        }
    }

    /// Of which candidate, where it is of one.
    #[must_use]
    pub const fn candidate(&self) -> Option<usize> {
        match self {
            Self::Marks { candidate, .. } => Some(*candidate),
            Self::Abstained { candidate, .. } => *candidate,
            Self::Ranking { .. } | Self::Approved { .. } => None,
        }
    }
}

/// What is known of the lot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Lot {
    /// Not all secrets are revealed yet, or the chain has none.
    #[default]
    Awaited,
    /// All are revealed, in the order chair, secretary, auditor.
    Revealed {
        /// The secrets.
        secrets: Vec<Fingerprint>,
    },
    /// One was not revealed: what the lot would decide goes to the next step.
    Missed,
}

/// What a count comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// How many jurors took part, abstentions included.
    pub took_part: u32,
    /// Whether that is a quorum.
    pub quorum_met: bool,
    /// Whether the first place has the share of ballots that the rules ask for, if they do.
    pub majority_met: Option<bool>,
    /// The candidates, best first; those without a place last. Equal ones in order of number.
    pub standings: Vec<Standing>,
    /// How the ballots became an order.
    pub steps: Steps,
    /// How ties were broken, in the order of the places.
    pub ties: Vec<TieTaken>,
}

/// How ballots became an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Steps {
    /// By marks as they are.
    Marks,
    /// By marks adjusted for the jurors' severity.
    Adjusted(Adjusted),
    /// By marks as they are, because they could not be adjusted.
    NotAdjusted(NotAdjusted),
    /// By a vote.
    Vote(VoteSteps),
}

/// An order of the candidates before ties are broken.
struct Ordered {
    places: crate::counting::Places,
    scores: Vec<Option<Exact>>,
    raw: Vec<Option<Exact>>,
    sheets: Vec<u32>,
    criteria: Vec<BTreeMap<Code, Points>>,
    majority_met: Option<bool>,
    /// The ties that were broken on the way to the order.
    ties: Vec<TieTaken>,
    /// One of the places, if the method could not decide on it: nothing but what ends the chain
    /// may separate it.
    left: Option<Group>,
    steps: Steps,
}

impl Core {
    /// The criteria that this round marks, in the order of the marks on a sheet.
    pub fn marked(&self) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().filter(|criterion| criterion.marked)
    }

    /// The weights of the criteria that this round marks, in percent.
    #[must_use]
    pub fn weight(&self) -> u32 {
        let weights = self.marked().map(|criterion| u32::from(criterion.weight));
        weights.fold(0, u32::saturating_add)
    }
}

/// A sheet's sum of weight in percent × score in hundredths.
fn weighed<'a>(marked: impl IntoIterator<Item = &'a Criterion>, sheet: &[Score]) -> u64 {
    let marks = marked.into_iter().zip(sheet);
    marks
        .map(|(criterion, score)| u64::from(criterion.weight) * u64::from(score.hundredths()))
        .sum()
}

/// Counts.
#[must_use]
pub fn count(core: &Core) -> Outcome {
    let jurors: BTreeSet<usize> = core.rows.iter().map(Row::juror).collect();
    let took_part = u32::try_from(jurors.len()).unwrap_or(u32::MAX);
    let ordered = match core.rules.method {
        Some(method) if !core.rules.kind.marks() => votes::order(core, method),
        _ => marks::order(core),
    };
    let (standings, ties) = order::standings(core, &ordered);
    Outcome {
        took_part,
        quorum_met: took_part >= u32::from(core.quorum),
        majority_met: ordered.majority_met,
        standings,
        steps: ordered.steps,
        ties,
    }
}

/// A fraction of a rulebook as an exact number.
fn exact(fraction: Fraction) -> Exact {
    Exact::new(fraction.numerator().into(), fraction.denominator().into())
}

/// A score in points.
fn points(score: Score) -> Exact {
    Exact::new(score.hundredths().into(), 100.into())
}
