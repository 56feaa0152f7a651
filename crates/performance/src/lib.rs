#![doc = include_str!("../README.md")]

mod body;
mod handle;
mod people;
mod routes;

pub use handle::Performance;
pub use routes::routes;
