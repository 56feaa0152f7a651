//! What each requirement answers, met, not met and unclear, and what it rests on.

use std::collections::BTreeMap;

use domain::discipline::{self, Noted, Sanctioned};
use domain::eligibility::{
    Matter, Subject, Verdict,
    Verdict::{Met, NotMet, Unclear},
    Why, judge,
};
use domain::ids::{DecisionId, DisciplineId, EditionId, NominationId, PerformanceId, PersonId};
use domain::nomination::{self, Nominee, Submitted};
use domain::performance::{self, Performance, Recorded};
use domain::person::{self, Departed, PersonKind, PositionGroup, Status};
use domain::predikat::{Predikat, Rating};
use domain::rulebook::{Requirement, SanctionLevel};
use domain::text::Text;
use domain::{AnyEvent, Nip, Position, decision};
use jiff::civil::{Date, date};

use crate::stages::{ratified, registered, submitted};
use crate::world::*;

const CUT_OFF: Date = date(2026, 2, 1);

/// What a requirement answers about Ada on the cut-off day.
#[track_caller]
fn answers(world: &World, requirement: &Requirement, expected: (Verdict, Why)) -> Vec<Position> {
    of(world, requirement, Subject::Person(ADA), None, expected)
}

#[track_caller]
fn of(
    world: &World,
    requirement: &Requirement,
    subject: Subject,
    number: Option<&str>,
    expected: (Verdict, Why),
) -> Vec<Position> {
    let number = number.map(|number| (ADA, Nip::parse(number).expect("a number")));
    let (category, numbers) = (
        code("people"),
        number.into_iter().collect::<BTreeMap<_, _>>(),
    );
    let matter = Matter {
        reference: &world.reference,
        edition: edition(),
        category: &category,
        cut_off: Some(CUT_OFF),
        numbers: &numbers,
    };
    let found = judge(requirement, subject, &matter);
    assert_eq!((found.verdict, found.why), expected);
    found.rests_on
}

fn performed(world: World, period: &str, performance: Performance) -> World {
    let event = performance::Event::Recorded(Recorded {
        person: ADA,
        unit: None,
        period: Text::new(period).expect("a period"),
        source: Text::new("skp").expect("a source"),
        performance,
        points: 0,
        table: Text::new("2026-1").expect("a table"),
    });
    let id = PerformanceId::of(ADA, period);
    world.after(id, AnyEvent::Performance(event))
}

fn appraised(world: World, period: &str, predikat: Predikat) -> World {
    let (results, behaviour) = (Rating::Meets, Rating::Meets);
    let appraisal = Performance::Appraisal {
        results,
        behaviour,
        predikat,
    };
    performed(world, period, appraisal)
}

fn disciplined(world: World, event: discipline::Event) -> World {
    world.after(DisciplineId::of(ADA), AnyEvent::Discipline(event))
}

fn noted(source: &str, on: Date) -> Noted {
    Noted {
        person: ADA,
        source: Text::new(source).expect("a source"),
        on,
    }
}

fn sanctioned(level: SanctionLevel, from: Date, until: Option<Date>) -> discipline::Event {
    discipline::Event::Sanctioned(Sanctioned {
        person: ADA,
        source: Text::new("HD-1").expect("a source"),
        level,
        from,
        until,
    })
}

fn attested(world: World, on: Date) -> World {
    disciplined(world, discipline::Event::Attested(noted("SKBH", on)))
}

#[test]
fn what_the_registration_says() {
    let city = World::city();
    let shown = (Met, Why::RecordsShow);
    let at = [Position::commit(1, city.reference.people[&ADA].registered)];
    assert_eq!(answers(&city, &Requirement::Active, shown), at);
    let kinds = |kind| Requirement::Kind { kinds: vec![kind] };
    let groups = |group| Requirement::Group {
        groups: vec![group],
    };
    answers(&city, &kinds(PersonKind::Pns), shown);
    answers(&city, &kinds(PersonKind::Pppk), (NotMet, Why::OtherKind));
    answers(&city, &groups(PositionGroup::Pelaksana), shown);
    answers(
        &city,
        &groups(PositionGroup::JfGuru),
        (NotMet, Why::OtherGroup),
    );
    let stranger = Subject::Person(STRANGER);
    of(
        &city,
        &Requirement::Active,
        stranger,
        None,
        (Unclear, Why::NotRegistered),
    );
    let guest = Subject::Person(JURORS[0]);
    of(
        &city,
        &Requirement::Active,
        guest,
        None,
        (NotMet, Why::NotServing),
    );
    let office = Subject::Unit(unit("health"));
    of(
        &city,
        &Requirement::Active,
        office,
        None,
        (Unclear, Why::NotForUnits),
    );
    let left = |from| {
        let event = person::Event::Departed(Departed { from });
        World::city().after(ADA, AnyEvent::Person(event))
    };
    answers(
        &left(CUT_OFF),
        &Requirement::Active,
        (NotMet, Why::NotServing),
    );
    answers(&left(date(2026, 2, 2)), &Requirement::Active, shown);
}

#[test]
fn age_and_service_come_from_the_number() {
    let city = World::city();
    let ask = |requirement: Requirement, number: Option<&str>, expected| {
        of(&city, &requirement, Subject::Person(ADA), number, expected);
    };
    let (shown, unknown) = ((Met, Why::RecordsShow), (Unclear, Why::NumberUnknown));
    // Born on 31 January 1990: 36 years old on the cut-off day; on 2 February 35 still.
    let (born, later) = ("199001312015032901", "199002022015032901");
    let age = |years| Requirement::AgeAtMost { years };
    ask(age(36), Some(born), shown);
    ask(age(35), Some(born), (NotMet, Why::TooOld));
    ask(age(35), Some(later), shown);
    ask(age(35), None, unknown);
    // Appointed in March 2015: ten completed years.
    let service = |years| Requirement::ServiceAtLeast { years };
    ask(service(10), Some(born), shown);
    ask(service(11), Some(born), (NotMet, Why::TooShort));
    ask(service(10), None, unknown);
}

#[test]
fn of_a_contract_only_the_year_is_known() {
    let pppk = person::Registered {
        kind: PersonKind::Pppk,
        ..registered(ADA, Some(unit("health")))
    };
    let city = World::city().after(ADA, AnyEvent::Person(person::Event::Registered(pppk)));
    let ask = |years, expected| {
        let (service, ada) = (Requirement::ServiceAtLeast { years }, Subject::Person(ADA));
        of(&city, &service, ada, Some("199001312023212001"), expected);
    };
    // Some day of 2023: two completed years for certain, three perhaps.
    ask(2, (Met, Why::RecordsShow));
    ask(3, (Unclear, Why::AppointmentMonthUnknown));
    ask(4, (NotMet, Why::TooShort));
}

#[test]
fn a_missing_appraisal_is_missing() {
    let rule = Requirement::PredicateAtLeast {
        predicate: Predikat::Baik,
        years: 2,
    };
    let city = World::city();
    assert_eq!(answers(&city, &rule, (Unclear, Why::AppraisalMissing)), []);
    let one = appraised(city, "2025", Predikat::SangatBaik);
    answers(&one, &rule, (Unclear, Why::AppraisalMissing));
    // Neither a quarter nor the year of the cut-off day stands for a year.
    let other = appraised(one.clone(), "2024-Q4", Predikat::Baik);
    let other = appraised(other, "2026", Predikat::Baik);
    answers(&other, &rule, (Unclear, Why::AppraisalMissing));
    let both = appraised(one.clone(), "2024", Predikat::Baik);
    let last = both.sequence;
    let at = [last, last - 1].map(|sequence| Position::commit(1, sequence));
    assert_eq!(answers(&both, &rule, (Met, Why::RecordsShow)), at);
    let differ = appraised(both, "2024", Predikat::Kurang);
    answers(&differ, &rule, (Unclear, Why::AppraisalsDiffer));
    let low = appraised(one, "2024", Predikat::ButuhPerbaikan);
    answers(&low, &rule, (NotMet, Why::PredicateTooLow));
    // One that is too low settles it, whatever is missing.
    let low = appraised(World::city(), "2025", Predikat::Kurang);
    answers(&low, &rule, (NotMet, Why::PredicateTooLow));
}

#[test]
fn silence_is_no_clean_record() {
    let heavy = Requirement::NoSanction {
        levels: vec![SanctionLevel::Sedang, SanctionLevel::Berat],
        years: Some(5),
    };
    let rules = [
        heavy.clone(),
        Requirement::NotServingSanction,
        Requirement::NotUnderExamination,
    ];
    let before = attested(World::city(), date(2026, 1, 31));
    let then = attested(World::city(), CUT_OFF);
    for rule in &rules {
        answers(&World::city(), rule, (Unclear, Why::NotAttested));
        answers(&before, rule, (Unclear, Why::NotAttested));
        let at = [Position::commit(1, then.sequence)];
        assert_eq!(answers(&then, rule, (Met, Why::RecordsShow)), at);
    }
}

#[test]
fn sanctions_count_for_their_level_and_years() {
    let rule = Requirement::NoSanction {
        levels: vec![SanctionLevel::Sedang, SanctionLevel::Berat],
        years: Some(5),
    };
    let clean = || attested(World::city(), CUT_OFF);
    let at = |level, from| disciplined(clean(), sanctioned(level, from, Some(from)));
    let (shown, against) = ((Met, Why::RecordsShow), (NotMet, Why::Sanctioned));
    answers(&at(SanctionLevel::Sedang, date(2021, 2, 2)), &rule, against);
    answers(&at(SanctionLevel::Sedang, date(2021, 2, 1)), &rule, shown);
    answers(&at(SanctionLevel::Ringan, date(2025, 2, 1)), &rule, shown);
    answers(&at(SanctionLevel::Berat, date(2026, 2, 2)), &rule, shown);
    let ever = Requirement::NoSanction {
        levels: vec![SanctionLevel::Sedang],
        years: None,
    };
    answers(&at(SanctionLevel::Sedang, date(1999, 1, 1)), &ever, against);
}

#[test]
fn serving_and_examined() {
    let serving = |level, until| {
        let world = attested(World::city(), CUT_OFF);
        disciplined(world, sanctioned(level, date(2025, 6, 1), until))
    };
    let (rule, shown) = (Requirement::NotServingSanction, (Met, Why::RecordsShow));
    let last = serving(SanctionLevel::Sedang, Some(CUT_OFF));
    answers(&last, &rule, (NotMet, Why::ServingSanction));
    let over = serving(SanctionLevel::Sedang, Some(date(2026, 1, 31)));
    answers(&over, &rule, shown);
    let open = serving(SanctionLevel::Berat, None);
    answers(&open, &rule, (Unclear, Why::SanctionEndUnknown));
    answers(&serving(SanctionLevel::Ringan, None), &rule, shown);
    let rule = Requirement::NotUnderExamination;
    let opened = discipline::Event::ExaminationOpened(noted("LHP", date(2026, 1, 10)));
    let examined = disciplined(attested(World::city(), CUT_OFF), opened);
    answers(&examined, &rule, (NotMet, Why::UnderExamination));
    let closed = discipline::Event::ExaminationClosed(noted("LHP", CUT_OFF));
    answers(&disciplined(examined, closed), &rule, shown);
}

#[test]
fn no_training_is_not_zero_hours() {
    let rule = Requirement::TrainingAtLeast {
        hours: 20,
        years: 1,
    };
    let training = |hours| Performance::Training {
        hours,
        course: None,
    };
    answers(&World::city(), &rule, (Unclear, Why::TrainingMissing));
    let early = performed(World::city(), "2024-12", training(40));
    answers(&early, &rule, (Unclear, Why::TrainingMissing));
    let few = performed(World::city(), "2025-Q1", training(12));
    answers(&few, &rule, (NotMet, Why::TooFewHours));
    let enough = performed(few, "2025-11", training(8));
    let at = [Position::commit(1, enough.sequence)];
    assert_eq!(answers(&enough, &rule, (Met, Why::RecordsShow)), at);
}

/// Withdrawn training was never taken: none recorded again, not zero hours.
#[test]
fn a_withdrawn_training_is_none() {
    let rule = Requirement::TrainingAtLeast {
        hours: 20,
        years: 1,
    };
    let training = Performance::Training {
        hours: 24,
        course: None,
    };
    let taken = performed(World::city(), "2025-Q1", training.clone());
    answers(&taken, &rule, (Met, Why::RecordsShow));
    let withdrawn = performance::Event::Withdrawn(performance::Withdrawn {
        person: ADA,
        unit: None,
        period: Text::new("2025-Q1").expect("a period"),
        source: Text::new("skp").expect("a source"),
        before: performance::Before {
            performance: training,
            points: 0,
        },
    });
    let id = PerformanceId::of(ADA, "2025-Q1");
    let gone = taken.after(id, AnyEvent::Performance(withdrawn));
    answers(&gone, &rule, (Unclear, Why::TrainingMissing));
}

/// A corrected appraisal answers as it is now, and names the commit of its correction.
#[test]
fn a_corrected_appraisal_answers_anew() {
    let rule = Requirement::PredicateAtLeast {
        predicate: Predikat::Baik,
        years: 1,
    };
    let appraisal = |predikat| Performance::Appraisal {
        results: Rating::Meets,
        behaviour: Rating::Meets,
        predikat,
    };
    let low = appraised(World::city(), "2025", Predikat::Kurang);
    answers(&low, &rule, (NotMet, Why::PredicateTooLow));
    let text = |text: &str| Text::new(text).expect("a text");
    let corrected = performance::Event::Corrected(performance::Corrected {
        now: Recorded {
            person: ADA,
            unit: None,
            period: Text::new("2025").expect("a period"),
            source: text("skp"),
            performance: appraisal(Predikat::Baik),
            points: 80,
            table: Text::new("2026-1").expect("a table"),
        },
        before: performance::Before {
            performance: appraisal(Predikat::Kurang),
            points: 40,
        },
    });
    let id = PerformanceId::of(ADA, "2025");
    let mended = low.after(id, AnyEvent::Performance(corrected));
    let at = [Position::commit(1, mended.sequence)];
    assert_eq!(answers(&mended, &rule, (Met, Why::RecordsShow)), at);
}

fn employed(status: Status, candidate: bool, since: Option<Date>) -> World {
    let event = person::Event::Employed(person::Employed {
        kind: PersonKind::Pns,
        group: PositionGroup::Pelaksana,
        status,
        candidate,
        position: None,
        grade: None,
        since,
    });
    World::city().after(ADA, AnyEvent::Person(event))
}

#[test]
fn who_does_not_stand_as_active_is_not() {
    let ask = |status, expected| {
        answers(
            &employed(status, false, None),
            &Requirement::Active,
            expected,
        )
    };
    ask(Status::Active, (Met, Why::RecordsShow));
    for unclear in [Status::Study, Status::PartTime, Status::Sanctioned] {
        ask(unclear, (Unclear, Why::StandingToClarify));
    }
    for not in [
        Status::Leave,
        Status::Suspended,
        Status::Retiring,
        Status::Inactive,
        Status::Dismissed,
        Status::Retired,
    ] {
        ask(not, (NotMet, Why::NotActive));
    }
    let world = employed(Status::Active, true, None);
    let on = answers(&world, &Requirement::Active, (Met, Why::RecordsShow));
    let registered = world.reference.people[&ADA].registered;
    let at = [registered, world.sequence].map(|sequence| Position::commit(1, sequence));
    assert_eq!(on, at, "it rests on the registration and the staff file");
    let kinds = vec![PersonKind::Pns];
    let kind = Requirement::Kind { kinds };
    answers(&world, &kind, (NotMet, Why::OtherKind));
}

/// The staff file knows the day, and needs no number.
#[test]
fn service_counts_from_the_day_of_the_staff_file() {
    let rule = |years| Requirement::ServiceAtLeast { years };
    let ten = employed(Status::Active, false, Some(date(2016, 2, 1)));
    answers(&ten, &rule(10), (Met, Why::RecordsShow));
    let not = employed(Status::Active, false, Some(date(2016, 2, 2)));
    answers(&not, &rule(10), (NotMet, Why::TooShort));
}

/// The city after an edition of another year in which Ada, or the health office, won.
fn won(nominee: &Nominee, category: &str, day: Date) -> World {
    let earlier = EditionId::of(&agency(), "asn-berprestasi-2024");
    let category = code(category);
    let id = NominationId::of(earlier, &category, nominee);
    let nominated = nomination::Event::Submitted(Submitted {
        edition: earlier,
        category: category.clone(),
        nominee: nominee.clone(),
        ..submitted(ADA)
    });
    let proposed = decision::Event::Proposed(decision::Proposed {
        edition: earlier,
        by: HEAD.0,
        winners: vec![decision::Winner {
            category,
            place: 1,
            nomination: id,
        }],
    });
    let decree = decision::Event::Ratified(decision::Ratified {
        date: day,
        ..ratified()
    });
    let of = DecisionId::of(earlier);
    World::city()
        .after(id, AnyEvent::Nomination(nominated))
        .after(of, AnyEvent::Decision(proposed))
        .after(of, AnyEvent::Decision(decree))
}

#[test]
fn earlier_wins_are_of_the_category_and_the_years() {
    let rule = |years| Requirement::NoWin { years };
    let none = (Met, Why::NothingAgainst);
    let before = (NotMet, Why::WonBefore);
    answers(&World::city(), &rule(None), none);
    let world = won(&one(ADA), "people", date(2024, 8, 17));
    let at = [Position::commit(1, world.sequence)];
    assert_eq!(answers(&world, &rule(Some(3)), before), at);
    answers(&world, &rule(None), before);
    answers(&world, &rule(Some(1)), none);
    let other = Subject::Person(BUDI);
    of(&world, &rule(None), other, None, none);
    let else_where = won(&one(ADA), "teams", date(2024, 8, 17));
    answers(&else_where, &rule(None), none);
    let team = won(&team(&[ADA, CITRA]), "people", date(2024, 8, 17));
    answers(&team, &rule(None), before);
    let office = Nominee::Unit {
        unit: unit("health"),
    };
    let world = won(&office, "people", date(2024, 8, 17));
    let subject = Subject::Unit(unit("health"));
    of(&world, &rule(None), subject, None, before);
}

#[test]
fn a_document_is_for_people_to_see() {
    let rule = Requirement::Document {
        code: code("pernyataan"),
        title: title("Surat pernyataan"),
    };
    let expected = (Unclear, Why::DocumentToSee);
    of(&World::city(), &rule, Subject::Nomination, None, expected);
}

/// Without a cut-off day nothing that counts years is answered.
#[test]
fn no_cut_off_day() {
    let (city, category, numbers) = (World::city(), code("people"), BTreeMap::new());
    let matter = Matter {
        reference: &city.reference,
        edition: edition(),
        category: &category,
        cut_off: None,
        numbers: &numbers,
    };
    let ask = |requirement, person: PersonId| {
        let found = judge(&requirement, Subject::Person(person), &matter);
        (found.verdict, found.why)
    };
    let age = Requirement::AgeAtMost { years: 35 };
    assert_eq!(ask(age, ADA), (Unclear, Why::NoCutOff));
    let win = Requirement::NoWin { years: Some(1) };
    assert_eq!(ask(win, ADA), (Unclear, Why::NoCutOff));
    assert_eq!(ask(Requirement::Active, ADA), (Met, Why::RecordsShow));
    assert_eq!(ask(Requirement::Active, GONE), (NotMet, Why::NotServing));
}
