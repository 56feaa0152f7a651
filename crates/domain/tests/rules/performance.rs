use domain::ids::PersonId;
use domain::performance::{
    Before, Command, Corrected, Event, LIMIT, Performance, Period, Recorded, Recording, Withdrawn,
    is_period,
};
use domain::points::{Measured, Table};
use domain::predikat::{Predikat, Rating};
use domain::text::Text;
use domain::{Decision, Entity as _, Refusal};
use proptest::prelude::*;

use crate::world::*;

const fn training(hours: u16) -> Performance {
    Performance::Training {
        hours,
        course: None,
    }
}

fn recorded_with(source: &str, performance: Performance, points: u32) -> Recorded {
    Recorded {
        person: ADA,
        unit: Some(unit("health")),
        period: Text::new("2026-Q3").expect("a period"),
        source: Text::new(source).expect("a source"),
        performance,
        points,
        table: Text::new("2026-1").expect("a table"),
    }
}

fn recorded(source: &str, performance: Performance) -> Event {
    let points = Table::built_in().points(&performance);
    Event::Recorded(recorded_with(source, performance, points))
}

fn corrected(
    source: &str,
    (now, points): (Performance, u32),
    (performance, before): (Performance, u32),
) -> Event {
    Event::Corrected(Corrected {
        now: recorded_with(source, now, points),
        before: Before {
            performance,
            points: before,
        },
    })
}

fn withdrawn(source: &str, performance: Performance, points: u32) -> Event {
    Event::Withdrawn(Withdrawn {
        person: ADA,
        unit: Some(unit("health")),
        period: Text::new("2026-Q3").expect("a period"),
        source: Text::new(source).expect("a source"),
        before: Before {
            performance,
            points,
        },
    })
}

fn recording(person: PersonId, period: &str, source: &str, performance: Performance) -> Recording {
    Recording {
        person,
        period: Text::new(period).expect("a text"),
        source: Text::new(source).expect("a source"),
        performance,
    }
}

fn asked(person: PersonId, period: &str, source: &str, performance: Performance) -> Command {
    Command::Record(recording(person, period, source, performance))
}

fn put(source: &str, performance: Performance) -> Command {
    Command::Put(recording(ADA, "2026-Q3", source, performance))
}

fn withdraw(source: &str) -> Command {
    Command::Withdraw {
        person: ADA,
        period: Text::new("2026-Q3").expect("a period"),
        source: Text::new(source).expect("a source"),
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
fn recording_once() {
    let past = [recorded("a", training(12))];
    let asked_again = asked(ADA, "2026-Q3", "a", training(12));
    check(&[], &asked_again, &record(past[0].clone()));
    check(&past, &asked_again, &Decision::Repeat);
    let other = asked(ADA, "2026-Q3", "a", training(13));
    check(&past, &other, &refuse(Refusal::SourceReused));
    let unknown = asked(STRANGER, "2026-Q3", "a", training(12));
    check(&[], &unknown, &refuse(Refusal::PersonUnknown));
    let never = asked(ADA, "2026-13", "a", training(12));
    check(&[], &never, &refuse(Refusal::PeriodInvalid));
    let full: Vec<Event> = (0..LIMIT)
        .map(|i| Event::Recorded(recorded_with(&format!("s-{i}"), training(12), 0)))
        .collect();
    check(&full, &asked_again, &refuse(Refusal::PeriodFull));
    check(
        &full,
        &asked(ADA, "2026-Q3", "s-0", training(12)),
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
fn correcting() {
    let past = [recorded("a", training(12))];
    let mended = corrected("a", (training(13), 13), (training(12), 12));
    check(&past, &put("a", training(13)), &record(mended.clone()));
    check(&past, &put("a", training(12)), &Decision::Repeat);
    check(
        &[],
        &put("a", training(12)),
        &record(recorded("a", training(12))),
    );
    let past = [past[0].clone(), mended];
    check(&past, &put("a", training(13)), &Decision::Repeat);
    let innovation = Performance::Innovation {
        code: code("inovasi-1"),
    };
    let other = corrected("a", (innovation.clone(), 75), (training(13), 13));
    check(&past, &put("a", innovation), &record(other));
    // What stands is corrected even in a full period.
    let full: Vec<Event> = (0..LIMIT)
        .map(|i| {
            Event::Recorded(recorded_with(
                &format!("s-{i}"),
                appraisal(Predikat::Baik),
                80,
            ))
        })
        .collect();
    let one = corrected("s-3", (training(1), 1), (appraisal(Predikat::Baik), 80));
    check(&full, &put("s-3", training(1)), &record(one));
}

#[test]
fn withdrawing() {
    let past = [recorded("a", training(12))];
    let gone = withdrawn("a", training(12), 12);
    check(&past, &withdraw("a"), &record(gone.clone()));
    check(&past, &withdraw("b"), &refuse(Refusal::SourceUnknown));
    let past = [past[0].clone(), gone];
    check(&past, &withdraw("a"), &refuse(Refusal::SourceUnknown));
    let again = record(recorded("a", training(7)));
    check(&past, &put("a", training(7)), &again);
    check(&past, &asked(ADA, "2026-Q3", "a", training(7)), &again);
}

/// A correction keeps the unit that the first record was for, whoever has moved since.
#[test]
fn a_correction_keeps_the_unit() {
    let moved = domain::person::Event::Transferred(domain::person::Transferred {
        unit: unit("schools"),
        from: day(),
    });
    let world = World::city().after(ADA, domain::AnyEvent::Person(moved));
    let past = [recorded("a", training(12))];
    let mended = corrected("a", (training(13), 13), (training(12), 12));
    let asked = put("a", training(13));
    crate::world::check::<Period>(&world, &past, &asked, &record(mended));
}

#[test]
fn the_cap_is_of_all_events_of_a_kind() {
    let at = |source: &str, hours, points| {
        Event::Recorded(recorded_with(source, training(hours), points))
    };
    let past = [at("a", 30, 30), at("b", 20, 10)];
    check(
        &past[..1],
        &put("b", training(20)),
        &record(at("b", 20, 10)),
    );
    check(&past, &put("c", training(9)), &record(at("c", 9, 0)));
    let mentoring = Performance::Mentoring { sessions: 2 };
    let other = Event::Recorded(recorded_with("d", mentoring.clone(), 10));
    check(&past, &put("d", mentoring), &record(other));
    // What a correction or a withdrawal frees goes to who was left short.
    let less = corrected("a", (training(5), 5), (training(30), 30));
    let more = corrected("b", (training(20), 20), (training(20), 10));
    let both = Decision::Record(vec![less, more.clone()]);
    check(&past, &put("a", training(5)), &both);
    let gone = withdrawn("a", training(30), 30);
    check(&past, &withdraw("a"), &Decision::Record(vec![gone, more]));
}

#[test]
fn sessions_are_of_somebody_else() {
    let session = |mentee, mark| Performance::MentoringSession {
        mentee,
        on: day(),
        feedback: Some([Some(mark), None, None, None, None, None, None, None, None]),
    };
    let good = session(BUDI, 5);
    let expected = Event::Recorded(recorded_with("m", good.clone(), 5));
    check(&[], &put("m", good), &record(expected));
    for mark in [0, 6] {
        let asked = put("m", session(BUDI, mark));
        check(&[], &asked, &refuse(Refusal::ScoreOutOfScale));
    }
    let nobody = put("m", session(STRANGER, 5));
    check(&[], &nobody, &refuse(Refusal::PersonUnknown));
    let own = put("m", session(ADA, 5));
    check(&[], &own, &refuse(Refusal::OwnMentee));
}

#[test]
fn values_are_of_indicators_that_people_have() {
    let measured = |name: &str| {
        Performance::Indicator(Measured {
            indicator: code(name),
            value: "88.31".parse().expect("a value"),
        })
    };
    let world = World::city().measuring();
    let check = |name: &str, expected: &Decision<Event>| {
        crate::world::check::<Period>(&world, &[], &put("i", measured(name)), expected);
    };
    let expected = Event::Recorded(recorded_with("i", measured("jp"), 0));
    check("jp", &record(expected));
    check("ikm", &refuse(Refusal::IndicatorNotPersonal));
    check("none", &refuse(Refusal::IndicatorUnknown));
}

/// Decides, and takes what happens; the differences of the points that its events tell.
fn obey(period: &mut Period, command: &Command, world: &World) -> i64 {
    let Decision::Record(events) = period.decide(command, &world.context()) else {
        return 0;
    };
    let mut difference = 0;
    for event in &events {
        difference += match event {
            Event::First(new) => i64::from(new.points),
            Event::Recorded(new) => i64::from(new.points),
            Event::Corrected(mended) => {
                i64::from(mended.now.points) - i64::from(mended.before.points)
            }
            Event::Withdrawn(gone) => -i64::from(gone.before.points),
        };
        period.evolve(event);
    }
    difference
}

const SOURCES: [&str; 4] = ["a", "b", "c", "d"];

fn any_performance() -> impl Strategy<Value = Performance> {
    prop_oneof![
        (0_u16..60).prop_map(training),
        (0_u16..15).prop_map(|sessions| Performance::Mentoring { sessions }),
        Just(Performance::MentoringSession {
            mentee: BUDI,
            on: day(),
            feedback: None
        }),
        (0_u8..3).prop_map(|n| Performance::Innovation {
            code: code(&format!("inovasi-{n}"))
        }),
        Just(appraisal(Predikat::Baik)),
        Just(Performance::Award { award: 201 }),
    ]
}

proptest! {
    /// Whatever is put and withdrawn: each kind has what its entries are worth, up to its cap, as if
    /// what is gone had never been; and the events' differences add up to what stands.
    #[test]
    fn points_are_those_of_what_stands(
        asks in prop::collection::vec((0..4_usize, prop::option::of(any_performance())), 0..30),
    ) {
        let (world, table) = (World::city(), Table::built_in());
        let (mut period, mut total) = (Period::default(), 0);
        for (source, performance) in asks {
            let source = SOURCES[source];
            let command = performance.map_or_else(|| withdraw(source), |what| put(source, what));
            total += obey(&mut period, &command, &world);
            let entries = SOURCES.map(|source| Text::new(source).expect("a source"));
            let entries: Vec<_> = entries.iter().filter_map(|source| period.entry(source)).collect();
            let sum: i64 = entries.iter().map(|entry| i64::from(entry.points)).sum();
            prop_assert_eq!(sum, total);
            for word in ["appraisal", "training", "mentoring", "innovation", "award"] {
                let of_kind = || entries.iter().filter(|entry| entry.performance.word() == word);
                let given: u32 = of_kind().map(|entry| entry.points).sum();
                let worth: u32 = of_kind().map(|entry| table.points(&entry.performance)).sum();
                prop_assert_eq!(given, worth.min(table.most(word)), "{}", word);
            }
        }
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
