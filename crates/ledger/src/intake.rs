//! Taking many commands into entities of one kind, as an import does: decided in memory batch by
//! batch, appended in atomic batches, the next one decided while the last one is being written.
//!
//! All commands on one entity within a batch become one commit. Nothing is kept in the cache of
//! entities, so memory is bounded by two batches whatever the length of a file.

use std::collections::HashMap;

use domain::ids::{AgencyCode, derive_id};
use domain::{Actor, Context, Decision, Entity, Event as _, Position, Refusal};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::append::{AppendError, Write};
use crate::commit::{Commit, Digest, Hash};
use crate::connect::Ledger;
use crate::entities::{Entities, Loaded};
use crate::error::CommandError;
use crate::handle::Command;
use crate::load::Message;
use crate::subject;

/// How many commits one atomic batch holds: the server's limit.
const BATCH: usize = 1_000;
/// How many histories are asked for at once.
const AT_ONCE: usize = 32;

/// On whose behalf, and for what.
#[derive(Debug, Clone)]
pub struct Order {
    /// The agency.
    pub agency: AgencyCode,
    /// What the ids of the commits are derived from, with the entity and its version.
    pub id: Uuid,
    /// The digest of what was ordered.
    pub digest: Digest,
    /// Who orders.
    pub by: Actor,
    /// The commit that everything follows from.
    pub cause: Option<Position>,
    /// The service's clock.
    pub now: Timestamp,
}

/// What became of one command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Events of these types happen.
    Recorded(Vec<&'static str>),
    /// What is asked for is so already.
    Unchanged,
    /// It may not be.
    Refused(Refusal),
}

/// What a batch of commands comes to, before anything is stored.
#[derive(Debug)]
pub struct Plan<E: Entity> {
    /// What becomes of each command, in the order given.
    pub effects: Vec<Effect>,
    changed: Vec<(Uuid, Vec<E::Event>)>,
    loaded: HashMap<Uuid, Loaded<E>>,
    seen: Position,
}

impl<E: Entity> Plan<E> {
    /// Whether nothing is to be stored.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }
}

/// A batch that is being written: its entities in the order of their commits.
#[derive(Debug)]
struct Flying {
    task: JoinHandle<Result<Vec<u64>, CommandError>>,
    order: Vec<Uuid>,
}

/// Entities of one kind that many commands are taken into.
#[derive(Debug)]
pub struct Intake<E: Entity> {
    entities: Entities<E>,
    agency: AgencyCode,
    opened: bool,
    flying: Option<Flying>,
    /// The entities of the last batch, as they are after it.
    recent: HashMap<Uuid, Loaded<E>>,
}

impl<E: Entity> Intake<E> {
    /// Commands of one agency.
    #[must_use]
    pub fn new(entities: &Entities<E>, agency: &AgencyCode) -> Self {
        Self {
            entities: entities.clone(),
            agency: agency.clone(),
            opened: false,
            flying: None,
            recent: HashMap::new(),
        }
    }

    /// The same, with private values opened as far as this process may hold their keys: for
    /// comparisons that decisions cannot make.
    #[must_use]
    pub fn opened(self) -> Self {
        Self {
            opened: true,
            ..self
        }
    }

    /// Decides on commands, each on what those before it came to. Nothing is stored.
    pub async fn plan(
        &mut self,
        by: Actor,
        now: Timestamp,
        commands: &[(Uuid, E::Command)],
    ) -> Result<Plan<E>, CommandError> {
        if commands.iter().any(|(id, _)| self.recent.contains_key(id)) {
            self.settle().await?;
        }
        let ids: Vec<Uuid> = commands.iter().map(|(id, _)| *id).collect();
        let mut loaded = self.load_all(&ids).await?;
        let feed = self.entities.parts.feeds.agency(&self.agency)?;
        let mut plan = Plan {
            effects: Vec::with_capacity(commands.len()),
            changed: Vec::new(),
            loaded: HashMap::new(),
            seen: Position::commit(subject::GENERATION, 0),
        };
        let mut places: HashMap<Uuid, usize> = HashMap::new();
        plan.seen = feed.read(|reference, seen| {
            let context = Context { now, by, reference };
            for (id, command) in commands {
                let entity = loaded.entry(*id).or_default();
                plan.effects
                    .push(match entity.state.decide(command, &context) {
                        Decision::Repeat => Effect::Unchanged,
                        Decision::Refuse(refusal) => Effect::Refused(refusal),
                        Decision::Record(events) => {
                            for event in &events {
                                entity.state.evolve(event);
                            }
                            let kinds = events.iter().map(|event| event.kind().name).collect();
                            let place = *places.entry(*id).or_insert_with(|| {
                                plan.changed.push((*id, Vec::new()));
                                plan.changed.len() - 1
                            });
                            plan.changed[place].1.extend(events);
                            Effect::Recorded(kinds)
                        }
                    });
            }
            seen
        });
        plan.loaded = loaded;
        Ok(plan)
    }

    /// The states of these entities after all that was appended.
    pub async fn states(&mut self, ids: &[Uuid]) -> Result<HashMap<Uuid, E>, CommandError> {
        self.settle().await?;
        let loaded = self.load_all(ids).await?;
        let states = loaded.into_iter().map(|(id, loaded)| (id, loaded.state));
        Ok(states.collect())
    }

    /// Stores a plan: returns once the plan before it is on disk. `settle` waits for this one.
    pub async fn append(&mut self, plan: Plan<E>, order: &Order) -> Result<(), CommandError> {
        let Plan {
            changed,
            mut loaded,
            seen,
            ..
        } = plan;
        let mut writes = Vec::with_capacity(changed.len());
        let mut ids = Vec::with_capacity(changed.len());
        let mut after = HashMap::with_capacity(changed.len());
        for (id, events) in changed {
            let mut entity = loaded.remove(&id).unwrap_or_default();
            writes.push(self.write(order, id, &entity, (seen, &events)).await?);
            entity.version += 1;
            entity.hash = writes.last().map(|write| Hash::of(&write.payload));
            ids.push(id);
            after.insert(id, entity);
        }
        self.settle().await?;
        let ledger = self.entities.parts.ledger.clone();
        let task = tokio::spawn(async move { write_all(&ledger, &writes).await });
        self.flying = Some(Flying { task, order: ids });
        self.recent = after;
        Ok(())
    }

    /// Waits until all that was appended is on disk.
    pub async fn settle(&mut self) -> Result<(), CommandError> {
        let Some(flying) = self.flying.take() else {
            return Ok(());
        };
        let written = flying.task.await.map_err(|_| CommandError::Unknown)?;
        let sequences = written.inspect_err(|_| self.recent.clear())?;
        for (id, sequence) in flying.order.iter().zip(sequences) {
            if let Some(entity) = self.recent.get_mut(id) {
                entity.last = sequence;
            }
        }
        Ok(())
    }

    /// Entities as they are after the last batch, else as the ledger has them.
    async fn load_all(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Loaded<E>>, CommandError> {
        let mut loaded = HashMap::with_capacity(ids.len());
        let mut missing = HashMap::new();
        for id in ids {
            if let Some(known) = self.recent.get(id) {
                loaded.insert(*id, known.clone());
            } else {
                missing.insert(subject::entity(&self.agency, E::KIND, *id), *id);
            }
        }
        let stream_name = subject::stream(&self.agency);
        let subjects: Vec<String> = missing.keys().cloned().collect();
        let ledger = &self.entities.parts.ledger;
        let found = ledger.last_of(&stream_name, &subjects).await?;
        let reading = found.into_iter().filter_map(|last| {
            let id = *missing.get(&last.subject)?;
            Some(self.whole(id, last))
        });
        let reading: Vec<_> = reading.collect();
        let entities: Vec<(Uuid, Loaded<E>)> = stream::iter(reading)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        loaded.extend(entities);
        Ok(loaded)
    }

    /// An entity by its last commit, with the earlier ones if it has any.
    async fn whole(&self, id: Uuid, last: Message) -> Result<(Uuid, Loaded<E>), CommandError> {
        let mut entity = Loaded::default();
        let stream = subject::stream(&self.agency);
        let first = Commit::decode(&last.payload).is_ok_and(|commit| commit.version == 1);
        let history = if first {
            vec![last]
        } else {
            let ledger = &self.entities.parts.ledger;
            ledger.history(&stream, &last.subject, 1).await?
        };
        for message in history {
            if self.opened {
                let commit = entity.next(&self.agency, &message)?;
                let events = self.entities.parts.vault.open(&commit).await?;
                entity.take_commit(&message, &commit, &events)?;
            } else {
                entity.take(&self.agency, &message)?;
            }
        }
        Ok((id, entity))
    }

    async fn write(
        &self,
        order: &Order,
        id: Uuid,
        entity: &Loaded<E>,
        (seen, events): (Position, &[E::Event]),
    ) -> Result<Write, CommandError> {
        let name = format!("{}.{id}", E::KIND);
        let version = (entity.version + 1).to_string();
        let command = Command {
            agency: order.agency.clone(),
            entity: id,
            id: derive_id(&["intake", &order.id.to_string(), &name, &version]),
            digest: order.digest,
            by: order.by,
            cause: order.cause,
            now: order.now,
            creates: false,
            command: (),
        };
        let sealed = self.entities.sealed(&command, entity, events, seen);
        let (mut write, stored) = sealed.await?;
        // Hundreds of one type would make a header larger than the events.
        let mut types: Vec<&str> = stored.iter().map(|event| event.kind.as_str()).collect();
        types.dedup();
        write.types = types.join(",");
        Ok(write)
    }
}

/// Writes commits in atomic batches; returns their sequences. What is not known of a batch is found
/// out commit by commit: the bytes are the same, so one that stands is recognised.
async fn write_all(ledger: &Ledger, writes: &[Write]) -> Result<Vec<u64>, CommandError> {
    let mut sequences = Vec::with_capacity(writes.len());
    for batch in writes.chunks(BATCH) {
        match ledger.append_all(batch).await {
            Ok(appended) if !appended.earlier => {
                sequences.extend((appended.sequence..).take(batch.len()));
            }
            Ok(_) | Err(AppendError::Conflict | AppendError::Unknown) => {
                for write in batch {
                    let appended = ledger.append(write).await;
                    sequences.push(appended.map_err(as_command)?.sequence);
                }
            }
            Err(error) => return Err(as_command(error)),
        }
    }
    Ok(sequences)
}

fn as_command(error: AppendError) -> CommandError {
    match error {
        AppendError::Conflict => CommandError::Busy,
        AppendError::Unknown => CommandError::Unknown,
        AppendError::Full => CommandError::Full,
        AppendError::Ledger(error) => CommandError::Ledger(error),
    }
}
