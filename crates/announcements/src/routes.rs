//! The routes of the service.

use axum::extract::State;
use axum::routing::on;
use domain::Role;
use domain::ids::EditionId;
use runtime::{Access, Answered, Empty, Id, Input, Params, Problem, Recorded, Route, Verb};
use serde::Deserialize;

use crate::handle::Announcements;

#[derive(Deserialize)]
struct Edition {
    edition: EditionId,
}

/// The routes of the service.
#[must_use]
pub fn routes() -> Vec<Route<Announcements>> {
    vec![Route::command::<Empty, Recorded<Id>>(
        Verb::Post,
        "/api/v1/agencies/{agency}/editions/{edition}/announcement",
        "Umumkan keputusan yang sudah ditetapkan",
        Access::Roles(&[Role::Administrator]),
        |m| on(m, publish),
    )]
}

async fn publish(
    State(app): State<Announcements>,
    Params(path): Params<Edition>,
    input: Input<Empty>,
) -> Result<Answered<Id>, Problem> {
    app.publish(path.edition, &input).await
}
