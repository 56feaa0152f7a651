//! The rules by points a second time, as in `naive`.

use std::cmp::Ordering;

use domain::counting::Exact;
use domain::counting::approval::approval;
use domain::counting::ballots::Ranking;
use domain::counting::borda::{Borda, borda};
use num_traits::Zero as _;

use crate::draw::{Vote, exact};
use crate::naive::{VOTES, places, saying};

/// The points of `of` on a ballot: the mean over the positions its rank fills, counted one by one.
fn points(ballot: &Ranking, candidates: usize, of: usize, variant: Borda) -> Option<Exact> {
    let judged: Vec<usize> = (0..candidates)
        .filter(|c| !ballot.conflicted.contains(c))
        .collect();
    if judged.len() < 2 || !judged.contains(&of) {
        return None;
    }
    let most = judged.len() - usize::from(variant == Borda::Averaged);
    let mut position = 0;
    let mut ranks = ballot.ranks.clone();
    if variant == Borda::Averaged {
        ranks.push(
            judged
                .iter()
                .copied()
                .filter(|c| !ballot.ranks.concat().contains(c))
                .collect(),
        );
    }
    for rank in ranks {
        let filled: Vec<usize> = (position..position + rank.len()).collect();
        position += rank.len();
        if rank.contains(&of) {
            let sum: usize = filled.iter().map(|position| most - position).sum();
            return Some(fraction(sum, rank.len() * most));
        }
    }
    Some(Exact::zero())
}

fn fraction(numerator: usize, denominator: usize) -> Exact {
    let whole = |number| i64::try_from(number).expect("small");
    exact(whole(numerator), whole(denominator))
}

#[test]
fn borda_by_position() {
    for seed in VOTES {
        let votes = Vote::draw(seed).weak();
        for variant in [Borda::Averaged, Borda::Positional] {
            let of = |c| {
                let each = votes.ballots().iter();
                let each: Vec<Exact> = each
                    .filter_map(|ballot| points(ballot, votes.candidates(), c, variant))
                    .collect();
                (!each.is_empty()).then(|| each.iter().sum::<Exact>() * fraction(1, each.len()))
            };
            let expected: Vec<Option<Exact>> = (0..votes.candidates()).map(of).collect();
            let outcome = borda(&votes, variant);
            assert_eq!(outcome.scores, expected, "{seed} {variant:?}");
            let known = expected.into_iter().enumerate();
            let known: Vec<(usize, Exact)> = known.filter_map(|(c, s)| Some((c, s?))).collect();
            assert_eq!(outcome.placed.places, places(&known, Exact::cmp), "{seed}");
        }
    }
}

#[test]
fn averaged_borda_is_the_sum_of_duels() {
    for seed in VOTES {
        let votes = Vote::draw(seed).unconflicted();
        let n = votes.candidates();
        let duels = |a| -> usize {
            let others = (0..n).filter(|&b| b != a);
            let twice = |b| {
                2 * saying(votes.ballots(), a, b, Ordering::Greater)
                    + saying(votes.ballots(), a, b, Ordering::Equal)
            };
            others.map(twice).sum()
        };
        let sums: Vec<(usize, usize)> = (0..n).map(|a| (a, duels(a))).collect();
        let outcome = borda(&votes, Borda::Averaged);
        assert_eq!(outcome.placed.places, places(&sums, usize::cmp), "{seed}");
    }
}

#[test]
fn approval_by_cross_multiplication() {
    for seed in VOTES {
        let votes = Vote::draw(seed).approvals();
        let of = |c| {
            let (mut yes, mut all) = (0_u64, 0_u64);
            for ballot in votes.ballots() {
                yes += u64::from(ballot.approved.contains(&c));
                all += u64::from(!ballot.conflicted.contains(&c));
            }
            (c, (yes, all))
        };
        let counts = (0..votes.candidates()).map(of);
        let (judged, unplaced): (Vec<_>, Vec<_>) = counts.partition(|(_, (_, all))| *all > 0);
        let outcome = approval(&votes);
        let expected = places(&judged, |a, b| (a.0 * b.1).cmp(&(b.0 * a.1)));
        assert_eq!(outcome.placed.places, expected, "{seed}");
        let unplaced: Vec<usize> = unplaced.into_iter().map(|(c, _)| c).collect();
        assert_eq!(outcome.placed.unplaced, unplaced, "{seed}");
    }
}
