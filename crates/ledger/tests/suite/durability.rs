//! Acknowledged means stored once, whatever is cut off or killed.

use ledger::{Credentials, Entities, Feeds, Ledger};

use crate::proxy::Proxy;
use crate::world::{World, rename};

crate::laws! {
    a_lost_acknowledgement_is_found_again_after_others_have_written;
    a_killed_server_loses_nothing_acknowledged;
}

async fn a_lost_acknowledgement_is_found_again_after_others_have_written(world: &mut World) {
    let direct = world.units().await;
    let id = world.registered(&direct, "dinkes", 1).await;
    let proxy = Proxy::start(world.nats.urls()[0].clone()).await;
    let credentials = world.credentials(embedded::Role::Performance);
    let through = Credentials {
        urls: vec![proxy.url.clone()],
        ..credentials
    };
    let through = Ledger::connect(&through).await.unwrap();
    let feeds = Feeds::start(world.ledger(embedded::Role::Performance).await)
        .await
        .unwrap();
    let vault = world.vault(embedded::Role::VaultPerformance).await;
    let units: Entities<domain::unit::Unit> = Entities::new(through, vault, feeds);
    units.load(&world.agency, id).await.unwrap();
    let command = world.command(id, 2, rename("Tidak terjawab"));
    proxy.swallow();
    let (outcome, ()) = tokio::join!(units.handle(&command), async {
        proxy.swallowed().await;
        // It is stored, its writer does not know, and others go on.
        for n in 3..6 {
            direct
                .handle(&world.command(id, n, rename(&format!("Nama {n}"))))
                .await
                .unwrap();
        }
        proxy.heal();
    });
    let position = outcome.unwrap().position;
    let again = direct.handle(&command).await.unwrap();
    assert_eq!((again.repeated, again.position), (true, position));
    assert_eq!(
        direct
            .load_at_leader(&world.agency, id)
            .await
            .unwrap()
            .version,
        5
    );
}

async fn a_killed_server_loses_nothing_acknowledged(world: &mut World) {
    let units = world.units().await;
    let id = world.registered(&units, "dinkes", 1).await;
    let mut positions = Vec::new();
    for n in 2..30 {
        if n % 10 == 0 {
            let server = world.nats.server(0);
            server.kill().await.unwrap();
            server.restart().await.unwrap();
        }
        let command = world.command(id, n, rename(&format!("Nama {n}")));
        // An outage may make an outcome unknown; the same again finds out.
        let outcome = loop {
            match units.handle(&command).await {
                Ok(outcome) => break outcome,
                Err(ledger::CommandError::Unknown | ledger::CommandError::Ledger(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        };
        positions.push(outcome.position);
    }
    assert!(positions.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(
        units
            .load_at_leader(&world.agency, id)
            .await
            .unwrap()
            .version,
        29
    );
}
