//! The rules by comparisons a second time, slow and by other means, on thousands of votes with
//! equals, ballots cut short and conflicts.

use std::cmp::Ordering;

use domain::counting::Places;
use domain::counting::ballots::Ranking;
use domain::counting::pairwise::Pairwise;
use domain::counting::runoff::{Ended, runoff};
use domain::counting::schulze::schulze;

use crate::draw::Vote;

pub(crate) const VOTES: std::ops::Range<u64> = 10_000..13_000;

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
pub(crate) fn above(ballot: &Ranking, a: usize, b: usize) -> Option<Ordering> {
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

pub(crate) fn saying(ballots: &[Ranking], a: usize, b: usize, what: Ordering) -> usize {
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
        let judged = |c: &usize| {
            let both = |other| {
                ballots
                    .iter()
                    .any(|ballot| above(ballot, *c, other).is_some())
            };
            (0..n).any(|other| other != *c && both(other))
        };
        let (judged, unplaced): (Vec<usize>, Vec<usize>) = (0..n).partition(judged);
        let levels = judged.into_iter().map(|c| (c, level(&beats, n, c)));
        let expected = places(&levels.collect::<Vec<_>>(), |a, b| b.cmp(a));
        let found = outcome.placed;
        assert_eq!(
            (found.places, found.unplaced),
            (expected, unplaced),
            "{seed}"
        );
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
