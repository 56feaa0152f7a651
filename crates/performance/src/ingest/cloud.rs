//! CloudEvents 1.0 as NATS carries them: in structured mode all in the JSON body, in binary mode the attributes
//! in headers and the data in the body.

use domain::ids::PersonId;
use domain::performance::Performance;
use domain::text::Text;
use runtime::problem::kind;
use runtime::{Problem, read_json};
use schemars::JsonSchema;
use serde::Deserialize;

use super::line::Line;

/// The type of the events that are taken.
pub const TYPE: &str = "id.berprestasi.performance.v1";
const VERSION: &str = "1.0";

/// An event in structured mode. Other attributes of CloudEvents are taken and not kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "PerformanceCloudEvent")]
pub struct CloudEvent {
    /// `1.0`.
    pub specversion: String,
    /// `id.berprestasi.performance.v1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The system that says it.
    pub source: Text<200>,
    /// The event's id, unique within the source.
    pub id: Text<100>,
    /// What it says.
    pub data: Data,
}

/// What an event says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "PerformanceEventData")]
#[serde(deny_unknown_fields)]
pub struct Data {
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

/// The attributes of an event in binary mode, as headers carry them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// `ce-specversion`; without it the event is in structured mode.
    pub specversion: Option<String>,
    /// `ce-type`.
    pub kind: Option<String>,
    /// `ce-source`.
    pub source: Option<String>,
    /// `ce-id`.
    pub id: Option<String>,
}

/// Reads a message. Takes anything and never panics; what is wrong is a problem with code and field.
pub fn cloud_event(attributes: &Attributes, body: &[u8]) -> Result<Line, Problem> {
    let event = if attributes.specversion.is_some() {
        let text = |name: &str, value: &Option<String>| {
            let missing = || Problem::from(kind::MISSING_FIELD).with_field(name);
            value.clone().ok_or_else(missing)
        };
        CloudEvent {
            specversion: text("specversion", &attributes.specversion)?,
            kind: text("type", &attributes.kind)?,
            source: bounded("source", &text("source", &attributes.source)?)?,
            id: bounded("id", &text("id", &attributes.id)?)?,
            data: read_json(body)?,
        }
    } else {
        read_json(body)?
    };
    let wrong = |field: &str| Problem::from(kind::INVALID_FIELD).with_field(field);
    if event.specversion != VERSION {
        return Err(wrong("specversion").with_detail(format!("send {VERSION}")));
    }
    if event.kind != TYPE {
        return Err(wrong("type").with_detail(format!("send {TYPE}")));
    }
    let line = Line {
        source: event.source,
        id: event.id,
        person: event.data.person,
        nip: event.data.nip,
        period: event.data.period,
        performance: event.data.performance,
    };
    line.whom()?;
    Ok(line)
}

fn bounded<const MAX: usize>(field: &str, text: &str) -> Result<Text<MAX>, Problem> {
    let wrong = |error: domain::text::BadText| {
        let problem = Problem::from(kind::INVALID_FIELD).with_field(field);
        problem.with_detail(error.to_string())
    };
    Text::new(text).map_err(wrong)
}
