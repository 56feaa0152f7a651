//! Benchmarks.
use crate::up::Failure;
/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// Which.
    names: Vec<String>,
}
/// Runs them.
pub async fn run(wanted: Wanted) -> Result<(), Failure> {
    let _ = wanted;
    Ok(())
}
