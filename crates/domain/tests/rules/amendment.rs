//! Amendments: what may change once an edition is open, and what it would mean.

use std::sync::Arc;

use domain::edition::{Amend, Amended, Command, Edition, Event, Extended, Nothing, Opened};
use domain::rulebook::{Effect, Rulebook, difference, effects};
use domain::{Decision, Fingerprint, Refusal};
use serde_json::json;

use crate::stages::{drafted, rulebook};
use crate::world::*;

fn rules() -> Rulebook {
    let mut rules = rulebook(&drafted()).as_ref().clone();
    let stage = json!([{"code": "usulan", "title": "Usulan", "kind": "nominations",
                        "from": "2026-03-16", "until": "2026-03-31"}]);
    rules.timetable = serde_json::from_value(stage).expect("a timetable");
    rules
}

fn changed(change: impl FnOnce(&mut Rulebook)) -> Rulebook {
    let mut rules = rules();
    change(&mut rules);
    rules
}

fn amend(to: &Rulebook) -> Command {
    Command::Amend(Amend {
        edition: edition(),
        rulebook: Arc::new(to.clone()),
        previous: Fingerprint::of_value(&rules()),
        reason: prose("putusan sanggah"),
    })
}

fn amended(to: &Rulebook) -> Event {
    Event::Amended(Amended {
        rulebook: Arc::new(to.clone()),
        hash: Fingerprint::of_value(to),
        previous: Fingerprint::of_value(&rules()),
        reason: prose("putusan sanggah"),
    })
}

fn open() -> Vec<Event> {
    let rulebook = Arc::new(rules());
    let hash = Fingerprint::of_value(&rulebook);
    let nominations_until = at("2026-03-31T17:00:00Z");
    vec![
        Event::Drafted((&rules()).into()),
        Event::RulebookSet(domain::edition::RulebookSet { rulebook, hash }),
        Event::Opened(Opened { nominations_until }),
    ]
}

#[track_caller]
fn check(world: &World, past: &[Event], to: &Rulebook, expected: &Decision<Event>) {
    crate::world::check::<Edition>(world, past, &amend(to), expected);
}

#[test]
fn an_open_edition_is_amended_with_a_reason() {
    let to = changed(|rules| rules.categories[0].quota = 9);
    let world = World::open();
    check(&world, &open(), &to, &record(amended(&to)));
    let mut past = open();
    past.push(amended(&to));
    check(&world, &past, &to, &Decision::Repeat);
    // Who has seen the rules before the amendment has seen other rules.
    let third = changed(|rules| rules.categories[0].quota = 8);
    check(&world, &past, &third, &refuse(Refusal::RulebookMoved));
    check(
        &world,
        &open(),
        &rules(),
        &refuse(Refusal::RulebookUnchanged),
    );
    check(&world, &open()[..2], &to, &refuse(Refusal::EditionNotOpen));
    let bad = changed(|rules| rules.categories[0].places = 0);
    check(&world, &open(), &bad, &refuse(Refusal::NoPlaces));
}

#[test]
fn code_and_categories_stay() {
    let world = World::open();
    let renamed = changed(|rules| rules.code = code("lain"));
    check(
        &world,
        &open(),
        &renamed,
        &refuse(Refusal::RulebookCodeFixed),
    );
    let fixed = refuse(Refusal::RulebookCategoriesFixed);
    let dropped = changed(|rules| {
        rules.categories.pop();
    });
    check(&world, &open(), &dropped, &fixed);
    let other = changed(|rules| rules.categories[0].code = code("lain"));
    check(&world, &open(), &other, &fixed);
}

#[test]
fn what_a_round_is_judged_by_stays_once_it_has_opened() {
    let world = World::assessing().round_open(1);
    let mut past = open();
    past.push(Event::NominationsClosed(Nothing {}));
    let begun = refuse(Refusal::CategoryBegun);
    let changes: [fn(&mut Rulebook); 5] = [
        |rules| rules.categories[0].criteria.swap(0, 1),
        |rules| rules.categories[0].places = 9,
        |rules| rules.ties.insert(1, domain::rulebook::TieRule::HeadToHead),
        |rules| rules.cut_off = Some(day()),
        |rules| rules.categories[0].eligibility = vec![domain::rulebook::Requirement::Active],
    ];
    for change in changes {
        let to = changed(change);
        check(&world, &past, &to, &begun);
        check(&World::assessing(), &past, &to, &record(amended(&to)));
    }
    let quota = changed(|rules| rules.categories[0].quota = 9);
    check(&world, &past, &quota, &record(amended(&quota)));
    let ratified = World::assessed().proposed().ratified();
    check(&ratified, &past, &quota, &refuse(Refusal::DecisionRatified));
}

#[test]
fn another_last_day_of_nominations_extends_the_deadline() {
    let world = World::open();
    let until =
        |day: i8| changed(|rules| rules.timetable[0].until = Some(jiff::civil::date(2026, 4, day)));
    let later = until(1);
    let extended = Event::Extended(Extended {
        nominations_until: at("2026-04-01T17:00:00Z"),
        reason: prose("putusan sanggah"),
    });
    let both = Decision::Record(vec![amended(&later), extended]);
    check(&world, &open(), &later, &both);
    let earlier = changed(|rules| rules.timetable[0].until = Some(jiff::civil::date(2026, 3, 30)));
    check(
        &world,
        &open(),
        &earlier,
        &refuse(Refusal::DeadlineNotLater),
    );
    let mut closed = open();
    closed.push(Event::NominationsClosed(Nothing {}));
    check(&world, &closed, &later, &refuse(Refusal::NominationsClosed));
}

#[test]
fn the_preview_names_what_changes_and_what_follows() {
    let world = World::open().nominated(ADA).nominated(BUDI);
    let to = changed(|rules| {
        rules.categories[0].quota = 1;
        rules.categories[0].quota_total = Some(1);
        rules.categories[0].eligibility = vec![domain::rulebook::Requirement::Active];
        rules.timetable[0].until = Some(jiff::civil::date(2026, 4, 1));
    });
    let changes = difference(&rules(), &to);
    let paths: Vec<_> = changes.iter().map(|change| change.path.as_str()).collect();
    let expected = [
        "categories[people].eligibility",
        "categories[people].quota",
        "categories[people].quota_total",
        "timetable[usulan].until",
    ];
    assert_eq!(paths, expected);
    assert_eq!(changes[1].before, Some(json!(rules().categories[0].quota)));
    assert_eq!(changes[1].after, Some(json!(1)));
    assert_eq!(difference(&to, &to), []);
    let swapped = changed(|rules| rules.categories[0].criteria.swap(0, 1));
    let order = difference(&rules(), &swapped);
    assert_eq!(order.len(), 1, "{order:?}");
    assert_eq!(order[0].path, "categories[people].criteria");

    let effects = effects(&world.reference, edition(), &to);
    let people = code("people");
    let expected = [
        Effect::OverQuota {
            category: people.clone(),
            unit: unit("health"),
            nominations: 2,
            quota: 1,
        },
        Effect::OverTotal {
            category: people.clone(),
            nominations: 2,
            quota_total: 1,
        },
        Effect::EligibilityAgain {
            category: people,
            nominations: 2,
        },
        Effect::StageMoved {
            stage: code("usulan"),
            before: None,
            after: Some((
                jiff::civil::date(2026, 3, 16),
                jiff::civil::date(2026, 4, 1),
            )),
        },
        Effect::DeadlineMoved {
            nominations_until: at("2026-04-01T17:00:00Z"),
        },
    ];
    assert_eq!(effects, expected);
}
