//! A lot that nobody could choose: three people commit secrets before a round opens and reveal them
//! after it closes; the seed is a hash of all three.
//!
//! Who reveals last cannot steer the lot, because what they reveal was fixed before. They can only
//! withhold it; that is recorded, and the tie goes to the plenary.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{LotId, PersonId, RoundId, derive_id};
use crate::text::Prose;
use crate::{Context, Decision, Entity, Fingerprint, Refusal, Role, events};

/// Who holds one of the secrets.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// The chair of the panel.
    Chair,
    /// The secretary of the committee.
    Secretary,
    /// The internal auditor (*APIP*).
    Auditor,
}

impl Holder {
    /// All of them, in the order in which their secrets are hashed.
    pub const ALL: [Self; 3] = [Self::Chair, Self::Secretary, Self::Auditor];

    /// The role in which the secret is committed; that the juror chairs is checked when the round
    /// opens.
    const fn role(self) -> Role {
        match self {
            Self::Chair => Role::Juror,
            Self::Secretary => Role::Administrator,
            Self::Auditor => Role::Auditor,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::Secretary => "secretary",
            Self::Auditor => "auditor",
        }
    }
}

/// What binds a holder to a secret: nobody can find the secret from it, nor another one for it.
#[must_use]
pub fn commitment(round: RoundId, holder: Holder, secret: &Fingerprint) -> Fingerprint {
    let text = format!("berprestasi/lot\n{round}\n{}\n{secret}", holder.as_str());
    Fingerprint::of(text.as_bytes())
}

/// A holder committed a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Committed {
    /// The round, which has not opened yet.
    pub round: RoundId,
    /// Which of the three.
    pub holder: Holder,
    /// Who.
    pub by: PersonId,
    /// SHA-256 of `berprestasi/lot`, round, holder and secret, each on a line of its own.
    pub commitment: Fingerprint,
}

/// A holder revealed their secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revealed {
    /// The round, which has closed.
    pub round: RoundId,
    /// Which of the three.
    pub holder: Holder,
    /// The secret, 32 bytes.
    pub secret: Fingerprint,
}

/// A holder did not reveal their secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Missed {
    /// The round, which has closed.
    pub round: RoundId,
    /// Which of the three.
    pub holder: Holder,
    /// Why, as far as it is known; published, so it names no person.
    pub reason: Prose,
}

events! {
    /// What happens to a lot.
    pub enum Event {
        #[doc = "A holder committed a secret."]
        Committed(Committed) = "lot.committed" 1,
        #[doc = "A holder revealed their secret."]
        Revealed(Revealed) = "lot.revealed" 1,
        #[doc = "A holder did not reveal their secret; ties go to the plenary."]
        Missed(Missed) = "lot.missed" 1,
    }
}

/// What may be asked of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Commit a secret.
    Commit(Committed),
    /// Reveal it.
    Reveal(Revealed),
    /// Record that it was not revealed.
    Miss(Missed),
}

/// One holder's part.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    commitment: Fingerprint,
    end: Option<End>,
}

/// How a part ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    Revealed,
    Missed(Prose),
}

/// The lot of a round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lot {
    // Any juror may say that they hold the chair's part; the round takes that of its chair.
    parts: BTreeMap<(Holder, PersonId), Part>,
}

impl LotId {
    /// The lot of a round.
    #[must_use]
    pub fn of(round: RoundId) -> Self {
        Self(derive_id(&["lot", &round.to_string()]))
    }
}

impl Lot {
    fn commit(&self, asked: &Committed, context: &Context<'_>) -> Decision<Event> {
        let taken =
            |(holder, _): &(Holder, PersonId)| *holder == asked.holder && *holder != Holder::Chair;
        match self.parts.get(&(asked.holder, asked.by)) {
            Some(part) if part.commitment == asked.commitment => Decision::Repeat,
            Some(_) => Decision::Refuse(Refusal::LotCommitted),
            None if self.parts.keys().any(taken) => Decision::Refuse(Refusal::LotCommitted),
            // Three parts of one person are one part.
            None if self.parts.keys().any(|(_, by)| *by == asked.by) => {
                Decision::Refuse(Refusal::LotSamePerson)
            }
            None if context.by.role != asked.holder.role() => {
                Decision::Refuse(Refusal::LotOfAnotherRole)
            }
            None if context.reference.rounds.contains_key(&asked.round) => {
                Decision::Refuse(Refusal::LotTooLate)
            }
            None => record(Event::Committed(asked.clone())),
        }
    }

    fn of(&mut self, holder: Holder) -> impl Iterator<Item = &mut Part> {
        let parts = self.parts.iter_mut();
        parts.filter_map(move |((of, _), part)| (*of == holder).then_some(part))
    }

    /// The part of a holder and who it is of, once its round has closed.
    fn part(
        &self,
        (round, holder): (RoundId, Holder),
        context: &Context<'_>,
    ) -> Result<(PersonId, &Part), Refusal> {
        let known = context.reference.rounds.get(&round);
        let panel = known.and_then(|round| context.reference.panels.get(&round.panel));
        let holds = |by: &PersonId| {
            holder != Holder::Chair || panel.is_some_and(|panel| panel.chair == *by)
        };
        let mut parts = self.parts.iter();
        let part = parts.find(|((of, by), _)| *of == holder && holds(by));
        let ((_, by), part) = part.ok_or(Refusal::LotUnknown)?;
        match known.ok_or(Refusal::RoundUnknown)?.closed {
            Some(_) => Ok((*by, part)),
            None => Err(Refusal::RoundOpen),
        }
    }

    fn reveal(&self, asked: &Revealed, context: &Context<'_>) -> Result<Decision<Event>, Refusal> {
        let (by, part) = self.part((asked.round, asked.holder), context)?;
        if by.0 != context.by.actor {
            return Err(Refusal::LotSamePerson);
        }
        if part.commitment != commitment(asked.round, asked.holder, &asked.secret) {
            return Err(Refusal::LotSecretWrong);
        }
        match &part.end {
            None => Ok(record(Event::Revealed(asked.clone()))),
            Some(End::Revealed) => Ok(Decision::Repeat),
            Some(End::Missed(_)) => Err(Refusal::LotMissed),
        }
    }

    fn miss(&self, asked: &Missed, context: &Context<'_>) -> Result<Decision<Event>, Refusal> {
        match &self.part((asked.round, asked.holder), context)?.1.end {
            None => Ok(record(Event::Missed(asked.clone()))),
            Some(End::Missed(reason)) if *reason == asked.reason => Ok(Decision::Repeat),
            Some(_) => Err(Refusal::LotMissed),
        }
    }
}

impl Entity for Lot {
    const KIND: &'static str = "lot";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        let decided = match command {
            Command::Commit(asked) => Ok(self.commit(asked, context)),
            Command::Reveal(asked) => self.reveal(asked, context),
            Command::Miss(asked) => self.miss(asked, context),
        };
        decided.unwrap_or_else(Decision::Refuse)
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Committed(committed) => {
                let part = Part {
                    commitment: committed.commitment,
                    end: None,
                };
                let key = (committed.holder, committed.by);
                self.parts.insert(key, part);
            }
            Event::Revealed(revealed) => {
                let shown = commitment(revealed.round, revealed.holder, &revealed.secret);
                for part in self.of(revealed.holder).filter(|p| p.commitment == shown) {
                    part.end = Some(End::Revealed);
                }
            }
            Event::Missed(missed) => {
                for part in self.of(missed.holder) {
                    part.end = Some(End::Missed(missed.reason.clone()));
                }
            }
        }
    }
}
