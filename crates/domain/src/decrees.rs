//! An agency's register of decree numbers: it owns the rule that no number is used twice.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::decision::DecreeNumber;
use crate::entity::record;
use crate::ids::DecisionId;
use crate::{Context, Decision, Entity, Refusal, events};

/// A number was given to a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Numbered {
    /// The number.
    pub number: DecreeNumber,
    /// The decision.
    pub decision: DecisionId,
}

events! {
    /// What happens in the register.
    pub enum Event {
        #[doc = "A number was given to a decision."]
        Numbered(Numbered) = "decrees.numbered" 1,
    }
}

/// What may be asked of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Give a number.
    Number(Numbered),
}

/// The register. Numbers that differ only in case or white space are the same number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decrees {
    numbers: BTreeMap<String, DecisionId>,
}

fn key(number: &DecreeNumber) -> String {
    number
        .as_str()
        .split_whitespace()
        .collect::<String>()
        .to_uppercase()
}

impl Entity for Decrees {
    const KIND: &'static str = "decrees";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, _: &Context<'_>) -> Decision<Event> {
        let Command::Number(asked) = command;
        match self.numbers.get(&key(&asked.number)) {
            None => record(Event::Numbered(asked.clone())),
            Some(decision) if *decision == asked.decision => Decision::Repeat,
            Some(_) => Decision::Refuse(Refusal::DecreeNumberTaken),
        }
    }

    fn evolve(&mut self, event: &Event) {
        let Event::Numbered(numbered) = event;
        self.numbers
            .insert(key(&numbered.number), numbered.decision);
    }
}
