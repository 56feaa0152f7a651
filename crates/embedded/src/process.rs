//! A server process that cannot outlive us.
//!
//! What must stay true: however we end, the server ends; a start on a folder that a server of an
//! earlier run still works on is refused. See the README for how.

use crate::{
    error::{Ended, Error},
    folder::User,
    log::{self, Log},
};
use std::{
    ffi::OsString,
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// How often we look whether something has happened.
pub(crate) const POLL: Duration = Duration::from_millis(10);

/// What is needed to start a server.
pub(crate) struct Launch<'a> {
    pub(crate) server: &'static str,
    pub(crate) program: &'a Path,
    pub(crate) args: Vec<OsString>,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) dir: &'a Path,
    pub(crate) log: PathBuf,
    pub(crate) user: Option<User>,
    /// The signal for the server when we are gone.
    pub(crate) orphaned: Signal,
}

/// The signals that we send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    Term,
    Int,
    Quit,
    Kill,
    Stop,
    Cont,
}

impl Signal {
    fn name(self) -> &'static str {
        match self {
            Self::Term => "TERM",
            Self::Int => "INT",
            Self::Quit => "QUIT",
            Self::Kill => "KILL",
            Self::Stop => "STOP",
            Self::Cont => "CONT",
        }
    }
}

/// A running server under its supervisor.
#[derive(Debug)]
pub(crate) struct Process {
    server: &'static str,
    supervisor: Child,
    orders: Option<ChildStdin>,
    pid: u32,
    log: Log,
}

impl Process {
    /// Starts the server; it is not ready yet.
    pub(crate) async fn start(launch: Launch<'_>) -> Result<Self, Error> {
        let (log, output) = Log::open(launch.server, launch.log).await?;
        let mut command = Command::new("/bin/sh");
        command
            .args([
                "-c",
                include_str!("supervise.sh"),
                "supervise",
                launch.orphaned.name(),
            ])
            .arg(launch.program)
            .args(launch.args)
            .envs(launch.env)
            .current_dir(launch.dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(output)
            .process_group(0);
        if let Some(user) = launch.user {
            command.uid(user.uid).gid(user.gid);
        }
        let mut supervisor = command.spawn().map_err(|source| Error::Spawn {
            path: "/bin/sh".into(),
            source,
        })?;
        let orders = supervisor.stdin.take();
        let mut first = String::new();
        if let Some(stdout) = supervisor.stdout.take() {
            // The supervisor says the server's id as soon as it has forked: this does not block.
            BufReader::new(stdout)
                .read_line(&mut first)
                .map_err(Error::folder("read", "/bin/sh"))?;
        }
        let pid = first.trim().parse().unwrap_or_default();
        tracing::debug!(server = launch.server, pid, "server started");
        Ok(Self {
            server: launch.server,
            supervisor,
            orders,
            pid,
            log,
        })
    }

    /// The server's own process id.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// Sends a signal to the server, by the supervisor.
    pub(crate) fn send(&mut self, action: &'static str, signal: Signal) -> Result<(), Error> {
        let gone = || Error::NotRunning {
            action,
            server: self.server,
        };
        let orders = self.orders.as_mut().ok_or_else(gone)?;
        writeln!(orders, "{}", signal.name()).map_err(|_| gone())
    }

    /// An error with the log's tail if the server has ended.
    pub(crate) fn check(&mut self) -> Result<(), Error> {
        match self.ended()? {
            None => Ok(()),
            Some(status) => Err(Error::Exited {
                server: self.server,
                ended: Ended(status.code()),
                log: self.log.path().to_owned(),
                tail: self.log.tail(),
            }),
        }
    }

    /// Waits until `ready` says nothing is missing any more, or the server ends, or time is up.
    pub(crate) async fn until_ready(
        &mut self,
        limit: Duration,
        mut ready: impl AsyncFnMut() -> Result<(), String>,
    ) -> Result<(), Error> {
        let started = Instant::now();
        loop {
            self.check()?;
            let Err(last) = ready().await else {
                return Ok(());
            };
            if started.elapsed() > limit {
                return Err(self.not_ready(limit, last));
            }
            sleep(POLL).await;
        }
    }

    /// Waits until a program that ends by itself has done so, with success.
    pub(crate) async fn until_done(&mut self, limit: Duration) -> Result<(), Error> {
        let mut done = false;
        let started = Instant::now();
        while !done && started.elapsed() < limit {
            match self.ended()? {
                Some(status) if status.success() => done = true,
                Some(_) => self.check()?,
                None => sleep(POLL).await,
            }
        }
        if done {
            Ok(())
        } else {
            Err(self.not_ready(limit, "it is still busy".into()))
        }
    }

    fn not_ready(&self, limit: Duration, last: String) -> Error {
        Error::NotReady {
            server: self.server,
            seconds: limit.as_secs(),
            last,
            log: self.log.path().to_owned(),
            tail: self.log.tail(),
        }
    }

    /// Asks the server to end by each signal in turn, with the time it has for that.
    pub(crate) async fn stop(&mut self, steps: &[(Signal, Duration)]) -> Result<(), Error> {
        // A paused server cannot hear.
        let _ = self.send("resume", Signal::Cont);
        for (signal, limit) in steps {
            let _ = self.send("stop", *signal);
            let asked = Instant::now();
            while asked.elapsed() < *limit {
                if self.ended()?.is_some() {
                    return Ok(());
                }
                sleep(POLL).await;
            }
            tracing::warn!(
                server = self.server,
                signal = signal.name(),
                "server did not stop"
            );
        }
        Ok(())
    }

    fn ended(&mut self) -> Result<Option<ExitStatus>, Error> {
        self.supervisor.try_wait().map_err(|source| Error::Spawn {
            path: "/bin/sh".into(),
            source,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The end of its input makes the supervisor end the server, as if we had died.
        drop(self.orders.take());
        let asked = Instant::now();
        while matches!(self.supervisor.try_wait(), Ok(None)) {
            if asked.elapsed() > log::DYING {
                tracing::error!(server = self.server, pid = self.pid, "server does not end");
                return;
            }
            thread::sleep(POLL);
        }
    }
}
