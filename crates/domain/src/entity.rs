//! What every entity has in common: it decides on commands and evolves by events.

use jiff::Timestamp;

use crate::event::Event;
use crate::{Actor, Reference, Refusal};

/// What a decision may look at besides the entity itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// When the command is decided; the service's clock, which refuses but never counts.
    pub now: Timestamp,
    /// Who commands.
    pub by: Actor,
    /// Everything that other entities said, as far as this process has followed the ledger.
    pub reference: &'a Reference,
}

/// What a decision amounts to. A refused command is never reported as a repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum Decision<E> {
    /// These events happen.
    Record(Vec<E>),
    /// What is asked for is so already; nothing happens.
    Repeat,
    /// It may not be, for a reason that somebody can act on.
    Refuse(Refusal),
}

/// An entity: the fold of its own commits, and the rules that one entity can hold by itself.
///
/// `decide` is pure: what it needs is in the command or in the context. `evolve` cannot fail:
/// history already happened.
pub trait Entity: Default + Clone + Send + Sync + 'static {
    /// The subject token of this kind of entity.
    const KIND: &'static str;
    /// Its events.
    type Event: Event;
    /// Its commands.
    type Command: Clone + Send + Sync + 'static;

    /// Decides on a command.
    fn decide(&self, command: &Self::Command, context: &Context<'_>) -> Decision<Self::Event>;

    /// Takes an event into the state.
    fn evolve(&mut self, event: &Self::Event);

    /// Folds a history.
    #[must_use]
    fn replay<'e>(events: impl IntoIterator<Item = &'e Self::Event>) -> Self {
        let mut state = Self::default();
        for event in events {
            state.evolve(event);
        }
        state
    }
}

/// `Record` of one event, the usual case.
pub(crate) fn record<E>(event: E) -> Decision<E> {
    Decision::Record(vec![event])
}
