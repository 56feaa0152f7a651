//! The rules of every entity by past, command and outcome, and the laws that hold for all of them.

mod announcement;
mod ballot;
mod conflict;
mod counting;
mod decision;
mod decrees;
mod discipline;
mod edition;
mod endorsement;
mod ids;
mod nip;
mod nomination;
mod panel;
mod performance;
mod person;
mod reference;
mod registry;
mod result;
mod round;
mod sequences;
mod slate;
mod stages;
mod steps;
mod tally;
mod unit;
mod world;
