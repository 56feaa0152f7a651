use axum::Json;
use axum::routing::on;
use domain::text::Title;
use domain::{Position, Role};
use ledger::Outcome;
use runtime::{
    Access, Answered, Caller, Empty, Filters, Id, Input, List, Operation, Paging, Params, Problem,
    Recorded, Route, Verb,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{THINGS, anonymous, empty, send};

#[derive(Debug, Serialize, JsonSchema)]
struct Thing {
    id: Uuid,
    title: Title,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Proposal {
    title: Title,
    members: Vec<Member>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Member {
    id: Uuid,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Search {
    year: Option<u16>,
}

pub(super) fn routes() -> Vec<Route<()>> {
    const HEADS: Access = Access::Roles(&[Role::UnitHead]);
    vec![
        Route::list::<Thing>("/api/v1/editions", "Daftar edisi", Access::Public, |m| {
            on(m, list)
        })
        .filtered::<Search>(),
        Route::get::<Thing>(
            "/api/v1/agencies/{agency}/things/{id}",
            "Lihat",
            Access::SignedIn,
            |m| on(m, show),
        ),
        Route::command::<Proposal, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/things",
            "Ajukan",
            HEADS,
            |m| on(m, submit),
        ),
        Route::command::<Empty, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/things/{id}",
            "Tutup",
            Access::SignedIn,
            |m| on(m, close),
        ),
        Route::command::<Vec<Proposal>, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/imports",
            "Impor",
            HEADS,
            |m| on(m, import),
        )
        .batch(),
        Route::get::<Thing>("/panic", "Gagal", Access::Public, |m| on(m, panics))
            .media("text/plain"),
    ]
}

async fn list(_: Paging, Filters(search): Filters<Search>) -> Json<List<Thing>> {
    let items = search.year.map(|year| Thing {
        id: Uuid::from_u128(year.into()),
        title: Title::new("Edisi").expect("a title"),
    });
    Json(List {
        items: items.into_iter().collect(),
        next: None,
    })
}

async fn show(caller: Caller, Params((_, id)): Params<(String, Uuid)>) -> Json<(Uuid, Uuid)> {
    Json((caller.person, id))
}

/// Answers with what the digest would be taken of, so that tests can look at it.
#[derive(Serialize)]
struct Echo {
    command: Uuid,
    canonical: String,
}

async fn submit(input: Input<Proposal>) -> Result<Answered<Echo>, Problem> {
    let outcome = Outcome {
        position: Position::commit(1, 4711),
        repeated: false,
    };
    let echo = Echo {
        command: input.id,
        canonical: String::from_utf8_lossy(&input.canonical).into_owned(),
    };
    Answered::created(Ok(outcome), input.receipt("thing", Uuid::nil()), echo)
}

async fn close(
    Params((_, id)): Params<(String, Uuid)>,
    input: Input<Empty>,
) -> Result<Answered<Id>, Problem> {
    let unknown = Err(ledger::CommandError::Unknown);
    Answered::changed(unknown, input.receipt("thing", id), Id::of(id))
}

async fn import(input: Input<Vec<Proposal>>) -> Json<usize> {
    Json(input.body.len())
}

async fn panics() {
    panic!("as the test wants");
}

/// Rewrite the file with what the test prints when the document is meant to change.
#[test]
fn the_openapi_document_is_the_committed_one() {
    let operations: Vec<Operation> = routes().iter().map(|route| route.operation).collect();
    let document = runtime::openapi::openapi(&operations);
    let committed: serde_json::Value =
        serde_json::from_str(include_str!("openapi.json")).expect("JSON");
    assert!(document == committed, "{document:#}");
}

#[tokio::test]
async fn an_address_with_two_methods_answers_both_and_refuses_others() {
    let answer = send(empty(anonymous("DELETE", THINGS))).await;
    assert_eq!(answer.problem(), (405, "method-not-allowed".to_owned()));
    assert_eq!(answer.headers["allow"], "POST");
}
