//! Performance events from other systems, line by line over HTTP or message by message over NATS.
//!
//! Both ways end in [`Performance::take`]: an event is what its source and id say, so the same one again, by
//! either way and however late, is recognised; another one under the same source and id is refused.

mod cloud;
mod http;
mod inbox;
mod line;
mod rejected;
mod split;
mod take;

pub use cloud::{Attributes, CloudEvent, TYPE, cloud_event};
pub use inbox::Intake;
pub use line::{Line, read_line};

pub(crate) use http::{Limits, LineAnswer, is_lines};
pub(crate) use rejected::routes;
