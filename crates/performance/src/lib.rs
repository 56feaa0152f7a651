#![doc = include_str!("../README.md")]

mod amend;
mod body;
mod catalogue;
mod discipline;
mod effect;
mod export;
mod handle;
pub mod import;
mod lines;
mod people;
mod reads;
mod routes;
mod service_awards;
mod staff;
mod surveys;

pub use handle::Performance;
pub use routes::routes;
