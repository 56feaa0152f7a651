//! The first form of a result, from before there were tally bundles. Read, no longer written.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Position;
use crate::counting::Exact;
use crate::ids::{BallotId, EditionId, NominationId, RoundId};
use crate::nomination::Nominee;
use crate::reference::ResultRef;
use crate::tally::{Before, Points};
use crate::text::Code;

/// A result was determined from the ledger at the closing position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Determined {
    /// The round.
    pub round: RoundId,
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Where the round closed.
    pub closed: Position,
    /// How many jurors took part.
    pub jurors: u32,
    /// Whether that was a quorum.
    pub quorum_met: bool,
    /// The candidates, best first.
    pub standings: Vec<Standing>,
    /// Ballots that do not count.
    pub excluded: Vec<Excluded>,
}

/// Why a ballot that is in the ledger does not count.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Exclusion {
    /// It follows the close in ledger order.
    Late,
    /// Its juror was not on the panel when the round closed.
    NotOnPanel,
    /// Its marks could not be opened.
    Unreadable,
}

/// A ballot that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    /// The ballot.
    pub ballot: BallotId,
    /// Why.
    pub why: Exclusion,
}

/// Where a nomination stands. The score is the fraction `total / (ballots × 10,000)` points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Its place, from 1; equal standings share one. 0 without a counted ballot.
    pub place: u32,
    /// The nomination.
    pub nomination: NominationId,
    /// Who is nominated.
    pub nominee: Nominee,
    /// How many ballots counted.
    pub ballots: u32,
    /// Sum over ballots and criteria of weight in percent × score in hundredths.
    pub total: u64,
    /// Sum over ballots of the score in hundredths, per criterion in the round's order.
    pub criteria: Vec<u64>,
}

impl Standing {
    /// The score in points; none without a counted ballot.
    #[must_use]
    pub fn score(&self) -> Option<Points> {
        let parts = BigInt::from(self.ballots) * 10_000;
        (self.ballots > 0).then(|| Points(Exact::new(self.total.into(), parts)))
    }
}

impl From<&Determined> for ResultRef {
    fn from(first: &Determined) -> Self {
        let standings = || first.standings.iter();
        let before = |standing: &Standing| {
            let score = standing.score()?.0;
            Some((
                standing.nomination,
                Before {
                    score,
                    weight: 100,
                    criteria: BTreeMap::new(),
                },
            ))
        };
        Self {
            round: first.round,
            edition: first.edition,
            category: first.category.clone(),
            version: 1,
            quorum_met: first.quorum_met,
            majority_met: true,
            places: standings().map(|s| (s.nomination, s.place)).collect(),
            awaiting_lot: false,
            plenary: BTreeSet::new(),
            // Every round assessed all who were eligible.
            shortlist: standings().map(|s| s.nomination).collect(),
            scores: standings().filter_map(before).collect(),
            hash: None,
        }
    }
}
