//! `berprestasi projections`: the tables that readers see, built anew, switched, and back.

use std::sync::Mutex;

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};
use projections::{Rebuild, Report, Source, Step};
use readmodel::{Schema, Tables, TablesState};
use runtime::Config;

use crate::compose;
use crate::up::Failure;

/// What to do with projections.
#[derive(Debug, Subcommand)]
pub enum Wanted {
    /// List all tables: what readers see, what is built beside it, what was before; with their sizes.
    List,
    /// Say how far each projection is in each agency, and what it could not fold.
    Status,
    /// Fold projections anew from the ledger, beside the live ones, then switch to them.
    ///
    /// Readers and workers go on meanwhile; Ctrl-C leaves what is live as it was. Without NAME all are rebuilt.
    Rebuild {
        /// Only this one.
        name: Option<String>,
        /// Do not switch: `projections switch` does, once somebody has looked at it. Projections with names are
        /// left out, since what is erased meanwhile would come back.
        #[arg(long)]
        keep: bool,
        /// Set entities aside whose commits cannot be folded, as live workers do, instead of stopping at the first.
        /// `projections status` lists them; once their cause is mended, rebuild again.
        #[arg(long)]
        park: bool,
    },
    /// Put what was built with --keep in the place of what is live, after folding what happened since.
    Switch {
        /// Only this one.
        name: Option<String>,
    },
    /// Put what readers saw before the last switch back; again, and it is the other way round.
    ///
    /// It is as old as the switch at first; workers fold what happened since.
    Back {
        /// Which one.
        name: String,
    },
    /// Drop what of a projection readers do not see: what was before, builds, older versions.
    Drop {
        /// Which one.
        name: String,
    },
}

impl Wanted {
    /// Does it in an installation.
    pub async fn run(&self, config: &Config) -> Result<(), Failure> {
        let source = compose::source(config).await?;
        match self {
            Self::List => list(&source).await,
            Self::Status => status(&source).await,
            Self::Rebuild { name, keep, park } => {
                let mut wish = name.as_deref().map_or(Rebuild::all(), Rebuild::of);
                if *keep {
                    wish = wish.keep();
                }
                if *park {
                    wish = wish.park();
                }
                let bar = Bar::new()?;
                let reports = projections::rebuild(&source, wish, &|step| bar.show(step)).await;
                bar.clear();
                tell(if *keep { "built" } else { "rebuilt" }, &reports?);
                Ok(())
            }
            Self::Switch { name } => {
                let bar = Bar::new()?;
                let reports =
                    projections::switch(&source, name.as_deref(), &|step| bar.show(step)).await;
                bar.clear();
                let reports = reports?;
                if reports.is_empty() {
                    println!("nothing is built; build it with: projections rebuild --keep");
                }
                tell("switched to", &reports);
                Ok(())
            }
            Self::Back { name } => {
                projections::back(&source, name).await?;
                println!(
                    "{name} is what it was before the last switch; workers fold what happened since"
                );
                Ok(())
            }
            Self::Drop { name } => {
                let dropped = projections::drop_unseen(&source, name).await?;
                if dropped.is_empty() {
                    println!("{name} has nothing but what readers see");
                }
                for tables in dropped {
                    println!("dropped {}, {}", tables.schema, size(tables.bytes));
                }
                Ok(())
            }
        }
    }
}

fn tell(done: &str, reports: &[Report]) {
    for report in reports {
        let parked = match report.parked {
            0 => String::new(),
            parked => format!(", {parked} parked"),
        };
        println!(
            "{done} {} from {} commits{parked}",
            report.projection, report.commits
        );
    }
}

async fn list(source: &Source) -> Result<(), Failure> {
    for info in projections::projections() {
        for tables in source.db.tables(Schema::of(info.name)?).await? {
            let (name, size) = (&tables.schema, size(tables.bytes));
            println!("{name:<28} {size:>10}  {}", state(&tables));
        }
    }
    Ok(())
}

/// A line for each projection and agency, then what is parked.
async fn status(source: &Source) -> Result<(), Failure> {
    let mut none = true;
    for agency in source.agencies().await? {
        let last = source.ledger.last_sequence(&agency).await?;
        for place in source.db.positions(agency.as_str()).await? {
            let (name, version) = (&place.projection, place.version);
            let behind = match last.saturating_sub(place.sequence) {
                0 => "nothing left to fold".to_owned(),
                behind => format!("{behind} commits behind"),
            };
            println!(
                "{agency:<16} {:<24} {:>12}  {behind}",
                format!("{name}_v{version}"),
                place.sequence
            );
        }
        for parked in source.db.parked(agency.as_str()).await? {
            none = false;
            println!(
                "{agency:<16} {:<24} {:>12}  PARKED {}.{}: {}",
                format!("{}_v{}", parked.projection, parked.version),
                parked.sequence,
                parked.kind,
                parked.entity,
                parked.reason
            );
        }
    }
    if none {
        println!("nothing is parked");
    } else {
        println!(
            "parked entities are as they were before; mend the cause, then: projections rebuild NAME"
        );
    }
    Ok(())
}

fn state(tables: &Tables) -> String {
    match tables.state {
        TablesState::Live => "live".to_owned(),
        TablesState::Waiting => {
            "of this program; readers see an older version until the role projections has built it"
                .to_owned()
        }
        TablesState::Built(at) => format!("built {at:.0}: projections switch"),
        TablesState::Unfinished => "a build that is under way or was cut off".to_owned(),
        TablesState::Before(at) => format!("live until {at:.0}: projections back"),
        TablesState::OtherLive => "live, of another version of the program".to_owned(),
        TablesState::Other => "of another version; nobody sees it: projections drop".to_owned(),
    }
}

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}

/// How far a fold has come, as people watch it.
pub(crate) struct Bar(ProgressBar, Mutex<String>);

impl Bar {
    pub(crate) fn new() -> Result<Self, Failure> {
        let bar = ProgressBar::new(0);
        let style = "  {msg:40} [{bar:30}] {percent:>3} %  {per_sec}  {eta} left";
        bar.set_style(ProgressStyle::with_template(style)?);
        Ok(Self(bar, Mutex::new(String::new())))
    }

    /// It is done.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }

    pub(crate) fn show(&self, step: Step) {
        let Self(bar, agency_shown) = self;
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
}
