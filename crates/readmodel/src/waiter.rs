//! Waiting for a projection to come to a position: one listening connection per process.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls, Socket};

use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::positions::CHANNEL;
use crate::sql::{Sql, sql};

sql! {
    WAITER_POSITIONS = "SELECT projection, agency, sequence FROM read.position";
}

/// How soon a lost connection is made again.
const AGAIN: Duration = Duration::from_millis(200);

/// The last sequence folded, by projection and agency.
type Known = HashMap<(String, String), u64>;

/// Knows how far every projection has come, as Postgres tells it. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Waiter {
    known: watch::Receiver<Known>,
    /// Held for its drop: the last clone ends the task.
    _listening: Arc<Listening>,
}

#[derive(Debug)]
struct Listening(JoinHandle<()>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Waiter {
    /// Begins to listen. A connection that is lost is made again, for ever.
    #[must_use]
    pub fn start(db: &ReadModel) -> Self {
        let (tell, known) = watch::channel(Known::new());
        let task = tokio::spawn(listen_for_ever(db.clone(), tell));
        let listening = Arc::new(Listening(task));
        Self {
            known,
            _listening: listening,
        }
    }

    /// Waits until all these projections have folded the agency's ledger up to `sequence`; false if
    /// they have not in time.
    pub async fn wait(
        &self,
        projections: &[&str],
        agency: &str,
        sequence: u64,
        timeout: Duration,
    ) -> bool {
        let there = |known: &Known| {
            projections.iter().all(|projection| {
                let key = ((*projection).to_owned(), agency.to_owned());
                known.get(&key).is_some_and(|at| *at >= sequence)
            })
        };
        let mut known = self.known.clone();
        let waited = tokio::time::timeout(timeout, known.wait_for(there)).await;
        matches!(waited, Ok(Ok(_)))
    }

    /// Waits until a projection is elsewhere than at `sequence` in an agency's ledger.
    pub async fn moved(&self, projection: &str, agency: &str, sequence: u64) {
        let key = (projection.to_owned(), agency.to_owned());
        let elsewhere = |known: &Known| known.get(&key).copied().unwrap_or(0) != sequence;
        if self.known.clone().wait_for(elsewhere).await.is_err() {
            // Nobody listens any more: nothing will ever be heard.
            std::future::pending::<()>().await;
        }
    }

    /// How far a projection has come, as far as this process has heard.
    #[must_use]
    pub fn sequence(&self, projection: &str, agency: &str) -> u64 {
        let key = (projection.to_owned(), agency.to_owned());
        self.known.borrow().get(&key).copied().unwrap_or(0)
    }
}

async fn listen_for_ever(db: ReadModel, tell: watch::Sender<Known>) {
    loop {
        if let Err(error) = listen(&db, &tell).await {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "lost the connection that hears of positions");
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Listens until the connection ends. What was told before listening is read once.
async fn listen(db: &ReadModel, tell: &watch::Sender<Known>) -> Result<(), ReadError> {
    let connected = db.config().connect(NoTls).await;
    let (client, mut connection) = connected.map_err(|error| ReadError::Connect(error.into()))?;
    // The database may be another one by now: what was heard before does not count.
    tell.send_modify(Known::clear);
    let begin = begin(&client);
    let mut begin = std::pin::pin!(begin);
    // The connection must be driven while the client waits for its answers.
    let known = loop {
        tokio::select! {
            known = &mut begin => break known?,
            heard = next(&mut connection) => if !hear(heard, tell) { return Ok(()) },
        }
    };
    tell.send_modify(|all| {
        for (key, sequence) in known {
            let at = all.entry(key).or_default();
            *at = sequence.max(*at);
        }
    });
    while hear(next(&mut connection).await, tell) {}
    Ok(())
}

async fn begin(client: &Client) -> Result<Known, ReadError> {
    let failed = ReadError::database("listening for positions");
    let listen = format!("LISTEN {CHANNEL}");
    client.batch_execute(&listen).await.map_err(&failed)?;
    let positions: Sql = WAITER_POSITIONS;
    let rows = client.query(positions.text, &[]).await.map_err(failed)?;
    Ok(rows
        .iter()
        .map(|row| {
            let sequence: i64 = row.get(2);
            ((row.get(0), row.get(1)), sequence.unsigned_abs())
        })
        .collect())
}

type Heard = Option<Result<AsyncMessage, tokio_postgres::Error>>;

async fn next(connection: &mut Connection<Socket, NoTlsStream>) -> Heard {
    std::future::poll_fn(|context| connection.poll_message(context)).await
}

/// Takes what was heard; false when the connection has ended.
fn hear(heard: Heard, tell: &watch::Sender<Known>) -> bool {
    let notification = match heard {
        Some(Ok(AsyncMessage::Notification(notification))) => notification,
        Some(Ok(_)) => return true,
        Some(Err(_)) | None => return false,
    };
    let mut words = notification.payload().split(' ');
    if let (Some(projection), Some(agency), Some(Ok(sequence))) =
        (words.next(), words.next(), words.next().map(str::parse))
    {
        tell.send_modify(|all| {
            all.insert((projection.to_owned(), agency.to_owned()), sequence);
        });
    }
    true
}
