//! Conflicts of interest: what is asked of them, and who sees them.

mod reads;
mod routes;

use domain::conflict::{Ask, Between, Command};
use domain::ids::{ConflictId, EditionId, NominationId, PersonId};
use domain::text::Prose;
use domain::{KeyId, Private};
use runtime::{Answered, Id, Input, Problem};
use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use routes::routes;

use crate::handle::Committee;

/// What a juror declares.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "DeclareConflict")]
#[serde(deny_unknown_fields)]
struct Declare {
    /// What the conflict is, 1 to 2,000 characters; seen by the committee's office, never published.
    statement: Prose,
}

/// Why a conflict is set aside.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Because {
    /// Why, 1 to 2,000 characters; seen by the committee's office, never published.
    reason: Prose,
}

/// Whose conflict with what, as an address names it.
#[derive(Deserialize)]
struct Whose {
    edition: EditionId,
    nomination: NominationId,
    juror: PersonId,
}

impl From<Whose> for Between {
    fn from(whose: Whose) -> Self {
        Self {
            edition: whose.edition,
            nomination: whose.nomination,
            juror: whose.juror,
        }
    }
}

/// A text about a juror.
fn about(juror: PersonId, text: &Prose) -> Private<Prose> {
    Private::new(KeyId::erasable(juror), text.clone())
}

impl Committee {
    async fn on_conflict<T>(
        &self,
        between: impl Into<Between>,
        input: &Input<T>,
        ask: Ask,
    ) -> Result<Answered<Id>, Problem> {
        let between = between.into();
        let id = ConflictId::of(&between);
        // What records show is looked up once everything acknowledged so far has been seen.
        self.conflicts.catch_up(&input.agency).await?;
        let command = Command { between, ask };
        let command = self.desk.command(input, id.0, true, command);
        let result = self.conflicts.handle(&command).await;
        Answered::created(result, input.receipt("conflict", id), Id::of(id))
    }
}
