//! Workers that stop in the middle of whatever they do, as a paused process does, and come back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use projections::{Rebuild, Workers, rebuild};
use tokio::sync::{mpsc as signals, oneshot};

use crate::world::{AGENCY, Addresses, World};

/// How long a worker may be silent here.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often work changes hands; `TAKEOVERS` says otherwise (`./dev soak`: 500).
const TIMES: u64 = 24;

/// A worker on a thread of its own, with all its connections: when the thread stands still, so do they.
struct Process {
    /// What it is called in Postgres.
    name: String,
    /// Each receiver stops the thread until its sender goes.
    pauses: signals::UnboundedSender<Receiver<()>>,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Process {
    fn start(addresses: Addresses) -> Self {
        let (pauses, mut orders) = signals::unbounded_channel::<Receiver<()>>();
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let source = addresses.source().await;
                tell.send(source.db.name().to_owned()).unwrap();
                let workers = Workers::new(source).take_over_after(PATIENCE);
                tokio::spawn(async move {
                    while let Some(until) = orders.recv().await {
                        // The only thread: nothing of this runtime moves.
                        let _gone = until.recv();
                    }
                });
                workers.run(async { drop(stopped.await) }).await;
            });
        });
        let name = told.recv().unwrap();
        Self {
            name,
            pauses,
            stop,
            thread,
        }
    }

    /// Stops it dead until the answer is dropped.
    fn pause(&self) -> Sender<()> {
        let (hold, until) = mpsc::channel();
        self.pauses.send(until).unwrap();
        hold
    }

    fn end(self) {
        self.stop.send(()).unwrap();
        self.thread.join().unwrap();
    }
}

/// Who holds the agency.
async fn holder(world: &World) -> Option<String> {
    let asked = format!("SELECT worker FROM engine.lease WHERE agency = '{AGENCY}'");
    world.text(&asked).await
}

/// Waits until somebody holds the agency who is not this one.
async fn another(world: &World, than: &str) -> String {
    let seen = async {
        loop {
            match holder(world).await {
                Some(held) if held != than => return held,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    let seen = tokio::time::timeout(Duration::from_secs(30), seen).await;
    seen.expect("nobody took the agency over")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stops_is_taken_over_and_nothing_is_applied_twice() {
    let times = std::env::var("TAKEOVERS").map_or(TIMES, |times| times.parse().unwrap());
    let world = World::start().await;
    let all = [1, 2, 3].map(|_| Process::start(world.addresses()));
    let done = AtomicBool::new(false);
    let writes = async {
        let mut from = 0;
        while !done.load(Ordering::Relaxed) {
            let last = world.points(from, 50).await;
            from += 50;
            // Whatever stops, some batch is under way.
            world.there(&["recognition"], last).await;
        }
        from
    };
    let takeovers = async {
        let mut holds = another(&world, "nobody").await;
        for _ in 0..times {
            let stopped = all.iter().find(|one| one.name == holds).unwrap().pause();
            holds = another(&world, &holds).await;
            // The new one works before the old one comes back in the middle of what it did.
            world.there(&[], world.points(0, 1).await).await;
            drop(stopped);
        }
        done.store(true, Ordering::Relaxed);
    };
    let (written, ()) = tokio::join!(writes, takeovers);
    world.there(&[], world.points(0, 1).await).await;
    let term = format!("SELECT term FROM engine.lease WHERE agency = '{AGENCY}'");
    assert!(world.number(&term).await > i64::try_from(times).unwrap());
    let counted = "SELECT sum(events)::int8 FROM recognition_v4.standing WHERE scope = '00000000-0000-0000-0000-000000000000'";
    let written = written + times + 1;
    assert_eq!(world.number(counted).await.unsigned_abs(), written);
    let rows = world.fingerprints().await;
    for process in all {
        process.end();
    }
    assert_eq!(holder(&world).await, None);
    rebuild(&world.source, Rebuild::all(), &|_| {})
        .await
        .unwrap();
    assert_eq!(world.fingerprints().await, rows);
}
