//! What readers are shown: editions, and the leaderboards of announced ones.

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::Role;
use domain::ids::{AgencyCode, EditionId};
use domain::text::{Code, Title};
use ledger::CommandError;
use readmodel::queries::award_board::{self, Line};
use readmodel::queries::editions::{self, Edition};
use runtime::{Access, Caller, Filters, List, MinPosition, Params, Problem, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::handle::Committee;

/// Those who run or oversee an edition see drafts and, once announced, every standing.
pub(crate) const INSIDE: Access = Access::Roles(&[
    Role::Administrator,
    Role::Auditor,
    Role::Juror,
    Role::Ratifier,
]);

/// An agency of the installation.
#[derive(Debug, Serialize, JsonSchema)]
struct Agency {
    /// Its code.
    code: String,
    /// Its name.
    name: Title,
}

#[derive(Deserialize)]
pub(crate) struct Of {
    pub(crate) agency: AgencyCode,
    pub(crate) edition: EditionId,
}

#[derive(Deserialize, JsonSchema)]
struct Which {
    /// Only this category.
    category: Option<Code>,
}

pub(crate) fn routes() -> Vec<Route<Committee>> {
    vec![
        Route::get::<List<Agency>>("/api/v1/agencies", "Daftar instansi", Access::Public, |m| {
            on(m, agencies)
        }),
        Route::get::<List<Edition>>(
            "/api/v1/editions",
            "Daftar edisi yang dibuka",
            Access::Public,
            |m| on(m, public),
        ),
        Route::get::<List<Edition>>(
            "/api/v1/agencies/{agency}/editions",
            "Daftar edisi instansi, termasuk rancangan",
            INSIDE,
            |m| on(m, all),
        ),
        Route::get::<List<Line>>(
            "/api/v1/agencies/{agency}/editions/{edition}/awards",
            "Pemenang edisi yang sudah diumumkan",
            Access::Public,
            |m| on(m, winners),
        )
        .filtered::<Which>(),
        Route::get::<List<Line>>(
            "/api/v1/agencies/{agency}/editions/{edition}/standings",
            "Peringkat lengkap edisi yang sudah diumumkan",
            INSIDE,
            |m| on(m, standings),
        )
        .filtered::<Which>(),
    ]
}

async fn agencies(State(app): State<Committee>) -> Json<List<Agency>> {
    let items = app.feeds.registry().read(|reference, _| {
        let named = reference.agencies.iter();
        named
            .map(|(code, name)| Agency {
                code: code.clone(),
                name: name.clone(),
            })
            .collect()
    });
    Json(List { items, next: None })
}

async fn public(State(app): State<Committee>) -> Result<Json<List<Edition>>, Problem> {
    let items = editions::public(&app.reads.db, None).await?;
    Ok(Json(List { items, next: None }))
}

async fn all(
    State(app): State<Committee>,
    caller: Caller,
    min: MinPosition,
) -> Result<Json<List<Edition>>, Problem> {
    app.reads
        .caught_up(&["nomination_board"], &caller.agency, min)
        .await?;
    let items = editions::of_agency(&app.reads.db, caller.agency.as_str()).await?;
    Ok(Json(List { items, next: None }))
}

async fn winners(
    State(app): State<Committee>,
    Params(of): Params<Of>,
    Filters(which): Filters<Which>,
    min: MinPosition,
) -> Result<Json<List<Line>>, Problem> {
    // Nobody vouches for the agency of a public address.
    app.feeds.agency(&of.agency).map_err(CommandError::from)?;
    app.reads
        .caught_up(&["award_board"], &of.agency, min)
        .await?;
    let category = which.category.as_ref().map(Code::as_str);
    let items =
        award_board::winners(&app.reads.db, of.agency.as_str(), of.edition.0, category).await?;
    Ok(Json(List { items, next: None }))
}

async fn standings(
    State(app): State<Committee>,
    Params(of): Params<Of>,
    Filters(which): Filters<Which>,
    min: MinPosition,
) -> Result<Json<List<Line>>, Problem> {
    app.reads
        .caught_up(&["award_board"], &of.agency, min)
        .await?;
    let category = which.category.as_ref().map(Code::as_str);
    let items =
        award_board::standings(&app.reads.db, of.agency.as_str(), of.edition.0, category).await?;
    Ok(Json(List { items, next: None }))
}
