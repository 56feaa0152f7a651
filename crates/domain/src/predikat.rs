//! The performance predicate (*predikat kinerja*) of `PermenPANRB` 6/2022, p. 99 and 102–103.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rating on one of the two axes, results (*hasil kerja*) and behaviour (*perilaku kerja*).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Rating {
    /// *Di bawah ekspektasi*.
    Below,
    /// *Sesuai ekspektasi*.
    Meets,
    /// *Di atas ekspektasi*.
    Above,
}

/// The predicate that two ratings amount to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Predikat {
    /// *Sangat Kurang*.
    SangatKurang,
    /// *Kurang/Misconduct*.
    Kurang,
    /// *Butuh Perbaikan*.
    ButuhPerbaikan,
    /// *Baik*.
    Baik,
    /// *Sangat Baik*.
    SangatBaik,
}

impl Predikat {
    /// The cell of the matrix.
    #[must_use]
    pub const fn of(results: Rating, behaviour: Rating) -> Self {
        match (results, behaviour) {
            (Rating::Above, Rating::Above) => Self::SangatBaik,
            (Rating::Above | Rating::Meets, Rating::Meets) | (Rating::Meets, Rating::Above) => {
                Self::Baik
            }
            (Rating::Above | Rating::Meets, Rating::Below) => Self::Kurang,
            (Rating::Below, Rating::Above | Rating::Meets) => Self::ButuhPerbaikan,
            (Rating::Below, Rating::Below) => Self::SangatKurang,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Predikat::{Baik, ButuhPerbaikan, Kurang, SangatBaik, SangatKurang};
    use super::Rating::{Above as A, Below as B, Meets as S};
    use super::*;

    #[test]
    fn all_nine_cells() {
        let cells = [
            (A, A, SangatBaik),
            (A, S, Baik),
            (A, B, Kurang),
            (S, A, Baik),
            (S, S, Baik),
            (S, B, Kurang),
            (B, A, ButuhPerbaikan),
            (B, S, ButuhPerbaikan),
            (B, B, SangatKurang),
        ];
        for (results, behaviour, expected) in cells {
            assert_eq!(Predikat::of(results, behaviour), expected);
        }
    }
}
