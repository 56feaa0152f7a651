//! wrk, which asks both sides for the same page in the same way.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::super::aside;
use super::super::report::Times;
use crate::up::Failure;

/// Connections that are kept, each with one request under way.
pub(super) const CONNECTIONS: usize = 64;
const THREADS: usize = 2;
/// What wrk is to print when it is done; it has no part in any request.
const DONE: &str = r#"done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("figures %d %d %d %.0f %.0f %.0f\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"#;

/// The program, and its script.
pub(super) struct Wrk {
    program: PathBuf,
    script: PathBuf,
}

/// What a run came to.
#[derive(Debug)]
pub(super) struct Asked {
    /// Requests per second.
    pub(super) rate: f64,
    pub(super) times: Times,
}

impl Wrk {
    pub(super) fn find(dir: &Path) -> Result<Self, Failure> {
        let how = "the bench `feed` needs wrk on the PATH: `./dev bench` installs it; without ./dev install the \
                   system's package (Debian: apt-get install wrk)";
        let program = aside::find("wrk").ok_or(how)?;
        let script = dir.join("wrk.lua");
        std::fs::write(&script, DONE)?;
        Ok(Self { program, script })
    }

    pub(super) async fn version(&self) -> String {
        aside::version(&self.program, "-v").await
    }

    /// How the program is called, for readers.
    pub(super) fn command(seconds: u64) -> String {
        format!("wrk -t{THREADS} -c{CONNECTIONS} -d{seconds}s --latency")
    }

    /// Asks for a page for some seconds; every answer must be a success, or 304.
    pub(super) async fn ask(
        &self,
        url: &str,
        header: Option<&str>,
        seconds: u64,
    ) -> Result<Asked, Failure> {
        let mut command = Command::new(&self.program);
        command
            .arg(format!("-t{THREADS}"))
            .arg(format!("-c{CONNECTIONS}"))
            .arg(format!("-d{seconds}s"))
            .arg("--latency")
            .arg("-s")
            .arg(&self.script)
            .kill_on_drop(true);
        if let Some(header) = header {
            command.args(["-H", header]);
        }
        let said = command.arg(url).output().await?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        read(&said).ok_or_else(|| format!("wrk failed on {url}: {said}").into())
    }
}

/// The figures, if nothing failed.
fn read(said: &str) -> Option<Asked> {
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix("figures "))?;
    let numbers: Vec<f64> = line.split(' ').map_while(|it| it.parse().ok()).collect();
    let [requests, micros, errors, p50, p95, p99] = numbers[..] else {
        return None;
    };
    (errors < 0.5 && requests > 0.5).then(|| Asked {
        rate: requests * 1e6 / micros,
        times: Times::new([p50, p95, p99].map(|micros| micros / 1e3)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_count_if_nothing_failed() {
        let asked = read("Running 1s test\nfigures 5000 2000000 0 1500 2500 9000\n").unwrap();
        assert!((asked.rate - 2_500.0).abs() < 1e-6, "{asked:?}");
        assert!(read("figures 5000 2000000 1 1500 2500 9000\n").is_none());
        assert!(read("unable to connect").is_none());
    }
}
