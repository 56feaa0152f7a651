//! Journeys on real servers. One binary, a module per topic.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod agencies;
mod award;
mod cases;
mod count;
mod drafts;
mod explained;
mod imports;
mod ingest;
mod input;
mod operator;
mod pages;
mod races;
mod readme;
mod rebuild;
mod repeats;
mod rulebook;
mod steps;
mod switches;
mod up;
