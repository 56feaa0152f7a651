//! What a requirement answers about somebody, from the records as they stand.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::records::{
    appraised, before, completed, not_examined, not_serving, served, trained, unsanctioned,
    years_before,
};
use super::{Verdict, Why};
use crate::ids::{EditionId, NominationId, PersonId, UnitId};
use crate::nomination::Nominee;
use crate::person::{PersonKind, Status as Standing};
use crate::reference::{self, Records};
use crate::rulebook::Requirement;
use crate::text::Code;
use crate::{Nip, Position, Reference};

/// Whom a requirement asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A person.
    Person(PersonId),
    /// A unit.
    Unit(UnitId),
    /// The nomination as a whole.
    Nomination,
}

impl Subject {
    /// The person, if it is one.
    #[must_use]
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Unit(_) | Self::Nomination => None,
        }
    }
}

/// What an answer may look at.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The records.
    pub reference: &'a Reference,
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: &'a Code,
    /// The day on which it is judged.
    pub cut_off: Option<Date>,
    /// The numbers that could be opened.
    pub numbers: &'a BTreeMap<PersonId, Nip>,
}

/// What a requirement answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The answer.
    pub verdict: Verdict,
    /// Why.
    pub why: Why,
    /// The records that it rests on.
    pub rests_on: Vec<Position>,
}

pub(super) fn found(verdict: Verdict, why: Why, on: impl IntoIterator<Item = u64>) -> Found {
    let at = |sequence| Position::commit(1, sequence);
    Found {
        verdict,
        why,
        rests_on: on.into_iter().map(at).collect(),
    }
}

pub(super) fn met(holds: bool, otherwise: Why, on: impl IntoIterator<Item = u64>) -> Found {
    if holds {
        found(Verdict::Met, Why::RecordsShow, on)
    } else {
        found(Verdict::NotMet, otherwise, on)
    }
}

pub(super) fn unclear(why: Why) -> Found {
    found(Verdict::Unclear, why, [])
}

/// What the requirement answers about the subject.
#[must_use]
pub fn judge(requirement: &Requirement, subject: Subject, matter: &Matter<'_>) -> Found {
    if matches!(requirement, Requirement::Document { .. }) {
        return unclear(Why::DocumentToSee);
    }
    if let Requirement::NoWin { years } = requirement {
        return matter.no_win(subject, *years);
    }
    let Subject::Person(person) = subject else {
        return unclear(Why::NotForUnits);
    };
    let Some(known) = matter.reference.people.get(&person) else {
        return unclear(Why::NotRegistered);
    };
    let at = stands_on(known);
    match requirement {
        Requirement::Active => matter.active(known),
        // A candidate (CPNS) is no permanent civil servant yet.
        Requirement::Kind { kinds } => {
            let of_kind = kinds.contains(&known.kind);
            let candidate = known.candidate && known.kind == PersonKind::Pns;
            met(of_kind && !candidate, Why::OtherKind, at)
        }
        Requirement::Group { groups } => met(groups.contains(&known.group), Why::OtherGroup, at),
        Requirement::AgeAtMost { .. }
        | Requirement::ServiceAtLeast { .. }
        | Requirement::PredicateAtLeast { .. }
        | Requirement::NoSanction { .. }
        | Requirement::NotServingSanction
        | Requirement::NotUnderExamination
        | Requirement::TrainingAtLeast { .. }
        | Requirement::Document { .. }
        | Requirement::NoWin { .. } => match matter.cut_off {
            None => unclear(Why::NoCutOff),
            Some(cut_off) => matter.dated(requirement, person, known, cut_off),
        },
    }
}

/// The commits that say how the person is employed: the registration, and the staff file's last word.
fn stands_on(known: &reference::Person) -> impl Iterator<Item = u64> + use<> {
    [Some(known.registered), known.employed]
        .into_iter()
        .flatten()
}

impl Matter<'_> {
    /// Whether the person is active: serves, and stands as active (*kedudukan hukum* 01). Whether who
    /// studies, works part-time or is under a sanction counts as active is for a checker to say.
    fn active(&self, known: &reference::Person) -> Found {
        let on = stands_on(known);
        if !self.serves(known) {
            return found(Verdict::NotMet, Why::NotServing, on);
        }
        match known.status {
            Standing::Active => found(Verdict::Met, Why::RecordsShow, on),
            Standing::Study | Standing::PartTime | Standing::Sanctioned => {
                found(Verdict::Unclear, Why::StandingToClarify, on)
            }
            Standing::Leave
            | Standing::Suspended
            | Standing::Retiring
            | Standing::Inactive
            | Standing::Dismissed
            | Standing::Retired => found(Verdict::NotMet, Why::NotActive, on),
        }
    }

    /// Whether the person serves on the cut-off day; without one, now.
    fn serves(&self, known: &reference::Person) -> bool {
        let there = self.cut_off.map_or(known.active, |day| {
            known.from <= day && known.left.is_none_or(|left| day < left)
        });
        there && known.kind != PersonKind::Guest
    }

    /// The rules that count from the cut-off day.
    fn dated(
        &self,
        requirement: &Requirement,
        person: PersonId,
        known: &reference::Person,
        day: Date,
    ) -> Found {
        let none = Records::default();
        let records = self.reference.records.get(&person).unwrap_or(&none);
        let number = self.numbers.get(&person);
        match requirement {
            Requirement::AgeAtMost { years } => {
                let Some(born) = number.and_then(Nip::born) else {
                    return unclear(Why::NumberUnknown);
                };
                let young = completed(born, day) <= i16::from(*years);
                met(young, Why::TooOld, [known.registered])
            }
            Requirement::ServiceAtLeast { years } => {
                let by_number = || number.and_then(|number| number.appointed(known.kind));
                let since = known.since.map(|since| (since, since));
                let appointed = since.or_else(by_number);
                served(appointed, i16::from(*years), day, stands_on(known))
            }
            Requirement::PredicateAtLeast { predicate, years } => {
                appraised(records, *predicate, years_before(day, *years))
            }
            Requirement::NoSanction { levels, years } => {
                let since = years.and_then(|years| before(day, years));
                unsanctioned(records, levels, since, day)
            }
            Requirement::NotServingSanction => not_serving(records, day),
            Requirement::NotUnderExamination => not_examined(records, day),
            Requirement::TrainingAtLeast { hours, years } => {
                trained(records, u32::from(*hours), years_before(day, *years))
            }
            Requirement::Active
            | Requirement::Kind { .. }
            | Requirement::Group { .. }
            | Requirement::NoWin { .. }
            | Requirement::Document { .. } => unclear(Why::NotForUnits),
        }
    }

    /// Awards are this ledger's own facts: what it does not hold was not won under it.
    fn no_win(&self, subject: Subject, years: Option<u8>) -> Found {
        let since = match (years, self.cut_off) {
            (None, _) => None,
            (Some(_), None) => return unclear(Why::NoCutOff),
            (Some(years), Some(day)) => before(day, years),
        };
        let decisions = self.reference.decisions.values();
        let mut wins: Vec<u64> = decisions
            .filter(|decision| decision.proposed.edition != self.edition)
            .filter(|decision| {
                let ratified = decision.ratified.as_ref();
                ratified.is_some_and(|by| since.is_none_or(|since| by.date > since))
            })
            .filter(|decision| {
                let mut winners = decision.proposed.winners.iter();
                winners.any(|winner| {
                    winner.category == *self.category && self.is(subject, winner.nomination)
                })
            })
            .map(|decision| decision.changed)
            .collect();
        wins.sort_unstable();
        if wins.is_empty() {
            found(Verdict::Met, Why::NothingAgainst, [])
        } else {
            found(Verdict::NotMet, Why::WonBefore, wins)
        }
    }

    fn is(&self, subject: Subject, nomination: NominationId) -> bool {
        let known = self.reference.nominations.get(&nomination);
        known.is_some_and(|known| match (subject, &known.nominee) {
            (Subject::Person(person), nominee) => nominee.people().contains(&person),
            (Subject::Unit(unit), Nominee::Unit { unit: won }) => unit == *won,
            (Subject::Unit(_) | Subject::Nomination, _) => false,
        })
    }
}
