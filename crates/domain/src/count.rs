//! Counting a round: exact, from the events alone, in ledger order.
//!
//! The mean of the jurors' weighted totals ranks; equal means are separated by the criteria in
//! order of weight; what is still equal shares a place. Nothing is rounded before display.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ballot::{self, Mark};
use crate::ids::{BallotId, NominationId, PersonId, RoundId};
use crate::nomination::Nominee;
use crate::panel;
use crate::round::Opened;

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
    /// The score in hundredths of a point, rounded half up, for display only.
    #[must_use]
    pub fn hundredths(&self) -> u64 {
        let ballots = u64::from(self.ballots);
        if ballots == 0 {
            0
        } else {
            (2 * self.total + 100 * ballots) / (200 * ballots)
        }
    }
}

/// What a round comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// All candidates, best first; those without a counted ballot last, in order of their ids.
    pub standings: Vec<Standing>,
    /// Ballots that do not count, in order of their ids.
    pub excluded: Vec<Excluded>,
    /// How many jurors took part, abstentions included.
    pub jurors: u32,
    /// Whether that is a quorum.
    pub quorum_met: bool,
}

/// How a juror's ballot on a nomination stands.
#[derive(Debug, Clone)]
enum Vote {
    Abstained,
    Marks(Vec<Mark>),
    Unreadable,
}

/// A round being counted: give it the events in ledger order, then [`Count::finish`].
#[derive(Debug, Clone)]
pub struct Count {
    id: RoundId,
    opened: Opened,
    closed: bool,
    panel: BTreeSet<PersonId>,
    last: BTreeMap<(NominationId, PersonId), Vote>,
    excluded: BTreeMap<BallotId, Exclusion>,
}

impl Count {
    /// Starts a count with the panel as it stood when the round opened.
    #[must_use]
    pub fn new(id: RoundId, opened: Opened, panel: BTreeSet<PersonId>) -> Self {
        let (last, excluded) = (BTreeMap::new(), BTreeMap::new());
        Self {
            id,
            opened,
            closed: false,
            panel,
            last,
            excluded,
        }
    }

    /// Takes an event of the round's panel.
    pub fn panel(&mut self, event: &panel::Event) {
        if self.closed {
            return;
        }
        match event {
            panel::Event::Formed(formed) => self.panel.clone_from(&formed.jurors),
            panel::Event::JurorAdded(added) => {
                self.panel.insert(added.juror);
            }
            panel::Event::JurorRemoved(removed) => {
                self.panel.remove(&removed.juror);
            }
        }
    }

    /// The round closed here in ledger order.
    pub const fn close(&mut self) {
        self.closed = true;
    }

    /// Takes a ballot event, its marks opened where the key allows.
    pub fn ballot(&mut self, event: &ballot::Event) {
        let (round, nomination, juror, vote) = match event {
            ballot::Event::Cast(c) | ballot::Event::Revised(c) => {
                let marks = c.marks.get().cloned();
                let vote = marks.map_or(Vote::Unreadable, Vote::Marks);
                (c.round, c.nomination, c.juror, vote)
            }
            ballot::Event::Abstained(a) => (a.round, a.nomination, a.juror, Vote::Abstained),
        };
        if round != self.id {
            return;
        }
        if !self.closed {
            self.last.insert((nomination, juror), vote);
        } else if !self.last.contains_key(&(nomination, juror)) {
            // A late revision leaves the ballot as it stood at the close; a late first one is out.
            let ballot = BallotId::of(round, nomination, juror);
            self.excluded.insert(ballot, Exclusion::Late);
        }
    }

    /// The tally.
    #[must_use]
    pub fn finish(mut self) -> Tally {
        let mut jurors = BTreeSet::new();
        let mut counted: BTreeMap<NominationId, Vec<Vec<Mark>>> = BTreeMap::new();
        for ((nomination, juror), vote) in std::mem::take(&mut self.last) {
            let why = if self.panel.contains(&juror) {
                match vote {
                    Vote::Abstained => None,
                    Vote::Marks(marks) => {
                        counted.entry(nomination).or_default().push(marks);
                        None
                    }
                    Vote::Unreadable => Some(Exclusion::Unreadable),
                }
            } else {
                Some(Exclusion::NotOnPanel)
            };
            if let Some(why) = why {
                let ballot = BallotId::of(self.id, nomination, juror);
                self.excluded.insert(ballot, why);
            } else {
                jurors.insert(juror);
            }
        }
        let mut standings: Vec<Standing> = self
            .opened
            .candidates
            .iter()
            .map(|candidate| {
                let ballots = counted.remove(&candidate.nomination).unwrap_or_default();
                self.standing(candidate.nomination, &candidate.nominee, &ballots)
            })
            .collect();
        self.rank(&mut standings);
        let taking_part = u32::try_from(jurors.len()).unwrap_or(u32::MAX);
        Tally {
            standings,
            excluded: self
                .excluded
                .into_iter()
                .map(|(ballot, why)| Excluded { ballot, why })
                .collect(),
            jurors: taking_part,
            quorum_met: taking_part >= u32::from(self.opened.quorum),
        }
    }

    fn standing(
        &self,
        nomination: NominationId,
        nominee: &Nominee,
        ballots: &[Vec<Mark>],
    ) -> Standing {
        let criteria: Vec<u64> = self
            .opened
            .criteria
            .iter()
            .map(|criterion| {
                ballots
                    .iter()
                    .flatten()
                    .filter(|mark| mark.criterion == criterion.code)
                    .map(|mark| u64::from(mark.score.hundredths()))
                    .sum()
            })
            .collect();
        let weights = self
            .opened
            .criteria
            .iter()
            .map(|criterion| u64::from(criterion.weight));
        let total = weights
            .zip(&criteria)
            .map(|(weight, sum)| weight * sum)
            .sum();
        let ballots = u32::try_from(ballots.len()).unwrap_or(u32::MAX);
        Standing {
            place: 0,
            nomination,
            nominee: nominee.clone(),
            ballots,
            total,
            criteria,
        }
    }

    fn rank(&self, standings: &mut [Standing]) {
        // Criteria by falling weight, the rulebook's order among equals.
        let mut order: Vec<usize> = (0..self.opened.criteria.len()).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(self.opened.criteria[i].weight));
        let better = |a: &Standing, b: &Standing| {
            order
                .iter()
                .fold(fraction(b, b.total, a, a.total), |so_far, &i| {
                    so_far.then_with(|| fraction(b, b.criteria[i], a, a.criteria[i]))
                })
        };
        standings.sort_by(|a, b| {
            (a.ballots == 0)
                .cmp(&(b.ballots == 0))
                .then_with(|| better(a, b))
                .then(a.nomination.cmp(&b.nomination))
        });
        for i in 0..standings.len() {
            let place = u32::try_from(i + 1).unwrap_or(u32::MAX);
            standings[i].place = if standings[i].ballots == 0 {
                0
            } else if i > 0 && better(&standings[i - 1], &standings[i]) == Ordering::Equal {
                standings[i - 1].place
            } else {
                place
            };
        }
    }
}

/// Compares `x / a.ballots` with `y / b.ballots` exactly.
fn fraction(a: &Standing, x: u64, b: &Standing, y: u64) -> Ordering {
    (u128::from(x) * u128::from(b.ballots)).cmp(&(u128::from(y) * u128::from(a.ballots)))
}
