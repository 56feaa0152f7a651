//! Servers, services and people of one bench, in a folder that goes with it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use domain::KeyClass;
use domain::ids::AgencyCode;
use domain::text::Title;
use indicatif::ProgressBar;
use ledger::raw::RawStream;
use ledger::{Credentials, Ledger, MasterKey, Vault};
use runtime::{Config, ServiceRole, Tokens};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::held;
use super::report::Setting;
use crate::agency;
use crate::compose;
use crate::demo::city::{City, Size};
use crate::demo::client::Client;
use crate::demo::{self, administrator};
use crate::installation::Installation;
use crate::servers::{DATABASE, Provision, Servers};
use crate::up::Failure;

/// The agency of the raw stream; it is not in the registry, so nobody follows it.
const REFERENCE: &str = "rujukan";

/// The most bytes of a stream of one of many agencies: nats-server reserves them for each, and refuses more
/// than it may store at all.
const ROOM: i64 = 1 << 30;

/// Removes folders when it goes.
struct Folders(Vec<PathBuf>);

impl Drop for Folders {
    fn drop(&mut self) {
        for dir in &self.0 {
            if let Err(error) = std::fs::remove_dir_all(dir)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                eprintln!("  cannot remove {}: {error}", dir.display());
            }
        }
    }
}

/// Servers and services of one bench. Fields are dropped in order: the folders last.
pub(super) struct World {
    services: Option<Services>,
    servers: Servers,
    provision: Provision,
    file: PathBuf,
    /// As an operator would write it.
    pub(super) config: Config,
    /// What the figures depend on.
    pub(super) setting: Setting,
    pub(super) next: Arc<AtomicU64>,
    installation: Installation,
    _folders: Folders,
}

/// A child process that serves roles. It ends when its input is closed, so it never outlives us.
struct Services {
    child: Child,
    address: SocketAddr,
}

/// The people whom commands are about, and who commands.
#[derive(Clone)]
pub(super) struct Scene {
    pub(super) address: SocketAddr,
    pub(super) token: String,
    pub(super) people: Arc<[String]>,
    pub(super) next: Arc<AtomicU64>,
}

impl Scene {
    /// A number that no other command of this bench has.
    pub(super) fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// The person of a number; numbers that follow each other are of different people.
    pub(super) fn person(&self, number: u64) -> &str {
        &self.people[usize::try_from(number).unwrap_or(0) % self.people.len()]
    }

    /// The period of a number: with the person, each number has a place of its own.
    pub(super) fn period(&self, number: u64) -> String {
        let months = number / self.people.len() as u64;
        format!("{:04}-{:02}", 1990 + months / 12, 1 + months % 12)
    }
}

impl World {
    /// Starts the servers and adds the agency.
    pub(super) async fn start(bar: &ProgressBar) -> Result<Self, Failure> {
        let name = format!("berprestasi-bench-{}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        let mut folders = Folders(vec![dir.clone()]);
        let installation = Installation::open_or_make(&dir, Some(Size::Kecil), 1)?;
        let servers = Servers::start(&installation).await?;
        // Of root's, Postgres keeps its data where its own user can reach it.
        folders.0.push(servers.postgres.dir().to_owned());
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let file = servers.configure(&installation, listen)?;
        let provision = Provision::load(&installation.path("provision.toml"))?;
        let reference = AgencyCode::new(REFERENCE)?;
        provision.connect().await?.agency(&reference).await?;
        bar.set_message("started servers");
        let mut world = Self {
            services: None,
            servers,
            provision,
            config: Config::load(&file)?,
            file,
            setting: Setting::default(),
            next: Arc::default(),
            installation,
            _folders: folders,
        };
        let city = AgencyCode::new(demo::AGENCY)?;
        world.add(&city, &world.provision).await?;
        let nats = world.raw(Vec::new()).await?.server_version();
        let postgres = readmodel::bare::Bare::take(&world.owner()).await?;
        let postgres = postgres.server_version().await?;
        world.setting = Setting::of(nats, postgres, &world.installation.dir);
        Ok(world)
    }

    /// Adds an agency with room for a hundred thousand people.
    pub(super) async fn agency(&self, code: &AgencyCode) -> Result<(), Failure> {
        let provision = Provision {
            max_bytes: ROOM,
            ..self.provision.clone()
        };
        self.add(code, &provision).await
    }

    async fn add(&self, code: &AgencyCode, provision: &Provision) -> Result<(), Failure> {
        let key = std::fs::read_to_string(self.installation.path("master.key"))?;
        let (key, title) = (MasterKey::parse(&key)?, Title::new(demo::NAME)?);
        agency::add(provision, key, code, &title).await?;
        Ok(())
    }

    /// A file of this name in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.installation.path(name)
    }

    /// The configuration file.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// The address of the database's owner.
    pub(super) fn owner(&self) -> String {
        self.servers.postgres.connection_string(DATABASE)
    }

    /// Serves these roles in a child process, instead of those before.
    pub(super) async fn serve(&mut self, roles: &str) -> Result<SocketAddr, Failure> {
        self.quiet().await?;
        let mut child = Command::new(std::env::current_exe()?)
            .args(["bench", "--serve"])
            .arg(&self.file)
            .arg(roles)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().ok_or("the services have no output")?;
        let line = BufReader::new(output).lines().next_line().await?;
        let line = line.ok_or("the services ended before they served; see above")?;
        let address = line.parse()?;
        self.services = Some(Services { child, address });
        Ok(address)
    }

    /// Ends the services.
    pub(super) async fn quiet(&mut self) -> Result<(), Failure> {
        if let Some(mut services) = self.services.take() {
            drop(services.child.stdin.take());
            services.child.wait().await?;
        }
        Ok(())
    }

    /// Registers people through the services that run.
    pub(super) async fn people(&self, count: usize) -> Result<Scene, Failure> {
        let services = self.services.as_ref().ok_or("nobody serves")?;
        let size = if count > 2_500 {
            Size::Besar
        } else {
            Size::Kota
        };
        let mut city = City::new(size);
        city.people.truncate(count);
        let client = self.client(services.address)?;
        let loaded = demo::people(&client, city, &ProgressBar::hidden()).await?;
        Ok(Scene {
            address: services.address,
            token: client.token(administrator())?,
            people: loaded.people.into(),
            next: Arc::clone(&self.next),
        })
    }

    /// A client that sets the scene; it is not measured.
    pub(super) fn client(&self, address: SocketAddr) -> Result<Client, Failure> {
        let tokens = Tokens::load(self.config.demo_key_file.as_deref())?;
        let agency = AgencyCode::new(demo::AGENCY)?;
        Ok(Client::new(&format!("http://{address}"), agency, tokens)?)
    }

    /// The raw stream beside the ledger, as the user of the same role.
    pub(super) async fn raw(&self, payload: Vec<u8>) -> Result<RawStream, Failure> {
        self.raw_of(&AgencyCode::new(REFERENCE)?, payload).await
    }

    /// The stream of an agency, written past the services.
    pub(super) async fn raw_of(
        &self,
        agency: &AgencyCode,
        payload: Vec<u8>,
    ) -> Result<RawStream, Failure> {
        let user = self.user(ServiceRole::Performance)?;
        Ok(RawStream::connect(user, agency, "performance", payload).await?)
    }

    /// The stream of an agency for one kind of entity, as the user of the role that writes it.
    pub(super) async fn raw_as(
        &self,
        role: ServiceRole,
        agency: &AgencyCode,
        kind: &'static str,
    ) -> Result<RawStream, Failure> {
        let user = self.user(role)?;
        Ok(RawStream::connect(user, agency, kind, Vec::new()).await?)
    }

    /// The user of a role.
    pub(super) fn user(&self, role: ServiceRole) -> Result<&Credentials, Failure> {
        let user = self.config.nats.ledger.get(&role);
        Ok(user.ok_or_else(|| format!("the configuration has no user for {role}"))?)
    }

    /// The keys that a role may hold.
    pub(super) async fn vault(
        &self,
        role: ServiceRole,
        classes: &[KeyClass],
    ) -> Result<Vault, Failure> {
        let user = self.config.nats.vault.get(&role);
        let user = user.ok_or_else(|| format!("the configuration has no vault for {role}"))?;
        let (ledger, master) = (
            Ledger::connect(user).await?,
            compose::master_key(&self.config)?,
        );
        Ok(Vault::new(ledger, master, classes))
    }

    /// Ends nats-server by SIGKILL and starts it again; how many seconds until it serves its streams.
    pub(super) async fn crash_nats(&mut self) -> Result<f64, Failure> {
        let server = self.servers.nats.server(0);
        server.kill().await?;
        let began = Instant::now();
        server.restart().await?;
        Ok(began.elapsed().as_secs_f64())
    }

    /// The memory that nats-server holds, in MiB.
    pub(super) fn nats_memory(&self) -> f64 {
        let pid = self.servers.nats.servers()[0].pid();
        pid.and_then(|pid| held::now_of(&held::status(pid)))
            .unwrap_or(f64::NAN)
    }

    /// What the streams take on disk, in MiB.
    #[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
    pub(super) fn nats_disk(&self) -> f64 {
        bytes_under(self.servers.nats.dir()) as f64 / f64::from(1 << 20)
    }

    /// The memory that the services' process holds, in MiB.
    pub(super) fn services_memory(&self) -> Option<f64> {
        let pid = self.services.as_ref()?.child.id()?;
        held::now_of(&held::status(pid))
    }

    /// Ends everything; the folders go.
    pub(super) async fn close(mut self) -> Result<(), Failure> {
        self.quiet().await?;
        drop(self.provision);
        Ok(self.servers.stop().await?)
    }
}

/// The bytes of all files in a folder. What goes meanwhile is left out.
fn bytes_under(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(it) if it.is_dir() => bytes_under(&entry.path()),
            Ok(it) => it.len(),
            Err(_) => 0,
        })
        .sum()
}
