//! What the rows of a file refer to: people by their numbers, units by their names.

use std::collections::HashMap;
use std::sync::Arc;

use domain::Nip;
use domain::ids::{AgencyCode, PersonId, UnitId};
use imports::{Cleaned, Known};
use ledger::{CommandError, Feed, Vault};

/// How many numbers are remembered; after that it starts anew, so that memory stays bounded.
const REMEMBERED: usize = 200_000;

/// People and units of an agency.
pub(crate) struct Directory {
    agency: AgencyCode,
    feed: Arc<Feed>,
    people: HashMap<Nip, Option<PersonId>>,
}

impl Directory {
    pub(crate) fn new(agency: &AgencyCode, feed: Arc<Feed>) -> Self {
        Self {
            agency: agency.clone(),
            feed,
            people: HashMap::new(),
        }
    }

    /// Looks up whom these rows name.
    pub(super) async fn look_up(
        &mut self,
        vault: &Vault,
        rows: &[Cleaned],
    ) -> Result<(), CommandError> {
        let named = rows
            .iter()
            .flat_map(|row| row.person.iter().chain(&row.others));
        self.look_up_numbers(vault, named.copied().collect()).await
    }

    /// Looks up whose these numbers are.
    pub(crate) async fn look_up_numbers(
        &mut self,
        vault: &Vault,
        mut missing: Vec<Nip>,
    ) -> Result<(), CommandError> {
        if self.people.len() > REMEMBERED {
            self.people.clear();
        }
        missing.retain(|nip| !self.people.contains_key(nip));
        missing.sort_unstable();
        missing.dedup();
        let digits: Vec<String> = missing.iter().map(Nip::digits).collect();
        let found = vault.people_of(&self.agency, &digits).await?;
        let people = &mut self.people;
        self.feed.read(|reference, _| {
            // Who has an entry in the index but is not registered is nobody yet.
            let known = |id: &PersonId| reference.people.contains_key(id);
            let found = found.into_iter().map(|id| id.filter(known));
            people.extend(missing.into_iter().zip(found));
        });
        Ok(())
    }

    /// Who has this number, of those looked up.
    pub(crate) fn person(&self, nip: &Nip) -> Option<PersonId> {
        self.people.get(nip).copied().flatten()
    }

    /// The unit that goes by this name.
    pub(super) fn unit(&self, name: &str) -> Option<UnitId> {
        self.feed.read(|reference, _| reference.unit_named(name))
    }

    /// Whether there is such a unit.
    pub(super) fn is_unit(&self, unit: UnitId) -> bool {
        self.feed
            .read(|reference, _| reference.units.contains_key(&unit))
    }

    /// Who heads a unit.
    pub(super) fn head(&self, unit: UnitId) -> Option<PersonId> {
        self.feed.read(|reference, _| reference.head_of(unit))
    }

    /// Forgets whose these numbers are: they are about to be given.
    pub(super) fn forget(&mut self, numbers: impl Iterator<Item = Nip>) {
        for nip in numbers {
            self.people.remove(&nip);
        }
    }
}

impl Known for Directory {
    fn person(&self, nip: &Nip) -> bool {
        Self::person(self, nip).is_some()
    }

    fn unit(&self, name: &str) -> Option<String> {
        self.feed.read(|reference, _| {
            let unit = reference.units.get(&reference.unit_named(name)?)?;
            Some(unit.name.to_string())
        })
    }
}
