use std::collections::BTreeMap;

use domain::edition::Nothing;
use domain::ids::PersonId;
use domain::round::{
    Adjusted, Command, Corrected, Event, Excluded, Extended, Open, Record, Round, Ruled,
};
use domain::rulebook::{RoundRules, TieRule};
use domain::{Decision, Fingerprint, KeyId, Private, Refusal};
use jiff::Timestamp;

use crate::stages::{counted, drafted, opened, rulebook};
use crate::world::*;

#[track_caller]
fn check(world: &World, past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Round>(world, past, command, expected);
}

fn open(category: &str, number: u16, closes_at: Timestamp) -> Command {
    Command::Open(Open {
        edition: edition(),
        category: code(category),
        number,
        panel: panel(),
        closes_at,
        salt: salt(),
        lot: BTreeMap::new(),
    })
}

fn salt() -> Private<Fingerprint> {
    Private::new(KeyId::round(round(1)), Fingerprint::of(b"salt"))
}

/// What is pinned for a round over the nominations of these people, by rules that say nothing.
fn ruled(number: u16, people: &[PersonId]) -> Ruled {
    let candidates = opened(number, people).candidates.into_iter();
    Ruled {
        rulebook: Fingerprint::of_value(&rulebook(&drafted())),
        rules: RoundRules::default(),
        ties: vec![TieRule::Criteria, TieRule::Shared],
        places: 2,
        criteria: drafted().categories[0].criteria.clone(),
        blocked: Vec::new(),
        records: candidates
            .map(|candidate| Record {
                nomination: candidate.nomination,
                before: None,
                wins: Some(0),
                since: Some(day()),
            })
            .collect(),
        lot: Vec::new(),
        salt: salt(),
    }
}

fn opens(number: u16, people: &[PersonId]) -> Vec<Event> {
    vec![
        Event::Opened(opened(number, people)),
        Event::Ruled(Box::new(ruled(number, people))),
    ]
}

fn first() -> Command {
    open("people", 1, deadline())
}

#[track_caller]
fn refused(world: &World, command: &Command, refusal: Refusal) {
    check(world, &[], command, &refuse(refusal));
}

#[test]
fn opening() {
    let events = opens(1, &[ADA, BUDI]);
    let world = World::assessing();
    check(&world, &[], &first(), &Decision::Record(events.clone()));
    check(&world, &events, &first(), &Decision::Repeat);
    let longer = open("people", 1, at("2026-05-01T00:00:00Z"));
    check(&world, &events, &longer, &refuse(Refusal::RoundExists));
}

#[test]
fn what_a_round_needs() {
    let world = World::assessing();
    refused(&World::open().panel(), &first(), Refusal::NominationsOpen);
    refused(
        &World::open().nominations_closed(),
        &first(),
        Refusal::PanelUnknown,
    );
    refused(
        &world,
        &open("unheard-of", 1, deadline()),
        Refusal::CategoryUnknown,
    );
    refused(&world, &open("teams", 1, deadline()), Refusal::RoundEmpty);
    refused(&world, &open("people", 1, now()), Refusal::DeadlinePast);
    refused(
        &World::assessing().suspended(),
        &first(),
        Refusal::EditionSuspended,
    );
    let mut elsewhere = World::assessing();
    let known = elsewhere
        .reference
        .panels
        .get_mut(&panel())
        .expect("the panel");
    known.edition = domain::ids::EditionId::of(&agency(), "another");
    refused(&elsewhere, &first(), Refusal::PanelUnknown);
}

#[test]
fn only_the_eligible_are_assessed() {
    let without = World::open().nominated(ADA).nominated(BUDI).declined(BUDI);
    let world = without.nominations_closed().panel().nominated(GONE);
    let expected = Decision::Record(opens(1, &[ADA]));
    check(&world, &[], &first(), &expected);
}

#[test]
fn rounds_follow_one_another() {
    let second = open("people", 2, deadline());
    let out_of_order = Refusal::RoundOutOfOrder;
    refused(
        &World::assessing(),
        &open("people", 0, deadline()),
        out_of_order,
    );
    refused(&World::assessing(), &second, out_of_order);
    refused(&World::assessing().round_open(1), &second, out_of_order);
    let closed = World::assessing().round_open(1).round_closed(1);
    refused(&closed, &second, out_of_order);
    let next = Decision::Record(opens(2, &[ADA, BUDI]));
    let world = closed.result(counted(1, &[ADA, BUDI]));
    check(&world, &[], &second, &next);
    let ratified = World::assessed().proposed().ratified();
    refused(&ratified, &second, Refusal::DecisionRatified);
}

#[test]
fn closing() {
    let world = World::assessing();
    let past = [
        Event::Opened(opened(1, &[ADA, BUDI])),
        Event::Closed(Nothing {}),
    ];
    check(
        &world,
        &past[..1],
        &Command::Close,
        &record(past[1].clone()),
    );
    check(&world, &past, &Command::Close, &Decision::Repeat);
    check(&world, &[], &Command::Close, &refuse(Refusal::RoundUnknown));
}

#[test]
fn changing_while_it_is_open() {
    let world = World::assessing();
    let past = opens(1, &[ADA, BUDI]);
    let extend = |closes_at: &str| {
        Command::Extend(Extended {
            closes_at: at(closes_at),
            reason: prose("banjir"),
        })
    };
    let Command::Extend(later) = extend("2026-05-01T00:00:00Z") else {
        return;
    };
    let extended = Event::Extended(later.clone());
    check(&world, &past, &Command::Extend(later), &record(extended));
    let earlier = extend("2026-03-02T00:00:00Z");
    check(&world, &past, &earlier, &refuse(Refusal::RoundNotLater));
    let adjusted = |quorum, coverage| Adjusted {
        quorum,
        coverage,
        reason: prose("seorang juri sakit"),
    };
    let fewer = Command::Adjust(adjusted(1, 1));
    let event = Event::Adjusted(adjusted(1, 1));
    check(&world, &past, &fewer, &record(event));
    for (quorum, coverage) in [(0, 1), (1, 0), (4, 1), (1, 4)] {
        let asked = Command::Adjust(adjusted(quorum, coverage));
        check(&world, &past, &asked, &refuse(Refusal::QuorumImpossible));
    }
    let assign = Command::Assign {
        round: round(1),
        seed: 1,
    };
    check(&world, &past, &assign, &refuse(Refusal::NothingToAssign));
    let closed = [past, vec![Event::Closed(Nothing {})]].concat();
    check(&world, &closed, &fewer, &refuse(Refusal::RoundClosed));
}

#[test]
fn ballots_are_taken_out_after_the_close_and_before_the_decree() {
    let exclude = |jurors: &[PersonId]| Corrected {
        exclude: jurors
            .iter()
            .map(|&juror| Excluded {
                juror,
                nomination: Some(nomination(ADA)),
            })
            .collect(),
        reason: prose("keberatan dikabulkan"),
    };
    let open = opens(1, &[ADA, BUDI]);
    let closed = [open.clone(), vec![Event::Closed(Nothing {})]].concat();
    let (one, none) = (exclude(&JURORS[..1]), exclude(&[]));
    let correct = Command::Correct(one.clone());
    let world = World::assessed();
    check(&world, &closed, &correct, &record(Event::Corrected(one)));
    check(&world, &open, &correct, &refuse(Refusal::RoundOpen));
    let nothing = Command::Correct(none);
    check(
        &world,
        &closed,
        &nothing,
        &refuse(Refusal::BallotNotCounted),
    );
    let ratified = World::assessed().proposed().ratified();
    check(
        &ratified,
        &closed,
        &correct,
        &refuse(Refusal::DecisionRatified),
    );
}
