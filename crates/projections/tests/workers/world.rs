//! A ledger, a vault and a database on real servers, and commits put there as they come.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use async_nats::jetstream;
use domain::ids::AgencyCode;
use domain::private::KeyClass;
use embedded::{Durability, Nats, NatsConfig, Postgres, PostgresConfig, Role};
use ledger::{Credentials, Ledger, Limits, MasterKey, Provisioner, Vault};
use projections::{Source, Status, Workers};
use readmodel::{Access, Options, ReadModel, Waiter};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use uuid::Uuid;

/// How long anything may take.
const LIMIT: Duration = Duration::from_secs(30);

/// Short, so that tests see takeovers.
const TAKEOVER: Duration = Duration::from_secs(1);

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Everything that a worker needs. Fields are dropped in this order.
pub(crate) struct World {
    pub(crate) source: Source,
    pub(crate) waiter: Waiter,
    pub(crate) vault: Vault,
    js: jetstream::Context,
    pub(crate) postgres: Postgres,
    pub(crate) nats: Nats,
    _folder: Folder,
}

pub(crate) const AGENCY: &str = "kota";

pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn credentials(nats: &Nats, role: Role) -> Credentials {
    let known = nats.credentials(role);
    Credentials {
        urls: nats.urls(),
        user: known.user,
        password: known.password,
        inbox: role.inbox_prefix(),
    }
}

impl World {
    pub(crate) async fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("workers-{}", Uuid::new_v4().simple()));
        fs::create_dir(&folder).unwrap();
        let nats = Nats::start(NatsConfig::new(&folder)).await.unwrap();
        let (dir, durability) = (folder.clone(), Durability::Volatile);
        let postgres = Postgres::start(PostgresConfig { dir, durability })
            .await
            .unwrap();
        postgres.create_database("bp").await.unwrap();
        let agency = AgencyCode::new(AGENCY).unwrap();
        let [app, vaults, monitor] = [Role::Provisioner, Role::VaultProvisioner, Role::Monitor]
            .map(|role| credentials(&nats, role));
        let limits = Limits {
            replicas: 1,
            max_bytes: 1 << 30,
        };
        let provisioner = Provisioner::connect(&app, &vaults, &monitor, limits)
            .await
            .unwrap();
        provisioner.installation().await.unwrap();
        provisioner.agency(&agency).await.unwrap();
        let client = async_nats::ConnectOptions::with_user_and_password(app.user, app.password)
            .custom_inbox_prefix(&app.inbox)
            .connect(nats.urls())
            .await
            .unwrap();
        let (source, waiter, vault) = connect(&nats, &postgres).await;
        let world = Self {
            source,
            waiter,
            vault,
            js: jetstream::new(client),
            postgres,
            nats,
            _folder: Folder(folder),
        };
        let data = json!({"code": AGENCY, "name": "Kota Arang Sari"});
        world
            .put("0", "agency", id(1), &[("agency.registered", 1, data)])
            .await;
        world
    }

    /// Drops the database, prepares it anew and connects again.
    pub(crate) async fn start_over(&mut self) {
        self.postgres.drop_database("bp").await.unwrap();
        self.postgres.create_database("bp").await.unwrap();
        (self.source, self.waiter, _) = connect(&self.nats, &self.postgres).await;
    }

    /// Puts a commit into the ledger; its sequence.
    pub(crate) async fn put(
        &self,
        agency: &str,
        kind: &str,
        entity: Uuid,
        events: &[(&str, u16, Value)],
    ) -> u64 {
        let (subject, payload) = commit(agency, kind, entity, events);
        let ack = self.js.publish(subject, payload.into()).await.unwrap();
        ack.await.unwrap().sequence
    }

    /// Puts a commit of the agency that says it was recorded then; its sequence.
    pub(crate) async fn put_at(
        &self,
        at: &str,
        kind: &str,
        entity: Uuid,
        events: &[(&str, u16, Value)],
    ) -> u64 {
        let (subject, payload) = commit_at(at, AGENCY, kind, entity, events);
        let ack = self.js.publish(subject, payload.into()).await.unwrap();
        ack.await.unwrap().sequence
    }

    /// An event of the agency.
    pub(crate) async fn event(&self, kind: &str, entity: u128, event: &str, data: Value) -> u64 {
        self.put(AGENCY, kind, id(entity), &[(event, 1, data)])
            .await
    }

    /// Many commits of one event each; the last sequence.
    pub(crate) async fn many(
        &self,
        events: impl Iterator<Item = (&'static str, Uuid, &'static str, Value)>,
    ) -> u64 {
        let mut acks = Vec::new();
        let mut last = 0;
        for (kind, entity, event, data) in events {
            let (subject, payload) = commit(AGENCY, kind, entity, &[(event, 1, data)]);
            acks.push(self.js.publish(subject, payload.into()).await.unwrap());
            if acks.len() == 200 {
                for ack in acks.drain(..) {
                    last = ack.await.unwrap().sequence;
                }
            }
        }
        for ack in acks {
            last = ack.await.unwrap().sequence;
        }
        last
    }

    pub(crate) fn work(&self) -> Working {
        Self::work_with(self.source.clone())
    }

    /// Workers of another process: with connections of their own.
    pub(crate) async fn work_apart(&self) -> Working {
        Self::work_with(self.addresses().source().await)
    }

    pub(crate) fn addresses(&self) -> Addresses {
        Addresses::of(&self.nats, &self.postgres)
    }

    /// One text, asked as the superuser; none if there is none.
    pub(crate) async fn text(&self, sql: &str) -> Option<String> {
        let address = self.postgres.connection_string("bp");
        let (client, connection) = tokio_postgres::connect(&address, tokio_postgres::NoTls)
            .await
            .unwrap();
        let driver = tokio::spawn(connection);
        let row = client.query_opt(sql, &[]).await.unwrap();
        driver.abort();
        row.and_then(|row| row.get(0))
    }

    fn work_with(source: Source) -> Working {
        let workers = Workers::new(source).take_over_after(TAKEOVER);
        let status = workers.status();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            workers
                .run(async {
                    let _ = stopped.await;
                })
                .await;
        });
        Working { status, stop, task }
    }

    /// Waits until these projections, or all, have folded up to a sequence.
    pub(crate) async fn there(&self, projections: &[&str], sequence: u64) {
        let all: Vec<&str> = projections::projections()
            .iter()
            .map(|one| one.name)
            .collect();
        let wanted = if projections.is_empty() {
            &all
        } else {
            projections
        };
        let there = self.waiter.wait(wanted, AGENCY, sequence, LIMIT).await;
        assert!(there, "{wanted:?} did not come to {sequence}");
        // What was heard last may be from before a switch or the way back.
        let done = async || {
            let places = self.source.db.positions(AGENCY).await.unwrap();
            let all = projections::projections();
            wanted.iter().all(|name| {
                let version = all.iter().find(|info| info.name == *name).unwrap().version;
                places.iter().any(|place| {
                    (place.projection.as_str(), place.version) == (name, version)
                        && place.sequence >= sequence
                })
            })
        };
        while !done().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Fingerprints of all projections' tables.
    pub(crate) async fn fingerprints(&self) -> Vec<(String, String)> {
        fingerprints(&self.source.db).await
    }

    /// A connection that may write any commit.
    pub(crate) async fn writer(&self) -> Ledger {
        Ledger::connect(&credentials(&self.nats, Role::Provisioner))
            .await
            .unwrap()
    }

    /// A connection as the web's role.
    pub(crate) async fn web(&self) -> ReadModel {
        let address = address(&self.postgres, "bp_web");
        let options = Options::new(Access::Web, "test web");
        ReadModel::connect(&address, options).await.unwrap()
    }

    /// One number, asked as the superuser.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let (client, driver) = self.superuser().await;
        let number = client.query_one(sql, &[]).await.unwrap().get(0);
        driver.abort();
        number
    }

    /// Does something as the superuser.
    pub(crate) async fn execute(&self, sql: &str) {
        let (client, driver) = self.superuser().await;
        client.batch_execute(sql).await.unwrap();
        driver.abort();
    }

    async fn superuser(&self) -> (tokio_postgres::Client, tokio::task::JoinHandle<()>) {
        let address = self.postgres.connection_string("bp");
        let (client, connection) = tokio_postgres::connect(&address, tokio_postgres::NoTls)
            .await
            .unwrap();
        let driver = tokio::spawn(async { drop(connection.await) });
        (client, driver)
    }
}

/// Workers that work until they are stopped.
pub(crate) struct Working {
    pub(crate) status: Status,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<()>,
}

impl Working {
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(());
        self.task.await.unwrap();
    }

    /// Waits until a projection says what is wanted of it.
    pub(crate) async fn until(
        &self,
        projection: &str,
        wanted: impl Fn(&projections::Progress) -> bool,
    ) {
        let seen = async {
            loop {
                let all = self.status.all();
                if all
                    .iter()
                    .any(|one| one.projection == projection && wanted(one))
                {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let outcome = tokio::time::timeout(LIMIT, seen).await;
        assert!(outcome.is_ok(), "{projection}: {:?}", self.status.all());
    }
}

/// Fingerprints of all projections' tables in a database.
pub(crate) async fn fingerprints(db: &ReadModel) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for schema in readmodel::SCHEMAS {
        let prints = db.fingerprint(&schema.live()).await.unwrap();
        assert!(!prints.is_empty(), "{}", schema.name);
        for (table, print) in prints {
            all.push((format!("{}.{table}", schema.live()), print));
        }
    }
    all
}

fn address(postgres: &Postgres, user: &str) -> String {
    let address = postgres.connection_string("bp");
    address.replace("user=postgres", &format!("user={user}"))
}

async fn connect(nats: &Nats, postgres: &Postgres) -> (Source, Waiter, Vault) {
    readmodel::admin::prepare(&postgres.connection_string("bp"))
        .await
        .unwrap();
    let source = Addresses::of(nats, postgres).source().await;
    let (waiter, vault) = (Waiter::start(&source.db), source.vault.clone());
    (source, waiter, vault.unwrap())
}

/// What a process of its own would be told to connect.
#[derive(Clone)]
pub(crate) struct Addresses {
    database: String,
    ledger: Credentials,
    vault: Credentials,
}

impl Addresses {
    fn of(nats: &Nats, postgres: &Postgres) -> Self {
        Self {
            database: address(postgres, "bp_projections"),
            ledger: credentials(nats, Role::Projections),
            vault: credentials(nats, Role::VaultProvisioner),
        }
    }

    pub(crate) async fn source(&self) -> Source {
        let options = Options::new(Access::Projector, "test workers");
        let db = ReadModel::connect(&self.database, options).await.unwrap();
        let ledger = Ledger::connect(&self.ledger).await.unwrap();
        let keys = Ledger::connect(&self.vault).await.unwrap();
        let master = MasterKey::parse(&"ab".repeat(32)).unwrap();
        let vault = Vault::new(keys, master, &[KeyClass::Erasable, KeyClass::Decree]);
        let vault = Some(vault);
        Source { ledger, vault, db }
    }
}

fn commit(
    agency: &str,
    kind: &str,
    entity: Uuid,
    events: &[(&str, u16, Value)],
) -> (String, Vec<u8>) {
    commit_at("2026-10-01T02:03:04.567891Z", agency, kind, entity, events)
}

fn commit_at(
    at: &str,
    agency: &str,
    kind: &str,
    entity: Uuid,
    events: &[(&str, u16, Value)],
) -> (String, Vec<u8>) {
    let events: Vec<Value> = events
        .iter()
        .map(|(kind, v, data)| json!({"type": kind, "v": v, "data": data}))
        .collect();
    let commit = json!({
        "format": 1, "agency": agency, "entity": format!("{kind}.{entity}"), "version": 1,
        "previous": null, "id": Uuid::new_v4(), "digest": "00".repeat(32),
        "at": at,
        "by": {"actor": id(1), "role": "system", "for": null}, "cause": null, "seen": "1-0-0",
        "events": events,
    });
    let subject = format!("asn.{agency}.{kind}.{entity}");
    (subject, serde_json::to_vec(&commit).unwrap())
}
