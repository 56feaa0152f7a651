use domain::ids::{PersonId, UnitId};
use domain::unit::{
    Aliased, Appraised, Closed, Command, Confirmed, Event, HeadAppointed, Moved,
    OrganisationPredikat, Registered, Renamed, Unit, Withdrawn, plain_name,
};
use domain::{AnyEvent, Decision, Entity as _, Refusal};

use crate::world::*;

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Unit>(&World::city(), past, command, expected);
}

fn asked(name: &str, parent: Option<UnitId>) -> Registered {
    Registered {
        code: code("clinic"),
        name: title(name),
        parent,
        from: day(),
    }
}

fn there() -> Event {
    Event::Registered(asked("Puskesmas", None))
}

fn head(head: PersonId) -> HeadAppointed {
    HeadAppointed { head, from: day() }
}

fn renamed(name: &str) -> Renamed {
    Renamed {
        name: title(name),
        from: day(),
    }
}

#[test]
fn registering() {
    let below = asked("Puskesmas", Some(unit("health")));
    check(
        &[],
        &Command::Register(below.clone()),
        &record(Event::Registered(below)),
    );
    let same = Command::Register(asked("Puskesmas", None));
    check(&[there()], &same, &Decision::Repeat);
    let other = Command::Register(asked("Klinik", None));
    check(&[there()], &other, &refuse(Refusal::UnitExists));
    let nowhere = Command::Register(asked("Klinik", Some(unit("nowhere"))));
    check(&[], &nowhere, &refuse(Refusal::UnitUnknown));
    let closed = Command::Register(asked("Klinik", Some(unit("archive"))));
    check(&[], &closed, &refuse(Refusal::UnitClosed));
    check(
        &[],
        &Command::Rename(renamed("Klinik")),
        &refuse(Refusal::UnitUnknown),
    );
}

#[test]
fn appointing_a_head() {
    let appointed = Event::HeadAppointed(head(ADA));
    check(
        &[there()],
        &Command::AppointHead(head(ADA)),
        &record(appointed.clone()),
    );
    check(
        &[there(), appointed.clone()],
        &Command::AppointHead(head(ADA)),
        &Decision::Repeat,
    );
    for nobody in [GONE, STRANGER] {
        check(
            &[there()],
            &Command::AppointHead(head(nobody)),
            &refuse(Refusal::PersonUnknown),
        );
    }
    let next = Event::HeadAppointed(head(BUDI));
    check(
        &[there(), appointed],
        &Command::AppointHead(head(BUDI)),
        &record(next),
    );
}

#[test]
fn renaming_and_closing() {
    let named = Event::Renamed(renamed("Klinik"));
    check(
        &[there()],
        &Command::Rename(renamed("Klinik")),
        &record(named.clone()),
    );
    check(
        &[there(), named],
        &Command::Rename(renamed("Klinik")),
        &Decision::Repeat,
    );
    let close = Command::Close(Closed { from: day() });
    let closed = Event::Closed(Closed { from: day() });
    check(&[there()], &close, &record(closed.clone()));
    check(&[there(), closed.clone()], &close, &Decision::Repeat);
    let later = Command::Close(Closed {
        from: jiff::civil::date(2027, 1, 1),
    });
    check(
        &[there(), closed.clone()],
        &later,
        &refuse(Refusal::UnitClosed),
    );
    check(
        &[there(), closed],
        &Command::AppointHead(head(ADA)),
        &refuse(Refusal::UnitClosed),
    );
}

fn aliased(name: &str) -> Aliased {
    Aliased { name: title(name) }
}

const fn moved(parent: Option<UnitId>) -> Moved {
    Moved {
        parent,
        from: day_two(),
    }
}

const fn day_two() -> jiff::civil::Date {
    jiff::civil::date(2026, 1, 3)
}

#[test]
fn what_a_file_names_is_found_and_confirmed() {
    let of = asked("Puskesmas", None);
    let (find, found) = (Command::Find(of.clone()), Event::Found(of.clone()));
    check(&[], &find, &record(found.clone()));
    check(std::slice::from_ref(&found), &find, &Decision::Repeat);
    check(&[there()], &find, &Decision::Repeat);
    let confirmed = Event::Confirmed(Confirmed {});
    let past = [found, confirmed.clone()];
    check(&past[..1], &Command::Confirm, &record(confirmed));
    check(&past, &Command::Confirm, &Decision::Repeat);
    check(&[there()], &Command::Confirm, &Decision::Repeat);
    check(&[], &Command::Confirm, &refuse(Refusal::UnitUnknown));
    let register = Command::Register(of);
    check(&past[..1], &register, &refuse(Refusal::UnitExists));
    check(&past, &register, &Decision::Repeat);
    let mut world = World::city();
    for (event, confirmed) in past.into_iter().zip([false, true]) {
        world = world.after(unit("clinic"), AnyEvent::Unit(event));
        assert_eq!(world.reference.units[&unit("clinic")].confirmed, confirmed);
    }
}

#[test]
fn further_names() {
    let told = Event::Aliased(aliased("RSUD"));
    let alias = Command::Alias(aliased("RSUD"));
    check(&[there()], &alias, &record(told.clone()));
    check(&[there(), told.clone()], &alias, &Decision::Repeat);
    let spelled = Command::Alias(aliased("  r.s.u.d."));
    let own = Command::Alias(aliased("PUSKESMAS"));
    check(&[there()], &own, &Decision::Repeat);
    check(
        &[there()],
        &spelled,
        &record(Event::Aliased(aliased("r.s.u.d."))),
    );
    // Names that it had or has by now are its own as well.
    let past = [there(), Event::Renamed(renamed("Klinik"))];
    for name in ["Klinik", "Puskesmas"] {
        check(&past, &Command::Alias(aliased(name)), &Decision::Repeat);
    }
    let taken = Command::Alias(aliased("HEALTH"));
    check(&[there()], &taken, &refuse(Refusal::NameTaken));
    // A unit that is dissolved leaves its name to others.
    let free = Command::Alias(aliased("archive"));
    check(
        &[there()],
        &free,
        &record(Event::Aliased(aliased("archive"))),
    );
}

#[test]
fn names_find_units() {
    assert_eq!(
        plain_name(" Dinas  Kesehatan, P2KB "),
        "DINAS KESEHATAN P2KB"
    );
    let after = |world: World, name: &str, event| world.after(unit(name), AnyEvent::Unit(event));
    let world = after(World::city(), "health", Event::Renamed(renamed("Dinkes")));
    let world = after(world, "health", Event::Aliased(aliased("DKK")));
    for name in ["health", "DINKES", "d.k.k", "Dkk"] {
        let expected = (name != "d.k.k").then_some(unit("health"));
        assert_eq!(world.reference.unit_named(name), expected, "{name}");
    }
    assert_eq!(world.reference.unit_named("archive"), None, "dissolved");
    // The last to be called so has the name; once it is gone, the one before has it again.
    let other = after(world, "schools", Event::Renamed(renamed("DKK")));
    assert_eq!(other.reference.unit_named("dkk"), Some(unit("schools")));
    let gone = after(other, "schools", Event::Withdrawn(Withdrawn {}));
    assert_eq!(gone.reference.unit_named("dkk"), Some(unit("health")));
    assert_eq!(gone.reference.unit_named("schools"), None);
}

#[test]
fn moving() {
    let asked = |parent| Command::Move(unit("clinic"), moved(parent));
    let below = Event::Moved(moved(Some(unit("health"))));
    check(
        &[there()],
        &asked(Some(unit("health"))),
        &record(below.clone()),
    );
    check(
        &[there(), below],
        &asked(Some(unit("health"))),
        &Decision::Repeat,
    );
    check(&[there()], &asked(None), &Decision::Repeat);
    for (parent, refusal) in [
        ("nowhere", Refusal::UnitUnknown),
        ("archive", Refusal::UnitClosed),
    ] {
        check(&[there()], &asked(Some(unit(parent))), &refuse(refusal));
    }
    let world = World::city()
        .after(unit("clinic"), AnyEvent::Unit(there()))
        .after(
            unit("health"),
            AnyEvent::Unit(Event::Moved(moved(Some(unit("clinic"))))),
        );
    for parent in ["clinic", "health"] {
        let refused = refuse(Refusal::UnitBelowItself);
        crate::world::check::<Unit>(&world, &[there()], &asked(Some(unit(parent))), &refused);
    }
}

/// Two moves at once may each be allowed; the later one does not close the circle.
#[test]
fn no_circle_stands_whatever_races() {
    let below = |parent: &str| AnyEvent::Unit(Event::Moved(moved(Some(unit(parent)))));
    let world = World::city()
        .after(unit("health"), below("schools"))
        .after(unit("schools"), below("health"));
    let units = &world.reference.units;
    assert_eq!(units[&unit("health")].parent, Some(unit("schools")));
    assert_eq!(units[&unit("schools")].parent, None);
    assert!(world.reference.is_below(unit("health"), unit("schools")));
    assert!(!world.reference.is_below(unit("schools"), unit("health")));
}

#[test]
fn appraising_a_unit() {
    let appraised = |predikat| Appraised {
        year: 2025,
        predikat,
    };
    let good = appraised(Some(OrganisationPredikat::Baik));
    let (ask, told) = (Command::Appraise(good), Event::Appraised(good));
    check(&[there()], &ask, &record(told.clone()));
    check(&[there(), told.clone()], &ask, &Decision::Repeat);
    let back = Command::Appraise(appraised(None));
    check(&[there()], &back, &Decision::Repeat);
    let taken = Event::Appraised(appraised(None));
    check(&[there(), told.clone()], &back, &record(taken.clone()));
    assert_eq!(Unit::replay(&[there(), told, taken]).predikat(2025), None);
}

#[test]
fn a_unit_found_by_mistake_is_withdrawn() {
    let withdraw = |name: &str| Command::Withdraw(unit(name));
    let gone = Event::Withdrawn(Withdrawn {});
    check(&[there()], &withdraw("clinic"), &record(gone.clone()));
    check(&[], &withdraw("clinic"), &refuse(Refusal::UnitUnknown));
    let in_use = refuse(Refusal::UnitInUse);
    check(&[there()], &withdraw("health"), &in_use);
    let above = Event::Registered(asked("Puskesmas", Some(unit("archive"))));
    let world = World::city().after(unit("clinic"), AnyEvent::Unit(above));
    crate::world::check::<Unit>(&world, &[there()], &withdraw("archive"), &in_use);
    let again = Command::Find(asked("Puskesmas", None));
    let found = Event::Found(asked("Puskesmas", None));
    check(&[there(), gone], &again, &record(found));
}
