//! Durable commands over HTTP beside raw appends on the same server.

use std::sync::Arc;
use std::time::Duration;

use domain::ids::{AgencyCode, PerformanceId, PersonId};
use indicatif::ProgressBar;
use ledger::Ledger;
use ledger::raw::RawStream;
use runtime::ServiceRole;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Wanted;
use super::load::{Operate, Run, closed};
use super::report::{Better, Row, Samples};
use super::wire::{Wire, post};
use super::world::{Scene, World};
use crate::demo;
use crate::up::Failure;

/// How many people commands are about.
const PEOPLE: usize = 2_500;
/// Commands of one bulk; also the most messages of an atomic batch.
const BULK: usize = 1_000;
/// Before each case, both sides run this long unmeasured.
pub(super) const WARM: Duration = Duration::from_millis(700);
/// What of the reference's throughput a command should reach.
const GOAL: f64 = 0.7;
/// The 99th percentile may be twice the reference's.
const GOAL_P99: f64 = 0.5;

/// What is commanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A performance event of a person's new period: one append, nothing sealed.
    Event,
    /// A corrected name: the person is loaded, the name sealed.
    Correction,
    /// A thousand performance events.
    Bulk,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Event => "performance event",
            Self::Correction => "sealed correction",
            Self::Bulk => "bulk of 1,000",
        }
    }

    /// The command of a number, as it goes on the wire.
    fn request(self, scene: &Scene) -> Vec<u8> {
        let number = scene.number();
        let agency = format!("/api/v1/agencies/{}", demo::AGENCY);
        let (path, body) = match self {
            Self::Event => ("/performance-events".to_owned(), event(scene, number)),
            Self::Correction => {
                let full = format!("Melati Cendana {number}");
                let name = json!({"full": full, "before": "Ns.", "after": "S.Kep."});
                let path = format!("/people/{}/correct", scene.person(number));
                (path, json!({"name": name}))
            }
            Self::Bulk => {
                let items = (0..BULK).map(|_| event(scene, scene.number()));
                let items: Vec<Value> = items.collect();
                let path = "/performance-events/batch".to_owned();
                (path, json!({"items": items}))
            }
        };
        let (path, key) = (format!("{agency}{path}"), format!("bench-{number}"));
        post(&path, &scene.token, &key, &body.to_string())
    }
}

/// The performance event of a number.
pub(super) fn event(scene: &Scene, number: u64) -> Value {
    json!({
        "person": scene.person(number),
        "period": scene.period(number),
        "source": "skp/1",
        "performance": {"kind": "appraisal", "results": "meets", "behaviour": "above", "predikat": "baik"},
    })
}

/// A client of ours.
struct Ours {
    wire: Wire,
    scene: Scene,
    kind: Kind,
}

impl Operate for Ours {
    async fn once(&mut self) -> Result<u64, Failure> {
        let answer = self.wire.record(&self.kind.request(&self.scene)).await?;
        if self.kind != Kind::Bulk {
            return Ok(1);
        }
        let answer: Value = serde_json::from_slice(&answer.body)?;
        match answer["recorded"].as_u64() {
            Some(recorded) if recorded == BULK as u64 => Ok(recorded),
            _ => Err("a bulk was not recorded as a whole".into()),
        }
    }
}

/// A client of the reference.
struct Raw {
    stream: Arc<RawStream>,
    kind: Kind,
}

impl Operate for Raw {
    async fn once(&mut self) -> Result<u64, Failure> {
        if self.kind == Kind::Bulk {
            let ids: Vec<Uuid> = (0..BULK).map(|_| Uuid::new_v4()).collect();
            self.stream.batch(&ids).await?;
            return Ok(BULK as u64);
        }
        self.stream.append(Uuid::new_v4(), 0).await?;
        Ok(1)
    }
}

pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    bar.set_message("registering people");
    let address = world.serve("performance").await?;
    let scene = world.people(PEOPLE).await?;
    let mut rows = Vec::new();
    for &clients in &wanted.clients {
        let case = (Kind::Event, clients);
        rows.extend(compare(wanted, world, &scene, case, bar, "").await?);
    }
    rows.extend(compare(wanted, world, &scene, (Kind::Correction, 16), bar, "").await?);
    for clients in [1, 4] {
        rows.extend(compare(wanted, world, &scene, (Kind::Bulk, clients), bar, "").await?);
    }
    bar.set_message("starting all roles");
    let address_of_all = world.serve("all").await?;
    debug_assert_ne!(address, address_of_all);
    // The same people, through services that were started since.
    let scene = Scene {
        address: address_of_all,
        ..scene.clone()
    };
    let case = (Kind::Event, 16);
    rows.extend(compare(wanted, world, &scene, case, bar, ", projections live").await?);
    Ok(rows)
}

/// Ours and the reference in turns.
async fn compare(
    wanted: &Wanted,
    world: &World,
    scene: &Scene,
    (kind, clients): (Kind, usize),
    bar: &ProgressBar,
    more: &str,
) -> Result<Vec<Row>, Failure> {
    let case = format!("{}, {clients} clients{more}", kind.name());
    bar.set_message(format!("{case}: warming up"));
    let payload = stored(world, scene, kind).await?;
    let bytes = payload.len();
    let raw = Arc::new(world.raw(payload).await?);
    ours(scene, kind, clients, WARM).await?;
    reference(&raw, kind, clients, WARM).await?;
    let mut rounds: Vec<(Run, Run)> = Vec::new();
    for round in 1..=wanted.rounds {
        bar.set_message(format!("{case}: round {round}"));
        let ours = ours(scene, kind, clients, wanted.time()).await?;
        rounds.push((ours, reference(&raw, kind, clients, wanted.time()).await?));
    }
    let rates: Vec<_> = rounds.iter().map(|(a, b)| (a.rate, b.rate)).collect();
    let p99 = |run: &Run| Samples::new(run.times.clone()).percentile(99);
    let p99s: Vec<_> = rounds.iter().map(|(a, b)| (p99(a), p99(b))).collect();
    let (a, b): (Vec<_>, Vec<_>) = rounds.into_iter().map(|(a, b)| (a.times, b.times)).unzip();
    let (a, b) = (Samples::new(a.concat()), Samples::new(b.concat()));
    let note = format!("{bytes} bytes a commit");
    let goal = |row: Row, goal| if more.is_empty() { row.goal(goal) } else { row };
    let rate = Row::new(case.as_str(), "/s", Better::More, &rates, &world.setting);
    let rate = rate.times(&a, Some(&b)).note(note);
    let p99 = Row::new(
        format!("{case}, p99"),
        "ms",
        Better::Less,
        &p99s,
        &world.setting,
    );
    Ok(vec![
        goal(rate, GOAL),
        goal(p99.times(&a, Some(&b)), GOAL_P99),
    ])
}

async fn ours(scene: &Scene, kind: Kind, clients: usize, time: Duration) -> Result<Run, Failure> {
    let mut all = Vec::with_capacity(clients);
    for _ in 0..clients {
        let (wire, scene) = (Wire::connect(scene.address).await?, scene.clone());
        all.push(Ours { wire, scene, kind });
    }
    closed(all, time).await
}

/// Performance events by so many clients.
pub(super) async fn events(scene: &Scene, clients: usize, time: Duration) -> Result<Run, Failure> {
    ours(scene, Kind::Event, clients, time).await
}

async fn reference(
    raw: &Arc<RawStream>,
    kind: Kind,
    clients: usize,
    time: Duration,
) -> Result<Run, Failure> {
    let one = || Raw {
        stream: Arc::clone(raw),
        kind,
    };
    closed((0..clients).map(|_| one()).collect(), time).await
}

/// The bytes of a commit of this kind, as the ledger holds them.
async fn stored(world: &World, scene: &Scene, kind: Kind) -> Result<Vec<u8>, Failure> {
    let one = if kind == Kind::Bulk {
        Kind::Event
    } else {
        kind
    };
    // The next number is this command's, as nobody else commands now.
    let number = scene.number() + 1;
    let mut wire = Wire::connect(scene.address).await?;
    wire.record(&one.request(scene)).await?;
    let ledger = Ledger::connect(world.user(ServiceRole::Performance)?).await?;
    let person = PersonId(scene.person(number).parse()?);
    let (entity, id) = match one {
        Kind::Correction => ("person", person.0),
        _ => (
            "performance",
            PerformanceId::of(person, &scene.period(number)).0,
        ),
    };
    let agency = AgencyCode::new(demo::AGENCY)?;
    let commits = ledger.commits(&agency, entity, id).await?;
    let (_, last) = commits.last().ok_or("the command left no commit")?;
    Ok(serde_json::to_vec(last)?)
}
