//! One event as a line of JSON.

use domain::ids::{AgencyCode, PersonId, derive_id};
use domain::nip::Nip;
use domain::performance::{Performance, Source};
use domain::text::Text;
use ledger::Vault;
use runtime::problem::kind;
use runtime::{Problem, read_json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// So many digits in a row may be a NIP.
const TELLING: usize = 16;

/// A performance event from another system. It is the same event whenever source and id are the same.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "PerformanceEventLine")]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The system that says it, as a URI or a name of its own choice.
    pub source: Text<200>,
    /// The event's id, unique within the source.
    pub id: Text<100>,
    /// Who performed, by this system's id; either this or `nip`.
    #[serde(default)]
    pub person: Option<PersonId>,
    /// Who performed, by NIP or NI PPPK; either this or `person`. It is looked up and not kept.
    #[serde(default)]
    pub nip: Option<Text<40>>,
    /// A year, quarter or month: `2026`, `2026-Q3`, `2026-09`.
    pub period: Text<7>,
    /// What was performed.
    pub performance: Performance,
}

/// Whom an event is about.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Whom {
    Person(PersonId),
    /// The digits; personal data.
    Number(String),
}

/// Reads a line. Takes anything and never panics; what is wrong is a problem with code and field.
pub fn read_line(bytes: &[u8]) -> Result<Line, Problem> {
    let line: Line = read_json(bytes)?;
    line.whom()?;
    Ok(line)
}

impl Line {
    pub(crate) fn whom(&self) -> Result<Whom, Problem> {
        let wrong = |field: &str| Problem::from(kind::INVALID_FIELD).with_field(field);
        match (self.person, &self.nip) {
            (Some(person), None) => Ok(Whom::Person(person)),
            (None, Some(nip)) => Nip::parse(nip.as_str())
                .map(|nip| Whom::Number(nip.digits()))
                .map_err(|error| wrong("nip").with_detail(error.to_string())),
            (None, None) => Err(Problem::from(kind::MISSING_FIELD).with_field("person")),
            (Some(_), Some(_)) => Err(wrong("nip").with_detail("send either person or nip")),
        }
    }

    /// What the ledger keeps as the source's reference: both names where they fit and can be told apart, else a
    /// keyed digest of both. A run of digits that may be a NIP is never kept.
    pub(crate) fn reference(&self, vault: &Vault, agency: &AgencyCode) -> Source {
        let (source, id) = (self.source.as_str(), self.id.as_str());
        let plain = !id.contains(':') && !telling(source) && !telling(id);
        let readable = plain
            .then(|| Text::new(&format!("{source}:{id}")).ok())
            .flatten();
        readable.unwrap_or_else(|| {
            let digest = vault.digest(agency, format!("source\u{1f}{source}\u{1f}{id}").as_bytes());
            Text::new(&format!("digest:{digest}")).expect("a digest is short")
        })
    }

    /// What the event says about somebody, in one form whichever way it came and however they were named.
    pub(crate) fn canonical(&self, person: PersonId) -> Vec<u8> {
        #[derive(Serialize)]
        struct Content<'a>(&'a str, &'a str, PersonId, &'a str, &'a Performance);
        let (source, id) = (self.source.as_str(), self.id.as_str());
        let content = Content(source, id, person, self.period.as_str(), &self.performance);
        serde_json::to_vec(&content).expect("plain data")
    }

    /// The id of the command that records it with this content.
    pub(crate) fn command_id(&self, agency: &AgencyCode, digest: ledger::Digest) -> uuid::Uuid {
        let (source, id) = (self.source.as_str(), self.id.as_str());
        derive_id(&["ingest", agency.as_str(), source, id, &digest.to_string()])
    }
}

fn telling(text: &str) -> bool {
    let mut run = 0;
    text.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.'))
        .any(|c| {
            run = if c.is_ascii_digit() { run + 1 } else { 0 };
            run >= TELLING
        })
}

#[cfg(test)]
mod tests;
