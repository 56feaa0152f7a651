//! The public feed beside nginx that serves the same bytes as a file, both asked by wrk.

mod announce;
mod nginx;
mod wrk;

use std::time::Duration;

use indicatif::ProgressBar;
use readmodel::{Access, Options, ReadModel, Waiter};
use reqwest::header::ETAG;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::Wanted;
use super::report::{Better, Row, Times};
use super::world::World;
use crate::demo;
use crate::up::Failure;
use announce::Publisher;
use nginx::Nginx;
use wrk::{Asked, Wrk};

const PROJECTION: &str = "announcement";
/// What of the reference's throughput the feed should reach.
const GOAL: f64 = 0.7;
/// Announcements of an agency that has held a few editions, and as many as a feed holds.
const FEW: usize = 10;
const FULL: usize = 50;
/// How often the content changes while it is read: as often as a feed is rendered at most.
const CHANGES: Duration = Duration::from_millis(250);
/// How long an announcement may take to be seen.
const PATIENCE: Duration = Duration::from_secs(20);

/// Both sides, and who asks.
struct Scene {
    ours: String,
    nginx: Nginx,
    wrk: Wrk,
    http: reqwest::Client,
    publisher: Publisher,
    waiter: Waiter,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// By somebody who has it.
    Unchanged,
    /// By somebody who has not.
    Kept,
    /// While it changes.
    Changing,
}

pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    // First, so that a missing program is heard of at once.
    let wrk = Wrk::find(&world.path(""))?;
    let folder = world.path("nginx");
    std::fs::create_dir_all(&folder)?;
    let nginx = Nginx::start(&folder).await?;
    bar.set_message("starting all roles");
    let address = world.serve("all").await?;
    let options = Options::new(Access::Web, "berprestasi bench");
    let db = ReadModel::connect(world.config.postgres.web.reveal(), options).await?;
    let mut scene = Scene {
        ours: format!("http://{address}/{}/pengumuman/feed.atom", demo::AGENCY),
        nginx,
        wrk,
        http: reqwest::Client::new(),
        publisher: Publisher::connect(world).await?,
        waiter: Waiter::start(&db),
    };
    let mut rows = Vec::new();
    scene.publish(FEW).await?;
    for case in [Case::Unchanged, Case::Kept] {
        rows.push(compare(wanted, world, &mut scene, (case, FEW), bar).await?);
    }
    scene.publish(FULL - FEW).await?;
    for case in [Case::Kept, Case::Changing] {
        rows.push(compare(wanted, world, &mut scene, (case, FULL), bar).await?);
    }
    scene.nginx.stop().await?;
    Ok(rows)
}

impl Case {
    fn name(self, announcements: usize) -> String {
        match self {
            Self::Unchanged => format!("feed of {announcements}, unchanged (304)"),
            Self::Kept => format!("feed of {announcements}"),
            Self::Changing => format!("feed of {announcements}, changing 4 times a second"),
        }
    }
}

/// Ours and nginx in turns.
async fn compare(
    wanted: &Wanted,
    world: &World,
    scene: &mut Scene,
    (case, announcements): (Case, usize),
    bar: &ProgressBar,
) -> Result<Row, Failure> {
    let name = case.name(announcements);
    let bytes = scene.same().await?;
    let mut rounds = Vec::new();
    // The first round warms up, unless there is no time.
    for round in u16::from(wanted.quick)..=wanted.rounds {
        bar.set_message(format!("{name}: round {round}"));
        let seconds = if round == 0 { 1 } else { wanted.seconds };
        let ours = scene.ask_ours(case, seconds).await?;
        let reference = scene.ask_nginx(case, seconds).await?;
        if round > 0 {
            rounds.push((ours, reference));
        }
    }
    let rates: Vec<_> = rounds.iter().map(|(a, b)| (a.rate, b.rate)).collect();
    let (ours, theirs): (Vec<_>, Vec<_>) =
        rounds.into_iter().map(|(a, b)| (a.times, b.times)).unzip();
    let row = Row::new(name, "/s", Better::More, &rates, &world.setting).goal(GOAL);
    let row = row.timed(Times::middle(&ours), Some(Times::middle(&theirs)));
    let (command, version) = (Wrk::command(wanted.seconds), scene.wrk.version().await);
    Ok(row.note(format!(
        "{bytes} bytes, beside nginx {} with the same as a file; both by {command} ({version}), medians",
        scene.nginx.version
    )))
}

impl Scene {
    /// Publishes some announcements and waits until the feed has them.
    async fn publish(&mut self, count: usize) -> Result<(), Failure> {
        let mut last = 0;
        for _ in 0..count {
            last = self.publisher.publish().await?;
        }
        let seen = self
            .waiter
            .wait(&[PROJECTION], demo::AGENCY, last, PATIENCE);
        if !seen.await {
            return Err("announcements did not become visible in time".into());
        }
        // A feed is kept for a moment whatever happens.
        sleep(2 * CHANGES).await;
        Ok(())
    }

    /// Lets nginx serve what we serve; how many bytes that are.
    async fn same(&self) -> Result<usize, Failure> {
        let body = body(&self.http, &self.ours).await?;
        self.nginx.put(&body)?;
        // It may hold the file before for a second.
        sleep(Duration::from_millis(1_200)).await;
        if self
            .http
            .get(self.nginx.url())
            .send()
            .await?
            .bytes()
            .await?
            != body
        {
            return Err("nginx does not serve the feed's bytes".into());
        }
        Ok(body.len())
    }

    async fn ask_ours(&mut self, case: Case, seconds: u64) -> Result<Asked, Failure> {
        let header = self.header(case, &self.ours).await?;
        let before = body(&self.http, &self.ours).await?;
        let asked = self.wrk.ask(&self.ours, header.as_deref(), seconds);
        if case != Case::Changing {
            return asked.await;
        }
        let asked = meanwhile(asked, async || self.publisher.publish().await.map(drop)).await?;
        sleep(2 * CHANGES).await;
        if body(&self.http, &self.ours).await? == before {
            return Err("the feed did not change".into());
        }
        Ok(asked)
    }

    async fn ask_nginx(&self, case: Case, seconds: u64) -> Result<Asked, Failure> {
        let url = self.nginx.url();
        let header = self.header(case, &url).await?;
        let asked = self.wrk.ask(&url, header.as_deref(), seconds);
        if case != Case::Changing {
            return asked.await;
        }
        let mut bytes = body(&self.http, &self.ours).await?.to_vec();
        meanwhile(asked, async || {
            // As long, and other.
            bytes.rotate_left(1);
            Ok(self.nginx.put(&bytes)?)
        })
        .await
    }

    /// What a reader sends who has the page.
    async fn header(&self, case: Case, url: &str) -> Result<Option<String>, Failure> {
        if case != Case::Unchanged {
            return Ok(None);
        }
        let answer = self.http.get(url).send().await?;
        let tag = answer.headers().get(ETAG).ok_or("a page without a tag")?;
        let header = format!("If-None-Match: {}", tag.to_str()?);
        let again = self.http.get(url).header("If-None-Match", tag.clone());
        match again.send().await?.status().as_u16() {
            304 => Ok(Some(header)),
            status => Err(format!("{url} answered {status}, not 304").into()),
        }
    }
}

async fn body(http: &reqwest::Client, url: &str) -> Result<axum::body::Bytes, Failure> {
    let answer = http.get(url).send().await?.error_for_status()?;
    Ok(answer.bytes().await?)
}

/// Changes something at a steady rate while something is measured.
async fn meanwhile(
    measured: impl Future<Output = Result<Asked, Failure>>,
    mut change: impl AsyncFnMut() -> Result<(), Failure>,
) -> Result<Asked, Failure> {
    let mut measured = std::pin::pin!(measured);
    let mut ticks = interval(CHANGES);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            biased;
            asked = &mut measured => return asked,
            _ = ticks.tick() => change().await?,
        }
    }
}
