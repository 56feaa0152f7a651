//! The routes of the service.

use axum::extract::State;
use axum::routing::on;
use domain::Role;
use domain::ids::{EditionId, NominationId};
use runtime::Verb;
use runtime::status::{Status, status};
use runtime::{Access, Answered, Empty, Id, Input, Params, Problem, Recorded, Route};
use serde::Deserialize;

use crate::body::{Resubmit, Return, Submit};
use crate::handle::Nominations;

const HEADS: Access = Access::Roles(&[Role::UnitHead]);
const OFFICE: Access = Access::Roles(&[Role::Administrator]);
const NOMINEES: Access = Access::Roles(&[Role::Employee, Role::UnitHead, Role::Juror]);

#[derive(Deserialize)]
struct Edition {
    edition: EditionId,
}

#[derive(Deserialize)]
struct Nomination {
    nomination: NominationId,
}

fn statuses() -> Vec<Route<Nominations>> {
    vec![Route::get::<Status>(
        "/api/v1/agencies/{agency}/commands/nomination/{entity}/{command}",
        "Lihat nasib sebuah perintah",
        Access::SignedIn,
        |m| on(m, status::<Nominations>),
    )]
}

type Answer = Result<Answered<Id>, Problem>;

/// The routes of the service.
#[must_use]
pub fn routes() -> Vec<Route<Nominations>> {
    let mut routes = vec![
        Route::command::<Submit, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/nominations",
            "Ajukan usulan",
            HEADS,
            |m| on(m, submit),
        ),
        Route::command::<Resubmit, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/resubmit",
            "Ajukan kembali usulan yang diperbaiki",
            HEADS,
            |m| on(m, resubmit),
        ),
        Route::command::<Return, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/return",
            "Kembalikan usulan untuk diperbaiki",
            OFFICE,
            |m| on(m, send_back),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/withdraw",
            "Tarik usulan",
            HEADS,
            |m| on(m, withdraw),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/reopen",
            "Ajukan lagi usulan yang ditarik",
            HEADS,
            |m| on(m, reopen),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/consent",
            "Nyatakan bersedia dicalonkan",
            NOMINEES,
            |m| on(m, consent),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/decline",
            "Nyatakan tidak bersedia dicalonkan",
            NOMINEES,
            |m| on(m, decline),
        ),
    ];
    routes.extend(crate::reads::routes());
    routes.extend(crate::eligibility::routes());
    routes.extend(statuses());
    routes
}

async fn submit(
    State(app): State<Nominations>,
    Params(path): Params<Edition>,
    input: Input<Submit>,
) -> Answer {
    app.submit(path.edition, &input).await
}

async fn resubmit(
    State(app): State<Nominations>,
    Params(path): Params<Nomination>,
    input: Input<Resubmit>,
) -> Answer {
    app.resubmit(path.nomination, &input).await
}

async fn send_back(
    State(app): State<Nominations>,
    Params(path): Params<Nomination>,
    input: Input<Return>,
) -> Answer {
    app.send_back(path.nomination, &input).await
}

async fn withdraw(
    State(app): State<Nominations>,
    Params(path): Params<Nomination>,
    input: Input<Empty>,
) -> Answer {
    app.withdraw(path.nomination, &input).await
}

async fn reopen(
    State(app): State<Nominations>,
    Params(path): Params<Nomination>,
    input: Input<Empty>,
) -> Answer {
    app.reopen(path.nomination, &input).await
}

async fn consent(
    State(app): State<Nominations>,
    Params(path): Params<Nomination>,
    input: Input<Empty>,
) -> Answer {
    app.answer(path.nomination, true, &input).await
}

async fn decline(
    State(app): State<Nominations>,
    Params(path): Params<Nomination>,
    input: Input<Empty>,
) -> Answer {
    app.answer(path.nomination, false, &input).await
}
