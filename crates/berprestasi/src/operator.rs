//! Operator commands find an installation: by a configuration file, or by its data folder, with
//! its servers running or started for the while.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use runtime::Config;

use crate::installation::{Installation, InstallationError};
use crate::servers::{Provision, ServerError, Servers};

/// An installation that an operator command works on.
#[derive(Debug)]
pub struct Found {
    /// Its configuration.
    pub config: Config,
    provision: PathBuf,
    started: Option<Servers>,
}

impl Found {
    /// By a configuration file.
    pub fn by_config(file: &Path, provision: &Path) -> Result<Self, ServerError> {
        Ok(Self {
            config: Config::load(file)?,
            provision: provision.to_owned(),
            started: None,
        })
    }

    /// By a data folder. One that is in use has its servers running; else they are started.
    pub async fn by_data(dir: &Path) -> Result<Self, ServerError> {
        let provision = dir.join("provision.toml");
        let started = match Installation::open(dir) {
            Ok(installation) => {
                eprintln!("  starting the servers of {}", dir.display());
                let servers = Servers::start(&installation).await?;
                servers.configure(&installation, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
                Some(servers)
            }
            Err(InstallationError::InUse(_)) => None,
            Err(other) => return Err(other.into()),
        };
        let config = Config::load(&dir.join("berprestasi.toml"))?;
        Ok(Self {
            config,
            provision,
            started,
        })
    }

    /// The credentials for making streams.
    pub fn provision(&self) -> Result<Provision, ServerError> {
        Provision::load(&self.provision)
    }

    /// Stops what was started for the while.
    pub async fn finish(self) -> Result<(), ServerError> {
        match self.started {
            Some(servers) => servers.stop().await,
            None => Ok(()),
        }
    }
}
