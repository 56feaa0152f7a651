//! Passwords, made once per installation.

use super::{Outside, Role};
use crate::{error::Error, folder};
use std::{collections::BTreeMap, fmt, fs, io, path::Path};
use uuid::Uuid;

/// The servers of a cluster are known to each other by this user.
const CLUSTER: &str = "cluster";

/// A user and its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The user's name.
    pub user: String,
    /// The password, which [`fmt::Debug`] does not show.
    pub password: String,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// All passwords of an installation, by user.
#[derive(Clone)]
pub(super) struct Credentials(BTreeMap<String, String>);

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

impl Credentials {
    /// Reads the file in `dir`; makes what is missing and writes it back.
    pub(super) fn load(dir: &Path, outside: &[Outside]) -> Result<Self, Error> {
        let path = dir.join("credentials.json");
        let mut known: BTreeMap<String, String> = match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|wrong| Error::BadFile {
                path: path.clone(),
                reason: wrong.to_string(),
            })?,
            Err(source) if source.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(source) => return Err(Error::folder("read", path)(source)),
        };
        let before = known.len();
        let own = Role::ALL.map(Role::name).into_iter().chain([CLUSTER]);
        for user in own
            .map(str::to_owned)
            .chain(outside.iter().map(Outside::user))
        {
            known.entry(user).or_insert_with(password);
        }
        if known.len() > before {
            let text = serde_json::to_string_pretty(&known).map_err(|wrong| Error::BadFile {
                path: path.clone(),
                reason: wrong.to_string(),
            })?;
            folder::write_private(&path, &text)?;
        }
        Ok(Self(known))
    }

    pub(super) fn of(&self, role: Role) -> Credential {
        let password = self.0.get(role.name()).cloned().unwrap_or_default();
        Credential {
            user: role.name().to_owned(),
            password,
        }
    }

    pub(super) fn outside(&self, system: &Outside) -> Credential {
        let user = system.user();
        let password = self.0.get(&user).cloned().unwrap_or_default();
        Credential { user, password }
    }

    pub(super) fn cluster(&self) -> Credential {
        let password = self.0.get(CLUSTER).cloned().unwrap_or_default();
        Credential {
            user: CLUSTER.to_owned(),
            password,
        }
    }

    /// The variables that `server.conf` takes passwords from.
    pub(super) fn variables(&self) -> impl Iterator<Item = (String, String)> {
        let variable = |user: &str| format!("NATS_PASSWORD_{}", user.to_uppercase());
        // Quoted: nats-server reads a variable as it reads its configuration.
        let own = self
            .0
            .iter()
            .filter(|(user, _)| !user.starts_with(Outside::PREFIX));
        own.map(move |(user, password)| (variable(user), format!("\"{password}\"")))
    }
}

/// 244 random bits from the system.
fn password() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
