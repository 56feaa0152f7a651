//! Saved mappings: what an agency's own headers and unit names mean.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::header::normal;
use crate::limits::MAPPING_BYTES;

/// How survey answers are put together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SurveyPeriod {
    /// By quarter.
    #[default]
    Quarter,
    /// By month.
    Month,
}

/// How dates of three numbers are meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    #[default]
    Dmy,
    /// Month, day, year, as forms of an English account export them.
    Mdy,
}

/// The encodings that text files are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, of which ISO 8859-1 is a part.
    #[serde(rename = "windows-1252", alias = "latin-1", alias = "iso-8859-1")]
    Windows1252,
    /// UTF-16, little endian.
    #[serde(rename = "utf-16", alias = "utf-16le")]
    Utf16,
}

/// A saved mapping. Everything in it is optional; headers and unit names are compared without case,
/// spaces and punctuation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Mapping {
    /// Header to field name, or to `ignore`.
    #[serde(default)]
    columns: BTreeMap<String, String>,
    /// Unit name as files write it to the official name.
    #[serde(default)]
    units: BTreeMap<String, String>,
    /// Answer in words to its number.
    #[serde(default)]
    answers: BTreeMap<String, u8>,
    /// The sheet of a workbook; without it the first one with a fitting header.
    #[serde(default)]
    pub sheet: Option<String>,
    /// The separator of a text file; without it found out.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// The encoding of a text file; without it found out.
    #[serde(default)]
    pub encoding: Option<Encoding>,
    /// The highest answer of a mentoring's feedback, 2 to 10; 5 if left out.
    #[serde(default)]
    pub scale: Option<u8>,
    /// How survey answers are put together.
    #[serde(default)]
    pub period: SurveyPeriod,
    /// How dates of three numbers are meant.
    #[serde(default)]
    pub date_order: DateOrder,
}

/// Why a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingFault {
    /// More than [`MAPPING_BYTES`].
    #[error("berkas pemetaan lebih besar dari 256 KiB; hapus yang tidak dipakai")]
    TooLarge,
    /// Neither TOML nor JSON of this form.
    #[error("berkas pemetaan tidak dapat dibaca: {0}")]
    Malformed(String),
    /// A column is said to mean something that there is not.
    #[error("pemetaan kolom \"{header}\": tidak ada isian bernama \"{field}\"")]
    UnknownField {
        /// The header.
        header: String,
        /// What it is said to mean.
        field: String,
    },
    /// Not one of the separators.
    #[error("pemisah kolom harus salah satu dari ; , | atau tab")]
    BadDelimiter,
    /// Not a scale.
    #[error("skala harus 2 sampai 10, dan nilai jawaban 1 sampai skala")]
    BadScale,
    /// A name is empty.
    #[error("nama kolom atau unit pada pemetaan tidak boleh kosong")]
    EmptyName,
}

impl Mapping {
    /// Reads a mapping written as JSON or TOML.
    pub fn read(text: &str) -> Result<Self, MappingFault> {
        if text.len() > MAPPING_BYTES {
            return Err(MappingFault::TooLarge);
        }
        let text = text.trim_start_matches('\u{FEFF}').trim();
        let read: Self = if text.starts_with('{') {
            serde_json::from_str(text).map_err(|e| MappingFault::Malformed(e.to_string()))?
        } else {
            toml::from_str(text).map_err(|e| MappingFault::Malformed(e.message().to_owned()))?
        };
        read.checked()
    }

    /// The mapping with its names in normal form.
    fn checked(mut self) -> Result<Self, MappingFault> {
        for (header, field) in &self.columns {
            if field != IGNORE && Field::named(field).is_none() {
                return Err(MappingFault::UnknownField {
                    header: header.clone(),
                    field: field.clone(),
                });
            }
        }
        if self
            .delimiter
            .is_some_and(|d| !matches!(d, ';' | ',' | '|' | '\t'))
        {
            return Err(MappingFault::BadDelimiter);
        }
        let scale = self.scale.unwrap_or(5);
        if !(2..=10).contains(&scale) || self.answers.values().any(|a| !(1..=scale).contains(a)) {
            return Err(MappingFault::BadScale);
        }
        self.columns = by_normal_name(self.columns)?;
        self.units = by_normal_name(self.units)?;
        self.answers = by_normal_name(self.answers)?;
        Ok(self)
    }

    /// What the mapping says of a header in normal form: nothing, to ignore it, or its field.
    #[expect(
        clippy::option_option,
        reason = "three answers: silent, a field, to be ignored"
    )]
    pub(crate) fn column(&self, name: &str) -> Option<Option<Field>> {
        self.columns.get(name).map(|field| Field::named(field))
    }

    /// The name that is meant by a unit's name.
    #[must_use]
    pub fn unit<'a>(&'a self, name: &'a str) -> &'a str {
        self.units.get(&normal(name)).map_or(name, String::as_str)
    }

    /// The number of an answer in words.
    pub(crate) fn answer(&self, words: &str) -> Option<u8> {
        self.answers.get(&normal(words)).copied()
    }
}

const IGNORE: &str = "ignore";

fn by_normal_name<T>(map: BTreeMap<String, T>) -> Result<BTreeMap<String, T>, MappingFault> {
    let named = map.into_iter().map(|(name, value)| {
        let name = normal(&name);
        if name.is_empty() {
            Err(MappingFault::EmptyName)
        } else {
            Ok((name, value))
        }
    });
    named.collect()
}
