//! Who may be proposed for the Satyalancana Karya Satya.

use domain::AnyEvent;
use domain::person::{Employed, Event, PersonKind, PositionGroup, Status};
use domain::reference::DisciplineRecord;
use domain::rulebook::SanctionLevel;
use domain::service_award::{Answer, Blocked, Degree, Standing, answer};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::world::*;

const ON: Date = date(2026, 8, 17);

fn standing(since: Date) -> Standing<'static> {
    Standing {
        kind: PersonKind::Pns,
        candidate: false,
        status: Status::Active,
        since: Some(since),
        awards: &[],
        discipline: &[],
    }
}

const fn candidate(degree: Degree, years: i16) -> Answer {
    Answer::Candidate { degree, years }
}

#[test]
fn years_count_to_the_month() {
    for (since, expected) in [
        (date(2016, 8, 31), candidate(Degree::Perunggu, 10)),
        (date(2016, 8, 1), candidate(Degree::Perunggu, 10)),
        (date(2016, 9, 1), Answer::NotYet { years: 9 }),
        (date(2006, 8, 1), candidate(Degree::Perak, 20)),
        (date(2006, 9, 1), candidate(Degree::Perunggu, 19)),
        (date(1996, 8, 1), candidate(Degree::Emas, 30)),
        (date(1996, 9, 1), candidate(Degree::Perak, 29)),
        (date(2027, 1, 1), Answer::NotYet { years: 0 }),
    ] {
        assert_eq!(answer(&standing(since), ON), expected, "{since}");
    }
}

#[test]
fn the_highest_degree_that_is_not_held() {
    let with = |awards: &'static [u16], since| {
        let held = Standing {
            awards,
            ..standing(since)
        };
        answer(&held, ON)
    };
    let (twenty, thirty) = (date(2004, 1, 1), date(1995, 1, 1));
    assert_eq!(with(&[201], twenty), candidate(Degree::Perak, 22));
    assert_eq!(with(&[201, 202], twenty), Answer::NotYet { years: 22 });
    assert_eq!(with(&[202], twenty), Answer::NotYet { years: 22 });
    assert_eq!(with(&[], thirty), candidate(Degree::Emas, 31));
    assert_eq!(with(&[202, 306], thirty), candidate(Degree::Emas, 31));
    // A lower degree does not follow a higher one.
    assert_eq!(with(&[203], thirty), Answer::NotYet { years: 31 });
    assert_eq!(with(&[203], twenty), Answer::NotYet { years: 22 });
}

#[track_caller]
fn blocked(standing: &Standing<'_>, expected: &[Blocked]) {
    let reasons = match answer(standing, ON) {
        Answer::Blocked { reasons, .. } => reasons,
        Answer::Candidate { .. } => Vec::new(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reasons, expected);
}

const fn sanction(level: SanctionLevel, from: Date) -> DisciplineRecord {
    DisciplineRecord::Sanction {
        level,
        from,
        until: None,
    }
}

#[test]
fn what_blocks() {
    let since = date(2010, 1, 1);
    let with = |discipline: &[DisciplineRecord], expected: &[Blocked]| {
        let standing = Standing {
            discipline,
            ..standing(since)
        };
        blocked(&standing, expected);
    };
    with(&[sanction(SanctionLevel::Ringan, since)], &[]);
    with(
        &[sanction(SanctionLevel::Sedang, since)],
        &[Blocked::SanctionedSedang],
    );
    let last = sanction(SanctionLevel::Berat, date(2026, 8, 31));
    with(&[last], &[Blocked::SanctionedBerat]);
    with(&[sanction(SanctionLevel::Berat, date(2026, 9, 1))], &[]);
    let examined = |until| DisciplineRecord::Examination { from: since, until };
    with(&[examined(None)], &[Blocked::UnderExamination]);
    with(&[examined(Some(ON))], &[]);
    let both = [examined(None), sanction(SanctionLevel::Sedang, since)];
    with(
        &both,
        &[Blocked::SanctionedSedang, Blocked::UnderExamination],
    );
    with(&[DisciplineRecord::Attestation { on: ON }], &[]);
    for (status, expected) in [
        (Status::Active, &[][..]),
        (Status::Study, &[]),
        (Status::Leave, &[Blocked::OnLeave]),
        (Status::Suspended, &[Blocked::NotActive]),
        (Status::Retired, &[Blocked::NotActive]),
    ] {
        let standing = Standing {
            status,
            ..standing(since)
        };
        blocked(&standing, expected);
    }
}

#[test]
fn who_is_not_covered() {
    let since = date(2010, 1, 1);
    for kind in [PersonKind::Pppk, PersonKind::Guest] {
        let other = Standing {
            kind,
            ..standing(since)
        };
        assert_eq!(answer(&other, ON), Answer::NotCovered);
    }
    let candidate = Standing {
        candidate: true,
        ..standing(since)
    };
    assert_eq!(answer(&candidate, ON), Answer::NotCovered);
    let unknown = Standing {
        since: None,
        ..standing(since)
    };
    assert_eq!(answer(&unknown, ON), Answer::AppointmentUnknown);
}

#[test]
fn the_reference_lists_who_serves_here() {
    let employed = |since| {
        AnyEvent::Person(Event::Employed(Employed {
            kind: PersonKind::Pns,
            group: PositionGroup::Pelaksana,
            status: Status::Active,
            candidate: false,
            position: None,
            grade: None,
            since: Some(since),
        }))
    };
    let world = World::city()
        .after(ADA, employed(date(2015, 1, 1)))
        .after(BUDI, employed(date(2020, 1, 1)))
        .after(GONE, employed(date(2000, 1, 1)));
    let listed = world.reference.service_awards(ON);
    let expected = [
        (HEAD, Answer::AppointmentUnknown),
        (ADA, candidate(Degree::Perunggu, 11)),
        (CITRA, Answer::AppointmentUnknown),
    ];
    assert_eq!(listed, expected);
}

proptest! {
    /// A day later nobody has served less, and no degree that is reached is lost.
    #[test]
    fn time_takes_nothing_away(since in 0_i32..15_000, on in 0_i32..15_000) {
        let day = |n: i32| date(1990, 1, 1).checked_add(jiff::Span::new().days(n)).expect("a day");
        let years = |n| match answer(&standing(day(since)), day(n)) {
            Answer::Candidate { degree, years } => {
                prop_assert!(years >= degree.years());
                Ok(years)
            }
            Answer::NotYet { years } => {
                prop_assert!(years < 10);
                Ok(years)
            }
            other => Err(TestCaseError::fail(format!("{other:?}"))),
        };
        prop_assert!(years(on)? <= years(on + 1)?);
    }
}
