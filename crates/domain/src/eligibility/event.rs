//! What happens to an eligibility.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Answer, Outcome};
use crate::ids::{EditionId, NominationId, PersonId};
use crate::text::{Code, Prose};
use crate::{Fingerprint, Private, events};

/// The machine checked the nomination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// The nomination.
    pub nomination: NominationId,
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// The hash of the rulebook that it was checked by.
    pub rulebook: Fingerprint,
    /// The day on which it was judged.
    pub cut_off: Option<Date>,
    /// The answers, by rule and person.
    pub answers: Vec<Answer>,
    /// Who asked for the check.
    pub by: Uuid,
}

/// A checker saw a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attested {
    /// Which one.
    pub document: Code,
    /// Whether it is there and in order.
    pub in_order: bool,
    /// Who saw it.
    pub by: Uuid,
}

/// An answer was set aside for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overridden {
    /// Which of the requirements, from 0.
    pub rule: u16,
    /// The person that the answer is about.
    pub person: Option<PersonId>,
    /// Whether the requirement counts as met.
    pub met: bool,
    /// Who decided.
    pub by: Uuid,
    /// Why, sealed under the nominee.
    pub reason: Private<Prose>,
}

/// Somebody stands for the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// The outcome that they stand for.
    pub outcome: Outcome,
    /// Who.
    pub by: Uuid,
}

events! {
    /// What happens to the eligibility of a nomination.
    pub enum Event {
        #[doc = "The machine checked the nomination."]
        Checked(Checked) = "eligibility.checked" 1,
        #[doc = "A checker saw a document."]
        Attested(Attested) = "eligibility.attested" 1,
        #[doc = "An answer was set aside for a reason."]
        Overridden(Overridden) = "eligibility.overridden" 1,
        #[doc = "A checker confirmed the outcome."]
        Confirmed(Agreed) = "eligibility.confirmed" 1,
        #[doc = "A second person approved the outcome."]
        Approved(Agreed) = "eligibility.approved" 1,
    }
}
