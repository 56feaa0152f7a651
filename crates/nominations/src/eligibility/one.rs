//! What is shown of one nomination's eligibility, answer by answer.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::eligibility::{self, Answer, Case, Event, Outcome, Verdict};
use domain::event::Event as _;
use domain::ids::{EligibilityId, NominationId, PersonId};
use domain::text::Prose;
use domain::{Fingerprint, Reference, Refusal, Role};
use jiff::civil::Date;
use ledger::CommandError;
use runtime::{Access, Caller, Params, Problem, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::reads::{Stage, stage};
use crate::handle::Nominations;

/// The office, the auditor, and nominees of their own.
const READERS: Access = Access::Roles(&[
    Role::Administrator,
    Role::Auditor,
    Role::Employee,
    Role::UnitHead,
    Role::Juror,
]);

#[derive(Deserialize)]
struct One {
    nomination: NominationId,
}

/// The eligibility of a nomination, answer by answer.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Eligibility")]
struct View {
    /// How far it has come.
    stage: Stage,
    /// What the answers amount to.
    outcome: Option<Outcome>,
    /// The day on which it was judged.
    cut_off: Option<Date>,
    /// The answers, by requirement and person.
    answers: Vec<Line>,
    /// Who confirmed.
    confirmed: Option<Uuid>,
    /// Who approved.
    approved: Option<Uuid>,
}

/// What a requirement answers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "EligibilityAnswer")]
struct Line {
    /// What the machine answered.
    #[serde(flatten)]
    machine: Answer,
    /// What the answer counts as, after what was seen and overridden.
    counts_as: Verdict,
    /// Why it was overridden, if it was; null also when the nominee was erased.
    reason: Option<Prose>,
}

pub(super) fn route() -> Route<Nominations> {
    Route::get::<View>(
        "/api/v1/agencies/{agency}/nominations/{nomination}/eligibility",
        "Lihat kelayakan usulan, syarat demi syarat",
        READERS,
        |m| on(m, one),
    )
}

/// How far the eligibility of a nomination has come, if it and its category are known.
fn stage_of(reference: &Reference, id: NominationId) -> Option<Stage> {
    let nomination = reference.nominations.get(&id)?;
    let edition = reference.editions.get(&nomination.edition)?;
    let category = edition.category(&nomination.category)?;
    let case = reference.eligibilities.get(&EligibilityId::of(id));
    let rulebook = Fingerprint::of_value(&edition.rulebook);
    Some(stage(!category.eligibility.is_empty(), case, rulebook))
}

/// Whether the caller may see it: of their own always, of others unless they have a conflict.
async fn may_read(
    app: &Nominations,
    caller: &Caller,
    nomination: NominationId,
) -> Result<(), Problem> {
    let feed = app
        .feeds
        .agency(&caller.agency)
        .map_err(CommandError::from)?;
    let person = PersonId(caller.person);
    let known = feed.read(|reference, _| {
        let known = reference.nominations.get(&nomination)?;
        Some((known.edition, reference.is_nominee(person, known)))
    });
    let (edition, own) = known.ok_or(Refusal::NominationUnknown)?;
    let hidden = app.hidden(caller).await?;
    if own {
        Ok(())
    } else if !matches!(caller.role, Role::Administrator | Role::Auditor) {
        Err(Refusal::NotTheNominee.into())
    } else if hidden(edition, nomination) {
        Err(Refusal::ConflictOfInterest.into())
    } else {
        Ok(())
    }
}

async fn one(
    State(app): State<Nominations>,
    caller: Caller,
    Params(path): Params<One>,
) -> Result<Json<View>, Problem> {
    app.eligibilities.catch_up(&caller.agency).await?;
    may_read(&app, &caller, path.nomination).await?;
    let reasons = reasons(&app, &caller, path.nomination).await?;
    let feed = app
        .feeds
        .agency(&caller.agency)
        .map_err(CommandError::from)?;
    let view = feed.read(|reference, _| {
        let case = reference
            .eligibilities
            .get(&EligibilityId::of(path.nomination));
        let stage = stage_of(reference, path.nomination)?;
        Some(view(case.unwrap_or(&Case::default()), stage, &reasons))
    });
    Ok(Json(view.ok_or(Refusal::NominationUnknown)?))
}

fn view(case: &Case, stage: Stage, reasons: &Reasons) -> View {
    let line = |answer: &Answer| Line {
        counts_as: case.verdict(answer),
        reason: reasons.get(&(answer.rule, answer.person)).cloned(),
        machine: answer.clone(),
    };
    let answers = case
        .checked()
        .into_iter()
        .flat_map(|checked| &checked.answers);
    View {
        stage,
        outcome: case.outcome(),
        cut_off: case.checked().and_then(|checked| checked.cut_off),
        answers: answers.map(line).collect(),
        confirmed: case.confirmed(),
        approved: case.approved(),
    }
}

/// Why answers are overridden, by rule and person.
type Reasons = BTreeMap<(u16, Option<PersonId>), Prose>;

/// The reasons of the overrides since the last check.
async fn reasons(
    app: &Nominations,
    caller: &Caller,
    nomination: NominationId,
) -> Result<Reasons, CommandError> {
    let id = EligibilityId::of(nomination);
    let commits = app
        .ledger
        .commits(&caller.agency, "eligibility", id.0)
        .await?;
    let mut reasons = Reasons::new();
    for (_, commit) in commits {
        for stored in app.desk.vault.open(&commit).await? {
            match Event::decode(&stored)? {
                Event::Checked(_) => reasons.clear(),
                Event::Overridden(eligibility::Overridden {
                    rule,
                    person,
                    reason,
                    ..
                }) => {
                    if let Some(text) = reason.get() {
                        reasons.insert((rule, person), text.clone());
                    }
                }
                Event::Attested(_) | Event::Confirmed(_) | Event::Approved(_) => {}
            }
        }
    }
    Ok(reasons)
}
