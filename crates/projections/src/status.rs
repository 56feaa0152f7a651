//! How far every projection has come and whether it goes on, for readiness and metrics.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use serde::Serialize;

/// Whether a projection goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// It folds.
    Running,
    /// The ledger or Postgres cannot be reached; it tries again.
    Retrying {
        /// What failed.
        why: String,
    },
    /// An event is newer than this program; it waits for a newer worker.
    Waiting {
        /// Which.
        why: String,
    },
    /// It needs a person.
    Stopped {
        /// What happened, and where.
        why: String,
    },
}

impl State {
    const fn number(&self) -> f64 {
        match self {
            Self::Running => 0.0,
            Self::Retrying { .. } => 1.0,
            Self::Waiting { .. } => 2.0,
            Self::Stopped { .. } => 3.0,
        }
    }
}

/// A projection in an agency's ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// The projection.
    pub projection: &'static str,
    /// Its version.
    pub version: i32,
    /// The agency.
    pub agency: String,
    /// The last sequence folded.
    pub position: u64,
    /// The last sequence known of the ledger.
    pub last: u64,
    /// Whether it goes on.
    #[serde(flatten)]
    pub state: State,
    /// How many commits are parked.
    pub parked: u64,
    /// Since when it is behind.
    #[serde(skip)]
    behind: Option<Instant>,
}

impl Progress {
    /// How many commits it is behind.
    #[must_use]
    pub const fn lag(&self) -> u64 {
        self.last.saturating_sub(self.position)
    }
}

/// What all projections of all agencies are doing. Cloning it is cheap.
#[derive(Debug, Clone, Default)]
pub struct Status {
    all: Arc<RwLock<BTreeMap<(String, &'static str), Progress>>>,
}

impl Status {
    /// All of them, by agency and name.
    #[must_use]
    pub fn all(&self) -> Vec<Progress> {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.values().cloned().collect()
    }

    /// Those that do not go on, and why: what `/readyz` names.
    #[must_use]
    pub fn troubles(&self) -> Vec<Progress> {
        let mut all = self.all();
        all.retain(|progress| progress.state != State::Running || progress.parked > 0);
        all
    }

    /// Forgets those of an agency that another worker folds now.
    pub(crate) fn forget(&self, agency: &str) {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(known, _), _| known != agency);
    }

    /// Changes one, and tells the gauges.
    pub(crate) fn set(
        &self,
        agency: &str,
        of: (&'static str, i32),
        change: impl Fn(&mut Progress),
    ) {
        let (projection, version) = of;
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        let progress = all
            .entry((agency.to_owned(), projection))
            .or_insert_with(|| Progress {
                projection,
                version,
                agency: agency.to_owned(),
                position: 0,
                last: 0,
                state: State::Running,
                parked: 0,
                behind: None,
            });
        change(progress);
        progress.behind = match progress.lag() {
            0 => None,
            _ => progress.behind.or_else(|| Some(Instant::now())),
        };
        if matches!(progress.state, State::Retrying { .. }) {
            let labels = [("projection", projection)];
            metrics::counter!("projection_failures_total", &labels).increment(1);
        }
        tell(progress);
    }
}

#[expect(clippy::cast_precision_loss, reason = "gauges are floats")]
fn tell(progress: &Progress) {
    let labels = [
        ("projection", progress.projection.to_owned()),
        ("agency", progress.agency.clone()),
    ];
    metrics::gauge!("projection_position", &labels).set(progress.position as f64);
    metrics::gauge!("projection_lag_commits", &labels).set(progress.lag() as f64);
    let behind = progress
        .behind
        .map_or(0.0, |since| since.elapsed().as_secs_f64());
    metrics::gauge!("projection_lag_seconds", &labels).set(behind);
    metrics::gauge!("projection_parked_commits", &labels).set(progress.parked as f64);
    metrics::gauge!("projection_state", &labels).set(progress.state.number());
}
