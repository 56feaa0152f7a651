use domain::performance::Performance;
use domain::points::{Adopted, Command, Event, LIMIT, Measured, Points, Rate, Table, Threshold};
use domain::predikat::{Predikat, Rating};
use domain::text::Text;
use domain::{Decision, Refusal};

use crate::world::*;

fn table(version: &str, from: i16) -> Table {
    Table {
        version: Text::new(version).expect("a version"),
        from,
        ..Table::built_in()
    }
}

fn adopt(table: &Table) -> Command {
    Command::Adopt(table.clone())
}

fn adopted(table: &Table) -> Event {
    let table = table.clone();
    Event::Adopted(Adopted { table })
}

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Points>(&World::city().measuring(), past, command, expected);
}

#[test]
fn adopting() {
    let (one, two) = (table("2027-1", 2027), table("2027-2", 2027));
    let past = [adopted(&one)];
    check(&[], &adopt(&one), &record(past[0].clone()));
    check(&past, &adopt(&one), &Decision::Repeat);
    let taken = refuse(Refusal::VersionTaken);
    check(&past, &adopt(&table("2027-1", 2028)), &taken);
    check(&[], &adopt(&Table::built_in()), &taken);
    let past = [adopted(&one), adopted(&two)];
    check(&past, &adopt(&one), &taken);
    let full: Vec<Event> = (0..LIMIT)
        .map(|n| adopted(&table(&format!("v-{n}"), 2027)))
        .collect();
    check(&full, &adopt(&one), &refuse(Refusal::RecordsFull));
}

fn threshold(indicator: &str, value: &str, below: bool, points: u32) -> Threshold {
    Threshold {
        indicator: code(indicator),
        value: value.parse().expect("a value"),
        below,
        points,
    }
}

#[test]
fn thresholds_are_of_indicators_that_are_measured() {
    let with = |indicator| Table {
        indicators: vec![threshold(indicator, "20", false, 10)],
        ..table("2027-1", 2027)
    };
    check(&[], &adopt(&with("jp")), &record(adopted(&with("jp"))));
    let unknown = refuse(Refusal::IndicatorUnknown);
    check(&[], &adopt(&with("none")), &unknown);
}

#[test]
fn what_each_is_worth() {
    let table = Table {
        awards: [(201, 30)].into(),
        mentoring: Rate { each: 7, most: 50 },
        ..table("2027-1", 2027)
    };
    let predikat = |predikat| Performance::Appraisal {
        results: Rating::Above,
        behaviour: Rating::Above,
        predikat,
    };
    let training = |hours| Performance::Training {
        hours,
        course: None,
    };
    let session = Performance::MentoringSession {
        mentee: BUDI,
        on: day(),
        feedback: None,
    };
    for (performance, points) in [
        (predikat(Predikat::SangatBaik), 100),
        (predikat(Predikat::Baik), 80),
        (predikat(Predikat::ButuhPerbaikan), 60),
        (predikat(Predikat::Kurang), 40),
        (predikat(Predikat::SangatKurang), 20),
        (training(12), 12),
        (training(u16::MAX), 65_535),
        (Performance::Mentoring { sessions: 3 }, 21),
        (session, 7),
        (Performance::Award { award: 201 }, 30),
        (Performance::Award { award: 202 }, 0),
    ] {
        assert_eq!(table.points(&performance), points, "{performance:?}");
    }
    let most = ["training", "mentoring", "innovation", "appraisal", "award"];
    let most = most.map(|word| table.most(word));
    assert_eq!(most, [40, 50, 225, u32::MAX, u32::MAX]);
}

#[test]
fn the_best_threshold_that_is_reached_counts() {
    let table = Table {
        indicators: vec![
            threshold("jp", "20", false, 10),
            threshold("jp", "40", false, 25),
            threshold("lama", "15.5", true, 5),
            threshold("lama", "10", true, 8),
        ],
        ..table("2027-1", 2027)
    };
    for (indicator, value, points) in [
        ("jp", "19.9999", 0),
        ("jp", "20", 10),
        ("jp", "39.9999", 10),
        ("jp", "40", 25),
        ("lama", "15.5001", 0),
        ("lama", "15.5", 5),
        ("lama", "10", 8),
        ("lain", "99", 0),
    ] {
        let measured = Measured {
            indicator: code(indicator),
            value: value.parse().expect("a value"),
        };
        let points_of = table.points(&Performance::Indicator(measured));
        assert_eq!(points_of, points, "{indicator} {value}");
    }
}

#[test]
fn a_table_is_for_years_from_its_first_on() {
    let version = |world: &World, period: &str| {
        let table = world.reference.point_table(period);
        table.version.as_str().to_owned()
    };
    let world = World::city().adopted(table("a", 2027));
    for (period, expected) in [
        ("2026", "2026-1"),
        ("2026-Q4", "2026-1"),
        ("2027-01", "a"),
        ("2040", "a"),
    ] {
        assert_eq!(version(&world, period), expected, "{period}");
    }
    // The last one adopted for a year holds, whatever its first year.
    let world = world.adopted(table("b", 2025));
    assert_eq!(version(&world, "2026"), "b");
    assert_eq!(version(&world, "2028"), "b");
    assert_eq!(version(&world, "2024"), "2026-1");
}
