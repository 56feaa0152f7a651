//! The OpenAPI 3.1 document, from the same tables as the router.

use std::collections::BTreeSet;

use axum::Json;
use axum::Router;
use axum::routing::get;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::answer::Pending;
use crate::command::KEY_LENGTH;
use crate::problem::{self, Document, MEDIA_TYPE};
use crate::route::{Answer, Purpose};
use crate::{Access, Operation, page};

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
            "parameters": shared_parameters(),
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

fn shared_parameters() -> Value {
    json!({
        "agency": {
            "name": "agency", "in": "path", "required": true,
            "description": "Kode instansi.",
            "schema": {"type": "string", "pattern": "^[a-z0-9-]{1,32}$"},
        },
        "idempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "Kunci baru untuk tiap perintah; kunci yang sama saat mengulang.",
            "schema": {"type": "string", "pattern": format!("^[!-~]{{1,{KEY_LENGTH}}}$")},
        },
        "minPosition": {
            "name": "min_position", "in": "query",
            "description": "Tunggu sampai data memuat posisi ini.",
            "schema": {"type": "string", "pattern": "^[0-9]+-[0-9]+(-[0-9]+)?$"},
        },
        "limit": {
            "name": "limit", "in": "query",
            "description": "Banyaknya isi satu halaman.",
            "schema": {"type": "integer", "minimum": 1, "maximum": page::MOST, "default": page::USUAL},
        },
        "cursor": {
            "name": "cursor", "in": "query",
            "description": "Penanda `next` dari halaman sebelumnya.",
            "schema": {"type": "string"},
        },
    })
}

fn described(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let mut described = json!({
        "operationId": operation_id(operation),
        "summary": operation.summary,
        "security": match operation.access {
            Access::Public => json!([]),
            Access::SignedIn | Access::Roles(_) => json!([{"bearerAuth": []}]),
        },
        "parameters": parameters(operation, schemas),
        "responses": responses(operation, schemas),
    });
    if let Access::Roles(roles) = operation.access {
        described["x-roles"] = json!(roles);
    }
    if let Some(request) = operation.request {
        described["requestBody"] = json!({
            "required": true,
            "content": {"application/json": {"schema": request(schemas)}},
        });
    }
    described
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

fn parameters(operation: &Operation, schemas: &mut SchemaGenerator) -> Vec<Value> {
    let shared = |name: &str| json!({"$ref": format!("#/components/parameters/{name}")});
    let mut parameters = Vec::new();
    for segment in operation.path.split('/') {
        let name = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
        parameters.extend(name.map(|name| match name {
            "agency" => shared("agency"),
            code if operation.codes.contains(&code) => {
                path_parameter(code, &json!({"type": "string"}))
            }
            id => path_parameter(id, &json!({"type": "string", "format": "uuid"})),
        }));
    }
    match operation.purpose {
        Purpose::Command => parameters.push(shared("idempotencyKey")),
        Purpose::Read => parameters.push(shared("minPosition")),
        Purpose::List => parameters.extend(["minPosition", "limit", "cursor"].map(shared)),
    }
    if let Some(filters) = operation.filters {
        parameters.extend(query_parameters(&filters(schemas)));
    }
    parameters
}

fn path_parameter(name: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "path", "required": true, "schema": schema})
}

fn query_parameters(schema: &Schema) -> Vec<Value> {
    let names = schema.get("required").and_then(Value::as_array);
    let required: BTreeSet<_> = names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let fields = schema.get("properties").and_then(Value::as_object);
    let parameter = |(name, schema): (&String, &Value)| {
        let required = required.contains(name.as_str());
        json!({"name": name, "in": "query", "required": required, "schema": schema})
    };
    fields.into_iter().flatten().map(parameter).collect()
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
    if operation.purpose == Purpose::Command {
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
