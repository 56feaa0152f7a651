//! Taking back what a staff file said of people, and then of units.

use domain::ids::{PersonId, UnitId};
use domain::person::{self, Corrected, Person, Renumbered, Transferred};
use domain::unit::{self, Appraised, Moved, Renamed, Unit};
use domain::{Entity, Event as _, KeyId, Private};
use jiff::civil::Date;
use ledger::{CommandError, Intake};
use runtime::format::wib;
use uuid::Uuid;

use super::{Register, Step, Undo};

/// How many entities are looked at together.
const BATCH: usize = 200;

/// An entity as it was before the import, right after it, and as it is.
struct Change<E> {
    before: E,
    after: E,
    now: E,
}

impl Undo<'_> {
    /// Takes people back, then units, last ones first: a unit goes once nobody serves in it.
    pub(super) async fn register(&mut self, register: Register) -> Result<(), CommandError> {
        let app = self.app;
        let Register { people, mut units } = register;
        units.reverse();
        let today = self.order.now.to_zoned(wib()).date();
        let mut intake = Intake::new(&app.people, self.job.agency).opened();
        for some in people.chunks(BATCH) {
            let steps = |id, change: &Change<Person>, kept: &mut u32| {
                person_steps(PersonId(id), change, today, kept)
            };
            self.changes(&mut intake, some, steps).await?;
        }
        intake.settle().await?;
        app.people.catch_up(self.job.agency).await?;
        let mut intake = Intake::new(&app.units, self.job.agency);
        for one in units.chunks(1) {
            let steps = |id, change: &Change<Unit>, kept: &mut u32| {
                unit_steps(UnitId(id), change, today, kept)
            };
            self.changes(&mut intake, one, steps).await?;
            intake.settle().await?;
            app.units.catch_up(self.job.agency).await?;
        }
        Ok(())
    }

    async fn changes<E: Entity>(
        &mut self,
        intake: &mut Intake<E>,
        some: &[(Uuid, u64)],
        steps: impl Fn(Uuid, &Change<E>, &mut u32) -> Vec<Step<E::Command>>,
    ) -> Result<(), CommandError> {
        let mut asked = Vec::new();
        for (id, sequence) in some {
            let (mut before, mut after, mut now) = (E::default(), E::default(), E::default());
            for (at, commit) in self
                .app
                .ledger
                .commits(self.job.agency, E::KIND, *id)
                .await?
            {
                for stored in &self.app.desk.vault.open(&commit).await? {
                    let event = E::Event::decode(stored)?;
                    if at < *sequence {
                        before.evolve(&event);
                    }
                    if at <= *sequence {
                        after.evolve(&event);
                    }
                    now.evolve(&event);
                }
            }
            let change = Change { before, after, now };
            asked.extend(steps(*id, &change, &mut self.report.kept));
        }
        self.take(intake, asked).await
    }
}

/// What is put back, where nobody has changed it since.
fn back<T: PartialEq + Clone>(
    (before, after, now): (Option<T>, Option<T>, Option<T>),
    kept: &mut u32,
) -> Option<T> {
    if before == after {
        None
    } else if now == after {
        before
    } else {
        *kept += 1;
        None
    }
}

fn person_steps(
    id: PersonId,
    change: &Change<Person>,
    today: Date,
    kept: &mut u32,
) -> Vec<Step<person::Command>> {
    use person::Command;
    let Change { before, after, now } = change;
    if !before.exists() {
        if now != after {
            *kept += 1;
            return Vec::new();
        }
        return vec![Step::Withdraw(id.0, Command::Withdraw(id))];
    }
    let key = KeyId::erasable(id);
    let clear = |person: &Person| person.name().and_then(Private::get).cloned();
    let number = |person: &Person| person.nip().and_then(Private::get).cloned();
    let name = back((clear(before), clear(after), clear(now)), kept);
    let nip = back((number(before), number(after), number(now)), kept);
    let employed = |person: &Person| person.employed().cloned();
    let employed = back((employed(before), employed(after), employed(now)), kept);
    let unit = back((before.unit(), after.unit(), now.unit()), kept);
    let kind = before.kind();
    let commands = [
        name.map(|name| {
            let name = Private::new(key, name);
            Command::Correct(Corrected { name })
        }),
        nip.zip(kind).map(|(nip, kind)| {
            let nip = Private::new(key, nip);
            Command::Renumber(Renumbered { nip, kind })
        }),
        employed.map(Command::Employ),
        unit.map(|unit| Command::Transfer(Transferred { unit, from: today })),
    ];
    let restore = |command| Step::Restore(id.0, command);
    commands.into_iter().flatten().map(restore).collect()
}

fn unit_steps(
    id: UnitId,
    change: &Change<Unit>,
    today: Date,
    kept: &mut u32,
) -> Vec<Step<unit::Command>> {
    use unit::Command;
    let Change { before, after, now } = change;
    if before.registered().is_none() {
        return vec![Step::Withdraw(id.0, Command::Withdraw(id))];
    }
    if after.is_closed() && !before.is_closed() {
        *kept += 1;
        return Vec::new();
    }
    let name = |unit: &Unit| unit.name().cloned();
    let name = back((name(before), name(after), name(now)), kept);
    let parent = |unit: &Unit| unit.registered().map(|known| known.parent);
    let parent = back((parent(before), parent(after), parent(now)), kept);
    let head = |unit: &Unit| unit.head().cloned();
    let head = back((head(before), head(after), head(now)), kept);
    let mut commands = vec![
        name.map(|name| Command::Rename(Renamed { name, from: today })),
        parent.map(|parent| {
            let from = today;
            Command::Move(id, Moved { parent, from })
        }),
        head.map(Command::AppointHead),
    ];
    for year in after.appraised_years() {
        let (was, is) = (before.predikat(year), after.predikat(year));
        if was != is && now.predikat(year) == is {
            let predikat = was;
            commands.push(Some(Command::Appraise(Appraised { year, predikat })));
        }
    }
    let restore = |command| Step::Restore(id.0, command);
    commands.into_iter().flatten().map(restore).collect()
}
