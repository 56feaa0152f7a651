//! Where the servers' binaries are, and whether they are new enough.

use crate::error::Error;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest nats-server without a known advisory.
const NATS_NEEDED: (u32, u32, u32) = (2, 14, 3);
const NATS_NEEDED_TEXT: &str = "2.14.3";
const NATS_PACKAGE: &str = "nats-server 2.14.3 or newer";
/// The oldest PostgreSQL that is tested.
const POSTGRES_NEEDED: u32 = 15;
const POSTGRES_PACKAGE: &str = "the package postgresql, version 15 or newer";

/// A nats-server that is new enough: `$NATS_SERVER`, else the project's own, else one on the PATH.
pub(crate) fn nats_server() -> Result<PathBuf, Error> {
    if let Some(path) = env::var_os("NATS_SERVER") {
        return checked_nats(PathBuf::from(path));
    }
    let starts = [env::current_exe().ok(), env::current_dir().ok()];
    let own = starts.iter().flatten().flat_map(|start| start.ancestors());
    let own = own.map(|folder| folder.join(".tools/bin/nats-server"));
    let on_path = on_path().map(|folder| folder.join("nats-server"));
    let mut too_old = None;
    for path in own.chain(on_path).filter(|path| path.is_file()) {
        match checked_nats(path) {
            Ok(path) => return Ok(path),
            Err(refused) => too_old = too_old.or(Some(refused)),
        }
    }
    Err(too_old.unwrap_or(Error::Missing {
        program: "nats-server",
        package: NATS_PACKAGE,
        variable: "NATS_SERVER",
    }))
}

pub(crate) fn checked_nats(path: PathBuf) -> Result<PathBuf, Error> {
    let said = version(&path)?;
    if numbers(&said).is_some_and(|found| found >= NATS_NEEDED) {
        return Ok(path);
    }
    Err(Error::TooOld {
        path,
        found: said,
        needed: NATS_NEEDED_TEXT,
        package: NATS_PACKAGE,
        variable: "NATS_SERVER",
    })
}

/// A folder with `postgres` and `initdb` of one version.
#[derive(Debug, Clone)]
pub(crate) struct PostgresBinaries {
    pub(crate) major: u32,
    folder: PathBuf,
}

impl PostgresBinaries {
    pub(crate) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    pub(crate) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }
}

/// The PostgreSQL of version `major` if that is given and there is one, else the best: the one in
/// `$POSTGRES_BIN`, else the first on the PATH, else the newest in the system's usual places.
pub(crate) fn postgres(major: Option<u32>) -> Result<PostgresBinaries, Error> {
    let folders = match env::var_os("POSTGRES_BIN") {
        Some(folder) => vec![PathBuf::from(folder)],
        None => on_path().chain(usual_places()).collect(),
    };
    let mut found = Vec::new();
    let mut too_old = None;
    for folder in folders {
        match checked_postgres(&folder) {
            Ok(Some(binaries)) => found.push(binaries),
            Ok(None) => {}
            Err(refused) => too_old = too_old.or(Some(refused)),
        }
    }
    let wanted = found
        .iter()
        .position(|binaries| Some(binaries.major) == major)
        .unwrap_or(0);
    found
        .into_iter()
        .nth(wanted)
        .ok_or(too_old.unwrap_or(Error::Missing {
            program: "postgres",
            package: POSTGRES_PACKAGE,
            variable: "POSTGRES_BIN",
        }))
}

fn checked_postgres(folder: &Path) -> Result<Option<PostgresBinaries>, Error> {
    // A link on the PATH leads to where initdb and the libraries lie too.
    let Ok(path) = folder.join("postgres").canonicalize() else {
        return Ok(None);
    };
    let Some(folder) = path
        .parent()
        .filter(|folder| folder.join("initdb").is_file())
    else {
        return Ok(None);
    };
    let said = version(&path)?;
    match numbers(&said) {
        Some((major, _, _)) if major >= POSTGRES_NEEDED => Ok(Some(PostgresBinaries {
            major,
            folder: folder.into(),
        })),
        _ => Err(Error::TooOld {
            path,
            found: said,
            needed: "15",
            package: POSTGRES_PACKAGE,
            variable: "POSTGRES_BIN",
        }),
    }
}

fn usual_places() -> Vec<PathBuf> {
    let mut places = Vec::new();
    for (root, bin) in [
        ("/usr/lib/postgresql", "bin"),
        ("/usr/libexec", ""),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
    ] {
        let Ok(entries) = fs::read_dir(root) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let digits = name
                .trim_start_matches("postgresql")
                .trim_start_matches(['@', '-']);
            if let Ok(major) = digits.parse::<u32>() {
                places.push((major, entry.path().join(bin)));
            }
        }
    }
    places.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    places
        .into_iter()
        .map(|(_, path)| path)
        .chain([PathBuf::from("/usr/pgsql/bin")])
        .collect()
}

fn on_path() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).collect::<Vec<_>>().into_iter()
}

/// What the binary says of its version, on one line.
fn version(path: &Path) -> Result<String, Error> {
    let output = Command::new(path)
        .arg("--version")
        .output()
        .map_err(|source| Error::Spawn {
            path: path.into(),
            source,
        })?;
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(said.lines().next().unwrap_or_default().trim().to_owned())
}

/// The first version number in a text; what is missing counts as 0.
fn numbers(text: &str) -> Option<(u32, u32, u32)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let mut parts = text[start..]
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .next()?
        .split('.')
        .map(|part| part.parse().unwrap_or(0));
    Some((
        parts.next()?,
        parts.next().unwrap_or(0),
        parts.next().unwrap_or(0),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_servers_say_them() {
        assert_eq!(numbers("nats-server: v2.15.1"), Some((2, 15, 1)));
        assert_eq!(numbers("nats-server: v2.14.0-RC.2"), Some((2, 14, 0)));
        assert_eq!(
            numbers("postgres (PostgreSQL) 15.18 (Debian 15.18-0)"),
            Some((15, 18, 0))
        );
        assert_eq!(numbers("postgres (PostgreSQL) 19beta1"), Some((19, 0, 0)));
        assert_eq!(numbers("nonsense"), None);
        assert!(numbers("v2.9.10").unwrap() < NATS_NEEDED);
    }
}
