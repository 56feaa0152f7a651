use domain::candidate::{Candidate, Claims, Command, Event, Listed, Struck};
use domain::ids::{CandidateId, PersonId};
use domain::{AnyEvent, Decision, Refusal};

use crate::world::*;

fn listed(person: PersonId) -> Listed {
    Listed {
        person,
        unit: Some(unit("health")),
        year: 2026,
        category: Some(title("Pelaksana")),
        claims: Claims::default(),
        on: day(),
    }
}

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Candidate>(&World::city(), past, command, expected);
}

#[test]
fn listing_and_striking_off() {
    let (list, there) = (Command::List(listed(ADA)), Event::Listed(listed(ADA)));
    check(&[], &list, &record(there.clone()));
    check(std::slice::from_ref(&there), &list, &Decision::Repeat);
    let claims = Claims {
        years: Some(4),
        ..Claims::default()
    };
    let more = Listed {
        claims,
        ..listed(ADA)
    };
    let (anew, told) = (Command::List(more.clone()), Event::Listed(more));
    check(std::slice::from_ref(&there), &anew, &record(told));
    for nobody in [STRANGER, GONE] {
        let asked = Command::List(listed(nobody));
        check(&[], &asked, &refuse(Refusal::PersonUnknown));
    }
    let (strike, struck) = (
        Command::Strike(Struck { person: ADA }),
        Event::Struck(Struck { person: ADA }),
    );
    check(&[], &strike, &Decision::Repeat);
    check(
        std::slice::from_ref(&there),
        &strike,
        &record(struck.clone()),
    );
    check(&[there.clone(), struck.clone()], &list, &record(there));
}

#[test]
fn who_is_listed_is_not_withdrawn() {
    let id = CandidateId::of(CITRA, 2026, None);
    let world = World::city().after(id, AnyEvent::Candidate(Event::Listed(listed(CITRA))));
    assert!(world.reference.rests_on(CITRA));
    let struck = Event::Struck(Struck { person: CITRA });
    let world = world.after(id, AnyEvent::Candidate(struck));
    assert!(!world.reference.rests_on(CITRA));
}
