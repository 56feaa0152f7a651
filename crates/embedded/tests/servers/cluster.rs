//! Three servers: a replicated stream survives one.

use crate::{Folder, connected, connected_to, ledger};
use async_nats::jetstream;
use embedded::{Nats, NatsConfig, Role};
use std::time::Duration;

#[tokio::test]
async fn a_cluster_of_three_keeps_a_replicated_stream_when_one_server_is_killed() {
    let folder = Folder::new();
    let config = NatsConfig {
        servers: 3,
        ..NatsConfig::new(folder.path())
    };
    let mut nats = Nats::start(config).await.unwrap();
    assert_eq!(nats.urls().len(), 3);
    let client = connected(&nats, Role::Provisioner).await;
    let context = ledger(&client, "a", 3).await;
    context
        .publish("asn.a.nomination.1", "x".into())
        .await
        .unwrap()
        .await
        .unwrap();

    for url in nats.urls() {
        // Through each server, whoever leads the stream.
        let service = connected_to(&nats, Role::Nominations, vec![url]).await;
        let context = jetstream::new(service);
        context
            .publish("asn.a.nomination.0", "z".into())
            .await
            .unwrap()
            .await
            .unwrap();
        let stream = context.get_stream("LEDGER_a_1").await.unwrap();
        assert_eq!(stream.get_raw_message(1).await.unwrap().payload, "x");
    }

    nats.server(2).kill().await.unwrap();
    let mut written = false;
    for _ in 0..40 {
        // While a new leader is elected an answer may stay away.
        if let Ok(sent) = context.publish("asn.a.nomination.2", "y".into()).await
            && sent.await.is_ok()
        {
            written = true;
            break;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    assert!(written, "two of three are enough");
    nats.server(2).restart().await.unwrap();
    nats.until_ready().await.unwrap();

    let mut stream = context.get_stream("LEDGER_a_1").await.unwrap();
    let info = stream.info().await.unwrap();
    assert!(info.state.messages >= 5);
    assert_eq!(info.cluster.as_ref().unwrap().replicas.len(), 2);
    nats.stop().await.unwrap();
}
