//! Who was nominated and who won.

use std::collections::BTreeMap;

use super::{Known, Part, Share, Winners};
use crate::ids::NominationId;
use crate::round::Candidate;
use crate::tally::bundle::{Place, Round};

pub(super) fn winners(rounds: &[Round], known: &BTreeMap<NominationId, Known>) -> Winners {
    let mut nominees: BTreeMap<NominationId, bool> = BTreeMap::new();
    let last = |round: &Round| {
        let same = |other: &&Round| other.head.category == round.head.category;
        rounds
            .iter()
            .filter(same)
            .all(|other| other.head.number <= round.head.number)
    };
    for round in rounds {
        let last = last(round);
        for n in 0..round.head.candidates {
            let candidate: Option<Candidate> = round.get(&format!("candidate/{n}"));
            let place: Option<Place> = round.get(&format!("place/{n}"));
            let (Some(candidate), Some(place)) = (candidate, place) else {
                continue;
            };
            let won = last && (1..=u32::from(round.head.places)).contains(&place.place);
            *nominees.entry(candidate.nomination).or_default() |= won;
        }
    }
    let of = |nomination: &NominationId| known.get(nomination).copied().unwrap_or_default();
    let all: Vec<(Known, bool)> = nominees.iter().map(|(n, won)| (of(n), *won)).collect();
    let everybody = parts(&all, |_| Some(()));
    Winners {
        all: everybody.first().map(|part| part.share).unwrap_or_default(),
        units: parts(&all, |known| known.unit),
        sexes: parts(&all, |known| known.sex),
        groups: parts(&all, |known| known.group),
        before: parts(&all, |known| known.wins),
    }
}

/// By what they have in common, those of whom it is not known last.
fn parts<K: Ord>(all: &[(Known, bool)], of: impl Fn(&Known) -> Option<K>) -> Vec<Part<K>> {
    let mut shares: BTreeMap<(bool, Option<K>), Share> = BTreeMap::new();
    for (known, won) in all {
        let key = of(known);
        let share = shares.entry((key.is_none(), key)).or_default();
        share.nominees += 1;
        share.winners += u32::from(*won);
    }
    let parts = shares.into_iter();
    parts.map(|((_, of), share)| Part { of, share }).collect()
}
