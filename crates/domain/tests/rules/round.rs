use std::collections::BTreeMap;

use domain::edition::Nothing;
use domain::ids::PersonId;
use domain::round::{Command, Event, Open, Record, Round, Ruled};
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
