//! What is measured at each size.

use std::time::Instant;

use domain::KeyClass;
use domain::ids::{AgencyCode, PerformanceId, PersonId, derive_id};
use domain::performance::Period;
use ledger::{Entities, Feeds, Ledger};
use readmodel::queries::recognition::{self, Board, Of};
use readmodel::{Access, Options, ReadModel};
use runtime::ServiceRole;
use uuid::Uuid;

use super::super::load::ms_since;
use super::super::report::Samples;
use super::super::world::{Scene, World};
use super::super::{Wanted, append, points};
use super::{AGENCY, EVENTS, code};
use crate::up::Failure;

/// Clients that append at once.
pub(super) const CLIENTS: usize = 16;
/// People who are loaded, first cold, then warm.
const LOADS: usize = 1_000;
/// Asked before anything counts, so that statements are prepared and planned.
const UNMEASURED: usize = 100;
const PAGE: u16 = 50;

/// What was seen at one size. Times of operations are in milliseconds, of one sample set a round.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) size: usize,
    /// Appends per second, of each round.
    pub(super) rates: Vec<f64>,
    pub(super) appends: Vec<Samples>,
    pub(super) cold: Samples,
    pub(super) warm: Vec<Samples>,
    pub(super) ranks: Vec<Samples>,
    pub(super) pages: Vec<Samples>,
    /// Seconds.
    pub(super) restart: f64,
    /// Seconds.
    pub(super) start: f64,
    /// MiB.
    pub(super) memory: f64,
    /// MiB.
    pub(super) disk: f64,
}

/// Somebody, the same ones in every run: turns that follow each other are far apart.
fn any(turn: usize, size: usize) -> Result<(AgencyCode, Uuid), Failure> {
    let drawn = derive_id(&["bench-turn", &turn.to_string()]).as_u128();
    let number = usize::try_from(drawn % size as u128)?;
    Ok((code(number / AGENCY)?, points::person(number)))
}

/// Loads people as a command would that finds none of them in memory: first cold, then warm.
pub(super) async fn loads(seen: &mut Seen, wanted: &Wanted, world: &World) -> Result<(), Failure> {
    seen.cold = load_all(seen.size, world).await?;
    for _ in 0..wanted.rounds {
        seen.warm.push(load_all(seen.size, world).await?);
    }
    Ok(())
}

async fn load_all(size: usize, world: &World) -> Result<Samples, Failure> {
    let role = ServiceRole::Performance;
    let ledger = Ledger::connect(world.user(role)?).await?;
    let vault = world.vault(role, &[KeyClass::Erasable]).await?;
    // What these entities are decided on is not asked for here.
    let feeds = Feeds::of_kinds(ledger.clone(), &["edition"]).await?;
    let entities: Entities<Period> = Entities::new(ledger, vault, feeds);
    let mut times = Vec::with_capacity(LOADS);
    for turn in 0..LOADS.min(size) {
        let (agency, person) = any(turn, size)?;
        let id = PerformanceId::of(PersonId(person), points::PERIOD).0;
        let began = Instant::now();
        let loaded = entities.load(&agency, id).await?;
        times.push(ms_since(began));
        if loaded.version < EVENTS as u64 {
            return Err(format!("{agency} does not hold a person's {EVENTS} commits").into());
        }
    }
    Ok(Samples::new(times))
}

/// Asks for the ranks of people, and for the pages after theirs.
pub(super) async fn boards(seen: &mut Seen, wanted: &Wanted, world: &World) -> Result<(), Failure> {
    let options = Options {
        connections: 1,
        ..Options::new(Access::Web, "berprestasi bench")
    };
    let web = ReadModel::connect(world.config.postgres.web.reveal(), options).await?;
    for turn in 0..UNMEASURED {
        ask(turn, seen.size, &web).await?;
    }
    let mut turn = UNMEASURED;
    for _ in 0..wanted.rounds {
        let (mut ranks, mut pages) = (Vec::new(), Vec::new());
        let began = Instant::now();
        while began.elapsed() < wanted.time() {
            turn += 1;
            let (rank, page) = ask(turn, seen.size, &web).await?;
            ranks.push(rank);
            pages.push(page);
        }
        seen.ranks.push(Samples::new(ranks));
        seen.pages.push(Samples::new(pages));
    }
    Ok(())
}

async fn ask(turn: usize, size: usize, web: &ReadModel) -> Result<(f64, f64), Failure> {
    let (agency, person) = any(turn, size)?;
    let board = Board {
        agency: agency.as_str(),
        period: points::PERIOD,
        of: Of::Agency,
    };
    let began = Instant::now();
    let found = recognition::around(web, board, person).await?;
    let rank = ms_since(began);
    let own = found
        .ok_or("a person of the bench is not on the board")?
        .own;
    let began = Instant::now();
    recognition::page(web, board, Some(own), PAGE).await?;
    Ok((rank, ms_since(began)))
}

/// Starts the service, which reads every ledger first, and sends it commands.
pub(super) async fn appends(
    seen: &mut Seen,
    wanted: &Wanted,
    world: &mut World,
    scene: &Scene,
) -> Result<(), Failure> {
    let began = Instant::now();
    let address = world.serve("performance").await?;
    seen.start = began.elapsed().as_secs_f64();
    let scene = Scene {
        address,
        ..scene.clone()
    };
    append::events(&scene, CLIENTS, append::WARM).await?;
    for _ in 0..wanted.rounds {
        let run = append::events(&scene, CLIENTS, wanted.time()).await?;
        seen.rates.push(run.rate);
        seen.appends.push(Samples::new(run.times));
    }
    Ok(())
}
