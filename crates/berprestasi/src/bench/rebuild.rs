//! All projections folded anew beside bare `COPY` of the same rows and the same indexes.

use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use indicatif::ProgressBar;
use projections::Rebuild;
use readmodel::bare::Bare;
use serde_json::{Value, json};
use tokio::process::Command;

use super::Wanted;
use super::aside;
use super::report::{Better, Row, per};
use super::world::World;
use crate::compose;
use crate::demo::administrator;
use crate::up::Failure;

/// Items of one batch, and batches under way at once.
const BATCH: usize = 1_000;
const AT_ONCE: usize = 4;
/// What of the reference's speed a rebuild should reach.
const GOAL: f64 = 0.8;

pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    fill(wanted, world, bar).await?;
    world.quiet().await?;
    let source = compose::source(&world.config).await?;
    let owner = world.owner();
    let mut rounds = Vec::new();
    let (mut commits, mut rows) = (0, 0);
    for round in 0..=wanted.rounds {
        bar.set_message(format!("round {round} of {}", wanted.rounds));
        let began = Instant::now();
        let reports = projections::rebuild(&source, Rebuild::all(), &|_| ()).await?;
        let ours = began.elapsed().as_secs_f64();
        if reports.iter().any(|report| report.parked > 0) {
            return Err("a rebuild parked commits".into());
        }
        commits = reports
            .iter()
            .map(|report| report.commits)
            .max()
            .unwrap_or(0);
        let bare = Bare::take(&owner).await?;
        bare.prepare().await?;
        let began = Instant::now();
        rows = bare.fill().await?;
        let reference = began.elapsed().as_secs_f64();
        // The first round warms up.
        if round > 0 {
            rounds.push((per(commits, ours), per(commits, reference)));
        }
    }
    let case = format!("all projections, {commits} commits");
    let row = Row::new(case.as_str(), "/s", Better::More, &rounds, &world.setting).goal(GOAL);
    bar.set_message("the same rows by psql");
    let seconds = psql(world).await?;
    let ours = row.ours();
    let by_psql = [(ours, per(commits, seconds))];
    let by_psql = Row::new(
        format!("{case}, by psql"),
        "/s",
        Better::More,
        &by_psql,
        &world.setting,
    );
    let by_psql = by_psql.note(
        "ours as above; the same rows from files by psql -f: \\copy of each table (FORMAT binary), then its indexes",
    );
    let row = row.note(format!(
        "{rows} rows in all tables; {} events of {} people; in commits per second on both sides",
        wanted.events, wanted.people
    ));
    Ok(vec![row, by_psql])
}

/// How many seconds psql takes for the same rows and indexes.
async fn psql(world: &World) -> Result<f64, Failure> {
    let how = "the bench `rebuild` needs psql: it comes with PostgreSQL's client programs";
    let own = std::env::var_os("POSTGRES_BIN").map(|folder| Path::new(&folder).join("psql"));
    let own = own.filter(|file| file.is_file());
    let program = own.or_else(|| aside::find("psql")).ok_or(how)?;
    let dir = world.path("psql");
    std::fs::create_dir_all(&dir)?;
    let (owner, script) = (world.owner(), dir.join("fill.sql"));
    let bare = Bare::take(&owner).await?;
    std::fs::write(&script, bare.script(&dir)?)?;
    bare.prepare().await?;
    let mut command = Command::new(program);
    command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &owner, "-f"]);
    command.arg(script).stdout(Stdio::null()).kill_on_drop(true);
    let began = Instant::now();
    let status = command.status().await?;
    let took = began.elapsed().as_secs_f64();
    if status.success() {
        Ok(took)
    } else {
        Err("psql failed; see above".into())
    }
}

/// Registers people and records events, by the public commands.
async fn fill(wanted: &Wanted, world: &mut World, bar: &ProgressBar) -> Result<(), Failure> {
    bar.set_message(format!("registering {} people", wanted.people));
    let address = world.serve("performance").await?;
    let scene = world.people(wanted.people).await?;
    let client = world.client(address)?;
    let (client, scene) = (&client, &scene);
    let batches = (0..wanted.events).step_by(BATCH).map(|first| async move {
        let numbers = first..wanted.events.min(first + BATCH);
        let items: Vec<Value> = numbers.map(|number| item(&scene.people, number)).collect();
        let (path, body) = ("/performance-events/batch", json!({"items": items}));
        let key = format!("bench-{first}");
        let answer = client
            .command(administrator(), path, &key, Some(body))
            .await?;
        bar.set_message(format!("recorded {first} of {} events", wanted.events));
        match answer["refused"].as_u64() {
            Some(0) => Ok(()),
            _ => Err(Failure::from("an event was refused")),
        }
    });
    stream::iter(batches)
        .buffer_unordered(AT_ONCE)
        .try_for_each(|()| std::future::ready(Ok(())))
        .await
}

/// Each person has one period; their events differ in source.
fn item(people: &[String], number: usize) -> Value {
    let source = number / people.len();
    let person = &people[number % people.len()];
    let performance = json!({"kind": "training", "hours": 1 + number % 30});
    json!({"person": person, "period": "2026", "source": source.to_string(), "performance": performance})
}
