use domain::counting::ties::Ended;
use domain::decision::{Command, DecreeNumber, Event, Proposed, Ratification, Ratified};
use domain::edition::Nothing;
use domain::result::Counted;
use domain::{Decision, Refusal, nomination};
use jiff::civil::{Date, date};

use crate::stages::{counted, proposed, ratified};
use crate::world::*;

#[track_caller]
pub(crate) fn check(world: &World, past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Ratification>(world, past, command, expected);
}

#[track_caller]
fn refused(world: &World, asked: Proposed, refusal: Refusal) {
    check(
        world,
        &[],
        &Command::Propose(asked.into()),
        &refuse(refusal),
    );
}

pub(crate) fn both() -> Proposed {
    proposed(&[(1, ADA), (2, BUDI)])
}

pub(crate) fn ratify(number: &str, date: Date) -> Command {
    let number = DecreeNumber::new(number).expect("a number");
    Command::Ratify { number, date }
}

#[test]
fn proposing() {
    let world = World::assessed();
    let past = [Event::Proposed(both())];
    check(
        &world,
        &[],
        &Command::Propose(both().into()),
        &record(past[0].clone()),
    );
    check(
        &world,
        &past,
        &Command::Propose(both().into()),
        &Decision::Repeat,
    );
    let anew = proposed(&[(1, ADA)]);
    check(
        &world,
        &past,
        &Command::Propose(anew.clone().into()),
        &record(Event::Proposed(anew)),
    );
    // No winner at all is a decision too.
    let nobody = proposed(&[]);
    check(
        &world,
        &[],
        &Command::Propose(nobody.clone().into()),
        &record(Event::Proposed(nobody)),
    );
}

#[test]
fn winners_are_those_of_the_last_result() {
    let world = World::assessed();
    refused(&world, proposed(&[(2, ADA)]), Refusal::PlaceNotAsRanked);
    refused(&world, proposed(&[(0, ADA)]), Refusal::PlaceNotAsRanked);
    refused(&world, proposed(&[(1, CITRA)]), Refusal::WinnerNotInResult);
    refused(
        &world,
        proposed(&[(1, ADA), (1, ADA)]),
        Refusal::WinnerNotInResult,
    );
    let mut elsewhere = both();
    elsewhere.winners[0].category = code("unheard-of");
    refused(&world, elsewhere, Refusal::CategoryUnknown);
    refused(&World::assessing(), both(), Refusal::ResultUnknown);
    let closed = World::assessing().round_open(1).round_closed(1);
    refused(&closed, both(), Refusal::ResultUnknown);
    refused(&World::assessed().round_open(2), both(), Refusal::RoundOpen);
    let third = closed.result(counted(1, &[ADA, BUDI, CITRA]));
    refused(&third, proposed(&[(3, CITRA)]), Refusal::TooManyWinners);
    refused(
        &World::assessed().suspended(),
        both(),
        Refusal::EditionSuspended,
    );
}

#[test]
fn no_quorum_no_majority_no_lot_no_winners() {
    let closed = World::assessing().round_open(1).round_closed(1);
    let result = Counted {
        quorum_met: false,
        ..counted(1, &[ADA, BUDI])
    };
    refused(
        &closed.clone().result(result),
        both(),
        Refusal::QuorumNotMet,
    );
    let result = Counted {
        majority_met: Some(false),
        ..counted(1, &[ADA, BUDI])
    };
    refused(
        &closed.clone().result(result),
        both(),
        Refusal::MajorityNotMet,
    );
    let mut result = counted(1, &[ADA, BUDI]);
    result.standings[0].ended = Ended::AwaitingLot;
    refused(&closed.result(result), both(), Refusal::LotAwaited);
}

#[test]
fn who_declined_does_not_win() {
    refused(
        &World::assessed().declined(ADA),
        both(),
        Refusal::WinnerNotStanding,
    );
    let withdrawn = nomination::Event::Withdrawn(Nothing {});
    let gone = World::assessed().nomination(ADA, withdrawn);
    refused(&gone, both(), Refusal::WinnerNotStanding);
}

#[test]
fn ratifying() {
    let world = World::assessed().by(BUDI);
    let past = [Event::Proposed(both()), Event::Ratified(ratified())];
    let asked = ratify("800/12/2026", day());
    check(&world, &past[..1], &asked, &record(past[1].clone()));
    check(&world, &past, &asked, &Decision::Repeat);
    let refused = |past: &[Event], asked: &Command, refusal| {
        check(&world, past, asked, &refuse(refusal));
    };
    refused(
        &past,
        &ratify("800/13/2026", day()),
        Refusal::DecisionRatified,
    );
    refused(
        &past,
        &Command::Propose(proposed(&[]).into()),
        Refusal::DecisionRatified,
    );
    refused(&[], &asked, Refusal::DecisionUnknown);
    refused(
        &past[..1],
        &ratify("1", date(2026, 3, 2)),
        Refusal::DecreeDateFuture,
    );
    // The proposer is the head, who commands unless a test says otherwise.
    let own = refuse(Refusal::ProposerRatifies);
    check(&World::assessed(), &past[..1], &asked, &own);
}

#[test]
fn a_decree_is_dated_today_anywhere_on_earth() {
    let evening = World::assessed().by(BUDI).at(at("2026-03-01T23:00:00Z"));
    let date = date(2026, 3, 2);
    let event = Event::Ratified(Ratified { date, ..ratified() });
    check(
        &evening,
        &[Event::Proposed(both())],
        &ratify("800/12/2026", date),
        &record(event),
    );
}

#[test]
fn what_changed_since_the_proposal_stops_the_ratification() {
    let asked = ratify("800/12/2026", day());
    let past = [Event::Proposed(both())];
    let second = World::assessed().round_open(2);
    let other = second
        .clone()
        .round_closed(2)
        .result(counted(2, &[BUDI, ADA]));
    for (world, refusal) in [
        (World::assessed().declined(ADA), Refusal::WinnerNotStanding),
        (World::assessed().suspended(), Refusal::EditionSuspended),
        (second, Refusal::RoundOpen),
        (other, Refusal::PlaceNotAsRanked),
    ] {
        check(&world.by(BUDI), &past, &asked, &refuse(refusal));
    }
}

/// The result of round 1 comes late; what counts is the round that opened last.
#[test]
fn the_last_result_is_that_of_the_last_round() {
    let rounds = World::assessing().round_open(1).round_closed(1);
    let rounds = rounds.round_open(2).round_closed(2);
    let second = rounds.result(counted(2, &[BUDI, ADA]));
    let world = second.result(counted(1, &[ADA, BUDI]));
    refused(&world, both(), Refusal::PlaceNotAsRanked);
    let asked = proposed(&[(1, BUDI), (2, ADA)]);
    check(
        &world,
        &[],
        &Command::Propose(asked.clone().into()),
        &record(Event::Proposed(asked)),
    );
}
