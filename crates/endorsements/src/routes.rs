//! The routes of the service.

use axum::extract::State;
use axum::routing::on;
use domain::Role;
use domain::ids::NominationId;
use runtime::Verb;
use runtime::status::{Status, status};
use runtime::{Access, Answered, Empty, Id, Input, Params, Problem, Recorded, Route};
use serde::Deserialize;

use crate::body::Give;
use crate::handle::Endorsements;

const ENDORSERS: Access = Access::Roles(&[Role::Employee, Role::UnitHead, Role::Citizen]);

#[derive(Deserialize)]
struct Nomination {
    nomination: NominationId,
}

fn statuses() -> Vec<Route<Endorsements>> {
    vec![Route::get::<Status>(
        "/api/v1/agencies/{agency}/commands/endorsement/{entity}/{command}",
        "Lihat nasib sebuah perintah",
        Access::SignedIn,
        |m| on(m, status::<Endorsements>),
    )]
}

type Answer = Result<Answered<Id>, Problem>;

/// The routes of the service.
#[must_use]
pub fn routes() -> Vec<Route<Endorsements>> {
    let mut routes = vec![
        Route::command::<Give, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/endorsements",
            "Dukung usulan",
            ENDORSERS,
            |m| on(m, give),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/nominations/{nomination}/endorsements/withdraw",
            "Tarik dukungan",
            ENDORSERS,
            |m| on(m, withdraw),
        ),
    ];
    routes.extend(statuses());
    routes
}

async fn give(
    State(app): State<Endorsements>,
    Params(path): Params<Nomination>,
    input: Input<Give>,
) -> Answer {
    app.give(path.nomination, &input).await
}

async fn withdraw(
    State(app): State<Endorsements>,
    Params(path): Params<Nomination>,
    input: Input<Empty>,
) -> Answer {
    app.withdraw(path.nomination, &input).await
}
