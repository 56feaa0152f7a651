#![doc = include_str!("../README.md")]

pub mod answer;
pub mod caller;
pub mod clock;
pub mod command;
pub mod config;
mod desk;
pub mod edge;
pub mod extract;
pub mod health;
mod hex;
mod json;
pub mod lifecycle;
pub mod openapi;
pub mod page;
pub mod problem;
pub mod reactor;
pub mod role;
pub mod route;
pub mod router;
pub mod server;
pub mod telemetry;
pub mod token;

pub use answer::{Answered, Id, Receipt, Recorded};
pub use caller::Caller;
pub use clock::Clock;
pub use command::{Empty, Input};
pub use config::Config;
pub use desk::Desk;
pub use extract::{Filters, Params};
pub use lifecycle::{Lifecycle, Shutdown};
pub use page::{List, MinPosition, Paging};
pub use problem::Problem;
pub use reactor::{Reaction, Reactor};
pub use role::ServiceRole;
pub use route::{Access, Operation, Route};
pub use token::Tokens;
