//! What readers ask: one module per noun, each naming views of `read` alone.

pub mod announcements;
pub mod award_board;
pub mod award_history;
pub mod directory;
pub mod dossier;
pub mod editions;
pub mod nominations;
pub mod performance;
pub mod recognition;
pub mod rulebooks;
pub mod surveys;

use domain::Position;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::cell::{Cell, Value};

/// Where a page of a list ends and the next one goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The position of the page's last item.
    pub position: Position,
    /// Its id.
    pub id: Uuid,
}

/// A column. A missing one, or one of another type, is our own mistake, which the test that
/// prepares every statement is there to find.
pub(crate) fn get<V: Value>(row: &Row, at: usize) -> V {
    V::of(row.get::<_, Cell>(at)).expect("views have the columns that queries name")
}

/// A column that holds an array of ids.
fn ids(row: &Row, at: usize) -> Vec<Uuid> {
    serde_json::from_value(get(row, at)).expect("projections write arrays of ids")
}

/// A column that counts.
fn count(row: &Row, at: usize) -> u64 {
    get::<i64>(row, at).unsigned_abs()
}
