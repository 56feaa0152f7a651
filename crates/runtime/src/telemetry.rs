//! Logs on stderr and metrics for Prometheus.
//!
//! What goes in: ids of things, route templates, counts. What never does: names, texts, tokens,
//! bodies, raw paths.

use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{Log, LogFormat};
use crate::lifecycle::{BoxError, Shutdown};

/// Upper bounds of the buckets of every duration, in seconds.
const SECONDS: [f64; 12] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0,
];
/// How often the recorder tidies up; between two scrapes it would grow.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why logs or metrics did not start.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// A directive of the filter is wrong.
    #[error("log.filter is no filter; write directives such as info,ledger=debug")]
    Filter(#[source] tracing_subscriber::filter::ParseError),
    /// Something else takes the logs of this process already.
    #[error("cannot start logging twice in one process")]
    Logs(#[source] tracing_subscriber::util::TryInitError),
    /// Something else takes the metrics of this process already.
    #[error("cannot start the metrics recorder")]
    Metrics(#[source] metrics_exporter_prometheus::BuildError),
}

/// Starts logging. Once per process.
pub fn start_logs(log: &Log) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(&log.filter).map_err(TelemetryError::Filter)?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => lines.finish().try_init(),
        LogFormat::Json => lines.json().flatten_event(true).finish().try_init(),
    }
    .map_err(TelemetryError::Logs)
}

/// The metrics of this process.
#[derive(Clone, Debug)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts the recorder. Once per process; spawn [`Metrics::upkeep`] beside it.
    pub fn start() -> Result<Self, TelemetryError> {
        PrometheusBuilder::new()
            .set_buckets(&SECONDS)
            .and_then(PrometheusBuilder::install_recorder)
            .map(Self)
            .map_err(TelemetryError::Metrics)
    }

    /// Everything measured, in the text form of Prometheus.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Keeps the recorder small until the end is asked for.
    pub async fn upkeep(self, mut shutdown: Shutdown) -> Result<(), BoxError> {
        while tokio::time::timeout(UPKEEP, shutdown.requested())
            .await
            .is_err()
        {
            self.0.run_upkeep();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_filter_is_refused_with_what_to_write() {
        let log = Log {
            filter: "info,ledger=loud".to_owned(),
            format: LogFormat::Text,
        };
        let error = start_logs(&log).unwrap_err();
        assert!(error.to_string().contains("info,ledger=debug"));
    }
}
