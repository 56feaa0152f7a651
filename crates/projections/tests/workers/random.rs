//! While commands run, what is live equals a fresh fold up to the same position, wherever that is.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::Position;
use domain::ids::AgencyCode;
use projections::{Moment, Source, as_of};
use readmodel::SCHEMAS;
use serde_json::json;

use crate::as_of::beside;
use crate::world::{AGENCY, World, id};

/// How often, for three projections each; `MOMENTS` says otherwise (`./dev soak`: 60).
const TIMES: usize = 3;

/// What may happen, by a number: people come, get points, are nominated.
async fn happens(world: &World, number: u64) -> u64 {
    let many = u128::from(number);
    match number % 5 {
        0 => {
            let data = json!({"kind": "training", "hours": 1 + number % 9});
            let data = json!({
                "person": id(0x1000 + many % 37), "unit": id(0x5), "period": "2026-Q3", "source": format!("r{number}"),
                "performance": data, "points": 1 + number % 9, "table": "2026-1",
            });
            world
                .event(
                    "performance",
                    0x1000 + many % 37,
                    "performance.recorded",
                    data,
                )
                .await
        }
        1 => world.nomination(0x9000 + many, 0x21).await,
        2 => {
            world
                .event(
                    "nomination",
                    0x9000 + many - 1,
                    "nomination.withdrawn",
                    json!({}),
                )
                .await
        }
        _ => world.points(number * 10, 10).await,
    }
}

/// The tables of a projection and where it stands, fold anew up to there, and compare.
async fn compare(world: &World, fresh: &Source, schema: &'static readmodel::Schema) -> u64 {
    let (live, places) = world.source.db.stands(schema).await.unwrap();
    let place = places.iter().find(|place| place.agency == AGENCY).unwrap();
    let agency = AgencyCode::new(AGENCY).unwrap();
    let moment = Moment::Position(Position::commit(1, place.sequence));
    as_of(fresh, &agency, moment, &[schema.name], &|_| {})
        .await
        .unwrap();
    let folded = fresh.db.fingerprint(&schema.live()).await.unwrap();
    assert_eq!(live, folded, "{} at {}", schema.name, place.sequence);
    place.sequence
}

#[tokio::test(flavor = "multi_thread")]
async fn at_any_position_rows_are_those_of_a_fresh_fold() {
    let times = std::env::var("MOMENTS").map_or(TIMES, |times| times.parse().unwrap());
    let world = World::start().await;
    let working = world.work();
    world.programme().await;
    world.there(&[], world.announcement().await).await;
    let done = AtomicBool::new(false);
    let writes = async {
        let mut number = 0;
        while !done.load(Ordering::Relaxed) {
            let last = happens(&world, number).await;
            number += 1;
            if number.is_multiple_of(50) {
                // Not faster than workers fold, or every fresh fold takes longer than the one before.
                world.there(&["recognition"], last).await;
            }
        }
    };
    let compares = async {
        let mut positions = Vec::new();
        for time in 0..times {
            let (scratch, fresh) = beside(&world).await;
            // Each has its turn, three at a time.
            for schema in SCHEMAS.iter().cycle().skip(time * 3).take(3) {
                positions.push(compare(&world, &fresh, schema).await);
            }
            drop(fresh);
            scratch.end().await.unwrap();
        }
        done.store(true, Ordering::Relaxed);
        positions
    };
    let ((), positions) = tokio::join!(writes, compares);
    let different: std::collections::BTreeSet<&u64> = positions.iter().collect();
    assert!(
        different.len() > times,
        "commands ran meanwhile: {positions:?}"
    );
    working.stop().await;
}
