//! The routes of drafts.

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::Role;
use domain::ids::{NominationId, RoundId};
use domain::vote::Choice;
use runtime::{Access, Caller, Params, Problem, Question, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Of, Sheet};
use crate::handle::Committee;

const JURORS: Access = Access::Roles(&[Role::Juror]);
const SHEET: &str =
    "/api/v1/agencies/{agency}/rounds/{round}/nominations/{nomination}/ballot/draft";
const VOTE: &str = "/api/v1/agencies/{agency}/rounds/{round}/vote/draft";

#[derive(Deserialize)]
struct Ballot {
    round: RoundId,
    nomination: NominationId,
}

#[derive(Deserialize)]
struct Round {
    round: RoundId,
}

/// Whether there is a draft now.
#[derive(Debug, Serialize, JsonSchema)]
struct Draft {
    /// Whether it is kept.
    kept: bool,
}

type Answer = Result<Json<Draft>, Problem>;

pub(crate) fn routes() -> Vec<Route<Committee>> {
    vec![
        Route::keeps::<Sheet, Draft>(SHEET, "Simpan konsep lembar nilai", JURORS, |m| {
            on(m, keep_sheet)
        }),
        Route::kept::<Sheet>(SHEET, "Lihat konsep lembar nilai sendiri", JURORS, |m| {
            on(m, kept_sheet)
        }),
        Route::drops::<Draft>(SHEET, "Hapus konsep lembar nilai", JURORS, |m| {
            on(m, drop_sheet)
        }),
        Route::keeps::<Choice, Draft>(VOTE, "Simpan konsep suara", JURORS, |m| on(m, keep_vote)),
        Route::kept::<Choice>(VOTE, "Lihat konsep suara sendiri", JURORS, |m| {
            on(m, kept_vote)
        }),
        Route::drops::<Draft>(VOTE, "Hapus konsep suara", JURORS, |m| on(m, drop_vote)),
    ]
}

impl From<Ballot> for Of {
    fn from(path: Ballot) -> Self {
        Self::Sheet(path.round, path.nomination)
    }
}

impl From<Round> for Of {
    fn from(path: Round) -> Self {
        Self::Vote(path.round)
    }
}

async fn keep_sheet(
    State(app): State<Committee>,
    Params(path): Params<Ballot>,
    question: Question<Sheet>,
) -> Answer {
    let Question { caller, body } = question;
    app.keep_sheet(&caller, path.into(), &body).await?;
    Ok(Json(Draft { kept: true }))
}

async fn kept_sheet(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Ballot>,
) -> Result<Json<Sheet>, Problem> {
    Ok(Json(app.kept_sheet(&caller, path.into()).await?))
}

async fn drop_sheet(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Ballot>,
) -> Answer {
    app.drop_draft(&caller, path.into()).await?;
    Ok(Json(Draft { kept: false }))
}

async fn keep_vote(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    question: Question<Choice>,
) -> Answer {
    let Question { caller, body } = question;
    app.keep_vote(&caller, path.into(), &body).await?;
    Ok(Json(Draft { kept: true }))
}

async fn kept_vote(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Round>,
) -> Result<Json<Choice>, Problem> {
    Ok(Json(app.kept_vote(&caller, path.into()).await?))
}

async fn drop_vote(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Round>,
) -> Answer {
    app.drop_draft(&caller, path.into()).await?;
    Ok(Json(Draft { kept: false }))
}
