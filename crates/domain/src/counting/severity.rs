//! The additive model of severe and lenient jurors, with shrinkage.
//!
//! A mark of juror j for candidate i is taken to be μ + θᵢ + βⱼ and an error. The θ and β are those
//! that minimise Σ (yᵢⱼ − μ − θᵢ − βⱼ)² + λ Σ βⱼ², with Σ θ = 0; with λ = 0 also Σ β = 0, which
//! otherwise follows. The larger λ, the less of a difference is put down to the juror.

mod parts;
mod solve;

use std::collections::BTreeMap;

use num_traits::Signed as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Exact;

/// The marks of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// How many stand.
    pub candidates: usize,
    /// How many jurors there are.
    pub jurors: usize,
    /// The marks given, by (juror, candidate).
    pub given: BTreeMap<(usize, usize), Exact>,
}

/// The scores without what is put down to the jurors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adjusted {
    /// μ, the mean of the adjusted scores.
    #[serde(with = "super::exact::text")]
    #[schemars(with = "String")]
    pub mean: Exact,
    /// μ + θᵢ per candidate; `None` without marks.
    #[serde(with = "super::exact::text")]
    #[schemars(with = "Vec<Option<String>>")]
    pub scores: Vec<Option<Exact>>,
    /// βⱼ per juror: how much more than the others this one gives, negative for a severe juror;
    /// `None` without marks.
    #[serde(with = "super::exact::text")]
    #[schemars(with = "Vec<Option<String>>")]
    pub jurors: Vec<Option<Exact>>,
}

/// Jurors and candidates that common marks connect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The jurors, in order of number.
    pub jurors: Vec<usize>,
    /// The candidates, in order of number.
    pub candidates: Vec<usize>,
}

/// Why marks cannot be adjusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum NotAdjusted {
    /// There are no marks.
    #[error("there are no marks")]
    NoMarks,
    /// A mark is of a juror or for a candidate that does not exist.
    #[error("juror {juror} or candidate {candidate} does not exist")]
    Unknown {
        /// The juror.
        juror: usize,
        /// The candidate.
        candidate: usize,
    },
    /// λ is negative.
    #[error("the shrinkage is negative")]
    NegativeShrinkage,
    /// No common mark connects some jurors with others, so that nothing says whether they are more
    /// severe or had weaker candidates.
    #[error("the marks fall into {} parts without a common juror or candidate", .components.len())]
    Unconnected {
        /// The parts; jurors and candidates without marks are in none.
        components: Vec<Component>,
    },
}

/// Adjusts marks with the shrinkage λ.
///
/// The result is exact, so its numerators have about as many digits as there are jurors times the
/// digits of their marks.
pub fn adjust(marks: &Marks, shrinkage: &Exact) -> Result<Adjusted, NotAdjusted> {
    if shrinkage.is_negative() {
        return Err(NotAdjusted::NegativeShrinkage);
    }
    for &(juror, candidate) in marks.given.keys() {
        if juror >= marks.jurors || candidate >= marks.candidates {
            return Err(NotAdjusted::Unknown { juror, candidate });
        }
    }
    let mut components = parts::components(marks);
    match components.pop() {
        None => Err(NotAdjusted::NoMarks),
        Some(only) if components.is_empty() => Ok(solve::solve(marks, &only, shrinkage)),
        Some(last) => {
            components.push(last);
            Err(NotAdjusted::Unconnected { components })
        }
    }
}
