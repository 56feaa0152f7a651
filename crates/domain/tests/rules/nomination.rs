use domain::edition::Nothing;
use domain::ids::PersonId;
use domain::nomination::Submitted;
use domain::nomination::{Answered, Command, Event, Nomination, Nominee, Resubmitted, Returned};
use domain::{Decision, Refusal};

use crate::stages::submitted;
use crate::world::*;

#[track_caller]
pub(crate) fn check(world: &World, past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Nomination>(world, past, command, expected);
}

#[track_caller]
fn refused(world: &World, asked: &Submitted, refusal: Refusal) {
    check(
        world,
        &[],
        &Command::Submit(asked.clone()),
        &refuse(refusal),
    );
}

pub(crate) fn there() -> Event {
    Event::Submitted(submitted(ADA))
}

pub(crate) fn back() -> Returned {
    Returned {
        reason: about(ADA, "lengkapi bukti"),
    }
}

pub(crate) fn mended() -> Resubmitted {
    Resubmitted {
        citation: about(ADA, "dengan bukti"),
    }
}

pub(crate) fn past(more: &[Event]) -> Vec<Event> {
    [&[there()], more].concat()
}

pub(crate) fn consented(by: PersonId) -> Event {
    Event::Consented(Answered { by })
}

pub(crate) fn declined(by: PersonId) -> Event {
    Event::Declined(Answered { by })
}

pub(crate) fn of_units(by: &str) -> Submitted {
    let (category, nominee) = (
        code("units"),
        Nominee::Unit {
            unit: unit("health"),
        },
    );
    Submitted {
        category,
        nominee,
        unit: unit(by),
        ..submitted(ADA)
    }
}

pub(crate) fn of_team(members: &[PersonId]) -> Submitted {
    let (category, nominee) = (code("teams"), team(members));
    Submitted {
        category,
        nominee,
        ..submitted(ADA)
    }
}

#[test]
fn submitting() {
    let world = World::open();
    let asked = submitted(ADA);
    check(
        &world,
        &[],
        &Command::Submit(asked.clone()),
        &record(there()),
    );
    // A person of another unit may be in a team, not nominated alone.
    let team = of_team(&[ADA, CITRA]);
    check(
        &world,
        &[],
        &Command::Submit(team.clone()),
        &record(Event::Submitted(team)),
    );
    let office = of_units("health");
    check(
        &world,
        &[],
        &Command::Submit(office.clone()),
        &record(Event::Submitted(office)),
    );
    let exists = refuse(Refusal::NominationExists);
    check(&world, &[there()], &Command::Submit(asked), &exists);
    check(
        &world,
        &[],
        &Command::Withdraw,
        &refuse(Refusal::NominationUnknown),
    );
}

#[test]
fn who_may_be_nominated_by_whom() {
    let world = World::open();
    refused(&world, &submitted(CITRA), Refusal::NotUnitHead);
    refused(&world, &submitted(HEAD), Refusal::SelfNomination);
    refused(&world, &submitted(STRANGER), Refusal::PersonUnknown);
    refused(&world, &submitted(GONE), Refusal::PersonUnknown);
    let ada = submitted(ADA);
    refused(
        &world,
        &Submitted {
            by: BUDI,
            ..ada.clone()
        },
        Refusal::NotUnitHead,
    );
    for (name, refusal) in [
        ("nowhere", Refusal::UnitUnknown),
        ("archive", Refusal::UnitClosed),
    ] {
        refused(
            &world,
            &Submitted {
                unit: unit(name),
                ..ada.clone()
            },
            refusal,
        );
    }
    let left = World::open().headed(GONE);
    refused(
        &left,
        &Submitted {
            by: GONE,
            ..ada.clone()
        },
        Refusal::PersonInactive,
    );
    let category = code("unheard-of");
    refused(
        &world,
        &Submitted {
            category,
            ..ada.clone()
        },
        Refusal::CategoryUnknown,
    );
    let category = code("teams");
    refused(
        &world,
        &Submitted { category, ..ada },
        Refusal::NomineeKindMismatch,
    );
}

#[test]
fn teams_and_units() {
    let world = World::open();
    refused(&world, &of_team(&[ADA]), Refusal::TeamSize);
    let crowd: Vec<PersonId> = (200..221).map(person).collect();
    refused(&world, &of_team(&crowd), Refusal::TeamSize);
    refused(&world, &of_team(&[ADA, HEAD]), Refusal::SelfNomination);
    let other = Nominee::Unit {
        unit: unit("schools"),
    };
    refused(
        &world,
        &Submitted {
            nominee: other,
            ..of_units("health")
        },
        Refusal::NotUnitHead,
    );
}

#[test]
fn only_while_the_edition_accepts() {
    let asked = submitted(ADA);
    refused(&World::city(), &asked, Refusal::EditionUnknown);
    refused(&World::drafted(), &asked, Refusal::EditionNotOpen);
    refused(
        &World::open().suspended(),
        &asked,
        Refusal::EditionSuspended,
    );
    refused(
        &World::open().cancelled(),
        &asked,
        Refusal::EditionCancelled,
    );
    refused(
        &World::open().nominations_closed(),
        &asked,
        Refusal::NominationsClosed,
    );
    refused(
        &World::open().at(deadline()),
        &asked,
        Refusal::NominationsClosed,
    );
    let closed = World::open().nominations_closed();
    let refusal = refuse(Refusal::NominationsClosed);
    let returned = past(&[Event::Returned(back())]);
    let withdrawn = past(&[Event::Withdrawn(Nothing {})]);
    check(&closed, &[there()], &Command::Return(back()), &refusal);
    check(&closed, &[there()], &Command::Withdraw, &refusal);
    check(&closed, &returned, &Command::Resubmit(mended()), &refusal);
    check(&closed, &withdrawn, &Command::Reopen, &refusal);
}
