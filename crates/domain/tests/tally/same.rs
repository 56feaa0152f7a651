//! The same events are the same bundle, and the recount agrees with it.

use domain::ids::PersonId;
use domain::rulebook::Publication;
use domain::tally::bundle::{Bundle, Kind};
use domain::tally::recount::recount;
use proptest::prelude::*;

use crate::rounds::random;
use crate::world::*;

const POLICIES: [Publication; 3] = [
    Publication::Commitments,
    Publication::Winners,
    Publication::Anonymous,
];

/// The same events, with the ballots of one juror before those of the next.
fn by_juror(world: &World) -> World {
    let said = |step: &Step| match step {
        Step::Ballot(event) => Some(ballot_of(event)),
        Step::Vote(event) => Some(vote_of(event)),
        Step::Panel(_) | Step::Conflict(_) | Step::Round(_) | Step::Lot(_) => None,
    };
    let mut world = world.clone();
    let closed = world
        .steps
        .iter()
        .position(|s| matches!(s, Step::Round(domain::round::Event::Closed(_))));
    let open = &mut world.steps[..closed.expect("it closes")];
    let mut ballots: Vec<Step> = open.iter().filter(|s| said(s).is_some()).cloned().collect();
    ballots.sort_by_key(|step| std::cmp::Reverse(said(step)));
    let places = open.iter_mut().filter(|s| said(s).is_some());
    for (place, ballot) in places.zip(ballots) {
        *place = ballot;
    }
    world
}

pub(crate) fn ballot_of(event: &domain::ballot::Event) -> PersonId {
    use domain::ballot::Event;
    match event {
        Event::Cast(cast) | Event::Revised(cast) => cast.juror,
        Event::Abstained(abstained) => abstained.juror,
        Event::Reopened(reopened) => reopened.juror,
    }
}

pub(crate) fn vote_of(event: &domain::vote::Event) -> PersonId {
    use domain::vote::Event;
    match event {
        Event::Cast(cast) | Event::Revised(cast) => cast.juror,
        Event::Abstained(abstained) => abstained.juror,
    }
}

/// What nobody but the committee may read in a public bundle.
fn secrets(world: &World, made: &Made) -> Vec<String> {
    let candidates = world.opened.candidates.iter();
    let others = candidates.filter(|c| !made.winners.contains(&c.nomination));
    let others = others.flat_map(|c| [c.nomination.to_string(), c.nominee.owner().to_string()]);
    let jurors = (0..=world.panel.len()).map(|n| juror(n).to_string());
    others.chain(jurors).collect()
}

fn agrees(world: &World, policy: Publication) -> Result<(), TestCaseError> {
    let made = world.made();
    let full = &made.bundle;
    let public = full.public(&made.winners);
    prop_assert_eq!(full.hash, public.hash);
    for bundle in [full, &public] {
        prop_assert_eq!(&Bundle::read(&bundle.bytes()).expect("canonical"), bundle);
        let report = recount(bundle, Some(full.hash));
        prop_assert_eq!(&report.faults, &vec![]);
        let round = &bundle.rounds[0];
        prop_assert_eq!(
            report.rounds[0].opened,
            (round.open.len(), round.leaves.len())
        );
        let counted = &report.rounds[0].outcome;
        let proves = bundle.kind == Kind::Full || policy == Publication::Anonymous;
        prop_assert_eq!(counted.as_ref(), proves.then_some(&made.outcome));
    }
    let text = String::from_utf8(public.bytes()).expect("JSON");
    for secret in secrets(world, &made) {
        prop_assert!(
            !text.contains(&secret),
            "{} is in the public bundle",
            secret
        );
    }
    for winner in &made.winners {
        prop_assert!(text.contains(&winner.to_string()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_same_events_are_the_same_bytes(seed in any::<u64>()) {
        let world = random(seed);
        let bytes = world.made().bundle.bytes();
        prop_assert_eq!(&world.made().bundle.bytes(), &bytes);
        prop_assert_eq!(&by_juror(&world).made().bundle.bytes(), &bytes);
    }

    #[test]
    fn the_recount_agrees_and_a_public_bundle_keeps_its_secrets(seed in any::<u64>()) {
        for policy in POLICIES {
            agrees(&random(seed).published(policy), policy)?;
        }
    }
}
