//! A world: real servers, agencies, running roles.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use berprestasi::agency;
use berprestasi::demo::Size;
use berprestasi::installation::Installation;
use berprestasi::outside;
use berprestasi::servers::{DATABASE, Provision, Servers};
use domain::KeyClass;
use domain::ids::AgencyCode;
use domain::text::Title;
use embedded::{Durability, Nats, NatsConfig, Postgres, PostgresConfig, Role};
use ledger::{Bucket, Credentials, Ledger, MasterKey, Vault};
use readmodel::{Access, Options, ReadModel};
use reqwest::{Method, RequestBuilder};
use runtime::{Reads, ServiceRole, Tokens};
use tempfile::TempDir;

use crate::agency::Agency;
use crate::outside::Outside;
use crate::roles::{Roles, any_port};
use crate::{Told, audit};

/// How long a scenario may take.
const LIMIT: Duration = Duration::from_mins(2);
/// The agencies that every world has.
pub(crate) const AGENCIES: [&str; 2] = ["kota-arang", "kab-bayu"];

/// How the roles run, and on how many nats-servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// All roles inside the test's process, one nats-server.
    OneProcess,
    /// All roles inside the test's process, a cluster of three nats-servers.
    Cluster,
    /// The real executable once per role, one nats-server.
    ProcessPerRole,
}

/// Real servers, two agencies, running roles.
pub struct World {
    // Dropped in this order: roles before the servers they use, the folder last.
    roles: Option<Roles>,
    /// The servers.
    pub servers: Servers,
    /// How it was started.
    pub layout: Layout,
    pub(crate) tokens: Tokens,
    /// Postgres as the web sees it, and how far the projections are.
    pub reads: Reads,
    /// The ledger as an auditor reads it.
    pub ledger: Ledger,
    /// The vault, for marks of rounds and names of laureates.
    pub vault: Vault,
    pub(crate) master: MasterKey,
    http: reqwest::Client,
    config: PathBuf,
    installation: Installation,
    _dir: TempDir,
}

/// Runs a scenario in a world of its own, then audits that world.
///
/// # Panics
/// If the scenario fails or takes too long, or the audit finds anything.
pub async fn scenario(layout: Layout, body: impl AsyncFnOnce(&World) -> Told) {
    let world = World::start(layout).await;
    let outcome = tokio::time::timeout(LIMIT, body(&world)).await;
    if let Ok(Err(error)) = &outcome {
        panic!("the scenario failed: {error}");
    }
    outcome
        .expect("the scenario took too long")
        .expect("seen above");
    world.finish().await;
}

impl World {
    /// Starts servers and roles.
    pub async fn start(layout: Layout) -> Self {
        let dir = TempDir::new().expect("a folder for the test");
        // PostgreSQL refuses to run as root and must reach its folder as somebody else.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).expect("our folder");
        let count = if layout == Layout::Cluster { 3 } else { 1 };
        let installation =
            Installation::open_or_make(&dir.path().join("installation"), Some(Size::Kecil), count)
                .expect("a new installation");
        let nats = NatsConfig {
            outside: two_systems(&installation),
            servers: count,
            ..NatsConfig::new(&installation.dir)
        };
        let postgres = PostgresConfig {
            dir: dir.path().to_owned(),
            durability: Durability::Volatile,
        };
        let (nats, postgres) = tokio::join!(Nats::start(nats), Postgres::start(postgres));
        let servers = Servers {
            nats: nats.expect("nats-server starts"),
            postgres: postgres.expect("PostgreSQL starts"),
        };
        servers
            .prepare(&installation)
            .await
            .expect("the servers are prepared");
        let key = fs::read_to_string(installation.path("master.key")).expect("a master key");
        let master = MasterKey::parse(&key).expect("a master key");
        let provision = Provision::load(&installation.path("provision.toml")).expect("written");
        for code in AGENCIES {
            let name = Title::new(&format!("Pemerintah {code}")).expect("a title");
            let added = agency::add(&provision, master.clone(), &self::code(code), &name).await;
            added.expect("an agency is added");
        }
        let config = servers
            .configure(&installation, any_port())
            .expect("a configuration");
        let ledger = connect(&servers, Role::Portal).await;
        let vault = connect(&servers, Role::VaultCommittee).await;
        let classes = [KeyClass::Round, KeyClass::Decree];
        let reads = Reads::new(read(&servers, DATABASE, Access::Report).await);
        let tokens = Tokens::load(Some(&installation.path("demo.key"))).expect("a demo key");
        let mut world = Self {
            roles: None,
            layout,
            tokens,
            reads,
            ledger,
            vault: Vault::new(vault, master.clone(), &classes),
            master,
            http: reqwest::Client::new(),
            config,
            servers,
            installation,
            _dir: dir,
        };
        world.resume().await;
        world
    }

    async fn resume(&mut self) {
        self.roles = Some(match self.layout {
            Layout::OneProcess | Layout::Cluster => Roles::here(&self.config).await,
            Layout::ProcessPerRole => Roles::apart(&self.config).await,
        });
    }

    /// Stops all roles and starts them anew; the servers go on.
    pub async fn restart(&mut self) {
        self.pause().await;
        self.resume().await;
    }

    /// Kills the process of a role, whatever it is doing, and starts it anew.
    pub async fn kills(&mut self, role: ServiceRole) {
        let roles = self.roles.as_mut().expect("the roles run");
        roles.kill(&self.config, role).await;
    }

    /// Connects as a system outside.
    pub async fn outside(&self, system: &str) -> Outside {
        Outside::connect(&self.installation.path(&format!("ingest-{system}.json"))).await
    }

    /// The raw bytes that are kept of messages from outside which were refused.
    pub async fn rejected(&self, agency: &str) -> Vec<Vec<u8>> {
        let vault = connect(&self.servers, Role::VaultPerformance).await;
        let bucket = Bucket::open(&vault, "INGEST_REJECTED").await;
        let entries = bucket
            .expect("there is a bucket")
            .entries(agency, 0, 1000)
            .await;
        let (entries, _) = entries.expect("the bucket answers");
        entries.into_iter().map(|entry| entry.value).collect()
    }

    /// Stops all roles, drops the database, and starts the roles on an empty one.
    pub async fn loses_its_database(&mut self) {
        self.pause().await;
        let postgres = &self.servers.postgres;
        postgres
            .drop_database(DATABASE)
            .await
            .expect("the database is dropped");
        self.servers.database().await.expect("an empty database");
        self.resume().await;
    }

    async fn pause(&mut self) {
        if let Some(roles) = self.roles.take() {
            roles.stop().await;
        }
    }

    fn roles(&self) -> &Roles {
        self.roles.as_ref().expect("the roles run")
    }

    /// The data folder of the installation, for operators' commands.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.installation.dir
    }

    /// Every address that roles serve.
    #[must_use]
    pub fn addresses(&self) -> Vec<&str> {
        self.roles().addresses()
    }

    /// A request to whoever serves the path.
    pub fn request(&self, method: &Method, path: &str) -> RequestBuilder {
        self.http.request(
            method.clone(),
            format!("{}{path}", self.roles().address(path)),
        )
    }

    /// A request to an address of [`World::addresses`].
    pub fn get(&self, url: &str) -> RequestBuilder {
        self.http.get(url)
    }

    /// The agency most scenarios play in.
    #[must_use]
    pub fn city(&self) -> Agency<'_> {
        Agency {
            world: self,
            code: AGENCIES[0],
        }
    }

    /// Another agency of the same installation.
    #[must_use]
    pub fn regency(&self) -> Agency<'_> {
        Agency {
            world: self,
            code: AGENCIES[1],
        }
    }

    /// The last sequence of an agency's ledger.
    pub async fn last(&self, agency: &str) -> u64 {
        self.ledger
            .last_sequence(&code(agency))
            .await
            .expect("the ledger answers")
    }

    /// The working state under a key, as it is kept.
    pub async fn working(&self, key: &str) -> Option<Vec<u8>> {
        let vault = connect(&self.servers, Role::VaultCommittee).await;
        let bucket = Bucket::open(&vault, "WORKING").await;
        let value = bucket.expect("there is a bucket").get(key).await;
        value.expect("the bucket answers")
    }

    /// What projections read from and write to, in a database of the world's Postgres.
    pub(crate) async fn source(&self, database: &str) -> projections::Source {
        let vault = connect(&self.servers, Role::VaultProjections).await;
        let classes = [KeyClass::Erasable, KeyClass::Decree];
        projections::Source {
            ledger: connect(&self.servers, Role::Projections).await,
            vault: Some(Vault::new(vault, self.master.clone(), &classes)),
            db: read(&self.servers, database, Access::Projector).await,
        }
    }

    /// Audits the world and stops it orderly.
    pub async fn finish(mut self) {
        audit::audit(&self).await;
        self.pause().await;
    }
}

/// A system outside for each agency.
fn two_systems(installation: &Installation) -> Vec<embedded::Outside> {
    let systems = format!(
        "[simpeg]\nagency = \"{}\"\n[lms]\nagency = \"{}\"\n",
        AGENCIES[0], AGENCIES[1]
    );
    fs::write(installation.path("ingest.toml"), systems).expect("our folder");
    outside::systems(installation).expect("two systems")
}

/// A code of an agency.
pub(crate) fn code(text: &str) -> AgencyCode {
    AgencyCode::new(text).expect("agencies of tests have codes")
}

async fn connect(servers: &Servers, role: Role) -> Ledger {
    let credential = servers.nats.credentials(role);
    let credentials = Credentials {
        urls: servers.nats.urls(),
        user: credential.user,
        password: credential.password,
        inbox: role.inbox_prefix(),
    };
    Ledger::connect(&credentials)
        .await
        .expect("a role connects")
}

async fn read(servers: &Servers, database: &str, access: Access) -> ReadModel {
    let address = servers.postgres.connection_string(database);
    let fields = address
        .split(' ')
        .filter(|field| !field.starts_with("user="));
    let address: Vec<&str> = fields.collect();
    let address = format!("{} user=bp_projections", address.join(" "));
    ReadModel::connect(&address, Options::new(access, "e2e"))
        .await
        .expect("a role reads")
}
