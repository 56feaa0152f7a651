//! Commands and their outcomes: load, decide, append, in one bounded loop.

use std::sync::Arc;

use domain::event::{Event as _, Stored};
use domain::ids::AgencyCode;
use domain::{Actor, Context, Decision, Entity, Position};
use jiff::Timestamp;
use uuid::Uuid;

use crate::append::{AppendError, Appended, Guard, Write, pause};
use crate::commit::{Commit, Digest, FORMAT, Hash};
use crate::entities::{Entities, Loaded};
use crate::error::CommandError;
use crate::subject;

/// How often a lost race is decided again before the caller hears `Busy`.
const ATTEMPTS: usize = 64;

/// A command on one entity, as a service hands it over.
#[derive(Debug, Clone)]
pub struct Command<C> {
    /// The agency.
    pub agency: AgencyCode,
    /// The entity.
    pub entity: Uuid,
    /// The command's id: UUIDv5 of caller and `Idempotency-Key`.
    pub id: Uuid,
    /// Its digest, from [`Vault::digest`](crate::Vault::digest).
    pub digest: Digest,
    /// Who commands.
    pub by: Actor,
    /// What it follows from, when a reactor commands.
    pub cause: Option<Position>,
    /// The service's clock.
    pub now: Timestamp,
    /// Whether it usually creates the entity: then it is decided on nothing first, without a read;
    /// the append's expectation finds out if that was wrong.
    pub creates: bool,
    /// What is asked.
    pub command: C,
}

/// What became of a command that was not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Where it is recorded. Of something that was so already: the entity's last commit.
    pub position: Position,
    /// Whether it was recorded before: the same command, or one with the same effect.
    pub repeated: bool,
}

/// Another entity that changes together with the first, all or none.
#[derive(Debug)]
pub struct Together<'a, E: Entity> {
    /// Its entities.
    pub entities: &'a Entities<E>,
    /// Which one.
    pub entity: Uuid,
    /// What is asked of it.
    pub command: E::Command,
}

/// What deciding on an entity came to, before anything is stored.
enum Decided<E> {
    Write(Box<(Write, Loaded<E>)>),
    Done(Outcome),
    NotYet,
}

/// What deciding on entities that change together came to.
enum Joint {
    Write(Vec<Write>),
    Done(Outcome),
    NotYet,
}

impl<E: Entity> Entities<E> {
    /// Handles a command on one entity.
    #[tracing::instrument(name = "ledger.handle", skip_all, fields(entity.kind = E::KIND, entity.id = %command.entity))]
    pub async fn handle(&self, command: &Command<E::Command>) -> Result<Outcome, CommandError> {
        let (agency, id) = (&command.agency, command.entity);
        let mut loaded = self.start(command).await?;
        let mut settled = false;
        for _ in 0..ATTEMPTS {
            match self.decide(command, &loaded, settled).await? {
                Decided::Done(outcome) => return Ok(outcome),
                Decided::NotYet => {
                    loaded = self.load_at_leader(agency, id).await?;
                    self.catch_up(agency).await?;
                    settled = true;
                }
                Decided::Write(write) => {
                    let (write, mut after) = *write;
                    match self.parts.ledger.append(&write).await {
                        // What follows the earlier commit is not what was folded here.
                        Ok(Appended {
                            sequence,
                            earlier: true,
                        }) => {
                            self.parts.cache.invalidate(&(agency.clone(), id));
                            return Ok(Outcome {
                                repeated: true,
                                ..recorded(sequence)
                            });
                        }
                        Ok(Appended { sequence, .. }) => {
                            after.last = sequence;
                            after.taken.insert(command.id, (command.digest, sequence));
                            self.keep(agency, id, Arc::new(after));
                            return Ok(recorded(sequence));
                        }
                        Err(AppendError::Conflict) => {
                            loaded = self.load_at_leader(agency, id).await?;
                        }
                        Err(other) => return Err(self.failed(agency, id, other)),
                    }
                }
            }
        }
        Err(CommandError::Busy)
    }

    /// Handles a command that changes two entities together, or that rests on others which must
    /// not move meanwhile: one atomic batch.
    #[tracing::instrument(name = "ledger.handle_together", skip_all, fields(entity.kind = E::KIND, entity.id = %command.entity))]
    pub async fn handle_together<O: Entity>(
        &self,
        command: &Command<E::Command>,
        other: Option<Together<'_, O>>,
        guards: &[(&'static str, Uuid)],
    ) -> Result<Outcome, CommandError> {
        let (agency, id) = (&command.agency, command.entity);
        let mut settled = false;
        for _ in 0..ATTEMPTS {
            let writes = match self
                .decide_together(command, other.as_ref(), guards, settled)
                .await?
            {
                Joint::Done(outcome) => return Ok(outcome),
                Joint::NotYet => {
                    self.catch_up(agency).await?;
                    settled = true;
                    continue;
                }
                Joint::Write(writes) => writes,
            };
            let appended = self.parts.ledger.append_all(&writes).await;
            self.parts.cache.invalidate(&(agency.clone(), id));
            if let Some(other) = &other {
                other
                    .entities
                    .parts
                    .cache
                    .invalidate(&(agency.clone(), other.entity));
            }
            match appended {
                Ok(Appended { sequence, earlier }) => {
                    return Ok(Outcome {
                        repeated: earlier,
                        ..recorded(sequence)
                    });
                }
                Err(AppendError::Conflict) => pause().await,
                Err(error) => return Err(self.failed(agency, id, error)),
            }
        }
        Err(CommandError::Busy)
    }

    /// Decides on all that changes together, from what the leader has.
    async fn decide_together<O: Entity>(
        &self,
        command: &Command<E::Command>,
        other: Option<&Together<'_, O>>,
        guards: &[(&'static str, Uuid)],
        settled: bool,
    ) -> Result<Joint, CommandError> {
        // Guards are read before anything is decided: what moves after that is noticed.
        let mut guarded = Vec::with_capacity(guards.len());
        for (kind, id) in guards {
            guarded.push(self.guard(&command.agency, kind, *id).await?);
        }
        let loaded = self.load_at_leader(&command.agency, command.entity).await?;
        let mut writes = match self.decide(command, &loaded, settled).await? {
            Decided::Done(outcome) => return Ok(Joint::Done(outcome)),
            Decided::NotYet => return Ok(Joint::NotYet),
            Decided::Write(write) => vec![write.0],
        };
        if let Some(other) = other {
            match other.write(command, settled).await? {
                Decided::Write(write) => writes.push(write.0),
                Decided::Done(_) => {}
                Decided::NotYet => return Ok(Joint::NotYet),
            }
        }
        self.witness(command, loaded.version + 1, guarded, &mut writes);
        Ok(Joint::Write(writes))
    }

    async fn start(&self, command: &Command<E::Command>) -> Result<Loaded<E>, CommandError> {
        match self.cached(&command.agency, command.entity) {
            Some(loaded) => Ok(loaded),
            None if command.creates => Ok(Loaded::default()),
            None => self.load(&command.agency, command.entity).await,
        }
    }

    /// Decides on a command. Anything but a record rests on what may be stale, so it is settled
    /// at the leader's last position once before it is believed.
    async fn decide(
        &self,
        command: &Command<E::Command>,
        loaded: &Loaded<E>,
        settled: bool,
    ) -> Result<Decided<E>, CommandError> {
        if let Some((digest, sequence)) = loaded.taken.get(&command.id) {
            return if *digest == command.digest {
                Ok(Decided::Done(Outcome {
                    repeated: true,
                    ..recorded(*sequence)
                }))
            } else {
                Err(CommandError::KeyReused)
            };
        }
        let feed = self.parts.feeds.agency(&command.agency)?;
        let (decision, seen) = feed.read(|reference, seen| {
            let context = Context {
                now: command.now,
                by: command.by,
                reference,
            };
            (loaded.state.decide(&command.command, &context), seen)
        });
        match decision {
            Decision::Record(events) => {
                let write = self.write(command, loaded, &events, seen).await?;
                Ok(Decided::Write(Box::new(write)))
            }
            _ if !settled => Ok(Decided::NotYet),
            Decision::Repeat => Ok(Decided::Done(Outcome {
                position: loaded.position(),
                repeated: true,
            })),
            Decision::Refuse(refusal) => Err(CommandError::Refused(refusal)),
        }
    }

    /// The commit of a command that is simply recorded; none if it needs settling at the leader.
    pub(crate) async fn prepare(
        &self,
        command: &Command<E::Command>,
        loaded: &Loaded<E>,
    ) -> Result<Option<(Write, Loaded<E>)>, CommandError> {
        match self.decide(command, loaded, false).await? {
            Decided::Write(write) => Ok(Some(*write)),
            Decided::Done(_) | Decided::NotYet => Ok(None),
        }
    }

    /// The commit of these events, sealed, and the entity as it will be after it.
    async fn write(
        &self,
        command: &Command<E::Command>,
        loaded: &Loaded<E>,
        events: &[E::Event],
        seen: Position,
    ) -> Result<(Write, Loaded<E>), CommandError> {
        let (write, stored) = self.sealed(command, loaded, events, seen).await?;
        let mut after = loaded.clone();
        // Folded from the stored form, exactly as every later reader will.
        for stored in &stored {
            after.state.evolve(&E::Event::decode(stored)?);
        }
        after.version += 1;
        after.hash = Some(Hash::of(&write.payload));
        Ok((write, after))
    }

    /// The commit of these events as it is to be appended, and the events as they are stored in it.
    pub(crate) async fn sealed<C>(
        &self,
        command: &Command<C>,
        loaded: &Loaded<E>,
        events: &[E::Event],
        seen: Position,
    ) -> Result<(Write, Vec<Stored>), CommandError> {
        let entity = format!("{}.{}", E::KIND, command.entity);
        let mut stored: Vec<Stored> = events.iter().map(domain::Event::encode).collect();
        self.parts
            .vault
            .seal(&command.agency, &entity, command.id, &mut stored)
            .await?;
        let types: Vec<&str> = stored.iter().map(|event| event.kind.as_str()).collect();
        let types = types.join(",");
        let chain = (loaded.version + 1, loaded.hash);
        let commit = self.commit(command, entity, chain, (seen, stored));
        let write = Write {
            stream: subject::stream(&command.agency),
            subject: subject::entity(&command.agency, E::KIND, command.entity),
            expected: Some(loaded.last),
            id: command.id,
            digest: command.digest,
            types,
            payload: commit.encode().into(),
            guard: None,
        };
        Ok((write, commit.events))
    }

    #[expect(
        clippy::unused_self,
        reason = "reads as the other steps of the loop do"
    )]
    fn commit<C>(
        &self,
        command: &Command<C>,
        entity: String,
        (version, previous): (u64, Option<Hash>),
        (seen, events): (Position, Vec<Stored>),
    ) -> Commit {
        Commit {
            format: FORMAT,
            agency: command.agency.clone(),
            entity,
            version,
            previous,
            id: command.id,
            digest: command.digest,
            at: command.now,
            by: command.by,
            cause: command.cause,
            seen,
            events,
        }
    }

    /// An empty commit for each guard: one message can state only one expectation.
    fn witness(
        &self,
        command: &Command<E::Command>,
        version: u64,
        guards: Vec<Guard>,
        writes: &mut Vec<Write>,
    ) {
        let entity = format!("{}.{}", E::KIND, command.entity);
        let mut last = writes[0].clone();
        for (guard, version) in guards.into_iter().zip(version + 1..) {
            let seen = Position::commit(subject::GENERATION, guard.expected);
            let chain = (version, Some(Hash::of(&last.payload)));
            let commit = self.commit(command, entity.clone(), chain, (seen, Vec::new()));
            last = Write {
                expected: None,
                guard: Some(guard),
                types: String::new(),
                payload: commit.encode().into(),
                ..last
            };
            writes.push(last.clone());
        }
    }

    async fn guard(
        &self,
        agency: &AgencyCode,
        kind: &str,
        id: Uuid,
    ) -> Result<Guard, CommandError> {
        let subject = subject::entity(agency, kind, id);
        let last = self
            .parts
            .ledger
            .leader_last(&subject::stream(agency), &subject)
            .await?;
        let expected = last.map_or(0, |message| message.sequence);
        // The reference state must have seen what the guard stands for.
        self.parts.feeds.agency(agency)?.wait(expected).await?;
        Ok(Guard { subject, expected })
    }

    /// Waits until the reference state has reached the leader's last position.
    pub async fn catch_up(&self, agency: &AgencyCode) -> Result<(), CommandError> {
        Ok(self.parts.feeds.agency(agency)?.catch_up().await?)
    }

    /// Nothing in memory may outlive an append whose outcome is not known.
    fn failed(&self, agency: &AgencyCode, id: Uuid, error: AppendError) -> CommandError {
        self.parts.cache.invalidate(&(agency.clone(), id));
        match error {
            AppendError::Conflict => CommandError::Busy,
            AppendError::Unknown => CommandError::Unknown,
            AppendError::Full => CommandError::Full,
            AppendError::Ledger(error) => CommandError::Ledger(error),
        }
    }
}

impl<E: Entity> Together<'_, E> {
    async fn write<C>(
        &self,
        first: &Command<C>,
        settled: bool,
    ) -> Result<Decided<E>, CommandError> {
        let command = Command {
            agency: first.agency.clone(),
            entity: self.entity,
            id: first.id,
            digest: first.digest,
            by: first.by,
            cause: first.cause,
            now: first.now,
            creates: false,
            command: self.command.clone(),
        };
        let loaded = self
            .entities
            .load_at_leader(&command.agency, command.entity)
            .await?;
        self.entities.decide(&command, &loaded, settled).await
    }
}

fn recorded(sequence: u64) -> Outcome {
    Outcome {
        position: Position::commit(subject::GENERATION, sequence),
        repeated: false,
    }
}
