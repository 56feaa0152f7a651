//! Who assesses whom: so many jurors for each nominee, no pair with a conflict, the work shared out
//! as evenly as that allows.
//!
//! A minimum-cost flow from the nominees through the pairs to the jurors. Each further nominee of a
//! juror costs more than the one before, which evens the loads out (`HotCRP` does the same). Among
//! equally even assignments a lot decides, drawn from the seed: the same seed gives the same
//! assignment on any machine.

use std::collections::{BTreeMap, BTreeSet};

use ac_library::MinCostFlowGraph;

use crate::Fingerprint;
use crate::ids::{NominationId, PersonId};

/// Nominees that have too few jurors without a conflict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("too few jurors without a conflict for {} nominees", lacking.len())]
pub struct Shortage {
    /// How many jurors each of them lacks.
    pub lacking: BTreeMap<NominationId, usize>,
}

/// The lot of a pair, 0 to 65,535: of equally even assignments the one with the lowest sum is taken.
#[must_use]
pub fn lot(seed: u64, juror: PersonId, nominee: NominationId) -> u16 {
    let text = format!("assignment\u{1f}{seed}\u{1f}{juror}\u{1f}{nominee}");
    let hash = Fingerprint::of(text.as_bytes());
    u16::from_be_bytes([hash.bytes()[0], hash.bytes()[1]])
}

/// Gives each nominee `per_nominee` different jurors, never a blocked pair. The order in which
/// jurors and nominees are listed does not matter.
pub fn assign(
    jurors: &[PersonId],
    nominees: &[NominationId],
    blocked: &BTreeSet<(PersonId, NominationId)>,
    per_nominee: u8,
    seed: u64,
) -> Result<BTreeMap<NominationId, BTreeSet<PersonId>>, Shortage> {
    let jurors: BTreeSet<PersonId> = jurors.iter().copied().collect();
    let nominees: BTreeSet<NominationId> = nominees.iter().copied().collect();
    let pairs: Vec<(NominationId, PersonId)> = nominees
        .iter()
        .flat_map(|&nominee| jurors.iter().map(move |&juror| (nominee, juror)))
        .filter(|&(nominee, juror)| !blocked.contains(&(juror, nominee)))
        .collect();
    let each = usize::from(per_nominee);
    enough(&nominees, &pairs, each)?;
    let network = Network {
        jurors: jurors.into_iter().collect(),
        nominees: nominees.into_iter().collect(),
        pairs,
        each,
        seed,
    };
    // Where everybody can be served with even loads, no even optimum has a higher one: the loads
    // that serve everybody form the bases of a polymatroid.
    let even = (network.nominees.len() * each).div_ceil(network.jurors.len().max(1));
    let assigned = network.solve(even);
    Ok(assigned
        .or_else(|| network.solve(network.nominees.len()))
        .expect("every nominee has enough jurors, and no juror a limit"))
}

fn enough(
    nominees: &BTreeSet<NominationId>,
    pairs: &[(NominationId, PersonId)],
    each: usize,
) -> Result<(), Shortage> {
    let mut lacking: BTreeMap<NominationId, usize> =
        nominees.iter().map(|&nominee| (nominee, each)).collect();
    for (nominee, _) in pairs {
        if let Some(lacks) = lacking.get_mut(nominee) {
            *lacks = lacks.saturating_sub(1);
        }
    }
    lacking.retain(|_, lacks| *lacks > 0);
    if lacking.is_empty() {
        Ok(())
    } else {
        Err(Shortage { lacking })
    }
}

/// What flows: from the source (0) to the nominees, over the pairs to the jurors, to the sink (1).
struct Network {
    jurors: Vec<PersonId>,
    nominees: Vec<NominationId>,
    pairs: Vec<(NominationId, PersonId)>,
    each: usize,
    seed: u64,
}

impl Network {
    /// The cheapest assignment in which no juror has more than `most` nominees, if there is one.
    fn solve(&self, most: usize) -> Option<BTreeMap<NominationId, BTreeSet<PersonId>>> {
        let mut graph = MinCostFlowGraph::<i128>::new(2 + self.nominees.len() + self.jurors.len());
        let wanted = number(self.nominees.len() * self.each);
        // One step of load outweighs all lots together.
        let step = (wanted + 1) << u16::BITS;
        for nominee in 0..self.nominees.len() {
            graph.add_edge(0, 2 + nominee, number(self.each), 0);
        }
        for juror in 0..self.jurors.len() {
            for load in 0..most {
                graph.add_edge(self.seat(juror), 1, 1, step * number(load));
            }
        }
        let first = most * self.jurors.len() + self.nominees.len();
        for &(nominee, juror) in &self.pairs {
            let (from, to) = self.ends(nominee, juror)?;
            let cost = i128::from(lot(self.seed, juror, nominee));
            graph.add_edge(from, to, 1, cost);
        }
        let (flowed, _) = graph.flow(0, 1, wanted);
        let taken = |(edge, _): &(usize, _)| graph.get_edge(first + edge).flow > 0;
        (flowed == wanted).then(|| {
            let mut assigned: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
            for nominee in &self.nominees {
                assigned.entry(*nominee).or_default();
            }
            for (_, (nominee, juror)) in self.pairs.iter().enumerate().filter(taken) {
                assigned.entry(*nominee).or_default().insert(*juror);
            }
            assigned
        })
    }

    const fn seat(&self, juror: usize) -> usize {
        2 + self.nominees.len() + juror
    }

    /// The ends of a pair's edge; both lists are in order.
    fn ends(&self, nominee: NominationId, juror: PersonId) -> Option<(usize, usize)> {
        let from = self.nominees.binary_search(&nominee).ok()?;
        let to = self.jurors.binary_search(&juror).ok()?;
        Some((2 + from, self.seat(to)))
    }
}

/// A number of people or of edges.
fn number(count: usize) -> i128 {
    i128::try_from(count).expect("far fewer than 2^127 people")
}
