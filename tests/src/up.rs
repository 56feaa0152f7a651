//! `berprestasi up` as a child process, in a folder of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use domain::ids::AgencyCode;
use runtime::{Caller, Tokens};

use crate::folder::{executable, processes_of};
use crate::roles::signal;
use crate::until::until;

/// A running `up`. Dropped, it is killed; PostgreSQL's folder goes too, wherever it lies.
pub struct Up {
    child: Child,
    dir: PathBuf,
    folders: Vec<PathBuf>,
}

/// What a finished `up` said.
#[derive(Debug)]
pub struct Said {
    /// How it ended.
    pub status: ExitStatus,
    /// What it said on stderr.
    pub said: String,
    /// What it printed.
    pub printed: String,
}

/// Runs a command to its end.
#[must_use]
pub fn ran(command: &mut Command) -> Said {
    let output = command.stdin(Stdio::null()).output();
    let output = output.expect("the command starts");
    Said {
        status: output.status,
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
        printed: String::from_utf8_lossy(&output.stdout).into_owned(),
    }
}

fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(executable());
    command
        .args(["up", "--data"])
        .arg(dir)
        .args(args)
        .stdin(Stdio::null());
    command
}

impl Up {
    /// Starts it; `--port 0` lets the system choose.
    #[must_use]
    pub fn start(dir: &Path, args: &[&str]) -> Self {
        // What an earlier run wrote there says where that one was.
        let _ = fs::remove_file(dir.join("berprestasi.toml"));
        let open = |name: &str| File::create(dir.with_extension(name)).expect("a file beside it");
        let child = command(dir, &["--port", "0"])
            .args(args)
            .stdout(open("out"))
            .stderr(open("err"))
            .spawn()
            .expect("the executable starts");
        Self {
            child,
            dir: dir.to_owned(),
            folders: vec![dir.to_owned()],
        }
    }

    /// Runs one that is expected to end by itself.
    #[must_use]
    pub fn fails(dir: &Path, args: &[&str]) -> Said {
        ran(&mut command(dir, args))
    }

    /// A value of its configuration, once that is written.
    async fn configured(&self, key: &str) -> String {
        let prefix = format!("{key} = \"");
        until("the configuration is written", async || {
            let text = fs::read_to_string(self.dir.join("berprestasi.toml")).ok()?;
            let line = text.lines().find_map(|line| line.strip_prefix(&prefix))?;
            line.strip_suffix('"').map(ToOwned::to_owned)
        })
        .await
    }

    /// Where it serves, once it does.
    pub async fn address(&mut self) -> String {
        let address = format!("http://{}", self.configured("listen").await);
        let projections = self.configured("projections").await;
        let socket = projections
            .split(' ')
            .find_map(|field| field.strip_prefix("host="));
        let base = Path::new(socket.unwrap_or_default()).parent();
        self.folders.extend(base.map(Path::to_owned));
        let client = reqwest::Client::new();
        until("it serves", async || {
            client.get(format!("{address}/healthz")).send().await.ok()
        })
        .await;
        address
    }

    /// Waits until it says that it is up.
    pub async fn loaded(&mut self) {
        until("it says that it is up", async || {
            let ended = self.child.try_wait().expect("a child can be asked");
            assert!(ended.is_none(), "it ended: {}", self.said("err"));
            self.said("out").contains("Berprestasi is up").then_some(())
        })
        .await;
    }

    /// Whether it has loaded the sample city.
    #[must_use]
    pub fn has_loaded(&self) -> bool {
        let text = fs::read_to_string(self.dir.join("installation.json"));
        text.is_ok_and(|text| text.contains("\"demo_loaded\": true"))
    }

    /// Leaves its data for the next one.
    pub fn leave(mut self) {
        self.folders.clear();
    }

    fn said(&self, name: &str) -> String {
        fs::read_to_string(self.dir.with_extension(name)).unwrap_or_default()
    }

    /// A token of the installation.
    #[must_use]
    pub fn token(&self, agency: &str, caller: (domain::Role, uuid::Uuid)) -> String {
        let tokens = Tokens::load(Some(&self.dir.join("demo.key"))).expect("a demo key");
        let agency = AgencyCode::new(agency).expect("a code");
        let caller = Caller {
            agency,
            role: caller.0,
            person: caller.1,
        };
        tokens.issue(&caller).expect("a demo key")
    }

    /// Sends a signal, waits for the end, and until no process uses its folders any more.
    pub async fn end(&mut self, with: &str) -> Said {
        let before = processes_of(&self.folders);
        assert!(before.len() > 3, "servers run: {before:?}");
        signal(with, self.child.id());
        let status = until("it ends", async || self.child.try_wait().ok().flatten()).await;
        until("no server is left behind", async || {
            let left = processes_of(&self.folders);
            let known = |pid: &u32| {
                fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
            };
            let old = before.iter().any(|(pid, _)| known(pid));
            (left.is_empty() && !old).then_some(())
        })
        .await;
        Said {
            status,
            said: self.said("err"),
            printed: self.said("out"),
        }
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        for folder in &self.folders {
            let _ = fs::remove_dir_all(folder);
        }
    }
}
