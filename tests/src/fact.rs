//! What stands in the ledger, before any reading of it.

use serde_json::Value;

/// An event as it stands in the ledger, private values opened where that was possible.
#[derive(Debug, Clone)]
pub struct Fact {
    /// The commit's sequence.
    pub sequence: u64,
    /// The event's number in the commit.
    pub index: usize,
    /// The entity's id.
    pub entity: String,
    /// When it was recorded.
    pub at: String,
    /// Its type.
    pub event: String,
    /// Its content.
    pub data: Value,
}
