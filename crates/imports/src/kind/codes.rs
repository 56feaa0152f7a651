//! The faults of each kind, in the order in which a bad row's first one is looked for.

use Code as C;

use crate::code::Code;

pub(super) const PEOPLE: &[C] = &[
    C::NipBrokenBySpreadsheet,
    C::NipWrongLength,
    C::NipInvalidDate,
    C::NameMissing,
    C::NipBirthDateMismatch,
    C::NipSexMismatch,
    C::DateUnreadable,
    C::UnitMissing,
    C::DuplicateConflict,
];
pub(super) const UNITS: &[C] = &[
    C::NameMissing,
    C::ParentUnknown,
    C::DateUnreadable,
    C::EndBeforeStart,
    C::DuplicateConflict,
];
pub(super) const APPRAISALS: &[C] = &[
    C::PersonUnknown,
    C::PeriodInvalid,
    C::RatingUnknown,
    C::PredicateContradictsRatings,
    C::DuplicateConflict,
];
pub(super) const ORGANISATION: &[C] = &[
    C::UnitUnknown,
    C::PeriodInvalid,
    C::RatingUnknown,
    C::DuplicateConflict,
];
pub(super) const SANCTIONS: &[C] = &[
    C::PersonUnknown,
    C::LevelUnknown,
    C::EndBeforeStart,
    C::DateUnreadable,
    C::DuplicateConflict,
];
pub(super) const AWARDS: &[C] = &[
    C::PersonUnknown,
    C::AwardUnknown,
    C::DateUnreadable,
    C::PeriodInvalid,
    C::DuplicateConflict,
];
pub(super) const TRAININGS: &[C] = &[
    C::PersonUnknown,
    C::TitleMissing,
    C::HoursInvalid,
    C::DateUnreadable,
    C::EndBeforeStart,
    C::AnswerOutOfScale,
    C::DuplicateConflict,
];
pub(super) const MENTORING: &[C] = &[
    C::PersonUnknown,
    C::SamePerson,
    C::DateUnreadable,
    C::HoursInvalid,
    C::AnswerOutOfScale,
    C::DuplicateConflict,
];
pub(super) const SURVEY: &[C] = &[C::UnitUnknown, C::AnswerOutOfScale, C::DateUnreadable];
pub(super) const INNOVATIONS: &[C] = &[
    C::PersonUnknown,
    C::TitleMissing,
    C::PeriodInvalid,
    C::DuplicateConflict,
];
pub(super) const CANDIDATES: &[C] = &[
    C::PersonUnknown,
    C::UnitUnknown,
    C::AnswerOutOfScale,
    C::DuplicateConflict,
];
