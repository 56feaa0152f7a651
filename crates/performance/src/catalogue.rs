//! The indicator catalogue, point tables, lists of candidates, and predicates of units.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use axum::routing::on;
use domain::ids::{IndicatorId, PersonId, PointsId, UnitId};
use domain::indicator::{self, Defined};
use domain::points::{self, Table};
use domain::text::Code;
use domain::{Reference, Role};
use imports::export::Sheet;
use ledger::CommandError;
use readmodel::queries::performance::{self as queries, Candidate, Indicator, UnitPredikat};
use runtime::page::cursor;
use runtime::{
    Access, Answered, Caller, Empty, Filters, Id, Input, List, MinPosition, Paging, Params,
    Problem, Recorded, Route, Verb,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::export::{Format, cell, file};
use crate::handle::Performance;

const OFFICE: Access = Access::Roles(&[Role::Administrator]);
const INSIDE: Access = Access::Roles(&[Role::Administrator, Role::Auditor]);
/// How many candidates a file asks for at a time.
const AT_ONCE: u16 = 1_000;

#[derive(Deserialize)]
struct One {
    indicator: Code,
}

/// Of which year.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
struct OfYear {
    /// The year.
    year: i16,
    /// As a file with everything instead of a page; `csv` or `xlsx`.
    format: Option<Format>,
}

/// A point table of the agency.
#[derive(Debug, Serialize, JsonSchema)]
struct PointTable {
    /// Whether it gives the points of periods of this year that are recorded now.
    in_force: bool,
    /// Whether it comes with the program: it holds for years that no table of the agency is for.
    built_in: bool,
    /// The table. No law sets such points; they are the agency's own choice.
    table: Table,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    let mut routes = indicators();
    routes.extend([
        Route::get::<List<PointTable>>(
            "/api/v1/agencies/{agency}/point-tables",
            "Tabel poin apresiasi instansi, dari yang pertama ditetapkan",
            Access::SignedIn,
            |m| on(m, tables),
        ),
        Route::command::<Table, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/point-tables",
            "Tetapkan versi baru tabel poin",
            OFFICE,
            |m| on(m, adopt),
        ),
        Route::list::<Candidate>(
            "/api/v1/agencies/{agency}/candidates",
            "Daftar calon penerima penghargaan sebuah tahun menurut unit",
            INSIDE,
            |m| on(m, candidates),
        )
        .filtered::<OfYear>(),
        Route::get::<List<UnitPredikat>>(
            "/api/v1/agencies/{agency}/unit-predicates",
            "Predikat kinerja organisasi unit dalam sebuah tahun",
            Access::SignedIn,
            |m| on(m, predicates),
        )
        .filtered::<OfYear>(),
    ]);
    routes
}

fn indicators() -> Vec<Route<Performance>> {
    vec![
        Route::get::<List<Indicator>>(
            "/api/v1/agencies/{agency}/indicators",
            "Katalog indikator kinerja",
            Access::SignedIn,
            |m| on(m, catalogue),
        ),
        Route::command::<Defined, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/indicators",
            "Tetapkan indikator kinerja, atau ubah yang ada",
            OFFICE,
            |m| on(m, define),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/indicators/{indicator}/retire",
            "Hentikan pengukuran sebuah indikator",
            OFFICE,
            |m| on(m, retire),
        )
        .codes(&["indicator"]),
    ]
}

async fn catalogue(
    State(app): State<Performance>,
    caller: Caller,
    min: MinPosition,
) -> Result<Json<List<Indicator>>, Problem> {
    app.reads
        .caught_up(&["performance"], &caller.agency, min)
        .await?;
    let items = queries::indicators(&app.reads.db, caller.agency.as_str()).await?;
    Ok(Json(List { items, next: None }))
}

async fn define(
    State(app): State<Performance>,
    input: Input<Defined>,
) -> Result<Answered<Id>, Problem> {
    let id = IndicatorId::of(&input.agency, &input.body.code);
    let command = indicator::Command::Define(input.body.clone());
    let command = app.desk.command(&input, id.0, true, command);
    let result = app.indicators.handle(&command).await;
    Answered::created(result, input.receipt("indicator", id), Id::of(id))
}

async fn retire(
    State(app): State<Performance>,
    Params(path): Params<One>,
    input: Input<Empty>,
) -> Result<Answered<Id>, Problem> {
    let id = IndicatorId::of(&input.agency, &path.indicator);
    let command = app
        .desk
        .command(&input, id.0, false, indicator::Command::Retire);
    let result = app.indicators.handle(&command).await;
    Answered::changed(result, input.receipt("indicator", id), Id::of(id))
}

/// What is recorded after this is answered gets points by this table.
async fn adopt(
    State(app): State<Performance>,
    input: Input<Table>,
) -> Result<Answered<Id>, Problem> {
    let id = PointsId::of(&input.agency);
    let command = points::Command::Adopt(input.body.clone());
    let command = app.desk.command(&input, id.0, true, command);
    let result = app.points.handle(&command).await;
    if result.is_ok() {
        app.points.catch_up(&input.agency).await?;
    }
    Answered::created(result, input.receipt("points", id), Id::of(id))
}

async fn tables(
    State(app): State<Performance>,
    caller: Caller,
    MinPosition(min): MinPosition,
) -> Result<Json<List<PointTable>>, Problem> {
    let feed = app.feeds.agency(&caller.agency);
    let feed = feed.map_err(CommandError::from)?;
    if let Some(min) = min {
        let there = feed.wait(min.sequence).await;
        there.map_err(CommandError::from)?;
    }
    let items = feed.read(|reference, _| all_tables(reference, app.desk.clock.now()));
    Ok(Json(List { items, next: None }))
}

fn all_tables(reference: &Reference, now: jiff::Timestamp) -> Vec<PointTable> {
    let year = now.to_zoned(jiff::tz::TimeZone::UTC).year();
    let in_force = reference.point_table(&year.to_string()).version;
    let shown = |table: &Table, built_in| PointTable {
        in_force: table.version == in_force,
        built_in,
        table: table.clone(),
    };
    let adopted = reference.point_tables.iter();
    std::iter::once(shown(&Table::built_in(), true))
        .chain(adopted.map(|table| shown(table, false)))
        .collect()
}

async fn candidates(
    State(app): State<Performance>,
    caller: Caller,
    Filters(asked): Filters<OfYear>,
    paging: Paging,
    min: MinPosition,
) -> Result<Response, Problem> {
    use axum::response::IntoResponse as _;
    app.reads
        .caught_up(&["performance"], &caller.agency, min)
        .await?;
    if let Some(format) = asked.format {
        let sheet = all_candidates(&app, &caller, asked.year).await?;
        return file(&sheet, format, &format!("calon-{}", asked.year));
    }
    let (db, agency, limit) = (&app.reads.db, caller.agency.as_str(), paging.limit);
    let items = queries::candidates(db, agency, asked.year, paging.after()?, limit).await?;
    let last = items.last().filter(|_| items.len() == usize::from(limit));
    let next = last.map(|one| cursor(&one.id));
    Ok(Json(List { items, next }).into_response())
}

async fn all_candidates(app: &Performance, caller: &Caller, year: i16) -> Result<Sheet, Problem> {
    let header = [
        "ORANG",
        "NAMA",
        "UNIT",
        "KATEGORI",
        "TANGGAL DAFTAR",
        "KLAIM",
    ];
    let (mut sheet, mut after) = (Sheet::new(&header), None);
    let (db, agency) = (&app.reads.db, caller.agency.as_str());
    let feed = app.feeds.agency(&caller.agency);
    let feed = feed.map_err(CommandError::from)?;
    loop {
        let page = queries::candidates(db, agency, year, after, AT_ONCE).await?;
        let Some(last) = page.last() else {
            return Ok(sheet);
        };
        after = Some(last.id);
        let names = app.names(caller, page.iter().map(|one| one.person)).await?;
        feed.read(|reference, _| {
            sheet.rows.extend(page.iter().map(|one| {
                vec![
                    one.person.to_string(),
                    cell(names.get(&PersonId(one.person))),
                    unit_name(reference, one.unit),
                    cell(one.category.as_ref()),
                    one.on.to_string(),
                    one.claims.to_string(),
                ]
            }));
        });
    }
}

/// The name of a unit, or its id where it is not known.
pub(crate) fn unit_name(reference: &Reference, unit: Option<Uuid>) -> String {
    let known = unit.and_then(|unit| reference.units.get(&UnitId(unit)));
    known.map_or_else(|| cell(unit), |known| known.name.to_string())
}

async fn predicates(
    State(app): State<Performance>,
    caller: Caller,
    Filters(asked): Filters<OfYear>,
    min: MinPosition,
) -> Result<Response, Problem> {
    app.reads
        .caught_up(&["performance"], &caller.agency, min)
        .await?;
    let items = queries::unit_predikats(&app.reads.db, caller.agency.as_str(), asked.year).await?;
    let feed = app.feeds.agency(&caller.agency);
    let feed = feed.map_err(CommandError::from)?;
    let name = format!("predikat-unit-{}", asked.year);
    let list = List { items, next: None };
    crate::export::shown(list, asked.format, &name, |list| {
        let mut sheet = Sheet::new(&["UNIT", "PREDIKAT"]);
        feed.read(|reference, _| {
            let row = |one: &UnitPredikat| {
                vec![unit_name(reference, Some(one.unit)), one.predikat.clone()]
            };
            sheet.rows = list.items.iter().map(row).collect();
        });
        sheet
    })
}
