//! The same command again: recorded once, answered the same, also by another process.

use domain::Role;
use domain::ids::AgencyCode;
use e2e::{Layout, Persona, Rules, World};
use runtime::Caller;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_command_sent_again_is_recognised_also_after_a_restart() {
    for layout in [Layout::OneProcess, Layout::ProcessPerRole] {
        let mut world = World::start(layout).await;
        let first = twice(&world).await;
        world.restart().await;
        again(&world, first).await;
        world.finish().await;
    }
}

const BODY: &str = "Dinas Kesehatan";

async fn twice(world: &World) -> e2e::Done {
    let office = world.city().office();
    let body = json!({"code": "dinkes", "name": BODY, "from": "2020-01-01"});
    let first = office
        .commands_as("unit-1", "/units", Some(body.clone()))
        .await
        .unwrap();
    assert_eq!((first.status, first.repeated), (201, false));
    for n in 0..2 {
        let other = json!({"code": format!("lain-{n}"), "name": BODY, "from": "2020-01-01"});
        office.commands("/units", Some(other)).await.unwrap();
        let repeat = office
            .commands_as("unit-1", "/units", Some(body.clone()))
            .await
            .unwrap();
        assert_eq!((repeat.status, repeat.repeated), (200, true));
        assert_eq!((repeat.id, repeat.position), (first.id, first.position));
    }
    first
}

async fn again(world: &World, first: e2e::Done) {
    let office = world.city().office();
    // Keys in another order and other white space say the same.
    let same = r#"{ "from": "2020-01-01", "code":"dinkes",  "name":"Dinas Kesehatan" }"#;
    let request = office
        .request(&reqwest::Method::POST, "/units")
        .header("Idempotency-Key", "unit-1");
    let request = request
        .header("content-type", "application/json")
        .body(same);
    let (status, body) = e2e::answer(request).await;
    assert_eq!((status, &body["repeated"]), (200, &json!(true)), "{body}");
    assert_eq!(body["position"], json!(first.position));

    let changed = json!({"code": "dinkes", "name": "Dinas Lain", "from": "2020-01-01"});
    let refused = office
        .commands_as("unit-1", "/units", Some(changed))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.status, refused.code.as_str()),
        (422, "idempotency-key-reused")
    );

    let seen = status_of(&office, "unit-1", "unit", first.id).await;
    assert_eq!(
        (&seen["state"], &seen["position"]),
        (&json!("recorded"), &json!(first.position))
    );
    let never = status_of(&office, "never-sent", "unit", first.id).await;
    assert_ne!(never["state"], "recorded", "{never}");

    // Another person's key is another key.
    let other = world.city().persona(Role::Administrator, first.id);
    let body = json!({"code": "dukcapil", "name": BODY, "from": "2020-01-01"});
    let done = other
        .commands_as("unit-1", "/units", Some(body))
        .await
        .unwrap();
    assert!(!done.repeated);
    // What was drafted under one key is drafted under every key.
    let draft = office.drafts("asn-2026", Rules::default()).await.unwrap();
    let same = office.drafts("asn-2026", Rules::default()).await.unwrap();
    assert_eq!(
        (same.status, same.repeated, same.position),
        (200, true, draft.position)
    );
}

/// What the status route says of a command.
pub(crate) async fn status_of(
    who: &Persona<'_>,
    key: &str,
    kind: &str,
    entity: uuid::Uuid,
) -> serde_json::Value {
    let caller = Caller {
        agency: AgencyCode::new(who.agency).unwrap(),
        person: who.id,
        role: who.role,
    };
    let command = runtime::command::command_id(&caller, key.as_bytes()).unwrap();
    let path = format!("/commands/{kind}/{entity}/{command}");
    who.reads(&path)
        .await
        .unwrap_or_else(|refused| json!({"state": refused.code}))
}
