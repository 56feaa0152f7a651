//! Folding without Postgres: a projection's own tables, kept in memory between batches, so that a
//! row that was not asked for is found missing here as it would be there.

use std::sync::Arc;

use domain::{AnyEvent, Position};
use uuid::Uuid;

use crate::fact::{Fact, FoldError};
use crate::projection::Projection;
use crate::table::TableSet as _;

/// An event of an entity.
pub(crate) type Given = (Uuid, AnyEvent);

/// A projection's rows.
pub(crate) struct World<P: Projection> {
    pub(crate) rows: P::Tables,
    pub(crate) sequence: u64,
}

impl<P: Projection> World<P> {
    /// Folds all in one batch.
    pub(crate) fn at_once(given: &[Given]) -> Self {
        let mut world = Self::new();
        world.batch(given).unwrap();
        world
    }

    /// Folds each in a batch of its own.
    pub(crate) fn one_by_one(given: &[Given]) -> Self {
        let mut world = Self::new();
        for one in given {
            world.batch(std::slice::from_ref(one)).unwrap();
        }
        world
    }

    pub(crate) fn new() -> Self {
        let (rows, sequence) = (P::Tables::default(), 0);
        Self { rows, sequence }
    }

    pub(crate) fn batch(&mut self, given: &[Given]) -> Result<(), FoldError> {
        let agency = Arc::from("kota");
        let facts: Vec<Fact<'_>> = (self.sequence + 1..)
            .zip(given)
            .map(|(sequence, (entity, event))| Fact {
                agency: &agency,
                position: Position::commit(1, sequence),
                entity: *entity,
                at: "2026-10-01T00:00:00Z".parse().unwrap(),
                event,
            })
            .collect();
        let mut tables = P::Tables::default();
        loop {
            for fact in &facts {
                P::touch(fact, &mut tables);
            }
            if !tables.load_from(&self.rows) {
                break;
            }
        }
        for fact in &facts {
            P::fold(fact, &mut tables)?;
        }
        assert!(!tables.strayed(), "a row was read that was not asked for");
        tables.save_to(&mut self.rows);
        self.sequence += given.len() as u64;
        Ok(())
    }
}

/// An id that tests can write.
pub(crate) const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// An event from its stored form, as examples are written.
pub(crate) fn event(kind: &str, entity: u128, name: &str, data: serde_json::Value) -> Given {
    let stored = domain::event::Stored {
        kind: name.to_owned(),
        v: 1,
        data,
    };
    (
        Uuid::from_u128(entity),
        AnyEvent::decode(kind, &stored).unwrap(),
    )
}
