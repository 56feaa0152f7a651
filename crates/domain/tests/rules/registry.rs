use domain::ids::AgencyCode;
use domain::registry::{Agency, Command, Event, Registered};
use domain::{Decision, Refusal};

use crate::world::*;

#[test]
fn an_agency_registers_once() {
    let asked = |name: &str, code| Registered {
        code,
        name: title(name),
    };
    let known = asked("Kota Arang Sari", agency());
    let other = asked("Kota Lain", agency());
    let check = |past: &[Event], asked: &Registered, expected: &Decision<Event>| {
        check::<Agency>(
            &World::empty(),
            past,
            &Command::Register(asked.clone()),
            expected,
        );
    };
    let past = [Event::Registered(known.clone())];
    check(&[], &known, &record(past[0].clone()));
    check(&past, &known, &Decision::Repeat);
    check(&past, &other, &refuse(Refusal::AgencyExists));
    let zero = asked("Pusat", AgencyCode::registry());
    check(&[], &zero, &refuse(Refusal::AgencyCodeReserved));
}

#[test]
fn agency_codes() {
    let long = "a".repeat(33);
    for bad in ["", "Kota", "a b", "a.b", "a_b", "ä", &long] {
        assert!(AgencyCode::new(bad).is_err(), "{bad}");
    }
    assert!(AgencyCode::new(&long[1..]).is_ok());
}
