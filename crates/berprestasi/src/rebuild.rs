//! `berprestasi rebuild`: folds projections anew beside the live ones, then switches.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};
use projections::{Report, Step};

use crate::compose;
use crate::up::Failure;

/// Rebuilds one projection or all, with a progress bar.
pub async fn rebuild(config: &runtime::Config, only: Option<&str>) -> Result<Vec<Report>, Failure> {
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
