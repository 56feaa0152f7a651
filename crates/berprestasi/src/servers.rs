//! The servers of an installation that manages its own, and the configuration that points to them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use embedded::{Nats, NatsConfig, Postgres, PostgresConfig, Role};
use ledger::{Credentials, LedgerError, Limits, Provisioner};
use readmodel::ReadError;
use runtime::ServiceRole;
use runtime::config::ConfigError;
use serde::{Deserialize, Serialize};

use crate::installation::{Installation, InstallationError, write};
use crate::outside;

/// The database of the read side.
pub const DATABASE: &str = "berprestasi";
/// The most bytes of an agency's ledger on a machine of one's own: plenty, and below most disks.
const MAX_BYTES: i64 = 8 << 30;

/// Why the servers do not run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The folder.
    #[error(transparent)]
    Installation(#[from] InstallationError),
    /// The processes.
    #[error(transparent)]
    Embedded(#[from] embedded::Error),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Credentials for making streams, or the list of systems outside.
    #[error("cannot read {}: {reason}", path.display())]
    Provision {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// The running servers of an installation.
#[derive(Debug)]
pub struct Servers {
    /// nats-server, one or three.
    pub nats: Nats,
    /// Postgres.
    pub postgres: Postgres,
}

/// Who may make streams, in a file of its own: no service reads it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Provision {
    /// In the account of the ledgers.
    pub ledger: Login,
    /// In the account of the vault.
    pub vault: Login,
    /// In the system account, to ask servers for their settings.
    pub monitor: Login,
    /// Writes the registry.
    pub registry: Login,
    /// The registry's keys, for digests.
    pub registry_vault: Login,
    /// Copies of each stream.
    pub replicas: usize,
    /// The most bytes of a stream.
    pub max_bytes: i64,
    /// The address of the owner of the read side's database, who may make others beside it.
    #[serde(default)]
    pub database: Option<String>,
}

/// Where and as whom to connect.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Login {
    urls: Vec<String>,
    user: String,
    password: String,
    inbox: String,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.user)
    }
}

impl Login {
    /// As credentials of the ledger.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials {
            urls: self.urls.clone(),
            user: self.user.clone(),
            password: self.password.clone(),
            inbox: self.inbox.clone(),
        }
    }
}

impl Provision {
    /// Reads a file of credentials.
    pub fn load(path: &Path) -> Result<Self, ServerError> {
        let wrong = |reason: String| ServerError::Provision {
            path: path.to_owned(),
            reason,
        };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))
    }

    /// Connects as the one who may make streams.
    pub async fn connect(&self) -> Result<Provisioner, LedgerError> {
        let limits = Limits {
            replicas: self.replicas,
            max_bytes: self.max_bytes,
        };
        let (ledger, vault) = (self.ledger.credentials(), self.vault.credentials());
        Provisioner::connect(&ledger, &vault, &self.monitor.credentials(), limits).await
    }
}

impl Servers {
    /// Starts the servers of an installation and makes or checks what they hold.
    pub async fn start(installation: &Installation) -> Result<Self, ServerError> {
        let dir = &installation.dir;
        let nats = NatsConfig {
            servers: installation.description.servers,
            outside: outside::systems(installation)?,
            ..NatsConfig::new(dir)
        };
        let postgres = PostgresConfig {
            dir: dir.clone(),
            durability: embedded::Durability::Full,
        };
        let (nats, postgres) = tokio::join!(Nats::start(nats), Postgres::start(postgres));
        let servers = Self {
            nats: nats?,
            postgres: postgres?,
        };
        servers.prepare(installation).await?;
        Ok(servers)
    }

    /// Makes or checks what running servers hold, and writes down who may make streams.
    pub async fn prepare(&self, installation: &Installation) -> Result<(), ServerError> {
        let provision = self.provision(installation.description.servers);
        write(
            &installation.path("provision.toml"),
            &toml::to_string(&provision).expect("plain data"),
        )?;
        outside::write_cards(&self.nats, installation)?;
        provision.connect().await?.installation().await?;
        self.database().await
    }

    /// Makes the database if it is gone (it can always be made again), and what it needs.
    pub async fn database(&self) -> Result<(), ServerError> {
        let address = self.postgres.connection_string(DATABASE);
        if readmodel::admin::prepare(&address).await.is_err() {
            self.postgres.create_database(DATABASE).await?;
            readmodel::admin::prepare(&address).await?;
        }
        Ok(())
    }

    /// Stops the servers orderly.
    pub async fn stop(self) -> Result<(), ServerError> {
        let (nats, postgres) = tokio::join!(self.nats.stop(), self.postgres.stop());
        nats?;
        Ok(postgres?)
    }

    fn login(&self, role: Role) -> Login {
        let credential = self.nats.credentials(role);
        Login {
            urls: self.nats.urls(),
            user: credential.user,
            password: credential.password,
            inbox: role.inbox_prefix(),
        }
    }

    fn provision(&self, replicas: usize) -> Provision {
        Provision {
            ledger: self.login(Role::Provisioner),
            vault: self.login(Role::VaultProvisioner),
            monitor: self.login(Role::Monitor),
            registry: self.login(Role::Registry),
            registry_vault: self.login(Role::VaultRegistry),
            replicas,
            max_bytes: MAX_BYTES,
            database: Some(self.postgres.connection_string(DATABASE)),
        }
    }

    /// Writes the configuration of every role, as an operator would write it by hand.
    pub fn configure(
        &self,
        installation: &Installation,
        listen: SocketAddr,
    ) -> Result<PathBuf, ServerError> {
        let database = |user: &str| {
            let superuser = self.postgres.connection_string(DATABASE);
            let fields = superuser
                .split(' ')
                .filter(|field| !field.starts_with("user="));
            fields
                .chain([format!("user={user}").as_str()])
                .collect::<Vec<_>>()
                .join(" ")
        };
        let logins = |of: fn(ServiceRole) -> Option<Role>| -> BTreeMap<&str, Login> {
            let roles = ServiceRole::ALL.into_iter();
            roles
                .filter_map(|role| Some((role.name(), self.login(of(role)?))))
                .collect()
        };
        let file = Written {
            data: &installation.dir,
            master_key_file: "master.key",
            demo_key_file: installation.description.demo.map(|_| "demo.key"),
            http: Listen { listen },
            postgres: Databases {
                projections: database("bp_projections"),
                web: database("bp_web"),
            },
            log: Log {
                filter: "warn",
                format: "text",
            },
            nats: Logins {
                ledger: logins(ledger_role),
                vault: logins(vault_role),
            },
        };
        let path = installation.path("berprestasi.toml");
        write(&path, &toml::to_string(&file).expect("plain data"))?;
        Ok(path)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Written<'a> {
    data: &'a Path,
    master_key_file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    demo_key_file: Option<&'a str>,
    http: Listen,
    postgres: Databases,
    log: Log<'a>,
    nats: Logins<'a>,
}

#[derive(Serialize)]
struct Listen {
    listen: SocketAddr,
}

#[derive(Serialize)]
struct Databases {
    projections: String,
    web: String,
}

#[derive(Serialize)]
struct Log<'a> {
    filter: &'a str,
    format: &'a str,
}

#[derive(Serialize)]
struct Logins<'a> {
    ledger: BTreeMap<&'a str, Login>,
    vault: BTreeMap<&'a str, Login>,
}

#[expect(clippy::unnecessary_wraps, reason = "of the same form as vault_role")]
const fn ledger_role(role: ServiceRole) -> Option<Role> {
    Some(match role {
        ServiceRole::Nominations => Role::Nominations,
        ServiceRole::Endorsements => Role::Endorsements,
        ServiceRole::Performance => Role::Performance,
        ServiceRole::Committee => Role::Committee,
        ServiceRole::Announcements => Role::Announcements,
        ServiceRole::Projections => Role::Projections,
        ServiceRole::Portal => Role::Portal,
    })
}

const fn vault_role(role: ServiceRole) -> Option<Role> {
    match role {
        ServiceRole::Nominations => Some(Role::VaultNominations),
        ServiceRole::Endorsements => Some(Role::VaultEndorsements),
        ServiceRole::Performance => Some(Role::VaultPerformance),
        ServiceRole::Committee => Some(Role::VaultCommittee),
        ServiceRole::Announcements => Some(Role::VaultAnnouncements),
        ServiceRole::Projections => Some(Role::VaultProjections),
        ServiceRole::Portal => None,
    }
}
