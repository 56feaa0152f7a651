//! Real servers, started by the same code as `berprestasi up`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cluster;
mod failures;
mod nats;
mod orphans;
mod outside;
mod permissions;
mod postgres;

use async_nats::{Client, ConnectOptions, jetstream};
use embedded::{Credential, Nats, NatsConfig, Role};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// A folder of a test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("embedded-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&path).expect("a folder for the test");
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn started(folder: &Folder) -> Nats {
    Nats::start(NatsConfig::new(folder.path()))
        .await
        .expect("nats-server starts")
}

async fn connected(nats: &Nats, role: Role) -> Client {
    connected_to(nats, role, nats.urls()).await
}

async fn connected_to(nats: &Nats, role: Role, urls: Vec<String>) -> Client {
    let Credential { user, password } = nats.credentials(role);
    ConnectOptions::with_user_and_password(user, password)
        .custom_inbox_prefix(role.inbox_prefix())
        .request_timeout(Some(Duration::from_secs(5)))
        .connect(urls)
        .await
        .expect("the role can connect")
}

async fn ledger(client: &Client, name: &str, replicas: usize) -> jetstream::Context {
    let context = jetstream::new(client.clone());
    let config = jetstream::stream::Config {
        name: format!("LEDGER_{name}_1"),
        subjects: vec![format!("asn.{name}.>")],
        num_replicas: replicas,
        allow_direct: true,
        deny_delete: true,
        deny_purge: true,
        ..Default::default()
    };
    context
        .create_stream(config)
        .await
        .expect("the provisioner makes a ledger");
    context
}

fn alive(pid: u32) -> bool {
    // A process that has ended but was not waited for yet has no command line.
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}

async fn until(what: &str, mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "waited too long until {what}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Every process that has this folder in its command line.
fn processes_of(folder: &Path) -> Vec<String> {
    let needle = folder.to_string_lossy().into_owned();
    let lines = fs::read_dir("/proc")
        .expect("/proc")
        .flatten()
        .filter_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            if id == std::process::id() {
                return None;
            }
            let line = fs::read(entry.path().join("cmdline")).ok()?;
            Some(String::from_utf8_lossy(&line).replace('\0', " "))
        });
    lines.filter(|line| line.contains(&needle)).collect()
}
