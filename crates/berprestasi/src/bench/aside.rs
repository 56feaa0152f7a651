//! Servers of other makers, started beside ours on loopback for as long as a bench takes.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::up::Failure;

/// How long a server may take to answer for the first time, and to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// Starts a server that cannot outlive us, even if we are killed: standard input is a pipe that we hold, and
/// its end is the signal. A server with workers must be asked to end; killed, it would leave them behind.
const SUPERVISE: &str = r#"exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
{ read -r _ <&3; kill -s TERM "$server"; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$server"
kill -s KILL "$watcher" 2>/dev/null"#;

/// A running server.
pub(super) struct Aside {
    name: &'static str,
    child: Child,
}

impl Aside {
    /// Starts a program and waits until something listens on its address. What it says goes to a file of its
    /// name in its folder.
    pub(super) async fn start(
        (name, program): (&'static str, &Path),
        arguments: &[&OsStr],
        dir: &Path,
        address: SocketAddr,
    ) -> Result<Self, Failure> {
        let log = dir.join(format!("{name}.out"));
        let output = std::fs::File::create(&log)?;
        let mut command = std::process::Command::new("/bin/sh");
        command.args(["-c", SUPERVISE, "supervise"]).arg(program);
        command.args(arguments).current_dir(dir);
        command.stdin(Stdio::piped()).stdout(output.try_clone()?);
        // A Ctrl-C is ours to hear: the server ends when we let go of it.
        command.stderr(output).process_group(0);
        let child = Command::from(command).spawn()?;
        let mut aside = Self { name, child };
        aside.until_listening(address, &log).await?;
        Ok(aside)
    }

    async fn until_listening(&mut self, address: SocketAddr, log: &Path) -> Result<(), Failure> {
        let began = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            let ended = self.child.try_wait()?;
            if ended.is_some() || began.elapsed() > PATIENCE {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                let name = self.name;
                return Err(format!("{name} does not listen on {address}: {said}").into());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    /// Ends the server and waits until it is gone.
    pub(super) async fn stop(mut self) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let ended = ended.map_err(|_| format!("{} does not end", self.name))?;
        ended?;
        Ok(())
    }
}

/// An address of loopback that was free a moment ago: these servers cannot choose one and tell us.
pub(super) fn free() -> Result<SocketAddr, Failure> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// A program on the PATH, or where systems keep what only root has on theirs.
pub(super) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = ["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(usual)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// What a program says of its version: the first word with a dot between digits.
pub(super) async fn version(program: &Path, argument: &str) -> String {
    let said = Command::new(program).arg(argument).output().await;
    let said = said.map(|said| [said.stdout, said.stderr].concat());
    let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
    let words = said.split(|c: char| c.is_whitespace() || matches!(c, '/' | '=' | '-'));
    let number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains('.');
    words
        .map(|word| word.trim_start_matches('v'))
        .find(number)
        .unwrap_or("of an unknown version")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_ends_with_its_holder() {
        let dir = tempfile::tempdir().unwrap();
        // Somebody listens already; the server itself only has to live.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let arguments = [OsStr::new("600")];
        let sleeping = ("sleep", Path::new("sleep"));
        let server = Aside::start(sleeping, &arguments, dir.path(), address).await;
        server.unwrap().stop().await.unwrap();
    }

    #[tokio::test]
    async fn a_version_is_found_in_what_a_program_says() {
        assert_eq!(version(Path::new("echo"), "nginx/1.22.1").await, "1.22.1");
        assert_eq!(version(Path::new("echo"), "v=7.0.15 sha=0").await, "7.0.15");
    }
}
