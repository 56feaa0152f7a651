use axum::Router;
use runtime::health::{self, Checks};
use runtime::telemetry::Metrics;
use tower::ServiceExt as _;

use super::{THING, THINGS, anonymous, app, by_head, command, empty, send};

#[tokio::test]
async fn security_headers_are_on_every_answer() {
    let requests = [
        (200, empty(by_head("GET", THING))),
        (200, empty(anonymous("GET", "/api/v1/editions"))),
        (404, empty(anonymous("GET", "/nowhere"))),
        (405, empty(anonymous("DELETE", THING))),
        (401, empty(anonymous("GET", THING))),
        (422, command(THINGS, "k", "{}")),
        (500, empty(anonymous("GET", "/panic"))),
    ];
    for (status, request) in requests {
        let path = request.uri().path().to_owned();
        let answer = send(request).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        let policy = &answer.headers["content-security-policy"];
        assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'");
        let stored = answer.headers.get("cache-control").is_none();
        assert_eq!(stored, path == "/api/v1/editions", "{path}");
    }
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing_but_an_id_to_quote() {
    let answer = send(empty(anonymous("GET", "/panic"))).await;
    assert_eq!(answer.problem(), (500, "internal".to_owned()));
    assert!(!answer.text.contains("as the test wants"));
    let instance = answer.json()["instance"].clone();
    assert!(instance.as_str().unwrap().starts_with("urn:uuid:"));
}

#[tokio::test]
async fn wrong_parameters_are_problems() {
    let answer = send(empty(anonymous("GET", "/api/v1/editions?year=soon"))).await;
    assert_eq!(answer.problem(), (400, "query-invalid".to_owned()));
    assert_eq!(
        send(empty(anonymous("GET", "/api/v1/editions?year=2026")))
            .await
            .status,
        200
    );
    let bad = "/api/v1/agencies/kota-contoh/things/forty-two";
    let answer = send(empty(by_head("GET", bad))).await;
    assert_eq!(answer.problem(), (404, "not-found".to_owned()));
    let answer = send(empty(by_head("GET", "/api/v1/agencies/%ff/things/x"))).await;
    assert_eq!(answer.problem(), (404, "unknown-route".to_owned()));
}

async fn asked(router: &Router, path: &str) -> (u16, String) {
    let response = router.clone().oneshot(empty(anonymous("GET", path))).await;
    let (parts, body) = response.expect("a router always answers").into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("whole");
    let text = String::from_utf8(bytes.into()).expect("text");
    (parts.status.as_u16(), text)
}

#[tokio::test]
async fn health_readiness_and_metrics_by_route_template() {
    let metrics = Metrics::start().unwrap();
    let checks = Checks::default().with("ledger", async || Ok(()));
    let well = health::router(checks.clone(), metrics.clone());
    let unwell = checks.with("postgres", async || Err("no connection".to_owned()));
    let unwell = health::router(unwell, metrics);
    assert_eq!(asked(&well, "/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(asked(&well, "/readyz").await.0, 200);
    let (status, told) = asked(&unwell, "/readyz").await;
    assert_eq!(status, 503);
    assert_eq!(
        told,
        r#"{"failures":{"postgres":"no connection"},"ready":false}"#
    );

    let request = empty(by_head("GET", THING));
    app()
        .oneshot(request)
        .await
        .expect("a router always answers");
    let odd = empty(anonymous("BREW", "/secret-path"));
    app().oneshot(odd).await.expect("a router always answers");
    let (_, measured) = asked(&well, "/metrics").await;
    assert!(
        measured.contains("http_request_seconds_bucket"),
        "{measured}"
    );
    assert!(
        measured.contains(r#"route="/api/v1/agencies/{agency}/things/{id}""#),
        "{measured}"
    );
    assert!(
        measured.contains(r#"route="unmatched",method="other",status="404""#),
        "{measured}"
    );
    assert!(!measured.contains("kota-contoh") && !measured.contains("secret-path"));
}
