//! Events that other systems publish over NATS: taken in order, settled once their outcome is on disk.
//!
//! A crash between the two repeats the message; its event is then recognised.

use std::time::Duration;

use domain::ids::{AgencyCode, derive_id};
use domain::{Actor, Role};
use ledger::{Delivery, Ledger};
use runtime::{Problem, Reaction, Shutdown};
use tokio::task::JoinSet;

use super::cloud::{Attributes, cloud_event};
use super::line::Line;
use super::take::undecided;
use crate::handle::Performance;

/// How long what could not be decided waits.
const AGAIN: Duration = Duration::from_secs(1);
/// How many messages are decided together, for one fsync.
const BATCH: usize = 1_000;

/// Takes what waits from outside, for every agency.
#[derive(Clone, Debug)]
pub struct Intake {
    app: Performance,
    waiting: Ledger,
}

impl Intake {
    /// Takes into a service what waits behind this connection, which is one of the vault's account.
    #[must_use]
    pub fn new(app: Performance, waiting: Ledger) -> Self {
        Self { app, waiting }
    }

    /// Takes for every agency, also those that join later, until told to stop.
    pub async fn run(self, mut shutdown: Shutdown) {
        let mut agencies = JoinSet::new();
        let mut known: Vec<AgencyCode> = Vec::new();
        loop {
            for agency in self.app.feeds.codes() {
                if !known.contains(&agency) {
                    known.push(agency.clone());
                    agencies.spawn(self.clone().follow(agency));
                }
            }
            tokio::select! {
                () = shutdown.requested() => return,
                () = self.app.feeds.more_than(known.len()) => {}
            }
        }
    }

    async fn follow(self, agency: AgencyCode) {
        loop {
            if let Err(error) = self.follow_once(&agency).await {
                tracing::warn!(%agency, error = &error as &dyn std::error::Error, "cannot take events from outside; trying again");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }

    async fn follow_once(&self, agency: &AgencyCode) -> Result<(), Reaction> {
        let mut inbox = self.waiting.inbox(agency).await?;
        loop {
            let deliveries = inbox.next(BATCH).await?;
            let lines = deliveries.iter().map(event).collect();
            let taken = self.app.take(agency, system(agency), lines).await;
            for (delivery, taken) in deliveries.iter().zip(taken) {
                match taken {
                    Ok(_) => delivery.done().await?,
                    Err(problem) if undecided(&problem) => delivery.later(AGAIN).await?,
                    Err(problem) => {
                        let message = attributes(delivery);
                        self.app
                            .reject(agency, message, delivery.payload(), &problem)
                            .await?;
                        delivery.done().await?;
                    }
                }
            }
        }
    }
}

fn event(delivery: &Delivery) -> Result<Line, Problem> {
    cloud_event(&attributes(delivery), delivery.payload())
}

fn attributes(delivery: &Delivery) -> Attributes {
    let header = |name: &str| delivery.header(name).map(str::to_owned);
    Attributes {
        specversion: header("ce-specversion"),
        kind: header("ce-type"),
        source: header("ce-source"),
        id: header("ce-id"),
    }
}

/// Who records what came over NATS: its permissions say for which agency it may speak, and no more is known.
fn system(agency: &AgencyCode) -> Actor {
    Actor {
        actor: derive_id(&["ingest", agency.as_str()]),
        role: Role::System,
        on_behalf_of: None,
    }
}
