#![doc = include_str!("../README.md")]

pub mod admin;
pub mod bare;
mod cell;
mod error;
mod fingerprint;
mod lease;
mod pool;
mod positions;
pub mod queries;
mod row;
mod schema;
mod scratch;
mod shelf;
mod sql;
mod store;
mod switch;
mod tables;
mod unit;
mod waiter;

#[doc(hidden)]
pub use bytes;
#[doc(hidden)]
pub use cell::put_field;
pub use cell::{Cell, Kind, Value, ordinal, position};
pub use error::{Cause, ReadError};
pub use lease::{Beat, Heard, Lease};
pub use pool::{Access, Options, ReadModel};
pub use positions::{Parked, Place};
pub use row::{Column, Row};
pub use schema::{SCHEMAS, Schema};
pub use scratch::Scratch;
pub use shelf::{Shelved, Slot};
pub use sql::Sql;
pub use switch::Held;
pub use tables::{Tables, TablesState};
pub use unit::{Tx, Unit};
pub use waiter::Waiter;

/// Every statement of this crate that a reader or worker runs, for a test that lets Postgres check them.
#[must_use]
pub fn statements() -> Vec<Sql> {
    [
        positions::ALL,
        lease::ALL,
        shelf::ALL,
        tables::ALL,
        waiter::ALL,
        fingerprint::ALL,
        queries::award_board::ALL,
        queries::recognition::ALL,
        queries::recognition::national::ALL,
        queries::rulebooks::ALL,
        queries::award_history::ALL,
        queries::nominations::ALL,
        queries::editions::ALL,
        queries::announcements::ALL,
        queries::directory::ALL,
        queries::performance::ALL,
        queries::surveys::ALL,
    ]
    .concat()
}
