//! A nomination of a person, a unit or a team in one category of one edition.

mod decide;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::edition::{NomineeKind, Nothing};
use crate::ids::{EditionId, NominationId, PersonId, TeamId, UnitId, derive_id};
use crate::text::{Code, Prose, Title};
use crate::{Context, Decision, Entity, Private, events};

/// Who is nominated.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Nominee {
    /// A person.
    Person {
        /// Their id.
        person: PersonId,
    },
    /// A unit.
    Unit {
        /// Its id.
        unit: UnitId,
    },
    /// A team of 2 to 20 people.
    Team {
        /// What it is called.
        title: Title,
        /// Its members.
        members: BTreeSet<PersonId>,
    },
}

impl Nominee {
    /// Who a text about the nominee is about: the owner of the key it is sealed under. A team is
    /// its members, whatever it is called.
    #[must_use]
    pub fn owner(&self) -> Uuid {
        match self {
            Self::Person { person } => person.0,
            Self::Unit { unit } => unit.0,
            Self::Team { members, .. } => {
                let members: Vec<String> = members.iter().map(ToString::to_string).collect();
                TeamId(derive_id(&["team", &members.join(",")])).0
            }
        }
    }

    /// The kind that a category must be for.
    #[must_use]
    pub const fn kind(&self) -> NomineeKind {
        match self {
            Self::Person { .. } => NomineeKind::Person,
            Self::Unit { .. } => NomineeKind::Unit,
            Self::Team { .. } => NomineeKind::Team,
        }
    }

    /// The people who are nominated; none for a unit.
    #[must_use]
    pub fn people(&self) -> Vec<PersonId> {
        match self {
            Self::Person { person } => vec![*person],
            Self::Unit { .. } => Vec::new(),
            Self::Team { members, .. } => members.iter().copied().collect(),
        }
    }
}

impl NominationId {
    /// The nomination of this nominee in this category: there is only one.
    #[must_use]
    pub fn of(edition: EditionId, category: &Code, nominee: &Nominee) -> Self {
        let owner = nominee.owner().to_string();
        Self(derive_id(&[
            "nomination",
            &edition.to_string(),
            category.as_str(),
            &owner,
        ]))
    }
}

/// A nomination was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Who is nominated.
    pub nominee: Nominee,
    /// The unit that nominates and whose quota it takes.
    pub unit: UnitId,
    /// Who nominates.
    pub by: PersonId,
    /// Why they deserve it.
    pub citation: Private<Prose>,
}

/// It was returned to the nominator, to be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// What is to be mended.
    pub reason: Private<Prose>,
}

/// It was submitted again after a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resubmitted {
    /// The mended citation.
    pub citation: Private<Prose>,
}

/// One of the nominated people answered; for a unit its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// Who.
    pub by: PersonId,
}

events! {
    /// What happens to a nomination.
    pub enum Event {
        #[doc = "A nomination was submitted."]
        Submitted(Submitted) = "nomination.submitted" 1,
        #[doc = "It was returned to the nominator, to be mended."]
        Returned(Returned) = "nomination.returned" 1,
        #[doc = "It was submitted again after a return."]
        Resubmitted(Resubmitted) = "nomination.resubmitted" 1,
        #[doc = "The nominator withdrew it."]
        Withdrawn(Nothing) = "nomination.withdrawn" 1,
        #[doc = "A withdrawn nomination was taken up again."]
        Reopened(Nothing) = "nomination.reopened" 1,
        #[doc = "A nominee consented."]
        Consented(Answered) = "nomination.consented" 1,
        #[doc = "A nominee declined."]
        Declined(Answered) = "nomination.declined" 1,
    }
}

/// What may be asked of a nomination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Submit it.
    Submit(Submitted),
    /// Return it.
    Return(Returned),
    /// Submit it again.
    Resubmit(Resubmitted),
    /// Withdraw it.
    Withdraw,
    /// Take it up again.
    Reopen,
    /// Consent.
    Consent,
    /// Decline.
    Decline,
}

/// Where a nomination stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// There is none.
    #[default]
    Absent,
    /// Submitted.
    Submitted,
    /// Returned, to be mended.
    Returned,
    /// Withdrawn.
    Withdrawn,
}

impl Status {
    /// What a nomination that was withdrawn is when it is taken up again: one that was to be
    /// mended still is.
    #[must_use]
    pub const fn reopened(unmended: bool) -> Self {
        if unmended {
            Self::Returned
        } else {
            Self::Submitted
        }
    }
}

/// A nomination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Nomination {
    status: Status,
    unmended: bool,
    submitted: Option<Submitted>,
    consented: BTreeSet<PersonId>,
    declined: BTreeSet<PersonId>,
}

impl Nomination {
    /// Where it stands.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// What was submitted, if anything was.
    #[must_use]
    pub const fn submitted(&self) -> Option<&Submitted> {
        self.submitted.as_ref()
    }

    /// Whether everybody who must consent has, and nobody declined.
    #[must_use]
    pub fn consented(&self) -> bool {
        let Some(submitted) = &self.submitted else {
            return false;
        };
        let people = submitted.nominee.people();
        let all = if people.is_empty() {
            !self.consented.is_empty()
        } else {
            people.iter().all(|person| self.consented.contains(person))
        };
        all && self.declined.is_empty()
    }
}

impl Entity for Nomination {
    const KIND: &'static str = "nomination";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        self.decided(command, context)
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Submitted(submitted) => {
                self.status = Status::Submitted;
                self.submitted = Some(submitted.clone());
            }
            Event::Returned(_) => {
                self.status = Status::Returned;
                self.unmended = true;
            }
            Event::Resubmitted(resubmitted) => {
                self.unmended = false;
                self.status = Status::Submitted;
                if let Some(submitted) = &mut self.submitted {
                    submitted.citation = resubmitted.citation.clone();
                }
            }
            Event::Withdrawn(_) => self.status = Status::Withdrawn,
            Event::Reopened(_) => self.status = Status::reopened(self.unmended),
            Event::Consented(answered) => {
                self.consented.insert(answered.by);
            }
            Event::Declined(answered) => {
                self.consented.remove(&answered.by);
                self.declined.insert(answered.by);
            }
        }
    }
}
