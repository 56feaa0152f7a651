//! The one executable.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use berprestasi::installation::{Installation, default_dir};
use berprestasi::operator::Found;
use berprestasi::up::{Failure, Wanted, chain};
use berprestasi::{agency, as_of, bench, compose, demo, import, read_side, rulebook, tally, up};
use clap::{Args, Parser, Subcommand, ValueEnum as _};
use domain::ids::AgencyCode;
use domain::text::Title;
use runtime::telemetry::Metrics;
use runtime::{Config, Lifecycle, ServiceRole};

/// Commits are many small allocations that one thread makes and another frees: with the system's allocator a rebuild
/// spends half of its busiest thread there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Berprestasi: awards and recognition of civil servants, on a ledger.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start everything on this machine: nats-server, PostgreSQL and all roles, on loopback.
    ///
    /// The first start makes the data folder and loads a sample city. Later starts go on where
    /// the last one ended. Ctrl-C stops everything; the data stays.
    Up(Up),
    /// Run roles against servers that run elsewhere, as a configuration file says.
    ///
    /// deploy/config/berprestasi.toml is a sample with every key explained.
    Run(Run),
    /// Agencies of the installation.
    #[command(subcommand)]
    Agency(Agency),
    /// The tables that readers see: list them, build them anew, switch to them, go back.
    Projections(ProjectionsOf),
    /// Leaderboards, dossiers and histories as they stood at a position or a moment, for the auditor.
    ///
    /// The agency's ledger is folded up to there into a database of its own, which is dropped afterwards.
    /// Names are opened with the keys there are now: what was erased since is not shown.
    AsOf(AsOfOf),
    /// Rulebooks of editions, in files.
    #[command(subcommand)]
    Rulebook(rulebook::Wanted),
    /// Write the tally bundle of an edition: its rules, ballots, steps and places, with a hash.
    ///
    /// Every round is counted anew from the ledger and must come to what was recorded when it
    /// closed. The full bundle is for the committee and the auditor; --public leaves out what the
    /// publication policy does not open, under the same hash.
    Bundle(BundleOf),
    /// Count a tally bundle again and compare it with what it states.
    ///
    /// Needs nothing but the file. Exits 0 only if everything agrees; otherwise says where it does
    /// not. With --announced the hash must be the published one: without it, marks that were changed
    /// together with every hash are noticed only if they change the outcome.
    Recount(tally::Recount),
    /// Write the fairness report of an edition as a page: jurors' severity, coverage, recusals, who
    /// won; for the committee and the auditor.
    Fairness(FairnessOf),
    /// Draw a secret for the lot of a round, and its commitment.
    ///
    /// Chair, secretary and auditor each draw one on a machine of their own. Nothing is sent.
    Lot(tally::Lot),
    /// Print the OpenAPI document of all services.
    Openapi,
    /// Take over a file of staff, units, appraisals, sanctions, training and so on; or take that back.
    ///
    /// Columns are matched by their headers in any order; what the system must not hold is dropped at
    /// the door. --dry-run shows what would change. The same file twice adds nothing, a corrected
    /// file adds its corrections, and what was interrupted goes on with the same command.
    Import(ImportOf),
    /// Measure: every figure beside its reference in the same run.
    Bench(bench::Wanted),
}

#[derive(Args)]
struct Up {
    /// Port of the portal and the API, on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The data folder [default: berprestasi in the user's data folder].
    #[arg(long)]
    data: Option<PathBuf>,
    /// Sample data of a new folder: kecil (120 people), kota (2,500), besar (50,000) or none
    /// [default: kota].
    #[arg(long, value_parser = ["kecil", "kota", "besar", "none"])]
    demo: Option<String>,
    /// How many nats-servers a new folder gets: 1, or a cluster of 3.
    #[arg(long, default_value = "1", value_parser = ["1", "3"])]
    servers: String,
}

#[derive(Args)]
struct Run {
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
    /// A list such as nominations,projections; or all.
    #[arg(long, default_value = "all")]
    role: String,
}

#[derive(Args)]
struct BundleOf {
    #[command(flatten)]
    make: tally::Make,
    #[command(flatten)]
    at: Where,
}

#[derive(Args)]
struct FairnessOf {
    #[command(flatten)]
    make: tally::Fairness,
    #[command(flatten)]
    at: Where,
}

#[derive(Args)]
struct AsOfOf {
    #[command(flatten)]
    wanted: as_of::Wanted,
    #[command(flatten)]
    at: Where,
}

#[derive(Args)]
struct ImportOf {
    #[command(flatten)]
    make: import::Wanted,
    #[command(flatten)]
    at: Where,
}

/// Where the installation is.
#[derive(Args)]
struct Where {
    /// Its data folder; servers that do not run are started for the while.
    #[arg(long, global = true, conflicts_with = "config")]
    data: Option<PathBuf>,
    /// Its configuration file.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// With --config: the file with the credentials for making streams.
    #[arg(
        long,
        global = true,
        requires = "config",
        default_value = "provision.toml"
    )]
    provision: PathBuf,
}

#[derive(Subcommand)]
enum Agency {
    /// Add an agency: its ledger, its keys, its entry in the registry.
    Add {
        /// Its code for ever: 1 to 32 of a-z, 0-9 and -.
        code: String,
        /// Its name.
        name: String,
        #[command(flatten)]
        at: Where,
    },
}

#[derive(Args)]
struct ProjectionsOf {
    #[command(subcommand)]
    wanted: read_side::Wanted,
    #[command(flatten)]
    at: Where,
}

impl Where {
    /// Makes an installation without sample data in a folder that is absent or empty.
    fn make(&self) -> Result<(), Failure> {
        let Some(dir) = self
            .data
            .as_ref()
            .filter(|dir| !dir.join("installation.json").exists())
        else {
            return Ok(());
        };
        Installation::open_or_make(dir, None, 1)?;
        eprintln!("  made an installation in {}", dir.display());
        Ok(())
    }

    async fn find(&self) -> Result<Found, Failure> {
        Ok(match &self.config {
            Some(file) => Found::by_config(file, &self.provision)?,
            None => Found::by_data(&self.data.clone().unwrap_or_else(default_dir)).await?,
        })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("berprestasi: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Failure> {
    let done = match command {
        Command::Recount(wanted) => return wanted.run(),
        Command::Lot(wanted) => wanted.run(),
        Command::Bundle(wanted) => bundle(&wanted).await,
        Command::Fairness(wanted) => fairness(&wanted).await,
        Command::Up(wanted) => up::up(wanted.into()).await,
        Command::Run(wanted) => run_roles(&wanted).await,
        Command::Agency(Agency::Add { code, name, at }) => add_agency(&code, &name, &at).await,
        Command::Projections(wanted) => projections_of(&wanted).await,
        Command::AsOf(wanted) => as_of_of(&wanted).await,
        Command::Rulebook(wanted) => rulebook::run(&wanted),
        Command::Openapi => {
            let document = runtime::openapi::openapi(&compose::operations());
            println!("{}", serde_json::to_string_pretty(&document)?);
            Ok(())
        }
        Command::Import(wanted) => import_file(&wanted).await,
        Command::Bench(wanted) => bench::run(wanted).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}

async fn import_file(wanted: &ImportOf) -> Result<(), Failure> {
    let found = wanted.at.find().await?;
    let made = wanted.make.run(&found.config).await;
    found.finish().await?;
    made
}

async fn fairness(wanted: &FairnessOf) -> Result<(), Failure> {
    let found = wanted.at.find().await?;
    let made = wanted.make.run(&found.config).await;
    found.finish().await?;
    made
}

async fn bundle(wanted: &BundleOf) -> Result<(), Failure> {
    let found = wanted.at.find().await?;
    let made = wanted.make.run(&found.config).await;
    found.finish().await?;
    made
}

impl From<Up> for Wanted {
    fn from(up: Up) -> Self {
        let asked = up.demo.as_deref().unwrap_or("kota");
        Self {
            port: up.port,
            data: up.data.unwrap_or_else(default_dir),
            demo: demo::Size::from_str(asked, false).ok(),
            demo_given: up.demo.is_some(),
            servers: if up.servers == "3" { 3 } else { 1 },
        }
    }
}

async fn run_roles(wanted: &Run) -> Result<(), Failure> {
    let roles = ServiceRole::parse_list(&wanted.role)?;
    let config = Config::load(&wanted.config)?;
    runtime::telemetry::start_logs(&config.log)?;
    let metrics = Metrics::start()?;
    let stop = runtime::lifecycle::stop_signal()?;
    let listener = runtime::server::bind(config.http.listen).await?;
    let mut lifecycle = Lifecycle::new(Duration::from_secs(10));
    let router = compose::start(&config, &roles, &mut lifecycle, &metrics).await?;
    lifecycle.spawn("metrics", |shutdown| metrics.upkeep(shutdown));
    let address = listener.local_addr()?;
    lifecycle.spawn("http", |shutdown| {
        runtime::server::serve(listener, router, shutdown)
    });
    println!("berprestasi serves {} on http://{address}", wanted.role);
    Ok(lifecycle.run(stop).await?)
}

async fn add_agency(code: &str, name: &str, at: &Where) -> Result<(), Failure> {
    let (code, name) = (
        AgencyCode::new(code)?,
        Title::new(name).map_err(|wrong| format!("NAME {wrong}"))?,
    );
    at.make()?;
    let found = at.find().await?;
    let master = compose::master_key(&found.config)?;
    let added = agency::add(&found.provision()?, master, &code, &name).await;
    found.finish().await?;
    let known = if added?.repeated {
        "is there already"
    } else {
        "added"
    };
    println!("agency {code} ({name}) {known}");
    Ok(())
}

async fn as_of_of(wanted: &AsOfOf) -> Result<(), Failure> {
    let found = wanted.at.find().await?;
    let done = match found.provision() {
        Ok(provision) => wanted.wanted.run(&found.config, &provision).await,
        Err(error) => Err(error.into()),
    };
    found.finish().await?;
    done
}

async fn projections_of(wanted: &ProjectionsOf) -> Result<(), Failure> {
    let found = wanted.at.find().await?;
    let done = wanted.wanted.run(&found.config).await;
    found.finish().await?;
    done
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
