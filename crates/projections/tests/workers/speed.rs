//! How fast, in few figures. Run with `--ignored --nocapture`, best in release.

use std::time::{Duration, Instant};

use projections::{Rebuild, rebuild};
use serde_json::json;
use uuid::Uuid;

use crate::world::{AGENCY, World};

const COMMITS: u32 = 100_000;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn rebuild_and_catch_up() {
    let world = World::start().await;
    let last = world
        .many((0..COMMITS).map(|at| {
            let person = Uuid::new_v5(&Uuid::NAMESPACE_OID, &(at % 40_000).to_be_bytes());
            let data = json!({
                "person": person, "unit": Uuid::from_u128(u128::from(at % 40)), "period": "2026-Q3",
                "source": format!("s{at}"), "performance": {"kind": "training", "hours": 3},
                "points": 3, "table": "2026-1",
            });
            ("performance", person, "performance.recorded", data)
        }))
        .await;
    let began = Instant::now();
    rebuild(&world.source, Rebuild::all(), &|_| {})
        .await
        .unwrap();
    report("rebuild", last, began.elapsed());

    let before = world.fingerprints().await;
    let reset = "WITH moved AS (UPDATE engine.position SET sequence = 0, hash = NULL RETURNING 1), \
                 gone AS (DELETE FROM recognition_v4.standing) SELECT count(*) FROM moved";
    world.number(reset).await;
    let began = Instant::now();
    let working = world.work();
    while world
        .number("SELECT min(sequence) FROM engine.position")
        .await
        .unsigned_abs()
        < last
    {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    report("catch-up", last, began.elapsed());
    assert_eq!(world.fingerprints().await, before);

    live(&world).await;
    working.stop().await;
}

/// A thousand commits a second, each waited for.
async fn live(world: &World) {
    let mut waits = Vec::new();
    let mut tick = tokio::time::interval(Duration::from_millis(1));
    for at in 0..2_000_u32 {
        tick.tick().await;
        let person = Uuid::from_u128(u128::from(at % 50));
        let data = json!({
            "person": person, "unit": null, "period": "2026-Q4", "source": format!("s{at}"),
            "performance": {"kind": "training", "hours": 3}, "points": 3, "table": "2026-1",
        });
        let sequence = world
            .event("performance", u128::from(at), "performance.recorded", data)
            .await;
        let (waiter, began) = (world.waiter.clone(), Instant::now());
        waits.push(tokio::spawn(async move {
            let limit = Duration::from_secs(5);
            assert!(waiter.wait(&["recognition"], AGENCY, sequence, limit).await);
            began.elapsed()
        }));
    }
    let mut times = Vec::new();
    for wait in waits {
        times.push(wait.await.unwrap());
    }
    times.sort();
    println!(
        "ack to visible: p50 {:?}, p99 {:?}",
        times[times.len() / 2],
        times[times.len() * 99 / 100]
    );
}

fn report(what: &str, commits: u64, took: Duration) {
    println!(
        "{what}: {commits} commits in {took:?}, {:.0}/s",
        f64::from(COMMITS) / took.as_secs_f64()
    );
}
