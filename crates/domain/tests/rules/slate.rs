use domain::ids::PersonId;
use domain::slate::{Command, Event, Place, Slate};
use domain::{Decision, Entity, Refusal};
use proptest::prelude::*;

use crate::world::*;

fn place(person: PersonId) -> Place {
    Place {
        edition: edition(),
        unit: unit("health"),
        category: code("people"),
        nomination: nomination(person),
    }
}

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Slate>(&World::open(), past, command, expected);
}

#[test]
fn places_of_the_quota() {
    let full = [ADA, BUDI].map(|person| Event::Placed(place(person)));
    let asked = |person| Command::Place(place(person));
    check(&[], &asked(ADA), &record(full[0].clone()));
    check(&full, &asked(ADA), &Decision::Repeat);
    check(&full, &asked(CITRA), &refuse(Refusal::QuotaExhausted));
    let released = Event::Released(place(ADA));
    check(
        &full,
        &Command::Release(place(ADA)),
        &record(released.clone()),
    );
    check(&[], &Command::Release(place(ADA)), &Decision::Repeat);
    let freed = [&full[..], &[released]].concat();
    check(&freed, &asked(CITRA), &record(Event::Placed(place(CITRA))));
    let category = code("unheard-of");
    let other = Command::Place(Place {
        category,
        ..place(ADA)
    });
    check(&[], &other, &refuse(Refusal::CategoryUnknown));
}

proptest! {
    /// A slate holds at most its quota of two, whatever is asked in whatever order.
    #[test]
    fn never_more_than_the_quota(asks in prop::collection::vec((0_u128..6, any::<bool>()), 0..60)) {
        let (world, mut slate) = (World::open(), Slate::default());
        let mut held = std::collections::BTreeSet::new();
        for (number, taking) in asks {
            let place = place(person(100 + number));
            let command = if taking { Command::Place(place) } else { Command::Release(place) };
            if let Decision::Record(events) = slate.decide(&command, &world.context()) {
                for event in events {
                    slate.evolve(&event);
                    let fresh = match event {
                        Event::Placed(place) => held.insert(place.nomination),
                        Event::Released(place) => held.remove(&place.nomination),
                    };
                    prop_assert!(fresh, "placed or released twice");
                }
            }
            prop_assert!(held.len() <= 2);
        }
    }
}
