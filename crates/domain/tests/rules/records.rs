//! What the reference keeps of people's records after corrections and withdrawals.

use std::collections::BTreeMap;

use domain::ids::{PerformanceId, PersonId};
use domain::performance::{Command, Event, Performance, Period, Recording};
use domain::predikat::{Predikat, Rating};
use domain::reference::{Records, Reference};
use domain::text::Text;
use domain::{AnyEvent, Decision, Entity as _};
use proptest::prelude::*;

use crate::world::*;

const PERIODS: [&str; 4] = ["2025", "2025-Q4", "2026", "2026-01"];
const PEOPLE: [PersonId; 2] = [ADA, BUDI];
const SOURCES: [&str; 3] = ["a", "b", "c"];

fn any_performance() -> impl Strategy<Value = Performance> {
    let rated = |results, predikat| Performance::Appraisal {
        results,
        behaviour: Rating::Meets,
        predikat,
    };
    prop_oneof![
        (0_u16..60).prop_map(|hours| Performance::Training {
            hours,
            course: None
        }),
        Just(rated(Rating::Meets, Predikat::Baik)),
        Just(rated(Rating::Below, Predikat::ButuhPerbaikan)),
        prop_oneof![Just(201_u16), Just(202)].prop_map(|award| Performance::Award { award }),
        Just(Performance::MentoringSession {
            mentee: CITRA,
            on: day(),
            feedback: None
        }),
    ]
}

/// Who, in which period, under which reference; and what is put there, or that it is withdrawn.
type Ask = (usize, usize, usize, Option<Performance>);

fn any_ask() -> impl Strategy<Value = Ask> {
    let what = prop::option::weighted(0.7, any_performance());
    (0..PEOPLE.len(), 0..PERIODS.len(), 0..SOURCES.len(), what)
}

fn command((person, period, source, what): &Ask) -> Command {
    let text = |text: &str| Text::new(text).expect("a text");
    let (person, source) = (PEOPLE[*person], text(SOURCES[*source]));
    let period = Text::new(PERIODS[*period]).expect("a period");
    match what.clone() {
        Some(performance) => Command::Put(Recording {
            person,
            period,
            source,
            performance,
        }),
        None => Command::Withdraw {
            person,
            period,
            source,
        },
    }
}

type Periods = BTreeMap<(usize, usize), Period>;

/// Decides on what is asked and takes what happens into period and reference.
fn obey(ask: &Ask, periods: &mut Periods, world: &mut World) {
    let period = periods.entry((ask.0, ask.1)).or_default();
    let Decision::Record(events) = period.decide(&command(ask), &world.context()) else {
        return;
    };
    let id = PerformanceId::of(PEOPLE[ask.0], PERIODS[ask.1]);
    world.sequence += 1;
    for event in events {
        period.evolve(&event);
        let event = AnyEvent::Performance(event);
        world.reference.evolve(id.0, world.sequence, &event);
    }
}

/// Records without where they are recorded and in which order.
fn plain(records: &Records) -> impl std::fmt::Debug + use<> {
    let mut appraisals: Vec<_> = records
        .appraisals
        .iter()
        .map(|known| (known.year, known.source.clone(), known.predicate))
        .collect();
    appraisals.sort();
    let mut trainings: Vec<_> = records
        .trainings
        .iter()
        .map(|known| (known.year, known.hours, known.events))
        .collect();
    trainings.sort_unstable();
    let mut awards = records.awards.clone();
    awards.sort_unstable();
    (appraisals, trainings, awards, records.rests_on)
}

fn all(reference: &Reference) -> Vec<String> {
    let known: BTreeMap<_, _> = reference.records.iter().collect();
    let known = known.into_iter();
    let told = known.map(|(id, records)| format!("{id}: {:?}", plain(records)));
    let people = [ADA, BUDI, CITRA].into_iter();
    let rests = people.map(|id| format!("{id} {}", reference.rests_on(id)));
    told.chain(rests).collect()
}

proptest! {
    /// Whatever was corrected and withdrawn: the reference knows what it would know of what remains
    /// alone.
    #[test]
    fn records_are_those_of_what_remains(asks in prop::collection::vec(any_ask(), 0..40)) {
        let (mut world, mut periods) = (World::city(), Periods::new());
        for ask in &asks {
            obey(ask, &mut periods, &mut world);
        }
        let (mut fresh, mut again) = (World::city(), Periods::new());
        for ((person, period), known) in &periods {
            for (source, name) in SOURCES.iter().enumerate() {
                let entry = known.entry(&Text::new(name).expect("a source"));
                if let Some(entry) = entry {
                    let ask = (*person, *period, source, Some(entry.performance.clone()));
                    obey(&ask, &mut again, &mut fresh);
                }
            }
        }
        prop_assert_eq!(all(&world.reference), all(&fresh.reference));
        for unit in ["health", "schools"].map(unit) {
            let rests = |world: &World| world.reference.rests_on_unit(unit);
            prop_assert_eq!(rests(&world), rests(&fresh));
        }
    }
}

/// Appraisals stand in the order in which they were last said.
#[test]
fn a_corrected_appraisal_is_the_last_word() {
    let rated = |predikat| Performance::Appraisal {
        results: Rating::Meets,
        behaviour: Rating::Meets,
        predikat,
    };
    let (mut world, mut periods) = (World::city(), Periods::new());
    let below = Performance::Appraisal {
        results: Rating::Below,
        behaviour: Rating::Meets,
        predikat: Predikat::ButuhPerbaikan,
    };
    for (source, what) in [
        (0, below),
        (1, rated(Predikat::Baik)),
        (0, rated(Predikat::Baik)),
    ] {
        obey(&(0, 0, source, Some(what)), &mut periods, &mut world);
    }
    let records = &world.reference.records[&ADA];
    let known: Vec<_> = records
        .appraisals
        .iter()
        .map(|known| (known.source.as_str(), known.predicate, known.sequence))
        .collect();
    let last = world.sequence;
    let expected = [("b", Predikat::Baik, last - 1), ("a", Predikat::Baik, last)];
    assert_eq!(known, expected);
}

/// The first form of an event folds as the second does.
#[test]
fn the_first_form_of_an_event_counts() {
    let text = r#"{"type":"performance.recorded","v":1,"data":{
        "person":"00000000-0000-0000-0000-000000000002","unit":null,"period":"2025","source":"s",
        "performance":{"kind":"training","hours":12},"points":12,"table":"2026-1"}}"#;
    let stored = serde_json::from_str(text).expect("an event");
    let event = AnyEvent::decode("performance", &stored).expect("an event");
    let id = PerformanceId::of(ADA, "2025");
    let world = World::city().after(id, &event);
    let training = world.reference.records[&ADA].trainings[0];
    assert_eq!((training.year, training.hours), (2025, 12));
    let AnyEvent::Performance(first @ Event::First(_)) = event else {
        panic!("{event:?}")
    };
    let period = Period::replay(&[first]);
    let source = Text::new("s").expect("a source");
    assert_eq!(period.entry(&source).map(|entry| entry.points), Some(12));
}
