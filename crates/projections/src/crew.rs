//! Which agencies this process works on, and a task for each.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::ids::AgencyCode;
use readmodel::{Beat, Lease};
use tokio::task::{AbortHandle, JoinSet};

use crate::session;
use crate::source::{ALL, Source};
use crate::status::Status;
use crate::worker::work;

/// The agencies of the installation, and those of them that this process holds.
pub(crate) struct Crew {
    source: Source,
    status: Status,
    takeover: Duration,
    program: String,
    known: BTreeSet<AgencyCode>,
    working: BTreeMap<Lease, AbortHandle>,
    tasks: JoinSet<()>,
    /// Whether the last beat failed, so that an outage is told once.
    silent: bool,
}

impl Crew {
    pub(crate) fn new(source: Source, status: Status, takeover: Duration) -> Self {
        let folds = ALL.iter().map(|folding| folding.info());
        let program: Vec<String> = folds
            .map(|of| format!("{} {}", of.name, of.version))
            .collect();
        Self {
            source,
            status,
            takeover,
            program: program.join(", "),
            known: BTreeSet::new(),
            working: BTreeMap::new(),
            tasks: JoinSet::new(),
            silent: false,
        }
    }

    /// Agencies that the registry names.
    pub(crate) fn admit(&mut self, agencies: impl IntoIterator<Item = AgencyCode>) {
        self.known.extend(agencies);
    }

    /// Says that this process lives, and works on what it holds now. Without Postgres it goes on with what it
    /// held: what it may not write any more, it cannot.
    pub(crate) async fn beat(&mut self) {
        let agencies: Vec<&str> = self.known.iter().map(AgencyCode::as_str).collect();
        let beat = Beat {
            program: &self.program,
            agencies: &agencies,
            patience: self.takeover,
        };
        let heard = match self.source.db.beat(beat).await {
            Ok(heard) => heard,
            Err(error) => {
                let why = session::chain(&error);
                if !std::mem::replace(&mut self.silent, true) {
                    tracing::warn!(
                        why,
                        "cannot say that this worker lives; others may take its agencies over"
                    );
                }
                return;
            }
        };
        self.silent = false;
        for worker in heard.buried {
            tracing::warn!(
                worker,
                "a worker gave no sign of life; its agencies are taken over"
            );
            metrics::counter!("projection_takeovers_total").increment(1);
        }
        self.reap();
        self.settle(heard.leases);
    }

    /// Forgets tasks that ended. One that panicked begins again; its lease is still ours.
    fn reap(&mut self) {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            if let Err(error) = ended
                && error.is_panic()
            {
                self.working.retain(|_, task| task.id() != error.id());
                tracing::error!("the worker of an agency panicked; it begins again");
            }
        }
    }

    /// Stops what is not held any more, begins what is new.
    fn settle(&mut self, leases: Vec<Lease>) {
        let held: BTreeSet<Lease> = leases.into_iter().collect();
        let status = &self.status;
        self.working.retain(|lease, task| {
            let keep = held.contains(lease);
            if !keep {
                task.abort();
                status.forget(&lease.agency);
            }
            keep
        });
        for lease in held {
            let Some(agency) = self
                .known
                .iter()
                .find(|known| known.as_str() == lease.agency)
            else {
                continue;
            };
            if self.working.contains_key(&lease) {
                continue;
            }
            let (source, status) = (self.source.clone(), self.status.clone());
            let task = self
                .tasks
                .spawn(work(source, status, agency.clone(), lease.clone()));
            self.working.insert(lease, task);
        }
        #[expect(clippy::cast_precision_loss, reason = "gauges are floats")]
        metrics::gauge!("projection_agencies_held").set(self.working.len() as f64);
    }
}
