//! What workers and rebuilds read from: ledger, vault, Postgres, and the list of projections.

use domain::ids::AgencyCode;
use domain::{AnyEvent, registry};
use ledger::{Cursor, FollowError, Follower, Hash, Ledger, Recorded, Vault};
use readmodel::{Place, ReadModel};

use crate::announcement::Announcements;
use crate::award_board::AwardBoard;
use crate::award_history::AwardHistory;
use crate::directory::Directory;
use crate::nomination_board::NominationBoard;
use crate::performance::Performance;
use crate::projection::{Folding, Info, Typed};
use crate::recognition::Recognition;
use crate::rulebook::Rulebooks;
use crate::survey::Survey;

/// Every projection.
pub(crate) const ALL: &[&dyn Folding] = &[
    &Typed::<AwardBoard>::new(),
    &Typed::<Recognition>::new(),
    &Typed::<AwardHistory>::new(),
    &Typed::<NominationBoard>::new(),
    &Typed::<Announcements>::new(),
    &Typed::<Rulebooks>::new(),
    &Typed::<Directory>::new(),
    &Typed::<Performance>::new(),
    &Typed::<Survey>::new(),
];

/// What every projection is.
#[must_use]
pub fn projections() -> Vec<Info> {
    ALL.iter().map(|projection| projection.info()).collect()
}

/// What is read from, and written to. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Source {
    /// The ledger.
    pub ledger: Ledger,
    /// The vault, for personal projections; without it their names stay empty.
    pub vault: Option<Vault>,
    /// Postgres, as `bp_projections`.
    pub db: ReadModel,
}

/// How many commits are folded at once when far behind, and when live.
pub(crate) const BEHIND: usize = 20_000;
pub(crate) const LIVE: usize = 512;

/// The agencies that a registry's commits name.
pub(crate) fn registered(recorded: &[Recorded]) -> Vec<AgencyCode> {
    let events = recorded.iter().flat_map(|recorded| {
        let decode = |stored| AnyEvent::decode(&recorded.kind, stored).ok();
        recorded.commit.events.iter().filter_map(decode)
    });
    events
        .filter_map(|event| match event {
            AnyEvent::Agency(registry::Event::Registered(registered)) => Some(registered.code),
            _ => None,
        })
        .collect()
}

impl Source {
    /// The agencies of the installation, as the registry names them now.
    pub async fn agencies(&self) -> Result<Vec<AgencyCode>, FollowError> {
        let registry = AgencyCode::registry();
        let mut follower = self.ledger.follow(&registry, Cursor::default()).await?;
        let mut found = Vec::new();
        while follower.sequence() < follower.last_at_start() {
            found.extend(registered(&follower.next(LIVE).await?));
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// The cursor of a place.
pub(crate) fn cursor(place: &Place) -> Cursor {
    Cursor {
        incarnation: Some(place.incarnation),
        sequence: place.sequence,
        hash: place.hash.map(Hash),
    }
}

/// What comes next, up to `most` commits: few at once when live, many when far behind.
pub(crate) async fn gather(
    follower: &mut Follower,
    until: u64,
    most: usize,
) -> Result<Vec<Recorded>, FollowError> {
    let mut batch = Vec::new();
    while follower.sequence() < until && batch.len() < most {
        let left = usize::try_from(until - follower.sequence()).unwrap_or(most);
        batch.extend(follower.next(left.min(most - batch.len())).await?);
    }
    Ok(batch)
}
