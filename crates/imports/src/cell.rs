//! Cells as they come from any format.

use crate::code::ValueClass;

/// What the format says of a cell. Text files know only text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Text,
    Number,
    Boolean,
    Error,
    /// A formula whose result is not in the file.
    Formula,
}

/// One cell. Its text is never printed but in the sheet for resubmission.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) sort: Sort,
}

impl Cell {
    pub(crate) const EMPTY: Self = Self {
        text: String::new(),
        sort: Sort::Text,
    };

    pub(crate) const fn text(text: String) -> Self {
        Self {
            text,
            sort: Sort::Text,
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.sort != Sort::Formula && self.text.chars().all(is_space)
    }

    pub(crate) fn class(&self) -> ValueClass {
        match self.sort {
            Sort::Number => ValueClass::Number,
            Sort::Boolean => ValueClass::Boolean,
            Sort::Error => ValueClass::Error,
            Sort::Formula => ValueClass::Formula,
            Sort::Text => class_of(&tidy(&self.text)),
        }
    }
}

fn class_of(text: &str) -> ValueClass {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let marks = text.chars().filter(|c| "-/., :".contains(*c)).count();
    if stands_for_nothing(text) {
        ValueClass::Empty
    } else if text.starts_with("#N/A") || text.starts_with("#REF") || text.starts_with("#VALUE") {
        ValueClass::Error
    } else if digits == text.len() || text.replace(',', ".").parse::<f64>().is_ok() {
        ValueClass::Number
    } else if (6..=14).contains(&digits) && digits + marks == text.len() {
        ValueClass::Date
    } else {
        ValueClass::Text
    }
}

/// A row of any format.
#[derive(Clone)]
pub(crate) struct RawRow {
    /// The number that a spreadsheet shows, from 1.
    pub(crate) number: u32,
    pub(crate) cells: Vec<Cell>,
}

impl RawRow {
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// White space, or what takes its place on the web and in word processors.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}')
}

/// The text with white space collapsed, without a spreadsheet's text markers.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    // `="00123"` is how an export keeps Excel from making a number of digits.
    if let Some(inner) = tidy.strip_prefix("=\"").and_then(|t| t.strip_suffix('"')) {
        return inner.trim().to_owned();
    }
    if tidy.starts_with('\'') {
        let rest = tidy.trim_start_matches('\'');
        // An apostrophe can be the first letter of a name.
        if rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit() || " =+-@".contains(c))
        {
            return rest.trim().to_owned();
        }
    }
    tidy
}

/// Whether a tidy text is what exports write for nothing.
pub(crate) fn stands_for_nothing(text: &str) -> bool {
    matches!(text, "" | "0" | "NULL" | "null" | "#NULL!")
        || text.chars().all(|c| matches!(c, '-' | '–' | '—'))
}
