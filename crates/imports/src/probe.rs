//! One entry for each parser, for programs that look for inputs that break it: the fuzz targets in
//! `fuzz/` and the property tests call the same.

use domain::Nip;
use domain::person::PersonKind;

use crate::cell::{Cell, Sort};
use crate::header::element;
use crate::value::date::{Dated, Style, date, date_time};
use crate::{Input, Kind, Known, Mapping, Reader, Report, Seen, Verdict, clean, judge};

/// Somebody who knows everybody, so that every row is judged to its end.
struct All;

impl Known for All {
    fn person(&self, _: &Nip) -> bool {
        true
    }
    fn unit(&self, name: &str) -> Option<String> {
        Some(name.to_owned())
    }
}

/// Reads a file of any format as every kind, and writes its report.
pub fn file(bytes: &[u8]) {
    for kind in Kind::ALL {
        let input = Input::Bytes(bytes.to_vec());
        let Ok(mut reader) = Reader::open(kind, input, &Mapping::default()) else {
            continue;
        };
        let mut report = Report::new(reader.columns());
        let mut seen = Seen::new();
        let mut last = 0;
        while let Ok(Some(record)) = reader.next_record() {
            assert!(record.row > last, "rows come in order");
            last = record.row;
            let verdict = judge(clean(reader.columns(), &record), &All, &mut seen);
            if let Verdict::Accepted(row) = &verdict {
                assert_eq!(row.number(), record.row, "a row keeps its number");
            }
            report.count(&record, &verdict);
        }
        let sum = report.accepted + report.duplicates + report.quarantined.len() as u64;
        assert_eq!(sum, report.rows, "no row is lost");
    }
}

/// Reads bytes as the contents of an archive's only table.
pub fn zip(bytes: &[u8]) {
    file(&[b"PK\x03\x04", bytes].concat());
}

/// Takes a text for a header.
pub fn header(text: &str) {
    let normal = crate::normal(text);
    assert!(
        normal.chars().all(char::is_alphanumeric),
        "only letters and digits are kept"
    );
    assert!(
        element(text).is_none_or(|element| element < 9),
        "there are nine elements"
    );
}

/// Takes a text for a NIP.
pub fn nip(text: &str) {
    for kind in [PersonKind::Pns, PersonKind::Pppk, PersonKind::Guest] {
        if let Ok(nip) = Nip::check(kind, text) {
            assert_eq!(nip.digits().len(), 18, "a NIP has 18 digits");
            assert!(nip.born().is_some(), "a NIP holds a birth date");
        }
    }
}

/// Takes a text for a date and for a time.
pub fn day(text: &str) {
    for sort in [Sort::Text, Sort::Number] {
        let cell = Cell {
            text: text.to_owned(),
            sort,
        };
        let style = Style::default();
        if let (Dated::Is(day), Dated::Is(at)) = (date(&cell, style), date_time(&cell, style)) {
            assert_eq!(day, at.date(), "a time does not move its day");
        }
    }
}

/// Takes a text for a mapping.
pub fn mapping(text: &str) {
    if let Ok(mapping) = Mapping::read(text) {
        let _ = mapping.unit(text);
    }
}
