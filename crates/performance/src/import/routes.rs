//! The routes of imports.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::on;
use domain::Role;
use domain::ids::ImportId;
use imports::Kind;
use jiff::civil::Date;
use runtime::problem::kind;
use runtime::{Access, Caller, Filters, Input, Params, Problem, Question, Route, Verb};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::stage::{Confirm, LARGEST, Standing};
use super::{Listed, UndoReport};
use crate::handle::Performance;

const OFFICE: Access = Access::Roles(&[Role::Administrator]);
const READERS: Access = Access::Roles(&[Role::Administrator, Role::Auditor]);
const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Deserialize)]
struct What {
    kind: Kind,
}

#[derive(Deserialize)]
struct Which {
    import: ImportId,
}

#[derive(Deserialize, JsonSchema)]
struct When {
    /// From when transfers hold that have no date of their own; today unless stated.
    on: Option<Date>,
}

/// All imports of an agency.
#[derive(Serialize, JsonSchema)]
struct All {
    /// Latest first.
    items: Vec<Listed>,
}

/// Whether something is kept now.
#[derive(Serialize, JsonSchema)]
struct Kept {
    /// Whether it is.
    kept: bool,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    let mut routes = files();
    routes.extend(acts());
    routes
}

/// Files, their previews and reports.
fn files() -> Vec<Route<Performance>> {
    vec![
        Route::get::<All>(
            "/api/v1/agencies/{agency}/imports",
            "Daftar impor",
            READERS,
            |m| on(m, list),
        ),
        Route::get::<Standing>(
            "/api/v1/agencies/{agency}/import-files/{kind}",
            "Unggah berkas dan lihat pratinjaunya",
            OFFICE,
            |m| on(m, upload),
        )
        .upload()
        .filtered::<When>()
        .codes(&["kind"]),
        Route::get::<Standing>(
            "/api/v1/agencies/{agency}/imports/{import}",
            "Lihat sebuah impor: pratinjau, kemajuan, hasil",
            READERS,
            |m| on(m, show),
        ),
        Route::drops::<Kept>(
            "/api/v1/agencies/{agency}/imports/{import}",
            "Buang pratinjau yang belum dikonfirmasi",
            OFFICE,
            |m| on(m, discard),
        ),
        Route::get::<()>(
            "/api/v1/agencies/{agency}/imports/{import}/report.xlsx",
            "Unduh laporan beserta baris yang ditahan",
            OFFICE,
            |m| on(m, book),
        )
        .media(MEDIA),
    ]
}

/// What is done with a preview, and with an import.
fn acts() -> Vec<Route<Performance>> {
    vec![
        Route::command::<Confirm, Standing>(
            Verb::Post,
            "/api/v1/agencies/{agency}/imports/{import}/confirm",
            "Konfirmasi pratinjau: catat barisnya",
            OFFICE,
            |m| on(m, confirm),
        ),
        Route::get::<UndoReport>(
            "/api/v1/agencies/{agency}/imports/{import}/undo",
            "Lihat apa yang berubah bila impor dibatalkan",
            READERS,
            |m| on(m, undo_preview),
        ),
        Route::command::<runtime::Empty, UndoReport>(
            Verb::Post,
            "/api/v1/agencies/{agency}/imports/{import}/undo",
            "Batalkan sebuah impor",
            OFFICE,
            |m| on(m, undo),
        ),
        Route::kept::<Value>(
            "/api/v1/agencies/{agency}/import-mappings/{kind}",
            "Lihat pemetaan kolom yang disimpan",
            READERS,
            |m| on(m, mapping),
        )
        .codes(&["kind"]),
        Route::keeps::<Value, Value>(
            "/api/v1/agencies/{agency}/import-mappings/{kind}",
            "Simpan pemetaan kolom",
            OFFICE,
            |m| on(m, save_mapping),
        )
        .codes(&["kind"]),
    ]
}

async fn list(State(app): State<Performance>, caller: Caller) -> Result<Json<All>, Problem> {
    let items = app.imports(&caller.agency)?;
    Ok(Json(All { items }))
}

async fn upload(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<What>,
    Filters(when): Filters<When>,
    request: Request,
) -> Result<Json<Standing>, Problem> {
    // A file is held in memory while it is read, so only a few are at once.
    let _place = app.limits.admit()?;
    let bytes = to_bytes(request.into_body(), LARGEST).await.map_err(|_| {
        let detail = "Berkas lebih dari 32 MiB, atau pengiriman terputus. Kirim lagi, atau pakai `berprestasi import`.";
        Problem::from(kind::BODY_TOO_LARGE).with_detail(detail)
    })?;
    let file = (bytes.to_vec(), when.on);
    let staged = app.stage(&caller.agency, caller.actor(), path.kind, file);
    Ok(Json(staged.await?))
}

async fn show(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Which>,
) -> Result<Json<Standing>, Problem> {
    Ok(Json(app.standing(&caller.agency, path.import).await?))
}

async fn discard(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Which>,
) -> Result<Json<Kept>, Problem> {
    app.not_at_work(path.import)?;
    app.discard(&caller.agency, path.import).await?;
    Ok(Json(Kept { kept: false }))
}

async fn book(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Which>,
) -> Result<Response, Problem> {
    let book = app.book(&caller.agency, path.import).await?;
    let name = format!("attachment; filename=\"impor-{}.xlsx\"", path.import);
    let headers = [
        (CONTENT_TYPE, MEDIA.to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, book).into_response())
}

async fn confirm(
    State(app): State<Performance>,
    Params(path): Params<Which>,
    input: Input<Confirm>,
) -> Result<Json<Standing>, Problem> {
    let by = input.caller.actor();
    let confirmed = app.confirm(&input.agency, path.import, by, input.body);
    Ok(Json(confirmed.await?))
}

async fn undo_preview(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Which>,
) -> Result<Json<UndoReport>, Problem> {
    let by = caller.actor();
    Ok(Json(
        app.undo_preview(&caller.agency, path.import, by).await?,
    ))
}

async fn undo(
    State(app): State<Performance>,
    Params(path): Params<Which>,
    input: Input<runtime::Empty>,
) -> Result<Json<UndoReport>, Problem> {
    let by = input.caller.actor();
    Ok(Json(app.take_back(&input.agency, path.import, by).await?))
}

async fn mapping(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<What>,
) -> Result<Json<Value>, Problem> {
    let mapping = app.mapping(&caller.agency, path.kind).await?;
    serde_json::to_value(mapping)
        .map(Json)
        .map_err(|_| kind::INTERNAL.into())
}

async fn save_mapping(
    State(app): State<Performance>,
    Params(path): Params<What>,
    asked: Question<Value>,
) -> Result<Json<Value>, Problem> {
    let agency = &asked.caller.agency;
    let saved = app.save_mapping(agency, path.kind, &asked.body).await?;
    serde_json::to_value(saved)
        .map(Json)
        .map_err(|_| kind::INTERNAL.into())
}
