use domain::discipline::{Command, Event, LIMIT, Noted, Records, Sanctioned, Withdrawn};
use domain::ids::{DisciplineId, PersonId};
use domain::reference::DisciplineRecord;
use domain::rulebook::SanctionLevel;
use domain::text::Text;
use domain::{AnyEvent, Decision, Refusal};
use jiff::civil::{Date, date};

use crate::world::*;

fn sanctioned(source: &str, until: Option<Date>) -> Sanctioned {
    Sanctioned {
        person: ADA,
        source: Text::new(source).expect("a source"),
        level: SanctionLevel::Sedang,
        from: day(),
        until,
    }
}

fn noted(person: PersonId, source: &str, on: Date) -> Noted {
    let source = Text::new(source).expect("a source");
    Noted { person, source, on }
}

fn withdrawn(source: &str) -> Withdrawn {
    Withdrawn {
        person: ADA,
        source: Text::new(source).expect("a source"),
        reason: about(ADA, "salah orang"),
    }
}

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Records>(&World::city(), past, command, expected);
}

#[test]
fn sanctions() {
    let asked = sanctioned("HD-1", Some(date(2026, 6, 30)));
    let past = [Event::Sanctioned(asked.clone())];
    let command = Command::Sanction(asked.clone());
    check(&[], &command, &record(past[0].clone()));
    check(&past, &command, &Decision::Repeat);
    let other = Command::Sanction(sanctioned("HD-1", None));
    check(&past, &other, &refuse(Refusal::SourceReused));
    let reversed = Command::Sanction(sanctioned("HD-1", Some(date(2026, 1, 1))));
    check(&[], &reversed, &refuse(Refusal::DatesReversed));
    let stranger = Command::Sanction(Sanctioned {
        person: STRANGER,
        ..asked
    });
    check(&[], &stranger, &refuse(Refusal::PersonUnknown));
    let full: Vec<Event> = (0..LIMIT)
        .map(|n| Event::Sanctioned(sanctioned(&format!("S-{n}"), None)))
        .collect();
    check(&full, &command, &refuse(Refusal::RecordsFull));
}

#[test]
fn examinations_open_and_close() {
    let asked = |on| noted(ADA, "LHP-1", on);
    let (opening, closing) = (date(2026, 1, 10), date(2026, 2, 1));
    let open = Command::OpenExamination(asked(opening));
    let close = Command::CloseExamination(asked(closing));
    let opened = Event::ExaminationOpened(asked(opening));
    let closed = Event::ExaminationClosed(asked(closing));
    check(&[], &open, &record(opened.clone()));
    check(&[], &close, &refuse(Refusal::SourceUnknown));
    let past = [opened.clone()];
    check(&past, &close, &record(closed.clone()));
    let before = Command::CloseExamination(asked(date(2026, 1, 9)));
    check(&past, &before, &refuse(Refusal::DatesReversed));
    let done = [opened, closed];
    check(&done, &close, &Decision::Repeat);
    check(&done, &open, &Decision::Repeat);
    check(&done, &before, &refuse(Refusal::SourceReused));
    // The clock says 1 March; somewhere it is the second already.
    let tomorrow = Command::OpenExamination(asked(date(2026, 3, 2)));
    check(&[], &tomorrow, &refuse(Refusal::DateInFuture));
}

#[test]
fn attesting_and_taking_back() {
    let asked = noted(ADA, "SKBH-1", day());
    let attest = Command::Attest(asked.clone());
    let attested = Event::Attested(asked);
    check(&[], &attest, &record(attested.clone()));
    let ahead = Command::Attest(noted(ADA, "SKBH-1", date(2026, 4, 1)));
    check(&[], &ahead, &refuse(Refusal::DateInFuture));
    let take = Command::Withdraw(withdrawn("SKBH-1"));
    let taken = Event::Withdrawn(withdrawn("SKBH-1"));
    check(&[], &take, &refuse(Refusal::SourceUnknown));
    check(
        std::slice::from_ref(&attested),
        &take,
        &record(taken.clone()),
    );
    let past = [attested, taken];
    check(&past, &take, &Decision::Repeat);
    check(&past, &attest, &refuse(Refusal::SourceReused));
}

#[test]
fn the_reference_keeps_what_was_not_taken_back() {
    let of = |event| AnyEvent::Discipline(event);
    let id = DisciplineId::of(ADA);
    let world = World::city()
        .after(id, of(Event::Sanctioned(sanctioned("HD-1", None))))
        .after(id, of(Event::ExaminationOpened(noted(ADA, "LHP-1", day()))))
        .after(id, of(Event::ExaminationClosed(noted(ADA, "LHP-1", day()))))
        .after(id, of(Event::Attested(noted(ADA, "SKBH-1", day()))))
        .after(id, of(Event::Withdrawn(withdrawn("HD-1"))));
    let kept = &world.reference.records[&ADA].discipline;
    let kept: Vec<_> = kept.values().map(|known| known.what).collect();
    let (from, until) = (day(), Some(day()));
    let closed = DisciplineRecord::Examination { from, until };
    assert_eq!(kept, [closed, DisciplineRecord::Attestation { on: day() }]);
}

#[test]
fn putting_what_a_file_says() {
    let asked = sanctioned("HD-1", Some(date(2026, 6, 30)));
    let put = Command::Put(asked.clone());
    let told = Event::Sanctioned(asked.clone());
    check(&[], &put, &record(told.clone()));
    check(std::slice::from_ref(&told), &put, &Decision::Repeat);
    let longer = sanctioned("HD-1", Some(date(2026, 7, 31)));
    let amended = Event::Amended(longer.clone());
    let mend = Command::Put(longer);
    check(std::slice::from_ref(&told), &mend, &record(amended.clone()));
    check(&[told.clone(), amended], &mend, &Decision::Repeat);
    // Taken back by mistake, it stands again; an ordinary record under its reference does not.
    let past = [told.clone(), Event::Withdrawn(withdrawn("HD-1"))];
    check(&past, &put, &record(Event::Amended(asked.clone())));
    let ordinary = Command::Sanction(asked.clone());
    check(&past, &ordinary, &refuse(Refusal::SourceReused));
    let reversed = Command::Put(sanctioned("HD-1", Some(date(2026, 1, 1))));
    for past in [&[][..], &[told]] {
        check(past, &reversed, &refuse(Refusal::DatesReversed));
    }
    let attested = [Event::Attested(noted(ADA, "HD-1", day()))];
    check(&attested, &put, &refuse(Refusal::SourceReused));
    let mut full: Vec<Event> = (0..LIMIT)
        .map(|n| Event::Sanctioned(sanctioned(&format!("S-{n}"), None)))
        .collect();
    check(&full, &put, &refuse(Refusal::RecordsFull));
    let gone = [
        Event::Sanctioned(asked),
        Event::Withdrawn(withdrawn("HD-1")),
    ];
    full.splice(0..0, gone);
    check(&full, &put, &refuse(Refusal::RecordsFull));
}

#[test]
fn the_reference_keeps_a_sanction_as_amended() {
    let id = DisciplineId::of(ADA);
    let of = |world: World, event| world.after(id, AnyEvent::Discipline(event));
    let world = of(World::city(), Event::Sanctioned(sanctioned("HD-1", None)));
    let world = of(world, Event::Withdrawn(withdrawn("HD-1")));
    assert!(!world.reference.records.contains_key(&ADA));
    let until = Some(date(2026, 7, 31));
    let world = of(world, Event::Amended(sanctioned("HD-1", until)));
    let kept = world.reference.records[&ADA].discipline.values().next();
    let kept = kept.expect("it stands again");
    let (level, from) = (SanctionLevel::Sedang, day());
    assert_eq!(kept.what, DisciplineRecord::Sanction { level, from, until });
    assert_eq!(kept.sequence, world.sequence);
}
