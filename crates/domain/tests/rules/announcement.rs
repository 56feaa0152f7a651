use domain::announcement::{Announcement, Command, Event, Laureate, Published};
use domain::decision::DecreeNumber;
use domain::ids::{DecisionId, EditionId, PersonId};
use domain::{Decision, KeyId, Private, Refusal};

use crate::stages::ratified;
use crate::world::*;

fn laureate(place: u32, person: PersonId) -> Laureate {
    Laureate {
        category: code("people"),
        category_title: title("people"),
        place,
        nomination: nomination(person),
        people: vec![person],
        name: Private::new(KeyId::decree(person), "Nama Uji".to_owned()),
        unit: unit("health"),
        unit_name: title("health"),
        citation: None,
    }
}

fn published() -> Published {
    Published {
        edition: edition(),
        title: title("ASN Berprestasi 2026"),
        year: 2026,
        decision: DecisionId::of(edition()),
        decree_number: ratified().number,
        decree_date: ratified().date,
        laureates: vec![laureate(1, ADA), laureate(2, BUDI)],
    }
}

#[track_caller]
fn check(world: &World, past: &[Event], asked: Published, expected: &Decision<Event>) {
    crate::world::check::<Announcement>(world, past, &Command::Publish(asked), expected);
}

#[test]
fn only_what_is_ratified() {
    let proposed = World::assessed().proposed();
    let world = proposed.clone().ratified();
    let event = Event::Published(published());
    check(&world, &[], published(), &record(event.clone()));
    check(
        &world,
        &[event],
        published(),
        &refuse(Refusal::AlreadyAnnounced),
    );
    check(
        &World::assessed(),
        &[],
        published(),
        &refuse(Refusal::DecisionUnknown),
    );
    check(
        &proposed,
        &[],
        published(),
        &refuse(Refusal::DecisionNotRatified),
    );
    let suspended = world.clone().suspended();
    check(
        &suspended,
        &[],
        published(),
        &refuse(Refusal::EditionSuspended),
    );
    check(
        &world.cancelled(),
        &[],
        published(),
        &refuse(Refusal::EditionCancelled),
    );
}

#[test]
fn exactly_what_is_ratified() {
    let world = World::assessed().proposed().ratified();
    let good = published();
    for changed in [
        Published {
            laureates: vec![laureate(1, ADA)],
            ..good.clone()
        },
        Published {
            laureates: vec![laureate(1, ADA), laureate(1, BUDI)],
            ..good.clone()
        },
        Published {
            laureates: vec![laureate(1, ADA), laureate(2, CITRA)],
            ..good.clone()
        },
        Published {
            edition: EditionId::of(&agency(), "another"),
            ..good.clone()
        },
        Published {
            year: 2025,
            ..good.clone()
        },
        Published {
            decree_date: jiff::civil::date(2026, 1, 3),
            ..good.clone()
        },
        Published {
            decree_number: DecreeNumber::new("1").expect("a number"),
            ..good.clone()
        },
    ] {
        check(&world, &[], changed, &refuse(Refusal::NotAsRatified));
    }
    let turned = good.laureates.iter().rev().cloned().collect();
    let turned = Published {
        laureates: turned,
        ..good
    };
    check(
        &world,
        &[],
        turned.clone(),
        &record(Event::Published(turned)),
    );
}
