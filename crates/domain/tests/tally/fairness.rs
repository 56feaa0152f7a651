//! The fairness report: a small round by hand, and leaving a juror out against a world without.

use std::collections::{BTreeMap, BTreeSet};

use domain::fairness::{Known, NoReport, Report, Sex, report};
use domain::ids::UnitId;
use domain::person::PositionGroup;
use domain::rulebook::{RoundRules, Severity};
use domain::tally::{Why, count};
use proptest::prelude::*;

use crate::rounds::random;
use crate::world::*;

/// Three jurors, three nominees: juror 2 is severe and did not see nominee 0, the best of them.
fn small(severity: Option<Severity>) -> World {
    let rules = RoundRules {
        severity,
        ..RoundRules::default()
    };
    World::new(3, 3, rules)
        .then(marks(0, 0, Some([8000; 3])))
        .then(marks(0, 1, Some([8000; 3])))
        .then(marks(0, 2, None))
        .then(marks(1, 0, Some([8000; 3])))
        .then(marks(1, 1, Some([9000; 3])))
        .then(marks(1, 2, Some([6000; 3])))
        .then(marks(2, 0, Some([1000; 3])))
        .then(detected(2, 0))
        .then(marks(2, 1, Some([5500; 3])))
        .then(marks(2, 2, Some([2500; 3])))
        .then(close())
}

fn facts() -> BTreeMap<domain::ids::NominationId, Known> {
    let unit = UnitId::of(&agency(), "health");
    let known = |sex, wins| Known {
        unit: Some(unit),
        sex,
        group: Some(PositionGroup::JfGuru),
        wins: Some(wins),
    };
    BTreeMap::from([
        (nom(0), known(Some(Sex::Female), 0)),
        (nom(1), known(Some(Sex::Male), 2)),
    ])
}

fn made(world: &World) -> (Report, Made) {
    let made = world.made();
    (report(&made.bundle, &facts()).expect("a full bundle"), made)
}

/// The number that something has in the bundle.
fn numbers(made: &Made) -> ([usize; 3], [usize; 3]) {
    let at = |n| {
        made.collected
            .candidates
            .iter()
            .position(|c| c.nomination == nom(n))
    };
    let by = |n| made.collected.jurors.iter().position(|j| *j == juror(n));
    (
        [0, 1, 2].map(|n| at(n).expect("there")),
        [0, 1, 2].map(|n| by(n).expect("there")),
    )
}

#[test]
fn a_round_by_hand() {
    let (report, made) = made(&small(None));
    let (on, by) = numbers(&made);
    let round = &report.rounds[0];
    assert!(!round.adjusted);
    // Means 80, 75 and 42.5.
    let of = |c: &domain::fairness::CandidateReport| {
        (
            c.candidate,
            c.place,
            c.raw_place,
            [c.covered, c.abstained, c.recused, c.silent],
        )
    };
    let expected = [
        (on[0], 1, 1, [2, 0, 1, 0]),
        (on[1], 2, 2, [3, 0, 0, 0]),
        (on[2], 3, 3, [2, 1, 0, 0]),
    ];
    assert_eq!(
        round.candidates.iter().map(of).collect::<Vec<_>>(),
        expected
    );
    // Juror 0: (0 + 5) / 2; 1: (0 + 15 + 17.5) / 3; 2: (−20 − 17.5) / 2.
    let leniency = |n: usize| {
        round.jurors[by[n]]
            .leniency
            .as_ref()
            .map(|p| p.0.to_string())
    };
    assert_eq!(leniency(0).as_deref(), Some("5/2"));
    assert_eq!(leniency(1).as_deref(), Some("65/6"));
    assert_eq!(leniency(2).as_deref(), Some("-75/4"));
    // Without juror 2 nominee 1 has (80 + 90) / 2.
    assert_eq!(round.jurors[by[2]].first_without, BTreeSet::from([on[1]]));
    let decisive = [0, 1, 2].map(|n: usize| round.jurors[by[n]].decisive);
    assert_eq!(decisive, [false, false, true]);
    assert_eq!(
        [0, 1, 2].map(|n: usize| round.jurors[by[n]].rows),
        [2, 3, 2]
    );
    assert_eq!(
        round.left_out,
        BTreeMap::from([(Why::ConflictOfInterest, 1)])
    );
}

#[test]
fn adjusted_and_raw_places_stand_side_by_side() {
    let shrinkage = "0".parse().expect("a fraction");
    let (report, made) = made(&small(Some(Severity { shrinkage })));
    let (on, by) = numbers(&made);
    let round = &report.rounds[0];
    assert!(round.adjusted);
    let places: Vec<_> = round
        .candidates
        .iter()
        .map(|c| (c.candidate, c.place, c.raw_place))
        .collect();
    // Juror 2 gives about 30 points less: nominee 1 is above nominee 0, whom juror 2 did not see.
    assert_eq!(places, [(on[1], 1, 2), (on[0], 2, 1), (on[2], 3, 3)]);
    let leniency = |n: usize| round.jurors[by[n]].leniency.clone().expect("marks").0;
    assert!(leniency(2) < leniency(0) && leniency(0) < leniency(1));
    // Without shrinkage the effects sum to zero.
    assert_eq!((leniency(0) + leniency(1) + leniency(2)).to_string(), "0");
}

#[test]
fn winners_by_what_is_known_of_them() {
    let (report, _) = made(&small(None));
    let winners = report.winners;
    assert_eq!((winners.all.nominees, winners.all.winners), (3, 2));
    let sexes: Vec<_> = winners
        .sexes
        .iter()
        .map(|p| (p.of, p.share.nominees, p.share.winners))
        .collect();
    let expected = [
        (Some(Sex::Female), 1, 1),
        (Some(Sex::Male), 1, 1),
        (None, 1, 0),
    ];
    assert_eq!(sexes, expected);
    let before: Vec<_> = winners
        .before
        .iter()
        .map(|p| (p.of, p.share.winners))
        .collect();
    assert_eq!(before, [(Some(0), 1), (Some(2), 1), (None, 0)]);
    assert_eq!((winners.units.len(), winners.groups.len()), (2, 2));
}

#[test]
fn only_a_full_and_true_bundle_has_a_report() {
    let made = small(None).made();
    let public = made.bundle.public(&made.winners);
    assert_eq!(report(&public, &facts()), Err(NoReport::NotFull));
    let mut changed = made.bundle;
    changed.rounds[0].head.took_part += 1;
    rehash(&mut changed);
    assert!(matches!(
        report(&changed, &facts()),
        Err(NoReport::Faults(_))
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// What is left of a round without a juror is the count of the same ledger without their ballots.
    #[test]
    fn leaving_one_out_is_a_round_without_their_ballots(seed in any::<u64>()) {
        let world = random(seed);
        let made = world.made();
        let report = report(&made.bundle, &BTreeMap::new()).expect("a full bundle");
        let text = serde_json::to_string(&report).expect("JSON");
        for (number, person) in made.collected.jurors.iter().enumerate() {
            prop_assert!(!text.contains(&person.to_string()), "a juror is named");
            let mut without = world.clone();
            without.steps.retain(|step| match step {
                Step::Ballot(event) => crate::same::ballot_of(event) != *person,
                Step::Vote(event) => crate::same::vote_of(event) != *person,
                Step::Panel(_) | Step::Conflict(_) | Step::Round(_) | Step::Lot(_) => true,
            });
            let outcome = count(&without.collected().core);
            let first = outcome.standings.iter().filter(|s| s.place == 1);
            let first: BTreeSet<usize> = first.map(|s| s.candidate).collect();
            let juror = &report.rounds[0].jurors[number];
            prop_assert_eq!(&juror.first_without, &first);
            let with = made.outcome.standings.iter().filter(|s| s.place == 1);
            let with: BTreeSet<usize> = with.map(|s| s.candidate).collect();
            prop_assert_eq!(juror.decisive, with != first);
        }
    }
}
