//! What explains a person's points: each line with its source, its points and the table that gave
//! them. They add up to the total of the board.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use axum::routing::on;
use domain::Role;
use domain::ids::PersonId;
use imports::export::Sheet;
use readmodel::queries::dossier::{self, Dossier};
use readmodel::queries::performance::{self as queries, Line};
use runtime::problem::kind;
use runtime::{Access, Caller, Filters, MinPosition, Params, Problem, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::export::{As, cell, shown};
use crate::handle::Performance;

/// A person's points of a period, line by line.
#[derive(Debug, Serialize, JsonSchema)]
struct PointsExplained {
    /// Who.
    person: PersonId,
    /// The period.
    period: String,
    /// What the lines add up to.
    total: u64,
    /// Which tables gave points is the agency's own choice, no law's.
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Of {
    period: String,
    person: PersonId,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    vec![
        Route::get::<PointsExplained>(
            "/api/v1/agencies/{agency}/recognition/{period}/people/{person}/lines",
            "Rincian poin seorang pegawai, baris demi baris",
            Access::SignedIn,
            |m| on(m, lines),
        )
        .filtered::<As>()
        .codes(&["period"]),
        Route::get::<Dossier>(
            "/api/v1/agencies/{agency}/people/{person}/dossier",
            "Berkas seorang pegawai: penghargaan, usulan, dan poin",
            Access::SignedIn,
            |m| on(m, dossier),
        ),
    ]
}

/// Somebody's own lines, and everybody's for the office and the auditor.
pub(crate) fn may_see(caller: &Caller, person: PersonId) -> Result<(), Problem> {
    let inside = matches!(caller.role, Role::Administrator | Role::Auditor);
    if inside || caller.person == person.0 {
        Ok(())
    } else {
        Err(kind::FORBIDDEN.into())
    }
}

#[derive(Deserialize)]
struct Somebody {
    person: PersonId,
}

async fn dossier(
    State(app): State<Performance>,
    caller: Caller,
    Params(Somebody { person }): Params<Somebody>,
    min: MinPosition,
) -> Result<Json<Dossier>, Problem> {
    may_see(&caller, person)?;
    app.reads
        .caught_up(&dossier::PROJECTIONS, &caller.agency, min)
        .await?;
    let (db, agency) = (&app.reads.db, caller.agency.as_str());
    Ok(Json(dossier::of_person(db, agency, person.0).await?))
}

async fn lines(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Of>,
    Filters(As { format }): Filters<As>,
    min: MinPosition,
) -> Result<Response, Problem> {
    may_see(&caller, path.person)?;
    if !domain::performance::is_period(&path.period) {
        return Err(domain::Refusal::PeriodInvalid.into());
    }
    app.reads
        .caught_up(&["performance"], &caller.agency, min)
        .await?;
    let (db, agency) = (&app.reads.db, caller.agency.as_str());
    let lines = queries::lines(db, agency, path.person.0, &path.period).await?;
    let explained = PointsExplained {
        person: path.person,
        total: lines.iter().map(|line| line.points).sum(),
        period: path.period,
        lines,
    };
    let name = format!("rincian-poin-{}", explained.period);
    shown(explained, format, &name, sheet)
}

fn sheet(explained: &PointsExplained) -> Sheet {
    let header = ["SUMBER", "JENIS", "RINCIAN", "UNIT", "POIN", "TABEL POIN"];
    let mut sheet = Sheet::new(&header);
    sheet.rows = explained
        .lines
        .iter()
        .map(|line| {
            vec![
                line.source.clone(),
                line.what.clone(),
                line.detail.to_string(),
                cell(line.unit),
                line.points.to_string(),
                line.table.clone(),
            ]
        })
        .collect();
    sheet
}
