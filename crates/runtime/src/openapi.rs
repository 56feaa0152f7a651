//! The OpenAPI 3.1 document, from the same tables as the router.

use axum::Json;
use axum::Router;
use axum::routing::get;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::answer::Pending;
use crate::operation::{Answer, Purpose};
use crate::problem::{self, Document, MEDIA_TYPE};
use crate::{Access, Operation};

mod parameters;

/// The media type of one JSON value per line.
pub const NDJSON: &str = "application/x-ndjson";

/// The document of these operations.
#[must_use]
pub fn openapi(operations: &[Operation]) -> Value {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut schemas = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations {
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        let method = operation.verb.name().to_ascii_lowercase();
        item[method] = described(operation, &mut schemas);
    }
    let problem = schemas.subschema_for::<Document>();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Berprestasi",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Penghargaan ASN: usulan, dukungan, penilaian, keputusan, pengumuman.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}},
            "parameters": parameters::shared(),
            "responses": {"Problem": {
                "description": "Masalah; kodenya tetap (RFC 9457).",
                "content": {MEDIA_TYPE: {"schema": problem}},
            }},
        },
    });
    document["components"]["schemas"] = schemas.take_definitions(true).into();
    document
}

/// `/api/openapi.json`, and `/api/problems` to which every problem's type refers.
pub fn router(operations: &[Operation]) -> Router {
    let document = openapi(operations);
    Router::new()
        .route("/api/openapi.json", get(async move || Json(document)))
        .route("/api/problems", get(async || Json(problem::catalogue())))
}

fn described(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let mut described = json!({
        "operationId": operation_id(operation),
        "summary": operation.summary,
        "security": match operation.access {
            Access::Public => json!([]),
            Access::SignedIn | Access::Roles(_) => json!([{"bearerAuth": []}]),
        },
        "parameters": parameters::of(operation, schemas),
        "responses": responses(operation, schemas),
    });
    if let Access::Roles(roles) = operation.access {
        described["x-roles"] = json!(roles);
    }
    if let Some(request) = operation.request {
        let schema = request(schemas);
        described["requestBody"] = json!({
            "required": needs_content(&schema, schemas),
            "content": {"application/json": {"schema": schema}},
        });
    }
    if operation.upload {
        described["requestBody"] = json!({
            "required": true,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        });
    }
    if let Some((line, answer)) = operation.lines {
        let of = |schema: Schema| json!({"schema": {"type": "string"}, "x-line": schema});
        described["requestBody"]["content"][NDJSON] = of(line(schemas));
        described["responses"]["200"]["content"][NDJSON] = of(answer(schemas));
        described["responses"]["429"] = json!({"$ref": "#/components/responses/Problem"});
    }
    described
}

/// Whether a body cannot be left out: an empty one stands for an object without fields.
fn needs_content(schema: &Schema, schemas: &SchemaGenerator) -> bool {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let name = reference.and_then(|reference| reference.rsplit('/').next());
    let schema = match name.and_then(|name| schemas.definitions().get(name)) {
        Some(definition) => definition,
        None => schema.as_value(),
    };
    schema["type"] != "object" || !schema["required"].is_null()
}

/// `post-agencies-agency-nominations`; distinct because method and path are.
fn operation_id(operation: &Operation) -> String {
    let path = operation.path.trim_start_matches("/api/v1");
    let words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let mut id = operation.verb.name().to_ascii_lowercase();
    for word in words.filter(|word| !word.is_empty()) {
        id.push('-');
        id.push_str(word);
    }
    id
}

fn responses(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let content = match operation.answer {
        Answer::Json(schema) => json!({"application/json": {"schema": schema(schemas)}}),
        Answer::Media(media_type) => json!({media_type: {}}),
    };
    let mut responses = json!({
        "200": {"description": "Berhasil.", "content": content},
        "default": {"$ref": "#/components/responses/Problem"},
    });
    let mut problems = vec!["404", "503"];
    if operation.access != Access::Public {
        problems.extend(["401", "403"]);
    }
    if operation.purpose == Purpose::Question {
        problems.extend(["400", "413", "415", "422"]);
    } else if operation.purpose == Purpose::Working {
        problems.extend(["400", "409", "413", "415", "422"]);
    } else if operation.purpose == Purpose::Command {
        problems.extend(["400", "409", "413", "415", "422"]);
        let pending = schemas.subschema_for::<Pending>();
        responses["201"] = json!({"description": "Tercatat.", "content": content});
        responses["202"] = json!({
            "description": "Belum pasti; tanyakan pada alamat status.",
            "content": {"application/json": {"schema": pending}},
        });
    } else {
        problems.push("400");
    }
    for status in problems {
        responses[status] = json!({"$ref": "#/components/responses/Problem"});
    }
    responses
}
