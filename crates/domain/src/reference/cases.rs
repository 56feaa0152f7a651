//! What the reference knows of conflicts of interest and of eligibility.

use std::collections::BTreeSet;

use super::{Nomination, Reference};
use crate::Refusal;
use crate::ids::{EditionId, EndorsementId, NominationId, PersonId, UnitId};
use crate::nomination::Nominee;
use crate::rulebook::Relation;
use crate::text::Code;

/// How far up units are followed: more than any agency has levels, and an end where parents form
/// a circle.
const LEVELS: usize = 32;

impl Reference {
    /// The relations that keep this person from assessing the nomination now. None: they may.
    #[must_use]
    pub fn conflicts_between(
        &self,
        edition: EditionId,
        juror: PersonId,
        nomination: NominationId,
    ) -> BTreeSet<Relation> {
        self.detected(edition, juror, nomination)
    }

    /// The relations that records show and the edition's policy calls conflicts.
    #[must_use]
    pub fn detected(
        &self,
        edition: EditionId,
        juror: PersonId,
        nomination: NominationId,
    ) -> BTreeSet<Relation> {
        let (Some(known), Some(about)) = (
            self.editions.get(&edition),
            self.nominations.get(&nomination),
        ) else {
            return BTreeSet::new();
        };
        let always = BTreeSet::from([Relation::Nominee, Relation::Nominator]);
        let holds = |relation: &Relation| match relation {
            Relation::Nominee => self.is_nominee(juror, about),
            Relation::Nominator => about.by == juror,
            Relation::SameUnit => self.same_unit(juror, about),
            Relation::Superior => self.superior(juror, about),
            Relation::Endorser => {
                let endorsement = EndorsementId::of(nomination, juror.0);
                self.endorsed.contains(&endorsement)
            }
            Relation::DeclaredBefore | Relation::Declared => false,
        };
        let policy = &known.rulebook.conflicts.relations;
        always.union(policy).copied().filter(holds).collect()
    }

    /// Whether they are the nominee, one of the team, or head of the nominated unit.
    fn is_nominee(&self, person: PersonId, about: &Nomination) -> bool {
        match &about.nominee {
            Nominee::Unit { unit } => self.head_of(*unit) == Some(person),
            Nominee::Person { .. } | Nominee::Team { .. } => {
                about.nominee.people().contains(&person)
            }
        }
    }

    fn unit_of(&self, person: PersonId) -> Option<UnitId> {
        self.people.get(&person).and_then(|known| known.unit)
    }

    /// The units that the nominees serve in, or the nominated unit.
    fn units_of(&self, nominee: &Nominee) -> BTreeSet<UnitId> {
        match nominee {
            Nominee::Unit { unit } => BTreeSet::from([*unit]),
            Nominee::Person { .. } | Nominee::Team { .. } => {
                let people = nominee.people().into_iter();
                people.filter_map(|person| self.unit_of(person)).collect()
            }
        }
    }

    fn same_unit(&self, juror: PersonId, about: &Nomination) -> bool {
        self.unit_of(juror)
            .is_some_and(|unit| self.units_of(&about.nominee).contains(&unit))
    }

    /// Whether one of them heads the other's unit or one above it.
    fn superior(&self, juror: PersonId, about: &Nomination) -> bool {
        let units = self.units_of(&about.nominee);
        if units.iter().any(|unit| self.heads(juror, *unit)) {
            return true;
        }
        let Some(unit) = self.unit_of(juror) else {
            return false;
        };
        match &about.nominee {
            Nominee::Unit { unit: nominated } => {
                self.upwards(unit).skip(1).any(|above| above == *nominated)
            }
            Nominee::Person { .. } | Nominee::Team { .. } => {
                let mut people = about.nominee.people().into_iter();
                people.any(|person| person != juror && self.heads(person, unit))
            }
        }
    }

    fn heads(&self, person: PersonId, unit: UnitId) -> bool {
        self.upwards(unit)
            .any(|above| self.head_of(above) == Some(person))
    }

    /// A unit and those above it.
    fn upwards(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
        let above = |unit: &UnitId| self.units.get(unit).and_then(|known| known.parent);
        std::iter::successors(Some(unit), above).take(LEVELS)
    }

    /// The nominations of a category that are to be assessed, in order of their ids: where the
    /// category requires something, those that are approved as eligible. Refused while one that is
    /// consented to is not settled, so that nobody is dropped silently.
    pub fn assessable<'a>(
        &'a self,
        edition: EditionId,
        category: &'a Code,
    ) -> Result<Vec<(NominationId, &'a Nomination)>, Refusal> {
        let known = self.editions.get(&edition).ok_or(Refusal::EditionUnknown)?;
        let rules = known.category(category).ok_or(Refusal::CategoryUnknown)?;
        let mut assessed = Vec::new();
        for (id, nomination) in self.eligible(edition, category) {
            if !rules.eligibility.is_empty() {
                return Err(Refusal::EligibilityUnsettled);
            }
            assessed.push((id, nomination));
        }
        Ok(assessed)
    }
}
