//! What a projection is, and how any one of them folds a batch.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use domain::event::DecodeError;
use futures_util::future::BoxFuture;
use readmodel::{Parked, ReadError, Tx};
use uuid::Uuid;

use crate::batch::{Batch, Commit};
use crate::fact::{Fact, FoldError};
use crate::table::TableSet;

/// A projection: which rows an event touches, and what becomes of them. Both are pure: rows are a
/// function of events alone, so that folding again gives the same bytes.
pub(crate) trait Projection: Send + Sync + 'static {
    /// Its tables.
    type Tables: TableSet + 'static;
    /// What it is.
    const INFO: Info;

    /// Asks for the rows that [`fold`](Projection::fold) will read or change. It is asked again
    /// after they are loaded, so that a row may lead to others.
    fn touch(fact: &Fact<'_>, tables: &mut Self::Tables);

    /// Takes an event into the rows. A fold that fails has changed nothing.
    fn fold(fact: &Fact<'_>, tables: &mut Self::Tables) -> Result<(), FoldError>;
}

/// What a projection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// Its name.
    pub name: &'static str,
    /// The version of its tables and of its fold.
    pub version: i32,
    /// Whether it stops at what it cannot fold, instead of parking it.
    pub strict: bool,
    /// Whether the vault opens private values for it.
    pub personal: bool,
    /// The kinds of entities that it reads; no event of another kind can hold it up.
    pub kinds: &'static [&'static str],
}

/// Entities whose commits are parked, and from which sequence on.
pub(crate) type Aside = BTreeMap<Uuid, u64>;

/// Why a projection does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Halt {
    /// An event is newer than this program.
    Newer(String),
    /// An event cannot be folded, and the projection is strict.
    Poison(String),
}

/// What folding some commits came to.
pub(crate) enum Folded {
    /// All were folded, except what was parked.
    All(Vec<Parked>),
    /// Only so many can be; nothing of this attempt may stay.
    Short(usize, Halt),
}

/// Any projection.
pub(crate) trait Folding: Send + Sync {
    /// What it is.
    fn info(&self) -> Info;

    /// Folds commits into the tables of a schema, within a transaction.
    fn fold_into<'a>(
        &'a self,
        tx: &'a Tx<'_>,
        schema: &'a str,
        agency: &'a Arc<str>,
        commits: &'a [Commit],
        aside: &'a Aside,
    ) -> BoxFuture<'a, Result<Folded, ReadError>>;

    /// Begins to build in memory, from the first event of an agency.
    fn building(&self) -> Box<dyn Building>;
}

/// A projection of one agency that is built in memory.
pub(crate) trait Building: Send + Sync {
    /// Folds a batch.
    fn fold(&mut self, batch: &Batch, aside: &mut Aside) -> Result<Vec<Parked>, Halt>;
    /// How many rows there are.
    fn rows(&self) -> usize;
    /// Writes everything into tables without any row of this agency.
    fn copy<'a>(&'a self, tx: &'a Tx<'_>, schema: &'a str) -> BoxFuture<'a, Result<(), ReadError>>;
}

/// A projection by its type.
pub(crate) struct Typed<P>(PhantomData<P>);

impl<P> Typed<P> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<P: Projection> Folding for Typed<P> {
    fn info(&self) -> Info {
        P::INFO
    }

    fn fold_into<'a>(
        &'a self,
        tx: &'a Tx<'_>,
        schema: &'a str,
        agency: &'a Arc<str>,
        commits: &'a [Commit],
        aside: &'a Aside,
    ) -> BoxFuture<'a, Result<Folded, ReadError>> {
        Box::pin(async move {
            let mut tables = P::Tables::default();
            loop {
                touch::<P>(&mut tables, agency, commits);
                if !tables.load(tx, schema).await? {
                    break;
                }
            }
            match fold::<P>(&mut tables, agency, commits, &mut aside.clone()) {
                Ok(parked) => {
                    tables.write(tx, schema).await?;
                    Ok(Folded::All(parked))
                }
                Err((at, halt)) => Ok(Folded::Short(at, halt)),
            }
        })
    }

    fn building(&self) -> Box<dyn Building> {
        Box::new(InMemory::<P>(P::Tables::complete()))
    }
}

struct InMemory<P: Projection>(P::Tables);

impl<P: Projection> Building for InMemory<P> {
    fn fold(&mut self, batch: &Batch, aside: &mut Aside) -> Result<Vec<Parked>, Halt> {
        fold::<P>(&mut self.0, &batch.agency, &batch.commits, aside).map_err(|(_, halt)| halt)
    }

    fn rows(&self) -> usize {
        self.0.rows()
    }

    fn copy<'a>(&'a self, tx: &'a Tx<'_>, schema: &'a str) -> BoxFuture<'a, Result<(), ReadError>> {
        Box::pin(self.0.copy(tx, schema))
    }
}

fn touch<P: Projection>(tables: &mut P::Tables, agency: &Arc<str>, commits: &[Commit]) {
    for commit in commits {
        for event in commit.events(&P::INFO).iter().flatten() {
            P::touch(&fact(agency, commit, event), tables);
        }
    }
}

fn fact<'a>(agency: &'a Arc<str>, commit: &Commit, event: &'a domain::AnyEvent) -> Fact<'a> {
    Fact {
        agency,
        position: commit.position,
        entity: commit.entity,
        at: commit.at,
        event,
    }
}

/// Folds commits in memory. On failure: how many were folded whole, and why not the next one.
pub(crate) fn fold<P: Projection>(
    tables: &mut P::Tables,
    agency: &Arc<str>,
    commits: &[Commit],
    aside: &mut Aside,
) -> Result<Vec<Parked>, (usize, Halt)> {
    let mut parked = Vec::new();
    for (at, commit) in commits.iter().enumerate() {
        let events = commit.events(&P::INFO);
        if events.is_empty() {
            continue;
        }
        let Err(reason) = fold_commit::<P>(tables, agency, commit, events, aside) else {
            continue;
        };
        let sequence = commit.position.sequence;
        match reason {
            Reason::Newer(what) => {
                return Err((at, Halt::Newer(format!("commit {sequence}: {what}"))));
            }
            Reason::Poison(what) if P::INFO.strict => {
                return Err((at, Halt::Poison(format!("commit {sequence}: {what}"))));
            }
            Reason::Poison(reason) => {
                let from = *aside.entry(commit.entity).or_insert(sequence);
                parked.push(Parked {
                    projection: P::INFO.name.to_owned(),
                    version: P::INFO.version,
                    kind: commit.kind.clone(),
                    entity: commit.entity,
                    sequence,
                    reason,
                    from,
                });
            }
        }
    }
    if tables.strayed() {
        let why = "it read a row that it did not ask for; this is a mistake in the program";
        return Err((0, Halt::Poison(why.to_owned())));
    }
    Ok(parked)
}

enum Reason {
    Newer(String),
    Poison(String),
}

fn fold_commit<P: Projection>(
    tables: &mut P::Tables,
    agency: &Arc<str>,
    commit: &Commit,
    events: &[Result<domain::AnyEvent, DecodeError>],
    aside: &Aside,
) -> Result<(), Reason> {
    if let Some(from) = aside.get(&commit.entity) {
        return Err(Reason::Poison(format!(
            "follows commit {from} of the same entity"
        )));
    }
    // Nothing of a commit is folded before all of it can be read.
    for event in events {
        match event {
            Ok(_) => {}
            Err(error @ DecodeError::Unknown { .. }) => {
                return Err(Reason::Newer(error.to_string()));
            }
            Err(error @ DecodeError::Malformed { .. }) => {
                return Err(Reason::Poison(error.to_string()));
            }
        }
    }
    for event in events.iter().flatten() {
        P::fold(&fact(agency, commit, event), tables)
            .map_err(|error| Reason::Poison(format!("{}: {error}", event.kind().name)))?;
    }
    Ok(())
}
