//! Votes: rankings and approvals.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{NominationId, PersonId};
use domain::rulebook::{Method, Relation, RoundKind};
use domain::vote::{Abstained, Cast, Choice, Command, Event, Vote};
use domain::{Decision, KeyId, Private, Refusal};

use crate::world::*;

/// Round 1 asks for votes that are counted so.
fn asks(method: Method) -> World {
    let mut world = World::assessing().round_open(1);
    let known = world.reference.rounds.get_mut(&round(1)).expect("open");
    known.rules.kind = RoundKind::Vote;
    known.rules.method = Some(method);
    world
}

fn vote(juror: PersonId, choice: Choice) -> Cast {
    Cast {
        round: round(1),
        juror,
        choice: Private::new(KeyId::round(round(1)), choice),
        conflicts: BTreeMap::new(),
    }
}

fn ranking(ranks: &[&[PersonId]]) -> Choice {
    let rank = |rank: &&[PersonId]| rank.iter().map(|&person| nomination(person)).collect();
    Choice::Ranking(ranks.iter().map(rank).collect())
}

fn approved(people: &[PersonId]) -> Choice {
    let all: BTreeSet<NominationId> = people.iter().map(|&person| nomination(person)).collect();
    Choice::Approved(all)
}

#[track_caller]
fn check(world: &World, past: &[Event], command: &Command, expected: &Decision<Event>) {
    crate::world::check::<Vote>(world, past, command, expected);
}

#[track_caller]
fn refused(method: Method, choice: Choice, refusal: Refusal) {
    let asked = Command::Cast(vote(JURORS[0], choice));
    check(&asks(method), &[], &asked, &refuse(refusal));
}

#[test]
fn casting_revising_abstaining() {
    let world = asks(Method::Schulze);
    let asked = vote(JURORS[0], ranking(&[&[ADA, BUDI]]));
    let (cast, revise) = (Command::Cast(asked.clone()), Command::Revise(asked.clone()));
    let (round, juror) = (round(1), JURORS[0]);
    let out = Abstained { round, juror };
    let abstain = Command::Abstain(out.clone());
    let is_cast = [Event::Cast(asked.clone())];
    let is_out = [Event::Abstained(out)];
    let revised = record(Event::Revised(asked));
    check(&world, &[], &cast, &record(is_cast[0].clone()));
    check(&world, &is_cast, &cast, &refuse(Refusal::BallotExists));
    check(&world, &[], &revise, &refuse(Refusal::BallotUnknown));
    check(&world, &is_cast, &revise, &revised);
    check(&world, &is_out, &revise, &revised);
    check(&world, &is_cast, &abstain, &record(is_out[0].clone()));
    check(&world, &is_out, &abstain, &Decision::Repeat);
}

#[test]
fn a_vote_is_of_the_kind_that_the_round_asks_for() {
    let another = Refusal::BallotOfAnotherKind;
    refused(Method::Approval, ranking(&[&[ADA]]), another);
    refused(Method::Schulze, approved(&[ADA]), another);
    refused(
        Method::ScottishStv,
        ranking(&[&[ADA, BUDI]]),
        Refusal::RankingHasTies,
    );
    refused(Method::TwoRound, ranking(&[&[]]), Refusal::RankingHasTies);
    refused(
        Method::Schulze,
        ranking(&[&[ADA], &[ADA]]),
        Refusal::RankingRepeats,
    );
    refused(Method::Schulze, ranking(&[&[CITRA]]), Refusal::NotInRound);
    let marks = World::assessing().round_open(1);
    let asked = Command::Cast(vote(JURORS[0], ranking(&[&[ADA]])));
    check(&marks, &[], &asked, &refuse(another));
    let closed = asks(Method::Schulze).round_closed(1);
    check(&closed, &[], &asked, &refuse(Refusal::RoundClosed));
    let stranger = Command::Cast(vote(CITRA, ranking(&[&[ADA]])));
    check(
        &asks(Method::Schulze),
        &[],
        &stranger,
        &refuse(Refusal::NotOnPanel),
    );
}

#[test]
fn who_has_a_conflict_leaves_the_nominee_out_and_that_is_recorded() {
    let mut world = asks(Method::Schulze);
    let known = world.reference.panels.get_mut(&panel()).expect("there");
    known.jurors.insert(ADA);
    let own = Command::Cast(vote(ADA, ranking(&[&[ADA], &[BUDI]])));
    check(&world, &[], &own, &refuse(Refusal::OwnBallot));
    let colleague = Command::Cast(vote(ADA, ranking(&[&[BUDI]])));
    check(
        &world,
        &[],
        &colleague,
        &refuse(Refusal::ConflictOfInterest),
    );
    let nobody = vote(ADA, ranking(&[]));
    let both = BTreeMap::from([
        (
            nomination(ADA),
            BTreeSet::from([Relation::Nominee, Relation::SameUnit]),
        ),
        (nomination(BUDI), BTreeSet::from([Relation::SameUnit])),
    ]);
    let expected = Cast {
        conflicts: both,
        ..nobody.clone()
    };
    check(
        &world,
        &[],
        &Command::Cast(nobody),
        &record(Event::Cast(expected)),
    );
}
