//! What callers send.

use std::collections::BTreeSet;

use domain::Fingerprint;
use domain::ballot::Mark;
use domain::decision::{DecreeNumber, TieDecided, Winner};
use domain::ids::{PanelId, PersonId};
use domain::rulebook::Rulebook;
use domain::text::{Code, Prose};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A rulebook as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    /// The text, at most 256 KiB.
    pub(crate) yaml: String,
}

/// An amendment of an open edition's rules.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Amendment {
    /// The whole rulebook as it is to stand.
    pub(crate) rulebook: Rulebook,
    /// The hash of the rulebook that it replaces, as the edition's rulebook is shown with it.
    pub(crate) previous: Fingerprint,
    /// Why; published, so it names no person.
    pub(crate) reason: Prose,
}

/// An edition to open.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Open {
    /// Until when nominations are accepted. Left out: until the end, 24.00 WIB, of the last day of
    /// the timetable's nominations, with which it must agree.
    #[serde(default)]
    pub(crate) nominations_until: Option<Timestamp>,
}

/// A later deadline.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Extend {
    /// The new deadline.
    pub(crate) nominations_until: Timestamp,
    /// Why; published.
    pub(crate) reason: Prose,
}

/// A step that needs a reason.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reasoned {
    /// Why; published, so it names no person.
    pub(crate) reason: Prose,
}

/// A panel to form.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Form {
    /// Its code within the edition.
    pub(crate) code: Code,
    /// Who chairs; one of the jurors.
    pub(crate) chair: PersonId,
    /// Its members, 1 to 99.
    pub(crate) jurors: BTreeSet<PersonId>,
    /// How many jurors must take part in a round.
    pub(crate) quorum: u8,
}

/// A juror to add.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddJuror {
    /// Who.
    pub(crate) juror: PersonId,
}

/// A round to open over all eligible nominations of a category.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenRound {
    /// The category.
    pub(crate) category: Code,
    /// Its number within the category, from 1.
    pub(crate) number: u16,
    /// The panel that assesses.
    pub(crate) panel: PanelId,
    /// Until when ballots are accepted.
    pub(crate) closes_at: Timestamp,
}

/// A ballot.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marks {
    /// One mark per criterion.
    pub(crate) marks: Vec<Mark>,
    /// What the juror says about the nominee.
    #[serde(default)]
    pub(crate) comment: Option<Prose>,
}

/// A decision to propose.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Propose {
    /// 0 to n winners per category, each at the place of the result, or of the plenary's order of a tie.
    pub(crate) winners: Vec<Winner>,
    /// What the plenary decided of ties that the rulebook leaves to it: the order of all who share
    /// the place, best first, with the reason. Their places are then the tie's, the next one, …
    #[serde(default)]
    pub(crate) ties: Vec<TieDecided>,
}

/// The decree that ratifies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ratify {
    /// The decree's number, unique within the agency.
    pub(crate) number: DecreeNumber,
    /// The decree's date.
    pub(crate) date: Date,
}
