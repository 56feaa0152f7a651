//! Who assesses whom: the laws of assignments, and the optimum against all there are.

use std::collections::{BTreeMap, BTreeSet};

use domain::assignment::{assign, lot};
use domain::ids::{NominationId, PersonId};
use proptest::prelude::*;
use uuid::Uuid;

use crate::world::person;

type Assigned = BTreeMap<NominationId, BTreeSet<PersonId>>;

fn jurors(count: u128) -> Vec<PersonId> {
    (1..=count).map(person).collect()
}

fn nominees(count: u128) -> Vec<NominationId> {
    let nominee = |n| NominationId(Uuid::from_u128(1000 + n));
    (1..=count).map(nominee).collect()
}

/// Pairs by their places in the two lists; a place that is not there is not blocked.
fn blocked(
    jurors: &[PersonId],
    nominees: &[NominationId],
    places: &[(usize, usize)],
) -> BTreeSet<(PersonId, NominationId)> {
    let pair = |&(j, n): &(usize, usize)| Some((*jurors.get(j)?, *nominees.get(n)?));
    places.iter().filter_map(pair).collect()
}

fn loads(jurors: &[PersonId], assigned: &Assigned) -> Vec<usize> {
    let load = |juror| assigned.values().filter(|of| of.contains(juror)).count();
    jurors.iter().map(load).collect()
}

/// What is minimised: first how uneven the loads are, then the sum of the lots.
fn cost(jurors: &[PersonId], assigned: &Assigned, seed: u64) -> (usize, u64) {
    let uneven = loads(jurors, assigned).iter().map(|load| load * load).sum();
    let lots = assigned.iter().flat_map(|(nominee, of)| {
        of.iter()
            .map(|juror| u64::from(lot(seed, *juror, *nominee)))
    });
    (uneven, lots.sum())
}

/// Every way to give each nominee so many jurors.
fn all(
    jurors: &[PersonId],
    nominees: &[NominationId],
    blocked: &BTreeSet<(PersonId, NominationId)>,
    each: usize,
) -> Vec<Assigned> {
    let mut found = vec![Assigned::new()];
    for nominee in nominees {
        let subsets = (0_u32..1 << jurors.len()).map(|bits| {
            let chosen = jurors.iter().enumerate();
            let chosen = chosen.filter(|(place, _)| bits >> place & 1 == 1);
            chosen.map(|(_, juror)| *juror).collect::<BTreeSet<_>>()
        });
        let fits = |of: &BTreeSet<PersonId>| {
            of.len() == each
                && of
                    .iter()
                    .all(|juror| !blocked.contains(&(*juror, *nominee)))
        };
        let subsets: Vec<_> = subsets.filter(fits).collect();
        found = found
            .iter()
            .flat_map(|before| {
                subsets.iter().map(|of| {
                    let mut more = before.clone();
                    more.insert(*nominee, of.clone());
                    more
                })
            })
            .collect();
    }
    found
}

#[test]
fn a_shortage_names_who_lacks_how_many() {
    let (j, n) = (jurors(3), nominees(3));
    let blocked = blocked(&j, &n, &[(0, 1), (0, 2), (1, 2)]);
    let short = assign(&j, &n, &blocked, 3, 1).map_err(|short| short.lacking);
    assert_eq!(short, Err(BTreeMap::from([(n[1], 1), (n[2], 2)])));
    let nobody = assign(&[], &n[..1], &BTreeSet::new(), 2, 1).map_err(|short| short.lacking);
    assert_eq!(nobody, Err(BTreeMap::from([(n[0], 2)])));
    assert_eq!(
        assign(&[], &[], &BTreeSet::new(), 2, 1),
        Ok(Assigned::new())
    );
}

#[test]
fn conflicts_may_force_uneven_loads() {
    let (j, n) = (jurors(2), nominees(3));
    let blocked = blocked(&j, &n, &[(0, 0), (0, 1), (0, 2)]);
    let assigned = assign(&j, &n, &blocked, 1, 7).expect("possible");
    assert_eq!(loads(&j, &assigned), [0, 3]);
}

/// The lot and so every assignment stays what it is: seeds stand in the ledger. The number is
/// from Python (`hashlib`).
#[test]
fn a_seed_means_the_same_for_ever() {
    let (j, n) = (jurors(4), nominees(4));
    assert_eq!(lot(42, j[0], n[0]), 20_103);
    let draw = |seed| assign(&j, &n, &BTreeSet::new(), 2, seed).expect("possible");
    assert!((0..20).any(|seed| draw(seed) != draw(20)));
}

proptest! {
    #[test]
    fn every_law_holds(
        many in 1..12_u128,
        few in 1..20_u128,
        each in 0..6_u8,
        places in prop::collection::vec((0..12_usize, 0..20_usize), 0..40),
        seed: u64,
    ) {
        let (j, n) = (jurors(many), nominees(few));
        let blocked = blocked(&j, &n, &places);
        let drawn = assign(&j, &n, &blocked, each, seed);
        let free = |nominee: &NominationId| {
            j.iter().filter(|juror| !blocked.contains(&(**juror, *nominee))).count()
        };
        match &drawn {
            Ok(assigned) => {
                prop_assert_eq!(assigned.keys().copied().collect::<Vec<_>>(), n.clone());
                for (nominee, of) in assigned {
                    prop_assert_eq!(of.len(), usize::from(each));
                    prop_assert!(of.iter().all(|juror| !blocked.contains(&(*juror, *nominee))));
                }
                if blocked.is_empty() {
                    let loads = loads(&j, assigned);
                    let most = loads.iter().max().copied().unwrap_or(0);
                    prop_assert!(loads.iter().all(|load| load + 1 >= most));
                }
            }
            Err(short) => {
                for (nominee, lacks) in &short.lacking {
                    prop_assert_eq!(free(nominee) + lacks, usize::from(each));
                }
                let others = n.iter().filter(|nominee| !short.lacking.contains_key(nominee));
                prop_assert!(others.into_iter().all(|nominee| free(nominee) >= usize::from(each)));
                prop_assert!(!short.lacking.is_empty());
            }
        }
        // Neither the order of the lists nor a second time makes a difference.
        let (mut j, mut n) = (j, n);
        j.reverse();
        n.reverse();
        prop_assert_eq!(assign(&j, &n, &blocked, each, seed), drawn);
    }

    #[test]
    fn nothing_is_cheaper(
        many in 1..5_u128,
        few in 1..5_u128,
        each in 0..3_u8,
        places in prop::collection::vec((0..4_usize, 0..4_usize), 0..8),
        seed: u64,
    ) {
        let (j, n) = (jurors(many), nominees(few));
        let blocked = blocked(&j, &n, &places);
        let all = all(&j, &n, &blocked, usize::from(each));
        let cheapest = all.iter().map(|assigned| cost(&j, assigned, seed)).min();
        let drawn = assign(&j, &n, &blocked, each, seed).ok();
        prop_assert_eq!(drawn.map(|assigned| cost(&j, &assigned, seed)), cheapest);
    }
}
