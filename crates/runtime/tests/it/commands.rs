use super::{IMPORTS, THING, THINGS, by_head, command, empty, send};

const GOOD: &str = r#"{"title": "Inovasi", "members": []}"#;

#[tokio::test]
async fn a_recorded_command_is_201_with_its_position() {
    let answer = send(command(THINGS, "k", GOOD)).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.headers["berprestasi-position"], "1-4711-0");
    assert_eq!(answer.json()["repeated"], false);
    let expected = format!(
        "POST\n/api/v1/agencies/{{agency}}/things\nagency=kota-contoh\n{}",
        r#"{"members":[],"title":"Inovasi"}"#
    );
    assert_eq!(answer.json()["canonical"], expected);
}

#[tokio::test]
async fn the_same_command_in_other_words_is_the_same_command() {
    let one = send(command(THINGS, "k", GOOD)).await.json();
    let other = r#"{"members":[],"title":"\u0049novasi"}"#;
    assert_eq!(send(command(THINGS, "k", other)).await.json(), one);
    let key = send(command(THINGS, "l", GOOD)).await.json();
    assert_ne!(key["command"], one["command"]);
}

#[tokio::test]
async fn a_command_needs_a_key() {
    let answer = send(empty(by_head("POST", THING))).await;
    assert_eq!(
        answer.problem(),
        (400, "idempotency-key-missing".to_owned())
    );
}

#[tokio::test]
async fn a_command_without_a_body_needs_no_content_type() {
    let close = || by_head("POST", THING).header("idempotency-key", "k");
    let answer = send(empty(close())).await;
    assert_eq!(answer.status, 202);
    let status = answer.json()["status"].clone();
    assert_eq!(answer.headers["location"], status.as_str().unwrap());
    let braces = close().body("{}".into()).unwrap();
    let answer = send(braces).await;
    assert_eq!(answer.problem(), (415, "unsupported-media-type".to_owned()));
    assert_eq!(send(command(THING, "k", "{}")).await.status, 202);
    let answer = send(command(THING, "k", r#"{"x":1}"#)).await;
    assert_eq!(answer.problem(), (422, "unknown-field".to_owned()));
}

#[tokio::test]
async fn a_mistake_in_a_body_is_named_with_its_place() {
    let body = r#"{"title": "x", "members": [{"id": 5}]}"#;
    let answer = send(command(THINGS, "k", body)).await;
    assert_eq!(answer.problem(), (422, "wrong-type".to_owned()));
    assert_eq!(answer.json()["field"], "members[0].id");
    assert_eq!(answer.json()["errors"][0]["field"], "members[0].id");
    let long = format!(r#"{{"title": "{}", "members": []}}"#, "x".repeat(201));
    let answer = send(command(THINGS, "k", long)).await;
    assert_eq!(answer.problem(), (422, "invalid-field".to_owned()));
    let message = answer.json()["errors"][0]["message"].clone();
    assert_eq!(message, "must not be longer than 200 characters");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_with_the_limit_unless_it_is_a_batch() {
    let large = || format!("[{}{GOOD}]", format!("{GOOD},").repeat(3000));
    assert!(large().len() > 64 * 1024);
    let answer = send(command(THINGS, "k", large())).await;
    assert_eq!(answer.problem(), (413, "body-too-large".to_owned()));
    assert_eq!(answer.json()["detail"], "the limit is 65536 bytes");
    let answer = send(command(IMPORTS, "k", large())).await;
    assert_eq!((answer.status, answer.json()), (200, 3001.into()));
    let answer = send(command(IMPORTS, "k", " ".repeat(4 * 1024 * 1024 + 1))).await;
    assert_eq!(answer.json()["detail"], "the limit is 4194304 bytes");
}

#[tokio::test]
async fn other_content_types_are_refused() {
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let mut request = command(THINGS, "k", GOOD);
        let value = content_type.parse().unwrap();
        request.headers_mut().insert("content-type", value);
        let answer = send(request).await;
        assert_eq!(answer.problem(), (415, "unsupported-media-type".to_owned()));
    }
}
