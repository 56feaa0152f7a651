#![doc = include_str!("../README.md")]

mod feed;
mod handle;
mod history;
mod live;
mod routes;
mod shelf;

pub use handle::Announcements;
pub use routes::{public, routes};
pub use shelf::Shelf;
