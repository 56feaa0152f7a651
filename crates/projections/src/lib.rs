#![doc = include_str!("../README.md")]

mod announcement;
mod apply;
mod award_board;
mod award_history;
mod batch;
mod crew;
mod directory;
mod fact;
mod nomination_board;
mod performance;
mod projection;
mod rebuild;
mod recognition;
mod rulebook;
mod session;
mod source;
mod status;
mod survey;
mod table;
#[cfg(test)]
mod testing;
mod upgrade;
mod worker;

pub use projection::Info;
pub use rebuild::{
    AsOf, AsOfError, Moment, Rebuild, RebuildError, Report, Step, as_of, back, drop_unseen,
    rebuild, switch,
};
pub use source::{Source, projections};
pub use status::{Progress, State, Status};
pub use upgrade::upgrade;
pub use worker::Workers;
