//! Rounds while they are open: who assesses whom, extensions, quorum, participation; and after.

mod participation;
mod routes;

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{NominationId, PersonId, RoundId};
use domain::round::{self, Adjusted, Command, Corrected, Excluded, Extended};
use domain::text::Prose;
use domain::{Context, Decision, Entity as _};
use jiff::Timestamp;
use ledger::CommandError;
use runtime::{Answered, Caller, Id, Input, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use routes::routes;

use crate::handle::Committee;

/// A draw of who assesses whom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assign {
    /// What separates equally good assignments; the same seed gives the same one.
    pub(crate) seed: u64,
}

/// A later end.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Extend {
    /// Until when ballots are accepted.
    pub(crate) closes_at: Timestamp,
    /// Why; published.
    pub(crate) reason: Prose,
}

/// Another quorum or coverage.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Adjust {
    /// How many jurors must take part.
    pub(crate) quorum: u8,
    /// How many sheets a nominee needs.
    pub(crate) coverage: u8,
    /// Why; published.
    pub(crate) reason: Prose,
}

/// Ballots to take out of the count.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Correct {
    /// Which, 1 to 1,000: the juror, and the nomination where marks are asked.
    pub(crate) exclude: BTreeSet<Excluded>,
    /// Why; published, so it names no person.
    pub(crate) reason: Prose,
}

/// Who assesses whom, before it takes effect.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Assignment {
    /// The seed.
    pub(crate) seed: u64,
    /// The jurors of each nomination.
    pub(crate) jurors: BTreeMap<NominationId, BTreeSet<PersonId>>,
    /// How many nominations each juror has.
    pub(crate) loads: BTreeMap<PersonId, u32>,
}

impl Committee {
    pub(crate) async fn assign(
        &self,
        round: RoundId,
        input: &Input<Assign>,
    ) -> Result<Answered<Id>, Problem> {
        let seed = input.body.seed;
        self.on_round(round, input, Command::Assign { round, seed })
            .await
    }

    pub(crate) async fn extend_round(
        &self,
        round: RoundId,
        input: &Input<Extend>,
    ) -> Result<Answered<Id>, Problem> {
        let extended = Extended {
            closes_at: input.body.closes_at,
            reason: input.body.reason.clone(),
        };
        self.on_round(round, input, Command::Extend(extended)).await
    }

    pub(crate) async fn adjust(
        &self,
        round: RoundId,
        input: &Input<Adjust>,
    ) -> Result<Answered<Id>, Problem> {
        let adjusted = Adjusted {
            quorum: input.body.quorum,
            coverage: input.body.coverage,
            reason: input.body.reason.clone(),
        };
        self.on_round(round, input, Command::Adjust(adjusted)).await
    }

    pub(crate) async fn correct(
        &self,
        round: RoundId,
        input: &Input<Correct>,
    ) -> Result<Answered<Id>, Problem> {
        let corrected = Corrected {
            exclude: input.body.exclude.clone(),
            reason: input.body.reason.clone(),
        };
        self.on_round(round, input, Command::Correct(corrected))
            .await
    }

    /// Who would assess whom.
    pub(crate) async fn preview(
        &self,
        caller: &Caller,
        round: RoundId,
        seed: u64,
    ) -> Result<Assignment, Problem> {
        let agency = &caller.agency;
        self.rounds.catch_up(agency).await?;
        let loaded = self.rounds.load(agency, round.0).await?;
        let feed = self.feeds.agency(agency).map_err(CommandError::from)?;
        let decided = feed.read(|reference, _| {
            let context = Context {
                now: self.desk.clock.now(),
                by: caller.actor(),
                reference,
            };
            loaded
                .state
                .decide(&Command::Assign { round, seed }, &context)
        });
        let events = match decided {
            Decision::Record(events) => events,
            Decision::Repeat => loaded.state.assigned().into_iter().collect(),
            Decision::Refuse(refusal) => return Err(refusal.into()),
        };
        let drawn = events.into_iter().find_map(|event| match event {
            round::Event::Assigned(assigned) => Some(assigned.jurors),
            _ => None,
        });
        let jurors = drawn.unwrap_or_default();
        let mut loads = BTreeMap::new();
        for juror in jurors.values().flatten() {
            *loads.entry(*juror).or_default() += 1;
        }
        Ok(Assignment {
            seed,
            jurors,
            loads,
        })
    }

    pub(crate) async fn on_round<T>(
        &self,
        round: RoundId,
        input: &Input<T>,
        command: round::Command,
    ) -> Result<Answered<Id>, Problem> {
        let command = self.desk.command(input, round.0, false, command);
        let result = self.rounds.handle(&command).await;
        Answered::changed(result, input.receipt("round", round), Id::of(round))
    }
}
