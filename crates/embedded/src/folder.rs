//! Folders: made, owned, reachable by the user a server runs as.

use crate::error::Error;
use std::{
    fs::{self, DirBuilder, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// A user of this machine that a server runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// Makes a folder that only its owner may enter, and says as which user we write there.
pub(crate) fn private(path: &Path) -> Result<u32, Error> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::folder("make", parent))?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Error::folder("make", path)(source));
        }
        _ => {}
    }
    let probe = path.join(format!(".probe-{}", Uuid::new_v4().simple()));
    let written = || -> io::Result<u32> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&probe)?;
        let uid = file.metadata()?.uid();
        fs::remove_file(&probe)?;
        Ok(uid)
    };
    written().map_err(Error::folder("write in", path))
}

/// Gives a folder to a user, for that user alone.
pub(crate) fn give(path: &Path, user: Option<User>) -> Result<(), Error> {
    if let Some(user) = user {
        chown(path, Some(user.uid), Some(user.gid)).map_err(Error::folder("give away", path))?;
    }
    fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(Error::folder("close", path))
}

/// True if `user` may walk through every folder down to `path`, which exists.
pub(crate) fn reachable(path: &Path, user: User) -> bool {
    path.ancestors().all(|folder| {
        fs::metadata(folder).is_ok_and(|found| {
            let bit = if found.uid() == user.uid {
                0o100
            } else if found.gid() == user.gid {
                0o010
            } else {
                0o001
            };
            found.mode() & bit != 0
        })
    })
}

/// The user for a server that refuses to run as root: `postgres`, else `nobody`.
pub(crate) fn unprivileged() -> Result<User, Error> {
    let file = Path::new("/etc/passwd");
    let list = fs::read_to_string(file).map_err(Error::folder("read", file))?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| entry(&list, name))
        .ok_or(Error::BadFile {
            path: file.into(),
            reason: "it has neither a user postgres nor a user nobody to run PostgreSQL as".into(),
        })
}

fn entry(list: &str, name: &str) -> Option<User> {
    list.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(User { uid, gid })
    })
}

/// A short name that stands for a path: the same for the same path.
pub(crate) fn short_hash(path: &Path) -> String {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, path.as_os_str().as_encoded_bytes());
    id.simple().to_string()[..12].to_owned()
}

/// Writes a file that only its owner may read, whole or not at all.
pub(crate) fn write_private(path: &Path, content: &str) -> Result<(), Error> {
    let fresh = path.with_extension("new");
    let write = || -> io::Result<()> {
        match fs::remove_file(&fresh) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => return Err(source),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&fresh)?;
        io::Write::write_all(&mut file, content.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().map_err(Error::folder("write", path))
}

/// The absolute path without links, of a folder that exists.
pub(crate) fn canonical(path: &Path) -> Result<PathBuf, Error> {
    path.canonicalize().map_err(Error::folder("find", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_read_from_the_list() {
        let list = "root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104::/var:/bin/sh\n";
        assert_eq!(entry(list, "postgres"), Some(User { uid: 101, gid: 104 }));
        assert_eq!(entry(list, "nobody"), None);
    }

    #[test]
    fn a_hash_is_short_and_stable() {
        assert_eq!(short_hash(Path::new("/a")), short_hash(Path::new("/a")));
        assert_ne!(short_hash(Path::new("/a")), short_hash(Path::new("/b")));
        assert_eq!(short_hash(Path::new("/a")).len(), 12);
    }
}
