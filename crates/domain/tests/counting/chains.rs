//! The tie chain a second time, on thousands of groups with data missing.

use std::cmp::Ordering;

use domain::counting::Exact;
use domain::counting::pairwise::Pairwise;
use domain::counting::ties::{Ended, Evidence, Facts, Group, TieStep, resolve};

use crate::draw::{Draw, Vote, exact};
use crate::naive::places;

fn key(step: TieStep, of: usize, group: &[usize], evidence: &Evidence<'_>) -> Option<Exact> {
    let facts = &evidence.facts[of];
    let whole = |number: i64| exact(number, 1);
    match step {
        TieStep::Criterion { index } => facts.criteria[index].clone(),
        TieStep::FewerWins => facts.wins.map(|wins| whole(-i64::from(wins))),
        TieStep::LongerService => facts.service_days.map(whole),
        TieStep::Lot => {
            let at = evidence.lot?.iter().position(|&c| c == of)?;
            Some(whole(-i64::try_from(at).expect("small")))
        }
        TieStep::HeadToHead => {
            let pairwise = evidence.pairwise?;
            let mut score = whole(0);
            for &other in group.iter().filter(|&&other| other != of) {
                if pairwise.compared(of, other) == 0 {
                    return None;
                }
                let (won, lost) = (pairwise.above(of, other), pairwise.above(other, of));
                score += match won.cmp(&lost) {
                    Ordering::Greater => whole(1),
                    Ordering::Equal => exact(1, 2),
                    Ordering::Less => whole(0),
                };
            }
            Some(score)
        }
        TieStep::Shared | TieStep::Plenary => None,
    }
}

/// The chain step by step over all groups at once.
fn naive(all: &[usize], steps: &[TieStep], evidence: &Evidence<'_>) -> Vec<Group> {
    let mut groups = vec![(all.to_vec(), None)];
    for &step in steps {
        let mut next = Vec::new();
        for (members, ended) in groups {
            if ended.is_some() || members.len() == 1 {
                next.push((members, ended));
                continue;
            }
            let key = |&of: &usize| Some((of, key(step, of, &members, evidence)?));
            let keys: Option<Vec<(usize, Exact)>> = members.iter().map(key).collect();
            match (keys, step) {
                (_, TieStep::Shared) => next.push((members, Some(Ended::Shared))),
                (_, TieStep::Plenary) => next.push((members, Some(Ended::Plenary))),
                (None, TieStep::Lot) => next.push((members, Some(Ended::AwaitingLot))),
                (None, _) => next.push((members, None)),
                (Some(keys), _) => {
                    let places = places(&keys, Exact::cmp);
                    next.extend(places.into_iter().map(|place| (place, None)));
                }
            }
        }
        groups = next;
    }
    let finish = |(members, ended): (Vec<usize>, Option<Ended>)| {
        let alone = if members.len() == 1 {
            Ended::Decided
        } else {
            Ended::Shared
        };
        Group {
            ended: ended.unwrap_or(alone),
            members,
        }
    };
    groups.into_iter().map(finish).collect()
}

#[test]
fn chains_step_by_step() {
    let all_steps = [
        TieStep::Criterion { index: 0 },
        TieStep::Criterion { index: 1 },
        TieStep::HeadToHead,
        TieStep::FewerWins,
        TieStep::LongerService,
        TieStep::Lot,
        TieStep::Shared,
        TieStep::Plenary,
    ];
    let mut ends = [0; 4];
    for seed in 0..4000 {
        let vote = Vote::draw(seed);
        let pairwise = Pairwise::of_rankings(&vote.weak());
        let mut draw = Draw::new(seed.wrapping_mul(31));
        let facts: Vec<Facts> = (0..vote.candidates)
            .map(|_| drawn_facts(&mut draw))
            .collect();
        let order = draw.order(vote.candidates);
        let lot = &order[..vote.candidates - usize::from(draw.below(2) == 0)];
        let evidence = Evidence {
            facts: &facts,
            pairwise: (draw.below(4) > 0).then_some(&pairwise),
            lot: (draw.below(3) > 0).then_some(lot),
        };
        let length = draw.below(5);
        let steps: Vec<TieStep> = draw.order(8)[..length]
            .iter()
            .map(|&at| all_steps[at])
            .collect();
        let mut all: Vec<usize> = (0..vote.candidates).collect();
        let expected = naive(&all, &steps, &evidence);
        let rotate = draw.below(all.len());
        all.rotate_left(rotate);
        let resolution = resolve(&all, &steps, &evidence);
        assert_eq!(resolution.groups, expected, "{seed}");
        for group in &expected {
            ends[group.ended as usize] += 1;
        }
    }
    assert!(ends.iter().all(|&ended| ended > 100), "{ends:?}");
}

fn drawn_facts(draw: &mut Draw) -> Facts {
    let mut number = || i64::try_from(draw.below(3)).expect("small");
    let mut some = |missing: i64| Some(number()).filter(|_| number() * 3 + number() != missing);
    Facts {
        criteria: vec![some(9).map(|n| exact(n, 1)), some(8).map(|n| exact(n, 1))],
        wins: some(8).map(|wins| u32::try_from(wins).expect("small")),
        service_days: some(8),
    }
}
