#![doc = include_str!("../README.md")]

mod body;
mod discipline;
mod handle;
pub mod import;
mod people;
mod reads;
mod routes;

pub use handle::Performance;
pub use routes::routes;
