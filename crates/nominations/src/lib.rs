#![doc = include_str!("../README.md")]

mod body;
mod handle;
mod routes;

pub use handle::Nominations;
pub use routes::routes;
