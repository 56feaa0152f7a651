#![doc = include_str!("../README.md")]

mod amend;
mod body;
mod catalogue;
mod discipline;
mod effect;
mod export;
mod find;
mod handle;
pub mod import;
pub mod ingest;
mod lines;
mod people;
mod reads;
mod routes;
mod service_awards;
mod staff;
mod surveys;

pub use handle::{Outside, Performance};
pub use routes::routes;
