use domain::ids::PersonId;
use domain::performance::{
    Command, Event, LIMIT, Performance, Period, Recorded, is_period, points,
};
use domain::predikat::{Predikat, Rating};
use domain::text::Text;
use domain::{Decision, Refusal};

use crate::world::*;

const TRAINING: Performance = Performance::Training { hours: 12 };

fn recorded(source: &str, performance: Performance) -> Event {
    let (table, points) = points(&performance);
    Event::Recorded(Recorded {
        person: ADA,
        unit: Some(unit("health")),
        period: Text::new("2026-Q3").expect("a period"),
        source: Text::new(source).expect("a source"),
        performance,
        points,
        table: Text::new(table).expect("a table"),
    })
}

fn asked(person: PersonId, period: &str, source: &str, performance: Performance) -> Command {
    Command::Record {
        person,
        period: Text::new(period).expect("a text"),
        source: Text::new(source).expect("a source"),
        performance,
    }
}

fn appraisal(predikat: Predikat) -> Performance {
    let (results, behaviour) = (Rating::Above, Rating::Meets);
    Performance::Appraisal {
        results,
        behaviour,
        predikat,
    }
}

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Period>(&World::city(), past, command, expected);
}

#[test]
fn recording() {
    let past = [recorded("a", TRAINING)];
    let training = asked(ADA, "2026-Q3", "a", TRAINING);
    check(&[], &training, &record(past[0].clone()));
    check(&past, &training, &Decision::Repeat);
    let other = asked(ADA, "2026-Q3", "a", Performance::Training { hours: 13 });
    check(&past, &other, &refuse(Refusal::SourceReused));
    let unknown = asked(STRANGER, "2026-Q3", "a", TRAINING);
    check(&[], &unknown, &refuse(Refusal::PersonUnknown));
    let never = asked(ADA, "2026-13", "a", TRAINING);
    check(&[], &never, &refuse(Refusal::PeriodInvalid));
    let full: Vec<Event> = (0..LIMIT)
        .map(|i| recorded(&format!("s-{i}"), TRAINING))
        .collect();
    check(&full, &training, &refuse(Refusal::PeriodFull));
    check(
        &full,
        &asked(ADA, "2026-Q3", "s-0", TRAINING),
        &Decision::Repeat,
    );
}

#[test]
fn an_appraisal_is_of_the_matrix() {
    let good = appraisal(Predikat::Baik);
    let asked = |performance| asked(ADA, "2026-Q3", "skp", performance);
    check(&[], &asked(good.clone()), &record(recorded("skp", good)));
    let wrong = asked(appraisal(Predikat::SangatBaik));
    check(&[], &wrong, &refuse(Refusal::PredicateContradictsRatings));
}

#[test]
fn points_are_bounded() {
    let code = code("inovasi-1");
    for (performance, expected) in [
        (appraisal(Predikat::Baik), 80),
        (Performance::Training { hours: u16::MAX }, 40),
        (Performance::Mentoring { sessions: u16::MAX }, 50),
        (Performance::Mentoring { sessions: 3 }, 15),
        (Performance::Innovation { code }, 75),
    ] {
        assert_eq!(points(&performance), ("2026-1", expected));
    }
}

#[test]
fn periods() {
    for good in ["1990", "2026", "2026-Q1", "2026-Q4", "2026-01", "2026-12"] {
        assert!(is_period(good), "{good}");
    }
    for bad in [
        "",
        "1989",
        "26",
        "2026-",
        "2026-Q5",
        "2026-q1",
        "2026-00",
        "2026-13",
        "2026-+9",
        "2026-9",
        "2026-H1",
        "20266",
        "2026-01-01",
        "+202",
        "2026-Ä",
    ] {
        assert!(!is_period(bad), "{bad}");
    }
}
