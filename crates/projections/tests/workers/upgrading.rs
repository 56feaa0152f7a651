//! A newer program finds the tables of an older one.

use projections::{rebuild, upgrade};
use readmodel::queries::recognition::{self, Board, Of};
use readmodel::{Schema, TablesState};

use crate::world::{AGENCY, World};

/// What recognition was in version 3, as far as readers saw it.
const OLDER: &str = "
    DROP VIEW read.recognition, read.recognition_board, read.recognition_stretch;
    DROP SCHEMA recognition_v4 CASCADE;
    SET ROLE bp_projections;
    CREATE SCHEMA recognition_v3;
    SET search_path = recognition_v3;
    CREATE TABLE standing (agency TEXT, period TEXT, scope UUID, person UUID, debit BIGINT, events BIGINT, changed BIGINT);
    CREATE TABLE board (agency TEXT, scope UUID, period TEXT, people BIGINT);
    CREATE TABLE stretch (agency TEXT, period TEXT, level INT, high BIGINT, low BIGINT, people BIGINT);
    CREATE VIEW read.recognition AS
        SELECT agency, period, scope, person, debit, -debit AS points, events, changed FROM standing;
    CREATE VIEW read.recognition_board AS SELECT agency, scope, period, people FROM board;
    CREATE VIEW read.recognition_stretch AS SELECT agency, period, level, high, low, people FROM stretch;
    UPDATE engine.live SET version = 3 WHERE projection = 'recognition';";

#[tokio::test]
async fn an_older_version_that_readers_see_is_built_anew_and_switched_by_itself() {
    let world = World::start().await;
    let web = world.web().await;
    let last = world.points(0, 200).await;
    world.execute(OLDER).await;
    readmodel::admin::prepare(&world.postgres.connection_string("bp"))
        .await
        .unwrap();
    let schema = Schema::of("recognition").unwrap();
    let seen = async || world.source.db.seen_version(schema).await.unwrap();
    assert_eq!(seen().await, Some(3));
    let (agency, period, of) = (AGENCY, "2026-Q3", Of::Agency);
    let board = Board { agency, period, of };
    let person = crate::world::id(0x1000);
    // What the older tables cannot answer fails; it is not answered wrongly.
    let around = recognition::around(&web, board, person).await;
    assert!(around.is_err());

    let working = world.work();
    upgrade(&world.source).await;
    assert_eq!(seen().await, Some(schema.version));
    world.there(&["recognition"], last).await;
    let around = recognition::around(&web, board, person).await;
    assert_eq!(around.unwrap().unwrap().people, 37);
    let more = world.points(200, 50).await;
    world.there(&["recognition"], more).await;
    working.stop().await;
    let before = world.fingerprints().await;
    rebuild(
        &world.source,
        projections::Rebuild::of("recognition"),
        &|_| {},
    )
    .await
    .unwrap();
    assert_eq!(world.fingerprints().await, before);
    let tables = world.source.db.tables(schema).await.unwrap();
    let older = tables.iter().find(|one| one.schema == "recognition_v3");
    assert_eq!(older.unwrap().state, TablesState::Other);

    // A newer one is not taken away from the program that made it.
    world
        .execute("UPDATE engine.live SET version = 99 WHERE projection = 'recognition'")
        .await;
    upgrade(&world.source).await;
    assert_eq!(seen().await, Some(99));
}
