//! Tokens, roles, agencies, addresses, methods and queries.

use reqwest::Method;
use uuid::Uuid;

use super::{Case, Stage, unit};

pub(super) fn cases(on: &Stage<'_>) -> Vec<Case> {
    let (office, world, body) = (&on.office, on.world, unit(&[]));
    let at = |path: &str| {
        let key = Uuid::new_v4().to_string();
        let request = world.request(&Method::POST, path);
        request.header("Idempotency-Key", key).json(&body)
    };
    let units = format!("/api/v1/agencies/{}/units", world.city().code);
    let forged = office.token().replace("administrator", "ratifier");
    let stranger = world.regency().office().token();
    let head = on.staff.units[0].head.token();
    let elsewhere = "/api/v1/agencies/tiada/editions";
    let public = format!("{elsewhere}/{}/awards?min_position=1-1", on.edition);
    cases! {
        "no token": at(&units) => 401 "unauthenticated";
        "a forged token": at(&units).bearer_auth(forged) => 401 "unauthenticated";
        "a token of another agency": at(&units).bearer_auth(stranger) => 403 "wrong-agency";
        "an unknown agency": at(elsewhere).bearer_auth(office.token()) => 403 "wrong-agency";
        "an unknown agency, in public": world.request(&Method::GET, &public)
            => 404 "agency-unknown";
        "another role": at(&units).bearer_auth(head) => 403 "forbidden";
        "an unknown route": at("/api/v1/nothing") => 404 "unknown-route";
        "another method": office.request(&Method::DELETE, "/units").json(&body)
            => 405 "method-not-allowed";
    }
}

pub(super) fn reads(on: &Stage<'_>) -> Vec<Case> {
    let get = |path: &str| on.office.request(&Method::GET, path);
    let list = |query: &str| get(&format!("/editions/{}/nominations?{query}", on.edition));
    cases! {
        "a bad cursor": list("cursor=e30") => 400 "cursor-invalid";
        "a bad limit": list("limit=0") => 400 "query-invalid" "limit";
        "a bad position": list("min_position=soon") => 400 "position-invalid" "min_position";
        "a bad period": get("/recognition/2026-Q5") => 422 "period-invalid";
        "no such nomination": get(&format!("/nominations/{}", Uuid::nil()))
            => 404 "nomination-unknown";
        "no id in the path": get("/nominations/satu") => 404 "not-found";
        "no result yet": get(&format!("/rounds/{}/result", on.round)) => 404 "result-unknown";
    }
}
