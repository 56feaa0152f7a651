//! Workers and rebuilds on a real ledger and a real database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod as_of;
mod faults;
mod folding;
mod programme;
mod random;
mod rebuilding;
mod speed;
mod switching;
mod takeovers;
mod upgrading;
mod world;
