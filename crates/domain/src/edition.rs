//! An edition of the awards programme: its categories and criteria, frozen when it opens.

use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::rulebook::{self, Rulebook};
use crate::text::{Code, Prose, Title};
use crate::{Context, Decision, Entity, Fingerprint, Refusal, events};

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

/// The edition opened; its rules no longer change.
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
        #[doc = "The edition opened; its rules no longer change."]
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
    /// Open it.
    Open(Opened),
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
    nominations_until: Option<Timestamp>,
    suspended: Option<Prose>,
    cancelled: Option<Prose>,
}

impl Edition {
    fn decide_open(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match command {
            Command::Extend(asked) if Some(asked.nominations_until) <= self.nominations_until => {
                Decision::Refuse(Refusal::DeadlineNotLater)
            }
            Command::Extend(asked) if asked.nominations_until <= context.now => {
                Decision::Refuse(Refusal::DeadlinePast)
            }
            Command::Extend(asked) => record(Event::Extended(asked.clone())),
            Command::Suspend(asked) if self.suspended.as_ref() == Some(&asked.reason) => {
                Decision::Repeat
            }
            // Reasons are published: another one is not so already.
            Command::Suspend(_) | Command::CloseNominations if self.suspended.is_some() => {
                Decision::Refuse(Refusal::EditionSuspended)
            }
            Command::Suspend(asked) => record(Event::Suspended(asked.clone())),
            Command::Resume if self.suspended.is_some() => record(Event::Resumed(Nothing {})),
            Command::Resume => Decision::Refuse(Refusal::EditionNotSuspended),
            Command::CloseNominations => record(Event::NominationsClosed(Nothing {})),
            Command::Cancel(asked) => record(Event::Cancelled(asked.clone())),
            Command::Draft(_) | Command::Open(_) => Decision::Refuse(Refusal::EditionNotDraft),
        }
    }
}

impl Entity for Edition {
    const KIND: &'static str = "edition";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match (self.phase, command) {
            (Phase::Absent, Command::Draft(asked)) => match asked.check() {
                Ok(()) => Decision::Record(vec![
                    Event::Drafted(Drafted::from(asked.as_ref())),
                    Event::RulebookSet(RulebookSet {
                        rulebook: Arc::clone(asked),
                        hash: Fingerprint::of_value(asked),
                    }),
                ]),
                Err(refusal) => Decision::Refuse(refusal),
            },
            (Phase::Absent, _) => Decision::Refuse(Refusal::EditionUnknown),
            (_, Command::Draft(asked)) if self.rulebook.as_ref() == Some(asked) => Decision::Repeat,
            (_, Command::Draft(_)) => Decision::Refuse(Refusal::EditionExists),
            (Phase::Cancelled, Command::Cancel(asked))
                if self.cancelled.as_ref() == Some(&asked.reason) =>
            {
                Decision::Repeat
            }
            (Phase::Cancelled, _) => Decision::Refuse(Refusal::EditionCancelled),
            (Phase::Draft, Command::Open(asked)) if asked.nominations_until <= context.now => {
                Decision::Refuse(Refusal::DeadlinePast)
            }
            (Phase::Draft, Command::Open(asked)) => record(Event::Opened(asked.clone())),
            (Phase::Draft, Command::Cancel(asked)) => record(Event::Cancelled(asked.clone())),
            (Phase::Draft, _) => Decision::Refuse(Refusal::EditionNotOpen),
            (Phase::Open, Command::Open(asked))
                if Some(asked.nominations_until) == self.nominations_until =>
            {
                Decision::Repeat
            }
            (Phase::Assessing, Command::CloseNominations) => Decision::Repeat,
            (Phase::Assessing, Command::Extend(_)) => Decision::Refuse(Refusal::NominationsClosed),
            (Phase::Open | Phase::Assessing, command) => self.decide_open(command, context),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Drafted(drafted) => {
                self.phase = Phase::Draft;
                self.rulebook = Some(Arc::new(Rulebook::from(drafted)));
            }
            Event::RulebookSet(set) => self.rulebook = Some(Arc::clone(&set.rulebook)),
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
