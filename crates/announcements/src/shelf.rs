//! The feeds of each agency, ready to be handed out, and what its live streams share.
//!
//! Rendered feeds are kept for as long as the projection has not moved. When it has, the newest
//! announcements are read again, by one request at a time and at most every [`PAUSE`]: how busy the
//! ledger is does not decide how busy Postgres is. Only agencies that exist get a place, so there
//! are no more places than agencies.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::ids::AgencyCode;
use readmodel::queries::announcements;
use runtime::{Agencies, Problem, Public, Reads, Shutdown};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;

use crate::feed::{self, Of};
use crate::live::Live;

/// The projection that all of this reads.
pub(crate) const PROJECTION: &str = "announcement";
/// How many announcements a feed holds.
const NEWEST: u16 = 50;
/// How soon the same agency's announcements are read again at the earliest.
pub(crate) const PAUSE: Duration = Duration::from_millis(250);
/// How long a rendered feed is kept though nothing was heard: a rebuild moves no position.
const AGE: Duration = Duration::from_mins(1);
/// How many live streams there are at most, over all agencies.
const STREAMS: usize = 2_000;

/// Everything the public reads of this service. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct Shelf {
    pub(crate) reads: Reads,
    pub(crate) agencies: Agencies,
    base: Arc<str>,
    places: Arc<RwLock<HashMap<AgencyCode, Arc<Place>>>>,
    pub(crate) streams: Arc<Semaphore>,
    pub(crate) shutdown: Option<Shutdown>,
}

/// What is kept of one agency.
#[derive(Debug)]
pub(crate) struct Place {
    rendered: RwLock<Option<Arc<Rendered>>>,
    reading: Mutex<()>,
    pub(crate) live: Live,
}

/// The feeds as of a sequence of the projection.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) atom: Public,
    pub(crate) json: Public,
    sequence: u64,
    at: Instant,
}

impl Rendered {
    fn good(&self, sequence: u64) -> bool {
        let age = self.at.elapsed();
        age < PAUSE || (age < AGE && self.sequence == sequence)
    }
}

impl Shelf {
    /// A shelf that reads from here. `public_url` is put before every address in a feed.
    #[must_use]
    pub fn new(reads: Reads, agencies: Agencies, public_url: Option<String>) -> Self {
        Self {
            reads,
            agencies,
            base: public_url.unwrap_or_default().into(),
            places: Arc::default(),
            streams: Arc::new(Semaphore::new(STREAMS)),
            shutdown: None,
        }
    }

    pub(crate) fn until(mut self, shutdown: Shutdown) -> Self {
        self.shutdown = Some(shutdown);
        self
    }

    /// The place of an agency, if there is such an agency.
    pub(crate) fn place(&self, agency: &AgencyCode) -> Result<Arc<Place>, Problem> {
        self.agencies.name(agency)?;
        let places = self.places.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = places.get(agency) {
            return Ok(Arc::clone(place));
        }
        drop(places);
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        let place = places.entry(agency.clone()).or_insert_with(|| {
            Arc::new(Place {
                rendered: RwLock::new(None),
                reading: Mutex::new(()),
                live: Live::new(),
            })
        });
        Ok(Arc::clone(place))
    }

    /// An agency's feeds.
    pub(crate) async fn feeds(&self, agency: &AgencyCode) -> Result<Arc<Rendered>, Problem> {
        let place = self.place(agency)?;
        if let Some(rendered) = self.kept(&place, agency) {
            return Ok(rendered);
        }
        let _reading = place.reading.lock().await;
        if let Some(rendered) = self.kept(&place, agency) {
            return Ok(rendered);
        }
        let sequence = self.reads.waiter.sequence(PROJECTION, agency.as_str());
        let at = Instant::now();
        let name = self.agencies.name(agency)?;
        let newest = announcements::newest(&self.reads.db, agency.as_str(), None, NEWEST).await?;
        let of = Of {
            base: &self.base,
            agency: agency.as_str(),
            name: &name,
        };
        let rendered = Arc::new(Rendered {
            atom: feed::atom(&of, &newest),
            json: feed::json(&of, &newest),
            sequence,
            at,
        });
        let mut kept = place
            .rendered
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = Some(Arc::clone(&rendered));
        Ok(rendered)
    }

    fn kept(&self, place: &Place, agency: &AgencyCode) -> Option<Arc<Rendered>> {
        let sequence = self.reads.waiter.sequence(PROJECTION, agency.as_str());
        let kept = place
            .rendered
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        kept.as_ref()
            .filter(|rendered| rendered.good(sequence))
            .cloned()
    }
}
