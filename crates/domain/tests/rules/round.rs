use domain::edition::Nothing;
use domain::round::{Command, Event, Round};
use domain::{Decision, Refusal};
use jiff::Timestamp;

use crate::stages::{determined, opened};
use crate::world::*;

#[track_caller]
fn check(world: &World, past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Round>(world, past, command, expected);
}

fn open(category: &str, number: u16, closes_at: Timestamp) -> Command {
    Command::Open {
        edition: edition(),
        category: code(category),
        number,
        panel: panel(),
        closes_at,
    }
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
    let event = Event::Opened(opened(1, &[ADA, BUDI]));
    let world = World::assessing();
    check(&world, &[], &first(), &record(event.clone()));
    check(
        &world,
        std::slice::from_ref(&event),
        &first(),
        &Decision::Repeat,
    );
    let longer = open("people", 1, at("2026-05-01T00:00:00Z"));
    check(&world, &[event], &longer, &refuse(Refusal::RoundExists));
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
    let expected = Event::Opened(opened(1, &[ADA]));
    check(&world, &[], &first(), &record(expected));
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
    let next = Event::Opened(opened(2, &[ADA, BUDI]));
    check(
        &closed.result(determined(1, &[ADA, BUDI])),
        &[],
        &second,
        &record(next),
    );
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
