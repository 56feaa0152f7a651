//! Laws of the rules, for any votes.

use std::cmp::Ordering;

use domain::counting::Places;
use domain::counting::approval::approval;
use domain::counting::ballots::{Approval, Approvals, Ranking, Rankings};
use domain::counting::borda::{Borda, borda};
use domain::counting::pairwise::Pairwise;
use domain::counting::schulze::schulze;
use domain::counting::scores::Placed;
use domain::counting::stv::stv;
use proptest::prelude::*;

use crate::draw::{Draw, Vote};

type Rule = fn(&Rankings) -> Placed;

const RULES: [(&str, Rule); 3] = [
    ("schulze", |votes| {
        schulze(Pairwise::of_rankings(votes)).placed
    }),
    ("averaged", |votes| borda(votes, Borda::Averaged).placed),
    ("positional", |votes| borda(votes, Borda::Positional).placed),
];

fn rankings(candidates: usize, ballots: Vec<Ranking>) -> Rankings {
    Rankings::new(candidates, ballots).expect("valid ballots")
}

fn renumber(places: &[Vec<usize>], to: &[usize]) -> Places {
    let place = |place: &Vec<usize>| {
        let mut place: Vec<usize> = place.iter().map(|&c| to[c]).collect();
        place.sort_unstable();
        place
    };
    places.iter().map(place).collect()
}

fn renumbered(votes: &Rankings, to: &[usize]) -> Rankings {
    let ballot = |ballot: &Ranking| Ranking {
        ranks: renumber(&ballot.ranks, to),
        conflicted: ballot.conflicted.iter().map(|&c| to[c]).collect(),
    };
    rankings(
        votes.candidates(),
        votes.ballots().iter().map(ballot).collect(),
    )
}

fn shuffled<B: Clone>(ballots: &[B], draw: &mut Draw) -> Vec<B> {
    let order = draw.order(ballots.len());
    order.iter().map(|&at| ballots[at].clone()).collect()
}

/// How `a` stands to `b`; nothing if one has no place.
fn standing(placed: &Placed, a: usize, b: usize) -> Option<Ordering> {
    let place = |c| placed.places.iter().position(|place| place.contains(&c));
    Some(place(b)?.cmp(&place(a)?))
}

/// Puts a candidate one rank higher on the ballot, between the ranks: out of a shared rank before
/// the others of it, else level with the rank before; from the unranked to the last rank.
fn raise(ballot: &mut Ranking, candidate: usize) {
    let ranks = &mut ballot.ranks;
    match ranks.iter().position(|rank| rank.contains(&candidate)) {
        None => ranks.push(vec![candidate]),
        Some(at) if ranks[at].len() > 1 => {
            ranks[at].retain(|&c| c != candidate);
            ranks.insert(at, vec![candidate]);
        }
        Some(0) => {}
        Some(at) => {
            ranks.remove(at);
            ranks[at - 1].push(candidate);
        }
    }
}

proptest! {
    #[test]
    fn names_and_voters_do_not_matter(seed in any::<u64>()) {
        let vote = Vote::draw(seed);
        let mut draw = Draw::new(seed.wrapping_add(1));
        let to = draw.order(vote.candidates);
        let votes = vote.weak();
        let moved = renumbered(&votes, &to);
        let moved = rankings(vote.candidates, shuffled(moved.ballots(), &mut draw));
        for (name, rule) in RULES {
            let (before, after) = (rule(&votes), rule(&moved));
            prop_assert_eq!(renumber(&before.places, &to), after.places, "{}", name);
            let unplaced = renumber(&[before.unplaced], &to).concat();
            prop_assert_eq!(unplaced, after.unplaced, "{}", name);
        }
    }

    #[test]
    fn nor_do_they_in_approval(seed in any::<u64>()) {
        let vote = Vote::draw(seed);
        let mut draw = Draw::new(seed.wrapping_add(1));
        let to = draw.order(vote.candidates);
        let votes = vote.approvals();
        let moved = votes.ballots().iter().map(|ballot| Approval {
            approved: ballot.approved.iter().map(|&c| to[c]).collect(),
            conflicted: ballot.conflicted.iter().map(|&c| to[c]).collect(),
        });
        let moved = shuffled(&moved.collect::<Vec<_>>(), &mut draw);
        let moved = Approvals::new(vote.candidates, moved).expect("valid ballots");
        let (before, after) = (approval(&votes).placed, approval(&moved).placed);
        prop_assert_eq!(renumber(&before.places, &to), after.places);
    }

    #[test]
    fn nor_do_they_in_stv(seed in any::<u64>(), drawn in any::<bool>()) {
        let vote = Vote::draw(seed);
        let mut draw = Draw::new(seed.wrapping_add(1));
        let (to, lot) = (draw.order(vote.candidates), draw.order(vote.candidates));
        let moved_lot: Vec<usize> = lot.iter().map(|&c| to[c]).collect();
        let votes = vote.strict();
        let moved = renumbered(&votes, &to);
        let moved = rankings(vote.candidates, shuffled(moved.ballots(), &mut draw));
        let count = |votes: &Rankings, lot: &[usize]| {
            stv(votes, vote.seats, drawn.then_some(lot)).expect("strict ballots")
        };
        let (before, after) = (count(&votes, &lot), count(&moved, &moved_lot));
        prop_assert_eq!(renumber(&before.elected, &to), after.elected);
        prop_assert_eq!(before.stages.len(), after.stages.len());
        for (before, after) in before.stages.iter().zip(&after.stages) {
            for (from, &to) in to.iter().enumerate() {
                prop_assert_eq!(before.votes[from], after.votes[to]);
            }
        }
    }

    /// Whoever was not above stays so when a ballot says more for a candidate.
    #[test]
    fn more_support_never_hurts(seed in any::<u64>()) {
        let vote = Vote::draw(seed);
        let mut draw = Draw::new(seed.wrapping_add(1));
        let candidate = draw.below(vote.candidates);
        let votes = vote.weak();
        let mut ballots = votes.ballots().to_vec();
        let at = draw.below(ballots.len());
        prop_assume!(!ballots[at].conflicted.contains(&candidate));
        raise(&mut ballots[at], candidate);
        let raised = rankings(vote.candidates, ballots);
        for (name, rule) in RULES {
            let (before, after) = (rule(&votes), rule(&raised));
            if name == "schulze" {
                // Schulze 2011, section 4.5: a winner stays one.
                let wins = |placed: &Placed| placed.places.first().is_some_and(|p| p.contains(&candidate));
                prop_assert!(!wins(&before) || wins(&after));
            } else {
                for other in 0..vote.candidates {
                    let was = standing(&before, candidate, other);
                    prop_assert!(standing(&after, candidate, other) >= was, "{}", name);
                }
            }
        }
    }

    #[test]
    fn more_approval_never_hurts(seed in any::<u64>()) {
        let vote = Vote::draw(seed);
        let mut draw = Draw::new(seed.wrapping_add(1));
        let candidate = draw.below(vote.candidates);
        let votes = vote.approvals();
        let mut ballots = votes.ballots().to_vec();
        let at = draw.below(ballots.len());
        prop_assume!(!ballots[at].conflicted.contains(&candidate));
        ballots[at].approved.insert(candidate);
        let raised = Approvals::new(vote.candidates, ballots).expect("valid ballots");
        let (before, after) = (approval(&votes).placed, approval(&raised).placed);
        for other in 0..vote.candidates {
            let was = standing(&before, candidate, other);
            prop_assert!(standing(&after, candidate, other) >= was);
        }
    }

    #[test]
    fn who_beats_everybody_wins_alone(seed in any::<u64>()) {
        let vote = Vote::draw(seed);
        let outcome = schulze(Pairwise::of_rankings(&vote.weak()));
        let all = 0..vote.candidates;
        let pairwise = &outcome.pairwise;
        let beats_all = |&a: &usize| all.clone().all(|b| a == b || pairwise.beats(a, b));
        if let Some(winner) = all.clone().find(beats_all) {
            prop_assert_eq!(&outcome.placed.places[0], &vec![winner]);
        }
    }

    /// A candidate no ballot may judge has no place and moves nobody.
    #[test]
    fn whom_nobody_may_judge_moves_nobody(seed in any::<u64>()) {
        let vote = Vote::draw(seed);
        let extra = vote.candidates;
        let mut ballots = vote.weak().ballots().to_vec();
        for ballot in &mut ballots {
            ballot.conflicted.insert(extra);
        }
        let more = rankings(extra + 1, ballots);
        for (name, rule) in RULES {
            let (before, after) = (rule(&vote.weak()), rule(&more));
            prop_assert_eq!(before.places, after.places, "{}", name);
            prop_assert_eq!(after.unplaced.last(), Some(&extra));
        }
        let mut ballots = vote.approvals().ballots().to_vec();
        for ballot in &mut ballots {
            ballot.conflicted.insert(extra);
        }
        let more = Approvals::new(extra + 1, ballots).expect("valid ballots");
        prop_assert_eq!(approval(&vote.approvals()).placed.places, approval(&more).placed.places);
    }

    /// A ballot that may judge nobody changes nothing.
    #[test]
    fn who_may_judge_nobody_says_nothing(seed in any::<u64>()) {
        let vote = Vote::draw(seed);
        let mut ballots = vote.weak().ballots().to_vec();
        ballots.push(Ranking { ranks: Vec::new(), conflicted: (0..vote.candidates).collect() });
        let more = rankings(vote.candidates, ballots);
        for (name, rule) in RULES {
            prop_assert_eq!(rule(&vote.weak()), rule(&more), "{}", name);
        }
    }

    /// Enough equal ballots for one candidate first elect it, by every rule.
    #[test]
    fn a_unanimous_first_wins(seed in any::<u64>(), copies in 1_usize..9) {
        let vote = Vote::draw(seed);
        let ballot = vote.complete().ballots()[0].clone();
        let winner = ballot.ranks[0].clone();
        let votes = rankings(vote.candidates, vec![ballot; copies]);
        for (name, rule) in RULES {
            prop_assert_eq!(&rule(&votes).places[0], &winner, "{}", name);
        }
        prop_assert_eq!(&stv(&votes, 1, None).expect("strict ballots").elected[0], &winner);
    }
}
