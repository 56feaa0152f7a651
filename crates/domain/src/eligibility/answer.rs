//! What rules answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Position;
use crate::ids::PersonId;
use crate::text::Code;

/// What a rule answers.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// *Memenuhi syarat (MS)*.
    Met,
    /// *Tidak memenuhi syarat (TMS)*.
    NotMet,
    /// *Perlu klarifikasi*.
    Unclear,
}

/// Why a rule answers what it does.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The records show that it is met.
    RecordsShow,
    /// Nothing speaks against it in records that the ledger itself keeps in full.
    NothingAgainst,
    /// No such person is registered.
    NotRegistered,
    /// Does not serve in the agency on the cut-off day.
    NotServing,
    /// Serves, but does not stand as active: on leave, suspended, retiring or worse.
    NotActive,
    /// Studies, works part-time or is under a sanction: whether that counts as active is to be
    /// clarified.
    StandingToClarify,
    /// Is employed in another way.
    OtherKind,
    /// Holds a position of another group.
    OtherGroup,
    /// Is older.
    TooOld,
    /// Has served less.
    TooShort,
    /// Only the year of the appointment is known, and the month decides.
    AppointmentMonthUnknown,
    /// There is no number, or it is erased: age and length of service are not known.
    NumberUnknown,
    /// An annual appraisal is missing.
    AppraisalMissing,
    /// Annual appraisals of one year contradict each other.
    AppraisalsDiffer,
    /// An annual appraisal is lower.
    PredicateTooLow,
    /// Was sanctioned.
    Sanctioned,
    /// Is serving a sanction.
    ServingSanction,
    /// When the sanction ends is not known.
    SanctionEndUnknown,
    /// Is under examination.
    UnderExamination,
    /// Nobody attested that the discipline records are complete up to the cut-off day.
    NotAttested,
    /// Has won before.
    WonBefore,
    /// No training is recorded in those years.
    TrainingMissing,
    /// Too few lesson hours are recorded.
    TooFewHours,
    /// A checker says whether the document is in order.
    DocumentToSee,
    /// The rulebook sets no cut-off day, and the rule needs one.
    NoCutOff,
    /// The rule is about people and the nominee is a unit.
    NotForUnits,
}

/// What a rule answers, about whom, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Which of the category's requirements, from 0.
    pub rule: u16,
    /// Its name, such as `no-sanction`.
    pub name: Code,
    /// The person it is about; none when it is about the nomination or the unit.
    pub person: Option<PersonId>,
    /// The document that it asks for, if it asks for one.
    pub document: Option<Code>,
    /// What it answers.
    pub verdict: Verdict,
    /// Why.
    pub why: Why,
    /// The records that it rests on.
    pub rests_on: Vec<Position>,
}

/// What the answers amount to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every requirement is met.
    Eligible,
    /// One is not met.
    Ineligible,
    /// None is not met, one is unclear.
    Unclear,
}
