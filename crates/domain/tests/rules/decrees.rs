use domain::decision::DecreeNumber;
use domain::decrees::{Command, Decrees, Event, Numbered};
use domain::ids::{AgencyCode, DecisionId, EditionId};
use domain::{Decision, Refusal};

use crate::world::*;

#[test]
fn no_number_twice() {
    let decision = |edition: &str| {
        let agency = AgencyCode::new("arang-sari").expect("a code");
        DecisionId::of(EditionId::of(&agency, edition))
    };
    let numbered = |number: &str, edition: &str| Numbered {
        number: DecreeNumber::new(number).expect("a number"),
        decision: decision(edition),
    };
    let check = |past: &[Event], asked: &Numbered, expected: &Decision<Event>| {
        check::<Decrees>(
            &World::empty(),
            past,
            &Command::Number(asked.clone()),
            expected,
        );
    };
    let first = numbered("800/12/SK", "a");
    let past = [Event::Numbered(first.clone())];
    check(&[], &first, &record(past[0].clone()));
    check(&past, &first, &Decision::Repeat);
    check(&past, &numbered("800 / 12 / sk", "a"), &Decision::Repeat);
    for taken in ["800/12/SK", " 800/12/sk ", "800 /12/ SK"] {
        check(
            &past,
            &numbered(taken, "b"),
            &refuse(Refusal::DecreeNumberTaken),
        );
    }
    let next = numbered("800/13/SK", "b");
    check(&past, &next, &record(Event::Numbered(next.clone())));
}
