//! Dates in all the forms that files have them.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan as _};

use crate::cell::{Cell, Sort, stands_for_nothing, tidy};
use crate::mapping::DateOrder;

/// How a file writes dates.
#[derive(Clone, Copy, Default)]
pub(crate) struct Style {
    pub(crate) order: DateOrder,
    pub(crate) date1904: bool,
}

/// A cell of a date column.
pub(crate) enum Dated<T> {
    Nothing,
    Is(T),
    Unreadable,
}

/// The date in a cell; its time, if any, is left out.
pub(crate) fn date(cell: &Cell, style: Style) -> Dated<Date> {
    match date_time(cell, style) {
        Dated::Nothing => Dated::Nothing,
        Dated::Is(at) => Dated::Is(at.date()),
        Dated::Unreadable => Dated::Unreadable,
    }
}

/// The date and time in a cell; midnight if there is no time.
pub(crate) fn date_time(cell: &Cell, style: Style) -> Dated<DateTime> {
    if matches!(cell.sort, Sort::Formula | Sort::Error | Sort::Boolean) {
        return Dated::Unreadable;
    }
    let text = tidy(&cell.text);
    if stands_for_nothing(&text) {
        return Dated::Nothing;
    }
    match serial(&text, style).or_else(|| written(&text, style)) {
        // What databases and spreadsheets write for no date.
        Some(at) if at.date().year() < 1901 => Dated::Nothing,
        Some(at) => Dated::Is(at),
        None if text.starts_with("00-00-0000") || text.starts_with("0000-00-00") => Dated::Nothing,
        None => Dated::Unreadable,
    }
}

/// A spreadsheet's count of days, between 1927 and 2119.
fn serial(text: &str, style: Style) -> Option<DateTime> {
    let text = text.replace(',', ".");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 5 || !digits(whole) || !digits(fraction) {
        return (text == "1").then(|| Date::constant(1900, 1, 1).into());
    }
    let days: i64 = whole.parse().ok()?;
    if !(10_000..=80_000).contains(&days) {
        return None;
    }
    let epoch = if style.date1904 {
        Date::constant(1904, 1, 1)
    } else {
        // Day 60 of a spreadsheet is 29 February 1900, which never was.
        Date::constant(1899, 12, 30)
    };
    let day = epoch.checked_add(days.days()).ok()?;
    let share: f64 = format!("0.{fraction}0").parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a share of a day is below 86,400 seconds"
    )]
    let seconds = (share * 86_400.0).round() as i64;
    day.to_datetime(Time::midnight())
        .checked_add(Span::new().seconds(seconds))
        .ok()
}

fn written(text: &str, style: Style) -> Option<DateTime> {
    let text = without_weekday(text);
    let (day, time) = split_time(text);
    let time = match time {
        Some(time) => clock(time)?,
        None => Time::midnight(),
    };
    Some(calendar(day.trim(), style)?.to_datetime(time))
}

/// `Senin, 17 Agustus 2025` without the weekday.
fn without_weekday(text: &str) -> &str {
    match text.split_once(',') {
        Some((weekday, rest)) if weekday.chars().all(char::is_alphabetic) => rest.trim_start(),
        _ => text,
    }
}

/// The date and what follows it: a `T`, or a word that begins like a time.
fn split_time(text: &str) -> (&str, Option<&str>) {
    if let Some((day, time)) = text.split_once('T')
        && day.len() == 10
    {
        return (day, Some(time));
    }
    let is_time = |word: &str| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits) && word[digits..].starts_with([':', '.']) && word.len() <= 16
    };
    for (at, _) in text.match_indices(' ') {
        let rest = &text[at + 1..];
        let word = rest.split(' ').next().unwrap_or("");
        if is_time(word) && at > 5 {
            return (&text[..at], Some(rest));
        }
    }
    (text, None)
}

/// `09.10.00`, `9:10 PM`, `09:10:00.000Z`, with a zone behind it that says nothing here.
fn clock(text: &str) -> Option<Time> {
    let mut words = text.split(' ');
    let clock = words.next()?.trim_end_matches('Z');
    let clock = clock.split('+').next()?;
    let mut parts = clock.split([':', '.']).map(str::parse::<i8>);
    let mut hour = parts.next()?.ok()?;
    let minute = parts.next()?.ok()?;
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    for word in words {
        match word.to_ascii_uppercase().as_str() {
            "AM" if hour == 12 => hour = 0,
            "PM" if hour < 12 => hour += 12,
            "AM" | "PM" | "WIB" | "WITA" | "WIT" | "UTC" => {}
            zone if zone.starts_with("GMT") || zone.starts_with('+') => {}
            _ => return None,
        }
    }
    Time::new(hour, minute, second, 0).ok()
}

fn calendar(text: &str, style: Style) -> Option<Date> {
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return ymd(&text[..4], &text[4..6], &text[6..]);
    }
    let parts: Vec<&str> = text
        .split(['-', '/', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    if first.len() == 4 {
        return ymd(first, second, third);
    }
    match style.order {
        DateOrder::Mdy if month_named(second).is_none() => ymd(third, first, second),
        DateOrder::Dmy | DateOrder::Mdy => ymd(third, second, first),
    }
}

fn ymd(year: &str, month: &str, day: &str) -> Option<Date> {
    // A year of two digits is a guess.
    if year.len() != 4 || day.len() > 2 || month.len() > 10 {
        return None;
    }
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(year) || !digits(day) {
        return None;
    }
    let month = match month_named(month) {
        Some(month) => month,
        None if month.len() <= 2 && digits(month) => month.parse().ok()?,
        None => return None,
    };
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// The month of an Indonesian or English name, or of an abbreviation of three letters or more.
fn month_named(text: &str) -> Option<i8> {
    const NAMES: [&[&str]; 12] = [
        &["januari", "january"],
        &["februari", "pebruari", "february"],
        &["maret", "march"],
        &["april"],
        &["mei", "may"],
        &["juni", "june"],
        &["juli", "july"],
        &["agustus", "agt", "agst", "august"],
        &["september"],
        &["oktober", "october"],
        &["november", "nopember"],
        &["desember", "december"],
    ];
    let text = text.trim_end_matches('.').to_lowercase();
    if text.chars().count() < 3 {
        return None;
    }
    let is = |names: &&[&str]| names.iter().any(|name| name.starts_with(&text));
    let month = NAMES.iter().position(is)?;
    i8::try_from(month + 1).ok()
}
