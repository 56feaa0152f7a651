//! From a command's answer to the leaderboard's transaction, at a fixed rate.

use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use readmodel::{Access, Options, ReadModel, Waiter};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::Wanted;
use super::append::event;
use super::report::{Better, Row, Samples};
use super::wire::{Wire, post};
use super::world::{Scene, World};
use crate::demo;
use crate::up::Failure;

const PEOPLE: usize = 2_500;
const PROJECTION: &str = "recognition";
/// Connections that share the rate.
const CLIENTS: u64 = 64;
/// The 99th percentile should be within this many milliseconds.
const GOAL_MS: f64 = 50.0;
/// So much of the rate must be answered for it to count as sustained.
const SUSTAINED: f64 = 0.98;
/// How long the last command may take to become visible.
const PATIENCE: Duration = Duration::from_secs(10);

/// A command's sequence, and when it was answered or heard of.
type Seen = (u64, Instant);

pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    bar.set_message("registering people");
    world.serve("all").await?;
    let scene = world.people(PEOPLE).await?;
    let options = Options::new(Access::Web, "berprestasi bench");
    let db = ReadModel::connect(world.config.postgres.web.reveal(), options).await?;
    let waiter = Waiter::start(&db);
    let mut rows = Vec::new();
    at(&scene, &waiter, 100, Duration::from_secs(1)).await?;
    for &rate in &wanted.rates {
        let (mut all, mut rounds, mut achieved) = (Vec::new(), Vec::new(), Vec::new());
        for round in 1..=wanted.rounds {
            bar.set_message(format!("{rate}/s: round {round}"));
            let (lags, answered) = at(&scene, &waiter, rate, wanted.whole()).await?;
            let lags = Samples::new(lags);
            rounds.push((lags.percentile(99), GOAL_MS));
            achieved.push(answered);
            all.push(lags);
        }
        let achieved = Samples::new(achieved).median();
        let all = Samples::joined(all);
        let case = format!("{rate} commands/s, p99");
        let row = Row::new(case, "ms", Better::Less, &rounds, &world.setting);
        let row = row.goal(1.0).times(&all, None);
        #[expect(clippy::cast_precision_loss, reason = "a rate is small")]
        let kept = achieved >= SUSTAINED * rate as f64;
        rows.push(if kept {
            row.note(format!(
                "{achieved:.0}/s were answered; the reference is the goal"
            ))
        } else {
            row.missed()
                .note(format!("NOT SUSTAINED: only {achieved:.0}/s were answered"))
        });
    }
    Ok(rows)
}

/// The lags in milliseconds of commands sent at a rate, whether or not those before are answered,
/// and how many were answered per second.
async fn at(
    scene: &Scene,
    waiter: &Waiter,
    rate: u64,
    time: Duration,
) -> Result<(Vec<f64>, f64), Failure> {
    let (enough, stop) = oneshot::channel();
    let hearing = tokio::spawn(hear(waiter.clone(), stop));
    let total = rate * time.as_secs();
    let clients = CLIENTS.min(total);
    let mut wires = Vec::new();
    for _ in 0..clients {
        wires.push(Wire::connect(scene.address).await?);
    }
    let mut tasks = JoinSet::new();
    let began = Instant::now();
    for (first, wire) in (0..).zip(wires) {
        let due = move |number: u64| began + time.mul_f64(ratio(number, total));
        let numbers = (first..total).step_by(usize::try_from(clients)?);
        tasks.spawn(send(scene.clone(), wire, numbers, due));
    }
    let mut answered: Vec<Seen> = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        answered.extend(ended??);
    }
    let took = began.elapsed().as_secs_f64();
    let last = answered.iter().map(|seen| seen.0).max().unwrap_or(0);
    if !waiter
        .wait(&[PROJECTION], demo::AGENCY, last, PATIENCE)
        .await
    {
        return Err("the last command did not become visible in time".into());
    }
    drop(enough);
    let heard = hearing.await?;
    Ok((lags(&answered, &heard), ratio(total, 1) / took))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn ratio(a: u64, b: u64) -> f64 {
    a as f64 / b as f64
}

/// Sends each command when it is due, or as soon as the connection is free after that.
async fn send(
    scene: Scene,
    mut wire: Wire,
    numbers: impl Iterator<Item = u64>,
    due: impl Fn(u64) -> Instant,
) -> Result<Vec<Seen>, Failure> {
    let path = format!("/api/v1/agencies/{}/performance-events", demo::AGENCY);
    let mut answered = Vec::new();
    for number in numbers {
        sleep_until(due(number).into()).await;
        let own = scene.number();
        let body = event(&scene, own).to_string();
        let request = post(&path, &scene.token, &format!("bench-{own}"), &body);
        let answer = wire.record(&request).await?;
        let sequence = answer.sequence.ok_or("an answer without a position")?;
        answered.push((sequence, Instant::now()));
    }
    Ok(answered)
}

/// Notes when each position was heard, until nothing moves any more after the end was told.
async fn hear(waiter: Waiter, mut enough: oneshot::Receiver<()>) -> Vec<Seen> {
    let mut heard: Vec<Seen> = Vec::new();
    loop {
        let at = heard.last().map_or(0, |seen| seen.0);
        let forever = Duration::from_hours(1);
        tokio::select! {
            biased;
            _ = waiter.wait(&[PROJECTION], demo::AGENCY, at + 1, forever) => {
                heard.push((waiter.sequence(PROJECTION, demo::AGENCY), Instant::now()));
            }
            _ = &mut enough => return heard,
        }
    }
}

/// For each answer the time until it was visible; none if it was visible before it was answered.
fn lags(answered: &[Seen], heard: &[Seen]) -> Vec<f64> {
    let until = |(sequence, answered): &Seen| {
        let first = heard.partition_point(|(at, _)| at < sequence);
        let visible = heard.get(first).map(|seen| seen.1)?;
        Some(visible.saturating_duration_since(*answered).as_secs_f64() * 1e3)
    };
    answered.iter().filter_map(until).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_visible_at_the_first_position_that_holds_it() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let heard = [(3, at(10)), (7, at(20)), (9, at(30))];
        let answered = [(2, at(4)), (4, at(5)), (7, at(25)), (9, at(30))];
        assert_eq!(lags(&answered, &heard), [6.0, 15.0, 0.0, 0.0]);
    }
}
