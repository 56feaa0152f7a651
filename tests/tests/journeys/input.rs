//! Bad input: each a problem with its own code and field, and nothing stored.

use e2e::{Done, Layout, Marks, Persona, Refused, Rules, Staff, Told, World, answer, scenario};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

type Case = (
    &'static str,
    RequestBuilder,
    u16,
    &'static str,
    Option<&'static str>,
);

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_and_nothing_is_stored() {
    scenario(Layout::OneProcess, bad_input).await;
}

/// What the cases are about.
struct Stage<'w> {
    world: &'w World,
    office: Persona<'w>,
    staff: Staff<'w>,
    edition: Uuid,
    nomination: Uuid,
    late: Uuid,
    round: Uuid,
    closed: Uuid,
}

async fn stage(world: &World) -> Result<Stage<'_>, Refused> {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(2, 3, 3).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let late = office.opens_edition("asn-2025", Rules::default()).await?.id;
    let unit = &staff.units[0];
    let nomination = unit
        .head
        .nominates(edition, unit.id, unit.staff[0].id)
        .await?
        .id;
    unit.staff[0].consents(nomination).await?;
    let whole = json!({"kind": "unit", "unit": unit.id});
    let whole = unit
        .head
        .proposes(edition, "unit-kerja", unit.id, whole)
        .await?
        .id;
    unit.head.consents(whole).await?;
    office.closes_nominations(edition).await?;
    let mut jurors = staff.jurors[..2].to_vec();
    jurors.push(unit.staff[0]);
    let panel = office.forms_panel(edition, &jurors, 1).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    let closed = office.opens_round(edition, "unit-kerja", panel).await?.id;
    office.closes_round(closed).await?;
    office.result(closed).await?;
    office
        .commands_as(
            "used",
            "/units",
            Some(json!({"code": "x", "name": "X", "from": "2020-01-01"})),
        )
        .await?;
    Ok(Stage {
        world,
        office,
        staff,
        edition,
        nomination,
        late,
        round,
        closed,
    })
}

async fn bad_input(world: &World) -> Told {
    let stage = stage(world).await?;
    let city = world.city().code;
    let before = (
        world.last(city).await,
        world.last(world.regency().code).await,
    );
    let mut cases = bodies(&stage);
    cases.extend(steps(&stage));
    cases.extend(callers(&stage));
    cases.extend(reads(&stage));
    let mut wrong = Vec::new();
    for (name, request, status, code, field) in cases {
        let (found, body) = answer(request).await;
        let refused = Refused::of(found, &body);
        let named = field.is_none() || refused.field.as_deref() == field;
        if (refused.status, refused.code.as_str()) != (status, code) || !named {
            wrong.push(format!("{name}: {refused}, not {status} {code} {field:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let after = (
        world.last(city).await,
        world.last(world.regency().code).await,
    );
    assert_eq!(before, after, "something was stored");
    Ok(())
}

fn post(who: &Persona<'_>, path: &str) -> RequestBuilder {
    who.request(&Method::POST, path)
        .header("Idempotency-Key", Uuid::new_v4().to_string())
}

fn raw(who: &Persona<'_>, path: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
    post(who, path)
        .header("content-type", "application/json")
        .body(body)
}

fn unit(with: &[(&str, Value)]) -> Value {
    let mut body = json!({"code": "dinkes", "name": "Dinas Kesehatan", "from": "2020-01-01"});
    for (field, value) in with {
        body[*field] = value.clone();
    }
    body
}

/// Bodies, keys and content types.
fn bodies(on: &Stage<'_>) -> Vec<Case> {
    let office = &on.office;
    let send = |body: Value| post(office, "/units").json(&body);
    let keyed = |key: &str| {
        office
            .request(&Method::POST, "/units")
            .header("Idempotency-Key", key)
    };
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
    let nested = format!(r#"{{"code":{}1{}}}"#, "[".repeat(5000), "]".repeat(5000));
    vec![
        (
            "unknown field",
            send(unit(&[("colour", json!("red"))])),
            422,
            "unknown-field",
            Some("colour"),
        ),
        (
            "wrong type",
            send(unit(&[("name", json!(7))])),
            422,
            "wrong-type",
            Some("name"),
        ),
        (
            "missing field",
            send(json!({"code": "a", "name": "A"})),
            422,
            "missing-field",
            Some("from"),
        ),
        (
            "over-long text",
            send(unit(&[("name", json!("x".repeat(201)))])),
            422,
            "invalid-field",
            Some("name"),
        ),
        (
            "empty text",
            send(unit(&[("name", json!(""))])),
            422,
            "invalid-field",
            Some("name"),
        ),
        (
            "no date",
            send(unit(&[("from", json!("2020-02-31"))])),
            422,
            "invalid-field",
            Some("from"),
        ),
        (
            "malformed JSON",
            raw(office, "/units", "{\"code\": "),
            400,
            "malformed-json",
            None,
        ),
        (
            "no UTF-8",
            raw(office, "/units", vec![b'{', 0xff, b'}']),
            400,
            "malformed-json",
            None,
        ),
        (
            "deep nesting",
            raw(office, "/units", nested),
            422,
            "wrong-type",
            Some("code"),
        ),
        (
            "a field twice",
            raw(
                office,
                "/units",
                r#"{"code":"a","code":"b","name":"A","from":"2020-01-01"}"#,
            ),
            422,
            "invalid-field",
            None,
        ),
        (
            "over the limit",
            raw(office, "/units", vec![b' '; 70_000]),
            413,
            "body-too-large",
            None,
        ),
        (
            "other content type",
            post(office, "/units")
                .header("content-type", "text/plain")
                .body("{}"),
            415,
            "unsupported-media-type",
            None,
        ),
        (
            "no content type",
            post(office, "/units").body("{}"),
            415,
            "unsupported-media-type",
            None,
        ),
        (
            "no key",
            office.request(&Method::POST, "/units").json(&unit(&[])),
            400,
            "idempotency-key-missing",
            None,
        ),
        (
            "a key too long",
            keyed(&"k".repeat(129)).json(&unit(&[])),
            400,
            "idempotency-key-invalid",
            None,
        ),
        (
            "a key with spaces",
            keyed("a b").json(&unit(&[])),
            400,
            "idempotency-key-invalid",
            None,
        ),
        (
            "a key used for another body",
            keyed("used").json(&unit(&[("code", json!("x"))])),
            422,
            "idempotency-key-reused",
            None,
        ),
        ("no NIP", person("12345"), 422, "invalid-field", Some("nip")),
        (
            "a NIP of nobody's birthday",
            person("198013012005011900"),
            422,
            "invalid-field",
            Some("nip"),
        ),
        (
            "weights not 100",
            heavy(21),
            422,
            "weights-not-hundred",
            None,
        ),
        (
            "a negative weight",
            heavy(-1),
            422,
            "invalid-field",
            Some("categories[0].criteria[0].weight"),
        ),
        (
            "an empty batch",
            post(office, "/people/batch").json(&json!({"items": []})),
            422,
            "invalid-field",
            Some("items"),
        ),
    ]
}

/// Unknown ids, and steps that are not these people's or come out of order.
fn steps(on: &Stage<'_>) -> Vec<Case> {
    let (office, unit, none) = (&on.office, &on.staff.units[0], Uuid::nil());
    let person = |id: Uuid| json!({"kind": "person", "person": id});
    let propose = |edition: Uuid, of: Uuid, nominee: Value, category: &str| {
        let body =
            json!({"category": category, "nominee": nominee, "unit": of, "citation": "Baik."});
        post(&unit.head, &format!("/editions/{edition}/nominations")).json(&body)
    };
    let marks = |score: Value| {
        json!({"marks": [{"criterion": "kinerja", "score": score},
            {"criterion": "inovasi", "score": "80"}, {"criterion": "wawancara", "score": "80"}]})
    };
    let cast = |who: &Persona<'_>, round: Uuid, nomination: Uuid, score: Value| {
        post(
            who,
            &format!("/rounds/{round}/nominations/{nomination}/ballot"),
        )
        .json(&marks(score))
    };
    let (first, fine) = (unit.staff[0].id, json!("80"));
    let juror = &on.staff.jurors[0];
    let nominee = unit.staff[0].acting_as(domain::Role::Juror);
    let few = json!({"marks": Marks(&[("kinerja", "80")]).json()});
    let ballot = format!("/rounds/{}/nominations/{}/ballot", on.round, on.nomination);
    vec![
        ("unknown edition", propose(none, unit.id, person(first), "pelaksana"), 404, "edition-unknown", None),
        ("unknown unit", propose(on.late, none, person(first), "pelaksana"), 404, "unit-unknown", None),
        ("unknown person", propose(on.late, unit.id, person(none), "pelaksana"), 404, "person-unknown", None),
        ("unknown category", propose(on.late, unit.id, person(first), "juara"), 404, "category-unknown", None),
        ("no id", propose(on.late, unit.id, json!({"kind": "person", "person": "me"}), "pelaksana"), 422, "invalid-field", None),
        ("another kind of nominee", propose(on.late, unit.id, person(first), "tim"), 422, "nominee-kind-mismatch", None),
        ("oneself", propose(on.late, unit.id, person(unit.head.id), "pelaksana"), 422, "self-nomination", None),
        ("somebody else's unit", propose(on.late, on.staff.units[1].id, person(on.staff.units[1].staff[0].id), "pelaksana"), 403, "not-unit-head", None),
        ("a second nomination", propose(on.edition, unit.id, person(first), "pelaksana"), 409, "nomination-exists", None),
        ("after nominations closed", propose(on.edition, unit.id, person(unit.staff[1].id), "pelaksana"), 409, "nominations-closed", None),
        ("unknown nomination", post(&unit.head, &format!("/nominations/{none}/withdraw")), 404, "nomination-unknown", None),
        ("consent of another", post(&unit.staff[1], &format!("/nominations/{}/consent", on.nomination)), 403, "not-the-nominee", None),
        ("not on the panel", cast(&on.staff.jurors[2], on.round, on.nomination, fine.clone()), 403, "not-on-panel", None),
        ("on oneself", cast(&nominee, on.round, on.nomination, fine.clone()), 403, "own-ballot", None),
        ("not in the round", cast(juror, on.round, none, fine.clone()), 422, "not-in-round", None),
        ("unknown round", cast(juror, none, on.nomination, fine.clone()), 404, "round-unknown", None),
        ("a closed round", cast(juror, on.closed, on.nomination, fine), 409, "round-closed", None),
        ("a score over 100", cast(juror, on.round, on.nomination, json!("100.01")), 422, "invalid-field", Some("marks[0].score")),
        ("a score with a fraction", cast(juror, on.round, on.nomination, json!(80.5)), 422, "invalid-field", Some("marks[0].score")),
        ("too few marks", post(juror, &ballot).json(&few), 422, "marks-incomplete", None),
        ("a revision of nothing", post(juror, &format!("{ballot}/revise")).json(&marks(json!("80"))), 404, "ballot-unknown", None),
        ("a round out of order", post(office, &format!("/editions/{}/rounds", on.edition)).json(&json!({"category": "tim", "number": 3, "panel": none, "closes_at": e2e::in_hours(1)})), 404, "panel-unknown", None),
        ("a decision before the result", post(office, &format!("/editions/{}/decision", on.edition)).json(&json!({"winners": [{"category": "pelaksana", "place": 1, "nomination": on.nomination}]})), 409, "round-open", None),
        ("ratified before decided", post(&on.world.city().ratifier(), &format!("/editions/{}/decision/ratify", on.edition)).json(&json!({"number": "1", "date": "2026-01-01"})), 404, "decision-unknown", None),
        ("announced before decided", post(office, &format!("/editions/{}/announcement", on.edition)), 404, "decision-unknown", None),
    ]
}

/// Tokens, roles, agencies, addresses and methods.
fn callers(on: &Stage<'_>) -> Vec<Case> {
    let (office, world) = (&on.office, on.world);
    let city = world.city().code;
    let body = unit(&[]);
    let at = |path: &str| {
        let key = Uuid::new_v4().to_string();
        world
            .request(&Method::POST, path)
            .header("Idempotency-Key", key)
            .json(&body)
    };
    let units = format!("/api/v1/agencies/{city}/units");
    let forged = office.token().replace("administrator", "ratifier");
    let elsewhere = "/api/v1/agencies/tiada/editions";
    let stranger = world.regency().office().token();
    vec![
        ("no token", at(&units), 401, "unauthenticated", None),
        (
            "a forged token",
            at(&units).bearer_auth(forged),
            401,
            "unauthenticated",
            None,
        ),
        (
            "a token of another agency",
            at(&units).bearer_auth(stranger),
            403,
            "wrong-agency",
            None,
        ),
        (
            "an unknown agency",
            at(elsewhere).bearer_auth(office.token()),
            403,
            "wrong-agency",
            None,
        ),
        (
            "an unknown agency, in public",
            world.request(
                &Method::GET,
                &format!(
                    "/api/v1/agencies/tiada/editions/{}/awards?min_position=1-1",
                    on.edition
                ),
            ),
            404,
            "agency-unknown",
            None,
        ),
        (
            "another role",
            at(&units).bearer_auth(on.staff.units[0].head.token()),
            403,
            "forbidden",
            None,
        ),
        (
            "an unknown route",
            at("/api/v1/nothing"),
            404,
            "unknown-route",
            None,
        ),
        (
            "another method",
            office.request(&Method::DELETE, "/units").json(&body),
            405,
            "method-not-allowed",
            None,
        ),
    ]
}

/// Queries.
fn reads(on: &Stage<'_>) -> Vec<Case> {
    let get = |path: &str| on.office.request(&Method::GET, path);
    let list = format!("/editions/{}/nominations", on.edition);
    vec![
        (
            "a bad cursor",
            get(&format!("{list}?cursor=e30")),
            400,
            "cursor-invalid",
            None,
        ),
        (
            "a bad limit",
            get(&format!("{list}?limit=0")),
            400,
            "query-invalid",
            Some("limit"),
        ),
        (
            "a bad position",
            get(&format!("{list}?min_position=soon")),
            400,
            "position-invalid",
            Some("min_position"),
        ),
        (
            "a bad period",
            get("/recognition/2026-Q5"),
            422,
            "period-invalid",
            None,
        ),
        (
            "no such nomination",
            get(&format!("/nominations/{}", Uuid::nil())),
            404,
            "nomination-unknown",
            None,
        ),
        (
            "no id in the path",
            get("/nominations/satu"),
            404,
            "not-found",
            None,
        ),
        (
            "no result yet",
            get(&format!("/rounds/{}/result", on.round)),
            404,
            "result-unknown",
            None,
        ),
    ]
}

/// What was refused can still be done the right way.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_may_be_used_for_the_mended_command() {
    scenario(Layout::OneProcess, async |world: &World| -> Told {
        let office = world.city().office();
        let wrong = json!({"code": "dinkes", "name": "", "from": "2020-01-01"});
        let refused = office
            .commands_as("same-key", "/units", Some(wrong))
            .await
            .unwrap_err();
        assert_eq!(refused.code, "invalid-field");
        let done: Done = office
            .commands_as("same-key", "/units", Some(unit(&[])))
            .await?;
        assert_eq!((done.status, done.repeated), (201, false));
        Ok(())
    })
    .await;
}
