#![doc = include_str!("../README.md")]

pub mod agency;
pub mod as_of;
pub mod bench;
pub mod compose;
pub mod demo;
pub mod import;
pub mod installation;
pub mod operator;
pub mod outside;
pub mod read_side;
pub mod rulebook;
pub mod servers;
pub mod tally;
pub mod up;
