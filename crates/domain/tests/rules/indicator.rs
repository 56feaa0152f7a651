use domain::ids::IndicatorId;
use domain::indicator::{Command, Event, Indicator, Owner, Retired, Value};
use domain::{AnyEvent, Decision, Refusal};
use proptest::prelude::*;

use crate::stages::indicator_defined as defined;
use crate::world::*;

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Indicator>(&World::city(), past, command, expected);
}

#[test]
fn defining_and_retiring() {
    let asked = defined("jp", Owner::Person);
    let (define, there) = (
        Command::Define(asked.clone()),
        Event::Defined(asked.clone()),
    );
    check(&[], &define, &record(there.clone()));
    check(std::slice::from_ref(&there), &define, &Decision::Repeat);
    let anew = defined("jp", Owner::Unit);
    let (redefine, redefined) = (Command::Define(anew.clone()), Event::Defined(anew));
    check(std::slice::from_ref(&there), &redefine, &record(redefined));
    check(&[], &Command::Retire, &refuse(Refusal::IndicatorUnknown));
    let retired = Event::Retired(Retired { code: code("jp") });
    check(
        std::slice::from_ref(&there),
        &Command::Retire,
        &record(retired.clone()),
    );
    let past = [there.clone(), retired];
    check(&past, &Command::Retire, &Decision::Repeat);
    check(&past, &define, &record(there));
}

#[test]
fn the_reference_knows_what_is_measured() {
    let world = World::city().measuring();
    assert_eq!(world.reference.indicators[&code("ikm")], Owner::Unit);
    let id = IndicatorId::of(&agency(), &code("ikm"));
    let retired = Event::Retired(Retired { code: code("ikm") });
    let world = world.after(id, AnyEvent::Indicator(retired));
    assert!(!world.reference.indicators.contains_key(&code("ikm")));
}

#[test]
fn values_are_exact() {
    for (text, number) in [
        ("88.305", 883_050),
        ("0", 0),
        ("-0.0001", -1),
        ("999999999.9999", 9_999_999_999_999),
        ("007", 70_000),
        ("1.50", 15_000),
    ] {
        let value: Value = text.parse().expect("a value");
        assert_eq!(value.ten_thousandths(), number, "{text}");
    }
    for bad in [
        "",
        "-",
        ".",
        "5.",
        ".5",
        "1,5",
        "1e3",
        "+1",
        "1.00001",
        "1000000000",
        "1.2.3",
        " 1",
        "--1",
        "٣",
    ] {
        assert!(bad.parse::<Value>().is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_value_reads_back_as_it_is_written(number in -9_999_999_999_999_i64..=9_999_999_999_999) {
        let sign = if number < 0 { "-" } else { "" };
        let (whole, rest) = (number.unsigned_abs() / 10_000, number.unsigned_abs() % 10_000);
        let value: Value = format!("{sign}{whole}.{rest:04}").parse().expect("a value");
        prop_assert_eq!(value.ten_thousandths(), number);
        let again: Value = value.to_string().parse().expect("a value");
        prop_assert_eq!(again, value);
        let stored = serde_json::to_string(&value).expect("text");
        prop_assert_eq!(stored, format!("\"{value}\""));
    }
}
