//! Answers as files: `?format=csv` or `xlsx` of what the caller may see anyway.

use axum::Json;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use imports::export::{FileFormat, Sheet};
use runtime::Problem;
use runtime::problem::kind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// As a file instead of JSON. XLSX keeps long numbers whole; CSV is for other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// UTF-8 with `;` between cells, as Indonesian Excel opens it.
    Csv,
    /// A workbook.
    Xlsx,
}

/// How an answer is asked for, where nothing else is.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
pub(crate) struct As {
    /// `csv` or `xlsx`; JSON without it.
    pub(crate) format: Option<Format>,
}

/// The answer as JSON, or as a file of this name (without ending), everything at once.
pub(crate) fn shown<T: Serialize>(
    value: T,
    format: Option<Format>,
    name: &str,
    sheet: impl FnOnce(&T) -> Sheet,
) -> Result<Response, Problem> {
    match format {
        None => Ok(Json(value).into_response()),
        Some(format) => file(&sheet(&value), format, name),
    }
}

/// A table as a file, which no cache keeps.
pub(crate) fn file(sheet: &Sheet, format: Format, name: &str) -> Result<Response, Problem> {
    let format = match format {
        Format::Csv => FileFormat::Csv,
        Format::Xlsx => FileFormat::Xlsx,
    };
    let bytes = sheet.file(format);
    let bytes = bytes.map_err(|error| Problem::ours(kind::INTERNAL, &error))?;
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let named = format!("attachment; filename=\"{plain}.{}\"", format.ending());
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_static(format.media_type());
    headers.insert(CONTENT_TYPE, media_type);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(named) = HeaderValue::try_from(named) {
        headers.insert(CONTENT_DISPOSITION, named);
    }
    Ok(response)
}

/// What there is of something optional.
pub(crate) fn cell<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
