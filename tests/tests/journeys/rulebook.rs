//! A rulebook from its text to an amendment.

use domain::Position;
use e2e::{Layout, Persona, Told, World, answer, in_hours, scenario};
use reqwest::Method;
use serde_json::{Value, json};

const CITY: &str = include_str!("../../../rulebooks/arang-sari-2026.yaml");

#[tokio::test(flavor = "multi_thread")]
async fn a_rulebook_is_checked_drafted_shown_and_amended() {
    scenario(Layout::OneProcess, from_text_to_amendment).await;
}

async fn asks(who: &Persona<'_>, path: &str, body: &Value) -> Value {
    let (status, answer) = answer(who.request(&Method::POST, path).json(body)).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

/// The sample as the body of a draft. Its dates are its own; here the office sets the deadline.
async fn checked(office: &Persona<'_>) -> Value {
    let bad = CITY.replace("{rule: active}", "{rule: attendance}");
    let checked = asks(office, "/rulebooks/check", &json!({"yaml": bad})).await;
    assert_eq!(checked["valid"], false);
    let fault = &checked["faults"][0];
    assert_eq!(
        (&fault["rule"], &fault["line"]),
        (&json!("unknown-predicate"), &json!(81))
    );

    let checked = asks(office, "/rulebooks/check", &json!({"yaml": CITY})).await;
    assert_eq!(checked["valid"], true, "{checked}");
    let mut rulebook = checked["rulebook"].clone();
    if let Some(fields) = rulebook.as_object_mut() {
        fields.remove("timetable");
    }
    rulebook
}

async fn from_text_to_amendment(world: &World) -> Told {
    let office = world.city().office();
    let mut rulebook = checked(&office).await;
    let mut faulty = rulebook.clone();
    faulty["categories"][0]["criteria"][0]["weight"] = json!(31);
    faulty["ties"] = json!(["criteria"]);
    let refused = office
        .commands("/editions", Some(faulty))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "weights-not-hundred");

    let edition = office
        .commands("/editions", Some(rulebook.clone()))
        .await?
        .id;
    rulebook["title"] = json!("ASN Berprestasi 2026 (rancangan kedua)");
    let drafted = office
        .on_edition(edition, "redraft", Some(rulebook.clone()))
        .await?;
    let (inside, public) = (
        format!("/editions/{edition}/rulebook/draft"),
        format!("/editions/{edition}/rulebook"),
    );
    let at = |path: &str, position: Position| format!("{path}?min_position={position}");
    let rules = office.reads(&at(&inside, drafted.position)).await?;
    assert!(rules["rulebook"] == rulebook, "{}", rules["rulebook"]);
    assert_eq!(office.reads(&public).await.unwrap_err().code, "not-found");

    let body = json!({"nominations_until": in_hours(48)});
    let opened = office.on_edition(edition, "open", Some(body)).await?;
    let rules = office.reads(&at(&public, opened.position)).await?;
    assert_eq!(rules["hash"], office.reads(&inside).await?["hash"]);

    rulebook["categories"][0]["quota"] = json!(2);
    let amendment = json!({"rulebook": rulebook, "previous": rules["hash"],
        "reason": "Kuota ditambah setelah pengaduan."});
    let path = format!("/editions/{edition}/amendment/preview");
    let preview = asks(&office, &path, &amendment).await;
    let change = json!([{"path": "categories[pengawas].quota", "before": 1, "after": 2}]);
    assert_eq!(preview["changes"], change);
    assert_eq!(preview["refused"], Value::Null);
    let amended = office
        .on_edition(edition, "amend", Some(amendment.clone()))
        .await?;
    let rules = office.reads(&at(&public, amended.position)).await?;
    assert_eq!(rules["rulebook"]["categories"][0]["quota"], 2);
    assert_eq!(rules["hash"], preview["hash"]);
    assert_eq!(
        rules["amendments"][0]["reason"],
        "Kuota ditambah setelah pengaduan."
    );
    let stale = json!({"rulebook": amendment["rulebook"], "previous": amendment["previous"],
        "reason": "Alasan lain."});
    let moved = office
        .on_edition(edition, "amend", Some(stale))
        .await
        .unwrap_err();
    assert_eq!(moved.code, "rulebook-moved");
    Ok(())
}
