//! Files in, reports out.

mod agency;
mod bad;
mod cells;
mod laws;
mod made;
mod mappings;
mod reports;
mod samples;
