//! Server-sent events: announcements as they are published or corrected.
//!
//! One task per agency with listeners reads what is new, once for all of them, and tells everybody.
//! A stream begins with what it missed since `Last-Event-ID` (or `?after=`), then passes on what it
//! is told; where it fell behind it reads for itself. An event's id is the ledger position where the
//! announcement last changed, so nothing is missed or told twice.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use domain::Position;
use domain::ids::AgencyCode;
use futures_util::stream;
use readmodel::ReadError;
use readmodel::queries::announcements::{self, Announcement};
use runtime::problem::kind;
use runtime::{Problem, Reads, Shutdown};
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::feed;
use crate::shelf::{PAUSE, PROJECTION, Place, Shelf};

const HEARTBEAT: Duration = Duration::from_secs(15);
const LIFETIME: Duration = Duration::from_mins(15);
/// How soon a browser connects again.
const AGAIN: Duration = Duration::from_secs(5);
/// How many streams one agency may have.
const STREAMS: usize = 500;
/// How many announcements are read at a time, and how far a stream may fall behind.
const BATCH: u16 = 50;

/// What an agency's streams share.
#[derive(Debug)]
pub(crate) struct Live {
    told: broadcast::Sender<Arc<Told>>,
    streams: Arc<Semaphore>,
    pump: std::sync::Mutex<Option<JoinHandle<()>>>,
}

/// An announcement, as streams tell it.
#[derive(Debug)]
struct Told {
    position: Position,
    data: String,
}

impl Drop for Live {
    fn drop(&mut self) {
        let pump = self.pump.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(pump) = pump.take() {
            pump.abort();
        }
    }
}

impl Live {
    pub(crate) fn new() -> Self {
        Self {
            told: broadcast::channel(usize::from(BATCH)).0,
            streams: Arc::new(Semaphore::new(STREAMS)),
            pump: std::sync::Mutex::default(),
        }
    }

    /// Starts to listen. The task that reads is started with the first listener: it tells what
    /// comes after `from`.
    fn listen(&self, reads: &Reads, agency: &AgencyCode, from: Position) -> Listener {
        let mut pump = self.pump.lock().unwrap_or_else(PoisonError::into_inner);
        let listener = self.told.subscribe();
        if pump.as_ref().is_none_or(JoinHandle::is_finished) {
            let task = pump_for_ever(reads.clone(), agency.clone(), self.told.clone(), from);
            *pump = Some(tokio::spawn(task));
        }
        listener
    }
}

type Listener = broadcast::Receiver<Arc<Told>>;

/// Reads what is new whenever the projection moves and somebody listens. It lives as long as the
/// agency's place.
async fn pump_for_ever(
    reads: Reads,
    agency: AgencyCode,
    told: broadcast::Sender<Arc<Told>>,
    mut from: Position,
) {
    loop {
        let sequence = reads.waiter.sequence(PROJECTION, agency.as_str());
        let more = match read(&reads, &agency, &told, &mut from).await {
            Ok(more) => more,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(%agency, error, "cannot read announcements for live streams");
                true
            }
        };
        tokio::time::sleep(PAUSE).await;
        if !more {
            reads
                .waiter
                .moved(PROJECTION, agency.as_str(), sequence)
                .await;
        }
    }
}

/// Tells what is new; true if there may be more.
async fn read(
    reads: &Reads,
    agency: &AgencyCode,
    told: &broadcast::Sender<Arc<Told>>,
    from: &mut Position,
) -> Result<bool, ReadError> {
    if told.receiver_count() == 0 {
        return Ok(false);
    }
    let new = since(reads, agency, *from).await?;
    let more = new.len() == usize::from(BATCH);
    for one in new {
        *from = one.position;
        // The last listener may be gone by now.
        let _heard = told.send(Arc::new(one));
    }
    Ok(more)
}

async fn since(reads: &Reads, agency: &AgencyCode, from: Position) -> Result<Vec<Told>, ReadError> {
    let new = announcements::since(&reads.db, agency.as_str(), from, BATCH).await?;
    Ok(new.iter().map(|one| tell(agency, one)).collect())
}

/// Where an agency's announcements last changed.
async fn latest(reads: &Reads, agency: &AgencyCode) -> Result<Position, ReadError> {
    let all = announcements::latest(&reads.db).await?;
    let found = all.into_iter().find(|(code, _)| code == agency.as_str());
    Ok(found.map_or(Position::commit(1, 0), |(_, position)| position))
}

fn tell(agency: &AgencyCode, one: &Announcement) -> Told {
    let data = json!({
        "id": one.id,
        "title": feed::title(one),
        "url": format!("/{agency}/pengumuman/{}", one.id),
        "published": one.published_at,
        "updated": one.updated_at,
    });
    Told {
        position: one.updated,
        data: data.to_string(),
    }
}

/// One listener's stream.
struct Stream {
    reads: Reads,
    agency: AgencyCode,
    listener: Listener,
    /// The last announcement told.
    after: Position,
    waiting: VecDeque<Arc<Told>>,
    /// Whether the read model may hold more than this stream has seen.
    behind: bool,
    deadline: Instant,
    shutdown: Option<Shutdown>,
    _places: [OwnedSemaphorePermit; 2],
}

impl Stream {
    /// The next announcement; none at the end of the stream.
    async fn next(&mut self) -> Option<Arc<Told>> {
        loop {
            if let Some(told) = self.waiting.pop_front() {
                if told.position > self.after {
                    self.after = told.position;
                    return Some(told);
                }
            } else if self.behind {
                let missed = since(&self.reads, &self.agency, self.after).await;
                // An error ends the stream; the browser comes back and goes on where it was.
                let missed = missed.ok()?;
                self.behind = missed.len() == usize::from(BATCH);
                self.waiting.extend(missed.into_iter().map(Arc::new));
            } else {
                self.hear().await?;
            }
        }
    }

    async fn hear(&mut self) -> Option<()> {
        let ended = async {
            match &mut self.shutdown {
                Some(shutdown) => shutdown.requested().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            told = self.listener.recv() => match told {
                Ok(told) => self.waiting.push_back(told),
                Err(broadcast::error::RecvError::Lagged(_)) => self.behind = true,
                Err(broadcast::error::RecvError::Closed) => return None,
            },
            () = tokio::time::sleep_until(self.deadline) => return None,
            () = ended => return None,
        }
        Some(())
    }
}

/// Opens a stream that tells what comes after this position, or from now on.
pub(crate) async fn open(
    shelf: &Shelf,
    agency: AgencyCode,
    after: Option<Position>,
) -> Result<Response, Problem> {
    let place = shelf.place(&agency)?;
    let places = places(shelf, &place)?;
    let reads = shelf.reads.clone();
    let from = latest(&reads, &agency).await?;
    let stream = Stream {
        listener: place.live.listen(&reads, &agency, from),
        reads,
        agency,
        after: after.unwrap_or(from),
        waiting: VecDeque::new(),
        behind: true,
        deadline: Instant::now() + LIFETIME,
        shutdown: shelf.shutdown.clone(),
        _places: places,
    };
    let first = stream::iter([Ok(Event::default().retry(AGAIN))]);
    let told = stream::unfold(stream, async |mut stream| {
        let told = stream.next().await?;
        let event = Event::default()
            .id(told.position.to_string())
            .event("pengumuman")
            .data(&told.data);
        Some((Ok::<_, Infallible>(event), stream))
    });
    let heartbeat = KeepAlive::new().interval(HEARTBEAT);
    let sse = Sse::new(stream::StreamExt::chain(first, told)).keep_alive(heartbeat);
    Ok(sse.into_response())
}

/// A place among all streams and among the agency's.
fn places(shelf: &Shelf, place: &Place) -> Result<[OwnedSemaphorePermit; 2], Problem> {
    let take = |of: &Arc<Semaphore>| {
        let full = |_| Problem::from(kind::TOO_MANY_REQUESTS).retry_after(60);
        Arc::clone(of).try_acquire_owned().map_err(full)
    };
    Ok([take(&place.live.streams)?, take(&shelf.streams)?])
}

/// Where a client that comes back had come to; a made-up position is none.
pub(crate) fn last_event(headers: &HeaderMap) -> Option<Position> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}
