//! The parameters of operations: of the path, of every read, list or command, and filters.

use std::collections::BTreeSet;

use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::command::KEY_LENGTH;
use crate::operation::Purpose;
use crate::{Operation, page};

/// Those that operations refer to by name.
pub(super) fn shared() -> Value {
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

/// Those of one operation.
pub(super) fn of(operation: &Operation, schemas: &mut SchemaGenerator) -> Vec<Value> {
    let named = |name: &str| json!({"$ref": format!("#/components/parameters/{name}")});
    let mut parameters = Vec::new();
    for segment in operation.path.split('/') {
        let name = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
        parameters.extend(name.map(|name| match name {
            "agency" => named("agency"),
            code if operation.codes.contains(&code) => {
                path_parameter(code, &json!({"type": "string"}))
            }
            id => path_parameter(id, &json!({"type": "string", "format": "uuid"})),
        }));
    }
    match operation.purpose {
        Purpose::Command if operation.lines.is_some() => {
            let mut key = shared()["idempotencyKey"].clone();
            key["required"] = json!(false);
            key["description"] = json!("Wajib untuk application/json; NDJSON tidak memakainya.");
            parameters.push(key);
        }
        Purpose::Command => parameters.push(named("idempotencyKey")),
        Purpose::Question | Purpose::Working => {}
        Purpose::Read => parameters.push(named("minPosition")),
        Purpose::List => parameters.extend(["minPosition", "limit", "cursor"].map(named)),
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
