//! Ties that the chain leaves to the plenary.

use domain::counting::ties::Ended;
use domain::decision::{Command, Event, Proposal, TieDecided};
use domain::ids::PersonId;
use domain::{Decision, Refusal};

use crate::decision::{both, check, ratify};
use crate::stages::{counted, proposed, ratified};
use crate::world::*;

/// Round 1 ended with these sharing place 1, left to the plenary, and Citra third.
fn left_to_the_plenary(tied: &[PersonId]) -> World {
    let mut result = counted(1, &[ADA, BUDI, CITRA]);
    for placed in &mut result.standings {
        if tied
            .iter()
            .any(|person| placed.nomination == nomination(*person))
        {
            placed.place = 1;
            placed.ended = Ended::Plenary;
        }
    }
    let closed = World::assessing().round_open(1).round_closed(1);
    closed.result(result)
}

fn tie(order: &[PersonId]) -> TieDecided {
    TieDecided {
        category: code("people"),
        order: order.iter().copied().map(nomination).collect(),
        reason: prose("dampak layanan lebih luas"),
    }
}

fn with(winners: &[(u32, PersonId)], ties: &[TieDecided]) -> Command {
    Command::Propose(Proposal {
        decision: proposed(winners),
        ties: ties.to_vec(),
    })
}

#[test]
fn the_plenary_orders_who_is_tied() {
    let world = left_to_the_plenary(&[ADA, BUDI]);
    let (winners, ordered) = ([(1, BUDI), (2, ADA)], tie(&[BUDI, ADA]));
    let asked = with(&winners, std::slice::from_ref(&ordered));
    let past = [
        Event::Proposed(proposed(&winners)),
        Event::TieDecided(ordered.clone()),
    ];
    check(&world, &[], &asked, &Decision::Record(past.to_vec()));
    check(&world, &past, &asked, &Decision::Repeat);
    // Only the first of them may win, too.
    let first = with(&[(1, BUDI)], std::slice::from_ref(&ordered));
    let anew = [Event::Proposed(proposed(&[(1, BUDI)])), past[1].clone()];
    check(&world, &past, &first, &Decision::Record(anew.to_vec()));
    let otherwise = with(&[(1, ADA), (2, BUDI)], &[ordered]);
    check(&world, &[], &otherwise, &refuse(Refusal::PlaceNotAsRanked));
}

#[test]
fn a_tie_left_to_the_plenary_is_decided_whole() {
    let world = left_to_the_plenary(&[ADA, BUDI]);
    let refused = |winners: &[(u32, PersonId)], ties: &[TieDecided]| {
        check(
            &world,
            &[],
            &with(winners, ties),
            &refuse(Refusal::TieNotDecided),
        );
    };
    refused(&[(1, ADA), (1, BUDI)], &[]);
    refused(&[(1, ADA)], &[]);
    // Who comes after them has no place before they have.
    refused(&[(3, CITRA)], &[]);
    let winners = [(1, ADA), (2, BUDI)];
    for order in [
        &[][..],
        &[ADA],
        &[ADA, ADA],
        &[ADA, BUDI, BUDI],
        &[ADA, BUDI, CITRA],
        &[CITRA],
        &[ADA, STRANGER],
    ] {
        refused(&winners, &[tie(order)]);
    }
    refused(&winners, &[tie(&[ADA, BUDI]), tie(&[ADA, BUDI])]);
    let elsewhere = TieDecided {
        category: code("teams"),
        ..tie(&[ADA, BUDI])
    };
    let asked = with(&[], &[elsewhere]);
    check(&world, &[], &asked, &refuse(Refusal::ResultUnknown));
    // Nobody is tied here.
    let asked = with(&winners, &[tie(&[ADA, BUDI])]);
    check(
        &World::assessed(),
        &[],
        &asked,
        &refuse(Refusal::TieNotDecided),
    );
    let many = with(&[(3, CITRA)], &[tie(&[CITRA, ADA, BUDI])]);
    let three = left_to_the_plenary(&[ADA, BUDI, CITRA]);
    check(
        &three,
        &[],
        &with(&[(1, CITRA)], &[tie(&[CITRA, ADA])]),
        &refuse(Refusal::TieNotDecided),
    );
    check(&three, &[], &many, &refuse(Refusal::PlaceNotAsRanked));
    let many = with(&[(3, BUDI)], &[tie(&[CITRA, ADA, BUDI])]);
    check(&three, &[], &many, &refuse(Refusal::TooManyWinners));
}

#[test]
fn joint_winners_need_no_plenary() {
    let mut result = counted(1, &[ADA, BUDI]);
    for placed in &mut result.standings {
        (placed.place, placed.ended) = (1, Ended::Shared);
    }
    let closed = World::assessing().round_open(1).round_closed(1);
    let asked = proposed(&[(1, ADA), (1, BUDI)]);
    check(
        &closed.result(result),
        &[],
        &Command::Propose(asked.clone().into()),
        &record(Event::Proposed(asked)),
    );
}

/// A correction after the proposal leaves other nominations tied.
#[test]
fn a_tie_that_came_after_the_proposal_stops_the_ratification() {
    let ordered = [
        Event::Proposed(proposed(&[(1, BUDI), (2, ADA)])),
        Event::TieDecided(tie(&[BUDI, ADA])),
    ];
    let asked = ratify("800/12/2026", day());
    let two = left_to_the_plenary(&[ADA, BUDI]).by(BUDI);
    check(&two, &ordered, &asked, &record(Event::Ratified(ratified())));
    let three = left_to_the_plenary(&[ADA, BUDI, CITRA]).by(BUDI);
    check(&three, &ordered, &asked, &refuse(Refusal::TieNotDecided));
    // What was proposed anew counts, not the tie of the proposal before.
    let anew = [&ordered[..], &[Event::Proposed(both())]].concat();
    check(&two, &anew, &asked, &refuse(Refusal::TieNotDecided));
}
