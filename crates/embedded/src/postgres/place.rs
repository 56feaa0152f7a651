//! Where PostgreSQL keeps its data, log and socket, and as whom it runs.

use crate::{
    Durability,
    binaries::{self, PostgresBinaries},
    error::Error,
    folder::{self, User},
    process::{Launch, Process, Signal},
};
use std::{
    ffi::OsString,
    fs::{self, Permissions},
    io,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

/// The port names the socket file; nothing listens on TCP.
pub(super) const PORT: u16 = 5432;
/// The system's limit for the path of a socket is 104 bytes or more, its end included.
const SOCKET_PATH: usize = 103;
/// For data folders that an unprivileged user cannot reach.
const ELSEWHERE: &str = "/var/lib/berprestasi";
/// `initdb` takes half a second on a fast disk.
const INITDB: Duration = Duration::from_mins(2);

#[derive(Debug)]
pub(super) struct Place {
    pub(super) binaries: PostgresBinaries,
    pub(super) user: Option<User>,
    pub(super) base: PathBuf,
    pub(super) socket: PathBuf,
}

impl Place {
    /// Finds the place for a data folder and makes the folders.
    pub(super) fn find(dir: &Path) -> Result<Self, Error> {
        fs::create_dir_all(dir).map_err(Error::folder("make", dir))?;
        let dir = folder::canonical(dir)?;
        let near = dir.join("postgres");
        let user = (folder::private(&near)? == 0)
            .then(folder::unprivileged)
            .transpose()?;
        let base = match user {
            Some(user) if !folder::reachable(&dir, user) => {
                let base = Path::new(ELSEWHERE).join(folder::short_hash(&dir));
                folder::private(&base)?;
                fs::remove_dir(&near)
                    .or_else(ignore_occupied)
                    .map_err(Error::folder("remove", &near))?;
                base
            }
            _ => near,
        };
        if user.is_some() {
            // Ours, so that the log is; passable, so that the server reaches what is its own.
            let mode = Permissions::from_mode(0o711);
            fs::set_permissions(&base, mode).map_err(Error::folder("open", &base))?;
        }
        let socket = socket_dir(&base, user)?;
        let major = made_by(&base.join("data"))?;
        let number = major.as_deref().and_then(|text| text.parse().ok());
        let binaries = binaries::postgres(number)?;
        let place = Self {
            binaries,
            user,
            base,
            socket,
        };
        match major {
            Some(made_by) if number != Some(place.binaries.major) => Err(Error::OtherMajor {
                path: place.data(),
                made_by,
                found: place.binaries.major,
            }),
            _ => Ok(place),
        }
    }

    pub(super) fn data(&self) -> PathBuf {
        self.base.join("data")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.base.join("postgres.log")
    }

    pub(super) fn socket_file(&self) -> PathBuf {
        self.socket.join(format!(".s.PGSQL.{PORT}"))
    }

    /// Makes the data folder if there is none; true if it did.
    pub(super) async fn prepare(&self, durability: Durability) -> Result<bool, Error> {
        if self.data().exists() {
            return Ok(false);
        }
        // Under another name until it is whole: a crash on the way leaves nothing half made.
        let unfinished = self.base.join("data.new");
        match fs::remove_dir_all(&unfinished) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(Error::folder("remove", unfinished)(source));
            }
            _ => {}
        }
        folder::private(&unfinished)?;
        folder::give(&unfinished, self.user)?;
        self.initdb(&unfinished, durability).await?;
        fs::rename(&unfinished, self.data()).map_err(Error::folder("rename", unfinished))?;
        Ok(true)
    }

    async fn initdb(&self, data: &Path, durability: Durability) -> Result<(), Error> {
        let mut args: Vec<OsString> = vec!["-D".into(), data.into()];
        args.extend(
            [
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
                "--auth-local=trust",
                "--auth-host=reject",
            ]
            .map(OsString::from),
        );
        if durability == Durability::Volatile {
            args.push("--no-sync".into());
        }
        let mut process = Process::start(Launch {
            server: "initdb",
            program: &self.binaries.initdb(),
            args,
            env: vec![("LC_ALL".into(), "C".into())],
            dir: &self.base,
            log: self.log(),
            user: self.user,
            orphaned: Signal::Kill,
        })
        .await?;
        process.until_done(INITDB).await
    }

    /// Removes the lock files of a server that is gone, when another program has its id now.
    /// PostgreSQL would refuse to start; the lock on our log is what keeps two servers apart.
    pub(super) fn forget_dead_owner(&self) -> Result<(), Error> {
        let lock = self.socket.join(format!(".s.PGSQL.{PORT}.lock"));
        for file in [self.data().join("postmaster.pid"), lock] {
            let Ok(content) = fs::read_to_string(&file) else {
                continue;
            };
            let owner = content.lines().next().unwrap_or_default().trim();
            let Ok(name) = fs::read_to_string(format!("/proc/{owner}/comm")) else {
                continue;
            };
            if !name.starts_with("postgres") {
                fs::remove_file(&file).map_err(Error::folder("remove", &file))?;
            }
        }
        Ok(())
    }
}

fn ignore_occupied(source: io::Error) -> io::Result<()> {
    if source.kind() == io::ErrorKind::DirectoryNotEmpty {
        Ok(())
    } else {
        Err(source)
    }
}

/// The major version that made a data folder, if there is one.
fn made_by(data: &Path) -> Result<Option<String>, Error> {
    let file = data.join("PG_VERSION");
    match fs::read_to_string(&file) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::folder("read", file)(source)),
    }
}

fn socket_dir(base: &Path, user: Option<User>) -> Result<PathBuf, Error> {
    let beside = base.join("socket");
    let longest = beside.join(format!(".s.PGSQL.{PORT}.lock"));
    let short = longest.as_os_str().len() <= SOCKET_PATH;
    let dir = if short {
        beside
    } else {
        Path::new("/tmp").join(format!("berprestasi-{}", folder::short_hash(base)))
    };
    match fs::symlink_metadata(&dir) {
        Ok(found) => {
            // In a folder that anybody writes to, somebody else may have come first.
            let ours = user.map_or_else(|| fs::metadata(base).map(|it| it.uid()), |it| Ok(it.uid));
            let ours = ours.map_err(Error::folder("look at", base))?;
            if !found.is_dir() || (found.uid() != ours && found.uid() != 0) {
                let reason = "it is not a folder of the user that PostgreSQL runs as".into();
                return Err(Error::BadFile { path: dir, reason });
            }
        }
        Err(_) => {
            folder::private(&dir)?;
        }
    }
    folder::give(&dir, user)?;
    Ok(dir)
}
