//! A juror's unfinished ballots: working state, sealed like ballots, never counted, gone once the
//! ballot is submitted.

mod routes;

use std::collections::BTreeSet;

use domain::ballot::{self, Mark};
use domain::ids::{AgencyCode, BallotId, NominationId, PersonId, RoundId, VoteId};
use domain::nomination::Nominee;
use domain::text::Prose;
use domain::vote::{self, Choice};
use domain::{Context, KeyId, Private, Refusal};
use ledger::CommandError;
use runtime::{Caller, Problem};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub(crate) use routes::routes;

use crate::handle::Committee;

/// The most that a draft takes, sealed.
const LARGEST: usize = 32 * 1024;

/// A score sheet that is not finished: some marks, or none yet.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sheet {
    /// At most one mark per criterion.
    #[serde(default)]
    pub(crate) marks: Vec<Mark>,
    /// What the juror may say about the nominee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) comment: Option<Prose>,
}

/// A score sheet as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    marks: Private<Vec<Mark>>,
    comment: Option<Private<Prose>>,
}

/// A vote as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptVote {
    choice: Private<Choice>,
}

/// What a draft is of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    /// A score sheet for a nomination.
    Sheet(RoundId, NominationId),
    /// A vote.
    Vote(RoundId),
}

impl Of {
    /// The key in the bucket, which names neither round nor nominee nor juror.
    fn key(self, agency: &AgencyCode, juror: PersonId) -> String {
        match self {
            Self::Sheet(round, nomination) => {
                let ballot = BallotId::of(round, nomination, juror);
                format!("draft.{agency}.ballot.{ballot}")
            }
            Self::Vote(round) => format!("draft.{agency}.vote.{}", VoteId::of(round, juror)),
        }
    }

    const fn round(self) -> RoundId {
        match self {
            Self::Sheet(round, _) | Self::Vote(round) => round,
        }
    }

    /// Whether the caller may cast what this is a draft of; who a sheet is about.
    fn may(self, caller: &Caller, context: &Context<'_>) -> Result<About, Refusal> {
        let juror = PersonId(caller.person);
        match self {
            Self::Sheet(round, nomination) => {
                let known = ballot::may_cast((round, nomination, juror), context)?;
                let nominee = known.candidates.get(&nomination).map(Nominee::owner);
                let criteria = known.criteria.iter().map(|one| one.code.clone()).collect();
                let about = KeyId::erasable(nominee.unwrap_or(nomination.0));
                Ok(About { about, criteria })
            }
            Self::Vote(round) => vote::may_vote((round, juror), context).map(|_| About {
                about: KeyId::round(round),
                criteria: BTreeSet::new(),
            }),
        }
    }
}

/// What of the round a draft needs.
struct About {
    about: KeyId,
    criteria: BTreeSet<domain::text::Code>,
}

impl Committee {
    async fn may_draft(&self, caller: &Caller, of: Of) -> Result<About, Problem> {
        // No append follows that would find out about a close: look once it has been seen.
        self.catch_up(&caller.agency).await?;
        let feed = self.feeds.agency(&caller.agency);
        let feed = feed.map_err(CommandError::from)?;
        let about = feed.read(|reference, _| {
            let context = Context {
                now: self.desk.clock.now(),
                by: caller.actor(),
                reference,
            };
            of.may(caller, &context)
        });
        Ok(about?)
    }

    pub(crate) async fn keep_sheet(
        &self,
        caller: &Caller,
        of: Of,
        sheet: &Sheet,
    ) -> Result<(), Problem> {
        let About { about, criteria } = self.may_draft(caller, of).await?;
        let marked: BTreeSet<_> = sheet.marks.iter().map(|mark| &mark.criterion).collect();
        let known = marked.iter().all(|code| criteria.contains(*code));
        if !known || marked.len() != sheet.marks.len() {
            return Err(Refusal::MarksIncomplete.into());
        }
        let kept = Kept {
            marks: Private::new(KeyId::round(of.round()), sheet.marks.clone()),
            comment: sheet.comment.clone().map(|said| Private::new(about, said)),
        };
        self.keep(caller, of, &kept).await
    }

    pub(crate) async fn keep_vote(
        &self,
        caller: &Caller,
        of: Of,
        choice: &Choice,
    ) -> Result<(), Problem> {
        self.may_draft(caller, of).await?;
        let choice = Private::new(KeyId::round(of.round()), choice.clone());
        self.keep(caller, of, &KeptVote { choice }).await
    }

    pub(crate) async fn kept_sheet(&self, caller: &Caller, of: Of) -> Result<Sheet, Problem> {
        let kept: Kept = self.kept(caller, of).await?;
        Ok(Sheet {
            marks: kept.marks.get().cloned().unwrap_or_default(),
            comment: kept.comment.and_then(|said| said.get().cloned()),
        })
    }

    pub(crate) async fn kept_vote(&self, caller: &Caller, of: Of) -> Result<Choice, Problem> {
        let kept: KeptVote = self.kept(caller, of).await?;
        let choice = kept.choice.get().cloned();
        choice.ok_or_else(|| Refusal::DraftUnknown.into())
    }

    async fn keep<T: Serialize + Sync>(
        &self,
        caller: &Caller,
        of: Of,
        value: &T,
    ) -> Result<(), Problem> {
        let key = of.key(&caller.agency, PersonId(caller.person));
        let vault = &self.desk.vault;
        let sealed = vault.seal_working(&caller.agency, &key, value).await?;
        if sealed.len() > LARGEST {
            let problem = Problem::from(runtime::problem::kind::BODY_TOO_LARGE);
            return Err(problem.with_detail(format!("a draft is at most {LARGEST} bytes")));
        }
        Ok(self.working.put(&key, sealed).await?)
    }

    async fn kept<T: DeserializeOwned>(&self, caller: &Caller, of: Of) -> Result<T, Problem> {
        self.may_draft(caller, of).await?;
        let key = of.key(&caller.agency, PersonId(caller.person));
        let sealed = self.working.get(&key).await?;
        let sealed = sealed.ok_or(Refusal::DraftUnknown)?;
        let vault = &self.desk.vault;
        Ok(vault.open_working(&caller.agency, &key, &sealed).await?)
    }

    /// Drops the caller's own draft, whatever became of the round.
    pub(crate) async fn drop_draft(&self, caller: &Caller, of: Of) -> Result<(), Problem> {
        let key = of.key(&caller.agency, PersonId(caller.person));
        Ok(self.working.delete(&key).await?)
    }

    /// Drops the draft of what was submitted. One that stays is never counted.
    pub(crate) async fn submitted(&self, agency: &AgencyCode, of: Of, juror: PersonId) {
        let key = of.key(agency, juror);
        let dropped = match self.working.get(&key).await {
            Ok(Some(_)) => self.working.delete(&key).await,
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = dropped {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "cannot drop a draft"
            );
        }
    }
}
