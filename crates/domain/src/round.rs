//! A round of assessment of one category: what is assessed, by whom, by which criteria.

mod change;
mod open;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::edition::{Criterion, Nothing};
use crate::entity::record;
use crate::ids::{EditionId, NominationId, PanelId, PersonId, RoundId};
use crate::lot::Holder;
use crate::nomination::Nominee;
use crate::rulebook::{Assignment, Relation, RoundRules, TieRule};
use crate::tally::Before;
use crate::text::{Code, Prose};
use crate::{Context, Decision, Entity, Fingerprint, KeyId, Private, Refusal, events};

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

/// The rules that the round is held by, and what is pinned for its count. Recorded with the opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ruled {
    /// The hash of the rulebook.
    pub rulebook: Fingerprint,
    /// The rules of the round.
    pub rules: RoundRules,
    /// The tie-break chain.
    pub ties: Vec<TieRule>,
    /// How many places are awarded.
    pub places: u8,
    /// All criteria of the category with their weights, in the rulebook's order.
    pub criteria: Vec<Criterion>,
    /// Who has a conflict of interest with whom.
    pub blocked: Vec<Blocked>,
    /// What else is known of each candidate, in order of their nominations.
    pub records: Vec<Record>,
    /// What the holders of the lot committed, and who they are; none if the chain has no lot.
    pub lot: Vec<Commitment>,
    /// What makes the commitments of the published bundle unguessable, sealed under the round's key.
    pub salt: Private<Fingerprint>,
}

impl Ruled {
    /// The rules of a round that opened before there were rulebooks. Its salt is no secret, so of
    /// such a round only the committee has a bundle.
    #[must_use]
    pub fn before_rulebooks(opened: &Opened) -> Self {
        let id = RoundId::of(opened.edition, opened.category.as_str(), opened.number);
        let no_secret = Fingerprint::of(id.to_string().as_bytes());
        Self {
            rulebook: no_secret,
            rules: RoundRules::default(),
            ties: vec![TieRule::Criteria, TieRule::Shared],
            places: u8::MAX,
            criteria: opened.criteria.clone(),
            blocked: Vec::new(),
            records: Vec::new(),
            lot: Vec::new(),
            salt: Private::new(KeyId::round(id), no_secret),
        }
    }
}

/// A conflict of interest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Blocked {
    /// The juror.
    pub juror: PersonId,
    /// The nomination.
    pub nomination: NominationId,
    /// Why.
    pub relations: BTreeSet<Relation>,
}

/// What is known of a candidate besides the ballots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The nomination.
    pub nomination: NominationId,
    /// What the round before came to.
    pub before: Option<Before>,
    /// How often the nominee won this category before.
    pub wins: Option<u32>,
    /// Since when they serve; of a team nothing is said.
    pub since: Option<jiff::civil::Date>,
}

/// What a holder of the lot committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Which of the three.
    pub holder: Holder,
    /// The commitment.
    pub commitment: Fingerprint,
}

/// Who assesses whom was drawn; ballots of others are excluded, not deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    /// What separates equally good assignments.
    pub seed: u64,
    /// The jurors of each nomination.
    pub jurors: BTreeMap<NominationId, BTreeSet<PersonId>>,
}

/// The end of the round moved to a later moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extended {
    /// Until when ballots are accepted.
    pub closes_at: Timestamp,
    /// Why; published.
    pub reason: Prose,
}

/// How many jurors must take part, or how many sheets a nominee needs, changed while it was open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adjusted {
    /// How many jurors must take part.
    pub quorum: u8,
    /// How many sheets a nominee needs.
    pub coverage: u8,
    /// Why; published.
    pub reason: Prose,
}

/// Ballots were taken out of the count after the close; a new version of the result follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// Which: the juror, and the nomination where marks are asked.
    pub exclude: BTreeSet<Excluded>,
    /// Why; published, so it names no person.
    pub reason: Prose,
}

/// A ballot that is taken out.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    /// Its juror.
    pub juror: PersonId,
    /// The nomination; none of a vote.
    pub nomination: Option<NominationId>,
}

events! {
    /// What happens to a round.
    pub enum Event {
        #[doc = "A round opened; what it says is frozen."]
        Opened(Opened) = "round.opened" 1,
        #[doc = "The rules that the round is held by, and what is pinned for its count."]
        Ruled(Box<Ruled>) = "round.ruled" 1,
        #[doc = "Who assesses whom was drawn; ballots of others are excluded, not deleted."]
        Assigned(Assigned) = "round.assigned" 1,
        #[doc = "The end of the round moved to a later moment."]
        Extended(Extended) = "round.extended" 1,
        #[doc = "Quorum or coverage changed while the round was open."]
        Adjusted(Adjusted) = "round.adjusted" 1,
        #[doc = "The round closed; ballots that follow in ledger order do not count."]
        Closed(Nothing) = "round.closed" 1,
        #[doc = "Ballots were taken out of the count after the close; a new version of the result follows."]
        Corrected(Corrected) = "round.corrected" 1,
    }
}

/// What opens a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The edition.
    pub edition: EditionId,
    /// The category.
    pub category: Code,
    /// Its number within the category.
    pub number: u16,
    /// The panel.
    pub panel: PanelId,
    /// Until when ballots are accepted.
    pub closes_at: Timestamp,
    /// 32 bytes drawn for this round.
    pub salt: Private<Fingerprint>,
    /// What the holders of the lot committed before, by holder.
    pub lot: BTreeMap<Holder, (PersonId, Fingerprint)>,
}

/// What may be asked of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Open it over all nominations of the category that are to be assessed.
    Open(Open),
    /// Draw who assesses whom.
    Assign {
        /// The round.
        round: RoundId,
        /// What separates equally good assignments.
        seed: u64,
    },
    /// Extend it.
    Extend(Extended),
    /// Change quorum and coverage.
    Adjust(Adjusted),
    /// Close it.
    Close,
    /// Take ballots out of the count.
    Correct(Corrected),
}

/// A round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    opened: Option<Opened>,
    ruled: Option<Box<Ruled>>,
    assigned: Option<Assigned>,
    adjusted: Option<Adjusted>,
    corrected: Vec<Corrected>,
    closed: bool,
}

impl Round {
    /// Who assesses whom, as it was drawn last.
    #[must_use]
    pub fn assigned(&self) -> Option<Event> {
        self.assigned.clone().map(Event::Assigned)
    }
}

impl Entity for Round {
    const KIND: &'static str = "round";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let decided = match (&self.opened, command) {
            (None, Command::Open(asked)) => open::open(asked, context),
            (None, _) => Err(Refusal::RoundUnknown),
            (Some(known), Command::Open(asked)) => {
                if (known.panel, known.closes_at) == (asked.panel, asked.closes_at) {
                    Ok(Decision::Repeat)
                } else {
                    Err(Refusal::RoundExists)
                }
            }
            (Some(_), Command::Close) if self.closed => Ok(Decision::Repeat),
            (Some(_), Command::Close) => Ok(record(Event::Closed(Nothing {}))),
            (Some(known), command) => self.change(known, command, context),
        };
        decided.unwrap_or_else(Decision::Refuse)
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Opened(opened) => self.opened = Some(opened.clone()),
            Event::Ruled(ruled) => self.ruled = Some(ruled.clone()),
            Event::Assigned(assigned) => self.assigned = Some(assigned.clone()),
            Event::Extended(extended) => {
                if let Some(opened) = &mut self.opened {
                    opened.closes_at = extended.closes_at;
                }
            }
            Event::Adjusted(adjusted) => self.adjusted = Some(adjusted.clone()),
            Event::Closed(_) => self.closed = true,
            Event::Corrected(corrected) => self.corrected.push(corrected.clone()),
        }
    }
}
