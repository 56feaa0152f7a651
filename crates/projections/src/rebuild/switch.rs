//! The transaction that puts a built projection in the place of the live one.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::AgencyCode;
use readmodel::{Parked, Place, ReadError, Schema, Shelved, Slot, Tx, Unit};

use super::build::{Build, aside_of};
use super::{RebuildError, Report};
use crate::apply::after;
use crate::batch::{Batch, Needs};
use crate::projection::Folded;
use crate::source::{BEHIND, Source, cursor, gather};

/// Switches, unless something fails: then nothing has changed.
pub(super) async fn switch(source: &Source, build: &Build) -> Result<Report, RebuildError> {
    source.db.write(&Switch { source, build }).await?
}

struct Switch<'a> {
    source: &'a Source,
    build: &'a Build,
}

/// Where the build stands while the last commits are folded.
struct Last {
    places: BTreeMap<String, Place>,
    parked: BTreeMap<String, Vec<Parked>>,
}

impl Unit for Switch<'_> {
    const NAME: &'static str = "switching a rebuilt projection";
    type Output = Result<Report, RebuildError>;

    async fn run(&self, tx: &Tx<'_>) -> Result<Self::Output, ReadError> {
        tx.take_as_long_as_it_takes().await?;
        let schema = self.build.schema;
        let live = tx.lock_positions(schema.name, schema.version).await?;
        let mut last = Last {
            places: self.build.places.clone(),
            parked: self.build.parked.clone(),
        };
        for place in &live {
            if let Err(error) = self.reach(tx, place, &mut last).await {
                return match error {
                    // So that a lost race is run again.
                    RebuildError::Database(error) => Err(error),
                    error => Ok(Err(error)),
                };
            }
        }
        let stands = Shelved {
            places: last.places.into_values().collect(),
            parked: last.parked,
        };
        // Names that were erased since must not come back.
        let keep = !self.build.folding.info().personal;
        tx.switch(schema, Slot::Next, &stands, keep).await?;
        Ok(Ok(Report::of(schema.name, &stands)))
    }

    fn keep(output: &Self::Output) -> bool {
        output.is_ok()
    }
}

impl Switch<'_> {
    /// Folds what the live projection has folded beyond this one, which is held meanwhile.
    async fn reach(&self, tx: &Tx<'_>, live: &Place, last: &mut Last) -> Result<(), RebuildError> {
        let start = || self.build.start(&live.agency, live.incarnation);
        let place = last.places.entry(live.agency.clone()).or_insert_with(start);
        place.epoch = live.epoch + 1;
        if place.incarnation != live.incarnation {
            // The live one was read from another ledger. That is often why this is rebuilt.
            return Ok(());
        }
        let Ok(agency) = AgencyCode::new(&live.agency) else {
            return Ok(());
        };
        if place.sequence >= live.sequence {
            return Ok(());
        }
        let parked = last.parked.entry(live.agency.clone()).or_default();
        let mut aside = self
            .build
            .asides
            .get(&live.agency)
            .cloned()
            .unwrap_or_default();
        let folding = self.build.folding;
        let (needs, token) = (
            Needs::of(std::iter::once(folding.info())),
            Arc::<str>::from(agency.as_str()),
        );
        let mut follower = self.source.ledger.follow(&agency, cursor(place)).await?;
        while place.sequence < live.sequence {
            let recorded = gather(&mut follower, live.sequence, BEHIND).await?;
            let vault = self.source.vault.as_ref();
            let batch = Batch::decode(&token, recorded, &needs, vault).await?;
            let next = self.build.schema.next();
            let folded = folding
                .fold_into(tx, &next, &token, &batch.commits, &aside)
                .await?;
            match folded {
                Folded::All(more) => {
                    aside_of(&mut aside, &more);
                    parked.extend(more);
                }
                Folded::Short(_, halt) => {
                    return Err(RebuildError::halted(self.build.name(), &token, halt));
                }
            }
            match after(place, &batch.commits) {
                Some(to) => *place = to,
                None => return Err(RebuildError::Reader),
            }
        }
        Ok(())
    }
}

struct Back(&'static Schema);

impl Unit for Back {
    const NAME: &'static str = "going back to a projection of before";
    type Output = bool;

    async fn run(&self, tx: &Tx<'_>) -> Result<bool, ReadError> {
        let schema = self.0;
        tx.take_as_long_as_it_takes().await?;
        let live = tx.lock_positions(schema.name, schema.version).await?;
        if tx.show_own(schema).await? {
            return Ok(true);
        }
        let Some(mut before) = tx.shelved(schema, Slot::Before).await? else {
            return Ok(false);
        };
        for now in live {
            let known = before
                .places
                .iter_mut()
                .find(|place| place.agency == now.agency);
            match known {
                Some(place) => place.epoch = now.epoch + 1,
                // It was not there then: it is folded from its first event.
                None => before.places.push(Place {
                    sequence: 0,
                    hash: None,
                    epoch: now.epoch + 1,
                    ..now
                }),
            }
        }
        tx.switch(schema, Slot::Before, &before, true).await?;
        Ok(true)
    }

    fn keep(output: &bool) -> bool {
        *output
    }
}

/// Swaps what is live and what was before; false if nothing is kept.
pub(super) async fn back(source: &Source, schema: &'static Schema) -> Result<bool, ReadError> {
    source.db.write(&Back(schema)).await
}
