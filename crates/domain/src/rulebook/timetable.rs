//! Stages and working days, as data.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{Code, Title};

/// A day of the week.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Weekday {
    /// *Senin*.
    Monday,
    /// *Selasa*.
    Tuesday,
    /// *Rabu*.
    Wednesday,
    /// *Kamis*.
    Thursday,
    /// *Jumat*.
    Friday,
    /// *Sabtu*.
    Saturday,
    /// *Minggu*.
    Sunday,
}

/// Which days are working days (*hari kerja*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Calendar {
    /// Days of the week that are not.
    pub weekend: Vec<Weekday>,
    /// Dates that are not.
    pub holidays: Vec<Holiday>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            weekend: vec![Weekday::Saturday, Weekday::Sunday],
            holidays: Vec::new(),
        }
    }
}

/// A public holiday or collective leave (*cuti bersama*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// Its name.
    pub title: Title,
}

/// What happens in a stage.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum StageKind {
    /// The rules are made known (*sosialisasi*).
    Information,
    /// Nominations (*usulan*); its last day is the deadline.
    Nominations,
    /// Eligibility is checked (*seleksi administrasi*).
    Administrative,
    /// Objections (*masa sanggah*).
    Objections,
    /// A round of assessment.
    Assessment,
    /// The plenary (*rapat pleno*).
    Plenary,
    /// The announcement (*pengumuman*).
    Announcement,
}

/// A stage. Either both dates, or the stage it follows and its length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its code within the edition.
    pub code: Code,
    /// Its name.
    pub title: Title,
    /// What happens in it.
    pub kind: StageKind,
    /// Its first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The stage that it follows, beginning on the next working day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Code>,
    /// How many working days it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u16>,
}
