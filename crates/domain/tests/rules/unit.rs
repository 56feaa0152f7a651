use domain::ids::{PersonId, UnitId};
use domain::unit::{Closed, Command, Event, HeadAppointed, Registered, Renamed, Unit};
use domain::{Decision, Refusal};

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
