//! Whether a rulebook can be followed.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::Rulebook;
use crate::Refusal;

/// The years that an edition may be for.
pub const YEARS: RangeInclusive<u16> = 2000..=2100;
/// How many categories an edition has.
pub const CATEGORIES: RangeInclusive<usize> = 1..=30;
/// How many criteria a category has.
pub const CRITERIA: RangeInclusive<usize> = 1..=20;

impl Rulebook {
    /// Whether an edition can be held by it.
    pub fn check(&self) -> Result<(), Refusal> {
        if !YEARS.contains(&self.year) {
            return Err(Refusal::YearOutOfRange);
        }
        if !CATEGORIES.contains(&self.categories.len()) {
            return Err(Refusal::CategoryCount);
        }
        let mut categories = BTreeSet::new();
        for category in &self.categories {
            if !CRITERIA.contains(&category.criteria.len()) {
                return Err(Refusal::CriteriaCount);
            }
            if category.places == 0 {
                return Err(Refusal::NoPlaces);
            }
            if category.quota == 0 {
                return Err(Refusal::NoQuota);
            }
            let mut criteria = BTreeSet::new();
            let distinct = category
                .criteria
                .iter()
                .all(|criterion| criteria.insert(&criterion.code));
            if !distinct || !categories.insert(&category.code) {
                return Err(Refusal::CodeRepeated);
            }
            let weights = category.criteria.iter().map(|c| u32::from(c.weight));
            if weights.sum::<u32>() != 100 {
                return Err(Refusal::WeightsNotHundred);
            }
        }
        Ok(())
    }
}
