//! An edition of the awards programme: its rulebook, frozen when it opens but for amendments.

mod decide;

use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::EditionId;
use crate::rulebook::{self, Rulebook};
use crate::text::{Code, Prose, Title};
use crate::{Context, Decision, Entity, Fingerprint, events};

/// What kind of nominee a category is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum NomineeKind {
    /// A person.
    Person,
    /// A unit.
    Unit,
    /// A team of two or more.
    Team,
}

/// A criterion and its weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its code within the category.
    pub code: Code,
    /// Its name.
    pub title: Title,
    /// Its weight in percent; a category's weights sum to 100.
    pub weight: u8,
}

/// A category of the edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its code within the edition.
    pub code: Code,
    /// Its name.
    pub title: Title,
    /// Who may be nominated.
    pub nominee: NomineeKind,
    /// Its criteria, at least one.
    pub criteria: Vec<Criterion>,
    /// How many places are awarded.
    pub places: u8,
    /// How many nominations each unit may have.
    pub quota: u16,
}

/// An edition was drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Drafted {
    /// Its code, such as `asn-berprestasi-2026`.
    pub code: Code,
    /// Its title.
    pub title: Title,
    /// The year it is for.
    pub year: u16,
    /// Its categories, 1 to 30.
    pub categories: Vec<Category>,
}

impl From<&rulebook::Criterion> for Criterion {
    fn from(criterion: &rulebook::Criterion) -> Self {
        Self {
            code: criterion.code.clone(),
            title: criterion.title.clone(),
            weight: criterion.weight,
        }
    }
}

impl From<&Rulebook> for Drafted {
    /// What of a rulebook everybody needs to know who does not count.
    fn from(rulebook: &Rulebook) -> Self {
        let category = |category: &rulebook::Category| Category {
            code: category.code.clone(),
            title: category.title.clone(),
            nominee: category.nominee,
            criteria: category.criteria.iter().map(Criterion::from).collect(),
            places: category.places,
            quota: category.quota,
        };
        Self {
            code: rulebook.code.clone(),
            title: rulebook.title.clone(),
            year: rulebook.year,
            categories: rulebook.categories.iter().map(category).collect(),
        }
    }
}

/// The complete rulebook of an edition that was drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulebookSet {
    /// The rulebook, nothing left to defaults.
    pub rulebook: Arc<Rulebook>,
    /// The hash of its canonical JSON: what a result names as the rules it was counted by.
    pub hash: Fingerprint,
}

/// The rules of an open edition were amended. Rounds that have opened keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Amended {
    /// The rulebook from now on, nothing left to defaults.
    pub rulebook: Arc<Rulebook>,
    /// The hash of its canonical JSON.
    pub hash: Fingerprint,
    /// The hash of the rulebook that it replaces.
    pub previous: Fingerprint,
    /// Why; published, so it names no person.
    pub reason: Prose,
}

/// The edition opened; its rules change by amendment only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Until when nominations are accepted.
    pub nominations_until: Timestamp,
}

/// The deadline for nominations moved to a later moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// The new deadline.
    pub nominations_until: Timestamp,
    /// Why; published.
    pub reason: Prose,
}

/// A step that is taken for a reason; the reason is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    /// Why; published, so it names no person.
    pub reason: Prose,
}

/// A step without content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

events! {
    /// What happens to an edition.
    pub enum Event {
        #[doc = "An edition was drafted."]
        Drafted(Drafted) = "edition.drafted" 1,
        #[doc = "The complete rulebook of an edition that was drafted."]
        RulebookSet(RulebookSet) = "edition.rulebook-set" 1,
        #[doc = "The rules of an open edition were amended."]
        Amended(Amended) = "edition.amended" 1,
        #[doc = "The edition opened; its rules change by amendment only."]
        Opened(Opened) = "edition.opened" 1,
        #[doc = "The deadline for nominations moved to a later moment."]
        Extended(Extended) = "edition.extended" 1,
        #[doc = "The edition was suspended."]
        Suspended(Reasoned) = "edition.suspended" 1,
        #[doc = "The edition went on."]
        Resumed(Nothing) = "edition.resumed" 1,
        #[doc = "Nominations were closed; what follows in ledger order does not count."]
        NominationsClosed(Nothing) = "edition.nominations-closed" 1,
        #[doc = "The edition was cancelled."]
        Cancelled(Reasoned) = "edition.cancelled" 1,
    }
}

impl Event {
    /// The complete rulebook that the event sets, if it sets one.
    #[must_use]
    pub fn rulebook(&self) -> Option<Arc<Rulebook>> {
        match self {
            Self::Drafted(drafted) => Some(Arc::new(Rulebook::from(drafted))),
            Self::RulebookSet(set) => Some(Arc::clone(&set.rulebook)),
            Self::Amended(amended) => Some(Arc::clone(&amended.rulebook)),
            Self::Opened(_)
            | Self::Extended(_)
            | Self::Suspended(_)
            | Self::Resumed(_)
            | Self::NominationsClosed(_)
            | Self::Cancelled(_) => None,
        }
    }
}

/// What may be asked of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Draft it.
    Draft(Arc<Rulebook>),
    /// Replace the whole rulebook while it is a draft.
    Redraft(Arc<Rulebook>),
    /// Open it. Where the timetable has a stage of nominations, its end is the deadline.
    Open(Option<Timestamp>),
    /// Amend the rulebook while it is open.
    Amend(Amend),
    /// Extend the deadline.
    Extend(Extended),
    /// Suspend it.
    Suspend(Reasoned),
    /// Let it go on.
    Resume,
    /// Close nominations.
    CloseNominations,
    /// Cancel it.
    Cancel(Reasoned),
}

/// An amendment as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amend {
    /// The edition.
    pub edition: EditionId,
    /// The rulebook from now on.
    pub rulebook: Arc<Rulebook>,
    /// The hash of the rulebook that whoever asks has seen.
    pub previous: Fingerprint,
    /// Why.
    pub reason: Prose,
}

/// How far an edition has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// There is none.
    #[default]
    Absent,
    /// Rules may change.
    Draft,
    /// Nominations are accepted.
    Open,
    /// Nominations are closed; assessment goes on.
    Assessing,
    /// Cancelled.
    Cancelled,
}

/// An edition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edition {
    phase: Phase,
    rulebook: Option<Arc<Rulebook>>,
    /// The hash before the last amendment, and its reason.
    amended: Option<(Fingerprint, Prose)>,
    nominations_until: Option<Timestamp>,
    suspended: Option<Prose>,
    cancelled: Option<Prose>,
}

impl Entity for Edition {
    const KIND: &'static str = "edition";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        self.decided(command, context)
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Drafted(drafted) => {
                self.phase = Phase::Draft;
                self.rulebook = Some(Arc::new(Rulebook::from(drafted)));
            }
            Event::RulebookSet(set) => self.rulebook = Some(Arc::clone(&set.rulebook)),
            Event::Amended(amended) => {
                self.rulebook = Some(Arc::clone(&amended.rulebook));
                self.amended = Some((amended.previous, amended.reason.clone()));
            }
            Event::Opened(opened) => {
                self.phase = Phase::Open;
                self.nominations_until = Some(opened.nominations_until);
            }
            Event::Extended(extended) => self.nominations_until = Some(extended.nominations_until),
            Event::Suspended(suspended) => self.suspended = Some(suspended.reason.clone()),
            Event::Resumed(_) => self.suspended = None,
            Event::NominationsClosed(_) => self.phase = Phase::Assessing,
            Event::Cancelled(cancelled) => {
                self.phase = Phase::Cancelled;
                self.cancelled = Some(cancelled.reason.clone());
            }
        }
    }
}
