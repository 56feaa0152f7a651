use std::sync::Arc;

use domain::edition::{
    Category, Command, Drafted, Edition, Event, Extended, Nothing, Opened, Reasoned, RulebookSet,
};
use domain::rulebook::Rulebook;
use domain::{Decision, Fingerprint, Refusal};

use serde_json::json;

use crate::stages::{because, criterion, drafted, drafts, rulebook};
use crate::world::*;

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Edition>(&World::empty(), past, command, expected);
}

fn until(text: &str) -> Opened {
    Opened {
        nominations_until: at(text),
    }
}

fn extended(text: &str) -> Extended {
    let (nominations_until, reason) = (at(text), prose("banjir"));
    Extended {
        nominations_until,
        reason,
    }
}

fn draft() -> Event {
    Event::Drafted(drafted())
}

fn open() -> Vec<Event> {
    vec![draft(), Event::Opened(until("2026-04-01T00:00:00Z"))]
}

fn with(more: Event) -> Vec<Event> {
    let mut past = open();
    past.push(more);
    past
}

fn otherwise() -> Reasoned {
    Reasoned {
        reason: prose("sebab lain"),
    }
}

#[test]
fn drafting() {
    let asked = drafts(&drafted());
    let set = Event::RulebookSet(RulebookSet {
        rulebook: rulebook(&drafted()),
        hash: Fingerprint::of_value(&rulebook(&drafted())),
    });
    check(&[], &asked, &Decision::Record(vec![draft(), set.clone()]));
    check(&[draft(), set], &asked, &Decision::Repeat);
    check(&[draft()], &asked, &Decision::Repeat);
    let other = drafts(&Drafted {
        year: 2027,
        ..drafted()
    });
    check(&[draft()], &other, &refuse(Refusal::EditionExists));
    check(&[], &Command::Resume, &refuse(Refusal::EditionUnknown));
}

#[test]
fn rules_are_bounded() {
    let rules = |change: fn(&mut Drafted)| {
        let mut asked = drafted();
        change(&mut asked);
        drafts(&asked)
    };
    let first = |change: fn(&mut Category)| {
        let mut asked = drafted();
        change(&mut asked.categories[0]);
        drafts(&asked)
    };
    for year in [1999, 2101] {
        let asked = drafts(&Drafted { year, ..drafted() });
        check(&[], &asked, &refuse(Refusal::YearOutOfRange));
    }
    let none = rules(|d| d.categories.clear());
    check(&[], &none, &refuse(Refusal::CategoryCount));
    let many = rules(|d| d.categories = vec![d.categories[0].clone(); 31]);
    check(&[], &many, &refuse(Refusal::CategoryCount));
    let twice = rules(|d| d.categories = vec![d.categories[0].clone(); 2]);
    check(&[], &twice, &refuse(Refusal::CodeRepeated));
    check(&[], &first(|c| c.places = 0), &refuse(Refusal::NoPlaces));
    check(&[], &first(|c| c.quota = 0), &refuse(Refusal::NoQuota));
    let none = first(|c| c.criteria.clear());
    check(&[], &none, &refuse(Refusal::CriteriaCount));
    let many = first(|c| c.criteria = (0..21).map(|i| criterion(&format!("c-{i}"), 1)).collect());
    check(&[], &many, &refuse(Refusal::CriteriaCount));
    let twice = first(|c| c.criteria = vec![criterion("same", 50); 2]);
    check(&[], &twice, &refuse(Refusal::CodeRepeated));
    let short = first(|c| c.criteria[0].weight = 59);
    check(&[], &short, &refuse(Refusal::WeightsNotHundred));
    let over = first(|c| c.criteria = vec![criterion("a", 255), criterion("b", 101)]);
    check(&[], &over, &refuse(Refusal::WeightsNotHundred));
}

#[test]
fn opening() {
    let asked = |text| Command::Open(Some(at(text)));
    let first = asked("2026-04-01T00:00:00Z");
    let opened = Event::Opened(until("2026-04-01T00:00:00Z"));
    check(&[draft()], &first, &record(opened));
    check(&open(), &first, &Decision::Repeat);
    let other = asked("2026-05-01T00:00:00Z");
    check(&open(), &other, &refuse(Refusal::EditionNotDraft));
    let past = asked("2026-03-01T00:00:00Z");
    check(&[draft()], &past, &refuse(Refusal::DeadlinePast));
    let none = Command::Open(None);
    check(&[draft()], &none, &refuse(Refusal::DeadlineMissing));
    check(
        &[draft()],
        &Command::CloseNominations,
        &refuse(Refusal::EditionNotOpen),
    );
}

/// A rulebook whose timetable ends nominations on 31 March 2026, 24.00 WIB.
fn scheduled() -> Rulebook {
    let mut rules = rulebook(&drafted()).as_ref().clone();
    let stage = json!([{"code": "usulan", "title": "Usulan", "kind": "nominations",
                        "from": "2026-03-16", "until": "2026-03-31"}]);
    rules.timetable = serde_json::from_value(stage).expect("a timetable");
    rules
}

fn set(rules: &Rulebook) -> Event {
    Event::RulebookSet(RulebookSet {
        rulebook: Arc::new(rules.clone()),
        hash: Fingerprint::of_value(rules),
    })
}

#[test]
fn the_timetable_sets_the_deadline() {
    let past = [draft(), set(&scheduled())];
    let opened = record(Event::Opened(until("2026-03-31T17:00:00Z")));
    check(&past, &Command::Open(None), &opened);
    let same = Command::Open(Some(at("2026-03-31T17:00:00Z")));
    check(&past, &same, &opened);
    let other = Command::Open(Some(at("2026-03-30T17:00:00Z")));
    check(&past, &other, &refuse(Refusal::DeadlineNotScheduled));
    let late = World::empty().at(at("2026-03-31T17:00:00Z"));
    let over = refuse(Refusal::DeadlinePast);
    crate::world::check::<Edition>(&late, &past, &Command::Open(None), &over);
}

#[test]
fn no_deadline_on_a_holiday() {
    let mut rules = rulebook(&drafted()).as_ref().clone();
    let holidays = json!([{"date": "2026-03-31", "title": "Libur"}]);
    rules.calendar.holidays = serde_json::from_value(holidays).expect("holidays");
    let past = [draft(), set(&rules)];
    let holiday = Command::Open(Some(at("2026-03-31T17:00:00Z")));
    check(&past, &holiday, &refuse(Refusal::DeadlineOnHoliday));
    let open = [
        draft(),
        set(&rules),
        Event::Opened(until("2026-03-20T17:00:00Z")),
    ];
    let extend = Command::Extend(extended("2026-03-31T10:00:00Z"));
    check(&open, &extend, &refuse(Refusal::DeadlineOnHoliday));
}

#[test]
fn redrafting() {
    let other = Drafted {
        year: 2027,
        ..drafted()
    };
    let asked = Command::Redraft(rulebook(&other));
    let outcome = Decision::Record(vec![Event::Drafted(other.clone()), set(&rulebook(&other))]);
    check(&[draft()], &asked, &outcome);
    check(
        &[draft()],
        &Command::Redraft(rulebook(&drafted())),
        &Decision::Repeat,
    );
    check(&[], &asked, &refuse(Refusal::EditionUnknown));
    check(&open(), &asked, &refuse(Refusal::EditionNotDraft));
    let renamed = Drafted {
        code: code("lain"),
        ..drafted()
    };
    let asked = Command::Redraft(rulebook(&renamed));
    check(&[draft()], &asked, &refuse(Refusal::RulebookCodeFixed));
    let mut bad = drafted();
    bad.categories[0].places = 0;
    let asked = Command::Redraft(rulebook(&bad));
    check(&[draft()], &asked, &refuse(Refusal::NoPlaces));
}

#[test]
fn extending() {
    let later = extended("2026-04-02T00:00:00Z");
    let asked = Command::Extend(later.clone());
    check(&open(), &asked, &record(Event::Extended(later)));
    let not_later = Command::Extend(extended("2026-04-01T00:00:00Z"));
    check(&open(), &not_later, &refuse(Refusal::DeadlineNotLater));
    let world = World::empty().at(at("2026-06-01T00:00:00Z"));
    let past = refuse(Refusal::DeadlinePast);
    crate::world::check::<Edition>(&world, &open(), &asked, &past);
    let closed = with(Event::NominationsClosed(Nothing {}));
    check(&closed, &asked, &refuse(Refusal::NominationsClosed));
}

#[test]
fn suspending() {
    let suspended = with(Event::Suspended(because()));
    check(
        &open(),
        &Command::Suspend(because()),
        &record(Event::Suspended(because())),
    );
    check(&suspended, &Command::Suspend(because()), &Decision::Repeat);
    let other = Command::Suspend(otherwise());
    check(&suspended, &other, &refuse(Refusal::EditionSuspended));
    check(
        &suspended,
        &Command::CloseNominations,
        &refuse(Refusal::EditionSuspended),
    );
    check(
        &suspended,
        &Command::Resume,
        &record(Event::Resumed(Nothing {})),
    );
    check(
        &open(),
        &Command::Resume,
        &refuse(Refusal::EditionNotSuspended),
    );
}

#[test]
fn closing_and_cancelling() {
    let closed = with(Event::NominationsClosed(Nothing {}));
    let close = Command::CloseNominations;
    check(
        &open(),
        &close,
        &record(Event::NominationsClosed(Nothing {})),
    );
    check(&closed, &close, &Decision::Repeat);
    let cancelled = with(Event::Cancelled(because()));
    for past in [vec![draft()], open(), closed] {
        check(
            &past,
            &Command::Cancel(because()),
            &record(Event::Cancelled(because())),
        );
    }
    check(&cancelled, &Command::Cancel(because()), &Decision::Repeat);
    let other = Command::Cancel(otherwise());
    check(&cancelled, &other, &refuse(Refusal::EditionCancelled));
    check(&cancelled, &close, &refuse(Refusal::EditionCancelled));
}
