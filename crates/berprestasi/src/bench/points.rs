//! The recognition boards of a whole civil service, folded anew from its performance events.

use std::time::Instant;

use domain::event::Event as _;
use domain::ids::{AgencyCode, PerformanceId, PersonId, UnitId, derive_id};
use domain::performance::{Event, Performance, Recorded};
use domain::text::Text;
use indicatif::ProgressBar;
use jiff::Timestamp;
use ledger::raw::RawStream;
use ledger::{Commit, Hash};
use projections::Rebuild;
use readmodel::bare::Bare;
use uuid::Uuid;

use super::Wanted;
use super::held;
use super::report::{Better, Row, per};
use super::world::World;
use super::written::{self, Place};
use crate::compose;
use crate::up::Failure;

/// How many people an agency has at most.
const AGENCY: usize = 100_000;
/// How many people a unit has.
const UNIT: usize = 50;
/// Events of so many people are so many: 20 million of 5.6 million.
const EVENTS: (usize, usize) = (25, 7);
/// How many commits one atomic batch holds.
const BATCH: usize = 1_000;
/// What is rebuilt.
pub(super) const PROJECTION: &str = "recognition";
pub(super) const PERIOD: &str = "2026";
/// The most memory that the process may hold meanwhile, in MiB.
const MEMORY: f64 = 256.0;

pub(super) async fn run(
    wanted: &Wanted,
    world: &mut World,
    bar: &ProgressBar,
) -> Result<Vec<Row>, Failure> {
    let events = write(wanted.crowd, world, bar).await?;
    let source = compose::source(&world.config).await?;
    bar.set_message(format!("folding {events} events"));
    held::forget_peak()?;
    let began = Instant::now();
    let reports = projections::rebuild(&source, Rebuild::of(PROJECTION), &|_| ()).await?;
    let ours = began.elapsed().as_secs_f64();
    let held = held::peak_of("/proc/self/status".as_ref()).unwrap_or(f64::NAN);
    let folded: u64 = reports.iter().map(|report| report.commits).sum();
    if folded != events as u64 || reports.iter().any(|report| report.parked > 0) {
        return Err(format!("{folded} of {events} commits were folded").into());
    }
    bar.set_message("the reference");
    let bare = Bare::take(&world.owner()).await?;
    bare.prepare().await?;
    let began = Instant::now();
    let rows = bare.fill().await?;
    let reference = began.elapsed().as_secs_f64();
    let people = wanted.crowd;
    let case = format!("{events} events of {people} people");
    let rate = [(per(folded, ours), per(folded, reference))];
    let rate = Row::new(case.as_str(), "/s", Better::More, &rate, &world.setting);
    let memory = Row::new(
        format!("{case}, peak memory"),
        "MiB",
        Better::Less,
        &[(held, MEMORY)],
        &world.setting,
    );
    Ok(vec![
        rate.note(format!(
            "in {} agencies, one event a commit; {rows} rows, beside bare COPY of them and their indexes; one round",
            people.div_ceil(AGENCY)
        )),
        memory.goal(1.0).note("of the rebuilding process, beside the limit".to_owned()),
    ])
}

/// Writes the ledgers of agencies that have so many people together; returns how many commits. They are
/// what the service would write, without asking it: that would take hours.
pub(super) async fn write(
    people: usize,
    world: &World,
    bar: &ProgressBar,
) -> Result<usize, Failure> {
    let all = people * EVENTS.0 / EVENTS.1;
    let mut written = 0;
    let code = |first: usize| AgencyCode::new(&format!("bench{}", first / AGENCY));
    // All first: adding one reads every ledger.
    for first in (0..people).step_by(AGENCY) {
        world.agency(&code(first)?).await?;
    }
    for first in (0..people).step_by(AGENCY) {
        let (here, code) = (AGENCY.min(people - first), code(first)?);
        let stream = world.raw_of(&code, Vec::new()).await?;
        // The first agencies take what does not divide.
        let events = (first + here) * EVENTS.0 / EVENTS.1 - first * EVENTS.0 / EVENTS.1;
        fill(&code, (first, here), events, &stream, |done| {
            bar.set_message(format!("wrote {} of {all} events", written + done));
        })
        .await?;
        written += events;
    }
    Ok(written)
}

/// Writes the events of so many people from a first one on, who have none yet.
pub(super) async fn fill(
    agency: &AgencyCode,
    (first, people): (usize, usize),
    events: usize,
    stream: &RawStream,
    mut progress: impl FnMut(usize),
) -> Result<(), Failure> {
    let mut previous: Vec<Option<Hash>> = vec![None; people];
    for batch in (0..events).step_by(BATCH) {
        let mut commits = Vec::with_capacity(BATCH);
        for number in batch..events.min(batch + BATCH) {
            let which = number % people;
            let (entity, commit) = commit(agency, first + which, number / people, previous[which])?;
            let bytes = serde_json::to_vec(&commit)?;
            previous[which] = Some(Hash::of(&bytes));
            commits.push((entity, bytes));
        }
        stream.write(commits).await?;
        progress(batch);
    }
    Ok(())
}

/// The person of a number.
pub(super) fn person(number: usize) -> Uuid {
    derive_id(&["bench-person", &number.to_string()])
}

/// What a person's performance event of a number leaves in the ledger.
fn commit(
    agency: &AgencyCode,
    person: usize,
    number: usize,
    previous: Option<Hash>,
) -> Result<(Uuid, Commit), Failure> {
    let unit = UnitId(derive_id(&["bench-unit", &(person / UNIT).to_string()]));
    let person = PersonId(self::person(person));
    let entity = PerformanceId::of(person, PERIOD).0;
    let drawn = derive_id(&["bench-hours", &entity.to_string(), &number.to_string()]);
    let hours = 1 + drawn.as_bytes()[0] % 40;
    let event = Event::Recorded(Recorded {
        person,
        unit: Some(unit),
        period: Text::new(PERIOD)?,
        source: Text::new(&number.to_string())?,
        performance: Performance::Training {
            hours: hours.into(),
            course: None,
        },
        points: hours.into(),
        table: Text::new("bench")?,
    });
    let place = Place {
        agency,
        kind: "performance",
        entity,
        number,
        previous,
        at: Timestamp::UNIX_EPOCH,
    };
    Ok((entity, written::commit(&place, vec![event.encode()])))
}
