//! Clients that send one operation after another for a while, and what they saw.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::up::Failure;

/// One of several clients.
pub(super) trait Operate: Send + 'static {
    /// Does one operation; how many commands it was.
    fn once(&mut self) -> impl Future<Output = Result<u64, Failure>> + Send;
}

/// What a run came to.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Commands per second.
    pub(super) rate: f64,
    /// Of each operation, in milliseconds.
    pub(super) times: Vec<f64>,
}

/// Milliseconds since then.
pub(super) fn ms_since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}

/// Lets all clients work at once for this long. An operation that is under way at the end is
/// finished, and the time it takes counts.
pub(super) async fn closed<C: Operate>(clients: Vec<C>, time: Duration) -> Result<Run, Failure> {
    let mut tasks = JoinSet::new();
    let gate = Arc::new(tokio::sync::Barrier::new(clients.len()));
    for mut client in clients {
        let gate = Arc::clone(&gate);
        tasks.spawn(async move {
            gate.wait().await;
            let began = Instant::now();
            let (mut commands, mut times) = (0, Vec::new());
            while began.elapsed() < time {
                let sent = Instant::now();
                commands += client.once().await?;
                times.push(ms_since(sent));
            }
            Ok::<_, Failure>((commands, times, began.elapsed()))
        });
    }
    let (mut commands, mut run, mut longest) = (0, Run::default(), time);
    while let Some(ended) = tasks.join_next().await {
        let (done, times, took) = ended??;
        commands += done;
        run.times.extend(times);
        longest = longest.max(took);
    }
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let commands = commands as f64;
    run.rate = commands / longest.as_secs_f64();
    Ok(run)
}
