//! What a column can mean.

use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($variant:ident = $name:literal, $doc:literal;)+) => {
        /// What a column can mean. Whatever means none of these is not taken over.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Field {
            $(#[doc = $doc] $variant,)+
        }

        impl Field {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that mappings use.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

fields! {
    Nip = "nip", "NIP or NI PPPK of the person that the row is about.";
    Name = "name", "Name of a person or a unit.";
    Before = "before", "*Gelar depan*.";
    After = "after", "*Gelar belakang*.";
    Born = "born", "Birth date; compared with the NIP.";
    Sex = "sex", "Sex; compared with the NIP.";
    Employment = "employment", "*Jenis pegawai*: PNS or PPPK.";
    Legal = "legal", "*Kedudukan hukum*.";
    Flag = "flag", "*Status CPNS/PNS*: C or P.";
    Since = "since", "*TMT CPNS*.";
    TmtPns = "tmt-pns", "*TMT PNS*; only checked.";
    TmtGrade = "tmt-grade", "*TMT golongan*; only checked.";
    TmtPosition = "tmt-position", "*TMT jabatan*; only checked.";
    Grade = "grade", "*Golongan*.";
    PositionType = "position-type", "*Jenis jabatan*.";
    Eselon = "eselon", "*Eselon*.";
    Position = "position", "*Nama jabatan*.";
    Unit = "unit", "Unit.";
    Parent = "parent", "Unit above.";
    Siasn = "siasn", "The id that SIASN gives a person.";
    Code = "code", "Code of a unit, a training or an innovation.";
    Head = "head", "NIP of a unit's head.";
    From = "from", "First day.";
    Until = "until", "Last day.";
    Year = "year", "Year.";
    Period = "period", "Period in one column, such as `2025-Q3`.";
    PeriodKind = "period-kind", "1 monthly, 2 quarterly.";
    FromMonth = "from-month", "First month.";
    UntilMonth = "until-month", "Last month.";
    Results = "results", "*Hasil kerja* in words.";
    ResultsNumber = "results-number", "*Hasil kerja* as 1 to 3.";
    Behaviour = "behaviour", "*Perilaku kerja* in words.";
    BehaviourNumber = "behaviour-number", "*Perilaku kerja* as 1 to 3.";
    Predikat = "predikat", "*Predikat kinerja* in words.";
    PredikatNumber = "predikat-number", "*Predikat kinerja* as 1 to 5.";
    Level = "level", "*Tingkat hukuman*.";
    Sanction = "sanction", "*Jenis hukuman*.";
    Number = "number", "Number of a decree or certificate.";
    Signed = "signed", "Date of a decree.";
    Years = "years", "Number of years.";
    Months = "months", "Number of months.";
    Regulation = "regulation", "Number of the regulation.";
    Award = "award", "Award by name.";
    AwardId = "award-id", "Award by its BKN id.";
    Title = "title", "Title of a training or an innovation.";
    Hours = "hours", "Lesson hours (JP).";
    Provider = "provider", "Who held a training.";
    Mentor = "mentor", "NIP of the mentor.";
    Mentee = "mentee", "NIP of the mentee.";
    On = "on", "Day.";
    Minutes = "minutes", "Duration in minutes.";
    State = "state", "How far something is.";
    Skill = "skill", "Skill that a mentoring is about.";
    At = "at", "When an answer was given.";
    RespondentSex = "respondent-sex", "Sex of a respondent.";
    Age = "age", "Age of a respondent.";
    Education = "education", "Education of a respondent.";
    Occupation = "occupation", "Occupation of a respondent.";
    Service = "service", "Service that a respondent used.";
    Slot = "slot", "Time of day of a respondent's visit.";
    Answer1 = "u1", "First answer; *persyaratan* in a survey.";
    Answer2 = "u2", "Second answer; *prosedur* in a survey.";
    Answer3 = "u3", "Third answer; *waktu penyelesaian* in a survey.";
    Answer4 = "u4", "Fourth answer; *biaya/tarif* in a survey.";
    Answer5 = "u5", "Fifth answer; *produk layanan* in a survey.";
    Answer6 = "u6", "Sixth answer; *kompetensi pelaksana* in a survey.";
    Answer7 = "u7", "Seventh answer; *perilaku pelaksana* in a survey.";
    Answer8 = "u8", "Eighth answer; *sarana dan prasarana* in a survey.";
    Answer9 = "u9", "Ninth answer; *penanganan pengaduan* in a survey.";
    Stage = "stage", "Stage of an innovation.";
    Category = "category", "Category of an award edition.";
    NoFindings = "no-findings", "*Bebas temuan*.";
    NoSanction = "no-sanction", "*Tidak hukuman disiplin*.";
    NotExamined = "not-examined", "*Tidak pemeriksaan disiplin*.";
    HasInnovation = "has-innovation", "*Memiliki inovasi*.";
    HasAward = "has-award", "*Memiliki penghargaan*.";
}

impl Field {
    /// The nine answers in order.
    pub const ANSWERS: [Self; 9] = [
        Self::Answer1,
        Self::Answer2,
        Self::Answer3,
        Self::Answer4,
        Self::Answer5,
        Self::Answer6,
        Self::Answer7,
        Self::Answer8,
        Self::Answer9,
    ];

    /// The field of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|field| field.as_str() == name)
    }
}
