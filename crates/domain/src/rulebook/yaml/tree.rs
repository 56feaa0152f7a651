//! The values of a YAML text, each with its place.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's list of events is not ours; what is not named ends or is refused"
)]

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, StrInput};

use super::{BYTES, DEPTH, Located, NODES};
use crate::rulebook::Fault;

/// A place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl From<Marker> for Place {
    fn from(marker: Marker) -> Self {
        Self {
            line: marker.line(),
            column: marker.col() + 1,
        }
    }
}

/// A value and where it begins.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
    /// Of how many values it consists, itself included.
    size: usize,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Node>),
    /// Keys with their own places, in the order in which they are written.
    Map(Vec<(String, Place, Node)>),
}

impl Node {
    /// A member by its key or number, and where it stands: at its key, if it has one.
    pub(super) fn member(&self, part: &str) -> Option<(Place, &Self)> {
        match &self.value {
            Value::Map(members) => {
                let mut members = members.iter();
                let (_, place, node) = members.find(|(key, _, _)| key == part)?;
                Some((*place, node))
            }
            Value::List(items) => {
                let item = items.get(part.parse::<usize>().ok()?)?;
                Some((item.place, item))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => None,
        }
    }
}

/// What is wrong with the text as YAML.
pub(super) fn fault(place: Place, rule: &'static str, says: String, says_en: String) -> Located {
    Located {
        line: place.line,
        column: place.column,
        fault: Fault::new("", rule, says, says_en),
    }
}

fn unwanted(place: Place, rule: &'static str, says: &str, says_en: &str) -> Located {
    fault(place, rule, says.to_owned(), says_en.to_owned())
}

fn syntax(error: &ScanError) -> Located {
    let (place, told) = (Place::from(*error.marker()), error.info());
    fault(
        place,
        "yaml-syntax",
        format!("Bukan YAML yang sah; periksa lekukan, titik dua dan tanda kutip ({told})."),
        format!("not valid YAML: {told}; check indentation, colons and quotes"),
    )
}

/// Reads the one document of a text.
pub(super) fn parse(text: &str) -> Result<Node, Located> {
    let start = Place { line: 1, column: 1 };
    if text.len() > BYTES {
        return Err(unwanted(
            start,
            "yaml-too-large",
            "Dokumen lebih besar dari 256 KiB; ringkas.",
            "the document is larger than 256 KiB; shorten it",
        ));
    }
    let mut builder = Builder {
        events: Parser::new_from_str(text),
        anchors: HashMap::new(),
        values: 0,
    };
    let mut root = None;
    while let Some((event, span)) = builder.next()? {
        match event {
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
            Event::StreamEnd => break,
            _ if root.is_some() => {
                return Err(unwanted(
                    span.start.into(),
                    "yaml-documents",
                    "Hanya satu dokumen dalam satu berkas; hapus pemisah ---.",
                    "a file holds one document; remove the separator ---",
                ));
            }
            event => root = Some(builder.node(event, span, 0)?),
        }
    }
    root.ok_or_else(|| {
        unwanted(
            start,
            "yaml-empty",
            "Dokumen kosong; isi paling sedikit code, title, year dan categories.",
            "the document is empty; give at least code, title, year and categories",
        )
    })
}

struct Builder<'t> {
    events: Parser<'t, StrInput<'t>>,
    anchors: HashMap<usize, Node>,
    values: usize,
}

impl<'t> Builder<'t> {
    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>, Located> {
        let next = self.events.next_event().transpose();
        next.map_err(|error| syntax(&error))
    }

    /// The value that begins with this event. Nested by [`DEPTH`] at most.
    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Located> {
        let place = Place::from(span.start);
        if depth > DEPTH {
            return Err(unwanted(
                place,
                "yaml-too-deep",
                "Terlalu banyak tingkat di dalam tingkat; sederhanakan.",
                "nested too deeply; make it simpler",
            ));
        }
        let (anchor, tag, value) = match event {
            Event::Alias(anchor) => return self.alias(anchor, place),
            Event::Scalar(text, style, anchor, tag) => (anchor, tag, scalar(&text, style)),
            Event::SequenceStart(anchor, tag) => (anchor, tag, self.list(depth)?),
            Event::MappingStart(anchor, tag) => (anchor, tag, self.map(depth)?),
            _ => (0, None, Value::Null),
        };
        if tag.is_some() {
            return Err(unwanted(
                place,
                "yaml-tag",
                "Tanda jenis YAML (!) tidak dipakai di sini; hapus.",
                "YAML tags (!) are not used here; remove it",
            ));
        }
        let size = 1 + match &value {
            Value::List(items) => items.iter().map(|item| item.size).sum(),
            Value::Map(members) => members.iter().map(|(_, _, node)| node.size).sum(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) => 0,
        };
        self.count(1, place)?;
        let node = Node { place, value, size };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn count(&mut self, values: usize, place: Place) -> Result<(), Located> {
        self.values += values;
        if self.values <= NODES {
            return Ok(());
        }
        Err(unwanted(
            place,
            "yaml-too-many-values",
            "Dokumen berisi lebih dari 50.000 nilai, termasuk ulangan (alias); ringkas.",
            "the document has more than 50,000 values, aliases written out; shorten it",
        ))
    }

    /// What an anchor named, once more. An anchor within itself is not known yet.
    fn alias(&mut self, anchor: usize, place: Place) -> Result<Node, Located> {
        let size = self.anchors.get(&anchor).map(|known| known.size);
        self.count(size.unwrap_or_default(), place)?;
        let known = self.anchors.get(&anchor).cloned();
        let known = known.map(|known| Node { place, ..known });
        known.ok_or_else(|| {
            unwanted(
                place,
                "yaml-alias-within-itself",
                "Alias menunjuk bagian yang memuatnya sendiri; tulis isinya.",
                "the alias repeats the part that it stands in; write its content out",
            )
        })
    }

    fn list(&mut self, depth: usize) -> Result<Value, Located> {
        let mut items = Vec::new();
        while let Some((event, span)) = self.next()? {
            if event == Event::SequenceEnd {
                break;
            }
            items.push(self.node(event, span, depth + 1)?);
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, depth: usize) -> Result<Value, Located> {
        let mut members: Vec<(String, Place, Node)> = Vec::new();
        let mut names = HashSet::new();
        while let Some((event, span)) = self.next()? {
            let place = Place::from(span.start);
            let key = match event {
                Event::MappingEnd => break,
                Event::Scalar(text, _, 0, None) => text.into_owned(),
                _ => {
                    return Err(unwanted(
                        place,
                        "yaml-key",
                        "Nama isian harus teks biasa.",
                        "the name of a field must be plain text",
                    ));
                }
            };
            if !names.insert(key.clone()) {
                return Err(fault(
                    place,
                    "field-repeated",
                    format!("Isian \"{key}\" tertulis dua kali; hapus satu."),
                    format!("the field \"{key}\" stands twice; remove one"),
                ));
            }
            if let Some((event, span)) = self.next()? {
                let mut node = self.node(event, span, depth + 1)?;
                if matches!(node.value, Value::Null) {
                    // What is left empty stands nowhere but at its name.
                    node.place = place;
                }
                members.push((key, place, node));
            }
        }
        Ok(Value::Map(members))
    }
}

/// A plain scalar by the core schema, without floats.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match text.parse() {
            // Without a plus or zeros in front, which a code such as 007 needs.
            Ok(number) if format!("{number}") == text => Value::Number(number),
            _ => Value::Text(text.to_owned()),
        },
    }
}
