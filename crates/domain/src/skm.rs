//! The public satisfaction survey (SKM) and its index (IKM): `PermenPANRB` 14/2017.
//!
//! Nine elements, each answered from 1 to 4. The index is computed exactly and rounded half up once,
//! to hundredths: rounding the means first moves units across the bands, which leave no gap here.

use num_bigint::BigInt;
use num_rational::BigRational;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many elements (*unsur*) there are, U1 to U9.
pub const ELEMENTS: usize = 9;
/// The lowest answer.
pub const LOWEST: u8 = 1;
/// The highest answer.
pub const HIGHEST: u8 = 4;

/// Answers of a unit in a period: their sum and number by element. A missing answer is missing in
/// its element only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// Sum of the answers by element.
    pub sums: [u64; ELEMENTS],
    /// Number of the answers by element.
    pub counts: [u64; ELEMENTS],
    /// How many people answered.
    pub respondents: u64,
}

/// An answer that is not 1 to 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an answer is 1 to 4")]
pub struct OffScale;

/// How the elements are weighted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Method {
    /// One ninth each.
    #[default]
    #[serde(rename = "exact")]
    Exact,
    /// 0.11 each, as the regulation rounds it; for cities that must match a printed report. The best
    /// answers give 99.00.
    #[serde(rename = "bobot-0-11")]
    Weight011,
}

/// *Mutu pelayanan*.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum Mutu {
    /// *Tidak baik*, below 65.00.
    D,
    /// *Kurang baik*, from 65.00.
    C,
    /// *Baik*, from 76.61.
    B,
    /// *Sangat baik*, from 88.31.
    A,
}

/// An index in hundredths: `8570` is 85.70.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Ikm(u16);

impl Answers {
    /// Adds what one person answered, or nothing of it if an answer is off the scale.
    pub fn add(&mut self, answers: &[Option<u8>; ELEMENTS]) -> Result<(), OffScale> {
        let mut given = answers.iter().flatten();
        if given.any(|answer| !(LOWEST..=HIGHEST).contains(answer)) {
            return Err(OffScale);
        }
        for (element, answer) in answers.iter().enumerate() {
            if let Some(answer) = answer {
                self.sums[element] += u64::from(*answer);
                self.counts[element] += 1;
            }
        }
        self.respondents += 1;
        Ok(())
    }

    /// The index before rounding; none if an element has no answer.
    #[must_use]
    pub fn exact(&self, method: Method) -> Option<BigRational> {
        let mut means = BigRational::from_integer(BigInt::from(0));
        for (sum, count) in self.sums.iter().zip(self.counts) {
            if count == 0 {
                return None;
            }
            means += BigRational::new(BigInt::from(*sum), BigInt::from(count));
        }
        let (above, below) = match method {
            Method::Exact => (25, 9),
            Method::Weight011 => (275, 100),
        };
        Some(means * BigRational::new(BigInt::from(above), BigInt::from(below)))
    }

    /// The index, rounded half up to hundredths; none if an element has no answer.
    #[must_use]
    pub fn ikm(&self, method: Method) -> Option<Ikm> {
        let twice = self.exact(method)? * BigInt::from(200);
        let hundredths = (twice + BigInt::from(1)) / BigInt::from(2);
        u16::try_from(hundredths.floor().to_integer()).ok().map(Ikm)
    }

    /// Whether fewer people answered than the sample needs: the index then only indicates.
    #[must_use]
    pub fn indicative(&self, users: u64) -> bool {
        self.respondents < minimum_sample(users)
    }
}

impl Ikm {
    /// In hundredths.
    #[must_use]
    pub const fn hundredths(self) -> u16 {
        self.0
    }

    /// The band. The regulation prints gaps between its bands; the rounded index has none.
    #[must_use]
    pub const fn mutu(self) -> Mutu {
        match self.0 {
            8831.. => Mutu::A,
            7661.. => Mutu::B,
            6500.. => Mutu::C,
            _ => Mutu::D,
        }
    }
}

impl std::fmt::Display for Ikm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl Mutu {
    /// The letter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

/// How many must answer of so many users in the period: Krejcie and Morgan (1970) with χ² = 3.841,
/// P = 0.5 and d = 0.05, rounded half up. Their own table rounds some rows otherwise.
#[must_use]
pub fn minimum_sample(users: u64) -> u64 {
    // χ²·N·P(1−P) / (d²·(N−1) + χ²·P(1−P)), above and below times 4,000.
    let users = u128::from(users);
    if users == 0 {
        return 0;
    }
    let above = 3841 * users;
    let below = 10 * (users - 1) + 3841;
    let rounded = (2 * above + below) / (2 * below);
    u64::try_from(rounded).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
