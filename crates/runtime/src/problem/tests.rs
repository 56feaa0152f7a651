use super::*;
use ::ledger::{CommandError, LedgerError};
use axum::body::to_bytes;
use std::collections::BTreeSet;

#[test]
fn every_kind_has_a_code_and_titles_of_its_own_in_both_languages() {
    let all = catalogue();
    let distinct = |of: fn(&Kind) -> &'static str| all.iter().map(of).collect::<BTreeSet<_>>();
    for of in [
        (|kind: &Kind| kind.code) as fn(&Kind) -> &'static str,
        |kind| kind.title,
        |kind| kind.title_en,
    ] {
        assert_eq!(distinct(of).len(), all.len());
        assert!(!distinct(of).contains(""));
    }
    for kind in &all {
        assert_ne!(kind.title, kind.title_en);
        for title in [kind.title, kind.title_en] {
            assert!(title.ends_with('.'), "{title}");
            assert!(title.chars().next().unwrap().is_uppercase(), "{title}");
        }
    }
}

#[test]
fn a_refusal_is_of_the_class_that_its_code_says() {
    for refusal in Refusal::ALL {
        let kind = Kind::from(*refusal);
        let code = refusal.code();
        let status = kind.status.as_u16();
        assert!(matches!(status, 403 | 404 | 409 | 422), "{code}");
        assert_eq!(status == 404, code.ends_with("-unknown"), "{code}");
        if code.ends_with("-exists") || code.ends_with("-closed") || code.contains("already") {
            assert_eq!(status, 409, "{code}");
        }
        if code.starts_with("not-the-") || code.starts_with("not-on-") {
            assert_eq!(status, 403, "{code}");
        }
        if code.contains("invalid") || code.contains("incomplete") || code.starts_with("self-") {
            assert_eq!(status, 422, "{code}");
        }
        assert_eq!(Problem::from(*refusal).code(), code);
    }
}

#[test]
fn what_a_failed_command_is_to_the_client() {
    let answers = [
        (
            CommandError::Refused(Refusal::RoundClosed),
            409,
            "round-closed",
        ),
        (CommandError::KeyReused, 422, "idempotency-key-reused"),
        (CommandError::Unknown, 503, "outcome-unknown"),
        (CommandError::Busy, 503, "busy"),
        (CommandError::Full, 507, "ledger-full"),
        (
            CommandError::Vault(::ledger::VaultError::Erased),
            409,
            "person-erased",
        ),
        (
            CommandError::Vault(::ledger::VaultError::Tampered),
            503,
            "unavailable",
        ),
    ];
    for (error, status, code) in answers {
        let problem = Problem::from(error);
        assert_eq!((problem.status().as_u16(), problem.code()), (status, code));
    }
}

async fn written(problem: Problem) -> (Response, serde_json::Value) {
    let (parts, body) = problem.into_response().into_parts();
    let bytes = to_bytes(body, 1 << 16).await.unwrap();
    let json = serde_json::from_slice(&bytes).unwrap();
    (Response::from_parts(parts, axum::body::Body::empty()), json)
}

#[tokio::test]
async fn internals_never_leave() {
    let error = CommandError::Ledger(LedgerError::Unavailable {
        doing: "loading",
        source: "connect to nats://user:hunter2@10.0.0.1".into(),
    });
    let (response, json) = written(error.into()).await;
    assert_eq!(response.headers()["retry-after"], "2");
    assert_eq!(json["code"], "unavailable");
    assert!(json["instance"].as_str().unwrap().starts_with("urn:uuid:"));
    assert!(!json.to_string().contains("10.0.0.1"));
    assert!(!json.to_string().contains("loading"));
    let (_, json) = written(
        LedgerError::NoStream {
            agency: "x".to_owned(),
        }
        .into(),
    )
    .await;
    assert_eq!(json["code"], "agency-unknown");
}

#[tokio::test]
async fn a_problem_is_written_as_rfc_9457_says() {
    let problem = Problem::from(kind::UNAUTHENTICATED)
        .with_detail("the token is malformed")
        .with_position(Position::commit(1, 4711));
    let (response, json) = written(problem).await;
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["content-type"], MEDIA_TYPE);
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(
        json,
        serde_json::json!({
            "type": "/api/problems#unauthenticated",
            "title": kind::UNAUTHENTICATED.title,
            "title_en": kind::UNAUTHENTICATED.title_en,
            "status": 401,
            "code": "unauthenticated",
            "detail": "the token is malformed",
            "position": "1-4711-0",
        })
    );
}
