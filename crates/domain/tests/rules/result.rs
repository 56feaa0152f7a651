use domain::result::{Command, Counted, Event, Outcome};
use domain::{Decision, Refusal};

use crate::stages::counted;
use crate::world::*;

#[test]
fn a_result_is_determined_once_after_the_close() {
    let check = |world: &World, past: &[Event], asked: &Counted, expected: &Decision<Event>| {
        check::<Outcome>(world, past, &Command::Determine(asked.clone()), expected);
    };
    let (asked, other) = (counted(1, &[ADA, BUDI]), counted(1, &[BUDI, ADA]));
    let past = [Event::Counted(asked.clone())];
    let closed = World::assessing().round_open(1).round_closed(1);
    check(&closed, &[], &asked, &record(past[0].clone()));
    check(&closed, &past, &asked, &Decision::Repeat);
    check(&closed, &past, &other, &refuse(Refusal::ResultExists));
    check(
        &World::assessing(),
        &[],
        &asked,
        &refuse(Refusal::RoundUnknown),
    );
    let open = World::assessing().round_open(1);
    check(&open, &[], &asked, &refuse(Refusal::RoundOpen));
}

#[test]
fn another_version_has_a_reason_and_the_next_number() {
    let check = |past: &[Event], asked: &Counted, expected: &Decision<Event>| {
        let world = World::assessing().round_open(1).round_closed(1);
        check::<Outcome>(&world, past, &Command::Determine(asked.clone()), expected);
    };
    let version = |version, reason: Option<&str>| Counted {
        version,
        reason: reason.map(prose),
        ..counted(1, &[BUDI, ADA])
    };
    let first = [Event::Counted(counted(1, &[ADA, BUDI]))];
    let second = version(2, Some("undian dibuka"));
    check(&first, &second, &record(Event::Counted(second.clone())));
    for bad in [
        version(2, None),
        version(3, Some("x")),
        version(1, Some("x")),
    ] {
        check(&first, &bad, &refuse(Refusal::ResultExists));
    }
    check(&[], &second, &refuse(Refusal::ResultExists));
}
