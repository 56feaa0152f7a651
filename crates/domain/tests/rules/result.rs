use domain::result::{Command, Determined, Event, Outcome};
use domain::{Decision, Refusal};

use crate::stages::determined;
use crate::world::*;

#[test]
fn a_result_is_determined_once_after_the_close() {
    let check = |world: &World, past: &[Event], asked: &Determined, expected: &Decision<Event>| {
        check::<Outcome>(world, past, &Command::Determine(asked.clone()), expected);
    };
    let (asked, other) = (determined(1, &[ADA, BUDI]), determined(1, &[BUDI, ADA]));
    let past = [Event::Determined(asked.clone())];
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
