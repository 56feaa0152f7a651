//! nats-server: one, or a cluster of three.

mod configuration;
mod credentials;
mod monitor;
mod outside;
mod role;
mod server;

use crate::{Durability, Error, binaries, folder};
use configuration::{Ports, Setup};
use credentials::Credentials;
use serde_json::Value;
use std::{fs, net::TcpListener, path::PathBuf, time::Duration};

pub use credentials::Credential;
pub use outside::Outside;
pub use role::Role;
pub use server::NatsServer;

/// Three servers on a busy machine elect a leader in two or three seconds.
const CLUSTER_READY: Duration = Duration::from_mins(1);
/// Routes need ports that are known beforehand; another program may take one in between.
const PORT_TRIES: usize = 5;

/// How nats-server is to run.
#[derive(Debug, Clone)]
pub struct NatsConfig {
    /// The installation's data folder; the servers' own is `nats` in it.
    pub dir: PathBuf,
    /// One, or three for a cluster.
    pub servers: usize,
    /// What an acknowledgement promises.
    pub durability: Durability,
    /// The port for clients of the first server; a free one if not given.
    pub port: Option<u16>,
    /// The most bytes that streams of one server may reserve on disk.
    pub max_file_store: u64,
    /// Systems outside that may publish.
    pub outside: Vec<Outside>,
}

impl NatsConfig {
    /// One server on free ports, durable, whose streams may reserve 16 TiB: a thousand agencies.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            servers: 1,
            durability: Durability::Full,
            port: None,
            // Each agency reserves 16 GiB; what the disk holds is watched, not promised.
            max_file_store: 16 << 40,
            outside: Vec::new(),
        }
    }
}

/// The running servers. Dropping them ends them at once.
#[derive(Debug)]
pub struct Nats {
    servers: Vec<NatsServer>,
    credentials: Credentials,
    dir: PathBuf,
}

impl Nats {
    /// Starts the servers and waits until they serve `JetStream`.
    pub async fn start(config: NatsConfig) -> Result<Self, Error> {
        let program = binaries::nats_server()?;
        let dir = config.dir.join("nats");
        folder::private(&dir)?;
        let dir = folder::canonical(&dir)?;
        let credentials = Credentials::load(&dir, &config.outside)?;
        let setup = Setup {
            program,
            dir: dir.clone(),
            credentials: credentials.clone(),
            config,
        };
        let mut tries = 1;
        loop {
            match start_all(&setup).await {
                Err(taken) if taken.port_taken() && setup.may_choose() && tries < PORT_TRIES => {
                    tries += 1;
                }
                Err(failed) => return Err(failed),
                Ok(servers) => {
                    let mut nats = Self {
                        servers,
                        credentials,
                        dir,
                    };
                    nats.until_ready().await?;
                    return Ok(nats);
                }
            }
        }
    }

    /// Waits until every server serves `JetStream`; in a cluster also until there is a leader
    /// and all peers follow it.
    pub async fn until_ready(&mut self) -> Result<(), Error> {
        for server in &mut self.servers {
            server.until_healthy(CLUSTER_READY).await?;
        }
        if self.servers.len() > 1 {
            let monitors: Vec<_> = self
                .servers
                .iter()
                .map(NatsServer::monitor_address)
                .collect();
            let peers = monitors.len() - 1;
            let agreed = async || agreed(&monitors, peers).await;
            self.servers[0]
                .process()?
                .until_ready(CLUSTER_READY, agreed)
                .await?;
        }
        Ok(())
    }

    /// Stops all servers orderly.
    pub async fn stop(mut self) -> Result<(), Error> {
        for server in &mut self.servers {
            server.ask_to_stop();
        }
        for server in &mut self.servers {
            server.stop().await?;
        }
        Ok(())
    }

    /// An error with the end of the log if a server has ended by itself.
    pub fn check(&mut self) -> Result<(), Error> {
        self.servers.iter_mut().try_for_each(NatsServer::check)
    }

    /// Where clients connect, one address per server.
    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        self.servers.iter().map(NatsServer::url).collect()
    }

    /// Where monitoring answers, one address per server.
    #[must_use]
    pub fn monitor_urls(&self) -> Vec<String> {
        self.servers.iter().map(NatsServer::monitor_url).collect()
    }

    /// The user and password of a role.
    #[must_use]
    pub fn credentials(&self, role: Role) -> Credential {
        self.credentials.of(role)
    }

    /// The user and password of a system outside that the servers were told of.
    #[must_use]
    pub fn outside(&self, system: &Outside) -> Credential {
        self.credentials.outside(system)
    }

    /// One of the servers, the first is 0.
    ///
    /// # Panics
    ///
    /// If there is no such server.
    #[must_use]
    pub fn server(&mut self, index: usize) -> &mut NatsServer {
        &mut self.servers[index]
    }

    /// All servers.
    #[must_use]
    pub fn servers(&self) -> &[NatsServer] {
        &self.servers
    }

    /// Where the servers keep streams, logs and credentials.
    #[must_use]
    pub fn dir(&self) -> &std::path::Path {
        &self.dir
    }
}

async fn start_all(setup: &Setup) -> Result<Vec<NatsServer>, Error> {
    let routes = routes(setup.config.servers)?;
    let mut servers = Vec::new();
    for index in 0..setup.config.servers {
        let client = setup.config.port.filter(|_| index == 0);
        let ports = Ports {
            client,
            monitor: None,
            routes: routes.clone(),
        };
        servers.push(NatsServer::launch(setup, index, ports).await?);
    }
    for server in &mut servers {
        server.until_listening().await?;
    }
    Ok(servers)
}

/// Ports for the servers to reach each other, free a moment ago; none for a single server.
fn routes(servers: usize) -> Result<Vec<u16>, Error> {
    if servers < 2 {
        return Ok(Vec::new());
    }
    let bound = || -> std::io::Result<Vec<u16>> {
        let held: Vec<_> = (0..servers)
            .map(|_| TcpListener::bind("127.0.0.1:0"))
            .collect::<Result<_, _>>()?;
        held.iter()
            .map(|listener| Ok(listener.local_addr()?.port()))
            .collect()
    };
    bound().map_err(Error::folder("find free ports on", "127.0.0.1"))
}

/// Says what is missing for a cluster to be whole.
async fn agreed(monitors: &[String], peers: usize) -> Result<(), String> {
    let mut following = false;
    for monitor in monitors {
        let state = monitor::get(monitor, "/jsz").await?;
        let meta = &state["meta_cluster"];
        if meta["leader"].as_str().unwrap_or_default().is_empty() {
            return Err("no leader is elected".into());
        }
        let replicas = meta["replicas"].as_array().map_or(&[][..], Vec::as_slice);
        let current = |peer: &Value| peer["current"] == true && peer["offline"] != true;
        following |= replicas.len() == peers && replicas.iter().all(current);
    }
    if following {
        Ok(())
    } else {
        Err("not all peers follow the leader".into())
    }
}

/// Removes what an earlier process of ours left in a folder of ports.
fn forget_ports(dir: &std::path::Path) {
    let Ok(entries) = fs::read_dir(dir) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|it| it == "ports") {
            // Another's id in the name keeps it from being read; left over, it only lies there.
            let _ = fs::remove_file(path);
        }
    }
}
