//! What an amendment changes, value by value.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Rulebook;

/// A value that differs between two rulebooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// Where, such as `categories[guru].quota`: members of lists by their codes if they have any,
    /// else by their numbers from 0.
    pub path: String,
    /// The value before; none where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The value after; none where there is none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// What differs between two rulebooks, in order of the paths.
#[must_use]
pub fn difference(old: &Rulebook, new: &Rulebook) -> Vec<Change> {
    let value = |rulebook| serde_json::to_value(rulebook).expect("a rulebook is plain JSON");
    let mut changes = Vec::new();
    compare("", Some(&value(old)), Some(&value(new)), &mut changes);
    changes
}

fn compare(path: &str, old: Option<&Value>, new: Option<&Value>, changes: &mut Vec<Change>) {
    if old == new {
        return;
    }
    match (old, new) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
            for name in names {
                let path = match path {
                    "" => name.clone(),
                    path => format!("{path}.{name}"),
                };
                compare(&path, old.get(name), new.get(name), changes);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => lists(path, old, new, changes),
        _ => changes.push(Change {
            path: path.to_owned(),
            before: old.cloned(),
            after: new.cloned(),
        }),
    }
}

/// What a member of a list is known by: its code, or its place.
fn labels(members: &[Value]) -> Vec<String> {
    let label = |(at, member): (usize, &Value)| {
        let code = member.get("code").and_then(Value::as_str);
        code.map_or_else(|| at.to_string(), ToOwned::to_owned)
    };
    members.iter().enumerate().map(label).collect()
}

fn lists(path: &str, old: &[Value], new: &[Value], changes: &mut Vec<Change>) {
    let (before, after) = (labels(old), labels(new));
    let of = |label, labels: &[String]| labels.iter().position(|known| known == label);
    let added = after.iter().filter(|label| !before.contains(label));
    for label in before.iter().chain(added) {
        let old = of(label, &before).map(|at| &old[at]);
        let new = of(label, &after).map(|at| &new[at]);
        compare(&format!("{path}[{label}]"), old, new, changes);
    }
    // The order of coded members is a rule too: of equal weights the first breaks a tie.
    let kept = |labels: &[String], others: &[String]| -> Vec<Value> {
        let kept = labels.iter().filter(|label| others.contains(label));
        kept.cloned().map(Value::String).collect()
    };
    let (was, is) = (kept(&before, &after), kept(&after, &before));
    if was != is {
        changes.push(Change {
            path: path.to_owned(),
            before: Some(Value::Array(was)),
            after: Some(Value::Array(is)),
        });
    }
}
