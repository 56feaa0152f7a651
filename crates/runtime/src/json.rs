//! Reading JSON so that a mistake is named with its place, and writing it in one form.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use crate::Problem;
use crate::problem::FieldError;
use crate::problem::kind::{self, Kind};

/// Reads a body; the problem names the field that is wrong.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut input = serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut input).map_err(|error| {
        let path = error.path().to_string();
        refused(&path, error.inner())
    })?;
    input.end().map_err(|error| refused(".", &error))?;
    Ok(body)
}

/// The same JSON always as the same bytes: keys sorted, no white space.
pub(crate) fn canonical(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| refused(".", &error))?;
    let mut written = Vec::with_capacity(bytes.len());
    write(&value, &mut written);
    Ok(written)
}

fn write(value: &Value, to: &mut Vec<u8>) {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_unstable_by_key(|(name, _)| *name);
            for (at, (name, value)) in sorted.into_iter().enumerate() {
                to.push(if at == 0 { b'{' } else { b',' });
                scalar(&Value::String(name.clone()), to);
                to.push(b':');
                write(value, to);
            }
            to.extend_from_slice(if fields.is_empty() { b"{}" } else { b"}" });
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                to.push(if at == 0 { b'[' } else { b',' });
                write(item, to);
            }
            to.extend_from_slice(if items.is_empty() { b"[]" } else { b"]" });
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => scalar(value, to),
    }
}

fn scalar(value: &Value, to: &mut Vec<u8>) {
    serde_json::to_writer(to, value).expect("writing to memory cannot fail");
}

fn refused(path: &str, error: &serde_json::Error) -> Problem {
    let told = error.to_string();
    let message = told.split(" at line ").next().unwrap_or(&told);
    if error.classify() != Category::Data {
        return Problem::from(kind::MALFORMED_JSON).with_detail(told);
    }
    let kind = classified(message);
    // Of a field that is unknown, missing or there twice, the path leads to the object around it.
    let named = message.split('`').nth(1);
    let field = match named.filter(|_| message.contains(" field `")) {
        Some(name) if path == "." => name.to_owned(),
        Some(name) if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        Some(name) => format!("{path}.{name}"),
        None => path.to_owned(),
    };
    let problem = Problem::from(kind).with_errors(vec![FieldError {
        field: field.clone(),
        code: kind.code,
        message: message.to_owned(),
        says: None,
    }]);
    problem.with_field(field)
}

/// What serde's message is about; it has no other way to say it.
fn classified(message: &str) -> Kind {
    let starts = |with| message.starts_with(with);
    if starts("unknown field") {
        kind::UNKNOWN_FIELD
    } else if starts("missing field") {
        kind::MISSING_FIELD
    } else if starts("invalid type") {
        kind::WRONG_TYPE
    } else {
        kind::INVALID_FIELD
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::Text;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read, never looked at")]
    struct Team {
        name: Text<5>,
        members: Vec<Member>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read, never looked at")]
    struct Member {
        id: u32,
    }

    fn wrong(text: &str) -> (&'static str, serde_json::Value) {
        let problem = read::<Team>(text.as_bytes()).unwrap_err();
        let written = serde_json::to_value(problem.document()).unwrap();
        (problem.code(), written["field"].clone())
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        let cases = [
            (
                r#"{"name":"a","members":[{"id":1},{"id":"x"}]}"#,
                "wrong-type",
                "members[1].id",
            ),
            (
                r#"{"name":"a","members":[{"id":1,"nip":2}]}"#,
                "unknown-field",
                "members[0].nip",
            ),
            (
                r#"{"name":"a","members":[{}]}"#,
                "missing-field",
                "members[0].id",
            ),
            (r#"{"name":"a","members":[],"x":1}"#, "unknown-field", "x"),
            (r#"{"members":[]}"#, "missing-field", "name"),
            (
                r#"{"name":"a","name":"b","members":[]}"#,
                "invalid-field",
                "name",
            ),
            (r#"{"name":"abcdef","members":[]}"#, "invalid-field", "name"),
            (r#"{"name":"","members":[]}"#, "invalid-field", "name"),
            (
                r#"{"name":"a","members":[{"id":-1}]}"#,
                "invalid-field",
                "members[0].id",
            ),
            ("5", "wrong-type", "."),
        ];
        for (text, code, field) in cases {
            assert_eq!(wrong(text), (code, field.into()), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for text in ["{", "", "{} {}", "nul", r#"{"name":"a","members":[]} x"#] {
            assert_eq!(
                wrong(text).0,
                if text == "{} {}" {
                    "missing-field"
                } else {
                    "malformed-json"
                },
                "{text}"
            );
        }
        let deep = "[".repeat(100_000);
        assert_eq!(
            read::<Value>(deep.as_bytes()).unwrap_err().code(),
            "malformed-json"
        );
    }

    #[test]
    fn the_same_json_is_the_same_bytes() {
        let written = |text: &str| String::from_utf8(canonical(text.as_bytes()).unwrap()).unwrap();
        let one = written(r#" {"b": [1, {"y": null, "x": "\u00e9\""}], "a": {}, "c": []} "#);
        assert_eq!(one, r#"{"a":{},"b":[1,{"x":"é\"","y":null}],"c":[]}"#);
        assert_ne!(written("[1,2]"), written("[2,1]"));
    }
}
