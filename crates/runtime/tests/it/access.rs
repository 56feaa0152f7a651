use domain::Role;

use super::{AGENCY, THING, THINGS, anonymous, command, empty, send, table, token};

#[tokio::test]
async fn every_route_is_open_to_whom_its_table_says() {
    for route in table::routes() {
        let operation = route.operation;
        let path = operation
            .path
            .replace("{agency}", AGENCY)
            .replace("{id}", "00000000-0000-0000-0000-00000000002a");
        for role in [None].into_iter().chain(Role::ALL.map(Some)) {
            let mut request = anonymous(operation.verb.name(), &path);
            if let Some(role) = role {
                request = request.header("authorization", token(AGENCY, role));
            }
            let status = send(empty(request)).await.status;
            let let_in = !matches!(status, 401 | 403);
            assert_eq!(
                let_in,
                operation.access.allows(role),
                "{path} {role:?} {status}"
            );
            assert!(let_in || (status == 401) == role.is_none());
        }
    }
}

#[tokio::test]
async fn the_caller_is_checked_before_body_and_existence() {
    let request = |token: &str| {
        let mut request = command(THINGS, "k", "not json");
        let value = token.parse().unwrap();
        request.headers_mut().insert("authorization", value);
        request
    };
    let unknown = send(request("Bearer demo.x")).await;
    assert_eq!(unknown.problem(), (401, "unauthenticated".to_owned()));
    assert_eq!(unknown.headers["www-authenticate"], "Bearer");
    let citizen = send(request(&token(AGENCY, Role::Citizen))).await;
    assert_eq!(citizen.problem(), (403, "forbidden".to_owned()));
    let head = send(request(&token(AGENCY, Role::UnitHead))).await;
    assert_eq!(head.problem(), (400, "malformed-json".to_owned()));
    let nowhere = send(empty(anonymous("GET", "/api/v1/agencies/x/things/no-uuid"))).await;
    assert_eq!(nowhere.status, 401);
}

#[tokio::test]
async fn another_agencys_caller_is_refused_whatever_the_role() {
    for role in Role::ALL {
        let request = anonymous("GET", THING).header("authorization", token("kota-lain", role));
        let answer = send(empty(request)).await;
        assert_eq!(answer.problem(), (403, "wrong-agency".to_owned()));
    }
}

#[tokio::test]
async fn a_token_comes_in_one_bearer_header() {
    let token = token(AGENCY, Role::Employee);
    let bare = token.trim_start_matches("Bearer ");
    let status = async |values: &[&str]| {
        let header = |request: axum::http::request::Builder, value: &&str| {
            request.header("authorization", *value)
        };
        let request = values.iter().fold(anonymous("GET", THING), header);
        send(empty(request)).await.status
    };
    assert_eq!(status(&[&token]).await, 200);
    assert_eq!(status(&[&format!("bearer {bare}")]).await, 200);
    assert_eq!(status(&[bare]).await, 401);
    assert_eq!(status(&[&format!("Basic {bare}")]).await, 401);
    assert_eq!(status(&[&token, &token]).await, 401);
    assert_eq!(status(&[]).await, 401);
}
