//! The announcement of a ratified decision: the event that releases names, places and marks.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::decision::DecreeNumber;
use crate::entity::record;
use crate::ids::{DecisionId, EditionId, NominationId, PersonId, UnitId};
use crate::reference::DecisionRef;
use crate::text::{Code, Prose, Title};
use crate::{Context, Decision, Entity, Private, Refusal, events};

/// A winner as announced. Name and citation are sealed under the decree class: a published decree
/// is kept when its winner asks for erasure (UU 27/2022 Art. 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Laureate {
    /// The category.
    pub category: Code,
    /// Its name.
    pub category_title: Title,
    /// The place.
    pub place: u32,
    /// The nomination.
    pub nomination: NominationId,
    /// The people honoured; none for a unit.
    pub people: Vec<PersonId>,
    /// What is shown: a person's name, a team's or a unit's title.
    pub name: Private<String>,
    /// The unit that nominated.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: Title,
    /// Why they won.
    pub citation: Option<Private<Prose>>,
}

/// A decision was announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The edition.
    pub edition: EditionId,
    /// Its title.
    pub title: Title,
    /// The year.
    pub year: u16,
    /// The decision.
    pub decision: DecisionId,
    /// The decree's number.
    pub decree_number: DecreeNumber,
    /// The decree's date.
    pub decree_date: Date,
    /// The winners, by category and place.
    pub laureates: Vec<Laureate>,
}

events! {
    /// What happens to an announcement.
    pub enum Event {
        #[doc = "A decision was announced."]
        Published(Published) = "announcement.published" 1,
    }
}

/// What may be asked of an announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Publish it.
    Publish(Published),
}

/// An announcement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Announcement {
    published: bool,
}

/// What is announced is the decree, the edition and the winners that were ratified.
fn check(asked: &Published, decision: &DecisionRef, context: &Context<'_>) -> Result<(), Refusal> {
    let ratified = decision.ratified.as_ref();
    let ratified = ratified.ok_or(Refusal::DecisionNotRatified)?;
    let edition = context.reference.running(decision.proposed.edition)?;
    let mut announced: Vec<_> = asked
        .laureates
        .iter()
        .map(|l| (&l.category, l.place, l.nomination))
        .collect();
    let winners = &decision.proposed.winners;
    let mut won: Vec<_> = winners
        .iter()
        .map(|w| (&w.category, w.place, w.nomination))
        .collect();
    announced.sort_unstable();
    won.sort_unstable();
    let same = asked.edition == decision.proposed.edition
        && asked.year == edition.year
        && (&asked.decree_number, asked.decree_date) == (&ratified.number, ratified.date)
        && announced == won;
    if same {
        Ok(())
    } else {
        Err(Refusal::NotAsRatified)
    }
}

impl Entity for Announcement {
    const KIND: &'static str = "announcement";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let Command::Publish(asked) = command;
        match context.reference.decisions.get(&asked.decision) {
            None => Decision::Refuse(Refusal::DecisionUnknown),
            Some(_) if self.published => Decision::Refuse(Refusal::AlreadyAnnounced),
            Some(decision) => match check(asked, decision, context) {
                Ok(()) => record(Event::Published(asked.clone())),
                Err(refusal) => Decision::Refuse(refusal),
            },
        }
    }

    fn evolve(&mut self, event: &Event) {
        let Event::Published(_) = event;
        self.published = true;
    }
}
