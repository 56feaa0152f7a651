//! Performance events from other systems: by lines over HTTP and as messages over NATS.

mod messages;
mod requests;

use e2e::{Persona, World, nip};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

const PATH: &str = "/performance-events";

/// An event about the person with this number.
fn event(source: &str, id: &str, number: usize, hours: u16) -> Value {
    json!({"source": source, "id": id, "nip": nip(number), "period": "2026",
        "performance": {"kind": "training", "hours": hours, "course": null}})
}

/// The same as other systems publish it.
fn cloud(event: &Value) -> Value {
    json!({"specversion": "1.0", "type": performance::ingest::TYPE, "source": event["source"],
        "id": event["id"], "data": {"nip": event["nip"], "period": event["period"],
        "performance": event["performance"]}})
}

fn lines(events: &[Value]) -> String {
    let mut text: Vec<String> = events.iter().map(Value::to_string).collect();
    text.push(String::new());
    text.join("\n")
}

/// Sends a body of lines; the answers, line by line.
async fn sends(persona: &Persona<'_>, body: impl Into<reqwest::Body>) -> (u16, Vec<Value>) {
    let request = persona
        .request(&Method::POST, PATH)
        .header("Content-Type", "application/x-ndjson")
        .body(body);
    let response = request.send().await.expect("the service answers");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a whole answer");
    (
        status,
        text.lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect(),
    )
}

/// Outcome and code of each answer.
fn outcomes(answers: &[Value]) -> Vec<(String, String)> {
    let text = |answer: &Value, name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    answers
        .iter()
        .map(|answer| (text(answer, "outcome"), text(answer, "code")))
        .collect()
}

/// How many events stand in the period of a person.
async fn recorded(world: &World, person: Uuid) -> usize {
    let id = domain::ids::PerformanceId::of(domain::ids::PersonId(person), "2026");
    let agency = domain::ids::AgencyCode::new(world.city().code).expect("a code");
    let commits = world.ledger.commits(&agency, "performance", id.0).await;
    let commits = commits.expect("the ledger answers");
    commits.iter().map(|(_, commit)| commit.events.len()).sum()
}
