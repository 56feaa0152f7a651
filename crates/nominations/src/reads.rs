//! What readers are shown: the nomination board, without what they have a conflict of interest with.

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::ids::{EditionId, NominationId};
use domain::text::Code;
use domain::{Refusal, Role};
use readmodel::queries::After;
use readmodel::queries::nominations::{self, Nomination};
use runtime::page::cursor;
use runtime::{Access, Caller, Filters, List, MinPosition, Paging, Params, Problem, Route};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::handle::Nominations;

/// Those who run or oversee an edition see all of its nominations.
const BOARD: Access = Access::Roles(&[
    Role::Administrator,
    Role::Auditor,
    Role::Juror,
    Role::Ratifier,
    Role::UnitHead,
]);

#[derive(Deserialize)]
struct Edition {
    edition: EditionId,
}

#[derive(Deserialize)]
struct One {
    nomination: NominationId,
}

#[derive(Deserialize, JsonSchema)]
struct Which {
    /// Only this category.
    category: Option<Code>,
}

pub(crate) fn routes() -> Vec<Route<Nominations>> {
    vec![
        Route::list::<Nomination>(
            "/api/v1/agencies/{agency}/editions/{edition}/nominations",
            "Daftar usulan sebuah edisi",
            BOARD,
            |m| on(m, board),
        )
        .filtered::<Which>(),
        Route::get::<Nomination>(
            "/api/v1/agencies/{agency}/nominations/{nomination}",
            "Lihat usulan",
            BOARD,
            |m| on(m, one),
        ),
    ]
}

async fn board(
    State(app): State<Nominations>,
    caller: Caller,
    Params(path): Params<Edition>,
    Filters(which): Filters<Which>,
    paging: Paging,
    min: MinPosition,
) -> Result<Json<List<Nomination>>, Problem> {
    app.reads
        .caught_up(&["nomination_board"], &caller.agency, min)
        .await?;
    let (agency, edition) = (caller.agency.as_str(), path.edition.0);
    let category = which.category.as_ref().map(Code::as_str);
    let after = paging.after::<After>()?;
    let hidden = app.hidden(&caller).await?;
    let mut items = nominations::of_edition(
        &app.reads.db,
        agency,
        edition,
        category,
        after,
        paging.limit,
    )
    .await?;
    let last = items
        .last()
        .filter(|_| items.len() == usize::from(paging.limit));
    let next = last.map(|last| {
        cursor(&After {
            position: last.submitted,
            id: last.id,
        })
    });
    items.retain(|item| !hidden(path.edition, NominationId(item.id)));
    Ok(Json(List { items, next }))
}

async fn one(
    State(app): State<Nominations>,
    caller: Caller,
    Params(path): Params<One>,
    min: MinPosition,
) -> Result<Json<Nomination>, Problem> {
    app.reads
        .caught_up(&["nomination_board"], &caller.agency, min)
        .await?;
    let found = nominations::one(&app.reads.db, caller.agency.as_str(), path.nomination.0).await?;
    let found = found.ok_or(Refusal::NominationUnknown)?;
    let hidden = app.hidden(&caller).await?;
    if hidden(EditionId(found.edition), path.nomination) {
        return Err(Refusal::ConflictOfInterest.into());
    }
    Ok(Json(found))
}
