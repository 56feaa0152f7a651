//! A data folder: what is in it, whose it is, and which version made it.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use ledger::MasterKey;
use runtime::Clock;
use serde::{Deserialize, Serialize};

use crate::demo::Size;

/// The form of the data folder that this program makes and reads.
const FORMAT: u32 = 1;

/// Why a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// The system refused.
    #[error("cannot {doing} {}: {source}; choose another folder with --data, or mend its owner and mode", path.display())]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process uses it.
    #[error("{} is in use by another `up`; stop that one, or choose another folder with --data", .0.display())]
    InUse(PathBuf),
    /// It is not empty and not ours.
    #[error("{} holds other files and no installation; choose an empty folder with --data", .0.display())]
    NotOurs(PathBuf),
    /// There is none.
    #[error("there is no installation in {}; make one with `berprestasi up --data DIR`", .0.display())]
    Absent(PathBuf),
    /// A newer program made it.
    #[error("{} is of format {found}, this program reads format {FORMAT}; use the program that made it", path.display())]
    OtherVersion {
        /// The folder.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Its description is damaged.
    #[error("{} cannot be read: {reason}; restore it from a copy", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// What is written down about an installation.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The form of the folder.
    pub format: u32,
    /// The program that made it.
    pub made_by: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The sample data it was made with.
    pub demo: Option<Size>,
    /// Whether all of it is loaded.
    pub demo_loaded: bool,
    /// How many nats-servers it runs, 1 or 3.
    pub servers: usize,
}

/// A data folder, locked for as long as this lives.
#[derive(Debug)]
pub struct Installation {
    /// The folder.
    pub dir: PathBuf,
    /// What is written down about it.
    pub description: Description,
    /// Whether this process made it just now.
    pub fresh: bool,
    _lock: File,
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> InstallationError {
    let path = path.to_owned();
    move |source| InstallationError::Io {
        doing,
        path,
        source,
    }
}

impl Installation {
    /// Opens the installation in a folder, or makes one in a folder that is absent or empty.
    pub fn open_or_make(
        dir: &Path,
        demo: Option<Size>,
        servers: usize,
    ) -> Result<Self, InstallationError> {
        fs::create_dir_all(dir).map_err(io("make", dir))?;
        if dir.join("installation.json").exists() {
            return Self::open(dir);
        }
        let mut there = fs::read_dir(dir).map_err(io("read", dir))?;
        if there.any(|entry| entry.is_ok_and(|entry| entry.file_name() != "lock")) {
            return Err(InstallationError::NotOurs(dir.to_owned()));
        }
        // Others may pass through, which Postgres under its own user must, but not look around.
        fs::set_permissions(dir, Permissions::from_mode(0o711)).map_err(io("protect", dir))?;
        let lock = lock(dir)?;
        let description = Description {
            format: FORMAT,
            made_by: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: Clock::System.now(),
            demo,
            demo_loaded: false,
            servers,
        };
        let made = Self {
            dir: dir.to_owned(),
            description,
            fresh: true,
            _lock: lock,
        };
        made.secret("master.key")?;
        if demo.is_some() {
            made.secret("demo.key")?;
        }
        made.save()?;
        Ok(made)
    }

    /// Opens the installation in a folder.
    pub fn open(dir: &Path) -> Result<Self, InstallationError> {
        let description = Self::describe(dir)?;
        Ok(Self {
            dir: dir.to_owned(),
            description,
            fresh: false,
            _lock: lock(dir)?,
        })
    }

    /// What is written down about the installation in a folder, also while it is in use.
    pub fn describe(dir: &Path) -> Result<Description, InstallationError> {
        let path = dir.join("installation.json");
        if !path.exists() {
            return Err(InstallationError::Absent(dir.to_owned()));
        }
        let text = fs::read_to_string(&path).map_err(io("read", &path))?;
        let damaged = |error: serde_json::Error| InstallationError::Damaged {
            path: path.clone(),
            reason: error.to_string(),
        };
        let format: serde_json::Value = serde_json::from_str(&text).map_err(damaged)?;
        match format["format"].as_u64() {
            Some(found) if found == u64::from(FORMAT) => {
                serde_json::from_str(&text).map_err(damaged)
            }
            found => {
                let found = u32::try_from(found.unwrap_or_default()).unwrap_or(u32::MAX);
                Err(InstallationError::OtherVersion {
                    path: dir.to_owned(),
                    found,
                })
            }
        }
    }

    /// Writes down that the sample data is loaded.
    pub fn loaded(&mut self) -> Result<(), InstallationError> {
        self.description.demo_loaded = true;
        self.save()
    }

    fn save(&self) -> Result<(), InstallationError> {
        let text = serde_json::to_string_pretty(&self.description).expect("plain data");
        write(&self.dir.join("installation.json"), &text)
    }

    /// A secret of the installation, made at its first use.
    fn secret(&self, name: &str) -> Result<PathBuf, InstallationError> {
        let path = self.dir.join(name);
        if !path.exists() {
            let key = MasterKey::generate().map_err(|error| InstallationError::Damaged {
                path: path.clone(),
                reason: error.to_string(),
            })?;
            write(&path, &key)?;
        }
        Ok(path)
    }

    /// The path of a file of the installation.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

fn lock(dir: &Path) -> Result<File, InstallationError> {
    let path = dir.join("lock");
    let options = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path);
    let file = options.map_err(io("write to", dir))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(InstallationError::InUse(dir.to_owned())),
        Err(fs::TryLockError::Error(source)) => Err(InstallationError::Io {
            doing: "lock",
            path,
            source,
        }),
    }
}

/// Writes a file that only its owner reads, all of it or nothing.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), InstallationError> {
    let part = path.with_extension("part");
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .mode(0o600)
        .open(&part)
        .map_err(io("write", &part))?;
    file.write_all(text.as_bytes())
        .map_err(io("write", &part))?;
    file.sync_all().map_err(io("write", &part))?;
    fs::rename(&part, path).map_err(io("write", path))
}

/// The data folder when none is named: the user's own, wherever they call from.
#[must_use]
pub fn default_dir() -> PathBuf {
    let home = std::env::var_os("HOME").map_or_else(|| PathBuf::from("."), PathBuf::from);
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    data.filter(|dir| dir.is_absolute())
        .unwrap_or_else(|| home.join(".local/share"))
        .join("berprestasi")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_installation_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let first = Installation::open_or_make(dir.path(), Some(Size::Kecil), 1).unwrap();
        assert!(first.fresh);
        let second = Installation::open_or_make(dir.path(), None, 1);
        assert!(
            matches!(second, Err(InstallationError::InUse(_))),
            "{second:?}"
        );
        drop(first);
        let again = Installation::open_or_make(dir.path(), None, 3).unwrap();
        assert!(!again.fresh);
        assert_eq!(
            (again.description.demo, again.description.servers),
            (Some(Size::Kecil), 1)
        );
    }

    #[test]
    fn what_is_not_ours_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.doc"), "x").unwrap();
        let refused = Installation::open_or_make(dir.path(), None, 1);
        assert!(
            matches!(refused, Err(InstallationError::NotOurs(_))),
            "{refused:?}"
        );
        let newer = tempfile::tempdir().unwrap();
        fs::write(newer.path().join("installation.json"), r#"{"format": 2}"#).unwrap();
        let refused = Installation::open(newer.path());
        assert!(
            matches!(
                refused,
                Err(InstallationError::OtherVersion { found: 2, .. })
            ),
            "{refused:?}"
        );
    }
}
