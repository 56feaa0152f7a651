//! Whoever changes a bundle is found out.

use domain::Fingerprint;
use domain::lot::Holder;
use domain::rulebook::{Method, Publication, RoundKind, RoundRules, TieRule};
use domain::tally::bundle::{Bundle, Kind};
use domain::tally::recount::{Fault, Wrong, recount};
use domain::tally::{Lot, Row};
use serde_json::json;

use crate::rounds::{Dice, METHODS, says};
use crate::world::*;

fn scoring() -> World {
    let mut world = World::new(3, 3, RoundRules::default());
    for (by, on, scores) in [
        (0, 0, [9000, 8000, 7000]),
        (0, 1, [8500, 8500, 8500]),
        (0, 2, [5000, 6000, 7000]),
        (1, 0, [9000, 9000, 9000]),
        (1, 1, [4000, 8000, 7000]),
        (1, 2, [5000, 5000, 5000]),
        (2, 0, [7000, 8000, 7500]),
    ] {
        world = world.then(marks(by, on, Some(scores)));
    }
    world.then(marks(2, 1, None)).then(close())
}

fn voting(method: Method) -> World {
    let rules = RoundRules {
        kind: RoundKind::Vote,
        method: Some(method),
        ..RoundRules::default()
    };
    let mut world = World::new(4, 5, rules);
    let dice = &mut Dice::new(7);
    for by in 0..5 {
        let step = says(&world, dice, by);
        world = world.then(step);
    }
    world.then(close())
}

/// The bundle with another row in this place, all its hashes made anew.
fn with(bundle: &Bundle, name: &str, row: &Row) -> Bundle {
    let mut changed = bundle.clone();
    let opening = changed.rounds[0].open.get_mut(name).expect("it is open");
    opening.value = serde_json::to_value(row).expect("JSON");
    rehash(&mut changed);
    changed
}

fn rows(bundle: &Bundle) -> Vec<(String, Row)> {
    let names = (0..bundle.rounds[0].head.rows).map(|n| format!("row/{n}"));
    let row = |name: String| {
        let row = bundle.rounds[0].get(&name).expect("a row");
        (name, row)
    };
    names.map(row).collect()
}

/// Every other row that could stand in its place.
fn others(row: &Row) -> Vec<Row> {
    let mut others = Vec::new();
    match row {
        Row::Marks {
            juror,
            candidate,
            marks,
        } => {
            for n in 0..marks.len() {
                for by in [1, 100, 9999] {
                    let mut marks = marks.clone();
                    let value = (marks[n].hundredths() + by) % 10_001;
                    marks[n] = score(value);
                    others.push(Row::Marks {
                        juror: *juror,
                        candidate: *candidate,
                        marks,
                    });
                }
            }
            others.push(Row::Abstained {
                juror: *juror,
                candidate: Some(*candidate),
            });
        }
        Row::Abstained { juror, candidate } => others.push(match candidate {
            Some(candidate) => {
                let marks = vec![score(9900); WEIGHTS.len()];
                Row::Marks {
                    juror: *juror,
                    candidate: *candidate,
                    marks,
                }
            }
            None => Row::Ranking {
                juror: *juror,
                ranks: vec![vec![0]],
            },
        }),
        Row::Ranking { juror, ranks } => others.extend(other_rankings(*juror, ranks)),
        Row::Approved { juror, approved } => {
            for n in 0..4 {
                let mut approved = approved.clone();
                if !approved.remove(&n) {
                    approved.insert(n);
                }
                others.push(Row::Approved {
                    juror: *juror,
                    approved,
                });
            }
        }
    }
    others
}

fn other_rankings(juror: usize, ranks: &Vec<Vec<usize>>) -> Vec<Row> {
    let mut all = vec![ranks.iter().rev().cloned().collect::<Vec<_>>()];
    all.extend((0..ranks.len()).map(|n| {
        let mut ranks = ranks.clone();
        ranks.remove(n);
        ranks
    }));
    all.extend((1..ranks.len()).map(|n| {
        let mut ranks = ranks.clone();
        ranks.swap(n - 1, n);
        ranks
    }));
    all.retain(|other| other != ranks);
    let ranking = |ranks| Row::Ranking { juror, ranks };
    let mut others: Vec<Row> = all.into_iter().map(ranking).collect();
    others.push(Row::Abstained {
        juror,
        candidate: None,
    });
    others
}

fn names(faults: &[Fault], what: &str) -> bool {
    let outcome = |fault: &&Fault| matches!(fault.what, Wrong::Outcome { .. });
    faults
        .iter()
        .filter(outcome)
        .any(|fault| fault.at.ends_with(&format!(", {what}")))
}

/// Every row changed and hashed again: refused against the announced hash. Without it, whatever
/// the change makes of the outcome is named, standing by standing; a change that makes nothing of
/// it leaves a bundle that is as good as the true one, and only the announced hash tells them apart.
fn every_row_is_bound(world: &World) -> (usize, usize) {
    let made = world.made();
    let (mut seen, mut silent) = (0, 0);
    for (name, row) in rows(&made.bundle) {
        for other in others(&row) {
            seen += 1;
            let changed = with(&made.bundle, &name, &other);
            let held = recount(&changed, Some(made.bundle.hash)).faults;
            assert!(
                held.iter()
                    .any(|f| matches!(f.what, Wrong::NotAsAnnounced { .. })),
                "{name} as {other:?} goes through"
            );
            let report = recount(&changed, None);
            let Some(counted) = &report.rounds[0].outcome else {
                assert!(
                    !report.faults.is_empty(),
                    "{name} as {other:?} is not counted"
                );
                continue;
            };
            silent += usize::from(report.faults.is_empty());
            assert_eq!(report.faults.is_empty(), *counted == made.outcome);
            for standing in &counted.standings {
                let n = standing.candidate;
                let stated = made.outcome.standings.iter().find(|s| s.candidate == n);
                let same = stated == Some(standing);
                assert_eq!(names(&report.faults, &format!("standing/{n}")), !same);
            }
            let steps = |o: &domain::tally::Outcome| (o.steps.clone(), o.ties.clone());
            let same = steps(counted) == steps(&made.outcome);
            assert_eq!(names(&report.faults, "steps"), !same);
        }
    }
    (seen, silent)
}

#[test]
fn every_mark_is_bound() {
    // The mean makes something else of every other mark.
    assert_eq!(every_row_is_bound(&scoring()), (71, 0));
    let median = scoring().ruled(|rulebook| {
        rulebook.categories[0].rounds[0].aggregate = domain::rulebook::Aggregate::Median;
    });
    let (seen, _) = every_row_is_bound(&median);
    assert_eq!(seen, 71);
}

#[test]
fn every_vote_is_bound() {
    for method in METHODS {
        let (seen, _) = every_row_is_bound(&voting(method));
        assert!(seen >= 10, "{method:?} has {seen}");
    }
}

/// Something that is done to a bundle.
type Change = fn(&mut Bundle);

#[test]
fn everything_else_is_bound_too() {
    let made = scoring().made();
    let all: [(&str, Change); 14] = [
        ("head", |b| b.rounds[0].head.took_part += 1),
        ("head", |b| b.rounds[0].head.quorum_met = false),
        ("head", |b| b.rounds[0].head.majority_met = Some(true)),
        ("head", |b| b.rounds[0].head.quorum = 3),
        ("head", |b| b.rounds[0].head.rules.coverage = 2),
        ("head", |b| b.rounds[0].head.criteria[0].weight = 49),
        ("head", |b| b.rounds[0].head.criteria[0].marked = false),
        ("head", |b| b.rounds[0].head.ties.clear()),
        ("head", |b| b.rounds[0].head.number = 2),
        ("head", |b| {
            b.edition = domain::ids::EditionId::of(&agency(), "asn-2027");
        }),
        ("row/8", |b| b.rounds[0].head.rows = 9),
        ("juror/3", |b| b.rounds[0].head.jurors = usize::MAX),
        ("record/3", |b| b.rounds[0].head.candidates = 4),
        ("bundle", |b| {
            let mut other = b.rulebooks[0].clone();
            other.year = 2027;
            b.rulebooks.push(other);
        }),
    ];
    for (number, (at, change)) in all.into_iter().enumerate() {
        let mut changed = made.bundle.clone();
        change(&mut changed);
        rehash(&mut changed);
        let faults = recount(&changed, None).faults;
        // Some changes break other things as well; each breaks this one.
        let named = faults
            .iter()
            .any(|f| f.at == at || f.at.ends_with(&format!(", {at}")));
        let known = number == 3 || named;
        assert!(known, "change {number} of {at}: {faults:?}");
    }
}

#[test]
fn a_record_or_a_conflict_made_up_is_named() {
    let made = scoring().made();
    let mut changed = made.bundle.clone();
    let record = changed.rounds[0].open.get_mut("record/0").expect("open");
    record.value["token"] = json!(Fingerprint::of(b"somebody else"));
    rehash(&mut changed);
    let faults = recount(&changed, None).faults;
    assert!(
        faults.iter().any(|f| f.at.ends_with(", record")),
        "{faults:?}"
    );

    let mut changed = made.bundle.clone();
    let blocked = changed.rounds[0].open.get_mut("blocked").expect("open");
    blocked.value = json!([[0, 0], [1, 0], [2, 0]]);
    rehash(&mut changed);
    let report = recount(&changed, None);
    assert!(report.rounds[0].outcome.is_none());
    assert!(
        report.faults.iter().any(|f| f.at.ends_with(", rows")),
        "{:?}",
        report.faults
    );
}

#[test]
fn secrets_are_those_that_were_committed() {
    let world = scoring().ruled(|r| r.ties = vec![TieRule::Lot, TieRule::Plenary]);
    let world = Holder::ALL
        .into_iter()
        .fold(world, |w, h| w.then(revealed(h, secret(h))));
    let made = world.made();
    assert_eq!(recount(&made.bundle, None).faults, []);
    let mut changed = made.bundle.clone();
    let Lot::Revealed { secrets } = &mut changed.rounds[0].head.lot else {
        panic!("all are revealed");
    };
    secrets[0] = Fingerprint::of(b"chosen after the close");
    rehash(&mut changed);
    let faults = recount(&changed, None).faults;
    assert!(faults.iter().any(|f| f.at.ends_with(", lot")), "{faults:?}");
}

#[test]
fn a_public_bundle_is_no_full_one() {
    let made = scoring().made();
    let mut public = made.bundle.public(&made.winners);
    public.kind = Kind::Full;
    let faults = recount(&public, Some(made.bundle.hash)).faults;
    assert!(faults.iter().any(|f| f.what == Wrong::Missing));
}

/// Each byte of a bundle changed in several ways: it cannot be read, or the recount says so, even
/// without the announced hash.
fn every_byte_counts(bundle: &Bundle) {
    let bytes = bundle.bytes();
    for at in 0..bytes.len() {
        for other in [bytes[at] ^ 1, bytes[at] ^ 0x20] {
            let mut changed = bytes.clone();
            changed[at] = other;
            let Ok(read) = Bundle::read(&changed) else {
                continue;
            };
            let around = String::from_utf8_lossy(&changed[at.saturating_sub(40)..=at]).into_owned();
            assert!(
                !recount(&read, None).faults.is_empty(),
                "byte {at}: …{around}"
            );
        }
    }
}

#[test]
fn every_byte_of_a_small_bundle_counts() {
    let world = World::new(2, 1, RoundRules::default());
    let world = world.then(marks(0, 0, Some([9000, 8000, 7000])));
    let world = world.then(marks(0, 1, None)).then(close());
    every_byte_counts(&world.made().bundle);
    let made = world.published(Publication::Winners).made();
    every_byte_counts(&made.bundle.public(&made.winners));
}
