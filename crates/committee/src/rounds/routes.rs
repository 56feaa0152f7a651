//! The routes of rounds, votes, lots and bundles.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::on;
use domain::fairness::Report;
use domain::ids::{AgencyCode, EditionId, NominationId, PanelId, PersonId, RoundId};
use domain::rulebook::RoundRules;
use domain::tally::bundle::Bundle;
use domain::text::Code;
use domain::vote::Choice;
use domain::{Refusal, Role};
use jiff::Timestamp;
use ledger::CommandError;
use runtime::Verb;
use runtime::public::Public;
use runtime::status::{Status, status};
use runtime::{
    Access, Answered, Caller, Empty, Filters, Id, Input, List, Params, Problem, Recorded, Route,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::participation::{Change, Effect};
use super::{Adjust, Assign, Assignment, Correct, Extend};
use crate::ballots::Reopen;
use crate::handle::Committee;
use crate::lots::{Commit, Miss, Reveal};
use crate::reads::INSIDE;
use crate::tallies::TallyError;
use crate::votes::OwnVote;

const OFFICE: Access = Access::Roles(&[Role::Administrator]);
const JURORS: Access = Access::Roles(&[Role::Juror]);
const HOLDERS: Access = Access::Roles(&[Role::Juror, Role::Administrator, Role::Auditor]);
/// Those who may see every mark once a round has closed.
const OVERSEERS: Access = Access::Roles(&[Role::Administrator, Role::Ratifier, Role::Auditor]);

#[derive(Deserialize)]
struct Edition {
    edition: EditionId,
}

#[derive(Deserialize)]
struct Published {
    agency: AgencyCode,
    edition: EditionId,
}

#[derive(Deserialize)]
struct Round {
    round: RoundId,
}

#[derive(Deserialize)]
struct Sheet {
    round: RoundId,
    nomination: NominationId,
    juror: PersonId,
}

#[derive(Deserialize, JsonSchema)]
struct Seed {
    /// What separates equally good assignments.
    seed: u64,
}

/// A round of an edition.
#[derive(Debug, Serialize, JsonSchema)]
struct Line {
    /// Its id.
    id: RoundId,
    /// The category.
    category: Code,
    /// The panel.
    panel: PanelId,
    /// Its rules.
    rules: RoundRules,
    /// The nominations that are assessed.
    nominations: Vec<NominationId>,
    /// How many jurors must take part.
    quorum: u8,
    /// Until when ballots are accepted.
    closes_at: Timestamp,
    /// Whether it has closed.
    closed: bool,
    /// Which version of its result there is; none before the first.
    result: Option<u16>,
}

type Answer = Result<Answered<Id>, Problem>;

impl From<TallyError> for Problem {
    fn from(error: TallyError) -> Self {
        match error {
            TallyError::Command(error) => error.into(),
            TallyError::Follow(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "cannot follow the ledger"
                );
                CommandError::Unknown.into()
            }
            error @ TallyError::NotAsRecorded { .. } => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "a result cannot be counted again"
                );
                CommandError::Unknown.into()
            }
        }
    }
}

pub(crate) fn routes() -> Vec<Route<Committee>> {
    let mut routes = changes();
    routes.extend(votes());
    routes.extend(lots());
    routes.extend(reads());
    routes
}

fn changes() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Assign, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/assignment",
            "Bagikan calon kepada juri",
            OFFICE,
            |m| on(m, assign),
        ),
        Route::command::<Extend, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/extend",
            "Perpanjang putaran penilaian",
            OFFICE,
            |m| on(m, extend),
        ),
        Route::command::<Adjust, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/adjust",
            "Ubah kuorum atau jumlah lembar nilai yang diperlukan",
            OFFICE,
            |m| on(m, adjust),
        ),
        Route::command::<Correct, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/correct",
            "Keluarkan suara dari hitungan; hasil dihitung ulang",
            OFFICE,
            |m| on(m, correct),
        ),
        Route::command::<Reopen, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/nominations/{nomination}/jurors/{juror}/reopen",
            "Buka kembali lembar nilai juri",
            JURORS,
            |m| on(m, reopen),
        ),
    ]
}

fn votes() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Choice, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/vote",
            "Berikan suara",
            JURORS,
            |m| on(m, cast),
        ),
        Route::get::<OwnVote>(
            "/api/v1/agencies/{agency}/rounds/{round}/vote",
            "Lihat suara sendiri",
            JURORS,
            |m| on(m, own_vote),
        ),
        Route::command::<Choice, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/vote/revise",
            "Ubah suara",
            JURORS,
            |m| on(m, revise),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/vote/abstain",
            "Abstain dari pemungutan suara",
            JURORS,
            |m| on(m, abstain),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/vote/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Committee>),
        ),
    ]
}

fn lots() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Commit, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/lots",
            "Titipkan rahasia undian sebelum putaran dibuka",
            HOLDERS,
            |m| on(m, commit),
        ),
        Route::command::<Reveal, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/lot/reveal",
            "Buka rahasia undian setelah putaran ditutup",
            HOLDERS,
            |m| on(m, reveal),
        ),
        Route::command::<Miss, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/rounds/{round}/lot/miss",
            "Catat rahasia undian yang tidak dibuka",
            OFFICE,
            |m| on(m, miss),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/lot/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Committee>),
        ),
    ]
}

fn reads() -> Vec<Route<Committee>> {
    vec![
        Route::get::<List<Line>>(
            "/api/v1/agencies/{agency}/editions/{edition}/rounds",
            "Daftar putaran penilaian",
            INSIDE,
            |m| on(m, rounds),
        ),
        Route::get::<Assignment>(
            "/api/v1/agencies/{agency}/rounds/{round}/assignment/preview",
            "Lihat pembagian calon sebelum berlaku",
            OFFICE,
            |m| on(m, preview),
        )
        .filtered::<Seed>(),
        Route::get::<Effect>(
            "/api/v1/agencies/{agency}/rounds/{round}/participation",
            "Lihat keikutsertaan juri dan akibat sebuah perubahan",
            OVERSEERS,
            |m| on(m, participation),
        )
        .filtered::<Change>(),
        Route::get::<Bundle>(
            "/api/v1/agencies/{agency}/editions/{edition}/bundle",
            "Unduh berkas hitung untuk umum",
            Access::Public,
            |m| on(m, bundle),
        ),
        Route::get::<Report>(
            "/api/v1/agencies/{agency}/editions/{edition}/fairness",
            "Lihat laporan keadilan penilaian",
            OVERSEERS,
            |m| on(m, fairness),
        ),
        Route::get::<Bundle>(
            "/api/v1/agencies/{agency}/editions/{edition}/bundle/full",
            "Unduh berkas hitung lengkap",
            OVERSEERS,
            |m| on(m, full_bundle),
        ),
    ]
}

async fn assign(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Assign>,
) -> Answer {
    app.assign(path.round, &input).await
}

async fn extend(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Extend>,
) -> Answer {
    app.extend_round(path.round, &input).await
}

async fn adjust(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Adjust>,
) -> Answer {
    app.adjust(path.round, &input).await
}

async fn correct(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Correct>,
) -> Answer {
    app.correct(path.round, &input).await
}

async fn reopen(
    State(app): State<Committee>,
    Params(path): Params<Sheet>,
    input: Input<Reopen>,
) -> Answer {
    app.reopen((path.round, path.nomination, path.juror), &input)
        .await
}

async fn cast(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Choice>,
) -> Answer {
    app.vote(path.round, false, &input).await
}

async fn revise(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Choice>,
) -> Answer {
    app.vote(path.round, true, &input).await
}

async fn abstain(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Empty>,
) -> Answer {
    app.abstain_from_vote(path.round, &input).await
}

async fn own_vote(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Round>,
) -> Result<Json<OwnVote>, Problem> {
    let juror = PersonId(caller.person);
    let found = app.own_vote(path.round, (&caller.agency, juror)).await?;
    found.map(Json).ok_or_else(|| Refusal::BallotUnknown.into())
}

async fn commit(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Commit>,
) -> Answer {
    app.commit_lot(path.edition, &input).await
}

async fn reveal(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Reveal>,
) -> Answer {
    app.reveal_lot(path.round, &input).await
}

async fn miss(
    State(app): State<Committee>,
    Params(path): Params<Round>,
    input: Input<Miss>,
) -> Answer {
    app.miss_lot(path.round, &input).await
}

async fn rounds(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Edition>,
) -> Result<Json<List<Line>>, Problem> {
    let feed = app
        .feeds
        .agency(&caller.agency)
        .map_err(CommandError::from)?;
    let items = feed.read(|reference, _| {
        let rounds = reference.rounds.iter();
        let of_edition = rounds.filter(|(_, round)| round.edition == path.edition);
        let line = |(id, round): (&RoundId, &domain::reference::Round)| Line {
            id: *id,
            category: round.category.clone(),
            panel: round.panel,
            rules: round.rules.clone(),
            nominations: round.candidates.keys().copied().collect(),
            quorum: round.quorum,
            closes_at: round.closes_at,
            closed: round.closed.is_some(),
            result: reference.result_of(*id).map(|result| result.version),
        };
        of_edition.map(line).collect()
    });
    Ok(Json(List { items, next: None }))
}

async fn preview(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Round>,
    Filters(seed): Filters<Seed>,
) -> Result<Json<Assignment>, Problem> {
    Ok(Json(app.preview(&caller, path.round, seed.seed).await?))
}

async fn participation(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Round>,
    Filters(change): Filters<Change>,
) -> Result<Json<Effect>, Problem> {
    Ok(Json(app.effect(&caller.agency, path.round, &change).await?))
}

/// The public bundle, from the announcement on; before it nobody can tell that there is one.
async fn bundle(
    State(app): State<Committee>,
    Params(path): Params<Published>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let bundle = app.public_bundle(&path.agency, path.edition).await?;
    Ok(bundle.answer(&headers))
}

async fn full_bundle(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Edition>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let bundle = app.bundle(&caller.agency, path.edition).await?;
    let answer = Public::new("application/json", bundle.bytes()).not_kept(true);
    Ok(answer.answer(&headers))
}

async fn fairness(
    State(app): State<Committee>,
    caller: Caller,
    Params(path): Params<Edition>,
) -> Result<Json<Report>, Problem> {
    Ok(Json(app.fairness(&caller.agency, path.edition).await?))
}
