//! The routes of eligibility.

use axum::extract::State;
use axum::routing::on;
use domain::eligibility::Command;
use domain::ids::NominationId;
use domain::{Private, Role};
use runtime::Verb;
use runtime::status::{Status, status};
use runtime::{Access, Answered, Empty, Id, Input, Params, Problem, Recorded, Route};
use serde::Deserialize;

use super::{Attest, Override, one, reads};
use crate::handle::Nominations;

/// Checkers and who approves; that they are two different people is decided, not routed.
const OFFICE: Access = Access::Roles(&[Role::Administrator]);

#[derive(Deserialize)]
struct Of {
    nomination: NominationId,
}

type Answer = Result<Answered<Id>, Problem>;

pub(crate) fn routes() -> Vec<Route<Nominations>> {
    let mut routes = vec![
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/eligibility/check",
            "Periksa kelayakan usulan secara otomatis",
            OFFICE,
            |m| on(m, check),
        ),
        Route::command::<Attest, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/eligibility/attest",
            "Catat hasil pemeriksaan dokumen",
            OFFICE,
            |m| on(m, attest),
        ),
        Route::command::<Override, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/eligibility/override",
            "Kesampingkan jawaban sebuah syarat dengan alasan",
            OFFICE,
            |m| on(m, set_aside),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/eligibility/confirm",
            "Konfirmasi hasil pemeriksaan kelayakan",
            OFFICE,
            |m| on(m, confirm),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/eligibility/approve",
            "Setujui hasil pemeriksaan kelayakan sebagai orang kedua",
            OFFICE,
            |m| on(m, approve),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/eligibility/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Nominations>),
        ),
    ];
    routes.push(one::route());
    routes.extend(reads::routes());
    routes
}

async fn check(
    State(app): State<Nominations>,
    Params(of): Params<Of>,
    input: Input<Empty>,
) -> Answer {
    app.check(of.nomination, &input).await
}

async fn attest(
    State(app): State<Nominations>,
    Params(of): Params<Of>,
    input: Input<Attest>,
) -> Answer {
    let (document, in_order) = (input.body.document.clone(), input.body.in_order);
    let attest = Command::Attest { document, in_order };
    app.on_eligibility(of.nomination, &input, attest).await
}

async fn set_aside(
    State(app): State<Nominations>,
    Params(of): Params<Of>,
    input: Input<Override>,
) -> Answer {
    let body = &input.body;
    app.eligibilities.catch_up(&input.agency).await?;
    let about = app.about_nominee(of.nomination, &input)?;
    let command = Command::Override {
        rule: body.rule,
        person: body.person,
        met: body.met,
        reason: Private::new(about, body.reason.clone()),
    };
    app.on_eligibility(of.nomination, &input, command).await
}

async fn confirm(
    State(app): State<Nominations>,
    Params(of): Params<Of>,
    input: Input<Empty>,
) -> Answer {
    app.on_eligibility(of.nomination, &input, Command::Confirm)
        .await
}

async fn approve(
    State(app): State<Nominations>,
    Params(of): Params<Of>,
    input: Input<Empty>,
) -> Answer {
    app.on_eligibility(of.nomination, &input, Command::Approve)
        .await
}
