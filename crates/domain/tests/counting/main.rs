//! The counting rules: published examples, laws for any votes, and three other counts of the same
//! votes: an outside oracle's (`golden`), and a naive one of each rule (`naive`, `recount`).

mod draw;
mod examples;
mod golden;
mod laws;
mod naive;
mod recount;
mod scores;
mod severity;
mod stv;
mod ties;
