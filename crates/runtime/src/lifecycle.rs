//! One lifecycle for every role: ask to stop, wait for the grace period, then drop.
//!
//! A role that ends by itself takes the process down with an error: half a process serves nobody.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};

/// Any error of a role.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Tells a role that it should come to an end.
#[derive(Debug, Clone)]
pub struct Shutdown(watch::Receiver<bool>);

impl Shutdown {
    /// Returns once the end is asked for.
    pub async fn requested(&mut self) {
        // An error means that the lifecycle is gone, which is an end as well.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Whether the end was asked for.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }
}

/// Why a process ended other than by being asked to.
#[derive(Debug, thiserror::Error)]
pub enum LifecycleError {
    /// A role returned without being asked to.
    #[error("role {0} ended on its own")]
    Ended(&'static str),
    /// A role failed.
    #[error("role {0} failed")]
    Failed(&'static str, #[source] BoxError),
}

/// The roles of one process.
#[derive(Debug)]
pub struct Lifecycle {
    stop: watch::Sender<bool>,
    tasks: JoinSet<Result<(), BoxError>>,
    names: HashMap<Id, &'static str>,
    grace: Duration,
}

type Ended = Result<(Id, Result<(), BoxError>), JoinError>;

impl Lifecycle {
    /// A lifecycle that waits this long for its roles once they were asked to end.
    #[must_use]
    pub fn new(grace: Duration) -> Self {
        Self {
            stop: watch::Sender::new(false),
            tasks: JoinSet::new(),
            names: HashMap::new(),
            grace,
        }
    }

    /// Tells when the end is asked for, for what is no role of its own.
    #[must_use]
    pub fn shutdown(&self) -> Shutdown {
        Shutdown(self.stop.subscribe())
    }

    /// Starts a role.
    pub fn spawn<F>(&mut self, name: &'static str, role: impl FnOnce(Shutdown) -> F)
    where
        F: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        let work = role(Shutdown(self.stop.subscribe()));
        let task = self.tasks.spawn(work);
        self.names.insert(task.id(), name);
    }

    /// Returns when every role has finished: asked to, or because one of them died.
    pub async fn run(mut self, signal: impl Future<Output = ()>) -> Result<(), LifecycleError> {
        let first = tokio::select! {
            () = signal => None,
            ended = self.tasks.join_next_with_id() => ended,
        };
        let outcome = match first {
            None => Ok(()),
            Some(ended) => {
                let (name, result) = self.named(ended);
                tracing::error!(role = name, "a role ended on its own; stopping the others");
                Err(match result {
                    Ok(()) => LifecycleError::Ended(name),
                    Err(error) => LifecycleError::Failed(name, error),
                })
            }
        };
        self.stop.send_replace(true);
        let grace = self.grace;
        if tokio::time::timeout(grace, self.drain()).await.is_err() {
            tracing::warn!(
                roles = self.tasks.len(),
                "roles did not end in the grace period and are dropped"
            );
            self.tasks.shutdown().await;
        }
        outcome
    }

    async fn drain(&mut self) {
        while let Some(ended) = self.tasks.join_next_with_id().await {
            let (name, result) = self.named(ended);
            if let Err(error) = result {
                let error: &(dyn Error + 'static) = error.as_ref();
                tracing::error!(role = name, error, "a role failed while stopping");
            }
        }
    }

    fn named(&self, ended: Ended) -> (&'static str, Result<(), BoxError>) {
        let (id, result) = match ended {
            Ok((id, result)) => (id, result),
            Err(panicked) => (panicked.id(), Err(panicked.into())),
        };
        (self.names.get(&id).copied().unwrap_or("unnamed"), result)
    }
}

/// Returns at the first SIGTERM or SIGINT. Fails when the process may not listen to signals.
pub fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal = name, "asked to stop");
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, ready};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    const SHORT: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn roles_that_are_asked_to_end_do_so_and_the_process_ends_well() {
        let done = Arc::new(AtomicBool::new(false));
        let mut lifecycle = Lifecycle::new(Duration::from_secs(10));
        let flag = Arc::clone(&done);
        lifecycle.spawn("polite", |mut shutdown| async move {
            shutdown.requested().await;
            assert!(shutdown.is_requested());
            flag.store(true, Ordering::SeqCst);
            Ok(())
        });
        lifecycle.run(ready(())).await.unwrap();
        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_role_that_does_not_end_is_dropped_after_the_grace_period() {
        let mut lifecycle = Lifecycle::new(SHORT);
        lifecycle.spawn("stubborn", |_| pending());
        lifecycle.run(ready(())).await.unwrap();
    }

    #[tokio::test]
    async fn a_role_that_ends_on_its_own_takes_the_process_down() {
        let mut lifecycle = Lifecycle::new(SHORT);
        lifecycle.spawn("lasting", |mut shutdown| async move {
            shutdown.requested().await;
            Ok(())
        });
        lifecycle.spawn("brief", |_| ready(Ok(())));
        let error = lifecycle.run(pending()).await.unwrap_err();
        assert_eq!(error.to_string(), "role brief ended on its own");
    }

    #[tokio::test]
    async fn a_role_that_fails_or_panics_is_named_with_its_cause() {
        for panics in [false, true] {
            let mut lifecycle = Lifecycle::new(SHORT);
            lifecycle.spawn("weak", move |_| async move {
                assert!(!panics, "as the test wants");
                Err("no strength".into())
            });
            let error = lifecycle.run(pending()).await.unwrap_err();
            assert_eq!(error.to_string(), "role weak failed");
            assert!(error.source().is_some());
        }
    }
}
