//! In which language a page is written.
//!
//! Bahasa Indonesia first: English is chosen by `?bahasa=en`, or by a browser that asks for English
//! and does not mention Indonesian at all. What was chosen by link stays in the links of the page.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use runtime::format;

use crate::words::{ENGLISH, INDONESIAN, Words};

/// The languages of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    Indonesian,
    English,
}

impl Lang {
    /// As `lang` attributes and `?bahasa=` say it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Indonesian => "id",
            Self::English => "en",
        }
    }

    /// Its own name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Indonesian => "Bahasa Indonesia",
            Self::English => "English",
        }
    }

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Indonesian => Self::English,
            Self::English => Self::Indonesian,
        }
    }

    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::Indonesian => &INDONESIAN,
            Self::English => &ENGLISH,
        }
    }

    /// `17 Agustus 2025`, `17 August 2025`.
    pub(crate) fn date(self, date: Date) -> String {
        match self {
            Self::Indonesian => format::date(date),
            Self::English => date.strftime("%-d %B %Y").to_string(),
        }
    }

    /// `17 Agustus 2025 13.30 WIB`: the time is written the Indonesian way in both.
    pub(crate) fn moment(self, at: Timestamp) -> String {
        let date = at.to_zoned(format::wib()).date();
        format!("{} {}", self.date(date), format::time(at))
    }
}

/// The language of a request, and whether its address says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) lang: Lang,
    pub(crate) by_link: bool,
}

impl Choice {
    /// A link to a page, in the language that was chosen by link.
    pub(crate) fn to(self, path: &str) -> String {
        if !self.by_link {
            return path.to_owned();
        }
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}bahasa={}", self.lang.code())
    }

    pub(crate) fn of(parts: &Parts) -> Self {
        let pairs = parts.uri.query().unwrap_or_default().split('&');
        let mut asked = pairs.filter_map(|pair| pair.strip_prefix("bahasa="));
        let by_link = asked.find_map(|code| match code {
            "id" => Some(Lang::Indonesian),
            "en" => Some(Lang::English),
            _ => None,
        });
        let header = parts.headers.get(ACCEPT_LANGUAGE);
        let header = header.and_then(|value| value.to_str().ok());
        Self {
            lang: by_link.unwrap_or_else(|| preferred(header.unwrap_or_default())),
            by_link: by_link.is_some(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Choice {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

fn preferred(header: &str) -> Lang {
    let languages = header.split(',').map(|range| {
        let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
        let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        let primary = tag.trim().split('-').next().unwrap_or_default();
        (primary.to_ascii_lowercase(), !refused)
    });
    let wanted: Vec<String> = languages
        .filter_map(|(tag, wanted)| wanted.then_some(tag))
        .collect();
    let names = |codes: &[&str]| wanted.iter().any(|tag| codes.contains(&tag.as_str()));
    // `in` is what old systems call Indonesian.
    if names(&["en"]) && !names(&["id", "in"]) {
        Lang::English
    } else {
        Lang::Indonesian
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn chosen(uri: &str, header: &str) -> (&'static str, bool) {
        let request = Request::builder()
            .uri(uri)
            .header("accept-language", header);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let choice = Choice::of(&parts);
        (choice.lang.code(), choice.by_link)
    }

    #[test]
    fn indonesian_comes_first() {
        assert_eq!(chosen("/", ""), ("id", false));
        assert_eq!(chosen("/", "en-US,en;q=0.9"), ("en", false));
        assert_eq!(chosen("/", "en-US,en;q=0.9,id;q=0.8"), ("id", false));
        assert_eq!(chosen("/", "en,id;q=0"), ("en", false));
        assert_eq!(chosen("/", "de"), ("id", false));
        assert_eq!(chosen("/?x=1&bahasa=en", "id"), ("en", true));
        assert_eq!(chosen("/?bahasa=id", "en"), ("id", true));
        assert_eq!(chosen("/?bahasa=xx", "en"), ("en", false));
    }

    #[test]
    fn dates_are_written_in_the_language() {
        let at: Timestamp = "2025-08-17T20:30:00Z".parse().unwrap();
        assert_eq!(Lang::Indonesian.moment(at), "18 Agustus 2025 03.30 WIB");
        assert_eq!(Lang::English.moment(at), "18 August 2025 03.30 WIB");
    }
}
