//! The memory of the executable: idle with all roles, and of a rebuild.

use std::process::Stdio;
use std::time::Duration;

use indicatif::ProgressBar;
use tokio::process::Command;

use super::Wanted;
use super::held;
use super::points;
use super::report::{Better, Row};
use super::world::World;
use crate::up::Failure;

/// The most that all roles may hold when nobody asks for anything, in MiB.
const IDLE: f64 = 64.0;
/// The most that a rebuilding process may hold at any time, in MiB.
const REBUILD: f64 = 256.0;
/// People of the installation that idles: those of the sample city.
const PEOPLE: usize = 2_500;
/// How long it has been left alone when it is looked at.
const LEFT_ALONE: Duration = Duration::from_secs(3);

pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    let mut idle = Vec::new();
    world.serve("all").await?;
    bar.set_message(format!("registering {PEOPLE} people"));
    world.people(PEOPLE).await?;
    for round in 1..=wanted.rounds {
        bar.set_message(format!("idle: round {round}"));
        world.serve("all").await?;
        tokio::time::sleep(LEFT_ALONE).await;
        let held = world.services_memory();
        idle.push((
            held.ok_or("the kernel does not say what a process holds")?,
            IDLE,
        ));
    }
    world.quiet().await?;
    let events = points::write(wanted.crowd, world, bar).await?;
    bar.set_message(format!("rebuilding from {events} events"));
    let peak = rebuild(world).await?;
    let idle = Row::new(
        "idle, all roles",
        "MiB",
        Better::Less,
        &idle,
        &world.setting,
    );
    let case = format!("rebuild from {events} events of {} people", wanted.crowd);
    let rebuild = Row::new(
        case,
        "MiB",
        Better::Less,
        &[(peak, REBUILD)],
        &world.setting,
    );
    Ok(vec![
        idle.goal(1.0).note(format!(
            "resident, {} s after start with {PEOPLE} people; beside the limit",
            LEFT_ALONE.as_secs()
        )),
        rebuild.goal(1.0).note(format!(
            "peak of `projections rebuild {}`; beside the limit",
            points::PROJECTION
        )),
    ])
}

/// Rebuilds by the command, in a process of its own; the most memory it held.
async fn rebuild(world: &World) -> Result<f64, Failure> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["projections", "rebuild", points::PROJECTION, "--config"])
        .arg(world.file())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let status = held::status(child.id().unwrap_or_default());
    let mut peak = f64::NAN;
    loop {
        if let Some(ended) = child.try_wait()? {
            return if ended.success() {
                Ok(peak)
            } else {
                Err("the rebuild failed; see above".into())
            };
        }
        peak = held::peak_of(&status).unwrap_or(peak);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
