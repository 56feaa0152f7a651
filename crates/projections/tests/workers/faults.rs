//! Poison, newer events, other ledgers, outages.

use projections::{Rebuild, State, rebuild};
use serde_json::json;

use crate::world::{AGENCY, World, id};

#[tokio::test]
async fn two_workers_apply_every_commit_once() {
    let world = World::start().await;
    let (one, two) = (world.work(), world.work_apart().await);
    let mut last = 0;
    for from in 0..20 {
        last = world.points(from * 100, 100).await;
    }
    world.there(&["recognition"], last).await;
    let counted = "SELECT sum(events)::int8 FROM recognition_v4.standing WHERE scope = '00000000-0000-0000-0000-000000000000'";
    assert_eq!(world.number(counted).await, 2_000);
    one.stop().await;
    two.stop().await;
}

#[tokio::test]
async fn poison_parks_its_entity_and_stops_only_the_strict() {
    let world = World::start().await;
    let working = world.work();
    world.edition().await;
    let good = world.nomination(0x11, 0x21).await;
    let bad = world
        .event(
            "nomination",
            0x12,
            "nomination.submitted",
            json!({"no": "schema"}),
        )
        .await;
    let after = world
        .event("nomination", 0x12, "nomination.withdrawn", json!({}))
        .await;
    let last = world.nomination(0x13, 0x22).await;
    world
        .there(&["nomination_board", "recognition", "directory"], last)
        .await;
    assert_eq!(
        world
            .number("SELECT count(*) FROM nomination_board_v2.nomination")
            .await,
        2
    );
    let parked = world.source.db.parked(AGENCY).await.unwrap();
    let parked: Vec<_> = parked
        .iter()
        .map(|one| (one.projection.as_str(), one.entity, one.sequence, one.from))
        .collect();
    let board = "nomination_board";
    assert_eq!(
        parked,
        [(board, id(0x12), bad, bad), (board, id(0x12), after, bad)]
    );
    working
        .until(board, |one| one.state == State::Running && one.parked == 2)
        .await;
    working
        .until(
            "award_board",
            |one| matches!(&one.state, State::Stopped { why } if why.contains(&bad.to_string())),
        )
        .await;
    assert_eq!(world.waiter.sequence("award_board", AGENCY), good);
    working.stop().await;
    // What is parked stays aside after a restart.
    let working = world.work();
    let last = world
        .event("nomination", 0x12, "nomination.reopened", json!({}))
        .await;
    world.there(&["nomination_board"], last).await;
    working.until(board, |one| one.parked == 3).await;
    working.stop().await;
    stops_a_rebuild_unless_parked(&world, board, bad).await;
}

async fn stops_a_rebuild_unless_parked(world: &World, board: &str, bad: u64) {
    let rows = world.fingerprints().await;
    let wish = Rebuild::of(board);
    let stopped = rebuild(&world.source, wish, &|_| {}).await.unwrap_err();
    let said = stopped.to_string();
    assert!(
        said.contains(&format!("commit {bad} of agency kota")) && said.contains("--park"),
        "{said}"
    );
    assert_eq!(world.fingerprints().await, rows);
    let parked = world.source.db.parked(AGENCY).await.unwrap();
    let reports = rebuild(&world.source, wish.park(), &|_| {}).await.unwrap();
    assert_eq!(reports[0].parked, 3);
    assert_eq!(world.fingerprints().await, rows);
    assert_eq!(world.source.db.parked(AGENCY).await.unwrap(), parked);
}

#[tokio::test]
async fn an_event_of_a_newer_program_is_waited_for() {
    let world = World::start().await;
    let working = world.work();
    let before = world.edition().await;
    let newer = world
        .put(
            AGENCY,
            "announcement",
            id(0x61),
            &[("announcement.corrected", 1, json!({}))],
        )
        .await;
    let last = world.points(0, 10).await;
    world.there(&["recognition", "directory"], last).await;
    for name in [
        "announcement",
        "award_board",
        "award_history",
        "nomination_board",
    ] {
        working.until(name, |one| matches!(&one.state, State::Waiting { why } if why.contains(&newer.to_string()))).await;
        assert_eq!(world.waiter.sequence(name, AGENCY), before);
    }
    // A newer worker takes it: here, one that pretends to.
    let sql = format!(
        "WITH moved AS (UPDATE engine.position SET sequence = {newer}, hash = NULL WHERE sequence = {before} RETURNING 1) SELECT count(*) FROM moved"
    );
    assert_eq!(world.number(&sql).await, 4);
    world.there(&[], last).await;
    working.stop().await;
}

#[tokio::test]
async fn another_ledger_stops_everything_of_the_agency() {
    let world = World::start().await;
    let working = world.work();
    let last = world.edition().await;
    world.there(&[], last).await;
    working.stop().await;
    let other = "WITH moved AS (UPDATE engine.position SET incarnation = gen_random_uuid() RETURNING 1) SELECT count(*) FROM moved";
    assert_eq!(world.number(other).await, 9);
    let working = world.work();
    working
        .until(
            "recognition",
            |one| matches!(&one.state, State::Stopped { why } if why.contains("another one")),
        )
        .await;
    working.stop().await;
    let ahead = "WITH moved AS (UPDATE engine.position SET sequence = 999 RETURNING 1) SELECT count(*) FROM moved";
    assert_eq!(world.number(ahead).await, 9);
    rebuild(&world.source, Rebuild::all(), &|_| {})
        .await
        .unwrap();
    let working = world.work();
    let last = world.points(0, 10).await;
    world.there(&[], last).await;
    working.stop().await;
}

#[tokio::test]
async fn servers_that_stop_are_waited_for() {
    let mut world = World::start().await;
    let working = world.work();
    let last = world.points(0, 100).await;
    world.there(&["recognition"], last).await;
    world.postgres.restart().await.unwrap();
    let last = world.points(100, 100).await;
    world.there(&[], last).await;
    world.nats.server(0).restart().await.unwrap();
    let last = world.points(200, 100).await;
    world.there(&[], last).await;
    let counted = "SELECT sum(events)::int8 FROM recognition_v4.standing WHERE scope = '00000000-0000-0000-0000-000000000000'";
    assert_eq!(world.number(counted).await, 300);
    working.stop().await;
}
