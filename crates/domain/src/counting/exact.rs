//! Exact fractions, and their stored form.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One as _, Zero as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A fraction of whole numbers of any size, always in lowest terms.
pub type Exact = BigRational;

/// A text that is no [`Exact`] in its one stored form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a fraction is written n or n/d, in lowest terms, such as 669/8")]
pub struct BadExact;

/// A value whose stored form is texts: an [`Exact`], an option or a list of such.
pub trait Textual: Sized {
    /// The stored form.
    type Text: Serialize + DeserializeOwned;
    /// Writes it.
    fn text(&self) -> Self::Text;
    /// Reads it; every value has one form only, so that the same result is the same bytes.
    fn read(text: &Self::Text) -> Result<Self, BadExact>;
}

impl Textual for Exact {
    type Text = String;
    fn text(&self) -> String {
        self.to_string()
    }
    fn read(text: &String) -> Result<Self, BadExact> {
        let (numerator, denominator) = match text.split_once('/') {
            Some((numerator, denominator)) => (numerator, denominator.parse()),
            None => (text.as_str(), Ok(BigInt::one())),
        };
        let numerator: BigInt = numerator.parse().map_err(|_| BadExact)?;
        let denominator = denominator.map_err(|_| BadExact)?;
        if denominator.is_zero() {
            return Err(BadExact);
        }
        let value = Self::new(numerator, denominator);
        if value.text() == *text {
            Ok(value)
        } else {
            Err(BadExact)
        }
    }
}

impl<T: Textual> Textual for Option<T> {
    type Text = Option<T::Text>;
    fn text(&self) -> Self::Text {
        self.as_ref().map(T::text)
    }
    fn read(text: &Self::Text) -> Result<Self, BadExact> {
        text.as_ref().map(T::read).transpose()
    }
}

impl<T: Textual> Textual for Vec<T> {
    type Text = Vec<T::Text>;
    fn text(&self) -> Self::Text {
        self.iter().map(T::text).collect()
    }
    fn read(text: &Self::Text) -> Result<Self, BadExact> {
        text.iter().map(T::read).collect()
    }
}

/// The stored form for `#[serde(with = "exact::text")]`: `n/d` in lowest terms, `n` when d is 1.
pub mod text {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use super::Textual;

    /// Writes the texts.
    pub fn serialize<T: Textual, S: Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.text().serialize(serializer)
    }

    /// Reads the texts; a fraction that could be written shorter is refused.
    pub fn deserialize<'de, T: Textual, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        T::read(&T::Text::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
