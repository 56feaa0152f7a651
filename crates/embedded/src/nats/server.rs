//! One nats-server.

use super::{
    configuration::{Ports, Setup, configuration},
    forget_ports, monitor,
};
use crate::{
    Error, folder,
    process::{Launch, POLL, Process, Signal},
};
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::time::sleep;

const SERVER: &str = "nats-server";
/// It listens within milliseconds, after a crash when it has read its streams.
const READY: Duration = Duration::from_mins(1);
const STOP: [(Signal, Duration); 2] = [
    (Signal::Term, Duration::from_secs(20)),
    (Signal::Kill, Duration::from_secs(5)),
];
/// How often a port that we had is tried again: a client's own may sit on it for a moment.
const SAME_PORT_TRIES: usize = 20;

/// A nats-server, which may be stopped, killed or paused and started again.
#[derive(Debug)]
pub struct NatsServer {
    setup: Setup,
    index: usize,
    ports: Ports,
    process: Option<Process>,
}

/// What nats-server writes once it listens.
#[derive(Deserialize)]
struct Listening {
    nats: Vec<String>,
    monitoring: Vec<String>,
}

impl NatsServer {
    pub(super) async fn launch(setup: &Setup, index: usize, ports: Ports) -> Result<Self, Error> {
        let mut server = Self {
            setup: setup.clone(),
            index,
            ports,
            process: None,
        };
        server.spawn().await?;
        Ok(server)
    }

    async fn spawn(&mut self) -> Result<(), Error> {
        let dir = self.dir();
        folder::private(&dir)?;
        let config = dir.join("server.conf");
        folder::write_private(&config, &configuration(self.setup.config.durability))?;
        folder::write_private(&dir.join("outside.conf"), &self.setup.outside())?;
        let launch = Launch {
            server: SERVER,
            program: &self.setup.program,
            args: vec![
                "--config".into(),
                config.into(),
                "--ports_file_dir".into(),
                dir.clone().into(),
            ],
            env: self.setup.variables(self.index, &self.ports),
            dir: &dir,
            log: dir.join("nats-server.log"),
            user: None,
            orphaned: Signal::Kill,
        };
        self.process = Some(Process::start(launch).await?);
        Ok(())
    }

    /// Waits for the ports, and keeps them for every later start.
    pub(super) async fn until_listening(&mut self) -> Result<(), Error> {
        let dir = self.dir();
        let process = self.process()?;
        let suffix = format!("_{}.ports", process.pid());
        let mut found = None;
        process
            .until_ready(READY, async || {
                found = listening(&dir, &suffix);
                found
                    .as_ref()
                    .map(|_| ())
                    .ok_or("it does not listen yet".to_owned())
            })
            .await?;
        if let Some((client, monitor)) = found {
            self.ports.client = Some(client);
            self.ports.monitor = Some(monitor);
        }
        Ok(())
    }

    /// Waits until the server says that it serves `JetStream`.
    pub async fn until_healthy(&mut self, limit: Duration) -> Result<(), Error> {
        let address = self.monitor_address();
        let healthy = async || monitor::get(&address, "/healthz").await.map(|_| ());
        self.process()?.until_ready(limit, healthy).await
    }

    /// Starts the server again, on the same folder and ports, after stopping it if it runs.
    pub async fn restart(&mut self) -> Result<(), Error> {
        self.stop().await?;
        forget_ports(&self.dir());
        let mut tries = 1;
        loop {
            self.spawn().await?;
            match self.until_listening().await {
                Err(taken) if taken.port_taken() && tries < SAME_PORT_TRIES => {
                    tries += 1;
                    sleep(POLL * 10).await;
                }
                Err(failed) => return Err(failed),
                Ok(()) => return self.until_healthy(READY).await,
            }
        }
    }

    /// Stops the server orderly.
    pub async fn stop(&mut self) -> Result<(), Error> {
        match self.process.take() {
            Some(mut process) => process.stop(&STOP).await,
            None => Ok(()),
        }
    }

    /// Ends the server by SIGKILL, as a crash would.
    pub async fn kill(&mut self) -> Result<(), Error> {
        match self.process.take() {
            Some(mut process) => {
                process
                    .stop(&[(Signal::Kill, Duration::from_secs(10))])
                    .await
            }
            None => Ok(()),
        }
    }

    /// Stops the server's work where it is (SIGSTOP), until [`Self::resume`].
    pub fn pause(&mut self) -> Result<(), Error> {
        self.process()?.send("pause", Signal::Stop)
    }

    /// Lets a paused server go on.
    pub fn resume(&mut self) -> Result<(), Error> {
        self.process()?.send("resume", Signal::Cont)
    }

    /// An error with the end of the log if the server has ended by itself.
    pub fn check(&mut self) -> Result<(), Error> {
        self.process.as_mut().map_or(Ok(()), Process::check)
    }

    /// Where clients connect.
    #[must_use]
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.ports.client.unwrap_or_default())
    }

    /// Where monitoring answers.
    #[must_use]
    pub fn monitor_url(&self) -> String {
        format!("http://{}", self.monitor_address())
    }

    /// The server's process id, if it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Process::pid)
    }

    /// Where the server keeps its streams and its log.
    #[must_use]
    pub fn dir(&self) -> PathBuf {
        self.setup.server_dir(self.index)
    }

    pub(super) fn monitor_address(&self) -> String {
        format!("127.0.0.1:{}", self.ports.monitor.unwrap_or_default())
    }

    pub(super) fn ask_to_stop(&mut self) {
        if let Some(process) = &mut self.process {
            // If it has ended meanwhile there is nobody to ask, which is as well.
            let _ = process.send("resume", Signal::Cont);
            let _ = process.send("stop", Signal::Term);
        }
    }

    pub(super) fn process(&mut self) -> Result<&mut Process, Error> {
        self.process.as_mut().ok_or(Error::NotRunning {
            action: "reach",
            server: SERVER,
        })
    }
}

fn listening(dir: &Path, suffix: &str) -> Option<(u16, u16)> {
    let entries = fs::read_dir(dir).ok()?;
    let file = entries
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().ends_with(suffix))?;
    // Half written it does not parse, and is read again.
    let said: Listening = serde_json::from_str(&fs::read_to_string(file.path()).ok()?).ok()?;
    Some((port(said.nats.first()?)?, port(said.monitoring.first()?)?))
}

fn port(url: &str) -> Option<u16> {
    url.rsplit(':').next()?.parse().ok()
}
