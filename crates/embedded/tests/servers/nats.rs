//! One nats-server: start, stop, crash, start again.

use crate::{Folder, alive, connected, ledger, started, until};
use embedded::{Error, Nats, NatsConfig, Role};
use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt};

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_crash_and_clients_come_back() {
    let folder = Folder::new();
    let mut nats = started(&folder).await;
    let client = connected(&nats, Role::Provisioner).await;
    let context = ledger(&client, "a", 1).await;
    context
        .publish("asn.a.nomination.1", "x".into())
        .await
        .unwrap()
        .await
        .unwrap();
    let url = nats.urls();

    nats.server(0).kill().await.unwrap();
    assert_eq!(nats.server(0).pid(), None);
    nats.server(0).restart().await.unwrap();

    assert_eq!(nats.urls(), url);
    let stream = async || context.get_stream("LEDGER_a_1").await;
    let mut found = stream().await;
    for _ in 0..50 {
        if found.is_ok() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        found = stream().await;
    }
    assert_eq!(found.unwrap().cached_info().state.messages, 1);
    nats.stop().await.unwrap();
}

#[tokio::test]
async fn an_orderly_stop_ends_the_process_and_a_new_start_knows_the_passwords() {
    let folder = Folder::new();
    let nats = started(&folder).await;
    let (pid, password) = (
        nats.servers()[0].pid().unwrap(),
        nats.credentials(Role::Committee),
    );
    nats.stop().await.unwrap();
    assert!(!alive(pid));

    let nats = started(&folder).await;
    assert_eq!(nats.credentials(Role::Committee), password);
    assert_ne!(nats.credentials(Role::Portal).password, password.password);
    let file = fs::metadata(nats.dir().join("credentials.json")).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn dropping_ends_the_process() {
    let folder = Folder::new();
    let nats = started(&folder).await;
    let pid = nats.servers()[0].pid().unwrap();
    drop(nats);
    until("the server is gone", || !alive(pid)).await;
}

#[tokio::test]
async fn a_paused_server_can_be_resumed_and_stopped() {
    let folder = Folder::new();
    let mut nats = started(&folder).await;
    nats.server(0).pause().unwrap();
    let pid = nats.server(0).pid().unwrap();
    let stopped = || {
        fs::read_to_string(format!("/proc/{pid}/stat"))
            .unwrap()
            .contains(") T ")
    };
    until("it is paused", stopped).await;
    nats.server(0).resume().unwrap();
    until("it is resumed", || !stopped()).await;
    nats.server(0).pause().unwrap();
    nats.stop().await.unwrap();
    assert!(!alive(pid));
}

#[tokio::test]
async fn a_second_start_on_the_same_folder_is_refused() {
    let folder = Folder::new();
    let _nats = started(&folder).await;
    let refused = Nats::start(NatsConfig::new(folder.path()))
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::InUse { .. }), "{refused}");
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let config = NatsConfig {
        port: Some(port),
        ..NatsConfig::new(folder.path())
    };
    let refused = Nats::start(config).await.unwrap_err().to_string();
    assert!(refused.contains("choose another port"), "{refused}");
    assert!(refused.contains(&port.to_string()), "{refused}");
}
