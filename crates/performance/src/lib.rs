#![doc = include_str!("../README.md")]

mod body;
mod discipline;
mod find;
mod handle;
pub mod import;
pub mod ingest;
mod people;
mod reads;
mod routes;

pub use handle::{Outside, Performance};
pub use routes::routes;
