//! A committee panel: who assesses, who chairs, how many make a quorum.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{EditionId, PersonId};
use crate::text::{Code, Prose};
use crate::{Context, Decision, Entity, Private, Refusal, events};

/// A panel was formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Formed {
    /// The edition it assesses.
    pub edition: EditionId,
    /// Its code within the edition.
    pub code: Code,
    /// Who chairs; one of the jurors.
    pub chair: PersonId,
    /// Its members, 1 to 99.
    pub jurors: BTreeSet<PersonId>,
    /// How many jurors must have cast ballots for a round to count.
    pub quorum: u8,
}

/// A juror joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JurorAdded {
    /// Who.
    pub juror: PersonId,
}

/// A juror left; their ballots in rounds still open are excluded, not deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JurorRemoved {
    /// Who.
    pub juror: PersonId,
    /// Why.
    pub reason: Private<Prose>,
}

events! {
    /// What happens to a panel.
    pub enum Event {
        #[doc = "A panel was formed."]
        Formed(Formed) = "panel.formed" 1,
        #[doc = "A juror joined."]
        JurorAdded(JurorAdded) = "panel.juror-added" 1,
        #[doc = "A juror left; their ballots in rounds still open are excluded, not deleted."]
        JurorRemoved(JurorRemoved) = "panel.juror-removed" 1,
    }
}

/// What may be asked of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Form it.
    Form(Formed),
    /// Add a juror.
    Add(JurorAdded),
    /// Remove a juror.
    Remove(JurorRemoved),
}

/// A panel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Panel {
    formed: Option<Formed>,
    jurors: BTreeSet<PersonId>,
}

fn check(asked: &Formed, context: &Context<'_>) -> Result<(), Refusal> {
    context.reference.running(asked.edition)?;
    if asked.jurors.len() > 99 {
        return Err(Refusal::PanelFull);
    }
    if asked.jurors.is_empty() || !asked.jurors.contains(&asked.chair) {
        return Err(Refusal::PanelIncomplete);
    }
    if asked.quorum == 0 || usize::from(asked.quorum) > asked.jurors.len() {
        return Err(Refusal::QuorumImpossible);
    }
    let known = |juror: &PersonId| context.reference.active_person(*juror).is_some();
    if asked.jurors.iter().all(known) {
        Ok(())
    } else {
        Err(Refusal::PersonUnknown)
    }
}

impl Entity for Panel {
    const KIND: &'static str = "panel";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match (&self.formed, command) {
            (None, Command::Form(asked)) => match check(asked, context) {
                Ok(()) => record(Event::Formed(asked.clone())),
                Err(refusal) => Decision::Refuse(refusal),
            },
            (None, _) => Decision::Refuse(Refusal::PanelUnknown),
            (Some(known), Command::Form(asked)) if known == asked => Decision::Repeat,
            (Some(_), Command::Form(_)) => Decision::Refuse(Refusal::PanelExists),
            (Some(_), Command::Add(asked)) if self.jurors.contains(&asked.juror) => {
                Decision::Repeat
            }
            (Some(_), Command::Add(asked)) => {
                if context.reference.active_person(asked.juror).is_none() {
                    Decision::Refuse(Refusal::PersonUnknown)
                } else if self.jurors.len() >= 99 {
                    Decision::Refuse(Refusal::PanelFull)
                } else {
                    record(Event::JurorAdded(asked.clone()))
                }
            }
            (Some(formed), Command::Remove(asked)) => {
                if !self.jurors.contains(&asked.juror) {
                    Decision::Refuse(Refusal::JurorUnknown)
                } else if self.jurors.len() <= usize::from(formed.quorum) {
                    Decision::Refuse(Refusal::QuorumImpossible)
                } else {
                    record(Event::JurorRemoved(asked.clone()))
                }
            }
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Formed(formed) => {
                self.jurors.clone_from(&formed.jurors);
                self.formed = Some(formed.clone());
            }
            Event::JurorAdded(added) => {
                self.jurors.insert(added.juror);
            }
            Event::JurorRemoved(removed) => {
                self.jurors.remove(&removed.juror);
            }
        }
    }
}
