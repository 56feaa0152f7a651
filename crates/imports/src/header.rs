//! Finding the header row, and what each column means.

use std::collections::BTreeMap;

use crate::cell::{RawRow, tidy};
use crate::field::Field;
use crate::kind::Kind;
use crate::layout::{FORBIDDEN, is_reason, layout};
use crate::mapping::Mapping;

/// A column that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// What it means.
    pub field: Field,
    /// Its header as written.
    pub header: String,
    /// Its place in the row, from 0.
    pub(crate) index: usize,
}

/// The columns of a file, and what cleaning must know of the mapping.
#[derive(Debug, Clone)]
pub struct Columns {
    /// The columns that are read.
    pub matched: Vec<Matched>,
    /// Headers of columns that the system must not hold: their cells are left behind at the door.
    pub dropped: Vec<String>,
    /// Headers of columns that mean nothing here.
    pub ignored: Vec<String>,
    pub(crate) kind: Kind,
    pub(crate) mapping: Mapping,
    pub(crate) date1904: bool,
}

impl Columns {
    /// What the rows are.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Where a field's cell stands in a record.
    pub(crate) fn slot(&self, field: Field) -> Option<usize> {
        self.matched.iter().position(|column| column.field == field)
    }

    /// The header of a field as written, or how it is usually called if the file has none.
    pub(crate) fn header(&self, field: Field) -> String {
        match self.slot(field).and_then(|slot| self.matched.get(slot)) {
            Some(column) => column.header.clone(),
            None => usual(self.kind, field).to_owned(),
        }
    }

    /// The columns that the kind needs and that are not there.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        let needs = layout(self.kind).needs.iter();
        needs
            .filter(|need| !need.one_of.iter().any(|field| self.slot(*field).is_some()))
            .map(|need| need.usual)
            .collect()
    }
}

fn usual(kind: Kind, field: Field) -> &'static str {
    let mut needs = layout(kind).needs.iter();
    needs
        .find(|need| need.one_of.contains(&field))
        .map_or(field.as_str(), |need| need.usual)
}

/// A header without case, spaces, punctuation and the like: `jenisTingkatHukumanId` and
/// `JENIS TINGKAT HUKUMAN (ID)` are the same.
#[must_use]
pub fn normal(header: &str) -> String {
    let kept = header.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// What the cells of a row mean if it is the header.
pub(crate) fn columns(kind: Kind, mapping: &Mapping, row: &RawRow) -> Columns {
    let headers: Vec<String> = row.cells.iter().map(|cell| tidy(&cell.text)).collect();
    let mut best: BTreeMap<Field, (usize, usize)> = BTreeMap::new();
    for (index, header) in headers.iter().enumerate() {
        let Some((field, rank)) = meaning(kind, mapping, header) else {
            continue;
        };
        let entry = best.entry(field).or_insert((rank, index));
        // The preferred header wins, then the first: `NIP BARU` before `NIP`.
        if rank < entry.0 {
            *entry = (rank, index);
        }
    }
    let mut matched: Vec<Matched> = best
        .into_iter()
        .map(|(field, (_, index))| Matched {
            field,
            header: headers[index].clone(),
            index,
        })
        .collect();
    matched.sort_by_key(|column| column.index);
    let taken = |index| matched.iter().any(|column| column.index == index);
    let rest: Vec<&String> = headers
        .iter()
        .enumerate()
        .filter(|(index, header)| !header.is_empty() && !taken(*index))
        .map(|(_, header)| header)
        .collect();
    let dropped = dropped(&rest);
    let ignored = rest.iter().filter(|header| !dropped.contains(header));
    let ignored = ignored.map(|header| (*header).clone()).collect();
    Columns {
        matched,
        dropped,
        ignored,
        kind,
        mapping: mapping.clone(),
        date1904: false,
    }
}

/// The headers that name what must not be held, in the order of the list, then reasons.
fn dropped(headers: &[&String]) -> Vec<String> {
    let names = FORBIDDEN.iter().flat_map(|names| {
        let of_list = |header: &&&String| names.contains(&normal(header).as_str());
        headers.iter().filter(of_list)
    });
    let reasons = headers.iter().filter(|header| is_reason(&normal(header)));
    names
        .chain(reasons)
        .map(|header| (*header).clone())
        .collect()
}

/// The field of a header, and how far down its list the header stands.
fn meaning(kind: Kind, mapping: &Mapping, header: &str) -> Option<(Field, usize)> {
    let name = normal(header);
    if name.is_empty() {
        return None;
    }
    if let Some(mapped) = mapping.column(&name) {
        return mapped.map(|field| (field, 0));
    }
    let known = layout(kind).columns.iter().find_map(|known| {
        let rank = known.headers.iter().position(|one| *one == name)?;
        Some((known.field, rank + 1))
    });
    known.or_else(|| match kind {
        // A whole question is a weaker sign than a code.
        Kind::Survey => element(header).map(|number| (Field::ANSWERS[number], 100)),
        Kind::Mentoring => statement(header).map(|number| (Field::ANSWERS[number], 100)),
        _ => None,
    })
}

/// Words by which a question can be told, of the nine elements of `PermenPANRB` 14/2017.
const WORDS: [&[&str]; 9] = [
    &["persyaratan"],
    &["prosedur", "mekanisme"],
    &[
        "waktu penyelesaian",
        "waktu pelayanan",
        "kecepatan",
        "ketepatan waktu",
        "waktu dalam",
    ],
    &["biaya", "tarif"],
    &["produk", "hasil layanan", "hasil pelayanan"],
    &["kompetensi", "kemampuan"],
    &["perilaku", "kesopanan", "keramahan"],
    &["sarana", "prasarana"],
    &["pengaduan"],
];

/// The element (0 to 8) that a question asks about: by its code `U5`, else by its words, else by a
/// bare number. Copies of the form order the last two differently, so a bare number comes last.
pub(crate) fn element(header: &str) -> Option<usize> {
    let lower = tidy(header).to_lowercase();
    let coded = lower
        .strip_prefix("unsur")
        .or_else(|| lower.strip_prefix('u'));
    if let Some(number) = coded.and_then(leading_number) {
        return Some(number);
    }
    let words = WORDS
        .iter()
        .position(|words| words.iter().any(|word| lower.contains(word)));
    words.or_else(|| leading_number(&lower))
}

/// The statement of form B.1.8 that a column holds, by its number.
fn statement(header: &str) -> Option<usize> {
    let lower = tidy(header).to_lowercase();
    let coded = lower
        .strip_prefix("pernyataan")
        .or_else(|| lower.strip_prefix('p'));
    coded
        .and_then(leading_number)
        .or_else(|| leading_number(&lower))
}

/// 1 to 9 at the start, not followed by a further digit, as an index from 0.
fn leading_number(text: &str) -> Option<usize> {
    let mut chars = text.trim_start_matches([' ', '.', '-', '_']).chars();
    let digit = chars.next()?.to_digit(10)?;
    let more = chars.next().is_some_and(char::is_alphanumeric);
    if more {
        None
    } else {
        (digit as usize).checked_sub(1)
    }
}

/// Whether a row numbers the columns, as tables of decrees do: 1, 2, 3 …
pub(crate) fn is_numbering(row: &RawRow) -> bool {
    let cells: Vec<&str> = row
        .cells
        .iter()
        .map(|cell| cell.text.trim().trim_matches(['(', ')']))
        .collect();
    let numbered = |(index, text): (usize, &&str)| *text == (index + 1).to_string();
    cells.len() >= 3 && cells.iter().enumerate().all(numbered)
}
