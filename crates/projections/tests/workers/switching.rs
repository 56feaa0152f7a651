//! Built beside, switched, and back; readers notice nothing.

use std::sync::atomic::{AtomicBool, Ordering};

use projections::{Rebuild, RebuildError, back, drop_unseen, rebuild, switch};
use readmodel::queries::recognition::{self, Of};
use readmodel::{Schema, TablesState};

use crate::world::{AGENCY, World};

const NAME: &str = "recognition";

async fn states(world: &World) -> Vec<TablesState> {
    let schema = Schema::of(NAME).unwrap();
    let tables = world.source.db.tables(schema).await.unwrap();
    tables.into_iter().map(|tables| tables.state).collect()
}

#[tokio::test]
async fn a_build_waits_for_its_switch_and_the_one_before_for_the_way_back() {
    let world = World::start().await;
    let working = world.work();
    let last = world.points(0, 300).await;
    world.there(&[NAME], last).await;
    let nothing = switch(&world.source, Some(NAME), &|_| {}).await;
    assert!(matches!(nothing, Err(RebuildError::Nothing(NAME))));
    let nothing = back(&world.source, NAME).await;
    assert!(matches!(nothing, Err(RebuildError::NothingBefore(NAME))));

    rebuild(&world.source, Rebuild::of(NAME).keep(), &|_| {})
        .await
        .unwrap();
    let waiting = states(&world).await;
    assert!(
        matches!(waiting[..], [TablesState::Live, TablesState::Built(_)]),
        "{waiting:?}"
    );
    // What happens before the switch is not lost by it, nor what happens before the way back.
    let last = world.points(300, 200).await;
    world.there(&[NAME], last).await;
    let before = world.fingerprints().await;
    let reports = switch(&world.source, Some(NAME), &|_| {}).await.unwrap();
    assert_eq!((reports[0].commits, reports[0].parked), (last, 0));
    assert_eq!(world.fingerprints().await, before);
    let last = world.points(500, 200).await;
    world.there(&[NAME], last).await;
    let now = world.fingerprints().await;
    for _ in 0..2 {
        back(&world.source, NAME).await.unwrap();
        world.there(&[NAME], last).await;
        assert_eq!(world.fingerprints().await, now);
    }
    working.stop().await;

    let dropped = drop_unseen(&world.source, NAME).await.unwrap();
    assert_eq!(dropped.len(), 1);
    assert!(matches!(states(&world).await[..], [TablesState::Live]));
    let nothing = back(&world.source, NAME).await;
    assert!(matches!(nothing, Err(RebuildError::NothingBefore(NAME))));
    assert_eq!(world.fingerprints().await, now);
}

/// Names that were erased since must not come back.
#[tokio::test]
async fn of_names_nothing_is_kept() {
    let world = World::start().await;
    rebuild(&world.source, Rebuild::of("directory"), &|_| {})
        .await
        .unwrap();
    let nothing = back(&world.source, "directory").await;
    assert!(matches!(nothing, Err(RebuildError::NothingBefore(_))));
    let kept = rebuild(&world.source, Rebuild::of("directory").keep(), &|_| {}).await;
    assert!(matches!(kept, Err(RebuildError::Names(_))));
    let kept = rebuild(&world.source, Rebuild::all().keep(), &|_| {})
        .await
        .unwrap();
    assert!(kept.len() > 1);
    assert!(kept.iter().all(|report| report.projection != "directory"));
}

#[tokio::test]
async fn a_hundred_switches_fail_no_read_and_lose_nothing() {
    let world = World::start().await;
    let working = world.work();
    let web = world.web().await;
    let last = world.points(0, 1_000).await;
    world.there(&[NAME], last).await;
    rebuild(&world.source, Rebuild::of(NAME), &|_| {})
        .await
        .unwrap();
    let done = AtomicBool::new(false);
    let writes = async {
        let mut from = 1_000;
        while !done.load(Ordering::Relaxed) {
            world.points(from, 20).await;
            from += 20;
        }
        from
    };
    let (agency, period, of) = (AGENCY, "2026-Q3", Of::Agency);
    let board = recognition::Board { agency, period, of };
    let reads = async {
        let mut reads = 0;
        while !done.load(Ordering::Relaxed) {
            let page = recognition::page(&web, board, None, 10).await.unwrap();
            let person = page[0].person;
            let around = recognition::around(&web, board, person).await.unwrap();
            assert!(around.is_some());
            reads += 1;
        }
        reads
    };
    let switches = async {
        for _ in 0..100 {
            back(&world.source, NAME).await.unwrap();
        }
        done.store(true, Ordering::Relaxed);
    };
    let (written, reads, ()) = tokio::join!(writes, reads, switches);
    assert!(reads > 0);
    world.there(&[NAME], written).await;
    let before = world.fingerprints().await;
    working.stop().await;
    rebuild(&world.source, Rebuild::of(NAME), &|_| {})
        .await
        .unwrap();
    assert_eq!(world.fingerprints().await, before);
}
