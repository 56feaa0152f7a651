#![doc = include_str!("../README.md")]

mod body;
mod eligibility;
mod handle;
mod reads;
mod routes;

pub use handle::Nominations;
pub use routes::routes;
