//! The documents that clients and other systems build on, against what the code does.
//! `UPDATE_SCHEMAS=1` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod yaml;

use std::fs;
use std::path::Path;

use berprestasi::compose;
use serde_json::{Value, json};

fn check(name: &str, document: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../schemas")
        .join(name);
    let text = serde_json::to_string_pretty(document).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "schemas/{name} differs from the code; run with UPDATE_SCHEMAS=1"
    );
}

#[test]
fn the_openapi_document_is_the_committed_one() {
    check(
        "openapi/berprestasi.json",
        &runtime::openapi::openapi(&compose::operations()),
    );
}

#[test]
fn the_asyncapi_document_is_the_committed_one() {
    check("asyncapi/ledger.json", &asyncapi());
}

/// What systems outside send: the hand-written document refers to this schema, which the types make.
#[test]
fn the_schema_of_events_from_outside_is_the_committed_one() {
    let schema = schemars::schema_for!(performance::ingest::CloudEvent);
    check("asyncapi/performance-event.schema.json", schema.as_value());
}

#[test]
fn the_document_of_ingestion_says_what_the_code_does() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/asyncapi/ingest.yaml");
    let text = fs::read_to_string(path).unwrap();
    let document: Value = yaml::read(&text);
    let outside = embedded::Outside::new("simpeg", "9901", Path::new("x")).unwrap();
    let channel = &document["channels"]["performance"];
    let address = channel["address"].as_str().unwrap();
    assert_eq!(address.replace("{agency}", "9901"), outside.subject());
    let messages = &document["components"]["messages"];
    let referred = messages["structured"]["payload"]["$ref"].as_str().unwrap();
    assert_eq!(referred, "performance-event.schema.json");
    for (_, message) in messages.as_object().unwrap() {
        for example in message["examples"].as_array().unwrap() {
            let header = |name: &str| example["headers"][name].as_str().map(str::to_owned);
            let attributes = performance::ingest::Attributes {
                specversion: header("ce-specversion"),
                kind: header("ce-type"),
                source: header("ce-source"),
                id: header("ce-id"),
            };
            let body = example["payload"].to_string();
            let read = performance::ingest::cloud_event(&attributes, body.as_bytes());
            assert!(
                read.is_ok(),
                "{}: {:?}",
                example["name"],
                read.map_err(|p| p.code())
            );
        }
    }
}

/// The ledger's streams for systems that follow it: a channel per entity, a message per event.
fn asyncapi() -> Value {
    let mut channels = serde_json::Map::new();
    let mut operations = serde_json::Map::new();
    let mut messages = serde_json::Map::new();
    for (entity, kinds) in domain::catalog() {
        let mut of = serde_json::Map::new();
        for kind in kinds {
            let name = format!("{}.v{}", kind.name, kind.version);
            let file = kind.name.split('.').nth(1).unwrap();
            let schema = format!("../events/{entity}/{file}.v{}.schema.json", kind.version);
            messages.insert(
                name.clone(),
                json!({
                    "name": kind.name,
                    "summary": kind.doc,
                    "contentType": "application/json",
                    "payload": {"$ref": schema},
                }),
            );
            of.insert(
                name.clone(),
                json!({"$ref": format!("#/components/messages/{name}")}),
            );
        }
        let agency = if entity == "agency" { "0" } else { "{agency}" };
        let mut parameters = json!({"id": {"description": "the entity's id, a UUID"}});
        if entity != "agency" {
            parameters["agency"] = json!({"description": "the agency's code"});
        }
        channels.insert(
            entity.to_owned(),
            json!({
                "address": format!("asn.{agency}.{entity}.{{id}}"),
                "parameters": parameters,
                "messages": of,
            }),
        );
        operations.insert(
            format!("follow-{entity}"),
            json!({
                "action": "receive",
                "channel": {"$ref": format!("#/channels/{entity}")},
            }),
        );
    }
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Berprestasi: the ledger",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A message is a commit (schemas/ledger/commit.v1.schema.json); the messages named here are the events in it. Private values are sealed.",
            "license": {"name": "MIT OR Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    })
}
