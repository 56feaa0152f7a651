//! Identifiers. A kind of id is a type of its own, so that one cannot be passed for another.
//!
//! Ids that carry a rule of uniqueness are derived from their natural key with `UUIDv5`
//! ([`derive_id`]); the ledger then needs nothing but `Expected::Nothing` to hold the rule. Ids of
//! people are random, because anything derived from a NIP could be turned back into it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The namespace of every id that this system derives from a natural key.
pub const NAMESPACE: Uuid = Uuid::from_u128(0x6265_7270_7265_5374_8173_6961_736e_0001);

/// Derives an id from the parts of a natural key; the parts are separated by a byte that no part
/// contains, so different keys never meet.
#[must_use]
pub fn derive_id(parts: &[&str]) -> Uuid {
    Uuid::new_v5(&NAMESPACE, parts.join("\u{1f}").as_bytes())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// A person in an agency's directory. Random; never derived from a NIP.
    PersonId;
    /// An organisational unit (OPD, UPT) of an agency, derived from agency and unit code.
    UnitId;
    /// A team nominated together, derived from its members.
    TeamId;
    /// One edition of an awards programme, derived from agency and edition code.
    EditionId;
    /// A nomination, derived from edition, category and nominee.
    NominationId;
    /// A unit's slate in an edition, derived from edition and unit.
    SlateId;
    /// An endorsement, derived from nomination and endorser.
    EndorsementId;
    /// The eligibility of a nomination, derived from the nomination.
    EligibilityId;
    /// A person's performance events of one period, derived from person and period.
    PerformanceId;
    /// A person's discipline records, derived from the person.
    DisciplineId;
    /// The answers about a subject in a period, derived from both.
    SurveyId;
    /// An indicator of an agency's catalogue, derived from agency and code.
    IndicatorId;
    /// The point tables of an agency, derived from the agency.
    PointsId;
    /// A candidate on a list, derived from person, year and category.
    CandidateId;
    /// The imports of a file, derived from agency, kind and digest.
    ImportId;
    /// A committee panel, derived from edition and panel code.
    PanelId;
    /// A conflict of interest, derived from edition, nomination and juror.
    ConflictId;
    /// A round of assessment, derived from edition, category and number.
    RoundId;
    /// A ballot, derived from round, nomination and juror.
    BallotId;
    /// A vote, derived from round and juror.
    VoteId;
    /// The lot of a round, derived from the round.
    LotId;
    /// The result of a round, derived from the round.
    ResultId;
    /// The decision on an edition, derived from the edition.
    DecisionId;
    /// An agency's register of decree numbers, derived from the agency.
    DecreesId;
    /// The announcement of a decision, derived from the decision.
    AnnouncementId;
}

impl UnitId {
    /// The unit with this code in this agency.
    #[must_use]
    pub fn of(agency: &AgencyCode, code: &str) -> Self {
        Self(derive_id(&["unit", agency.as_str(), code]))
    }
}

impl EditionId {
    /// The edition with this code in this agency.
    #[must_use]
    pub fn of(agency: &AgencyCode, code: &str) -> Self {
        Self(derive_id(&["edition", agency.as_str(), code]))
    }
}

impl SlateId {
    /// The slate of a unit in an edition.
    #[must_use]
    pub fn of(edition: EditionId, unit: UnitId) -> Self {
        Self(derive_id(&[
            "slate",
            &edition.to_string(),
            &unit.to_string(),
        ]))
    }
}

impl EndorsementId {
    /// The endorsement of a nomination by one person.
    #[must_use]
    pub fn of(nomination: NominationId, endorser: Uuid) -> Self {
        Self(derive_id(&[
            "endorsement",
            &nomination.to_string(),
            &endorser.to_string(),
        ]))
    }
}

impl PerformanceId {
    /// The performance events of a person in a period such as `2026-Q3`.
    #[must_use]
    pub fn of(person: PersonId, period: &str) -> Self {
        Self(derive_id(&["performance", &person.to_string(), period]))
    }
}

impl PanelId {
    /// The panel with this code in an edition.
    #[must_use]
    pub fn of(edition: EditionId, code: &str) -> Self {
        Self(derive_id(&["panel", &edition.to_string(), code]))
    }
}

impl RoundId {
    /// Round `number` of a category.
    #[must_use]
    pub fn of(edition: EditionId, category: &str, number: u16) -> Self {
        Self(derive_id(&[
            "round",
            &edition.to_string(),
            category,
            &number.to_string(),
        ]))
    }
}

impl BallotId {
    /// The ballot of one juror on one nomination in a round.
    #[must_use]
    pub fn of(round: RoundId, nomination: NominationId, juror: PersonId) -> Self {
        Self(derive_id(&[
            "ballot",
            &round.to_string(),
            &nomination.to_string(),
            &juror.to_string(),
        ]))
    }
}

impl ResultId {
    /// The result of a round.
    #[must_use]
    pub fn of(round: RoundId) -> Self {
        Self(derive_id(&["result", &round.to_string()]))
    }
}

impl DecisionId {
    /// The decision on an edition.
    #[must_use]
    pub fn of(edition: EditionId) -> Self {
        Self(derive_id(&["decision", &edition.to_string()]))
    }
}

impl DecreesId {
    /// The register of decree numbers of an agency.
    #[must_use]
    pub fn of(agency: &AgencyCode) -> Self {
        Self(derive_id(&["decrees", agency.as_str()]))
    }
}

impl AnnouncementId {
    /// The announcement of a decision.
    #[must_use]
    pub fn of(decision: DecisionId) -> Self {
        Self(derive_id(&["announcement", &decision.to_string()]))
    }
}

/// The immutable code of an agency (*instansi*): 1 to 32 of `a-z`, `0-9` and `-`.
///
/// It is a token of every subject and a segment of every address, hence the narrow alphabet. The
/// code `0` is the registry's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgencyCode(String);

impl AgencyCode {
    /// The pseudo agency whose ledger is the registry, `LEDGER_0`.
    #[must_use]
    pub fn registry() -> Self {
        Self("0".to_owned())
    }

    /// Checks and wraps a code.
    pub fn new(code: &str) -> Result<Self, BadAgencyCode> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=32).contains(&code.len()) && code.chars().all(allowed) {
            Ok(Self(code.to_owned()))
        } else {
            Err(BadAgencyCode)
        }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for AgencyCode {
    type Error = BadAgencyCode;
    fn try_from(code: String) -> Result<Self, BadAgencyCode> {
        Self::new(&code)
    }
}

impl From<AgencyCode> for String {
    fn from(code: AgencyCode) -> Self {
        code.0
    }
}

impl JsonSchema for AgencyCode {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AgencyCode".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[a-z0-9-]{1,32}$"})
    }
}

/// A text that is no agency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an agency code is 1 to 32 characters of a-z, 0-9 and -")]
pub struct BadAgencyCode;
