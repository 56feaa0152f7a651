//! XML parts of workbooks as events, without holding a part in memory.

use std::io::{self, BufRead, BufReader, Read};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::fault::FileFault;

/// The most bytes of one tag or text. A cell's text is far shorter.
const EVENT_BYTES: usize = 1 << 20;

/// Reads at most so many bytes until it is told that an event has ended.
struct Guarded<R> {
    inner: BufReader<R>,
    read: usize,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl<R: Read> BufRead for Guarded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read > EVENT_BYTES {
            return Err(FileFault::Bomb.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.read += amount;
        self.inner.consume(amount);
    }
}

/// What is met in an XML part; names are without their prefix.
pub(super) enum Met {
    Start(Tag),
    End(String),
    Text(String),
    Eof,
}

/// A tag that opens.
pub(super) struct Tag {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The events of an XML part.
pub(super) struct Events<R: Read> {
    reader: quick_xml::Reader<Guarded<R>>,
    buffer: Vec<u8>,
    /// The end of a tag that opened and closed in one.
    pending: Option<String>,
}

impl<R: Read> Events<R> {
    pub(super) fn new(part: R) -> Self {
        let inner = BufReader::with_capacity(1 << 16, part);
        let mut reader = quick_xml::Reader::from_reader(Guarded { inner, read: 0 });
        let config = reader.config_mut();
        config.check_end_names = false;
        Self {
            reader,
            buffer: Vec::new(),
            pending: None,
        }
    }

    pub(super) fn next(&mut self) -> Result<Met, FileFault> {
        if let Some(name) = self.pending.take() {
            return Ok(Met::End(name));
        }
        loop {
            self.buffer.clear();
            self.reader.get_mut().read = 0;
            let event = self
                .reader
                .read_event_into(&mut self.buffer)
                .map_err(fault)?;
            return Ok(match event {
                Event::Start(tag) => Met::Start(opened(&tag)),
                Event::Empty(tag) => {
                    let tag = opened(&tag);
                    self.pending = Some(tag.name.clone());
                    Met::Start(tag)
                }
                Event::End(tag) => Met::End(tag.local_name().as_ref().to_owned()),
                Event::Text(text) => Met::Text(text.to_string()),
                Event::CData(text) => Met::Text(text.to_string()),
                Event::GeneralRef(name) => Met::Text(reference(&name)),
                Event::Eof => Met::Eof,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            });
        }
    }
}

/// A character by its number or one of XML's own names; others are not expanded.
fn reference(name: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return character.to_string();
    }
    resolve_predefined_entity(name)
        .unwrap_or_default()
        .to_owned()
}

fn opened(tag: &BytesStart<'_>) -> Tag {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let raw = attribute.value.into_owned();
        let value = match quick_xml::escape::unescape(&raw) {
            Ok(value) => value.into_owned(),
            Err(_) => raw,
        };
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    Tag {
        name: tag.local_name().as_ref().to_owned(),
        attributes: attributes.collect(),
    }
}

fn fault(error: quick_xml::Error) -> FileFault {
    match error {
        quick_xml::Error::Io(error) => {
            let kind = error.kind();
            match error
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<FileFault>())
            {
                Some(FileFault::Bomb) => FileFault::Bomb,
                _ if matches!(
                    kind,
                    io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound
                ) =>
                {
                    FileFault::Unreadable(kind.into())
                }
                _ => FileFault::Damaged,
            }
        }
        _ => FileFault::Damaged,
    }
}
