use domain::edition::Nothing;
use domain::endorsement::{Command, Endorsement, Event, Given, Relation, Value};
use domain::ids::PersonId;
use domain::{Decision, Refusal, nomination};

use crate::stages::submitted;
use crate::world::*;

#[track_caller]
fn check(world: &World, past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Endorsement>(world, past, command, expected);
}

fn given(by: PersonId) -> Given {
    Given {
        nomination: nomination(ADA),
        by: by.0,
        relation: Relation::Peer,
        values: [Value::Loyal, Value::Harmonis].into(),
        statement: about(ADA, "selalu membantu"),
    }
}

fn there() -> World {
    World::open().nominated(ADA).by(CITRA)
}

#[test]
fn giving() {
    let give = |by| Command::Give(given(by));
    let past = [Event::Given(given(CITRA))];
    check(&there(), &[], &give(CITRA), &record(past[0].clone()));
    check(
        &there(),
        &past,
        &give(CITRA),
        &refuse(Refusal::AlreadyEndorsed),
    );
    check(&there(), &[], &give(ADA), &refuse(Refusal::SelfEndorsement));
    check(
        &there(),
        &[],
        &give(HEAD),
        &refuse(Refusal::NominatorEndorsement),
    );
    check(
        &World::open(),
        &[],
        &give(CITRA),
        &refuse(Refusal::NominationUnknown),
    );
    let withdrawn = there().nomination(ADA, nomination::Event::Withdrawn(Nothing {}));
    check(
        &withdrawn,
        &[],
        &give(CITRA),
        &refuse(Refusal::NominationWithdrawn),
    );
    check(
        &there().suspended(),
        &[],
        &give(CITRA),
        &refuse(Refusal::EditionSuspended),
    );
    check(
        &there().cancelled(),
        &[],
        &give(CITRA),
        &refuse(Refusal::EditionCancelled),
    );
}

#[test]
fn a_team_does_not_endorse_itself() {
    let nominee = team(&[ADA, CITRA]);
    let event = nomination::Event::Submitted(nomination::Submitted {
        nominee,
        ..submitted(ADA)
    });
    let world = World::open().nomination(ADA, event);
    check(
        &world,
        &[],
        &Command::Give(given(CITRA)),
        &refuse(Refusal::SelfEndorsement),
    );
}

#[test]
fn withdrawing() {
    let past = [Event::Given(given(CITRA)), Event::Withdrawn(Nothing {})];
    let withdraw = Command::Withdraw;
    check(&there(), &past[..1], &withdraw, &record(past[1].clone()));
    check(&there(), &past, &withdraw, &Decision::Repeat);
    check(
        &there(),
        &[],
        &withdraw,
        &refuse(Refusal::EndorsementUnknown),
    );
    check(
        &there().by(BUDI),
        &past[..1],
        &withdraw,
        &refuse(Refusal::NotTheEndorser),
    );
    check(
        &there(),
        &past,
        &Command::Give(given(CITRA)),
        &record(past[0].clone()),
    );
}
