use domain::person::{Command, Corrected, Departed, Event, Person, PersonKind, PositionGroup};
use domain::person::{Registered, Transferred};
use domain::{Decision, Refusal};
use jiff::civil::date;

use crate::stages::registered;
use crate::world::*;

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Person>(&World::city(), past, command, expected);
}

fn ada() -> Registered {
    registered(ADA, Some(unit("health")))
}

fn there() -> Event {
    Event::Registered(ada())
}

fn to(name: &str) -> Transferred {
    Transferred {
        unit: unit(name),
        from: day(),
    }
}

#[test]
fn registering() {
    check(&[], &Command::Register(ada()), &record(there()));
    check(&[there()], &Command::Register(ada()), &Decision::Repeat);
    let group = PositionGroup::JfGuru;
    let other = Command::Register(Registered { group, ..ada() });
    check(&[there()], &other, &refuse(Refusal::PersonExists));
    for (name, refusal) in [
        ("nowhere", Refusal::UnitUnknown),
        ("archive", Refusal::UnitClosed),
    ] {
        let asked = Command::Register(registered(ADA, Some(unit(name))));
        check(&[], &asked, &refuse(refusal));
    }
    let nowhere = Command::Register(Registered {
        unit: None,
        ..ada()
    });
    check(&[], &nowhere, &refuse(Refusal::UnitUnknown));
    check(
        &[],
        &Command::Transfer(to("health")),
        &refuse(Refusal::PersonUnknown),
    );
}

#[test]
fn guests_serve_in_no_unit() {
    let guest = registered(JURORS[0], None);
    check(
        &[],
        &Command::Register(guest.clone()),
        &record(Event::Registered(guest.clone())),
    );
    let kind = PersonKind::Guest;
    let serving = Command::Register(Registered { kind, ..ada() });
    check(&[], &serving, &refuse(Refusal::GuestHasNoUnit));
    let past = [Event::Registered(guest)];
    check(
        &past,
        &Command::Transfer(to("health")),
        &refuse(Refusal::GuestHasNoUnit),
    );
}

#[test]
fn correcting_and_moving() {
    let corrected = Corrected { name: ada().name };
    let asked = Command::Correct(corrected.clone());
    check(&[there()], &asked, &record(Event::Corrected(corrected)));
    let moved = Event::Transferred(to("schools"));
    check(
        &[there()],
        &Command::Transfer(to("schools")),
        &record(moved.clone()),
    );
    check(
        &[there(), moved],
        &Command::Transfer(to("schools")),
        &Decision::Repeat,
    );
    check(
        &[there()],
        &Command::Transfer(to("health")),
        &Decision::Repeat,
    );
    check(
        &[there()],
        &Command::Transfer(to("nowhere")),
        &refuse(Refusal::UnitUnknown),
    );
    check(
        &[there()],
        &Command::Transfer(to("archive")),
        &refuse(Refusal::UnitClosed),
    );
}

#[test]
fn who_left_comes_back_only_from_a_later_day() {
    let left = Departed {
        from: date(2026, 6, 1),
    };
    let past = [there(), Event::Departed(left.clone())];
    check(
        &past[..1],
        &Command::Depart(left.clone()),
        &record(past[1].clone()),
    );
    check(&past, &Command::Depart(left), &Decision::Repeat);
    let otherwise = Departed {
        from: date(2026, 7, 1),
    };
    check(
        &past,
        &Command::Depart(otherwise),
        &refuse(Refusal::PersonInactive),
    );
    check(
        &past,
        &Command::Transfer(to("schools")),
        &refuse(Refusal::PersonInactive),
    );
    check(
        &past,
        &Command::Register(ada()),
        &refuse(Refusal::PersonInactive),
    );
    let again = Registered {
        from: date(2026, 6, 2),
        ..ada()
    };
    check(
        &past,
        &Command::Register(again.clone()),
        &record(Event::Registered(again.clone())),
    );
    let back = [&past[..], &[Event::Registered(again)]].concat();
    check(&back, &Command::Transfer(to("health")), &Decision::Repeat);
}
