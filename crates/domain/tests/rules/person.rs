use domain::person::{Command, Corrected, Departed, Employed, Event, Person, PersonKind};
use domain::person::{PositionGroup, Registered, Renumbered, Status, Transferred, Withdrawn};
use domain::{AnyEvent, Decision, Entity as _, KeyId, Private, Refusal};
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

fn employed(kind: PersonKind, group: PositionGroup) -> Employed {
    Employed {
        kind,
        group,
        status: Status::Active,
        candidate: false,
        position: Some(title("Analis")),
        grade: None,
        since: Some(date(2015, 3, 1)),
    }
}

#[test]
fn entering_with_a_staff_file() {
    let of = employed(PersonKind::Pns, PositionGroup::Pelaksana);
    let enter = Command::Enter(ada(), of.clone());
    let past = [there(), Event::Employed(of.clone())];
    check(&[], &enter, &Decision::Record(past.to_vec()));
    check(&past, &enter, &Decision::Repeat);
    // Who is there already is employed by a command of its own: nothing is taken as said.
    check(&past[..1], &enter, &refuse(Refusal::PersonExists));
    let guest = employed(PersonKind::Guest, PositionGroup::None);
    let refused = refuse(Refusal::GuestNotEmployed);
    check(&[], &Command::Enter(ada(), guest.clone()), &refused);
    let invited = registered(JURORS[0], None);
    check(&[], &Command::Enter(invited.clone(), of.clone()), &refused);
    check(&[there()], &Command::Employ(guest), &refused);
    let invited = [Event::Registered(invited)];
    check(&invited, &Command::Employ(of), &refused);
}

#[test]
fn employing() {
    let of = employed(PersonKind::Pppk, PositionGroup::JfGuru);
    let (employ, told) = (Command::Employ(of.clone()), Event::Employed(of));
    check(&[], &employ, &refuse(Refusal::PersonUnknown));
    check(&[there()], &employ, &record(told.clone()));
    check(&[there(), told.clone()], &employ, &Decision::Repeat);
    // Registering what is so by now is a repeat; what was so once is other content.
    let past = [there(), told];
    check(
        &past,
        &Command::Register(ada()),
        &refuse(Refusal::PersonExists),
    );
    let as_it_is = Registered {
        kind: PersonKind::Pppk,
        group: PositionGroup::JfGuru,
        ..ada()
    };
    check(&past, &Command::Register(as_it_is), &Decision::Repeat);
}

/// Who comes back is employed anew: what a file said before they left is no longer so.
#[test]
fn who_comes_back_is_employed_anew() {
    let of = employed(PersonKind::Pns, PositionGroup::Pelaksana);
    let left = Departed {
        from: date(2026, 6, 1),
    };
    let past = [there(), Event::Employed(of.clone()), Event::Departed(left)];
    let again = Registered {
        from: date(2026, 7, 1),
        ..ada()
    };
    let entered = [
        Event::Registered(again.clone()),
        Event::Employed(of.clone()),
    ];
    let enter = Command::Enter(again.clone(), of.clone());
    check(&past, &enter, &Decision::Record(entered.to_vec()));
    check(
        &past,
        &Command::Enter(ada(), of.clone()),
        &refuse(Refusal::PersonInactive),
    );
    let back = [&past[..], &[Event::Registered(again)]].concat();
    let employed = record(Event::Employed(of.clone()));
    check(&back, &Command::Employ(of), &employed);
}

#[test]
fn another_number() {
    let number = |kind| Renumbered {
        nip: Private::new(KeyId::erasable(ADA), "199001312023212001".to_owned()),
        kind,
    };
    let (ask, told) = (
        Command::Renumber(number(PersonKind::Pppk)),
        Event::Renumbered(number(PersonKind::Pppk)),
    );
    check(&[there()], &ask, &record(told.clone()));
    check(&[], &ask, &refuse(Refusal::PersonUnknown));
    let refused = refuse(Refusal::GuestNotEmployed);
    let guest = Command::Renumber(number(PersonKind::Guest));
    check(&[there()], &guest, &refused);
    let invited = [Event::Registered(registered(JURORS[0], None))];
    check(&invited, &ask, &refused);
    let person = Person::replay(&[there(), told.clone()]);
    assert_eq!(person.nip(), Some(&number(PersonKind::Pppk).nip));
    let world = World::city().after(ADA, AnyEvent::Person(told));
    assert_eq!(world.reference.people[&ADA].kind, PersonKind::Pppk);
}

#[test]
fn who_was_registered_by_mistake_is_withdrawn() {
    let withdrawn = Event::Withdrawn(Withdrawn {});
    let gone = record(withdrawn.clone());
    check(&[there()], &Command::Withdraw(ADA), &gone);
    check(
        &[],
        &Command::Withdraw(ADA),
        &refuse(Refusal::PersonUnknown),
    );
    let in_use = refuse(Refusal::PersonInUse);
    check(&[there()], &Command::Withdraw(HEAD), &in_use);
    let past = [there(), withdrawn];
    check(&past, &Command::Register(ada()), &record(there()));
    for (world, person) in [
        (World::open().nominated(ADA), ADA),
        (World::open().panel(), JURORS[1]),
        (World::assessing().round_open(1), JURORS[2]),
    ] {
        crate::world::check::<Person>(&world, &[there()], &Command::Withdraw(person), &in_use);
    }
}
