//! Who may be proposed for the Satyalancana Karya Satya, and who may not although they have served
//! long enough. The President confers it; this is the office's list to check and to propose from.

use axum::extract::State;
use axum::response::Response;
use axum::routing::on;
use domain::Role;
use domain::ids::PersonId;
use domain::service_award::{Answer, Blocked, Degree};
use imports::export::Sheet;
use jiff::civil::Date;
use ledger::CommandError;
use runtime::{Access, Caller, Filters, MinPosition, Problem, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::export::{Format, cell, shown};
use crate::handle::Performance;

/// Blocked people are disciplined people: exempt from publication (UU 14/2008 Art. 17).
const INSIDE: Access = Access::Roles(&[Role::Administrator, Role::Auditor]);

/// On which day.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
struct On {
    /// The day of the proposal; years are counted to its month.
    on: Date,
    /// As a file; `csv` or `xlsx`.
    format: Option<Format>,
}

/// Somebody who has served long enough.
#[derive(Debug, Serialize, JsonSchema)]
struct ServiceAward {
    /// Who.
    person: PersonId,
    /// Their name; none if it cannot be opened.
    name: Option<String>,
    /// For which degree.
    degree: Degree,
    /// The degree as BKN's *jenis penghargaan*.
    award: u16,
    /// Completed years of service.
    years: i16,
    /// Why they may not be proposed; nothing of those who may.
    blocked: Vec<Blocked>,
}

/// The list of a day.
#[derive(Debug, Serialize, JsonSchema)]
struct ServiceAwards {
    /// The day.
    on: Date,
    /// Who may be proposed.
    candidates: Vec<ServiceAward>,
    /// Who may not although they have served long enough.
    blocked: Vec<ServiceAward>,
    /// Permanent civil servants whose appointment no staff file has told.
    unknown: Vec<PersonId>,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    vec![
        Route::get::<ServiceAwards>(
            "/api/v1/agencies/{agency}/service-awards",
            "Calon penerima Satyalancana Karya Satya dan yang terhalang",
            INSIDE,
            |m| on(m, list),
        )
        .filtered::<On>(),
    ]
}

async fn list(
    State(app): State<Performance>,
    caller: Caller,
    Filters(asked): Filters<On>,
    MinPosition(min): MinPosition,
) -> Result<Response, Problem> {
    let feed = app.feeds.agency(&caller.agency);
    let feed = feed.map_err(CommandError::from)?;
    if let Some(min) = min {
        feed.wait(min.sequence).await.map_err(CommandError::from)?;
    }
    let answers = feed.read(|reference, _| reference.service_awards(asked.on));
    let people = answers.iter().map(|(person, _)| person.0);
    let mut names = app.names(&caller, people).await?;
    let mut list = ServiceAwards {
        on: asked.on,
        candidates: Vec::new(),
        blocked: Vec::new(),
        unknown: Vec::new(),
    };
    for (person, answer) in answers {
        let mut award = |degree: Degree, years, blocked| ServiceAward {
            person,
            name: names.remove(&person),
            degree,
            award: degree.award(),
            years,
            blocked,
        };
        match answer {
            Answer::Candidate { degree, years } => {
                list.candidates.push(award(degree, years, Vec::new()));
            }
            Answer::Blocked {
                degree,
                years,
                reasons,
            } => list.blocked.push(award(degree, years, reasons)),
            Answer::AppointmentUnknown => list.unknown.push(person),
            Answer::NotYet { .. } | Answer::NotCovered => {}
        }
    }
    let name = format!("satyalancana-{}", asked.on);
    shown(list, asked.format, &name, sheet)
}

const fn words(blocked: Blocked) -> &'static str {
    match blocked {
        Blocked::SanctionedSedang => "hukuman disiplin sedang",
        Blocked::SanctionedBerat => "hukuman disiplin berat",
        Blocked::OnLeave => "cuti di luar tanggungan negara",
        Blocked::UnderExamination => "dalam pemeriksaan",
        Blocked::NotActive => "kedudukan hukum tidak aktif",
    }
}

fn sheet(list: &ServiceAwards) -> Sheet {
    let mut sheet = Sheet::new(&[
        "ORANG",
        "NAMA",
        "TINGKAT",
        "JENIS PENGHARGAAN ID",
        "MASA KERJA (TAHUN)",
        "STATUS",
        "ALASAN",
    ]);
    let row = |award: &ServiceAward| {
        let reasons: Vec<_> = award.blocked.iter().map(|why| words(*why)).collect();
        let status = if reasons.is_empty() {
            "dapat diusulkan"
        } else {
            "terhalang"
        };
        vec![
            award.person.to_string(),
            cell(award.name.as_ref()),
            award.degree.years().to_string(),
            award.award.to_string(),
            award.years.to_string(),
            status.to_owned(),
            reasons.join(", "),
        ]
    };
    let known = list.candidates.iter().chain(&list.blocked);
    sheet.rows = known.map(row).collect();
    sheet.rows.extend(list.unknown.iter().map(|person| {
        let mut row = vec![String::new(); 7];
        row[0] = person.to_string();
        "TMT CPNS belum diketahui".clone_into(&mut row[5]);
        row
    }));
    sheet
}
