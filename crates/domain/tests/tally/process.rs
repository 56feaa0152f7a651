//! What happens while a round is open, and after, and what the count makes of it.

use std::collections::BTreeSet;

use domain::counting::ties::Ended;
use domain::lot::{self, Holder, Missed};
use domain::panel::{self, JurorAdded, JurorRemoved};
use domain::round::{self, Adjusted, Corrected, Excluded};
use domain::rulebook::{Method, RoundKind, RoundRules, TieRule};
use domain::tally::bundle::Head;
use domain::tally::{Lot, Row, Why};
use domain::{Fingerprint, KeyId, Private};

use crate::world::*;

fn two() -> World {
    World::new(2, 2, RoundRules::default())
        .then(marks(0, 0, Some([9000; 3])))
        .then(marks(0, 1, Some([5000; 3])))
        .then(marks(1, 0, Some([2000; 3])))
        .then(marks(1, 1, Some([6000; 3])))
}

/// Place and sheets of each nomination.
fn places(world: &World) -> Vec<(u32, u32)> {
    let made = world.made();
    let of = |n: usize| {
        let number = made
            .collected
            .candidates
            .iter()
            .position(|c| c.nomination == nom(n));
        let standing = made
            .outcome
            .standings
            .iter()
            .find(|s| Some(s.candidate) == number);
        standing
            .map(|s| (s.place, s.sheets))
            .expect("everybody stands somewhere")
    };
    (0..world.opened.candidates.len()).map(of).collect()
}

fn why(world: &World) -> Vec<Why> {
    world.collected().left_out.iter().map(|l| l.why).collect()
}

#[test]
fn a_conflict_found_mid_round_takes_the_sheet_out_and_a_dismissal_brings_it_back() {
    assert_eq!(places(&two().then(close())), [(1, 2), (1, 2)]);
    let found = two().then(detected(1, 0));
    assert_eq!(places(&found.clone().then(close())), [(1, 1), (2, 2)]);
    assert_eq!(why(&found.clone().then(close())), [Why::ConflictOfInterest]);
    let back = found.clone().then(dismissed(1, 0)).then(close());
    assert_eq!(back.made().outcome, two().then(close()).made().outcome);
    // What is found or dismissed after the close changes nothing.
    let late = found.clone().then(close()).then(dismissed(1, 0));
    assert_eq!(late.made().bundle, found.then(close()).made().bundle);
    let late = two().then(close()).then(detected(1, 0));
    assert_eq!(late.made().bundle, two().then(close()).made().bundle);
}

#[test]
fn a_conflict_found_mid_round_is_missing_from_a_vote_not_last() {
    let rules = RoundRules {
        kind: RoundKind::Vote,
        method: Some(Method::Schulze),
        ..RoundRules::default()
    };
    let world = World::new(3, 2, rules)
        .then(ranking(0, &[&[0], &[1], &[2]]))
        .then(ranking(1, &[&[1], &[2], &[0]]))
        .then(detected(1, 0))
        .then(close());
    let collected = world.collected();
    assert_eq!(collected.left_out, []);
    let named = |row: &Row| match row {
        Row::Ranking { ranks, .. } => ranks.iter().flatten().count(),
        _ => 0,
    };
    assert_eq!(collected.core.rows.iter().map(named).sum::<usize>(), 5);
    // Juror 1's last place for nominee 0 would have made it a tie.
    assert_eq!(places(&world), [(1, 1), (2, 2), (3, 2)]);
}

#[test]
fn ballots_taken_out_are_left_out_with_the_reason() {
    let out = Excluded {
        juror: juror(1),
        nomination: Some(nom(0)),
    };
    let corrected = Step::Round(round::Event::Corrected(Corrected {
        exclude: BTreeSet::from([out]),
        reason: prose("juri mengisi atas nama orang lain"),
    }));
    let world = two().then(close()).then(corrected);
    assert_eq!(places(&world), [(1, 1), (2, 2)]);
    assert_eq!(why(&world), [Why::Corrected]);
    assert_eq!(
        world.collected().reason,
        Some(prose("juri mengisi atas nama orang lain"))
    );
}

#[test]
fn the_panel_counts_as_it_was_at_the_close() {
    let removed = Step::Panel(panel::Event::JurorRemoved(JurorRemoved {
        juror: juror(1),
        reason: Private::new(KeyId::erasable(juror(1)), prose("sakit")),
    }));
    let joined = Step::Panel(panel::Event::JurorAdded(JurorAdded { juror: juror(2) }));
    let plain = two().then(close());
    let late = plain.clone().then(removed.clone()).then(joined.clone());
    assert_eq!(late.made().bundle, plain.made().bundle);
    let gone = two().then(removed.clone()).then(close());
    assert_eq!(places(&gone), [(1, 1), (2, 1)]);
    assert_eq!(why(&gone), [Why::NotOnPanel; 2]);
    let more = two()
        .then(joined)
        .then(marks(2, 1, Some([9000; 3])))
        .then(close());
    assert_eq!(
        (places(&more), more.collected().jurors.len()),
        (vec![(2, 2), (1, 3)], 3)
    );
}

#[test]
fn coverage_and_quorum_may_change_while_it_is_open() {
    let adjusted = |coverage, quorum| {
        Step::Round(round::Event::Adjusted(Adjusted {
            quorum,
            coverage,
            reason: prose("dua juri berhalangan"),
        }))
    };
    let strict = two().then(adjusted(3, 3)).then(close());
    assert_eq!(places(&strict), [(0, 2), (0, 2)]);
    assert!(!strict.made().outcome.quorum_met);
    let late = two().then(close()).then(adjusted(3, 3));
    assert_eq!(late.made().bundle, two().then(close()).made().bundle);
}

#[test]
fn ballots_that_do_not_fit_the_round_are_left_out() {
    // A vote in a round of marks, marks of a stranger's nomination, an abstention on it.
    let world = two()
        .then(ranking(0, &[&[0]]))
        .then(marks(0, 7, Some([9000; 3])))
        .then(marks(1, 7, None))
        .then(close());
    assert_eq!(why(&world), [Why::Unreadable; 3]);
    assert_eq!(world.made().outcome, two().then(close()).made().outcome);
}

#[test]
fn a_lot_waits_is_drawn_or_is_missed() {
    let tied = two()
        .ruled(|r| r.ties = vec![TieRule::Lot, TieRule::Plenary])
        .then(close());
    let ended = |world: &World| {
        let outcome = world.made().outcome;
        outcome
            .standings
            .iter()
            .map(|s| (s.place, s.ended))
            .collect::<Vec<_>>()
    };
    assert_eq!(ended(&tied), [(1, Ended::AwaitingLot); 2]);
    let wrong = revealed(Holder::Chair, Fingerprint::of(b"chosen later"));
    assert_eq!(
        ended(&tied.clone().then(wrong)),
        [(1, Ended::AwaitingLot); 2]
    );
    let drawn = Holder::ALL
        .into_iter()
        .fold(tied.clone(), |w, h| w.then(revealed(h, secret(h))));
    assert_eq!(ended(&drawn), [(1, Ended::Decided), (2, Ended::Decided)]);
    assert!(drawn.made().outcome.ties[0].seed.is_some());
    let missed = tied.then(Step::Lot(lot::Event::Missed(Missed {
        round: round_id(),
        holder: Holder::Auditor,
        reason: prose("sakit"),
    })));
    assert_eq!(missed.collected().core.lot, Lot::Missed);
    assert_eq!(ended(&missed), [(1, Ended::Plenary); 2]);
}

/// A transferable vote that needs a lot for who is excluded: all who are still in it share.
#[test]
fn an_undecided_transfer_leaves_all_who_continue_together() {
    let rules = RoundRules {
        kind: RoundKind::Vote,
        method: Some(Method::ScottishStv),
        ..RoundRules::default()
    };
    let world = World::new(4, 5, rules)
        .ruled(|r| {
            r.categories[0].places = 1;
            r.ties = vec![TieRule::FewerWins, TieRule::Lot, TieRule::Plenary];
        })
        .then(ranking(0, &[&[0]]))
        .then(ranking(1, &[&[0]]))
        .then(ranking(2, &[&[1]]))
        .then(ranking(3, &[&[2]]))
        .then(close());
    // Nobody votes for 3, who is out first; then 1 and 2 are level for the next exclusion.
    assert_eq!(places(&world), [(1, 4), (1, 4), (1, 4), (0, 4)]);
    let standings = world.made().outcome.standings;
    assert!(standings[..3].iter().all(|s| s.ended == Ended::AwaitingLot));
}

/// Two compete for the second place of a runoff: how the chain separates them is recorded.
#[test]
fn a_tie_for_the_second_round_is_recorded() {
    let rules = RoundRules {
        kind: RoundKind::Vote,
        method: Some(Method::TwoRound),
        ..RoundRules::default()
    };
    let mut world =
        World::new(3, 5, rules).ruled(|r| r.ties = vec![TieRule::FewerWins, TieRule::Plenary]);
    world.ruled.records[2].wins = Some(3);
    let voted = |world: World| {
        [[0, 1, 2], [0, 2, 1], [1, 2, 0], [2, 1, 0]]
            .into_iter()
            .enumerate()
            .fold(world, |w, (by, [a, b, c])| {
                w.then(ranking(by, &[&[a], &[b], &[c]]))
            })
            .then(close())
    };
    let decided = voted(world.clone());
    assert_eq!(decided.made().outcome.ties.len(), 2);
    // 0 and 1 are level in the second round, and have won as often.
    assert_eq!(places(&decided), [(1, 4), (1, 4), (3, 4)]);
    world.ruled.records[2].wins = None;
    let undecided = voted(world);
    assert_eq!(places(&undecided), [(1, 4), (1, 4), (1, 4)]);
    let standings = undecided.made().outcome.standings;
    assert!(standings.iter().all(|s| s.ended == Ended::Plenary));
}

/// Two worlds that differ in marks only: the public part differs in the hash alone.
#[test]
fn hidden_marks_change_the_hash_and_nothing_else_that_is_public() {
    let with = |scores| {
        let world = World::new(2, 2, RoundRules::default());
        world
            .then(marks(0, 0, Some([9000; 3])))
            .then(marks(1, 1, Some(scores)))
            .then(close())
    };
    let (one, other) = (with([8000; 3]).made(), with([100, 200, 300]).made());
    assert_ne!(one.bundle.hash, other.bundle.hash);
    let head = |made: &Made| -> Head { made.bundle.rounds[0].head.clone() };
    assert_eq!(head(&one), head(&other));
    let open = |made: &Made| made.bundle.public(&made.winners).rounds[0].open.clone();
    assert_eq!(open(&one), open(&other));
}
