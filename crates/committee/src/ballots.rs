//! Ballots: cast, revise, abstain, and what the juror is shown of their own.

use domain::ballot::{self, Abstained, Cast, Command, Reopened};
use domain::event::Event as _;
use domain::ids::{BallotId, NominationId, PersonId, RoundId};
use domain::text::Prose;
use domain::{KeyId, Position, Private};
use ledger::CommandError;
use runtime::{Answered, Empty, Id, Input, Problem};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::body::Marks;
use crate::drafts::Of;
use crate::handle::Committee;

/// Why a ballot is reopened.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reopen {
    /// Why; sealed under the juror.
    pub(crate) reason: Prose,
}

/// A juror's own ballot.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OwnBallot {
    /// The ballot.
    pub(crate) id: BallotId,
    /// Where its last version stands.
    pub(crate) position: Position,
    /// `cast`, `revised` or `abstained`.
    pub(crate) state: &'static str,
    /// Whether it counts: it stands before the close, or the round is still open.
    pub(crate) counts: bool,
    /// The marks as they stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) marks: Option<Vec<ballot::Mark>>,
}

impl Committee {
    pub(crate) async fn ballot(
        &self,
        (round, nomination): (RoundId, NominationId),
        revise: bool,
        input: &Input<Marks>,
    ) -> Result<Answered<Id>, Problem> {
        let juror = PersonId(input.caller.person);
        let feed = self
            .feeds
            .agency(&input.agency)
            .map_err(CommandError::from)?;
        let about = feed.read(|reference, _| {
            let candidates = reference.rounds.get(&round).map(|known| &known.candidates);
            candidates
                .and_then(|known| known.get(&nomination))
                .map(domain::nomination::Nominee::owner)
        });
        // Without a nominee the decision refuses; nothing is sealed then.
        let about = KeyId::erasable(about.unwrap_or(nomination.0));
        let cast = Cast {
            round,
            nomination,
            juror,
            marks: Private::new(KeyId::round(round), input.body.marks.clone()),
            comment: input
                .body
                .comment
                .clone()
                .map(|comment| Private::new(about, comment)),
        };
        let command = if revise {
            Command::Revise(cast)
        } else {
            Command::Cast(cast)
        };
        self.cast((round, nomination, juror), !revise, input, command)
            .await
    }

    pub(crate) async fn abstain(
        &self,
        (round, nomination): (RoundId, NominationId),
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        let juror = PersonId(input.caller.person);
        let abstained = Command::Abstain(Abstained {
            round,
            nomination,
            juror,
        });
        self.cast((round, nomination, juror), true, input, abstained)
            .await
    }

    /// The chair reopens a juror's submitted ballot.
    pub(crate) async fn reopen(
        &self,
        (round, nomination, juror): (RoundId, NominationId, PersonId),
        input: &Input<Reopen>,
    ) -> Result<Answered<Id>, Problem> {
        let id = BallotId::of(round, nomination, juror);
        let reopened = Command::Reopen(Reopened {
            round,
            nomination,
            juror,
            reason: Private::new(KeyId::erasable(juror), input.body.reason.clone()),
        });
        let command = self.desk.command(input, id.0, false, reopened);
        let result = self.ballots.handle(&command).await;
        Answered::changed(result, input.receipt("ballot", id), Id::of(id))
    }

    async fn cast<T>(
        &self,
        (round, nomination, juror): (RoundId, NominationId, PersonId),
        creates: bool,
        input: &Input<T>,
        command: Command,
    ) -> Result<Answered<Id>, Problem> {
        let id = BallotId::of(round, nomination, juror);
        let result = self
            .ballots
            .handle(&self.desk.command(input, id.0, creates, command))
            .await;
        if let Ok(outcome) = &result {
            self.submitted(&input.agency, Of::Sheet(round, nomination), juror)
                .await;
            self.in_time(&input.agency, round, outcome.position).await?;
        }
        Answered::created(result, input.receipt("ballot", id), Id::of(id))
    }

    /// The caller's own ballot, from the ledger; none if there is none.
    pub(crate) async fn own_ballot(
        &self,
        (round, nomination): (RoundId, NominationId),
        (agency, juror): (&domain::ids::AgencyCode, PersonId),
    ) -> Result<Option<OwnBallot>, CommandError> {
        let id = BallotId::of(round, nomination, juror);
        let commits = self.ledger.commits(agency, "ballot", id.0).await?;
        let Some((sequence, commit)) = commits.last() else {
            return Ok(None);
        };
        let opened = self.desk.vault.open(commit).await?;
        let Some(stored) = opened.last() else {
            return Ok(None);
        };
        let event = ballot::Event::decode(stored)?;
        let (state, marks) = match event {
            ballot::Event::Reopened(_) => ("reopened", None),
            ballot::Event::Cast(cast) => ("cast", cast.marks.get().cloned()),
            ballot::Event::Revised(cast) => ("revised", cast.marks.get().cloned()),
            ballot::Event::Abstained(_) => ("abstained", None),
        };
        let closed = self
            .feeds
            .agency(agency)?
            .read(|reference, _| reference.rounds.get(&round).and_then(|known| known.closed));
        let counts = closed.is_none_or(|closed| *sequence < closed);
        Ok(Some(OwnBallot {
            id,
            position: Position::commit(1, *sequence),
            state,
            counts,
            marks,
        }))
    }
}
