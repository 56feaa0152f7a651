//! Messages from outside: on disk when acknowledged, refused when full, there until they are settled.

use std::time::Duration;

use async_nats::ConnectOptions;
use async_nats::jetstream::{self, Context};
use domain::ids::AgencyCode;
use embedded::Role;

use crate::world::World;

super::laws! {
    a_full_stream_refuses_and_keeps_what_it_took;
    what_is_not_settled_comes_again_in_order;
}

/// Whoever may publish, as the owner of the account.
async fn publisher(world: &World) -> Context {
    let credentials = world.credentials(Role::VaultProvisioner);
    let options = ConnectOptions::with_user_and_password(credentials.user, credentials.password);
    jetstream::new(options.connect(credentials.urls).await.unwrap())
}

async fn publish(context: &Context, text: &str) -> bool {
    let subject = "ingest.9902.performance";
    let sent = context
        .publish(subject, text.to_owned().into())
        .await
        .unwrap();
    sent.await.is_ok()
}

async fn waiting(world: &World, most: i64) -> (Context, AgencyCode) {
    let agency = AgencyCode::new("9902").unwrap();
    world.provisioner.ingest(&agency, most).await.unwrap();
    (publisher(world).await, agency)
}

pub(crate) async fn a_full_stream_refuses_and_keeps_what_it_took(world: &mut World) {
    let (context, agency) = waiting(world, 3).await;
    for text in ["1", "2", "3"] {
        assert!(publish(&context, text).await);
    }
    assert!(!publish(&context, "4").await, "full");
    let ledger = world.ledger(Role::VaultPerformance).await;
    let mut inbox = ledger.inbox(&agency).await.unwrap();
    let mut taken = Vec::new();
    while taken.len() < 3 {
        taken.extend(inbox.next(10).await.unwrap());
    }
    let texts: Vec<&[u8]> = taken.iter().map(ledger::Delivery::payload).collect();
    assert_eq!(
        texts,
        [b"1", b"2", b"3"],
        "in order, and nothing of the refused one"
    );
    assert!(!publish(&context, "4").await, "taken is not settled");
    taken[0].done().await.unwrap();
    // The consumer has heard of it; the stream gives up the room when its replicas agree, a moment later.
    let room = async { while !publish(&context, "4").await {} };
    tokio::time::timeout(Duration::from_secs(20), room)
        .await
        .unwrap();
    assert!(!publish(&context, "5").await, "room for one");
}

pub(crate) async fn what_is_not_settled_comes_again_in_order(world: &mut World) {
    let (context, agency) = waiting(world, 100).await;
    for number in 0..20 {
        assert!(publish(&context, &number.to_string()).await);
    }
    let ledger = world.ledger(Role::VaultPerformance).await;
    let mut inbox = ledger.inbox(&agency).await.unwrap();
    let first = inbox.next(1).await.unwrap();
    assert_eq!(first[0].payload(), b"0");
    first[0].done().await.unwrap();
    // Whoever took the others is gone: they come to the next one.
    drop((inbox, first, ledger));
    let ledger = world.ledger(Role::VaultPerformance).await;
    let mut inbox = ledger.inbox(&agency).await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < 19 {
        for delivery in inbox.next(100).await.unwrap() {
            seen.push(
                std::str::from_utf8(delivery.payload())
                    .unwrap()
                    .parse::<u32>()
                    .unwrap(),
            );
            delivery.done().await.unwrap();
        }
    }
    seen.sort_unstable();
    assert!(seen.iter().copied().eq(1..20), "{seen:?}");
}
