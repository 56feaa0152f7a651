//! The number of a civil servant: NIP (PNS) or NI PPPK, 18 digits (`Perka BKN` 22/2007, 43/2007).
//!
//! It holds the birth date and the sex, so it is personal data: nothing here prints it. There is no
//! check digit; a mistake shows only where the structure breaks.

use crate::fairness::Sex;
use std::fmt;

use jiff::civil::Date;

use crate::person::PersonKind;

/// How many digits there are.
const LENGTH: usize = 18;

/// A number of the right structure. Neither `Debug` nor an error shows its digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nip([u8; LENGTH]);

/// Why a text is no such number, and how to mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadNip {
    /// Guests have no number.
    #[error("a guest has no NIP; leave it empty")]
    GuestHasNone,
    /// Rounded by a spreadsheet, so the last digits are lost for good.
    #[error(
        "the NIP was damaged by a spreadsheet; format the column as text and enter it again from \
         the source"
    )]
    BrokenBySpreadsheet,
    /// Something besides digits and separators.
    #[error("a NIP holds digits only; remove letters and signs")]
    NotDigits,
    /// Not 18 digits.
    #[error(
        "a NIP has 18 digits, this one has {0}; add what is missing or remove what is too much"
    )]
    WrongLength(usize),
    /// The first eight digits are no date.
    #[error("digits 1 to 8 of a NIP are the birth date as YYYYMMDD; correct them")]
    InvalidDate,
    /// Digits 9 to 14 are no month of appointment, after the birth.
    #[error(
        "digits 9 to 14 of a PNS's NIP are the month of appointment as YYYYMM; correct them, or \
         the kind of employment if this is a PPPK"
    )]
    InvalidAppointment,
    /// Digits 9 to 14 are no year and number of a contract.
    #[error(
        "digits 9 to 14 of a PPPK's number are the year of appointment and the number of the \
         contract, from 01; correct them"
    )]
    InvalidContract,
    /// Digit 15 is neither 1 nor 2.
    #[error("digit 15 of a NIP is 1 for a man or 2 for a woman; correct it")]
    InvalidSex,
}

impl Nip {
    /// Reads a number whose kind of employment is not known: digits 13 and 14 may be anything.
    pub fn parse(text: &str) -> Result<Self, BadNip> {
        let nip = Self(digits_of(text)?);
        nip.birth_date()?;
        if !matches!(nip.0[14], b'1' | b'2') {
            return Err(BadNip::InvalidSex);
        }
        Ok(nip)
    }

    /// Reads the number of a person of this kind: the kind says what digits 9 to 14 are, never the
    /// digits themselves.
    pub fn check(kind: PersonKind, text: &str) -> Result<Self, BadNip> {
        if kind == PersonKind::Guest {
            return Err(BadNip::GuestHasNone);
        }
        let nip = Self::parse(text)?;
        let birth = nip.birth_date()?;
        let (year, last) = (nip.number(8, 12), nip.number(12, 14));
        match kind {
            PersonKind::Pns if !(1..=12).contains(&last) || year <= birth.year() => {
                Err(BadNip::InvalidAppointment)
            }
            PersonKind::Pppk if last == 0 || year <= birth.year() => Err(BadNip::InvalidContract),
            PersonKind::Pns | PersonKind::Pppk | PersonKind::Guest => Ok(nip),
        }
    }

    /// The 18 digits. Personal data: seal them, never log them.
    #[must_use]
    pub fn digits(&self) -> String {
        self.0.iter().map(|&digit| char::from(digit)).collect()
    }

    /// The birth date. Personal data: look at it, never store it.
    #[must_use]
    pub fn born(&self) -> Option<Date> {
        self.birth_date().ok()
    }

    /// The sex that digit 15 states. Personal data: count it, never store it.
    #[must_use]
    pub const fn sex(&self) -> Sex {
        if self.0[14] == b'1' {
            Sex::Male
        } else {
            Sex::Female
        }
    }

    /// The earliest and the latest day of the first appointment. A PNS is appointed on the first of
    /// the month that the number names, of a PPPK it names the year only; guests are not appointed.
    #[must_use]
    pub fn appointed(&self, kind: PersonKind) -> Option<(Date, Date)> {
        let (year, month) = (self.number(8, 12), self.number(12, 14));
        let (from, to) = match kind {
            PersonKind::Pns => {
                let first = Date::new(year, i8::try_from(month).ok()?, 1);
                (first.clone(), first)
            }
            PersonKind::Pppk => (Date::new(year, 1, 1), Date::new(year, 12, 31)),
            PersonKind::Guest => return None,
        };
        Some((from.ok()?, to.ok()?))
    }

    fn birth_date(&self) -> Result<Date, BadNip> {
        let (month, day) = (self.number(4, 6), self.number(6, 8));
        let part = |number| i8::try_from(number).map_err(|_| BadNip::InvalidDate);
        Date::new(self.number(0, 4), part(month)?, part(day)?).map_err(|_| BadNip::InvalidDate)
    }

    /// The number in these digits; at most four of them.
    fn number(&self, from: usize, to: usize) -> i16 {
        let digits = self.0[from..to].iter();
        digits.fold(0, |number, &digit| number * 10 + i16::from(digit - b'0'))
    }
}

impl fmt::Debug for Nip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[nip]")
    }
}

/// The digits without what people put between and before them.
fn digits_of(text: &str) -> Result<[u8; LENGTH], BadNip> {
    let text = text.trim();
    if is_float(text) {
        return Err(BadNip::BrokenBySpreadsheet);
    }
    let text = text.strip_prefix('\'').unwrap_or(text);
    let ignored = |c: char| c.is_whitespace() || c == '.';
    let kept: String = text.chars().filter(|&c| !ignored(c)).collect();
    if !kept.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadNip::NotDigits);
    }
    let length = kept.len();
    let digits = <[u8; LENGTH]>::try_from(kept.into_bytes());
    let digits = digits.map_err(|_| BadNip::WrongLength(length))?;
    // A spreadsheet keeps 15 digits; no serial is 000, so three noughts are digits destroyed.
    if digits.ends_with(b"000") {
        return Err(BadNip::BrokenBySpreadsheet);
    }
    Ok(digits)
}

/// Whether a spreadsheet wrote it as a number: `1.99001E+17`, `1,99E+17`, `199001312015032000.0`.
fn is_float(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let mantissa = |m: &str| {
        m.starts_with(digit)
            && m.chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    let exponent = |e: &str| {
        let e = e.strip_prefix(['+', '-']).unwrap_or(e);
        !e.is_empty() && e.chars().all(digit)
    };
    let text = text.strip_prefix('\'').unwrap_or(text);
    match text.split_once(['e', 'E']) {
        Some((m, e)) => mantissa(m) && exponent(e),
        None => text
            .strip_suffix(".0")
            .is_some_and(|whole| whole.len() == LENGTH && whole.chars().all(digit)),
    }
}
