//! Every rule a second time, slow and by other means, on thousands of votes with equals, ballots
//! cut short and conflicts.

use std::cmp::Ordering;

use domain::counting::approval::approval;
use domain::counting::ballots::Ranking;
use domain::counting::borda::{Borda, borda};
use domain::counting::pairwise::Pairwise;
use domain::counting::runoff::{Ended, runoff};
use domain::counting::schulze::schulze;
use domain::counting::{Exact, Places};
use num_traits::Zero as _;

use crate::draw::{Vote, exact};

const VOTES: std::ops::Range<u64> = 10_000..13_000;

/// Places by asking of every two which is better.
pub(crate) fn places<T>(items: &[(usize, T)], better: impl Fn(&T, &T) -> Ordering) -> Places {
    let mut places: Vec<(usize, Vec<usize>)> = Vec::new();
    for (candidate, worth) in items {
        let above = |(_, other): &&(usize, T)| better(other, worth) == Ordering::Greater;
        let before = items.iter().filter(above).count();
        match places.iter_mut().find(|(place, _)| *place == before) {
            Some((_, members)) => members.push(*candidate),
            None => places.push((before, vec![*candidate])),
        }
    }
    places.sort();
    places.into_iter().map(|(_, members)| members).collect()
}

/// Whether the ballot puts `a` above `b`; `None` if it says nothing of one of them.
fn above(ballot: &Ranking, a: usize, b: usize) -> Option<Ordering> {
    if ballot.conflicted.contains(&a) || ballot.conflicted.contains(&b) {
        return None;
    }
    let rank = |c: usize| ballot.ranks.iter().position(|rank| rank.contains(&c));
    Some(match (rank(a), rank(b)) {
        (Some(a), Some(b)) => b.cmp(&a),
        (Some(_), None) => Ordering::Greater,
        (None, Some(_)) => Ordering::Less,
        (None, None) => Ordering::Equal,
    })
}

fn saying(ballots: &[Ranking], a: usize, b: usize, what: Ordering) -> usize {
    ballots
        .iter()
        .filter(|ballot| above(ballot, a, b) == Some(what))
        .count()
}

/// The best of the weakest links over every simple path.
fn strongest(links: &[Vec<usize>], from: usize, to: usize, passed: &mut Vec<usize>) -> usize {
    let mut best = links[from][to];
    for by in 0..links.len() {
        if by != from && by != to && !passed.contains(&by) && links[from][by] > best {
            passed.push(from);
            best = best.max(links[from][by].min(strongest(links, by, to, passed)));
            passed.pop();
        }
    }
    best
}

/// One more than the longest chain of candidates that beat each other down to this one.
fn level(beats: &dyn Fn(usize, usize) -> bool, candidates: usize, of: usize) -> usize {
    let beaten_by = (0..candidates).filter(|&other| beats(other, of));
    beaten_by
        .map(|other| 1 + level(beats, candidates, other))
        .max()
        .unwrap_or(0)
}

#[test]
fn schulze_by_every_path() {
    for seed in VOTES {
        let votes = Vote::draw(seed).weak();
        let (n, ballots) = (votes.candidates(), votes.ballots());
        let link = |a, b| {
            let (for_a, for_b) = (
                saying(ballots, a, b, Ordering::Greater),
                saying(ballots, a, b, Ordering::Less),
            );
            if a != b && for_a > for_b { for_a } else { 0 }
        };
        let links: Vec<Vec<usize>> = (0..n)
            .map(|a| (0..n).map(|b| link(a, b)).collect())
            .collect();
        let path = |a, b| strongest(&links, a, b, &mut Vec::new());
        let outcome = schulze(Pairwise::of_rankings(&votes));
        for (a, b) in (0..n).flat_map(|a| (0..n).map(move |b| (a, b))) {
            if a != b {
                assert_eq!(outcome.paths[a][b] as usize, path(a, b), "{seed}");
            }
        }
        let beats = |a: usize, b: usize| a != b && path(a, b) > path(b, a);
        let levels: Vec<(usize, usize)> = (0..n).map(|c| (c, level(&beats, n, c))).collect();
        let expected = places(&levels, |a, b| b.cmp(a));
        assert_eq!(outcome.places, expected, "{seed}");
    }
}

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

#[test]
fn runoff_by_asking_who_could_be_second() {
    let mut ends = [0; 5];
    for seed in VOTES {
        let votes = Vote::draw(seed).strict();
        let (n, ballots) = (votes.candidates(), votes.ballots());
        let first = |c| {
            ballots
                .iter()
                .filter(|b| b.ranks.first() == Some(&vec![c]))
                .count()
        };
        let valid = ballots.iter().filter(|b| !b.ranks.is_empty()).count();
        // Who is in the second round for sure has fewer than two others at or above it.
        let at_or_above = |c| (0..n).filter(|&o| o != c && first(o) >= first(c)).count();
        let above = |c| (0..n).filter(|&o| first(o) > first(c)).count();
        let (sure, open): (Vec<usize>, Vec<usize>) = (0..n)
            .filter(|&c| above(c) < 2)
            .partition(|&c| at_or_above(c) < 2);
        let kind = match runoff(&votes).expect("strict ballots").ended {
            Ended::NoVotes => {
                assert_eq!(valid, 0);
                0
            }
            Ended::Majority { winner } => {
                assert!(2 * first(winner) > valid);
                1
            }
            Ended::TiedFirst { sure: s, tied } => {
                assert_eq!((s, tied), (sure, open), "{seed}");
                2
            }
            Ended::Won { winner, loser, .. } => {
                assert!(open.is_empty() && sure.contains(&winner) && sure.contains(&loser));
                let says = |what| saying(ballots, winner, loser, what);
                assert!(says(Ordering::Greater) > says(Ordering::Less));
                3
            }
            Ended::TiedFinal { tied, .. } => {
                assert_eq!(tied, sure, "{seed}");
                let says = |what| saying(ballots, tied[0], tied[1], what);
                assert_eq!(says(Ordering::Greater), says(Ordering::Less));
                4
            }
        };
        assert_eq!(kind == 1, (0..n).any(|c| 2 * first(c) > valid), "{seed}");
        ends[kind] += 1;
    }
    assert!(ends.iter().all(|&ended| ended > 20), "{ends:?}");
}
