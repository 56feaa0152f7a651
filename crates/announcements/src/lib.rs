#![doc = include_str!("../README.md")]

mod handle;
mod routes;

pub use handle::Announcements;
pub use routes::routes;
