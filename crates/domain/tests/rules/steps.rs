//! What happens to a nomination after it was submitted.

use domain::edition::Nothing;
use domain::nomination::{Command, Event, Nomination, Status};
use domain::{Decision, Entity, Refusal};

use crate::nomination::{back, check, consented, declined, mended, of_team, of_units, past, there};
use crate::stages::submitted;
use crate::world::*;

#[test]
fn returning_and_mending() {
    let world = World::open();
    let returned = past(&[Event::Returned(back())]);
    check(
        &world,
        &[there()],
        &Command::Return(back()),
        &record(Event::Returned(back())),
    );
    // Another reason would be lost in a repeat.
    let again = refuse(Refusal::NominationNotSubmitted);
    check(&world, &returned, &Command::Return(back()), &again);
    let mend = Command::Resubmit(mended());
    check(
        &world,
        &returned,
        &mend,
        &record(Event::Resubmitted(mended())),
    );
    check(
        &world,
        &[there()],
        &mend,
        &refuse(Refusal::NominationNotReturned),
    );
    let other = World::open().by(BUDI);
    check(&other, &returned, &mend, &refuse(Refusal::NotTheNominator));
}

#[test]
fn withdrawing_and_reopening() {
    let world = World::open();
    let nothing = Nothing {};
    let withdrawn = past(&[Event::Withdrawn(nothing)]);
    check(
        &world,
        &[there()],
        &Command::Withdraw,
        &record(Event::Withdrawn(nothing)),
    );
    check(&world, &withdrawn, &Command::Withdraw, &Decision::Repeat);
    check(
        &world,
        &withdrawn,
        &Command::Reopen,
        &record(Event::Reopened(nothing)),
    );
    check(
        &world,
        &[there()],
        &Command::Reopen,
        &refuse(Refusal::NominationNotWithdrawn),
    );
    check(
        &world,
        &withdrawn,
        &Command::Submit(submitted(ADA)),
        &refuse(Refusal::NominationExists),
    );
    let again = Command::Return(back());
    check(
        &world,
        &withdrawn,
        &again,
        &refuse(Refusal::NominationNotSubmitted),
    );
    let reopened = past(&[Event::Withdrawn(nothing), Event::Reopened(nothing)]);
    assert_eq!(Nomination::replay(&reopened).status(), Status::Submitted);
}

#[test]
fn withdrawing_is_no_way_around_mending() {
    let nothing = Nothing {};
    let events = [
        Event::Returned(back()),
        Event::Withdrawn(nothing),
        Event::Reopened(nothing),
    ];
    let mut state = Nomination::replay(&past(&events));
    assert_eq!(state.status(), Status::Returned);
    let mut world = World::open().nominated(ADA);
    for event in events {
        world = world.nomination(ADA, event);
    }
    assert_eq!(
        world.reference.nominations[&nomination(ADA)].status,
        Status::Returned
    );
    state.evolve(&Event::Resubmitted(mended()));
    assert_eq!(state.status(), Status::Submitted);
}

#[test]
fn answering() {
    let ada = World::open().by(ADA);
    check(&ada, &[there()], &Command::Consent, &record(consented(ADA)));
    check(
        &ada,
        &past(&[consented(ADA)]),
        &Command::Consent,
        &Decision::Repeat,
    );
    check(&ada, &[there()], &Command::Decline, &record(declined(ADA)));
    check(
        &ada,
        &past(&[declined(ADA)]),
        &Command::Decline,
        &Decision::Repeat,
    );
    // Consent may be taken back; a refusal stands.
    check(
        &ada,
        &past(&[consented(ADA)]),
        &Command::Decline,
        &record(declined(ADA)),
    );
    let answered = refuse(Refusal::ConsentAnswered);
    check(&ada, &past(&[declined(ADA)]), &Command::Consent, &answered);
    let withdrawn = past(&[Event::Withdrawn(Nothing {})]);
    check(
        &ada,
        &withdrawn,
        &Command::Consent,
        &refuse(Refusal::NominationWithdrawn),
    );
    for other in [HEAD, BUDI] {
        let world = World::open().by(other);
        check(
            &world,
            &[there()],
            &Command::Consent,
            &refuse(Refusal::NotTheNominee),
        );
    }
}

#[test]
fn consent_is_of_everybody() {
    let team = Event::Submitted(of_team(&[ADA, CITRA]));
    let (yes, no) = (consented(CITRA), declined(CITRA));
    let mut state = Nomination::replay(&[team, consented(ADA)]);
    assert!(!state.consented());
    state.evolve(&yes);
    assert!(state.consented());
    state.evolve(&no);
    assert!(!state.consented());
    let office = Event::Submitted(of_units("health"));
    let head = World::open();
    check(
        &head,
        std::slice::from_ref(&office),
        &Command::Consent,
        &record(consented(HEAD)),
    );
    let head = World::open().headed(BUDI);
    check(
        &head,
        &[office],
        &Command::Consent,
        &refuse(Refusal::NotTheNominee),
    );
}
