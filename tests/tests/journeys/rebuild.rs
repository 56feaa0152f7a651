//! Postgres is disposable.

use e2e::{Layout, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_database_comes_back_byte_for_byte() {
    let mut world = World::start(Layout::OneProcess).await;
    crate::award::edition(&world).await.unwrap();
    let before = world.prints().await;
    world.loses_its_database().await;
    assert_eq!(
        before,
        world.prints().await,
        "folded anew from an empty database"
    );
    world.finish().await;
}
