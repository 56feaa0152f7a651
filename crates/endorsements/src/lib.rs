#![doc = include_str!("../README.md")]

mod body;
mod handle;
mod routes;

pub use handle::Endorsements;
pub use routes::routes;
