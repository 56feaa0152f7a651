//! What the reference knows of conflicts of interest and of eligibility.

use std::collections::BTreeSet;

use super::{Edition, Nomination, Reference};
use crate::conflict::Between;
use crate::ids::{
    ConflictId, EditionId, EligibilityId, EndorsementId, NominationId, PersonId, UnitId,
};
use crate::nomination::Nominee;
use crate::rulebook::Relation;
use crate::text::Code;
use crate::{Fingerprint, Refusal};

/// How far up units are followed: more than any agency has levels, and an end where parents form
/// a circle.
pub(super) const LEVELS: usize = 32;

/// Whether the nominees are the same unit or have a member in common.
fn same_nominee(one: &Nominee, other: &Nominee) -> bool {
    let people = other.people();
    one.owner() == other.owner() || one.people().iter().any(|person| people.contains(person))
}

impl Reference {
    /// The relations that keep this person from assessing the nomination now. None: they may.
    #[must_use]
    pub fn conflicts_between(
        &self,
        edition: EditionId,
        juror: PersonId,
        nomination: NominationId,
    ) -> BTreeSet<Relation> {
        let detected = self.detected(edition, juror, nomination);
        let between = Between {
            edition,
            nomination,
            juror,
        };
        match self.conflicts.get(&ConflictId::of(&between)) {
            Some(known) => known.blocking(detected),
            None => detected,
        }
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
            Relation::DeclaredBefore => self.declared_before(known, edition, juror, about),
            // Not of records: it is what the juror says.
            Relation::Declared => false,
        };
        let policy = &known.rulebook.conflicts.relations;
        always.union(policy).copied().filter(holds).collect()
    }

    /// Whether they declared a conflict with the same nominee, or one was confirmed, in another
    /// edition of that year or one before.
    fn declared_before(
        &self,
        edition: &Edition,
        id: EditionId,
        juror: PersonId,
        about: &Nomination,
    ) -> bool {
        let cases = self.conflicts_of.get(&juror);
        let cases = cases.into_iter().flatten().filter_map(|case| {
            let known = self.conflicts.get(case)?;
            known.admitted().then_some(known.between()?)
        });
        let earlier = |between: &&Between| {
            let other = self.editions.get(&between.edition);
            between.edition != id && other.is_some_and(|other| other.year <= edition.year)
        };
        cases.filter(earlier).any(|between| {
            let other = self.nominations.get(&between.nomination);
            other.is_some_and(|other| same_nominee(&other.nominee, &about.nominee))
        })
    }

    /// Whether they are the nominee, one of the team, or head of the nominated unit.
    #[must_use]
    pub fn is_nominee(&self, person: PersonId, about: &Nomination) -> bool {
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
    pub(super) fn upwards(&self, unit: UnitId) -> impl Iterator<Item = UnitId> {
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
        let consented = self.eligible(edition, category);
        if rules.eligibility.is_empty() {
            return Ok(consented.collect());
        }
        let rulebook = Fingerprint::of_value(&known.rulebook);
        let mut assessed = Vec::new();
        for (id, nomination) in consented {
            let case = self.eligibilities.get(&EligibilityId::of(id));
            match case.and_then(|case| case.settled(rulebook)) {
                Some(true) => assessed.push((id, nomination)),
                Some(false) => {}
                None => return Err(Refusal::EligibilityUnsettled),
            }
        }
        Ok(assessed)
    }
}
