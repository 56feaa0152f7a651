//! What Redis' own `redis-benchmark` says of the same server, so that readers need not trust our client.

use tokio::process::Command;

use super::super::aside;
use super::super::report::Times;
use super::{CHUNK, Redis};
use crate::up::Failure;

/// The set that it asks: its members are the numbers that it draws.
const SET: &str = "numbers";
/// What it puts a number in the place of.
const DRAWN: &str = "__rand_int__";
/// Requests of one run, one after the other.
const REQUESTS: &str = "30000";

impl Redis {
    /// Fills a set of so many members with points below a limit.
    pub(in super::super) async fn fill_numbers(
        &mut self,
        members: usize,
        points: usize,
    ) -> Result<(), Failure> {
        for first in (0..members).step_by(CHUNK) {
            let numbers = first..members.min(first + CHUNK);
            let pairs: Vec<(String, String)> = numbers
                .map(|number| {
                    (
                        (number * 7_919 % points).to_string(),
                        format!("{number:012}"),
                    )
                })
                .collect();
            let mut parts: Vec<&[u8]> = vec![b"ZADD", SET.as_bytes()];
            for (points, member) in &pairs {
                parts.extend([points.as_bytes(), member.as_bytes()]);
            }
            self.command(&parts).await?;
        }
        Ok(())
    }

    /// The times of `ZREVRANK` of random members, one connection, and how it was asked.
    pub(in super::super) async fn benchmark(
        &self,
        members: usize,
    ) -> Result<(Times, String), Failure> {
        let how = "the bench `rank` needs redis-benchmark beside redis-server: Debian has it in redis-tools";
        let program = aside::find("redis-benchmark").ok_or(how)?;
        let (port, members) = (self.address.port().to_string(), members.to_string());
        let arguments = [
            "-p",
            &port,
            "-c",
            "1",
            "-n",
            REQUESTS,
            "-r",
            &members,
            "--precision",
            "3",
            "--csv",
            "ZREVRANK",
            SET,
            DRAWN,
        ];
        let said = Command::new(program)
            .args(arguments)
            .kill_on_drop(true)
            .output()
            .await?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let times = read(&said).ok_or_else(|| format!("redis-benchmark failed: {said}"))?;
        let server = aside::find("redis-server").unwrap_or_default();
        let version = aside::version(&server, "--version").await;
        let command = format!("redis-benchmark {}, Redis {version}", arguments.join(" "));
        Ok((times, command))
    }
}

/// The figures: rate, mean, least, 50th, 95th, 99th percentile and most, in milliseconds.
fn read(said: &str) -> Option<Times> {
    let line = said.lines().find(|line| line.starts_with("\"ZREVRANK"))?;
    let cells = line.split(',').map(|cell| cell.trim_matches('"'));
    let numbers: Vec<f64> = cells.skip(1).map_while(|cell| cell.parse().ok()).collect();
    let [_, _, _, p50, p95, p99, _] = numbers[..] else {
        return None;
    };
    Some(Times::new([p50, p95, p99]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_table_is_read() {
        let said = "\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\",\"p50_latency_ms\",\"p95_latency_ms\",\"p99_latency_ms\",\"max_latency_ms\"\n\
            \"ZREVRANK numbers __rand_int__\",\"41666.67\",\"0.016\",\"0.008\",\"0.015\",\"0.023\",\"0.031\",\"1.127\"\n";
        let times = read(said).unwrap();
        assert!((times.p50() - 0.015).abs() < 1e-9);
        assert!(read("Could not connect to Redis").is_none());
    }
}
