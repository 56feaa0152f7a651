//! Bulk commands: many small entities of one kind in atomic batches of one fsync each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::ids::AgencyCode;
use domain::{Entity, Position};
use uuid::Uuid;

use crate::append::{AppendError, Write};
use crate::entities::{Entities, Loaded};
use crate::error::CommandError;
use crate::handle::{Command, Outcome};
use crate::subject;

/// A command of a bulk.
pub type BulkItem<C> = Command<C>;
/// What became of it.
pub type BulkOutcome = Result<Outcome, CommandError>;

/// How many commits one batch holds: the server's limit. Each batch costs one fsync.
const BATCH: usize = 1_000;
/// How often a batch that lost a race is decided again before its commands go one by one.
const ATTEMPTS: usize = 3;

impl<E: Entity> Entities<E> {
    /// Handles many commands of one agency; each has its own outcome, in the order given.
    pub async fn handle_bulk(
        &self,
        agency: &AgencyCode,
        commands: &[BulkItem<E::Command>],
    ) -> Vec<BulkOutcome> {
        let mut outcomes = Vec::with_capacity(commands.len());
        for batch in commands.chunks(BATCH) {
            outcomes.extend(self.handle_batch(agency, batch).await);
        }
        outcomes
    }

    async fn handle_batch(
        &self,
        agency: &AgencyCode,
        commands: &[BulkItem<E::Command>],
    ) -> Vec<BulkOutcome> {
        for _ in 0..ATTEMPTS {
            match self.try_batch(agency, commands).await {
                Ok(outcomes) => return outcomes,
                Err(AppendError::Conflict) => {
                    for command in commands {
                        self.parts
                            .cache
                            .invalidate(&(agency.clone(), command.entity));
                    }
                }
                // What is not known of a batch is found out command by command.
                Err(_) => break,
            }
        }
        let mut outcomes = Vec::with_capacity(commands.len());
        for command in commands {
            outcomes.push(self.handle(command).await);
        }
        outcomes
    }

    async fn try_batch(
        &self,
        agency: &AgencyCode,
        commands: &[BulkItem<E::Command>],
    ) -> Result<Vec<BulkOutcome>, AppendError> {
        let mut loaded = self.load_many(agency, commands).await?;
        let mut outcomes: Vec<Option<BulkOutcome>> = Vec::with_capacity(commands.len());
        let mut writes: Vec<Write> = Vec::with_capacity(commands.len());
        let mut written = HashSet::with_capacity(commands.len());
        for command in commands {
            let entity = loaded.remove(&command.entity).unwrap_or_default();
            match self.decide_one(command, &entity).await {
                Ok((mut write, after)) => {
                    if !written.insert(command.entity) {
                        write.expected = None;
                    }
                    writes.push(write);
                    loaded.insert(command.entity, after);
                    outcomes.push(None);
                }
                Err(outcome) => {
                    loaded.insert(command.entity, entity);
                    outcomes.push(Some(outcome));
                }
            }
        }
        if !writes.is_empty() {
            let appended = self.parts.ledger.append_all(&writes).await?;
            if appended.earlier {
                // The same request won elsewhere, perhaps cut in other batches: look again.
                return Err(AppendError::Conflict);
            }
            let mut sequence = appended.sequence;
            for (command, outcome) in commands.iter().zip(&mut outcomes) {
                if outcome.is_none() {
                    let position = Position::commit(subject::GENERATION, sequence);
                    *outcome = Some(Ok(Outcome {
                        position,
                        repeated: false,
                    }));
                    if let Some(entity) = loaded.get_mut(&command.entity) {
                        entity.last = sequence;
                        entity.taken.insert(command.id, (command.digest, sequence));
                    }
                    sequence += 1;
                }
            }
        }
        for (id, entity) in loaded {
            self.keep(agency, id, Arc::new(entity));
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// The commit of one command of a batch, or what became of it without one.
    async fn decide_one(
        &self,
        command: &Command<E::Command>,
        loaded: &Loaded<E>,
    ) -> Result<(Write, Loaded<E>), BulkOutcome> {
        match self.prepare(command, loaded).await {
            Ok(Some(write)) => Ok(write),
            // A repeat or a refusal is settled at the leader, as for a single command.
            Ok(None) => Err(self.handle(command).await),
            Err(error) => Err(Err(error)),
        }
    }

    /// Loads what is not in memory: the last commits of all in one round trip, and the histories
    /// of those few that have more than one.
    async fn load_many(
        &self,
        agency: &AgencyCode,
        commands: &[BulkItem<E::Command>],
    ) -> Result<HashMap<Uuid, Loaded<E>>, AppendError> {
        let mut loaded = HashMap::with_capacity(commands.len());
        let mut missing = HashMap::new();
        for command in commands {
            if let Some(entity) = self.cached(agency, command.entity) {
                loaded.insert(command.entity, entity);
            } else {
                let subject = subject::entity(agency, E::KIND, command.entity);
                missing.insert(subject, command.entity);
            }
        }
        let subjects: Vec<String> = missing.keys().cloned().collect();
        if subjects.is_empty() {
            return Ok(loaded);
        }
        for message in self
            .parts
            .ledger
            .last_of(&subject::stream(agency), &subjects)
            .await?
        {
            let Some(id) = missing.get(&message.subject) else {
                continue;
            };
            let mut entity = Loaded::default();
            if entity.take(agency, &message).is_err() {
                entity = self.load(agency, *id).await.map_err(as_append)?;
            }
            loaded.insert(*id, entity);
        }
        Ok(loaded)
    }
}

fn as_append(error: CommandError) -> AppendError {
    match error {
        CommandError::Ledger(error) => AppendError::Ledger(error),
        _ => AppendError::Unknown,
    }
}
