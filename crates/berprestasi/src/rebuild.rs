//! `berprestasi rebuild`: folds projections anew beside the live ones, then switches.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use projections::{Report, Step};

use crate::compose;
use crate::up::Failure;

/// Rebuilds one projection or all, with a progress bar.
pub async fn rebuild(config: &runtime::Config, only: Option<&str>) -> Result<Vec<Report>, Failure> {
    readmodel_is_there(config).await?;
    let source = compose::source(config).await?;
    let bar = ProgressBar::new(0);
    let style = "  {msg:40} [{bar:30}] {percent:>3} %  {per_sec}  {eta} left";
    bar.set_style(ProgressStyle::with_template(style)?);
    let agency_shown = Mutex::new(String::new());
    let reports =
        projections::rebuild(&source, only, &|step| show(&bar, &agency_shown, step)).await;
    bar.finish_and_clear();
    Ok(reports?)
}

/// A connection error is said before anything else is begun.
async fn readmodel_is_there(config: &runtime::Config) -> Result<(), Failure> {
    let options = readmodel::Options::new(readmodel::Access::Projector, "berprestasi rebuild");
    readmodel::ReadModel::connect(config.postgres.projections.reveal(), options).await?;
    Ok(())
}

fn show(bar: &ProgressBar, agency_shown: &Mutex<String>, step: Step) {
    match step {
        Step::Folding {
            agency,
            sequence,
            last,
        } => {
            let mut shown = agency_shown
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            if *shown != agency {
                bar.reset();
                bar.set_message(format!("folding agency {agency}"));
                *shown = agency;
            }
            bar.set_length(last);
            bar.set_position(sequence);
        }
        Step::Indexing(projection) => bar.set_message(format!("indexes of {projection}")),
        Step::Switched(projection) => bar.set_message(format!("switched {projection}")),
    }
}
