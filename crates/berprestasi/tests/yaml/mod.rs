//! Plain YAML as JSON: what hand-written documents hold, without anchors and tags.

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};
use serde_json::{Map, Value};

/// The one document of a text.
pub(crate) fn read(text: &str) -> Value {
    let mut parser = Parser::new_from_str(text);
    loop {
        if let Event::DocumentStart(_) = next(&mut parser) {
            let first = next(&mut parser);
            return value(&mut parser, first);
        }
    }
}

fn next<'t>(parser: &mut Parser<'t, StrInput<'t>>) -> Event<'t> {
    parser
        .next()
        .expect("the document goes on")
        .expect("it is YAML")
        .0
}

fn value<'t>(parser: &mut Parser<'t, StrInput<'t>>, event: Event<'t>) -> Value {
    match event {
        Event::Scalar(text, ScalarStyle::Plain, _, _) => {
            let typed = ["true", "false", "null"].contains(&text.as_ref());
            let number = text.parse::<i64>().is_ok();
            let json = if typed || number {
                serde_json::from_str(&text).ok()
            } else {
                None
            };
            json.unwrap_or_else(|| text.into())
        }
        Event::Scalar(text, ..) => text.into(),
        Event::SequenceStart(..) => {
            let mut items = Vec::new();
            loop {
                match next(parser) {
                    Event::SequenceEnd => return Value::Array(items),
                    event => items.push(value(parser, event)),
                }
            }
        }
        Event::MappingStart(..) => {
            let mut fields = Map::new();
            loop {
                match next(parser) {
                    Event::MappingEnd => return Value::Object(fields),
                    key => {
                        let key = value(parser, key);
                        let event = next(parser);
                        let name = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
                        fields.insert(name, value(parser, event));
                    }
                }
            }
        }
        other => panic!("not plain: {other:?}"),
    }
}
