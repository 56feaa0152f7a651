use domain::ballot::{Abstained, Ballot, Cast, Command, Event};
use domain::ids::PersonId;
use domain::nomination::{Event as Nominated, Nominee, Submitted};
use domain::person::{Event as PersonEvent, Transferred};
use domain::{AnyEvent, Decision, Private, Refusal};

use crate::stages::{cast, submitted};
use crate::world::*;

const MARKS: [(&str, &str); 2] = [("results", "82.50"), ("conduct", "90")];

fn there() -> World {
    World::assessing().round_open(1)
}

fn ballot(juror: PersonId) -> Cast {
    cast(juror, ADA, &MARKS)
}

fn abstained(juror: PersonId) -> Abstained {
    let (round, nomination) = (round(1), nomination(ADA));
    Abstained {
        round,
        nomination,
        juror,
    }
}

#[track_caller]
fn check(world: &World, past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Ballot>(world, past, command, expected);
}

#[track_caller]
fn refused(world: &World, asked: Cast, refusal: Refusal) {
    check(world, &[], &Command::Cast(asked), &refuse(refusal));
}

#[test]
fn casting_revising_abstaining() {
    let (asked, out) = (ballot(JURORS[0]), abstained(JURORS[0]));
    let (is_cast, is_out) = (
        [Event::Cast(asked.clone())],
        [Event::Abstained(out.clone())],
    );
    let revised = record(Event::Revised(asked.clone()));
    let (cast, revise) = (Command::Cast(asked.clone()), Command::Revise(asked));
    let abstain = Command::Abstain(out);
    check(&there(), &[], &cast, &record(is_cast[0].clone()));
    check(&there(), &is_cast, &cast, &refuse(Refusal::BallotExists));
    check(&there(), &is_out, &cast, &refuse(Refusal::BallotExists));
    check(&there(), &[], &revise, &refuse(Refusal::BallotUnknown));
    check(&there(), &is_cast, &revise, &revised);
    check(&there(), &is_out, &revise, &revised);
    check(&there(), &is_cast, &abstain, &record(is_out[0].clone()));
    check(&there(), &is_out, &abstain, &Decision::Repeat);
}

#[test]
fn marks_are_complete() {
    for marks in [
        &MARKS[..1],
        &[MARKS[0], MARKS[0]],
        &[MARKS[0], ("unheard-of", "1")],
        &[MARKS[0], MARKS[1], MARKS[1]],
        &[],
    ] {
        refused(
            &there(),
            cast(JURORS[0], ADA, marks),
            Refusal::MarksIncomplete,
        );
    }
    let key = domain::KeyId::round(round(1));
    let marks = Private::Sealed {
        key,
        n: String::new(),
        c: String::new(),
    };
    refused(
        &there(),
        Cast {
            marks,
            ..ballot(JURORS[0])
        },
        Refusal::MarksIncomplete,
    );
}

#[test]
fn only_the_panel_while_the_round_is_open() {
    let asked = ballot(JURORS[0]);
    refused(&World::assessing(), asked.clone(), Refusal::RoundUnknown);
    refused(
        &there().round_closed(1),
        asked.clone(),
        Refusal::RoundClosed,
    );
    refused(&there().at(deadline()), asked.clone(), Refusal::RoundClosed);
    refused(
        &there().suspended(),
        asked.clone(),
        Refusal::EditionSuspended,
    );
    refused(&there(), ballot(CITRA), Refusal::NotOnPanel);
    let nomination = nomination(CITRA);
    refused(
        &there(),
        Cast {
            nomination,
            ..asked
        },
        Refusal::NotInRound,
    );
}

/// A round in which `juror` sits on the panel.
fn with_juror(juror: PersonId, world: World) -> World {
    let mut world = world;
    let known = world.reference.panels.get_mut(&panel()).expect("the panel");
    known.jurors.insert(juror);
    world
}

#[test]
fn nobody_judges_their_own() {
    let own = Refusal::OwnBallot;
    refused(&with_juror(ADA, there()), ballot(ADA), own);
    // The head of the office nominated her.
    refused(&with_juror(HEAD, there()), ballot(HEAD), own);
    let nominate = |nominee: Nominee| {
        let event = Nominated::Submitted(Submitted {
            nominee: nominee.clone(),
            ..submitted(ADA)
        });
        let mut world = there().nomination(ADA, event);
        let known = world
            .reference
            .rounds
            .get_mut(&round(1))
            .expect("the round");
        known.candidates.insert(nomination(ADA), nominee);
        world
    };
    let of_team = nominate(team(&[ADA, CITRA]));
    refused(&with_juror(CITRA, of_team), ballot(CITRA), own);
    let of_unit = nominate(Nominee::Unit {
        unit: unit("health"),
    });
    refused(
        &with_juror(BUDI, of_unit.clone()),
        ballot(BUDI),
        Refusal::ConflictOfInterest,
    );
    let moved = PersonEvent::Transferred(Transferred {
        unit: unit("schools"),
        from: day(),
    });
    let moved = with_juror(BUDI, of_unit).after(BUDI, AnyEvent::Person(moved));
    let asked = ballot(BUDI);
    check(
        &moved,
        &[],
        &Command::Cast(asked.clone()),
        &record(Event::Cast(asked)),
    );
}
