//! How agencies are shared out, given back and taken over.

use std::time::Duration;

use readmodel::{Beat, Heard, Place, ReadModel};

use crate::{Advance, World};

const AGENCIES: [&str; 5] = ["a", "b", "c", "d", "e"];
const PATIENT: Duration = Duration::from_mins(1);
const IMPATIENT: Duration = Duration::ZERO;

async fn beat(worker: &ReadModel, program: &str, patience: Duration) -> Heard {
    let agencies = &AGENCIES;
    let beat = Beat {
        program,
        agencies,
        patience,
    };
    worker.beat(beat).await.unwrap()
}

fn agencies(heard: &Heard) -> String {
    heard
        .leases
        .iter()
        .map(|lease| lease.agency.as_str())
        .collect()
}

/// Everybody beats until nothing changes hands any more; what each holds, largest share first.
async fn shares(workers: &[&ReadModel]) -> Vec<String> {
    let mut held = Vec::new();
    for _ in 0..3 {
        held.clear();
        for worker in workers {
            held.push(agencies(&beat(worker, "one", PATIENT).await));
        }
    }
    held.sort_by_key(|held| (std::cmp::Reverse(held.len()), held.clone()));
    held
}

#[tokio::test]
async fn agencies_are_shared_out_evenly_and_given_back() {
    let world = World::start().await;
    let (one, two, three) = (
        world.projector().await,
        world.projector().await,
        world.projector().await,
    );
    assert_eq!(shares(&[&one]).await, ["abcde"]);
    let lengths = |held: Vec<String>| held.iter().map(String::len).collect::<Vec<_>>();
    assert_eq!(lengths(shares(&[&one, &two]).await), [3, 2]);
    let held = shares(&[&one, &two, &three]).await;
    let mut all: Vec<char> = held.concat().chars().collect();
    all.sort_unstable();
    assert_eq!(
        all,
        ['a', 'b', 'c', 'd', 'e'],
        "each is held once: {held:?}"
    );
    assert_eq!(lengths(held), [2, 2, 1]);
    three.leave().await.unwrap();
    assert_eq!(lengths(shares(&[&one, &two]).await), [3, 2]);
}

#[tokio::test]
async fn a_program_of_other_projections_has_leases_of_its_own() {
    let world = World::start().await;
    let (one, two) = (world.projector().await, world.projector().await);
    assert_eq!(agencies(&beat(&one, "one", PATIENT).await), "abcde");
    assert_eq!(agencies(&beat(&two, "two", PATIENT).await), "abcde");
    assert_eq!(agencies(&beat(&one, "one", PATIENT).await), "abcde");
}

#[tokio::test]
async fn who_is_silent_is_buried_and_cannot_write() {
    let world = World::start().await;
    let (one, two) = (world.projector().await, world.projector().await);
    let incarnation = uuid::Uuid::from_u128(1);
    one.start_position("recognition", 3, "a", incarnation)
        .await
        .unwrap();
    let held = beat(&one, "one", PATIENT).await.leases;
    assert_eq!(held.len(), 5);
    let place = async || one.positions("a").await.unwrap().remove(0);
    let known = place().await;
    assert!(one.holds(&held[0]).await.unwrap());

    let heard = beat(&two, "one", IMPATIENT).await;
    assert_eq!(heard.buried, [one.name()]);
    assert_eq!(agencies(&heard), "abcde");
    let terms: Vec<i64> = heard.leases.iter().map(|lease| lease.term).collect();
    assert_eq!(terms, [2; 5]);
    // The connections of the one that is buried are ended; on others it hears that it holds nothing.
    assert!(!one.holds(&held[0]).await.unwrap());
    assert_eq!(place().await.epoch, known.epoch + 1);
    let to = Place {
        sequence: 7,
        ..known.clone()
    };
    assert!(one.pass(&[&known], &to).await.unwrap().is_empty());
    assert!(!one.write(&Advance(&known, &to, true)).await.unwrap());
    let now = place().await;
    let moved = Place {
        epoch: now.epoch,
        ..to
    };
    assert!(two.write(&Advance(&now, &moved, true)).await.unwrap());

    // It comes back as anybody who is new.
    assert_eq!(beat(&one, "one", PATIENT).await.leases, []);
    assert_eq!(
        agencies(&beat(&two, "one", PATIENT).await).len()
            + agencies(&beat(&one, "one", PATIENT).await).len(),
        5
    );
}
