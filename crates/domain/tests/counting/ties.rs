//! The tie chain and the lot.

use domain::counting::Exact;
use domain::counting::lot::{lot_order, lot_seed};
use domain::counting::pairwise::Pairwise;
use domain::counting::ties::{
    Ended, Evidence, Facts, Group, Resolution, StepOutcome, StepTaken, TieStep, resolve,
};

use crate::draw::{Draw, Vote, election, exact};

fn group(members: &[usize], ended: Ended) -> Group {
    Group {
        members: members.to_vec(),
        ended,
    }
}

fn taken(step: TieStep, group: &[usize], outcome: StepOutcome) -> StepTaken {
    StepTaken {
        step,
        group: group.to_vec(),
        outcome,
    }
}

fn split(places: &[&[usize]]) -> StepOutcome {
    let places = places.iter().map(|place| place.to_vec()).collect();
    StepOutcome::Split { places }
}

/// The research's golden vector A.3: X and Y are at 83.625; the criteria by falling weight are
/// K, I, B, W, M. K is equal, I is 78 against 80: Y first.
#[test]
fn criteria_by_weight() {
    let facts = |scores: [i64; 5]| Facts {
        criteria: scores.map(|score| Some(exact(score, 100))).to_vec(),
        ..Facts::default()
    };
    let facts = [
        facts([9000, 7800, 8250, 8000, 8625]),
        facts([9000, 8000, 8000, 8000, 8625]),
    ];
    let evidence = Evidence {
        facts: &facts,
        pairwise: None,
        lot: None,
    };
    let steps = [0, 1, 2, 3, 4].map(|index| TieStep::Criterion { index });
    let resolution = resolve(&[1, 0], &steps, &evidence);
    let decided = Ended::Decided;
    assert_eq!(
        resolution.groups,
        [group(&[1], decided), group(&[0], decided)]
    );
    let record = [
        taken(steps[0], &[0, 1], StepOutcome::Level),
        taken(steps[1], &[0, 1], split(&[&[1], &[0]])),
    ];
    assert_eq!(resolution.record, record);
}

/// What is missing of one is not zero for it: the step decides nothing, for nobody.
#[test]
fn missing_is_missing() {
    let facts = [
        Facts {
            wins: Some(3),
            service_days: Some(10),
            ..Facts::default()
        },
        Facts {
            wins: None,
            service_days: Some(30),
            ..Facts::default()
        },
        Facts {
            wins: Some(0),
            service_days: Some(10),
            ..Facts::default()
        },
    ];
    let evidence = Evidence {
        facts: &facts,
        pairwise: None,
        lot: Some(&[1, 0]),
    };
    let criterion = TieStep::Criterion { index: 0 };
    let steps = [
        criterion,
        TieStep::HeadToHead,
        TieStep::FewerWins,
        TieStep::LongerService,
        TieStep::Lot,
        TieStep::Shared,
    ];
    let resolution = resolve(&[0, 1, 2], &steps, &evidence);
    let missing = |of: &[usize]| StepOutcome::Missing { of: of.to_vec() };
    let awaiting = Ended::AwaitingLot;
    assert_eq!(
        resolution.groups,
        [group(&[1], Ended::Decided), group(&[0, 2], awaiting)]
    );
    let record = [
        taken(criterion, &[0, 1, 2], missing(&[0, 1, 2])),
        taken(TieStep::HeadToHead, &[0, 1, 2], missing(&[0, 1, 2])),
        taken(TieStep::FewerWins, &[0, 1, 2], missing(&[1])),
        taken(TieStep::LongerService, &[0, 1, 2], split(&[&[1], &[0, 2]])),
        taken(
            TieStep::Lot,
            &[0, 2],
            StepOutcome::Ended { ended: awaiting },
        ),
    ];
    assert_eq!(resolution.record, record);
    // With a lot of them all, and with wins known, each part goes on by itself.
    let evidence = Evidence {
        lot: Some(&[2, 1, 0]),
        ..evidence
    };
    let drawn = resolve(&[0, 1, 2], &steps, &evidence);
    let order: Vec<usize> = drawn
        .groups
        .into_iter()
        .flat_map(|group| group.members)
        .collect();
    assert_eq!(order, [1, 2, 0]);
}

#[test]
fn a_chain_ends_shared_or_with_the_plenary() {
    let evidence = Evidence {
        facts: &[],
        pairwise: None,
        lot: None,
    };
    let ended = |steps: &[TieStep]| resolve(&[4, 2], steps, &evidence).groups;
    assert_eq!(ended(&[]), [group(&[2, 4], Ended::Shared)]);
    assert_eq!(
        ended(&[TieStep::Shared, TieStep::Lot]),
        [group(&[2, 4], Ended::Shared)]
    );
    assert_eq!(ended(&[TieStep::Plenary]), [group(&[2, 4], Ended::Plenary)]);
    assert_eq!(
        ended(&[TieStep::FewerWins, TieStep::Lot]),
        [group(&[2, 4], Ended::AwaitingLot)]
    );
    assert_eq!(
        resolve(&[], &[TieStep::Lot], &evidence),
        Resolution::default()
    );
    assert_eq!(
        resolve(&[3], &[TieStep::Lot], &evidence).groups,
        [group(&[3], Ended::Decided)]
    );
}

/// A beats B, B beats C, C and A are level: 1½, 1 and ½. Of A and B alone the majority decides.
#[test]
fn head_to_head_is_copeland_within_the_group() {
    let votes = election("ABC", &[(2, "ABC"), (1, "BCA"), (1, "CAB")]);
    let pairwise = Pairwise::of_rankings(&votes);
    let evidence = Evidence {
        facts: &[],
        pairwise: Some(&pairwise),
        lot: None,
    };
    let order = |of: &[usize]| -> Vec<Vec<usize>> {
        let groups = resolve(of, &[TieStep::HeadToHead], &evidence).groups;
        groups.into_iter().map(|group| group.members).collect()
    };
    assert_eq!(order(&[0, 1, 2]), [[0], [1], [2]]);
    assert_eq!(order(&[0, 1]), [[0], [1]]);
    assert_eq!(order(&[0, 2]), [[0, 2]]);
    // Who nobody compares is missing, as is who is not in the matrix.
    let outcome = resolve(&[0, 1, 7], &[TieStep::HeadToHead], &evidence);
    assert_eq!(
        outcome.record[0].outcome,
        StepOutcome::Missing { of: vec![0, 1, 7] }
    );
}

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
                    std::cmp::Ordering::Greater => whole(1),
                    std::cmp::Ordering::Equal => exact(1, 2),
                    std::cmp::Ordering::Less => whole(0),
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
                    let places = crate::naive::places(&keys, Exact::cmp);
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

/// Computed once with Python's hashlib and hmac, from the words of `lot_seed`.
#[test]
fn the_lot_by_python() {
    let ids = ["nom-2", "nom-10", "nom-1"].map(str::to_owned);
    let secrets = [[1; 32], [0xff; 32]];
    let seed = lot_seed("edisi-2026", &ids, &secrets);
    assert_eq!(
        hex(&seed),
        "48c1195b0110bb276e35fb0b3008f6dc7141e54d7d56a78627a922ebb14727dc"
    );
    assert_eq!(lot_order(&seed, &ids), [1, 0, 2]);
    let nobody = lot_seed("", &[], &[]);
    assert_eq!(
        hex(&nobody),
        "f0104d288662c26a323b4b724561c161ad50ba2382a958c9986c384abb28fd6a"
    );
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}").expect("memory");
    }
    text
}

#[test]
fn a_lot_depends_on_all_it_says_and_not_on_the_order_of_ids() {
    let ids = |ids: &[&str]| -> Vec<String> { ids.iter().map(ToString::to_string).collect() };
    let secrets = [[1; 32], [2; 32]];
    let seed = lot_seed("2026", &ids(&["a", "b"]), &secrets);
    assert_eq!(seed, lot_seed("2026", &ids(&["b", "a"]), &secrets));
    let others = [
        lot_seed("2026a", &ids(&["b"]), &secrets),
        lot_seed("2026", &ids(&["ab"]), &secrets),
        lot_seed("2026", &ids(&["a", "b", "c"]), &secrets),
        lot_seed("2026", &ids(&["a", "b"]), &[[2; 32], [1; 32]]),
        lot_seed("2026", &ids(&["a", "b"]), &secrets[..1]),
    ];
    assert!(others.iter().all(|other| *other != seed));
    let by_id = |ids: &[String]| -> Vec<String> {
        lot_order(&seed, ids)
            .into_iter()
            .map(|at| ids[at].clone())
            .collect()
    };
    let forward = by_id(&ids(&["a", "b", "c", "d"]));
    assert_eq!(forward, by_id(&ids(&["d", "b", "a", "c"])));
}
