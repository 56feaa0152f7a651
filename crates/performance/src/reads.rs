//! What readers are shown: recognition leaderboards.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::on;
use domain::Role;
use domain::ids::{PersonId, UnitId};
use domain::person::PositionGroup;
use imports::export::Sheet;
use readmodel::queries::recognition::national::{self, NationalStanding};
use readmodel::queries::recognition::{self, Board, Neighbourhood, Of, Standing};
use runtime::page::cursor;
use runtime::problem::kind;
use runtime::{Access, Caller, Filters, List, MinPosition, Paging, Params, Problem, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::export::{Format, cell, file};
use crate::handle::Performance;

/// How many people a file asks for at a time, and the most it holds.
const AT_ONCE: u16 = 5_000;
const MOST: usize = 200_000;

#[derive(Deserialize)]
struct Period {
    period: String,
}

#[derive(Deserialize)]
struct Somebody {
    period: String,
    person: PersonId,
}

#[derive(Deserialize, JsonSchema)]
struct Which {
    /// Only the points earned in this unit.
    unit: Option<UnitId>,
    /// Only who held a position of this group when the first points of the period came; not with `unit`.
    group: Option<PositionGroup>,
    /// The whole board as a file; `csv` or `xlsx`.
    format: Option<Format>,
}

#[derive(Deserialize, JsonSchema)]
struct Scope {
    /// Only the points earned in this unit.
    unit: Option<UnitId>,
    /// Only who held a position of this group when the first points of the period came; not with `unit`.
    group: Option<PositionGroup>,
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
        .filtered::<Scope>()
        .codes(&["period"]),
        Route::list::<NationalStanding>(
            "/api/v1/agencies/{agency}/recognition/{period}/national",
            "Papan peringkat apresiasi nasional sebuah periode",
            Access::SignedIn,
            |m| on(m, national_page),
        )
        .codes(&["period"]),
        Route::get::<Neighbourhood<NationalStanding>>(
            "/api/v1/agencies/{agency}/recognition/{period}/national/people/{person}",
            "Peringkat nasional seorang pegawai dan yang di sekitarnya",
            Access::SignedIn,
            |m| on(m, national_around),
        )
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
) -> Result<Response, Problem> {
    app.reads
        .caught_up(&["recognition"], &caller.agency, min)
        .await?;
    let board = board(&caller, &path.period, which.unit, which.group)?;
    if let Some(format) = which.format {
        let sheet = everybody(&app, &caller, board).await?;
        return file(&sheet, format, &format!("papan-{}", path.period));
    }
    let items = recognition::page(&app.reads.db, board, paging.after()?, paging.limit).await?;
    let next = items
        .last()
        .filter(|_| items.len() == usize::from(paging.limit))
        .map(cursor);
    Ok(Json(List { items, next }).into_response())
}

/// The whole board. Names are the office's and the auditor's to see in a file; a page of the board
/// shows them to people who look at it.
async fn everybody(app: &Performance, caller: &Caller, board: Board<'_>) -> Result<Sheet, Problem> {
    let inside = matches!(caller.role, Role::Administrator | Role::Auditor);
    let mut sheet = Sheet::new(&["PERINGKAT", "ORANG", "NAMA", "POIN", "PERISTIWA"]);
    let mut last = None;
    loop {
        let page = recognition::page(&app.reads.db, board, last, AT_ONCE).await?;
        let names = if inside {
            app.names(caller, page.iter().map(|one| one.person)).await?
        } else {
            HashMap::new()
        };
        sheet.rows.extend(page.iter().map(|one| {
            vec![
                one.rank.to_string(),
                one.person.to_string(),
                cell(names.get(&PersonId(one.person))),
                one.points.to_string(),
                one.events.to_string(),
            ]
        }));
        last = page.last().copied();
        if page.len() < usize::from(AT_ONCE) {
            return Ok(sheet);
        }
        if sheet.rows.len() >= MOST {
            let problem = Problem::from(kind::QUERY_INVALID).with_field("format");
            return Err(
                problem.with_detail(format!("a file holds {MOST} people; ask by unit or group"))
            );
        }
    }
}

async fn around(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Somebody>,
    Filters(which): Filters<Scope>,
    min: MinPosition,
) -> Result<Json<Neighbourhood>, Problem> {
    app.reads
        .caught_up(&["recognition"], &caller.agency, min)
        .await?;
    let board = board(&caller, &path.period, which.unit, which.group)?;
    let found = recognition::around(&app.reads.db, board, path.person.0).await?;
    found.map(Json).ok_or_else(|| kind::NOT_FOUND.into())
}

fn board<'a>(
    caller: &'a Caller,
    period: &'a str,
    unit: Option<UnitId>,
    group: Option<PositionGroup>,
) -> Result<Board<'a>, Problem> {
    let wrong = |detail: &str| {
        let problem = Problem::from(kind::QUERY_INVALID).with_field("group");
        Err(problem.with_detail(detail))
    };
    let of = match (unit, group) {
        (Some(_), Some(_)) => return wrong("ask for a unit or for a group, not for both"),
        (_, Some(PositionGroup::None)) => return wrong("there is no board of no position"),
        (_, Some(group)) => Of::Group(group),
        (Some(unit), _) => Of::Unit(unit.into()),
        (None, None) => Of::Agency,
    };
    Ok(Board {
        agency: caller.agency.as_str(),
        period: known(period)?,
        of,
    })
}

fn known(period: &str) -> Result<&str, Problem> {
    if domain::performance::is_period(period) {
        Ok(period)
    } else {
        Err(domain::Refusal::PeriodInvalid.into())
    }
}

/// Ids and points alone: names are of the agency that holds their keys.
async fn national_page(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Period>,
    paging: Paging,
    min: MinPosition,
) -> Result<Json<List<NationalStanding>>, Problem> {
    let period = known(&path.period)?;
    app.reads
        .caught_up(&["recognition"], &caller.agency, min)
        .await?;
    let after = paging.after()?;
    let items = national::page(&app.reads.db, period, after.as_ref(), paging.limit).await?;
    let next = items
        .last()
        .filter(|_| items.len() == usize::from(paging.limit))
        .map(cursor);
    Ok(Json(List { items, next }))
}

async fn national_around(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Somebody>,
    min: MinPosition,
) -> Result<Json<Neighbourhood<NationalStanding>>, Problem> {
    let (agency, period) = (&caller.agency, known(&path.period)?);
    app.reads.caught_up(&["recognition"], agency, min).await?;
    let db = &app.reads.db;
    let found = national::around(db, agency.as_str(), period, path.person.0).await?;
    found.map(Json).ok_or_else(|| kind::NOT_FOUND.into())
}
