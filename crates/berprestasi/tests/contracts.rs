//! The documents that clients and other systems build on, against what the code does.
//! `UPDATE_SCHEMAS=1` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

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
