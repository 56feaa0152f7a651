//! Rebuilt is byte for byte the same, and nobody notices.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use projections::{Rebuild, rebuild};
use readmodel::queries::recognition::Of;
use readmodel::queries::{directory, recognition};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::programme::WINNER;
use crate::world::{AGENCY, World, id};

#[tokio::test]
async fn dropped_and_rebuilt_every_table_is_the_same() {
    let mut world = World::start().await;
    let working = world.work();
    world.programme().await;
    let last = world.announcement().await;
    world.there(&[], last).await;
    let before = world.fingerprints().await;

    let reports = rebuild(&world.source, Rebuild::all(), &|_| {})
        .await
        .unwrap();
    assert_eq!(reports.len(), 9);
    assert!(
        reports
            .iter()
            .all(|report| (report.commits, report.parked) == (last, 0))
    );
    assert_eq!(world.fingerprints().await, before);

    // The workers found another epoch, and go on.
    let last = world.points(100, 50).await;
    world.there(&[], last).await;
    let before = world.fingerprints().await;
    working.stop().await;

    rebuild(&world.source, Rebuild::of("recognition"), &|_| {})
        .await
        .unwrap();
    assert_eq!(world.fingerprints().await, before);

    folds_to(&mut world, last, &before).await;

    world.start_over().await;
    rebuild(&world.source, Rebuild::all(), &|_| {})
        .await
        .unwrap();
    assert_eq!(world.fingerprints().await, before);
}

/// Workers that begin with empty tables come to these rows.
async fn folds_to(world: &mut World, last: u64, rows: &[(String, String)]) {
    world.start_over().await;
    let working = world.work();
    world.there(&[], last).await;
    assert_eq!(world.fingerprints().await, rows);
    working.stop().await;
}

/// Points that come, are corrected and withdrawn.
fn points(number: u32, given: &mut BTreeMap<u128, u32>) -> (u128, &'static str, Value) {
    let draw = Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes()).as_u128();
    let person = 1 + draw % 60;
    let unit = 1 + (draw >> 16) % 2;
    let hours = u32::try_from((draw >> 24) % 5).unwrap();
    let training = |hours: u32| json!({"kind": "training", "hours": hours, "course": null});
    let row = |hours: u32| {
        json!({
            "person": id(person), "unit": id(unit), "period": "2026-Q3", "source": "one",
            "performance": training(hours), "points": hours, "table": "2026-1",
        })
    };
    // One source for each person and unit.
    let entity = person * 2 + unit;
    let before = |hours: u32| json!({"performance": training(hours), "points": hours});
    match given.get(&entity).copied() {
        None => {
            given.insert(entity, hours);
            (entity, "performance.recorded", row(hours))
        }
        Some(was) if !(draw >> 32).is_multiple_of(3) => {
            given.insert(entity, hours);
            let data = json!({"now": row(hours), "before": before(was)});
            (entity, "performance.corrected", data)
        }
        Some(was) => {
            given.remove(&entity);
            let data = json!({
                "person": id(person), "unit": id(unit), "period": "2026-Q3", "source": "one",
                "before": before(was),
            });
            (entity, "performance.withdrawn", data)
        }
    }
}

#[tokio::test]
async fn points_one_by_one_at_once_and_rebuilt_are_the_same_rows() {
    let mut world = World::start().await;
    let working = world.work();
    let mut given = BTreeMap::new();
    let mut last = 0;
    for number in 0..1_000 {
        let (entity, kind, data) = points(number, &mut given);
        let v = if kind == "performance.recorded" { 2 } else { 1 };
        last = world
            .put(AGENCY, "performance", id(entity), &[(kind, v, data)])
            .await;
        if number < 100 {
            world.there(&["recognition"], last).await;
        }
    }
    world.there(&[], last).await;
    working.stop().await;
    let stretches = "SELECT count(*) FROM recognition_v4.stretch WHERE level = 5";
    assert!(world.number(stretches).await > 3);
    let parked = "SELECT count(*) FROM engine.parked";
    assert_eq!(world.number(parked).await, 0);
    let before = world.fingerprints().await;

    rebuild(&world.source, Rebuild::all(), &|_| {})
        .await
        .unwrap();
    assert_eq!(world.fingerprints().await, before);

    folds_to(&mut world, last, &before).await;
}

#[tokio::test]
async fn a_rebuild_under_way_is_never_seen_and_loses_nothing() {
    let world = World::start().await;
    let (one, two) = (world.work(), world.work_apart().await);
    let web = world.web().await;
    let last = world.points(0, 2_000).await;
    world.there(&["recognition"], last).await;
    let done = AtomicBool::new(false);
    let writes = async {
        let mut from = 2_000;
        while !done.load(Ordering::Relaxed) {
            world.points(from, 100).await;
            from += 100;
        }
        from
    };
    let reads = async {
        let (agency, period, of) = (AGENCY, "2026-Q3", Of::Agency);
        let board = recognition::Board { agency, period, of };
        while !done.load(Ordering::Relaxed) {
            let page = recognition::page(&web, board, None, 100).await.unwrap();
            let events: u64 = page.iter().map(|standing| standing.events).sum();
            assert!(events >= 2_000, "a reader saw {events}");
            let last = page[page.len() - 1];
            let around = recognition::around(&web, board, last.person).await;
            assert!(around.unwrap().is_some());
        }
    };
    let rebuilds = async {
        for _ in 0..5 {
            rebuild(&world.source, Rebuild::of("recognition"), &|_| {})
                .await
                .unwrap();
        }
        done.store(true, Ordering::Relaxed);
    };
    let (written, (), ()) = tokio::join!(writes, reads, rebuilds);
    world.there(&["recognition"], written).await;
    let counted = "SELECT sum(events)::int8 FROM recognition_v4.standing WHERE scope = '00000000-0000-0000-0000-000000000000'";
    assert_eq!(world.number(counted).await.unsigned_abs(), written);
    let before = world.fingerprints().await;
    one.stop().await;
    two.stop().await;
    rebuild(&world.source, Rebuild::all(), &|_| {})
        .await
        .unwrap();
    assert_eq!(world.fingerprints().await, before);
}

#[tokio::test]
async fn a_name_whose_key_is_destroyed_is_gone_after_a_rebuild() {
    let world = World::start().await;
    let working = world.work();
    let registered = world.sealed_person(WINNER).await;
    world.there(&["directory"], registered).await;
    let name = async || {
        let found = directory::people(&world.source.db, AGENCY, &[id(WINNER)])
            .await
            .unwrap();
        found[&id(WINNER)].name.clone()
    };
    assert_eq!(name().await.as_deref(), Some("Melati Cendana"));
    let agency = domain::ids::AgencyCode::new(AGENCY).unwrap();
    let key = domain::KeyId::erasable(id(WINNER));
    world.vault.destroy(&agency, key).await.unwrap();
    rebuild(&world.source, Rebuild::of("directory"), &|_| {})
        .await
        .unwrap();
    assert_eq!(name().await, None);
    working.stop().await;
}
