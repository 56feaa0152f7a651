//! What a file is about.

mod codes;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::field::Field;
use crate::layout::layout;

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Staff of the agency.
    People,
    /// Units of the agency.
    Units,
    /// Performance appraisals of people.
    Appraisals,
    /// Performance predicates of units.
    Organisation,
    /// Discipline sanctions.
    Sanctions,
    /// State awards that people hold.
    Awards,
    /// Trainings that people took.
    Trainings,
    /// Mentoring sessions.
    Mentoring,
    /// Answers to the public satisfaction survey.
    Survey,
    /// Registered innovations.
    Innovations,
    /// Candidates put forward by units.
    Candidates,
}

/// A text that names no kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "jenis impor tidak dikenal; pilih people, units, appraisals, organisation, sanctions, awards, \
     trainings, mentoring, survey, innovations, atau candidates"
)]
pub struct UnknownKind;

impl Kind {
    /// All kinds, in the order in which a new agency imports them.
    pub const ALL: [Self; 11] = [
        Self::Units,
        Self::People,
        Self::Appraisals,
        Self::Organisation,
        Self::Sanctions,
        Self::Awards,
        Self::Trainings,
        Self::Mentoring,
        Self::Survey,
        Self::Innovations,
        Self::Candidates,
    ];

    /// The name as commands and reports write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Units => "units",
            Self::Appraisals => "appraisals",
            Self::Organisation => "organisation",
            Self::Sanctions => "sanctions",
            Self::Awards => "awards",
            Self::Trainings => "trainings",
            Self::Mentoring => "mentoring",
            Self::Survey => "survey",
            Self::Innovations => "innovations",
            Self::Candidates => "candidates",
        }
    }

    /// The name as people read it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::People => "Data pegawai",
            Self::Units => "Daftar unit kerja",
            Self::Appraisals => "Penilaian kinerja pegawai",
            Self::Organisation => "Predikat kinerja organisasi",
            Self::Sanctions => "Hukuman disiplin",
            Self::Awards => "Penghargaan dan tanda jasa",
            Self::Trainings => "Pelatihan dan kursus",
            Self::Mentoring => "Jurnal mentoring",
            Self::Survey => "Survei kepuasan masyarakat",
            Self::Innovations => "Inovasi",
            Self::Candidates => "Usulan calon penerima penghargaan",
        }
    }

    /// What its columns can mean.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        layout(self).columns.iter().map(|known| known.field)
    }

    /// The codes of its faults. A bad row is reported by its first fault in this order.
    #[must_use]
    pub const fn codes(self) -> &'static [Code] {
        match self {
            Self::People => codes::PEOPLE,
            Self::Units => codes::UNITS,
            Self::Appraisals => codes::APPRAISALS,
            Self::Organisation => codes::ORGANISATION,
            Self::Sanctions => codes::SANCTIONS,
            Self::Awards => codes::AWARDS,
            Self::Trainings => codes::TRAININGS,
            Self::Mentoring => codes::MENTORING,
            Self::Survey => codes::SURVEY,
            Self::Innovations => codes::INNOVATIONS,
            Self::Candidates => codes::CANDIDATES,
        }
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}
