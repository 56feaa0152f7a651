//! Bodies, keys and content types.

use e2e::{Persona, Rules};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Case, Stage, post, unit};

fn send(who: &Persona<'_>, field: &str, value: Value) -> RequestBuilder {
    post(who, "/units").json(&unit(&[(field, value)]))
}

fn raw(who: &Persona<'_>, body: impl Into<reqwest::Body>) -> RequestBuilder {
    let request = post(who, "/units").header("content-type", "application/json");
    request.body(body)
}

fn keyed(who: &Persona<'_>, key: &str, code: &str) -> RequestBuilder {
    who.request(&Method::POST, "/units")
        .header("Idempotency-Key", key)
        .json(&unit(&[("code", json!(code))]))
}

pub(super) fn cases(on: &Stage<'_>) -> Vec<Case> {
    let office = &on.office;
    let nested = format!(r#"{{"code":{}1{}}}"#, "[".repeat(5000), "]".repeat(5000));
    let twice = r#"{"code":"a","code":"b","name":"A","from":"2020-01-01"}"#;
    let typed = |kind: &str| {
        let request = post(office, "/units").header("content-type", kind);
        request.body("{}")
    };
    cases! {
        "unknown field": send(office, "colour", json!("red")) => 422 "unknown-field" "colour";
        "wrong type": send(office, "name", json!(7)) => 422 "wrong-type" "name";
        "missing field": post(office, "/units").json(&json!({"code": "a", "name": "A"}))
            => 422 "missing-field" "from";
        "over-long text": send(office, "name", json!("x".repeat(201)))
            => 422 "invalid-field" "name";
        "empty text": send(office, "name", json!("")) => 422 "invalid-field" "name";
        "no date": send(office, "from", json!("2020-02-31")) => 422 "invalid-field" "from";
        "malformed JSON": raw(office, "{\"code\": ") => 400 "malformed-json";
        "no UTF-8": raw(office, vec![b'{', 0xff, b'}']) => 400 "malformed-json";
        "deep nesting": raw(office, nested) => 422 "wrong-type" "code";
        "a field twice": raw(office, twice) => 422 "invalid-field";
        "over the limit": raw(office, vec![b' '; 70_000]) => 413 "body-too-large";
        "other content type": typed("text/plain") => 415 "unsupported-media-type";
        "no content type": post(office, "/units").body("{}") => 415 "unsupported-media-type";
        "no key": office.request(&Method::POST, "/units").json(&unit(&[]))
            => 400 "idempotency-key-missing";
        "a key too long": keyed(office, &"k".repeat(129), "dinkes")
            => 400 "idempotency-key-invalid";
        "a key with spaces": keyed(office, "a b", "dinkes") => 400 "idempotency-key-invalid";
        "a key used for another body": keyed(office, "used", "x") => 422 "idempotency-key-reused";
    }
}

/// Values with rules of their own.
pub(super) fn values(on: &Stage<'_>) -> Vec<Case> {
    let office = &on.office;
    let person = |nip: &str| {
        post(office, "/people").json(&json!({"kind": "pns", "unit": on.staff.units[0].id,
            "group": "pelaksana", "name": {"full": "Nama"}, "nip": nip, "from": "2020-01-01"}))
    };
    let heavy = |weight: i64| {
        let mut rules = Rules::default().categories();
        rules[0]["criteria"][0]["weight"] = json!(weight);
        post(office, "/editions")
            .json(&json!({"code": "baru", "title": "Baru", "year": 2026, "categories": rules}))
    };
    cases! {
        "no NIP": person("12345") => 422 "invalid-field" "nip";
        "a NIP of nobody's birthday": person("198013012005011900") => 422 "invalid-field" "nip";
        "weights not 100": heavy(21) => 422 "weights-not-hundred";
        "a negative weight": heavy(-1)
            => 422 "invalid-field" "categories[0].criteria[0].weight";
        "an empty batch": post(office, "/people/batch").json(&json!({"items": []}))
            => 422 "invalid-field" "items";
    }
}
