#![doc = include_str!("../README.md")]
#![expect(clippy::missing_panics_doc, reason = "a harness fails the test")]

mod agency;
mod audit;
mod client;
mod edition;
mod fact;
mod folder;
mod model;
mod office;
mod outside;
mod persona;
mod roles;
mod until;
mod up;
mod world;

pub use agency::{Agency, Staff, Unit, nip};
pub use audit::Prints;
pub use client::{Done, Refused, answer};
pub use edition::{Award, Marks, Rules};
pub use folder::{executable, processes_of};
pub use office::in_hours;
pub use outside::{Message, Outside};
pub use persona::Persona;
pub use until::until;
pub use up::{Said, Up, ran};
pub use world::{Layout, World, scenario};

/// What a journey returns.
pub type Told = Result<(), Box<dyn std::error::Error>>;
