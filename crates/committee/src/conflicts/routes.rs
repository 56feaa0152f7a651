//! The routes of conflicts of interest.

use axum::extract::State;
use axum::routing::on;
use domain::Role;
use domain::conflict::{Ask, Between};
use domain::ids::{EditionId, NominationId, PersonId};
use runtime::Verb;
use runtime::status::{Status, status};
use runtime::{Access, Answered, Empty, Id, Input, Params, Problem, Recorded, Route};
use serde::Deserialize;

use super::{Because, Declare, Whose, about, reads};
use crate::handle::Committee;

/// Whoever would assess or decide may have a conflict.
const CONCERNED: Access = Access::Roles(&[Role::Juror, Role::Administrator]);
/// The office and, among the jurors, who chairs.
const DECIDERS: Access = Access::Roles(&[Role::Administrator, Role::Juror]);

#[derive(Deserialize)]
struct Own {
    edition: EditionId,
    nomination: NominationId,
}

impl Own {
    fn of<T>(&self, input: &Input<T>) -> Between {
        Between {
            edition: self.edition,
            nomination: self.nomination,
            juror: PersonId(input.caller.person),
        }
    }
}

type Answer = Result<Answered<Id>, Problem>;

pub(crate) fn routes() -> Vec<Route<Committee>> {
    let mut routes = declarations();
    routes.extend(decisions());
    routes.extend(reads::routes());
    routes
}

fn declarations() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Declare, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/nominations/{nomination}/conflicts/declare",
            "Nyatakan benturan kepentingan sendiri",
            CONCERNED,
            |m| on(m, declare),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/nominations/{nomination}/conflicts/withdraw",
            "Tarik pernyataan benturan kepentingan sendiri",
            CONCERNED,
            |m| on(m, withdraw),
        ),
        Route::get::<Status>(
            "/api/v1/agencies/{agency}/commands/conflict/{entity}/{command}",
            "Lihat nasib sebuah perintah",
            Access::SignedIn,
            |m| on(m, status::<Committee>),
        ),
    ]
}

fn decisions() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/nominations/{nomination}/conflicts/{juror}/record",
            "Catat benturan kepentingan yang terdeteksi",
            DECIDERS,
            |m| on(m, record),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/nominations/{nomination}/conflicts/{juror}/confirm",
            "Kukuhkan benturan kepentingan",
            DECIDERS,
            |m| on(m, confirm),
        ),
        Route::command::<Because, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/nominations/{nomination}/conflicts/{juror}/dismiss",
            "Tolak adanya benturan kepentingan dengan alasan",
            DECIDERS,
            |m| on(m, dismiss),
        ),
        Route::command::<Because, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/nominations/{nomination}/conflicts/{juror}/waive",
            "Kesampingkan benturan kepentingan; perlu dua orang",
            DECIDERS,
            |m| on(m, waive),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/nominations/{nomination}/conflicts/{juror}/pin",
            "Kunci benturan kepentingan terhadap perubahan oleh juri",
            DECIDERS,
            |m| on(m, pin),
        ),
    ]
}

async fn declare(
    State(app): State<Committee>,
    Params(path): Params<Own>,
    input: Input<Declare>,
) -> Answer {
    let between = path.of(&input);
    let statement = about(between.juror, &input.body.statement);
    app.on_conflict(between, &input, Ask::Declare(statement))
        .await
}

async fn withdraw(
    State(app): State<Committee>,
    Params(path): Params<Own>,
    input: Input<Empty>,
) -> Answer {
    app.on_conflict(path.of(&input), &input, Ask::WithdrawDeclaration)
        .await
}

async fn record(
    State(app): State<Committee>,
    Params(whose): Params<Whose>,
    input: Input<Empty>,
) -> Answer {
    app.on_conflict(whose, &input, Ask::Record).await
}

async fn confirm(
    State(app): State<Committee>,
    Params(whose): Params<Whose>,
    input: Input<Empty>,
) -> Answer {
    app.on_conflict(whose, &input, Ask::Confirm).await
}

async fn dismiss(
    State(app): State<Committee>,
    Params(whose): Params<Whose>,
    input: Input<Because>,
) -> Answer {
    let reason = about(whose.juror, &input.body.reason);
    app.on_conflict(whose, &input, Ask::Dismiss(reason)).await
}

async fn waive(
    State(app): State<Committee>,
    Params(whose): Params<Whose>,
    input: Input<Because>,
) -> Answer {
    let reason = about(whose.juror, &input.body.reason);
    app.on_conflict(whose, &input, Ask::Waive(reason)).await
}

async fn pin(
    State(app): State<Committee>,
    Params(whose): Params<Whose>,
    input: Input<Empty>,
) -> Answer {
    app.on_conflict(whose, &input, Ask::Pin).await
}
