//! `berprestasi bench`: every figure beside its reference in the same run.

mod append;
mod aside;
mod count;
mod feed;
mod growth;
mod held;
mod import;
mod lag;
mod load;
mod memory;
mod peers;
mod plan;
mod points;
mod rank;
mod rebuild;
mod redis;
mod report;
mod wire;
mod world;
mod written;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use runtime::telemetry::Metrics;
use runtime::{Config, Lifecycle, ServiceRole};

use crate::compose;
use crate::up::Failure;
use report::Row;
use world::World;

/// What to measure.
///
/// Each bench starts servers of its own in a temporary folder (TMPDIR says where; a disk, not
/// memory, or nothing is durable), with the settings of `up`: every acknowledgement means on
/// disk. Sealing, authorization and logging stay on. The services run in a child process and are
/// reached over loopback HTTP with one kept connection per client; the reference runs in turns
/// with them, on the same server.
///
/// A ratio above 1 means better than the reference. Compare ratios, not figures: other work on
/// the machine moves both sides.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// Which benches [default: all but peers].
    ///
    /// append: commands over HTTP, one by one and in bulk, beside raw JetStream appends.
    /// import: a file of appraisals, CSV and XLSX, beside raw atomic batches of the same bytes.
    /// rebuild: all projections folded anew, beside bare COPY of the same rows and their indexes.
    /// points: the recognition boards of a whole civil service, beside bare COPY of the same rows.
    /// lag: from a command's answer to the leaderboard's transaction, at a fixed rate.
    /// rank: somebody's rank, and a page, among a million people, beside Redis (redis-server on the PATH).
    /// feed: the public feed, unchanged, kept and changing, beside nginx with the same bytes as a file (nginx, wrk).
    /// growth: append, load, rank and page with few people and with many, beside itself with few.
    /// memory: of the executable idle, and of a process that rebuilds the boards of --crowd people.
    /// count: a round counted and bundled, beside hashing the bundle; votes, beside reading them.
    /// peers: the same workload on other event-sourcing crates; only by name, since it needs a program of its own.
    #[arg(value_name = "NAME", value_parser = NAMES, verbatim_doc_comment)]
    names: Vec<String>,
    /// Write the figures to this file as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draw each table as NAME.svg into this folder [default: where the JSON goes, if any does].
    #[arg(long, value_name = "DIR")]
    plots: Option<PathBuf>,
    /// Small sizes and short rounds, to see in three minutes that everything works. The figures are rough.
    #[arg(long, conflicts_with_all = ["seconds", "rounds", "clients", "events", "people", "rows", "crowd", "board", "growth", "rates", "peer_events"])]
    quick: bool,
    /// How long each side of each case is measured in each round.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// How often ours and the reference take turns.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(3..=99))]
    rounds: u16,
    /// append: the numbers of clients.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [1, 16, 64])]
    clients: Vec<usize>,
    /// rebuild: how many performance events.
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    events: usize,
    /// rebuild: of how many people, 2 to 50,000, with one period each.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    people: usize,
    /// import: how many rows a file has.
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1_000..=2_000_000))]
    rows: u32,
    /// points: how many people, in agencies of 100,000; of 7 people there are 25 events. All 5,600,000 civil
    /// servants take half an hour and 30 GB of disk.
    #[arg(long, value_name = "N", default_value_t = 560_000)]
    crowd: usize,
    /// growth: how many people, two sizes or more, in agencies of 100,000. 5,000,000 take 20 minutes and 15 GB of
    /// disk.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [5_000, 50_000, 500_000])]
    growth: Vec<usize>,
    /// rank: how many people the board has.
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    board: u32,
    /// peers: how many events, of 2,500 people.
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    peer_events: u32,
    /// peers: the program that runs the workload on other crates; `./dev bench peers` builds it.
    #[arg(long, value_name = "FILE")]
    peer_program: Option<PathBuf>,
    /// lag: commands per second.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [200, 1000])]
    rates: Vec<u64>,
    /// Serve these roles until standard input ends: what the benches start as their child.
    #[arg(long, hide = true, num_args = 2, value_names = ["CONFIG", "ROLES"])]
    serve: Option<Vec<String>>,
}

const NAMES: [&str; 11] = [
    "append", "import", "rebuild", "points", "rank", "feed", "lag", "growth", "memory", "count",
    "peers",
];

impl Wanted {
    /// How long a side is measured in a round.
    const fn time(&self) -> Duration {
        if self.quick {
            Duration::from_millis(500)
        } else {
            self.whole()
        }
    }

    /// The same for what counts by whole seconds.
    const fn whole(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

/// Runs the benches. Servers and folders go in any case: at an error and at Ctrl-C too.
pub async fn run(wanted: Wanted) -> Result<(), Failure> {
    if let Some([config, roles]) = wanted.serve.as_deref() {
        return serve(config, roles).await;
    }
    let wanted = wanted.hurried();
    println!("{}", wanted.announcement());
    let stop = runtime::lifecycle::stop_signal()?;
    let mut stop = std::pin::pin!(stop);
    let mut all: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    let mut said = false;
    for name in wanted.chosen() {
        let bar = bar(name)?;
        let rows = if name == "count" {
            let (turns, shown) = (wanted.rounds, bar.clone());
            // It needs no servers, and keeps a thread busy.
            let counting = tokio::task::spawn_blocking(move || {
                count::run(turns, &shown).map_err(|error| error.to_string())
            });
            counting.await??
        } else {
            bar.set_message("starting servers");
            let mut world = World::start(&bar).await?;
            if !std::mem::replace(&mut said, true) {
                bar.suspend(|| println!("  {}", world.setting));
            }
            let outcome = tokio::select! {
                rows = measure(name, &wanted, &mut world, &bar) => rows,
                () = &mut stop => Err("interrupted; servers and folder are gone".into()),
            };
            bar.set_message("stopping servers");
            world.close().await?;
            outcome.inspect_err(|_| bar.finish_and_clear())?
        };
        bar.finish_and_clear();
        report::print(name, &rows);
        all.insert(name, rows);
        // After each: what is measured is kept, whatever comes after.
        write(&wanted, &all)?;
    }
    Ok(())
}

/// Writes the figures and draws the tables, where that is wanted.
fn write(wanted: &Wanted, all: &BTreeMap<&str, Vec<Row>>) -> Result<(), Failure> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: std::io::Error| format!("cannot write {}: {error}", path.display())
    };
    if let Some(file) = &wanted.json {
        let text = serde_json::to_string_pretty(all)?;
        std::fs::write(file, text + "\n").map_err(failed(file))?;
    }
    let beside = wanted.json.as_deref().and_then(Path::parent);
    if let Some(folder) = wanted.plots.as_deref().or(beside) {
        // A file named without a folder lies in this one.
        let folder = Path::new(".").join(folder);
        std::fs::create_dir_all(&folder).map_err(failed(&folder))?;
        for (name, rows) in all {
            let file = folder.join(format!("{name}.svg"));
            std::fs::write(&file, report::plot::svg(name, rows)).map_err(failed(&file))?;
        }
    }
    Ok(())
}

async fn measure(
    name: &str,
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    match name {
        "append" => append::run(wanted, world, bar).await,
        "import" => import::run(wanted, world, bar).await,
        "rebuild" => rebuild::run(wanted, world, bar).await,
        "points" => points::run(wanted, world, bar).await,
        "rank" => rank::run(wanted, world, bar).await,
        "feed" => feed::run(wanted, world, bar).await,
        "growth" => growth::run(wanted, world, bar).await,
        "memory" => memory::run(wanted, world, bar).await,
        "peers" => peers::run(wanted, world, bar).await,
        _ => lag::run(wanted, world, bar).await,
    }
}

fn bar(name: &'static str) -> Result<ProgressBar, Failure> {
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template(
        "  {spinner} {prefix}: {msg} {elapsed}",
    )?);
    bar.set_prefix(name);
    bar.enable_steady_tick(Duration::from_millis(200));
    Ok(bar)
}

/// Serves roles as `run` does, says where, and ends with whoever holds its standard input.
async fn serve(config: &str, roles: &str) -> Result<(), Failure> {
    let config = Config::load(config.as_ref())?;
    runtime::telemetry::start_logs(&config.log)?;
    let metrics = Metrics::start()?;
    let roles = ServiceRole::parse_list(roles)?;
    let listener = runtime::server::bind(config.http.listen).await?;
    let address = listener.local_addr()?;
    let mut lifecycle = Lifecycle::new(Duration::from_secs(5));
    let router = compose::start(&config, &roles, &mut lifecycle, &metrics).await?;
    lifecycle.spawn("metrics", |shutdown| metrics.upkeep(shutdown));
    lifecycle.spawn("http", |shutdown| {
        runtime::server::serve(listener, router, shutdown)
    });
    println!("{address}");
    let (tell, ended) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        // An end and an error are the same: nobody is there.
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        let _ = tell.send(());
    });
    let ended = async { drop(ended.await) };
    Ok(lifecycle.run(ended).await?)
}
