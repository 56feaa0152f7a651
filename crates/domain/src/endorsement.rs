//! An endorsement of a nomination by a peer, a superior, a subordinate or a citizen.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::edition::Nothing;
use crate::entity::record;
use crate::ids::NominationId;
use crate::nomination::Status;
use crate::text::Prose;
use crate::{Context, Decision, Entity, Private, Refusal, events};

/// How the endorser stands to the nominee.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// *Rekan*.
    Peer,
    /// *Atasan*.
    Superior,
    /// *Bawahan*.
    Subordinate,
    /// *Masyarakat*.
    Citizen,
}

/// The seven values of BerAKHLAK (UU 20/2023; `PermenPANRB` 6/2022 Art. 10).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// *Berorientasi pelayanan*.
    BerorientasiPelayanan,
    /// *Akuntabel*.
    Akuntabel,
    /// *Kompeten*.
    Kompeten,
    /// *Harmonis*.
    Harmonis,
    /// *Loyal*.
    Loyal,
    /// *Adaptif*.
    Adaptif,
    /// *Kolaboratif*.
    Kolaboratif,
}

/// An endorsement was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The nomination endorsed.
    pub nomination: NominationId,
    /// Who endorses: a person or a citizen.
    pub by: Uuid,
    /// How they stand to the nominee.
    pub relation: Relation,
    /// The values they saw, at most seven.
    pub values: BTreeSet<Value>,
    /// What they say about the nominee.
    pub statement: Private<Prose>,
}

events! {
    /// What happens to an endorsement.
    pub enum Event {
        #[doc = "An endorsement was given."]
        Given(Given) = "endorsement.given" 1,
        #[doc = "It was withdrawn."]
        Withdrawn(Nothing) = "endorsement.withdrawn" 1,
    }
}

/// What may be asked of an endorsement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Give it.
    Give(Given),
    /// Withdraw it.
    Withdraw,
}

/// An endorsement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endorsement {
    given: Option<Given>,
    withdrawn: bool,
}

fn check(asked: &Given, context: &Context<'_>) -> Result<(), Refusal> {
    let reference = context.reference;
    let nomination = reference
        .nominations
        .get(&asked.nomination)
        .ok_or(Refusal::NominationUnknown)?;
    if nomination.status == Status::Withdrawn {
        return Err(Refusal::NominationWithdrawn);
    }
    reference.running(nomination.edition)?;
    if nomination
        .nominee
        .people()
        .iter()
        .any(|person| person.0 == asked.by)
    {
        return Err(Refusal::SelfEndorsement);
    }
    if nomination.by.0 == asked.by {
        return Err(Refusal::NominatorEndorsement);
    }
    Ok(())
}

impl Entity for Endorsement {
    const KIND: &'static str = "endorsement";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, context: &Context<'_>) -> Decision<Event> {
        match (command, &self.given) {
            // What they said is sealed, so nobody can tell whether this says the same.
            (Command::Give(_), Some(_)) if !self.withdrawn => {
                Decision::Refuse(Refusal::AlreadyEndorsed)
            }
            (Command::Give(asked), _) => match check(asked, context) {
                Ok(()) => record(Event::Given(asked.clone())),
                Err(refusal) => Decision::Refuse(refusal),
            },
            (Command::Withdraw, None) => Decision::Refuse(Refusal::EndorsementUnknown),
            (Command::Withdraw, Some(known)) if known.by != context.by.actor => {
                Decision::Refuse(Refusal::NotTheEndorser)
            }
            (Command::Withdraw, Some(_)) if self.withdrawn => Decision::Repeat,
            (Command::Withdraw, Some(_)) => record(Event::Withdrawn(Nothing {})),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Given(given) => {
                self.given = Some(given.clone());
                self.withdrawn = false;
            }
            Event::Withdrawn(_) => self.withdrawn = true,
        }
    }
}
