//! The tie chain.

use domain::counting::pairwise::Pairwise;
use domain::counting::ties::{
    Ended, Evidence, Facts, Group, Resolution, StepOutcome, StepTaken, TieStep, resolve,
};

use crate::draw::{election, exact};

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
    let facts = [(Some(3), 10), (None, 30), (Some(0), 10)].map(|(wins, days)| Facts {
        wins,
        service_days: Some(days),
        ..Facts::default()
    });
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
    // With a lot of them all, every part goes on by itself.
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
