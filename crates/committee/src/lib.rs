#![doc = include_str!("../README.md")]

mod ballots;
mod body;
mod determine;
mod handle;
mod reads;
mod routes;
mod rules;

pub use determine::determine;
pub use handle::Committee;
pub use routes::routes;
