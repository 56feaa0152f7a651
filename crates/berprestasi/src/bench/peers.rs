//! Other event-sourcing crates on the same workload: events appended to entities, then projected into a
//! leaderboard. What runs them is a program of its own, `tests/peers`, that the main build knows nothing of.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use indicatif::ProgressBar;
use projections::Rebuild;
use serde::Deserialize;
use serde_json::json;
use tokio::process::Command;
use tokio::task::JoinSet;

use super::Wanted;
use super::aside::{self, Aside};
use super::load::{Run, ms_since};
use super::points::{PERIOD, PROJECTION};
use super::report::{Better, Row, Samples, Times, per};
use super::wire::{Wire, post};
use super::world::{Scene, World};
use crate::compose;
use crate::demo;
use crate::up::Failure;

const HOW: &str = "the bench `peers` needs the program of tests/peers: `./dev bench peers` builds it; without ./dev \
                   build it as its README says and name it with --peer-program";
/// People whom the events are about.
const PEOPLE: usize = 2_500;
/// Who append at once.
const WRITERS: usize = 16;

/// What the program says of one crate, a line each.
#[derive(Debug, Deserialize)]
struct Figures {
    peer: String,
    append: f64,
    append_p50: f64,
    append_p95: f64,
    append_p99: f64,
    project: f64,
    note: String,
}

pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    let program = wanted.peer_program.as_deref();
    let program = program.ok_or(HOW)?;
    let events = wanted.peer_events as usize;
    bar.set_message("registering people");
    world.serve("performance").await?;
    let scene = world.people(PEOPLE.min(events)).await?;
    bar.set_message(format!("appending {events} events"));
    let appended = append(&scene, events).await?;
    world.quiet().await?;
    bar.set_message("projecting");
    let source = compose::source(&world.config).await?;
    let began = Instant::now();
    let reports = projections::rebuild(&source, Rebuild::of(PROJECTION), &|_| ()).await?;
    let projected = per(events as u64, began.elapsed().as_secs_f64());
    if reports.iter().any(|report| report.parked > 0) {
        return Err("the rebuild parked commits".into());
    }
    bar.set_message("the same by others");
    let peers = others(program, events, scene.people.len(), world).await?;
    Ok(peers
        .iter()
        .flat_map(|peer| beside(peer, &appended, projected, world))
        .collect())
}

/// Appends so many events over HTTP, by clients who each take every so manieth.
async fn append(scene: &Scene, events: usize) -> Result<Run, Failure> {
    let mut tasks = JoinSet::new();
    let began = Instant::now();
    for client in 0..WRITERS {
        let (scene, mut wire) = (scene.clone(), Wire::connect(scene.address).await?);
        tasks.spawn(async move {
            let mut times = Vec::new();
            for number in (client..events).step_by(WRITERS) {
                let request = request(&scene, number);
                let sent = Instant::now();
                wire.record(&request).await?;
                times.push(ms_since(sent));
            }
            Ok::<_, Failure>(times)
        });
    }
    let mut run = Run::default();
    while let Some(done) = tasks.join_next().await {
        run.times.extend(done??);
    }
    run.rate = per(events as u64, began.elapsed().as_secs_f64());
    Ok(run)
}

/// Each person has one period, which takes event after event.
fn request(scene: &Scene, number: usize) -> Vec<u8> {
    let path = format!("/api/v1/agencies/{}/performance-events", demo::AGENCY);
    let body = json!({
        "person": scene.people[number % scene.people.len()],
        "period": PERIOD,
        "source": number.to_string(),
        "performance": {"kind": "training", "hours": 1 + number % 40},
    });
    let key = format!("bench-{number}");
    post(&path, &scene.token, &key, &body.to_string())
}

/// Runs the program with a plain nats-server of its own, as durable as ours, and with our Postgres.
async fn others(
    program: &Path,
    events: usize,
    entities: usize,
    world: &World,
) -> Result<Vec<Figures>, Failure> {
    let dir = world.path("peers");
    std::fs::create_dir_all(&dir)?;
    let (address, config) = (aside::free()?, dir.join("server.conf"));
    let store = dir.join("store");
    std::fs::write(
        &config,
        format!(
            "listen: \"{address}\"\njetstream {{ store_dir: \"{}\", sync_interval: always }}\n",
            store.display()
        ),
    )?;
    let own = std::env::var_os("NATS_SERVER").map(PathBuf::from);
    let server = own.or_else(|| aside::find("nats-server"));
    let server = server.ok_or("no nats-server on the PATH")?;
    let arguments = [OsStr::new("-c"), config.as_os_str()];
    let nats = Aside::start(("nats-server", &server), &arguments, &dir, address).await?;
    let mut command = Command::new(program);
    command
        .args(["--nats", &address.to_string(), "--postgres", &world.owner()])
        .args(["--events", &events.to_string()])
        .args(["--entities", &entities.to_string()])
        .args(["--writers", &WRITERS.to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true);
    let ended = command.output().await;
    nats.stop().await?;
    let ended = ended.map_err(|error| format!("cannot run {}: {error}", program.display()))?;
    if !ended.status.success() {
        return Err("the other crates' program failed; see above".into());
    }
    let lines = ended.stdout.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty());
    Ok(lines
        .map(serde_json::from_slice)
        .collect::<Result<_, _>>()?)
}

/// Ours beside one of them.
fn beside(peer: &Figures, appended: &Run, projected: f64, world: &World) -> [Row; 2] {
    let row = |what: &str, ours, theirs| {
        let case = format!("{what}, {}", peer.peer);
        Row::new(case, "/s", Better::More, &[(ours, theirs)], &world.setting)
    };
    let ours = Samples::new(appended.times.clone());
    let theirs = Times::new([peer.append_p50, peer.append_p95, peer.append_p99]);
    let append = row("append", appended.rate, peer.append);
    let append = append.timed(Times::of(&ours), Some(theirs));
    [
        append.note(format!("{WRITERS} writers; ours over HTTP, authorised; theirs in process. {}", peer.note)),
        row("project", projected, peer.project).note("into a leaderboard in Postgres, from the first event; ours folds the boards of units, too"),
    ]
}
