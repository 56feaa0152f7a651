//! What accepted rows say, cleaned and typed. They hold personal data: nothing here prints it.

mod nip;

use std::fmt;

use domain::Nip;
use domain::person::{Name, PersonKind, PositionGroup, Status};
use domain::predikat::{Predikat, Rating};
use domain::rulebook::SanctionLevel;
use domain::text::Title;
use domain::unit::OrganisationPredikat;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// An accepted row.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Row {
    /// Of a staff file.
    Person(PersonRow),
    /// Of a list of units.
    Unit(UnitRow),
    /// Of a file of appraisals.
    Appraisal(AppraisalRow),
    /// Of a file of units' predicates.
    Organisation(OrganisationRow),
    /// Of a file of sanctions.
    Sanction(SanctionRow),
    /// Of a file of awards.
    Award(AwardRow),
    /// Of a file of trainings.
    Training(TrainingRow),
    /// Of a mentoring journal.
    Mentoring(MentoringRow),
    /// Of a survey.
    Survey(SurveyRow),
    /// Of a register of innovations.
    Innovation(InnovationRow),
    /// Of a list of candidates.
    Candidate(CandidateRow),
}

/// How a mentoring ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MentoringState {
    /// To its end.
    Completed,
    /// Before its end.
    Abandoned,
}

/// What a row is, without what it says.
macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)+ })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
            pub struct $name {
                /// The number that a spreadsheet shows beside the row.
                pub row: u32,
                $($(#[$field_doc])* pub $field: $type,)+
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "[{} {}]", stringify!($name), self.row)
                }
            }
        )+
    };
}

rows! {
    /// A person of a staff file.
    PersonRow {
        /// PNS or PPPK, by its column. Without one a thirteenth month in the NIP tells a PPPK.
        person_kind: PersonKind,
        /// NIP or NI PPPK.
        #[serde(with = "nip")]
        nip: Nip,
        /// Name and titles in their own spelling.
        name: Name,
        /// Birth date; of the NIP if the file has no such column.
        born: Date,
        /// Unit, by its official name if it is known.
        unit: String,
        /// The unit above it.
        parent: Option<String>,
        /// Group of positions.
        group: PositionGroup,
        /// Name of the position.
        position: Option<Title>,
        /// *Golongan* such as `III/a` or `IX`.
        grade: Option<String>,
        /// Whether they serve; active unless stated otherwise.
        status: Status,
        /// Not yet appointed for good (*CPNS*).
        candidate: bool,
        /// *TMT CPNS*.
        since: Option<Date>,
        /// The id that SIASN gives, opaque.
        siasn: Option<String>,
    }

    /// A unit.
    UnitRow {
        /// Its code, opaque.
        code: Option<String>,
        /// Its name.
        name: String,
        /// The unit above it.
        parent: Option<String>,
        /// Who leads it.
        #[serde(with = "nip::option")]
        head: Option<Nip>,
        /// First day.
        from: Option<Date>,
        /// Last day.
        until: Option<Date>,
    }

    /// A person's appraisal.
    AppraisalRow {
        /// Whose.
        #[serde(with = "nip")]
        nip: Nip,
        /// `2025`, `2025-Q3` or `2025-09`.
        period: String,
        /// *Hasil kerja*.
        results: Rating,
        /// *Perilaku kerja*.
        behaviour: Rating,
        /// What both amount to.
        predikat: Predikat,
    }

    /// A unit's predicate.
    OrganisationRow {
        /// Whose, by its official name.
        unit: String,
        /// `2025`, `2025-Q3` or `2025-09`.
        period: String,
        /// Which.
        predikat: OrganisationPredikat,
    }

    /// A sanction, without its reason.
    SanctionRow {
        /// Whose.
        #[serde(with = "nip")]
        nip: Nip,
        /// How severe.
        level: SanctionLevel,
        /// Number of the decree, or else level and first day; unique within the person.
        source: String,
        /// First day.
        from: Date,
        /// Last day.
        until: Option<Date>,
        /// Number of the regulation, such as `94/2021`.
        regulation: Option<String>,
    }

    /// A state award.
    AwardRow {
        /// Whose.
        #[serde(with = "nip")]
        nip: Nip,
        /// BKN's *jenis penghargaan*, 201 to 400.
        code: u16,
        /// Number of the decree.
        number: Option<String>,
        /// Date of the decree.
        date: Option<Date>,
        /// Year of the award.
        year: u16,
    }

    /// A training.
    TrainingRow {
        /// Whose.
        #[serde(with = "nip")]
        nip: Nip,
        /// Its title.
        title: Title,
        /// BKN's *jenis diklat*.
        code: Option<u8>,
        /// Lesson hours (JP, 45 minutes), 1 to 5,000.
        hours: u16,
        /// First day.
        from: Option<Date>,
        /// Last day.
        until: Option<Date>,
        /// Who held it.
        provider: Option<String>,
        /// Number of the certificate, or else first day and title; unique within the person.
        source: String,
        /// Matter, method, speakers, facilities and relevance, each 1 to 4.
        satisfaction: Option<[Option<u8>; 5]>,
    }

    /// A mentoring session.
    MentoringRow {
        /// Who guided.
        #[serde(with = "nip")]
        mentor: Nip,
        /// Who was guided.
        #[serde(with = "nip")]
        mentee: Nip,
        /// On which day.
        on: Date,
        /// How long, 1 to 1,440.
        minutes: Option<u16>,
        /// The nine statements of form B.1.8, each 1 to the scale.
        feedback: Option<[Option<u8>; 9]>,
        /// How it ended.
        state: Option<MentoringState>,
        /// What it was about.
        skill: Option<Title>,
    }

    /// What one respondent answered.
    SurveyRow {
        /// Unit, by its official name.
        unit: String,
        /// When, local time.
        at: DateTime,
        /// `2026-Q3`, or `2026-09` if the mapping says so.
        period: String,
        /// The answers to U1 to U9, each 1 to 4.
        answers: [Option<u8>; 9],
        /// What is known of the respondent, to tell equal rows; never shown.
        respondent: String,
    }

    /// A registered innovation.
    InnovationRow {
        /// Whose.
        #[serde(with = "nip")]
        nip: Nip,
        /// Its code in the register, or else derived from its title.
        code: String,
        /// Its title.
        title: Title,
        /// Its year.
        year: u16,
        /// How far it is: *inisiatif*, *uji coba*, *penerapan*.
        stage: Option<String>,
    }

    /// A candidate that a unit puts forward, and what it claims.
    CandidateRow {
        /// Who.
        #[serde(with = "nip")]
        nip: Nip,
        /// In which category.
        category: Option<String>,
        /// Unit, by its official name.
        unit: String,
        /// *Bebas temuan*.
        no_findings: Option<bool>,
        /// *Tidak hukuman disiplin*.
        no_sanction: Option<bool>,
        /// *Tidak pemeriksaan disiplin*.
        not_examined: Option<bool>,
        /// *Memiliki inovasi*.
        has_innovation: Option<bool>,
        /// *Memiliki penghargaan*.
        has_award: Option<bool>,
        /// Full years of service claimed.
        years: Option<u16>,
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[row {}]", self.number())
    }
}

impl Row {
    /// The number that a spreadsheet shows beside the row.
    #[must_use]
    pub const fn number(&self) -> u32 {
        match self {
            Self::Person(row) => row.row,
            Self::Unit(row) => row.row,
            Self::Appraisal(row) => row.row,
            Self::Organisation(row) => row.row,
            Self::Sanction(row) => row.row,
            Self::Award(row) => row.row,
            Self::Training(row) => row.row,
            Self::Mentoring(row) => row.row,
            Self::Survey(row) => row.row,
            Self::Innovation(row) => row.row,
            Self::Candidate(row) => row.row,
        }
    }
}
