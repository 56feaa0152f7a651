//! The same operations while the installation grows from few people to many.

mod measure;
mod table;

use domain::ids::AgencyCode;
use indicatif::ProgressBar;
use projections::Rebuild;

use super::Wanted;
use super::points;
use super::report::Row;
use super::world::{Scene, World};
use crate::compose;
use crate::demo;
use crate::up::Failure;
use measure::Seen;

/// How many people an agency has at most.
const AGENCY: usize = 100_000;
/// Performance events of each.
const EVENTS: usize = 2;
/// People registered by commands, about whom commands are sent.
const PEOPLE: usize = 2_500;
pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    let mut sizes = wanted.growth.clone();
    sizes.sort_unstable();
    sizes.dedup();
    if sizes.len() < 2 {
        return Err("growth compares sizes: give --growth at least two".into());
    }
    bar.set_message(format!("registering {PEOPLE} people"));
    world.serve("performance").await?;
    let scene = world.people(PEOPLE).await?;
    world.quiet().await?;
    let (mut before, mut all): (usize, Vec<Seen>) = (0, Vec::new());
    for size in sizes {
        fill(before, size, world, bar).await?;
        before = size;
        all.push(at(size, wanted, world, &scene, bar).await?);
    }
    let (small, larger) = all.split_first().ok_or("nothing was measured")?;
    let mut rows = Vec::new();
    for large in larger {
        let table = table::Table {
            small,
            large,
            setting: &world.setting,
        };
        rows.extend(table.warm());
        rows.extend(table.reported());
    }
    Ok(rows)
}

/// The code of an agency of a number. The first one is that of the registered people.
fn code(number: usize) -> Result<AgencyCode, Failure> {
    Ok(if number == 0 {
        AgencyCode::new(demo::AGENCY)?
    } else {
        AgencyCode::new(&format!("bench{number}"))?
    })
}

/// Writes what people after `before` up to `size` leave in the ledgers of their agencies.
async fn fill(before: usize, size: usize, world: &World, bar: &ProgressBar) -> Result<(), Failure> {
    // All first: adding one reads every ledger.
    for number in before.div_ceil(AGENCY)..size.div_ceil(AGENCY) {
        world.agency(&code(number)?).await?;
    }
    let mut first = before;
    while first < size {
        let number = first / AGENCY;
        let here = size.min((number + 1) * AGENCY) - first;
        let agency = code(number)?;
        let stream = world.raw_of(&agency, Vec::new()).await?;
        points::fill(&agency, (first, here), here * EVENTS, &stream, |done| {
            let people = first + done / EVENTS;
            bar.set_message(format!("{people} of {size} people"));
        })
        .await?;
        first += here;
    }
    Ok(())
}

/// Everything at one size.
async fn at(
    size: usize,
    wanted: &Wanted,
    world: &mut World,
    scene: &Scene,
    bar: &ProgressBar,
) -> Result<Seen, Failure> {
    let say = |what: &str| bar.set_message(format!("{size} people: {what}"));
    let mut seen = Seen {
        size,
        ..Seen::default()
    };
    say("folding the boards");
    let source = compose::source(&world.config).await?;
    projections::rebuild(&source, Rebuild::of(points::PROJECTION), &|_| ()).await?;
    drop(source);
    say("killing nats-server");
    seen.restart = world.crash_nats().await?;
    say("loading people");
    measure::loads(&mut seen, wanted, world).await?;
    seen.memory = world.nats_memory();
    seen.disk = world.nats_disk();
    say("asking for ranks and pages");
    measure::boards(&mut seen, wanted, world).await?;
    say("starting the service");
    measure::appends(&mut seen, wanted, world, scene).await?;
    world.quiet().await?;
    Ok(seen)
}
