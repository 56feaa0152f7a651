//! *Satyalancana Karya Satya* for 10, 20 and 30 years of service (PP 35/2010 Art. 22): who may be
//! proposed, and why others may not. The President confers it; nothing is decided here.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Reference;
use crate::ids::PersonId;
use crate::person::{PersonKind, Status};
use crate::reference::{DisciplineRecord, Person, Records};
use crate::rulebook::SanctionLevel;

/// The three degrees.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Degree {
    /// Bronze, for 10 years.
    Perunggu,
    /// Silver, for 20 years.
    Perak,
    /// Gold, for 30 years.
    Emas,
}

impl Degree {
    /// All, the highest first.
    pub const ALL: [Self; 3] = [Self::Emas, Self::Perak, Self::Perunggu];

    /// The years of uninterrupted service that it is for.
    #[must_use]
    pub const fn years(self) -> i16 {
        match self {
            Self::Perunggu => 10,
            Self::Perak => 20,
            Self::Emas => 30,
        }
    }

    /// BKN's *jenis penghargaan*.
    #[must_use]
    pub const fn award(self) -> u16 {
        match self {
            Self::Perunggu => 201,
            Self::Perak => 202,
            Self::Emas => 203,
        }
    }
}

/// What keeps somebody who has served long enough from being proposed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Blocked {
    /// Was sanctioned: *sedang*. Whether service is counted anew from then is for the office.
    SanctionedSedang,
    /// Was sanctioned: *berat*.
    SanctionedBerat,
    /// Is on leave beyond the state's charge (CLTN): service is not uninterrupted.
    OnLeave,
    /// Is being examined.
    UnderExamination,
    /// Stands in another way than as active.
    NotActive,
}

/// What the records say about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Kind of employment.
    pub kind: PersonKind,
    /// Whether they are a candidate (CPNS) yet.
    pub candidate: bool,
    /// Their standing.
    pub status: Status,
    /// The day of their first appointment (TMT CPNS).
    pub since: Option<Date>,
    /// Awards held, by BKN's *jenis penghargaan*.
    pub awards: &'a [u16],
    /// Discipline records that were not taken back.
    pub discipline: &'a [DisciplineRecord],
}

/// What they come to on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Answer {
    /// May be proposed.
    Candidate {
        /// For which degree.
        degree: Degree,
        /// Completed years of service.
        years: i16,
    },
    /// Has served long enough, but for these reasons may not be proposed.
    Blocked {
        /// The degree that they have served for.
        degree: Degree,
        /// Completed years of service.
        years: i16,
        /// Why not.
        reasons: Vec<Blocked>,
    },
    /// Has not served long enough for a degree that is not held yet.
    NotYet {
        /// Completed years of service.
        years: i16,
    },
    /// When they were appointed is not known.
    AppointmentUnknown,
    /// No permanent civil servant: not covered.
    NotCovered,
}

/// Completed years from the month of one day to the month of another (PP 35/2010: from the
/// appointment as a candidate to the month of the proposal).
fn years_of_service(since: Date, on: Date) -> i16 {
    let early = on.month() < since.month();
    (on.year() - since.year() - i16::from(early)).max(0)
}

/// What somebody comes to in the month of a day: the highest degree that their years reach, if
/// neither it nor a higher one is held.
#[must_use]
pub fn answer(standing: &Standing<'_>, on: Date) -> Answer {
    if standing.kind != PersonKind::Pns || standing.candidate {
        return Answer::NotCovered;
    }
    let Some(since) = standing.since else {
        return Answer::AppointmentUnknown;
    };
    let years = years_of_service(since, on);
    let held = Degree::ALL
        .into_iter()
        .find(|degree| standing.awards.contains(&degree.award()));
    let reached = Degree::ALL
        .into_iter()
        .find(|degree| years >= degree.years());
    let Some(degree) = reached.filter(|degree| held.is_none_or(|held| held < *degree)) else {
        return Answer::NotYet { years };
    };
    let reasons = reasons(standing, on);
    if reasons.is_empty() {
        Answer::Candidate { degree, years }
    } else {
        Answer::Blocked {
            degree,
            years,
            reasons,
        }
    }
}

/// Sanctions that took effect by the last day of the month count; an examination, while it is open.
fn reasons(standing: &Standing<'_>, on: Date) -> Vec<Blocked> {
    let month_end = on.last_of_month();
    let of_record = |record: &DisciplineRecord| match record {
        DisciplineRecord::Sanction { level, from, .. } if *from <= month_end => match level {
            SanctionLevel::Ringan => None,
            SanctionLevel::Sedang => Some(Blocked::SanctionedSedang),
            SanctionLevel::Berat => Some(Blocked::SanctionedBerat),
        },
        DisciplineRecord::Examination { from, until }
            if *from <= month_end && until.is_none_or(|until| on < until) =>
        {
            Some(Blocked::UnderExamination)
        }
        DisciplineRecord::Sanction { .. }
        | DisciplineRecord::Examination { .. }
        | DisciplineRecord::Attestation { .. } => None,
    };
    let of_status = match standing.status {
        Status::Active | Status::Study => None,
        Status::Leave => Some(Blocked::OnLeave),
        Status::Suspended
        | Status::Retiring
        | Status::Sanctioned
        | Status::Inactive
        | Status::Dismissed
        | Status::Retired
        | Status::PartTime => Some(Blocked::NotActive),
    };
    let mut reasons: Vec<Blocked> = standing.discipline.iter().filter_map(of_record).collect();
    reasons.extend(of_status);
    reasons.sort_unstable();
    reasons.dedup();
    reasons
}

impl Reference {
    /// Everybody who serves here and what they come to on a day, in order of their ids; those not
    /// covered and not yet long enough in service are left out.
    #[must_use]
    pub fn service_awards(&self, on: Date) -> Vec<(PersonId, Answer)> {
        let none = Records::default();
        let ask = |id: &PersonId, person: &Person| {
            let records = self.records.get(id).unwrap_or(&none);
            let discipline: Vec<_> = records
                .discipline
                .values()
                .map(|known| known.what)
                .collect();
            let standing = Standing {
                kind: person.kind,
                candidate: person.candidate,
                status: person.status,
                since: person.since,
                awards: &records.awards,
                discipline: &discipline,
            };
            answer(&standing, on)
        };
        let serving = self.people.iter().filter(|(_, person)| person.active);
        let mut answers: Vec<_> = serving
            .map(|(id, person)| (*id, ask(id, person)))
            .filter(|(_, answer)| !matches!(answer, Answer::NotCovered | Answer::NotYet { .. }))
            .collect();
        answers.sort_unstable_by_key(|(id, _)| *id);
        answers
    }
}
