//! The tally of a round: from events to a bundle that proves itself.

mod fairness;
mod malformed;
mod process;
mod rounds;
mod same;
mod tamper;
mod world;
