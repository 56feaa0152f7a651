//! What a role may do, asked of a real server.

use crate::{Folder, connected, ledger, started};
use async_nats::{Client, jetstream};
use embedded::{Nats, Role};
use futures_util::{StreamExt, future::join_all};
use std::time::Duration;

async fn world() -> (Folder, Nats) {
    let folder = Folder::new();
    let nats = started(&folder).await;
    ledger(&connected(&nats, Role::Provisioner).await, "a", 1).await;
    let vault = jetstream::new(connected(&nats, Role::VaultProvisioner).await);
    let keys = jetstream::stream::Config {
        name: "KEYS_a".into(),
        subjects: vec!["vault.a.>".into()],
        allow_direct: true,
        ..Default::default()
    };
    vault.create_stream(keys).await.unwrap();
    let bucket = jetstream::kv::Config {
        bucket: "WORKING".into(),
        ..Default::default()
    };
    vault.create_key_value(bucket).await.unwrap();
    (folder, nats)
}

/// Nobody answers what an account does not import, which is known at once; the rest waits.
fn impatient(client: &Client) -> jetstream::Context {
    jetstream::context::ContextBuilder::new()
        .timeout(Duration::from_millis(500))
        .ack_timeout(Duration::from_millis(500))
        .build(client.clone())
}

async fn may_publish(client: &Client, subject: &str) -> bool {
    match impatient(client)
        .publish(subject.to_owned(), "x".into())
        .await
    {
        Ok(sent) => sent.await.is_ok(),
        Err(_) => false,
    }
}

/// True if the server answered, whatever it said.
async fn may_ask(client: &Client, api: &str) -> bool {
    let asked = client.request(format!("$JS.API.{api}"), "{}".into());
    tokio::time::timeout(Duration::from_millis(500), asked)
        .await
        .is_ok_and(|it| it.is_ok())
}

#[tokio::test]
async fn a_service_publishes_its_own_kinds_only() {
    let (_folder, nats) = world().await;
    for (role, own) in [
        (Role::Nominations, &["nomination", "slate"][..]),
        (Role::Endorsements, &["endorsement"]),
        (Role::Performance, &["person", "unit", "performance"]),
        (
            Role::Committee,
            &[
                "edition", "panel", "round", "ballot", "result", "decision", "decrees",
            ],
        ),
        (Role::Announcements, &["announcement"]),
        (Role::Projections, &[]),
        (Role::Portal, &[]),
    ] {
        let client = connected(&nats, role).await;
        let others = [
            "nomination",
            "endorsement",
            "person",
            "ballot",
            "announcement",
            "other",
        ];
        let kinds = own
            .iter()
            .chain(others.iter().filter(|kind| !own.contains(kind)));
        let asked =
            kinds.map(async |kind| (kind, may_publish(&client, &format!("asn.a.{kind}.1")).await));
        for (kind, may) in join_all(asked).await {
            assert_eq!(may, own.contains(kind), "{role} {kind}");
        }
    }
}

#[tokio::test]
async fn a_service_reads_the_ledger_but_cannot_change_streams() {
    let (_folder, nats) = world().await;
    let client = connected(&nats, Role::Nominations).await;
    assert!(may_publish(&client, "asn.a.nomination.1").await);

    let context = jetstream::new(client.clone());
    let stream = context.get_stream("LEDGER_a_1").await.unwrap();
    assert_eq!(stream.direct_get(1).await.unwrap().payload, "x");
    assert_eq!(stream.get_raw_message(1).await.unwrap().payload, "x");
    let last = stream
        .get_last_raw_message_by_subject("asn.a.nomination.1")
        .await
        .unwrap();
    assert_eq!(last.sequence, 1);
    let ordered = jetstream::consumer::pull::OrderedConfig::default();
    let consumer = stream.create_consumer(ordered).await.unwrap();
    let first = consumer
        .messages()
        .await
        .unwrap()
        .next()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first.payload, "x");
    let ordered = jetstream::consumer::push::OrderedConfig {
        deliver_subject: client.new_inbox(),
        ..Default::default()
    };
    let consumer = stream.create_consumer(ordered).await.unwrap();
    let first = consumer
        .messages()
        .await
        .unwrap()
        .next()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first.payload, "x");

    for action in [
        "UPDATE",
        "DELETE",
        "PURGE",
        "MSG.DELETE",
        "RESTORE",
        "SNAPSHOT",
    ] {
        assert!(
            !may_ask(&client, &format!("STREAM.{action}.LEDGER_a_1")).await,
            "{action}"
        );
    }
    assert!(!may_ask(&client, "STREAM.CREATE.OTHER").await);
    assert!(may_ask(&client, "STREAM.INFO.LEDGER_a_1").await);
}

#[tokio::test]
async fn nobody_of_the_ledger_reaches_the_vault() {
    let (_folder, nats) = world().await;
    let vault = connected(&nats, Role::VaultNominations).await;
    assert!(may_publish(&vault, "vault.a.key.1").await);
    assert!(!may_publish(&vault, "asn.a.nomination.1").await);
    let keys = jetstream::new(vault.clone())
        .get_stream("KEYS_a")
        .await
        .unwrap();
    assert_eq!(keys.direct_get(1).await.unwrap().payload, "x");
    let working = jetstream::new(vault.clone())
        .get_key_value("WORKING")
        .await
        .unwrap();
    working.put("draft.1", "text".into()).await.unwrap();
    assert_eq!(working.get("draft.1").await.unwrap().unwrap(), "text");
    working.delete("draft.1").await.unwrap();
    assert!(!may_ask(&vault, "STREAM.MSG.DELETE.KEYS_a").await);

    // The streams do not exist in the ledger's account, not even for its provisioner.
    for role in [Role::Nominations, Role::Provisioner] {
        let ledger = jetstream::new(connected(&nats, role).await);
        assert!(ledger.get_stream("KEYS_a").await.is_err(), "{role}");
        assert!(ledger.get_stream("KV_WORKING").await.is_err(), "{role}");
    }
    let portal = connected(&nats, Role::VaultPortal).await;
    assert!(!may_publish(&portal, "vault.a.key.1").await);
    assert!(may_publish(&portal, "$KV.WORKING.session").await);
}

#[tokio::test]
async fn only_the_eraser_destroys_a_key() {
    let (_folder, nats) = world().await;
    let eraser = connected(&nats, Role::VaultEraser).await;
    assert!(may_publish(&eraser, "vault.a.key.1").await);
    let keys = jetstream::new(eraser.clone())
        .get_stream("KEYS_a")
        .await
        .unwrap();
    assert!(keys.delete_message(1).await.unwrap());
    assert!(keys.direct_get(1).await.is_err());
    assert!(!may_ask(&eraser, "STREAM.DELETE.KEYS_a").await);
    assert!(!may_ask(&eraser, "STREAM.PURGE.KEYS_a").await);
}

#[tokio::test]
async fn a_service_cannot_listen_to_what_is_not_for_it() {
    let (_folder, nats) = world().await;
    let spy = connected(&nats, Role::Portal).await;
    let mut heard = spy.subscribe("_INBOX_committee.>").await.unwrap();
    let mut all = spy.subscribe("asn.>").await.unwrap();
    spy.flush().await.unwrap();
    let committee = connected(&nats, Role::Committee).await;
    assert!(may_publish(&committee, "asn.a.ballot.1").await);
    let nothing = Duration::from_millis(300);
    assert!(!matches!(
        tokio::time::timeout(nothing, heard.next()).await,
        Ok(Some(_))
    ));
    assert!(!matches!(
        tokio::time::timeout(nothing, all.next()).await,
        Ok(Some(_))
    ));
}

#[tokio::test]
async fn the_monitor_sees_that_every_write_is_synced() {
    let (_folder, nats) = world().await;
    let monitor = connected(&nats, Role::Monitor).await;
    let answer = monitor
        .request("$SYS.REQ.SERVER.PING.JSZ", "{}".into())
        .await
        .unwrap();
    let text = String::from_utf8_lossy(&answer.payload).into_owned();
    assert!(text.contains("\"sync_always\":true"), "{text}");
    assert!(
        monitor
            .request("$SYS.REQ.SERVER.PING.VARZ", "{}".into())
            .await
            .is_ok()
    );
    assert!(!may_ask(&monitor, "INFO").await);
}

/// Asks the server to send its answer to a subject of our choice.
async fn ask(client: &Client, api: &str, reply: &str, body: &'static str) {
    let api = format!("$JS.API.{api}");
    client
        .publish_with_reply(api, reply.to_owned(), body.into())
        .await
        .unwrap();
}

async fn count(nats: &Nats, owner: Role, stream: &str) -> u64 {
    let context = jetstream::new(connected(nats, owner).await);
    context
        .get_stream(stream)
        .await
        .unwrap()
        .cached_info()
        .state
        .messages
}

/// Without headers a direct get answers with exactly what was published.
const BARE: &str = "{\"seq\":1,\"no_hdr\":true}";
/// Time for answers that should not arrive; those that do take a millisecond.
const NOTHING: Duration = Duration::from_millis(500);

/// The server sends an answer wherever its asker says. In one account with the streams that would
/// be a way to write under any subject: `deploy/nats/README.md`.
#[tokio::test]
async fn an_answer_cannot_be_sent_into_a_stream() {
    let (_folder, nats) = world().await;
    ledger(&connected(&nats, Role::Provisioner).await, "b", 1).await;
    let thief = connected(&nats, Role::Nominations).await;
    assert!(may_publish(&thief, "asn.a.nomination.1").await);
    let (own, other) = ("asn.a.ballot.1", "asn.b.ballot.1");
    ask(&thief, "INFO", own, "").await;
    ask(&thief, "DIRECT.GET.LEDGER_a_1", own, "{\"seq\":1}").await;
    ask(&thief, "DIRECT.GET.LEDGER_a_1", own, BARE).await;
    thief
        .publish_with_reply("asn.a.nomination.1", own, "x".into())
        .await
        .unwrap();
    let stream = jetstream::new(thief.clone())
        .get_stream("LEDGER_a_1")
        .await
        .unwrap();
    let name = Some("pull".into());
    let pull = jetstream::consumer::pull::Config {
        name,
        ..Default::default()
    };
    stream.create_consumer(pull).await.unwrap();
    ask(&thief, "CONSUMER.MSG.NEXT.LEDGER_a_1.pull", other, "").await;
    let deliver_subject = other.into();
    let push = jetstream::consumer::push::Config {
        deliver_subject,
        ..Default::default()
    };
    stream.create_consumer(push).await.unwrap();
    thief.flush().await.unwrap();

    tokio::time::sleep(NOTHING).await;
    assert_eq!(
        count(&nats, Role::Provisioner, "LEDGER_a_1").await,
        2,
        "the two nominations"
    );
    assert_eq!(count(&nats, Role::Provisioner, "LEDGER_b_1").await, 0);
}

#[tokio::test]
async fn an_answer_cannot_be_sent_into_the_vault() {
    let (_folder, nats) = world().await;
    let writer = connected(&nats, Role::VaultNominations).await;
    assert!(may_publish(&writer, "vault.a.key.1").await);
    let portal = connected(&nats, Role::VaultPortal).await;
    ask(&portal, "DIRECT.GET.KEYS_a", "vault.a.key.1", BARE).await;
    portal.flush().await.unwrap();
    tokio::time::sleep(NOTHING).await;
    assert_eq!(count(&nats, Role::VaultProvisioner, "KEYS_a").await, 1);
}

#[tokio::test]
async fn a_commit_crosses_the_accounts_unchanged() {
    let (_folder, nats) = world().await;
    let client = connected(&nats, Role::Nominations).await;
    let context = jetstream::new(client.clone());
    let publish = async |expected: &str| {
        let mut headers = async_nats::HeaderMap::new();
        headers.insert("Nats-Expected-Last-Subject-Sequence", expected);
        let subject = "asn.a.nomination.1".to_owned();
        context
            .publish_with_headers(subject, headers, "x".into())
            .await
            .unwrap()
            .await
    };
    publish("0").await.unwrap();
    let refused = publish("0").await.unwrap_err();
    assert_eq!(
        refused.kind(),
        jetstream::context::PublishErrorKind::WrongLastSequence
    );
    let stream = context.get_stream("LEDGER_a_1").await.unwrap();
    assert_eq!(stream.get_raw_message(1).await.unwrap().headers.len(), 1);

    publish("1").await.unwrap();
    let inbox = client.new_inbox();
    let mut answers = client.subscribe(inbox.clone()).await.unwrap();
    let api = "$JS.API.DIRECT.GET.LEDGER_a_1";
    let batch = "{\"seq\":1,\"batch\":10}";
    client
        .publish_with_reply(api, inbox, batch.into())
        .await
        .unwrap();
    for expected in ["x", "x", ""] {
        assert_eq!(answers.next().await.unwrap().payload, expected);
    }
}
