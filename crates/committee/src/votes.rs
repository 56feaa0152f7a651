//! Votes: cast, revise, abstain, and what the juror is shown of their own.

use std::collections::BTreeMap;

use domain::event::Event as _;
use domain::ids::{AgencyCode, PersonId, RoundId, VoteId};
use domain::vote::{self, Abstained, Cast, Choice, Command};
use domain::{KeyId, Position, Private, Refusal};
use ledger::CommandError;
use runtime::{Answered, Empty, Id, Input, Problem};
use schemars::JsonSchema;
use serde::Serialize;

use crate::drafts::Of;
use crate::handle::Committee;

/// A juror's own vote.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OwnVote {
    /// The vote.
    pub(crate) id: VoteId,
    /// Where its last version stands.
    pub(crate) position: Position,
    /// `cast`, `revised` or `abstained`.
    pub(crate) state: &'static str,
    /// Whether it counts: it stands before the close, or the round is still open.
    pub(crate) counts: bool,
    /// The vote as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) choice: Option<Choice>,
}

impl Committee {
    pub(crate) async fn vote(
        &self,
        round: RoundId,
        revise: bool,
        input: &Input<Choice>,
    ) -> Result<Answered<Id>, Problem> {
        let cast = Cast {
            round,
            juror: PersonId(input.caller.person),
            choice: Private::new(KeyId::round(round), input.body.clone()),
            conflicts: BTreeMap::new(),
        };
        if revise {
            self.on_vote(round, false, input, Command::Revise(cast))
                .await
        } else {
            self.on_vote(round, true, input, Command::Cast(cast)).await
        }
    }

    pub(crate) async fn abstain_from_vote(
        &self,
        round: RoundId,
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        let juror = PersonId(input.caller.person);
        let abstained = Command::Abstain(Abstained { round, juror });
        self.on_vote(round, true, input, abstained).await
    }

    async fn on_vote<T>(
        &self,
        round: RoundId,
        creates: bool,
        input: &Input<T>,
        command: Command,
    ) -> Result<Answered<Id>, Problem> {
        let id = VoteId::of(round, PersonId(input.caller.person));
        let command = self.desk.command(input, id.0, creates, command);
        let result = self.votes.handle(&command).await;
        if let Ok(outcome) = &result {
            let juror = PersonId(input.caller.person);
            self.submitted(&input.agency, Of::Vote(round), juror).await;
            self.in_time(&input.agency, round, outcome.position).await?;
        }
        Answered::created(result, input.receipt("vote", id), Id::of(id))
    }

    /// Refuses a ballot that the close preceded in ledger order although nobody here had seen it.
    pub(crate) async fn in_time(
        &self,
        agency: &AgencyCode,
        round: RoundId,
        position: Position,
    ) -> Result<(), Problem> {
        let feed = self.feeds.agency(agency).map_err(CommandError::from)?;
        feed.wait(position.sequence)
            .await
            .map_err(CommandError::from)?;
        let closed = feed.read(|reference, _| reference.rounds.get(&round).and_then(|r| r.closed));
        if closed.is_some_and(|closed| closed < position.sequence) {
            let late = Problem::from(Refusal::RoundClosed).with_position(position);
            return Err(late.with_detail("the ballot is stored and does not count"));
        }
        Ok(())
    }

    /// The caller's own vote, from the ledger; none if there is none.
    pub(crate) async fn own_vote(
        &self,
        round: RoundId,
        (agency, juror): (&AgencyCode, PersonId),
    ) -> Result<Option<OwnVote>, CommandError> {
        let id = VoteId::of(round, juror);
        let commits = self.ledger.commits(agency, "vote", id.0).await?;
        let Some((sequence, commit)) = commits.last() else {
            return Ok(None);
        };
        let opened = self.desk.vault.open(commit).await?;
        let Some(stored) = opened.last() else {
            return Ok(None);
        };
        let (state, choice) = match vote::Event::decode(stored)? {
            vote::Event::Cast(cast) => ("cast", cast.choice.get().cloned()),
            vote::Event::Revised(cast) => ("revised", cast.choice.get().cloned()),
            vote::Event::Abstained(_) => ("abstained", None),
        };
        let feed = self.feeds.agency(agency)?;
        let closed = feed.read(|reference, _| reference.rounds.get(&round).and_then(|r| r.closed));
        Ok(Some(OwnVote {
            id,
            position: Position::commit(1, *sequence),
            state,
            counts: closed.is_none_or(|closed| *sequence < closed),
            choice,
        }))
    }
}
