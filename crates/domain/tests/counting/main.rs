//! The counting rules: published examples, laws for any votes, and the same votes counted by others:
//! by an outside oracle (`golden`), and naively (`naive`, `points`, `recount`, `chains`).

mod chains;
mod draw;
mod examples;
mod golden;
mod laws;
mod leniency;
mod lot;
mod naive;
mod points;
mod recount;
mod scores;
mod severity;
mod stored;
mod stv;
mod ties;
