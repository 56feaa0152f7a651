//! Files in, reports out.

mod agency;
mod samples;
