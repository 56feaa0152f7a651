//! What is wrong with the form of a rulebook, told with its place.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "serde's list of what it meets is not ours; the rest speaks for itself"
)]

use std::fmt;

use serde::de::{Expected, Unexpected};

use super::Located;
use super::tree::{Node, Place, Value, fault};

/// A step from a value to one within it.
#[derive(Debug)]
pub(super) enum Part {
    Name(String),
    Number(usize),
}

/// Why a value is no rulebook.
#[derive(Debug)]
pub(super) struct Error {
    what: What,
    place: Option<Place>,
    /// From the value outwards.
    path: Vec<Part>,
}

#[derive(Debug)]
enum What {
    UnknownField(String, &'static [&'static str]),
    MissingField(&'static str),
    UnknownWord(String, &'static [&'static str]),
    WrongType(String, String),
    Invalid(String),
}

impl Error {
    /// The error is of this value, or of a field that it names.
    pub(super) fn within(mut self, node: &Node) -> Self {
        if self.place.is_some() {
            return self;
        }
        let place = match &self.what {
            What::UnknownField(name, _) => node.member(name).map(|(place, _)| place),
            // Requirements are read as a whole before their fields are looked at.
            What::UnknownWord(word, _) => worded(node, word),
            What::MissingField(_) | What::WrongType(..) | What::Invalid(_) => None,
        };
        self.place = Some(place.unwrap_or(node.place));
        self
    }

    /// The error is of this part of a larger value.
    pub(super) fn under(mut self, part: Part) -> Self {
        self.path.push(part);
        self
    }

    pub(super) fn located(self, tree: &Node) -> Located {
        let place = self.place.unwrap_or(tree.place);
        let mut path = String::new();
        for part in self.path.iter().rev() {
            match part {
                Part::Name(name) if path.is_empty() => path.push_str(name),
                Part::Name(name) => path = format!("{path}.{name}"),
                Part::Number(number) => path = format!("{path}[{number}]"),
            }
        }
        let of_requirement = matches!(self.path.first(), Some(Part::Name(name)) if name == "rule");
        let (mut rule, says, says_en) = self.what.told();
        if of_requirement && matches!(self.what, What::UnknownWord(..)) {
            rule = "unknown-predicate";
        }
        let mut located = fault(place, rule, says, says_en);
        located.fault.path = path;
        located
    }
}

/// Where a word stands within a value.
fn worded(node: &Node, word: &str) -> Option<Place> {
    match &node.value {
        Value::Text(text) => (text == word).then_some(node.place),
        Value::List(items) => items.iter().find_map(|item| worded(item, word)),
        Value::Map(members) => members.iter().find_map(|(key, place, node)| {
            let here = (key == word).then_some(*place);
            here.or_else(|| worded(node, word))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

impl What {
    fn told(&self) -> (&'static str, String, String) {
        match self {
            Self::UnknownField(name, known) => {
                let known = known.join(", ");
                (
                    "unknown-field",
                    format!("Isian \"{name}\" tidak dikenal. Yang dikenal: {known}."),
                    format!("unknown field \"{name}\"; there are {known}"),
                )
            }
            Self::MissingField(name) => (
                "missing-field",
                format!("Isian wajib \"{name}\" belum ada; tambahkan."),
                format!("the field \"{name}\" is missing; add it"),
            ),
            Self::UnknownWord(word, known) => {
                let known = known.join(", ");
                (
                    "unknown-value",
                    format!("Pilihan \"{word}\" tidak dikenal. Yang dikenal: {known}."),
                    format!("unknown choice \"{word}\"; there are {known}"),
                )
            }
            Self::WrongType(found, expected) => (
                "wrong-type",
                format!("Jenis nilai keliru: {found}, seharusnya {expected}."),
                format!("wrong type: {found}, expected {expected}"),
            ),
            Self::Invalid(told) => (
                "invalid-value",
                format!("Nilai tidak sah: {told}."),
                format!("invalid value: {told}"),
            ),
        }
    }
}

/// What serde calls things, as a writer of YAML knows them.
fn plain(expected: &str) -> String {
    let told = match expected {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "a boolean" => "true or false",
        "a string" | "string" => "text (a number as text stands in quotes)",
        "a sequence" => "a list",
        other => match other.split_once(' ') {
            Some(("struct" | "internally", _)) => "a mapping of fields",
            Some(("enum", _)) => "a word",
            _ => other,
        },
    };
    told.to_owned()
}

fn found(unexpected: Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Unit => "nothing".to_owned(),
        Unexpected::Bool(is) => is.to_string(),
        Unexpected::Unsigned(number) => number.to_string(),
        Unexpected::Signed(number) => number.to_string(),
        Unexpected::Str(text) => format!("\"{text}\""),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a mapping of fields".to_owned(),
        other => other.to_string(),
    }
}

impl From<What> for Error {
    fn from(what: What) -> Self {
        Self {
            what,
            place: None,
            path: Vec::new(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, _, says_en) = self.what.told();
        f.write_str(&says_en)
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(told: T) -> Self {
        What::Invalid(told.to_string()).into()
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        What::WrongType(found(unexpected), plain(&expected.to_string())).into()
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        What::WrongType(found(unexpected), plain(&expected.to_string())).into()
    }

    fn unknown_field(name: &str, known: &'static [&'static str]) -> Self {
        What::UnknownField(name.to_owned(), known).into()
    }

    fn missing_field(name: &'static str) -> Self {
        What::MissingField(name).into()
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        What::UnknownWord(word.to_owned(), known).into()
    }
}
