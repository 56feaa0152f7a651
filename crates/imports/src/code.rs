//! What can be wrong with a row, and how to mend it.

use serde::{Deserialize, Serialize};

/// The stable code of a row's fault. Which kind has which, and in which order:
/// [`Kind::codes`](crate::Kind::codes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// A spreadsheet destroyed the last digits.
    NipBrokenBySpreadsheet,
    /// Missing, not digits, or not 18 of them.
    NipWrongLength,
    /// Its birth date or its month of appointment cannot be.
    NipInvalidDate,
    /// No name, or a longer one than can be kept.
    NameMissing,
    /// The birth date differs from the one in the NIP.
    NipBirthDateMismatch,
    /// The sex differs from the one in the NIP.
    NipSexMismatch,
    /// Not a date of any known form, or one that is needed is missing.
    DateUnreadable,
    /// No unit is named.
    UnitMissing,
    /// An earlier row says otherwise of the same thing.
    DuplicateConflict,
    /// The agency has no such person.
    PersonUnknown,
    /// Not a year, quarter or month.
    PeriodInvalid,
    /// Not a rating, or text and number contradict each other.
    RatingUnknown,
    /// Not the predicate that the ratings amount to.
    PredicateContradictsRatings,
    /// Not a level of sanction.
    LevelUnknown,
    /// The last day is before the first.
    EndBeforeStart,
    /// The agency has no such unit.
    UnitUnknown,
    /// Not an answer of the scale.
    AnswerOutOfScale,
    /// The parent is neither known nor in a row above.
    ParentUnknown,
    /// Not one of the awards.
    AwardUnknown,
    /// No title, or a longer one than can be kept.
    TitleMissing,
    /// Not a number of hours or minutes.
    HoursInvalid,
    /// Mentor and mentee are one person.
    SamePerson,
    /// Nobody can tell by the file whether it is somebody known; who records it asks.
    IdentityDoubtful,
    /// A rule refuses it; the message says which.
    Refused,
}

impl Code {
    /// As reports write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NipBrokenBySpreadsheet => "nip-broken-by-spreadsheet",
            Self::NipWrongLength => "nip-wrong-length",
            Self::NipInvalidDate => "nip-invalid-date",
            Self::NameMissing => "name-missing",
            Self::NipBirthDateMismatch => "nip-birth-date-mismatch",
            Self::NipSexMismatch => "nip-sex-mismatch",
            Self::DateUnreadable => "date-unreadable",
            Self::UnitMissing => "unit-missing",
            Self::DuplicateConflict => "duplicate-conflict",
            Self::PersonUnknown => "person-unknown",
            Self::PeriodInvalid => "period-invalid",
            Self::RatingUnknown => "rating-unknown",
            Self::PredicateContradictsRatings => "predicate-contradicts-ratings",
            Self::LevelUnknown => "level-unknown",
            Self::EndBeforeStart => "end-before-start",
            Self::UnitUnknown => "unit-unknown",
            Self::AnswerOutOfScale => "answer-out-of-scale",
            Self::ParentUnknown => "parent-unknown",
            Self::AwardUnknown => "award-unknown",
            Self::TitleMissing => "title-missing",
            Self::HoursInvalid => "hours-invalid",
            Self::SamePerson => "same-person",
            Self::IdentityDoubtful => "identity-doubtful",
            Self::Refused => "refused",
        }
    }
}

/// What sort of value stood where the fault is. Never the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueClass {
    /// Nothing, or what stands for nothing.
    Empty,
    /// A number.
    Number,
    /// Something of the form of a date.
    Date,
    /// Any other text.
    Text,
    /// Yes or no, as spreadsheets store it.
    Boolean,
    /// A formula whose result is not in the file.
    Formula,
    /// An error of a spreadsheet, such as `#N/A`.
    Error,
    /// More characters than the field can hold.
    TooLong,
}

impl ValueClass {
    /// As people read it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Empty => "kosong",
            Self::Number => "angka",
            Self::Date => "tanggal",
            Self::Text => "teks",
            Self::Boolean => "ya/tidak",
            Self::Formula => "rumus tanpa hasil",
            Self::Error => "galat Excel",
            Self::TooLong => "terlalu panjang",
        }
    }
}

/// Why a row was set aside. It can be shown to anybody who may see that the row exists: it never
/// holds the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The number that a spreadsheet shows beside the row.
    pub row: u32,
    /// The header of the column, as written.
    pub column: String,
    /// The stable code.
    pub code: Code,
    /// What is wrong and how to mend it, in Bahasa Indonesia.
    pub message: String,
    /// What sort of value stood there.
    pub class: ValueClass,
}
