//! Commits as the services would write them, written past them: asking them would take hours.

use domain::event::Stored;
use domain::ids::{AgencyCode, derive_id};
use domain::{Actor, Position, Role};
use jiff::Timestamp;
use ledger::{Commit, Digest, FORMAT, Hash};
use uuid::Uuid;

/// Whose commit it is, and which one.
pub(super) struct Place<'a> {
    pub(super) agency: &'a AgencyCode,
    pub(super) kind: &'static str,
    pub(super) entity: Uuid,
    /// How many commits the entity has before it.
    pub(super) number: usize,
    /// The hash of the last one of those.
    pub(super) previous: Option<Hash>,
    pub(super) at: Timestamp,
}

/// The next commit of an entity.
pub(super) fn commit(place: &Place<'_>, events: Vec<Stored>) -> Commit {
    let (entity, number) = (place.entity, place.number);
    let id = derive_id(&["bench", &entity.to_string(), &number.to_string()]);
    Commit {
        format: FORMAT,
        agency: place.agency.clone(),
        entity: format!("{}.{entity}", place.kind),
        version: number as u64 + 1,
        previous: place.previous,
        id,
        digest: Digest(Hash::of(id.as_bytes()).0),
        at: place.at,
        by: Actor {
            actor: derive_id(&["bench"]),
            role: Role::System,
            on_behalf_of: None,
        },
        cause: None,
        seen: Position::commit(1, 0),
        events,
    }
}
