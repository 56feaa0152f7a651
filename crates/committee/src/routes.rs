//! The routes of the service.

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::ids::{EditionId, NominationId, PanelId, PersonId, ResultId, RoundId};
use domain::result::Counted;
use domain::{Refusal, Role, result};
use runtime::Verb;
use runtime::status::{Status, status};
use runtime::{Access, Answered, Caller, Empty, Id, Input, Params, Problem, Recorded, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ballots::OwnBallot;
use crate::body::{AddJuror, Extend, Form, Marks, Open, OpenRound, Propose, Ratify, Reasoned};
use crate::handle::Committee;
use crate::reads::INSIDE;

const OFFICE: Access = Access::Roles(&[Role::Administrator]);
const JURORS: Access = Access::Roles(&[Role::Juror]);
const RATIFIERS: Access = Access::Roles(&[Role::Ratifier]);

#[derive(Deserialize)]
struct Edition {
    edition: EditionId,
}

#[derive(Deserialize)]
struct Panel {
    panel: PanelId,
}

#[derive(Deserialize)]
struct Juror {
    panel: PanelId,
    juror: PersonId,
}

#[derive(Deserialize)]
struct Round {
    round: RoundId,
}

#[derive(Deserialize)]
struct Ballot {
    round: RoundId,
    nomination: NominationId,
}

/// The result of a round, for the committee.
#[derive(Debug, Serialize, JsonSchema)]
struct RoundResult {
    id: ResultId,
    /// The result, its last version.
    #[serde(flatten)]
    counted: Counted,
}

fn statuses() -> Vec<Route<Committee>> {
    vec![
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/edition/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Committee>),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/panel/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Committee>),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/round/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Committee>),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/ballot/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Committee>),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/decision/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Committee>),
        ),
    ]
}

type Answer = Result<Answered<Id>, Problem>;

/// The routes of the service.
#[must_use]
pub fn routes() -> Vec<Route<Committee>> {
    let mut routes = editions();
    routes.extend(panels());
    routes.extend(ballots());
    routes.extend(decisions());
    routes.extend(crate::rules::routes());
    routes.extend(crate::reads::routes());
    routes.extend(crate::rounds::routes());
    routes.extend(crate::drafts::routes());
    routes.extend(crate::conflicts::routes());
    routes.extend(statuses());
    routes
}

fn editions() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Open, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/open",
            "Buka edisi; aturannya hanya berubah dengan alasan",
            OFFICE,
            |m| on(m, open),
        ),
        Route::command::<Extend, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/extend",
            "Perpanjang batas waktu usulan",
            OFFICE,
            |m| on(m, extend),
        ),
        Route::command::<Reasoned, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/suspend",
            "Tangguhkan edisi",
            OFFICE,
            |m| on(m, suspend),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/resume",
            "Lanjutkan edisi",
            OFFICE,
            |m| on(m, resume),
        ),
        Route::command::<Reasoned, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/cancel",
            "Batalkan edisi",
            OFFICE,
            |m| on(m, cancel),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/close-nominations",
            "Tutup masa usulan",
            OFFICE,
            |m| on(m, close_nominations),
        ),
    ]
}

fn panels() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Form, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/panels",
            "Bentuk tim penilai",
            OFFICE,
            |m| on(m, form),
        ),
        Route::command::<AddJuror, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/panels/{panel}/jurors",
            "Tambah anggota tim penilai",
            OFFICE,
            |m| on(m, add_juror),
        ),
        Route::command::<Reasoned, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/panels/{panel}/jurors/{juror}/remove",
            "Keluarkan anggota tim penilai",
            OFFICE,
            |m| on(m, remove_juror),
        ),
        Route::command::<OpenRound, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/rounds",
            "Buka putaran penilaian",
            OFFICE,
            |m| on(m, open_round),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/close",
            "Tutup putaran penilaian",
            OFFICE,
            |m| on(m, close_round),
        ),
        Route::get::<RoundResult>(
            "/api/v1/agencies/{agency}/rounds/{round}/result",
            "Lihat hasil putaran",
            INSIDE,
            |m| on(m, show_result),
        ),
    ]
}

fn ballots() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Marks, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/nominations/{nomination}/ballot",
            "Berikan nilai",
            JURORS,
            |m| on(m, cast),
        ),
        Route::get::<OwnBallot>(
            "/api/v1/agencies/{agency}/rounds/{round}/nominations/{nomination}/ballot",
            "Lihat nilai sendiri",
            JURORS,
            |m| on(m, own_ballot),
        ),
        Route::command::<Marks, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/nominations/{nomination}/ballot/revise",
            "Ubah nilai",
            JURORS,
            |m| on(m, revise),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/nominations/{nomination}/ballot/abstain",
            "Abstain",
            JURORS,
            |m| on(m, abstain),
        ),
    ]
}

fn decisions() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Propose, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/decision",
            "Usulkan keputusan pemenang",
            OFFICE,
            |m| on(m, propose),
        ),
        Route::command::<Ratify, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/decision/ratify",
            "Tetapkan keputusan dengan SK",
            RATIFIERS,
            |m| on(m, ratify),
        ),
    ]
}

async fn open(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Open>,
) -> Answer {
    app.open(path.edition, &input).await
}

async fn extend(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Extend>,
) -> Answer {
    app.extend(path.edition, &input).await
}

async fn suspend(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Reasoned>,
) -> Answer {
    app.suspend(path.edition, &input).await
}

async fn resume(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Empty>,
) -> Answer {
    app.resume(path.edition, &input).await
}

async fn cancel(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Reasoned>,
) -> Answer {
    app.cancel(path.edition, &input).await
}

async fn close_nominations(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Empty>,
) -> Answer {
    app.close_nominations(path.edition, &input).await
}

async fn form(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Form>,
) -> Answer {
    app.form(path.edition, &input).await
}

async fn add_juror(
    State(app): State<Committee>,
    Params(path): Params<Panel>,
    input: Input<AddJuror>,
) -> Answer {
    app.add_juror(path.panel, &input).await
}

async fn remove_juror(
    State(app): State<Committee>,
    Params(path): Params<Juror>,
    input: Input<Reasoned>,
) -> Answer {
    app.remove_juror((path.panel, path.juror), &input).await
}

async fn open_round(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<OpenRound>,
) -> Answer {
    app.open_round(path.edition, &input).await
}

async fn close_round(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Empty>,
) -> Answer {
    app.close_round(path.round, &input).await
}

async fn cast(
    State(app): State<Committee>,
    Params(path): Params<Ballot>,
    input: Input<Marks>,
) -> Answer {
    app.ballot((path.round, path.nomination), false, &input)
        .await
}

async fn revise(
    State(app): State<Committee>,
    Params(path): Params<Ballot>,
    input: Input<Marks>,
) -> Answer {
    app.ballot((path.round, path.nomination), true, &input)
        .await
}

async fn abstain(
    State(app): State<Committee>,
    Params(path): Params<Ballot>,
    input: Input<Empty>,
) -> Answer {
    app.abstain((path.round, path.nomination), &input).await
}

async fn own_ballot(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Ballot>,
) -> Result<Json<OwnBallot>, Problem> {
    let juror = PersonId(caller.person);
    let found = app
        .own_ballot((path.round, path.nomination), (&caller.agency, juror))
        .await?;
    found.map(Json).ok_or_else(|| Refusal::BallotUnknown.into())
}

async fn show_result(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Round>,
) -> Result<Json<RoundResult>, Problem> {
    let id = ResultId::of(path.round);
    match app.last_result(&caller.agency, path.round).await? {
        Some(result::Event::Counted(counted)) => Ok(Json(RoundResult { id, counted })),
        // From before there were bundles: announced long ago, and shown on the board.
        Some(result::Event::Determined(_)) | None => Err(Refusal::ResultUnknown.into()),
    }
}

async fn propose(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Propose>,
) -> Answer {
    app.propose(path.edition, &input).await
}

async fn ratify(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Ratify>,
) -> Answer {
    app.ratify(path.edition, &input).await
}
