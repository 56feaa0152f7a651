//! What a system outside may do, asked of a real server.

use std::time::Duration;

use async_nats::{Client, ConnectOptions, jetstream};
use embedded::{Nats, NatsConfig, Outside, Role};
use futures_util::StreamExt as _;

use crate::{Folder, connected};

const QUICK: Duration = Duration::from_millis(500);

fn system(name: &str, agency: &str) -> Outside {
    Outside::new(name, agency, std::path::Path::new("ingest.toml")).unwrap()
}

async fn world() -> (Folder, Nats) {
    let folder = Folder::new();
    let config = NatsConfig {
        outside: vec![system("simpeg", "a"), system("lms", "b")],
        ..NatsConfig::new(folder.path())
    };
    let nats = Nats::start(config).await.unwrap();
    let vault = jetstream::new(connected(&nats, Role::VaultProvisioner).await);
    for agency in ["a", "b"] {
        let waiting = jetstream::stream::Config {
            name: format!("INGEST_{agency}"),
            subjects: vec![format!("ingest.{agency}.performance")],
            retention: jetstream::stream::RetentionPolicy::WorkQueue,
            allow_direct: true,
            ..Default::default()
        };
        vault.create_stream(waiting).await.unwrap();
    }
    (folder, nats)
}

async fn outside(nats: &Nats, system: &Outside) -> Client {
    let credential = nats.outside(system);
    ConnectOptions::with_user_and_password(credential.user, credential.password)
        .custom_inbox_prefix(system.inbox_prefix())
        .connect(nats.urls())
        .await
        .unwrap()
}

/// True if a stream has said that it stored the message.
async fn stored(client: &Client, subject: &str) -> bool {
    let asked = client.request(subject.to_owned(), "x".into());
    let answer = tokio::time::timeout(QUICK, asked).await;
    answer.is_ok_and(|it| it.is_ok_and(|it| it.payload.starts_with(b"{\"stream\"")))
}

#[tokio::test]
async fn a_system_outside_publishes_for_its_agency_and_can_do_nothing_else() {
    let (_folder, nats) = world().await;
    let client = outside(&nats, &system("simpeg", "a")).await;
    assert!(stored(&client, "ingest.a.performance").await);
    for other in [
        "ingest.b.performance",
        "ingest.a.other",
        "asn.a.performance.1",
        "asn.a.person.1",
        "vault.a.key.1",
        "$KV.WORKING.x",
        "$KV.INGEST_REJECTED.x",
        "timers.performance.x",
        "public.a",
    ] {
        assert!(!stored(&client, other).await, "{other}");
    }
    for api in [
        "INFO",
        "STREAM.NAMES",
        "STREAM.INFO.INGEST_a",
        "STREAM.MSG.GET.INGEST_a",
        "DIRECT.GET.INGEST_a",
        "CONSUMER.CREATE.INGEST_a",
        "CONSUMER.MSG.NEXT.INGEST_a.performance",
        "STREAM.PURGE.INGEST_a",
        "STREAM.DELETE.INGEST_a",
    ] {
        let asked = client.request(format!("$JS.API.{api}"), "{}".into());
        let answered = tokio::time::timeout(QUICK, asked).await;
        assert!(!answered.is_ok_and(|it| it.is_ok()), "{api}");
    }
}

#[tokio::test]
async fn a_system_outside_hears_nothing_of_others() {
    let (_folder, nats) = world().await;
    let (simpeg, lms) = (system("simpeg", "a"), system("lms", "b"));
    let spy = outside(&nats, &lms).await;
    let mut heard = Vec::new();
    for subject in [
        ">",
        "ingest.>",
        "ingest.a.performance",
        "_INBOX.>",
        "_INBOX_ingest_simpeg.>",
    ] {
        heard.push(spy.subscribe(subject).await.unwrap());
    }
    let client = outside(&nats, &simpeg).await;
    assert!(stored(&client, "ingest.a.performance").await);
    spy.flush().await.unwrap();
    assert!(
        stored(&spy, "ingest.b.performance").await,
        "it is connected"
    );
    for mut subscription in heard {
        let message = tokio::time::timeout(Duration::from_millis(50), subscription.next()).await;
        assert!(!matches!(message, Ok(Some(_))), "it heard something");
    }
}

#[tokio::test]
async fn the_service_takes_what_waits_and_others_cannot_publish_there() {
    let (_folder, nats) = world().await;
    let client = outside(&nats, &system("simpeg", "a")).await;
    assert!(stored(&client, "ingest.a.performance").await);
    let provisioner = jetstream::new(connected(&nats, Role::VaultProvisioner).await);
    let durable = jetstream::consumer::pull::Config {
        durable_name: Some("performance".into()),
        ..Default::default()
    };
    let stream = provisioner.get_stream("INGEST_a").await.unwrap();
    stream.create_consumer(durable).await.unwrap();

    let service = connected(&nats, Role::VaultPerformance).await;
    assert!(!stored(&service, "ingest.a.performance").await);
    let own = jetstream::new(service);
    let consumer: jetstream::consumer::PullConsumer = own
        .get_consumer_from_stream("performance", "INGEST_a")
        .await
        .unwrap();
    let mut messages = consumer.messages().await.unwrap();
    let message = messages.next().await.unwrap().unwrap();
    assert_eq!(message.payload, "x");
    message.double_ack().await.unwrap();
    let mut stream = provisioner.get_stream("INGEST_a").await.unwrap();
    assert_eq!(
        stream.info().await.unwrap().state.messages,
        0,
        "taken is gone"
    );
    let ledger = jetstream::new(connected(&nats, Role::Performance).await);
    let wait = tokio::time::timeout(QUICK, ledger.get_stream("INGEST_a")).await;
    assert!(
        !wait.is_ok_and(|it| it.is_ok()),
        "the ledger's users cannot see it"
    );
}
