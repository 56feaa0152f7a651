//! Whole numbers, as text files and spreadsheets write them.

use crate::cell::{Cell, Sort, stands_for_nothing, tidy};

/// A cell of a column of numbers.
pub(crate) enum Counted {
    Nothing,
    Is(u32),
    Unreadable,
}

/// A whole number: `7`, `7.0`, `7,00`. `0` is what exports write for nothing.
pub(crate) fn whole(cell: &Cell) -> Counted {
    match with_zero(cell) {
        Counted::Is(0) => Counted::Nothing,
        other => other,
    }
}

/// A whole number of which nought is one.
pub(crate) fn with_zero(cell: &Cell) -> Counted {
    if matches!(cell.sort, Sort::Formula | Sort::Error | Sort::Boolean) {
        return Counted::Unreadable;
    }
    let text = tidy(&cell.text);
    if text != "0" && stands_for_nothing(&text) {
        return Counted::Nothing;
    }
    plain(&text).map_or(Counted::Unreadable, Counted::Is)
}

/// The number that a tidy text is as a whole; a fraction of noughts is none.
pub(crate) fn plain(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !fraction.bytes().all(|byte| byte == b'0') {
        return None;
    }
    whole.parse().ok()
}

/// The number that a text starts with: `32 JP`, `4. Sangat sesuai`, `90 menit`.
pub(crate) fn leading(text: &str) -> Option<u32> {
    if let Some(number) = plain(text) {
        return Some(number);
    }
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[end..];
    let unit = rest.trim_start_matches(['.', ')', ':', '-', '=', '(', ' ']);
    let worded = unit.starts_with(char::is_alphabetic);
    worded.then(|| text[..end].parse().ok()).flatten()
}
