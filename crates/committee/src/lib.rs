#![doc = include_str!("../README.md")]

mod ballots;
mod body;
mod conflicts;
mod determine;
mod drafts;
mod fairness;
mod handle;
mod lots;
mod reads;
mod rounds;
mod routes;
mod rules;
mod shelf;
mod tallies;
mod votes;

pub use determine::determine;
pub use handle::Committee;
pub use routes::routes;
pub use tallies::TallyError;
