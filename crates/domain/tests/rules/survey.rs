use domain::ids::SurveyId;
use domain::survey::{
    AT_ONCE, Answer, Answered, Changed, Command, Corrected, Event, LIMIT, Subject, Survey,
    UsersCounted,
};
use domain::text::Text;
use domain::{AnyEvent, Decision, Entity as _, Refusal};
use proptest::prelude::*;

use crate::world::*;

fn row(name: &str) -> Text<32> {
    Text::new(name).expect("a digest")
}

fn answer(name: &str, mark: u8) -> Answer {
    Answer {
        row: row(name),
        marks: vec![Some(mark); 9],
    }
}

fn period() -> Text<7> {
    Text::new("2026-Q1").expect("a period")
}

fn about_unit(name: &str, answers: Vec<Answer>) -> Answered {
    Answered {
        subject: Subject::Unit(unit(name)),
        period: period(),
        answers,
    }
}

fn answered(answers: Vec<Answer>) -> Answered {
    about_unit("health", answers)
}

fn put(answers: Vec<Answer>) -> Command {
    Command::Put(answered(answers))
}

fn changed(name: &str, now: u8, before: u8) -> Changed {
    Changed {
        row: row(name),
        marks: vec![Some(now); 9],
        before: vec![Some(before); 9],
    }
}

fn corrected(answers: Vec<Changed>) -> Event {
    let Answered {
        subject, period, ..
    } = answered(Vec::new());
    Event::Corrected(Corrected {
        subject,
        period,
        answers,
    })
}

fn withdraw(rows: &[&str]) -> Command {
    let Answered {
        subject, period, ..
    } = answered(Vec::new());
    Command::Withdraw {
        subject,
        period,
        rows: rows.iter().map(|name| row(name)).collect(),
    }
}

#[track_caller]
fn check(past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Survey>(&World::city(), past, command, expected);
}

#[test]
fn putting_answers() {
    let past = [Event::Answered(answered(vec![
        answer("a", 4),
        answer("b", 3),
    ]))];
    let both = put(vec![answer("a", 4), answer("b", 3)]);
    check(&[], &both, &record(past[0].clone()));
    check(&past, &both, &Decision::Repeat);
    check(&past, &put(Vec::new()), &Decision::Repeat);
    // What is new is told, and what is otherwise corrected; what is so already is not told again.
    let mixed = put(vec![answer("a", 4), answer("b", 1), answer("c", 2)]);
    let told = vec![
        Event::Answered(answered(vec![answer("c", 2)])),
        corrected(vec![changed("b", 1, 3)]),
    ];
    check(&past, &mixed, &Decision::Record(told));
    // The same row twice counts once; with other marks it is a contradiction.
    let twice = put(vec![answer("a", 4), answer("b", 3), answer("a", 4)]);
    check(&[], &twice, &record(past[0].clone()));
    let contradiction = put(vec![answer("a", 4), answer("a", 3)]);
    check(&[], &contradiction, &refuse(Refusal::SourceReused));
}

#[test]
fn answers_that_cannot_be() {
    for mark in [0, 5] {
        let asked = put(vec![answer("a", mark)]);
        check(&[], &asked, &refuse(Refusal::ScoreOutOfScale));
    }
    let few = Answer {
        row: row("a"),
        marks: vec![Some(1); 5],
    };
    check(
        &[],
        &put(vec![few.clone()]),
        &refuse(Refusal::ScoreOutOfScale),
    );
    let course = Answered {
        subject: Subject::Course(title("Pelatihan Dasar")),
        ..answered(vec![few])
    };
    let told = Event::Answered(course.clone());
    check(&[], &Command::Put(course), &record(told));
    let nowhere = Command::Put(about_unit("nowhere", vec![answer("a", 1)]));
    check(&[], &nowhere, &refuse(Refusal::UnitUnknown));
    let never = Command::Put(Answered {
        period: Text::new("2026-13").expect("a text"),
        ..answered(vec![answer("a", 1)])
    });
    check(&[], &never, &refuse(Refusal::PeriodInvalid));
}

fn many(from: usize, to: usize) -> Vec<Answer> {
    (from..to).map(|n| answer(&n.to_string(), 4)).collect()
}

#[test]
fn answers_are_bounded() {
    let full: Vec<Event> = (0..LIMIT / AT_ONCE)
        .map(|n| Event::Answered(answered(many(n * AT_ONCE, (n + 1) * AT_ONCE))))
        .collect();
    let more = put(vec![answer("more", 1)]);
    check(&full, &more, &refuse(Refusal::RecordsFull));
    let mended = record(corrected(vec![changed("7", 1, 4)]));
    check(&full, &put(vec![answer("7", 1)]), &mended);
    let too_many = put(many(0, AT_ONCE + 1));
    check(&[], &too_many, &refuse(Refusal::RecordsFull));
    let rows: Vec<String> = (0..=AT_ONCE).map(|n| n.to_string()).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    check(&full, &withdraw(&rows), &refuse(Refusal::RecordsFull));
}

#[test]
fn withdrawing_answers() {
    let past = [Event::Answered(answered(vec![
        answer("a", 4),
        answer("b", 3),
    ]))];
    let gone = Event::Withdrawn(answered(vec![answer("a", 4)]));
    let asked = withdraw(&["a", "a", "unknown"]);
    check(&past, &asked, &record(gone.clone()));
    check(&[], &asked, &Decision::Repeat);
    let past = [past[0].clone(), gone];
    check(&past, &asked, &Decision::Repeat);
    let again = Event::Answered(answered(vec![answer("a", 1)]));
    check(&past, &put(vec![answer("a", 1)]), &record(again));
}

#[test]
fn counting_users() {
    let counted = |users| UsersCounted {
        subject: Subject::Unit(unit("health")),
        period: period(),
        users,
    };
    let (ask, told) = (
        Command::CountUsers(counted(500)),
        Event::UsersCounted(counted(500)),
    );
    check(&[], &ask, &record(told.clone()));
    check(std::slice::from_ref(&told), &ask, &Decision::Repeat);
    let other = Event::UsersCounted(counted(501));
    check(&[told], &Command::CountUsers(counted(501)), &record(other));
    let nowhere = UsersCounted {
        subject: Subject::Unit(unit("nowhere")),
        ..counted(1)
    };
    let refused = refuse(Refusal::UnitUnknown);
    check(&[], &Command::CountUsers(nowhere), &refused);
}

#[test]
fn a_course_is_one_however_it_is_spelled() {
    let of = |name: &str| SurveyId::of(&Subject::Course(title(name)), "2026");
    assert_eq!(of("Pelatihan Dasar"), of("PELATIHAN dasar"));
    assert_ne!(of("Pelatihan Dasar"), of("Pelatihan Lanjutan"));
}

/// A unit that was asked about is not withdrawn.
#[test]
fn answers_rest_on_their_unit() {
    let id = SurveyId::of(&Subject::Unit(unit("archive")), "2026-Q1");
    let told = |event| AnyEvent::Survey(event);
    let of = || about_unit("archive", vec![answer("a", 1), answer("b", 1)]);
    let world = World::city();
    let gone = world.reference.rests_on_unit(unit("archive"));
    assert!(!gone);
    let world = world.after(id, told(Event::Answered(of())));
    assert!(world.reference.rests_on_unit(unit("archive")));
    let world = world.after(id, told(Event::Withdrawn(of())));
    assert!(!world.reference.rests_on_unit(unit("archive")));
}

proptest! {
    /// Sums by element, taken from the events alone, are those of the answers that stand.
    #[test]
    fn events_tell_what_a_projection_needs(
        asks in prop::collection::vec((prop::collection::btree_map(0..6_usize, 1..=4_u8, 0..5), any::<bool>()), 0..25),
    ) {
        let (world, mut survey) = (World::city(), Survey::default());
        let (mut count, mut sum) = (0_i64, 0_i64);
        let names = ["a", "b", "c", "d", "e", "f"];
        for (asked, gone) in asks {
            let command = if gone {
                withdraw(&asked.keys().map(|n| names[*n]).collect::<Vec<_>>())
            } else {
                put(asked.iter().map(|(n, mark)| answer(names[*n], *mark)).collect())
            };
            let Decision::Record(events) = survey.decide(&command, &world.context()) else {
                continue;
            };
            let of = |marks: &[Option<u8>]| marks.iter().flatten().map(|mark| i64::from(*mark)).sum::<i64>();
            for event in &events {
                survey.evolve(event);
                match event {
                    Event::Answered(new) => {
                        count += i64::try_from(new.answers.len()).expect("few");
                        sum += new.answers.iter().map(|answer| of(&answer.marks)).sum::<i64>();
                    }
                    Event::Corrected(mended) => {
                        sum += mended.answers.iter().map(|a| of(&a.marks) - of(&a.before)).sum::<i64>();
                    }
                    Event::Withdrawn(gone) => {
                        count -= i64::try_from(gone.answers.len()).expect("few");
                        sum -= gone.answers.iter().map(|answer| of(&answer.marks)).sum::<i64>();
                    }
                    Event::UsersCounted(_) => {}
                }
            }
            let stands: Vec<_> = names.iter().filter_map(|name| survey.marks(&row(name))).collect();
            prop_assert_eq!(i64::try_from(stands.len()).expect("few"), count);
            prop_assert_eq!(stands.into_iter().map(of).sum::<i64>(), sum);
        }
    }
}
