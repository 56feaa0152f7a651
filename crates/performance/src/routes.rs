//! The routes of the service.

use axum::Json;
use axum::extract::{FromRequest as _, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::on;
use domain::Role;
use domain::ids::{PersonId, UnitId};
use runtime::Verb;
use runtime::status::{Status, status};
use runtime::{Access, Answered, Caller, Id, Input, Params, Problem, Recorded, Route};
use serde::Deserialize;

use crate::body::{
    AppointHead, Batch, BatchAnswer, CorrectName, From, Record, RegisterPerson, RegisterUnit,
    RenameUnit, Transfer, sized,
};
use crate::handle::Performance;
use crate::ingest::{Line, LineAnswer, is_lines};

const OFFICE: Access = Access::Roles(&[Role::Administrator]);

#[derive(Deserialize)]
struct Unit {
    unit: UnitId,
}

#[derive(Deserialize)]
struct Person {
    person: PersonId,
}

fn statuses() -> Vec<Route<Performance>> {
    vec![
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/unit/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Performance>),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/person/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Performance>),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/performance/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Performance>),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/survey/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Performance>),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/indicator/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Performance>),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/points/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Performance>),
        ),
    ]
}

type Answer = Result<Answered<Id>, Problem>;
type Batched = Result<Json<BatchAnswer>, Problem>;

/// The routes of the service.
#[must_use]
pub fn routes() -> Vec<Route<Performance>> {
    let mut routes = units();
    routes.extend(people());
    routes.extend([
        Route::command::<Record, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/performance-events",
            "Catat peristiwa kinerja",
            OFFICE,
            |m| on(m, record),
        )
        .lines::<Line, LineAnswer>(),
        Route::command::<Batch<Record>, BatchAnswer>(
            Verb::Post,
            "/api/v1/agencies/{agency}/performance-events/batch",
            "Catat banyak peristiwa kinerja sekaligus",
            OFFICE,
            |m| on(m, record_all),
        )
        .batch(),
    ]);
    routes.extend(crate::ingest::routes());
    routes.extend(crate::reads::routes());
    routes.extend(crate::find::routes());
    routes.extend(crate::lines::routes());
    routes.extend(crate::surveys::routes());
    routes.extend(crate::effect::routes());
    routes.extend(crate::catalogue::routes());
    routes.extend(crate::service_awards::routes());
    routes.extend(crate::staff::routes());
    routes.extend(crate::amend::routes());
    routes.extend(crate::discipline::routes());
    routes.extend(crate::import::routes());
    routes.extend(statuses());
    routes
}

fn units() -> Vec<Route<Performance>> {
    vec![
        Route::command::<RegisterUnit, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/units",
            "Daftarkan unit kerja",
            OFFICE,
            |m| on(m, register_unit),
        ),
        Route::command::<RenameUnit, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/units/{unit}/rename",
            "Ubah nama unit kerja",
            OFFICE,
            |m| on(m, rename_unit),
        ),
        Route::command::<AppointHead, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/units/{unit}/head",
            "Tetapkan kepala unit kerja",
            OFFICE,
            |m| on(m, appoint_head),
        ),
        Route::command::<From, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/units/{unit}/close",
            "Tutup unit kerja",
            OFFICE,
            |m| on(m, close_unit),
        ),
    ]
}

fn people() -> Vec<Route<Performance>> {
    vec![
        Route::command::<RegisterPerson, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/people",
            "Daftarkan pegawai",
            OFFICE,
            |m| on(m, register),
        ),
        Route::command::<Batch<RegisterPerson>, BatchAnswer>(
            Verb::Post,
            "/api/v1/agencies/{agency}/people/batch",
            "Daftarkan banyak pegawai sekaligus",
            OFFICE,
            |m| on(m, register_all),
        )
        .batch(),
        Route::command::<CorrectName, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/people/{person}/correct",
            "Perbaiki nama pegawai",
            OFFICE,
            |m| on(m, correct),
        ),
        Route::command::<Transfer, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/people/{person}/transfer",
            "Pindahkan pegawai ke unit lain",
            OFFICE,
            |m| on(m, transfer),
        ),
        Route::command::<From, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/people/{person}/depart",
            "Catat pegawai berhenti",
            OFFICE,
            |m| on(m, depart),
        ),
    ]
}

async fn register_unit(State(app): State<Performance>, input: Input<RegisterUnit>) -> Answer {
    app.register_unit(&input).await
}

async fn rename_unit(
    State(app): State<Performance>,
    Params(path): Params<Unit>,
    input: Input<RenameUnit>,
) -> Answer {
    app.rename_unit(path.unit, &input).await
}

async fn appoint_head(
    State(app): State<Performance>,
    Params(path): Params<Unit>,
    input: Input<AppointHead>,
) -> Answer {
    app.appoint_head(path.unit, &input).await
}

async fn close_unit(
    State(app): State<Performance>,
    Params(path): Params<Unit>,
    input: Input<From>,
) -> Answer {
    app.close_unit(path.unit, &input).await
}

async fn register(State(app): State<Performance>, input: Input<RegisterPerson>) -> Answer {
    app.register(&input).await
}

async fn register_all(
    State(app): State<Performance>,
    input: Input<Batch<RegisterPerson>>,
) -> Batched {
    sized(&input)?;
    Ok(Json(app.register_all(&input).await?))
}

async fn correct(
    State(app): State<Performance>,
    Params(path): Params<Person>,
    input: Input<CorrectName>,
) -> Answer {
    app.correct(path.person, &input).await
}

async fn transfer(
    State(app): State<Performance>,
    Params(path): Params<Person>,
    input: Input<Transfer>,
) -> Answer {
    app.transfer(path.person, &input).await
}

async fn depart(
    State(app): State<Performance>,
    Params(path): Params<Person>,
    input: Input<From>,
) -> Answer {
    app.depart(path.person, &input).await
}

/// One event as JSON, or many as lines: the content type says.
async fn record(
    State(app): State<Performance>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    if is_lines(request.headers()) {
        return app.record_lines(caller, request);
    }
    let input = Input::from_request(request, &app).await?;
    Ok(app.record(&input).await?.into_response())
}

async fn record_all(State(app): State<Performance>, input: Input<Batch<Record>>) -> Batched {
    sized(&input)?;
    Ok(Json(app.record_all(&input).await))
}
