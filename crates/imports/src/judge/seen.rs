//! The accepted rows of a file, by hashes: 28 bytes each, some 60 MB for a million.

use std::collections::HashMap;
use std::io::{self, Write};

use domain::text::Text;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::rows::{MentoringState, Row};

/// What a row is known by to what it says and where it stands.
#[derive(Default)]
pub struct Seen {
    rows: HashMap<[u8; 16], ([u8; 8], u32)>,
}

/// An accepted row about the same thing.
pub(crate) enum Earlier {
    None,
    Same(u32),
    Other(u32),
}

impl Seen {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many rows were accepted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row was accepted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn add(&mut self, row: &Row) -> Earlier {
        let content = hash(&comparable(row));
        let key = key(row, content);
        let short = cut::<8>(content);
        match self.rows.get(&key) {
            Some((earlier, of)) if *earlier == short => Earlier::Same(*of),
            Some((_, of)) => Earlier::Other(*of),
            None => {
                self.rows.insert(key, (short, row.number()));
                Earlier::None
            }
        }
    }

    /// Whether a unit of this name was in a row above.
    pub(crate) fn has_unit(&self, name: &str) -> bool {
        self.rows
            .contains_key(&cut(hash(&("unit", unit_key(name)))))
    }
}

/// A unit's name without case, spaces and punctuation, by which names are compared.
#[must_use]
pub fn unit_key(name: &str) -> String {
    crate::header::normal(name)
}

/// What a row is known by. Survey answers are known by all they say: there is nobody to ask which of
/// two is right.
fn key(row: &Row, content: [u8; 32]) -> [u8; 16] {
    cut(match row {
        Row::Person(row) => hash(&("person", row.nip.digits())),
        Row::Unit(row) => hash(&("unit", unit_key(&row.name))),
        Row::Appraisal(row) => hash(&("appraisal", row.nip.digits(), &row.period)),
        Row::Organisation(row) => hash(&("organisation", unit_key(&row.unit), &row.period)),
        Row::Sanction(row) => hash(&("sanction", row.nip.digits(), row.source.to_lowercase())),
        Row::Award(row) => hash(&("award", row.nip.digits(), row.code, row.year)),
        Row::Training(row) => hash(&("training", row.nip.digits(), row.source.to_lowercase())),
        Row::Mentoring(row) => hash(&(
            "mentoring",
            row.mentor.digits(),
            row.mentee.digits(),
            row.on,
            // A pair may be given up and begin anew on one day.
            row.state == Some(MentoringState::Abandoned),
        )),
        Row::Survey(_) => content,
        Row::Innovation(row) => hash(&("innovation", row.nip.digits(), row.code.to_lowercase())),
        Row::Candidate(row) => {
            let category = row.category.as_deref().map(str::to_lowercase);
            hash(&("candidate", row.nip.digits(), category))
        }
    })
}

/// The row without its number and without what names may differ in.
fn comparable(row: &Row) -> Row {
    let mut row = row.clone();
    match &mut row {
        Row::Person(row) => {
            row.row = 0;
            row.unit = unit_key(&row.unit);
            row.parent = row.parent.as_deref().map(unit_key);
            // Exports write names in capitals; of titles the case matters.
            let full = row.name.full.as_str().to_lowercase();
            row.name.full = Text::new(&full).unwrap_or_else(|_| row.name.full.clone());
        }
        Row::Unit(row) => {
            row.row = 0;
            row.name = unit_key(&row.name);
            row.parent = row.parent.as_deref().map(unit_key);
        }
        Row::Appraisal(row) => row.row = 0,
        Row::Organisation(row) => row.row = 0,
        Row::Sanction(row) => row.row = 0,
        Row::Award(row) => row.row = 0,
        Row::Training(row) => row.row = 0,
        Row::Mentoring(row) => row.row = 0,
        Row::Survey(row) => row.row = 0,
        Row::Innovation(row) => row.row = 0,
        Row::Candidate(row) => row.row = 0,
    }
    row
}

/// Writes into a hash.
struct Sink(Sha256);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn hash(value: &impl Serialize) -> [u8; 32] {
    let mut sink = Sink(Sha256::new());
    // Neither the sink nor these types can fail.
    let written = serde_json::to_writer(&mut sink, value);
    debug_assert!(written.is_ok(), "rows are plain data");
    sink.0.finalize().into()
}

fn cut<const N: usize>(hash: [u8; 32]) -> [u8; N] {
    let mut cut = [0; N];
    cut.copy_from_slice(&hash[..N]);
    cut
}
