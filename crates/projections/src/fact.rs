//! What a projection folds: one event, and where it stands.

use std::sync::Arc;

use domain::{AnyEvent, Position};
use jiff::Timestamp;
use uuid::Uuid;

/// An event of an agency's ledger.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fact<'a> {
    /// The agency.
    pub(crate) agency: &'a Arc<str>,
    /// The commit's position.
    pub(crate) position: Position,
    /// The entity.
    pub(crate) entity: Uuid,
    /// When it was recorded, as the commit says.
    pub(crate) at: Timestamp,
    /// The event; private values are open only for projections declared personal.
    pub(crate) event: &'a AnyEvent,
}

/// Why an event cannot be folded: it breaks a rule that the ledger should have held. It names the
/// rule, never a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct FoldError(pub(crate) &'static str);

/// A count as a `BIGINT`.
pub(crate) fn bigint(count: impl TryInto<i64>) -> Result<i64, FoldError> {
    count
        .try_into()
        .map_err(|_| FoldError("a count exceeds 63 bits"))
}

/// The form of a closed list's value that is stored: its name in the ledger.
pub(crate) fn name(value: &impl serde::Serialize) -> Result<String, FoldError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        _ => Err(FoldError("a value of a closed list has no name")),
    }
}

/// Anything as `JSONB`.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, FoldError> {
    serde_json::to_value(value).map_err(|_| FoldError("a value has no JSON form"))
}
