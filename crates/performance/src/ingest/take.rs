//! From events to commands and back: one outcome per event, in the order given.

use std::collections::HashMap;

use domain::ids::{AgencyCode, PerformanceId, PersonId};
use domain::performance::{Command, Recording, Source};
use domain::{Actor, Refusal};

use ledger::{BulkItem, CommandError, Outcome};
use runtime::Problem;
use uuid::Uuid;

use super::line::{Line, Whom};
use crate::handle::Performance;

/// What became of an event.
pub(crate) type Taken = Result<Outcome, Problem>;

/// Whether the same event again may come to something else: nothing was decided on it.
pub(crate) fn undecided(problem: &Problem) -> bool {
    problem.status().is_server_error()
}

/// Commands that go together, and the places of the events that they stand for.
#[derive(Default)]
struct Together {
    commands: Vec<BulkItem<Command>>,
    places: Vec<Vec<usize>>,
    ids: HashMap<Uuid, usize>,
    references: HashMap<(Uuid, Source), Uuid>,
}

impl Performance {
    /// Takes events; what is recorded is on disk when this returns. Events of one reference are decided in the
    /// order given.
    pub(crate) async fn take(
        &self,
        agency: &AgencyCode,
        by: Actor,
        lines: Vec<Result<Line, Problem>>,
    ) -> Vec<Taken> {
        let people = self.people_named(agency, &lines).await;
        let mut taken: Vec<Option<Taken>> = lines.iter().map(|_| None).collect();
        let mut together = Together::default();
        for (place, line) in lines.into_iter().enumerate() {
            let named = line.and_then(|line| Ok((person_of(&line, &people)?, line)));
            let (person, line) = match named {
                Ok(named) => named,
                Err(problem) => {
                    taken[place] = Some(Err(problem));
                    continue;
                }
            };
            let command = self.command(agency, by, person, line);
            if let Err(command) = together.add(place, command) {
                let full = std::mem::take(&mut together);
                self.send(agency, full, &mut taken).await;
                // Nothing is in the way of the first one.
                drop(together.add(place, *command));
            }
        }
        self.send(agency, together, &mut taken).await;
        let lost = || Err(Problem::from(CommandError::Unknown));
        taken
            .into_iter()
            .map(|one| one.unwrap_or_else(lost))
            .collect()
    }

    async fn send(&self, agency: &AgencyCode, together: Together, taken: &mut [Option<Taken>]) {
        let outcomes = self.periods.handle_bulk(agency, &together.commands).await;
        for (places, outcome) in together.places.into_iter().zip(outcomes) {
            let outcome = outcome.map_err(Problem::from);
            for (nth, place) in places.into_iter().enumerate() {
                let repeated = |outcome: Outcome| Outcome {
                    repeated: outcome.repeated || nth > 0,
                    ..outcome
                };
                taken[place] = Some(outcome.clone().map(repeated));
            }
        }
    }

    /// The people whom numbers name, all looked up at once.
    async fn people_named(
        &self,
        agency: &AgencyCode,
        lines: &[Result<Line, Problem>],
    ) -> Result<HashMap<String, PersonId>, Problem> {
        let whom = lines
            .iter()
            .filter_map(|line| line.as_ref().ok()?.whom().ok());
        let mut numbers: Vec<String> = whom
            .filter_map(|whom| match whom {
                Whom::Number(number) => Some(number),
                Whom::Person(_) => None,
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.is_empty() {
            return Ok(HashMap::new());
        }
        let people = self.desk.vault.people_of(agency, &numbers).await?;
        let known = numbers.into_iter().zip(people);
        Ok(known
            .filter_map(|(number, person)| Some((number, person?)))
            .collect())
    }

    fn command(
        &self,
        agency: &AgencyCode,
        by: Actor,
        person: PersonId,
        line: Line,
    ) -> BulkItem<Command> {
        let vault = &self.desk.vault;
        let digest = vault.digest(agency, &line.canonical(person));
        BulkItem {
            agency: agency.clone(),
            entity: PerformanceId::of(person, line.period.as_str()).0,
            id: line.command_id(agency, digest),
            digest,
            by,
            cause: None,
            now: self.desk.clock.now(),
            creates: true,
            command: Command::Record(Recording {
                person,
                source: line.reference(vault, agency),
                period: line.period,
                performance: line.performance,
            }),
        }
    }
}

impl Together {
    /// Adds the command of an event, unless one before it must be stored first.
    fn add(
        &mut self,
        place: usize,
        command: BulkItem<Command>,
    ) -> Result<(), Box<BulkItem<Command>>> {
        if let Some(at) = self.ids.get(&command.id) {
            self.places[*at].push(place);
            return Ok(());
        }
        let Command::Record(recording) = &command.command else {
            return Err(Box::new(command));
        };
        let key = (command.entity, recording.source.clone());
        if self.references.insert(key, command.id).is_some() {
            return Err(Box::new(command));
        }
        self.ids.insert(command.id, self.commands.len());
        self.places.push(vec![place]);
        self.commands.push(command);
        Ok(())
    }
}

fn person_of(
    line: &Line,
    people: &Result<HashMap<String, PersonId>, Problem>,
) -> Result<PersonId, Problem> {
    match line.whom()? {
        Whom::Person(person) => Ok(person),
        Whom::Number(number) => {
            let people = people.as_ref().map_err(Clone::clone)?;
            let unknown = || Problem::from(Refusal::PersonUnknown).with_field("nip");
            people.get(&number).copied().ok_or_else(unknown)
        }
    }
}
