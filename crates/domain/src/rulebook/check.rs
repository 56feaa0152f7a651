//! Whether a rulebook can be followed: every fault at once, each with its place.

mod category;
mod counting;
mod eligibility;
mod rounds;
mod ties;
mod timetable;

use std::ops::RangeInclusive;

use super::fault::{Fault, Faults};
use super::{Relation, Rulebook};
use crate::Refusal;
use crate::canonical::canonical;

/// The years that an edition may be for.
pub const YEARS: RangeInclusive<u16> = 2000..=2100;
/// How many categories an edition has.
pub const CATEGORIES: RangeInclusive<usize> = 1..=30;
/// How many criteria a category has.
pub const CRITERIA: RangeInclusive<usize> = 1..=20;
/// The most levels a criterion's rubric describes.
const ANCHORS: usize = 20;
/// The most requirements a category makes.
const REQUIREMENTS: usize = 40;
/// The most rounds a category has.
const ROUNDS: usize = 9;
/// The most stages a timetable has.
const STAGES: usize = 60;
/// The most holidays a calendar names.
const HOLIDAYS: usize = 200;
/// The largest document, in bytes of its canonical JSON: it travels in one message of the ledger.
const BYTES: usize = 256 * 1024;
/// The most working days a stage lasts.
const WORKING_DAYS: u16 = 250;

impl Rulebook {
    /// Everything that keeps an edition from being held by it; empty when nothing does.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        if canonical(self).len() > BYTES {
            faults.add(
                "",
                "rulebook-too-large",
                "Aturan lebih besar dari 256 KiB sebagai JSON; ringkas teksnya.",
                "the rulebook is larger than 256 KiB as JSON; shorten its texts",
            );
        }
        if !YEARS.contains(&self.year) {
            faults.add(
                "year",
                "year-out-of-range",
                "Tahun edisi harus antara 2000 dan 2100.",
                "an edition is for a year from 2000 to 2100",
            );
        }
        if !CATEGORIES.contains(&self.categories.len()) {
            faults.add(
                "categories",
                "category-count",
                "Edisi harus berisi 1 sampai 30 kategori.",
                "an edition has 1 to 30 categories",
            );
        }
        let codes = self.categories.iter().enumerate();
        faults.repeated(
            "code-repeated",
            codes.map(|(at, category)| (format!("categories[{at}].code"), &category.code)),
        );
        for (at, category) in self.categories.iter().enumerate() {
            let path = format!("categories[{at}]");
            category::check(category, &path, &mut faults);
            rounds::check(category, &path, &mut faults);
            eligibility::check(self.cut_off, category, &path, &mut faults);
        }
        ties::check(self, &mut faults);
        self.check_conflicts(&mut faults);
        timetable::check(self, &mut faults);
        faults.0
    }

    /// Whether an edition can be held by it; the refusal of its first fault if not.
    pub fn check(&self) -> Result<(), Refusal> {
        match self.faults().first() {
            None => Ok(()),
            Some(fault) => Err(fault.refusal()),
        }
    }

    fn check_conflicts(&self, faults: &mut Faults) {
        for (at, relation) in self.conflicts.relations.iter().enumerate() {
            let (name, always) = match relation {
                Relation::Nominee => ("nominee", true),
                Relation::Nominator => ("nominator", true),
                Relation::Declared => ("declared", true),
                Relation::SameUnit
                | Relation::Superior
                | Relation::Endorser
                | Relation::DeclaredBefore => ("", false),
            };
            if always {
                faults.add(
                    format!("conflicts.relations[{at}]"),
                    "relation-always-on",
                    format!("Hubungan \"{name}\" selalu berlaku; hapus dari daftar."),
                    format!("the relation \"{name}\" always holds; leave it out of the list"),
                );
            }
        }
    }
}
