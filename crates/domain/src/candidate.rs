//! Award candidates as units list them in files, before anybody is nominated.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{CandidateId, PersonId, UnitId, derive_id};
use crate::text::Title;
use crate::{Context, Decision, Entity, Refusal, events};

impl CandidateId {
    /// A person on the list of a year and category.
    #[must_use]
    pub fn of(person: PersonId, year: i16, category: Option<&str>) -> Self {
        Self(derive_id(&[
            "candidate",
            &person.to_string(),
            &year.to_string(),
            category.unwrap_or_default(),
        ]))
    }
}

/// What the list claims of a candidate; none where it says nothing. Claims decide nothing: the
/// records do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// No findings of auditors are open (*bebas temuan*).
    pub no_findings: Option<bool>,
    /// No sanction.
    pub no_sanction: Option<bool>,
    /// Not under examination.
    pub not_examined: Option<bool>,
    /// Has an innovation.
    pub has_innovation: Option<bool>,
    /// Holds an award.
    pub has_award: Option<bool>,
    /// Years of service.
    pub years: Option<u16>,
}

/// A person is on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Who.
    pub person: PersonId,
    /// The unit that lists them.
    pub unit: Option<UnitId>,
    /// The year of the list.
    pub year: i16,
    /// The category as the list writes it.
    pub category: Option<Title>,
    /// What the list claims.
    pub claims: Claims,
    /// When the list was taken over.
    pub on: Date,
}

/// A person is on a list no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Struck {
    /// Who.
    pub person: PersonId,
}

events! {
    /// What happens to a candidate.
    pub enum Event {
        #[doc = "A person is on a list of candidates."]
        Listed(Listed) = "candidate.listed" 1,
        #[doc = "A person is on the list no longer."]
        Struck(Struck) = "candidate.struck" 1,
    }
}

/// What may be asked of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// List them, or say anew what the list claims.
    List(Listed),
    /// Strike them off.
    Strike(Struck),
}

/// A candidate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    listed: Option<Listed>,
}

impl Candidate {
    /// How they are listed, if they are.
    #[must_use]
    pub const fn listed(&self) -> Option<&Listed> {
        self.listed.as_ref()
    }
}

impl Entity for Candidate {
    const KIND: &'static str = "candidate";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match command {
            Command::List(asked) => match &self.listed {
                Some(known) if (known.unit, known.claims) == (asked.unit, asked.claims) => {
                    Decision::Repeat
                }
                _ if context.reference.active_person(asked.person).is_none() => {
                    Decision::Refuse(Refusal::PersonUnknown)
                }
                _ => record(Event::Listed(asked.clone())),
            },
            Command::Strike(_) if self.listed.is_none() => Decision::Repeat,
            Command::Strike(asked) => record(Event::Struck(asked.clone())),
        }
    }

    fn evolve(&mut self, event: &Event) {
        self.listed = match event {
            Event::Listed(listed) => Some(listed.clone()),
            Event::Struck(_) => None,
        };
    }
}
