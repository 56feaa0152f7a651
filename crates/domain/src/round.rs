//! A round of assessment of one category: what is assessed, by whom, by which criteria.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::edition::{Criterion, Nothing};
use crate::entity::record;
use crate::ids::{EditionId, NominationId, PanelId, RoundId};
use crate::nomination::Nominee;
use crate::text::Code;
use crate::{Context, Decision, Entity, Refusal, events};

/// A nomination that is assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The nomination.
    pub nomination: NominationId,
    /// Who is nominated.
    pub nominee: Nominee,
}

/// A round opened; what it says is frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Its number within the category, from 1.
    pub number: u16,
    /// The panel that assesses.
    pub panel: PanelId,
    /// The category's criteria, as they stood.
    pub criteria: Vec<Criterion>,
    /// The eligible nominations, in order of their ids.
    pub candidates: Vec<Candidate>,
    /// How many jurors must take part.
    pub quorum: u8,
    /// Until when ballots are accepted; what counts is decided by ledger order alone.
    pub closes_at: Timestamp,
}

events! {
    /// What happens to a round.
    pub enum Event {
        #[doc = "A round opened; what it says is frozen."]
        Opened(Opened) = "round.opened" 1,
        #[doc = "The round closed; ballots that follow in ledger order do not count."]
        Closed(Nothing) = "round.closed" 1,
    }
}

/// What may be asked of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open it over all eligible nominations of the category.
    Open {
        /// The edition.
        edition: EditionId,
        /// The category.
        category: Code,
        /// Its number within the category.
        number: u16,
        /// The panel.
        panel: PanelId,
        /// Until when ballots are accepted.
        closes_at: Timestamp,
    },
    /// Close it.
    Close,
}

/// A round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    opened: Option<Opened>,
    closed: bool,
}

fn open(command: &Command, context: &Context<'_>) -> Result<Opened, Refusal> {
    let Command::Open {
        edition,
        category,
        number,
        panel,
        closes_at,
    } = command
    else {
        return Err(Refusal::RoundUnknown);
    };
    let reference = context.reference;
    let known = reference.running(*edition)?;
    let rules = known.category(category).ok_or(Refusal::CategoryUnknown)?;
    if known.nominations_closed.is_none() {
        return Err(Refusal::NominationsOpen);
    }
    let panel_known = reference.panels.get(panel).ok_or(Refusal::PanelUnknown)?;
    if panel_known.edition != *edition {
        return Err(Refusal::PanelUnknown);
    }
    if reference.ratified(*edition).is_some() {
        return Err(Refusal::DecisionRatified);
    }
    let before = number.checked_sub(1).ok_or(Refusal::RoundOutOfOrder)?;
    let before = RoundId::of(*edition, category.as_str(), before);
    if *number > 1 && reference.result_of(before).is_none() {
        return Err(Refusal::RoundOutOfOrder);
    }
    if *closes_at <= context.now {
        return Err(Refusal::DeadlinePast);
    }
    let candidates: Vec<Candidate> = reference
        .eligible(*edition, category)
        .map(|(nomination, known)| Candidate {
            nomination,
            nominee: known.nominee.clone(),
        })
        .collect();
    if candidates.is_empty() {
        return Err(Refusal::RoundEmpty);
    }
    Ok(Opened {
        edition: *edition,
        category: category.clone(),
        number: *number,
        panel: *panel,
        criteria: rules
            .criteria
            .iter()
            .map(crate::edition::Criterion::from)
            .collect(),
        candidates,
        quorum: panel_known.quorum,
        closes_at: *closes_at,
    })
}

impl Entity for Round {
    const KIND: &'static str = "round";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match (&self.opened, command) {
            (None, Command::Open { .. }) => match open(command, context) {
                Ok(opened) => record(Event::Opened(opened)),
                Err(refusal) => Decision::Refuse(refusal),
            },
            (None, Command::Close) => Decision::Refuse(Refusal::RoundUnknown),
            (
                Some(known),
                Command::Open {
                    panel, closes_at, ..
                },
            ) => {
                if (known.panel, known.closes_at) == (*panel, *closes_at) {
                    Decision::Repeat
                } else {
                    Decision::Refuse(Refusal::RoundExists)
                }
            }
            (Some(_), Command::Close) if self.closed => Decision::Repeat,
            (Some(_), Command::Close) => record(Event::Closed(Nothing {})),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Opened(opened) => self.opened = Some(opened.clone()),
            Event::Closed(_) => self.closed = true,
        }
    }
}
