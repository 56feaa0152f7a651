//! The stored form of every event, against `schemas/events`.
//!
//! `UPDATE_SCHEMAS=1` writes the schemas anew and leaves the examples alone: an example, once
//! committed, decodes for ever.

use std::fs;
use std::path::{Path, PathBuf};

use domain::event::{EventKind, Stored};
use domain::{AnyEvent, catalog};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/events")
}

fn path(kind: &EventKind, suffix: &str) -> PathBuf {
    let (entity, name) = kind.name.split_once('.').expect("types are entity.name");
    root()
        .join(entity)
        .join(format!("{name}.v{}{suffix}", kind.version))
}

fn examples() -> Vec<(PathBuf, Stored)> {
    let mut found = Vec::new();
    for entity in fs::read_dir(root()).expect("schemas/events is there") {
        for file in fs::read_dir(entity.expect("readable").path()).expect("a folder") {
            let file = file.expect("readable").path();
            if file.to_string_lossy().ends_with("example.json") {
                let text = fs::read_to_string(&file).expect("text");
                let stored = serde_json::from_str(&text)
                    .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
                found.push((file, stored));
            }
        }
    }
    found
}

#[test]
fn every_event_has_a_schema_and_it_is_as_committed() {
    for (_, kinds) in catalog() {
        for kind in kinds {
            let mut schema = (kind.schema)();
            schema["title"] = kind.name.into();
            schema["description"] = kind.doc.into();
            let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
            let path = path(kind, ".schema.json");
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &text).unwrap();
            }
            let committed = fs::read_to_string(&path)
                .unwrap_or_else(|e| panic!("{}: {e}; run with UPDATE_SCHEMAS=1", path.display()));
            assert_eq!(
                committed,
                text,
                "{} differs; run with UPDATE_SCHEMAS=1",
                path.display()
            );
        }
    }
}

#[test]
fn every_event_has_an_example() {
    for (_, kinds) in catalog() {
        for kind in kinds {
            assert!(
                path(kind, ".example.json").exists(),
                "{} has no example",
                kind.name
            );
        }
    }
}

#[test]
fn every_example_ever_committed_decodes_and_encodes_to_itself() {
    let examples = examples();
    assert!(examples.len() > 40);
    for (path, stored) in examples {
        let entity = stored.kind.split('.').next().unwrap();
        let event = AnyEvent::decode(entity, &stored)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(event.kind().name, stored.kind, "{}", path.display());
        assert_eq!(event.encode(), stored, "{}", path.display());
    }
}

#[test]
fn what_does_not_fit_is_told_apart() {
    use domain::DecodeError;
    let decode = |text: &str| AnyEvent::decode("unit", &serde_json::from_str(text).unwrap());
    let newer = decode(r#"{"type":"unit.registered","v":2,"data":{}}"#);
    assert!(matches!(
        newer,
        Err(DecodeError::Unknown { version: 2, .. })
    ));
    let unknown = decode(r#"{"type":"unit.exploded","v":1,"data":{}}"#);
    assert!(matches!(unknown, Err(DecodeError::Unknown { .. })));
    let malformed = decode(r#"{"type":"unit.closed","v":1,"data":{"from":"Melati Cendana"}}"#);
    let Err(error @ DecodeError::Malformed { .. }) = malformed else {
        panic!("{malformed:?}")
    };
    assert!(
        !error.to_string().contains("Melati"),
        "errors never quote values: {error}"
    );
}
