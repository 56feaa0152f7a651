//! A server's log, and who may write to it.

use crate::{error::Error, process::POLL};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// How long a server that was killed may take to go.
pub(crate) const DYING: Duration = Duration::from_secs(10);
/// A log longer than this starts anew, the old one kept beside it.
const LOG_LIMIT: u64 = 16 << 20;
const TAIL_BYTES: u64 = 4096;
const TAIL_LINES: usize = 15;

/// A server's log. Its lock is inherited by the server, so it tells whether one still runs.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    from: u64,
}

impl Log {
    /// Opens the log; waits for the server of an earlier run that is just dying.
    pub(crate) async fn open(server: &'static str, path: PathBuf) -> Result<(Self, File), Error> {
        let mut options = OpenOptions::new();
        let file = options
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path)
            .map_err(Error::folder("open", &path))?;
        let asked = Instant::now();
        while let Err(refused) = file.try_lock() {
            match refused {
                TryLockError::WouldBlock if asked.elapsed() < DYING => sleep(POLL).await,
                TryLockError::WouldBlock => return Err(Error::InUse { server, path }),
                TryLockError::Error(source) => return Err(Error::folder("lock", path)(source)),
            }
        }
        let from = trim(&path, &file).map_err(Error::folder("shorten", &path))?;
        Ok((Self { path, from }, file))
    }

    /// The log's file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The last lines since this start.
    pub(crate) fn tail(&self) -> String {
        let read = || -> io::Result<String> {
            let mut file = File::open(&self.path)?;
            let end = file.metadata()?.len();
            file.seek(SeekFrom::Start(
                self.from.max(end.saturating_sub(TAIL_BYTES)),
            ))?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        let text = read().unwrap_or_else(|source| format!("(unreadable: {source})"));
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
    }
}

fn trim(path: &Path, file: &File) -> io::Result<u64> {
    let length = file.metadata()?.len();
    if length < LOG_LIMIT {
        return Ok(length);
    }
    fs::copy(path, path.with_extension("old.log"))?;
    file.set_len(0)?;
    Ok(0)
}
