//! What readers are shown: recognition leaderboards.

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::ids::{PersonId, UnitId};
use readmodel::queries::recognition::{self, Board, Neighbourhood, Standing};
use runtime::page::cursor;
use runtime::problem::kind;
use runtime::{Access, Caller, Filters, List, MinPosition, Paging, Params, Problem, Route};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use crate::handle::Performance;

/// How many neighbours are shown on each side.
const NEIGHBOURS: u16 = 3;

#[derive(Deserialize)]
struct Period {
    period: String,
}

#[derive(Deserialize)]
struct Of {
    period: String,
    person: PersonId,
}

#[derive(Deserialize, JsonSchema)]
struct Which {
    /// Only the points earned in this unit.
    unit: Option<UnitId>,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    vec![
        Route::list::<Standing>(
            "/api/v1/agencies/{agency}/recognition/{period}",
            "Papan peringkat apresiasi sebuah periode",
            Access::SignedIn,
            |m| on(m, page),
        )
        .filtered::<Which>()
        .codes(&["period"]),
        Route::get::<Neighbourhood>(
            "/api/v1/agencies/{agency}/recognition/{period}/people/{person}",
            "Peringkat seorang pegawai dan yang di sekitarnya",
            Access::SignedIn,
            |m| on(m, around),
        )
        .filtered::<Which>()
        .codes(&["period"]),
    ]
}

async fn page(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Period>,
    Filters(which): Filters<Which>,
    paging: Paging,
    min: MinPosition,
) -> Result<Json<List<Standing>>, Problem> {
    app.reads
        .caught_up(&["recognition"], &caller.agency, min)
        .await?;
    let board = board(&caller, &path.period, &which)?;
    let items = recognition::page(&app.reads.db, board, paging.after()?, paging.limit).await?;
    let next = items
        .last()
        .filter(|_| items.len() == usize::from(paging.limit))
        .map(cursor);
    Ok(Json(List { items, next }))
}

async fn around(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Of>,
    Filters(which): Filters<Which>,
    min: MinPosition,
) -> Result<Json<Neighbourhood>, Problem> {
    app.reads
        .caught_up(&["recognition"], &caller.agency, min)
        .await?;
    let board = board(&caller, &path.period, &which)?;
    let found = recognition::around(&app.reads.db, board, path.person.0, NEIGHBOURS).await?;
    found.map(Json).ok_or_else(|| kind::NOT_FOUND.into())
}

fn board<'a>(caller: &'a Caller, period: &'a str, which: &Which) -> Result<Board<'a>, Problem> {
    if !domain::performance::is_period(period) {
        return Err(domain::Refusal::PeriodInvalid.into());
    }
    Ok(Board {
        agency: caller.agency.as_str(),
        period,
        unit: which.unit.map(Uuid::from),
    })
}
