//! How far the eligibility of an edition's nominations has come.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::eligibility::{Case, Outcome};
use domain::ids::{EditionId, EligibilityId, NominationId};
use domain::text::Code;
use domain::{Fingerprint, Reference, Refusal, Role};
use ledger::CommandError;
use runtime::{Access, Caller, Params, Problem, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::handle::Nominations;

const INSIDE: Access = Access::Roles(&[Role::Administrator, Role::Auditor]);

#[derive(Deserialize)]
struct Of {
    edition: EditionId,
}

/// How far the eligibility of a nomination has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[schemars(rename = "EligibilityStage")]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stage {
    /// Nothing is required.
    NotRequired,
    /// Not checked, or the rulebook was amended since.
    ToCheck,
    /// Checked; a requirement is unclear.
    ToClarify,
    /// Checked and clear.
    ToConfirm,
    /// Confirmed.
    ToApprove,
    /// Approved as eligible.
    Eligible,
    /// Approved as not eligible.
    Ineligible,
}

/// How far a category has come: the number of consented nominations at each stage.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "EligibilityProgress")]
struct Progress {
    /// The category.
    category: Code,
    /// How many there are.
    total: usize,
    /// How many at each stage.
    stages: BTreeMap<Stage, usize>,
}

/// A nomination and how far its eligibility has come.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "EligibilityItem")]
struct Item {
    /// The nomination.
    nomination: NominationId,
    /// The category.
    category: Code,
    /// How far it has come.
    stage: Stage,
}

/// The eligibility of an edition's nominations.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "EligibilityOverview")]
struct Overview {
    /// By category, in the order of the rulebook.
    progress: Vec<Progress>,
    /// The consented nominations, without those that the caller has a conflict of interest with.
    items: Vec<Item>,
}

pub(super) fn routes() -> Vec<Route<Nominations>> {
    vec![Route::get::<Overview>(
        "/api/v1/agencies/{agency}/editions/{edition}/eligibility",
        "Lihat kemajuan pemeriksaan kelayakan sebuah edisi",
        INSIDE,
        |m| on(m, overview),
    )]
}

pub(super) fn stage(required: bool, case: Option<&Case>, rulebook: Fingerprint) -> Stage {
    if !required {
        return Stage::NotRequired;
    }
    let current = case.filter(|case| {
        let checked = case.checked();
        checked.is_some_and(|checked| checked.rulebook == rulebook)
    });
    let Some(case) = current else {
        return Stage::ToCheck;
    };
    match (case.outcome(), case.confirmed(), case.approved()) {
        (None, _, _) => Stage::ToCheck,
        (Some(Outcome::Eligible), _, Some(_)) => Stage::Eligible,
        (Some(Outcome::Ineligible), _, Some(_)) => Stage::Ineligible,
        (Some(Outcome::Unclear), _, _) => Stage::ToClarify,
        (Some(_), Some(_), None) => Stage::ToApprove,
        (Some(_), None, None) => Stage::ToConfirm,
    }
}

async fn overview(
    State(app): State<Nominations>,
    caller: Caller,
    Params(of): Params<Of>,
) -> Result<Json<Overview>, Problem> {
    let hidden = app.hidden(&caller).await?;
    app.eligibilities.catch_up(&caller.agency).await?;
    let feed = app
        .feeds
        .agency(&caller.agency)
        .map_err(CommandError::from)?;
    let found = feed.read(|reference, _| progress(reference, of.edition));
    let mut found = found.ok_or(Refusal::EditionUnknown)?;
    found
        .items
        .retain(|item| !hidden(of.edition, item.nomination));
    Ok(Json(found))
}

fn progress(reference: &Reference, id: EditionId) -> Option<Overview> {
    let edition = reference.editions.get(&id)?;
    let rulebook = Fingerprint::of_value(&edition.rulebook);
    let (mut progress, mut items) = (Vec::new(), Vec::new());
    for category in &edition.rulebook.categories {
        let mut stages: BTreeMap<Stage, usize> = BTreeMap::new();
        let before = items.len();
        for (nomination, _) in reference.eligible(id, &category.code) {
            let case = reference.eligibilities.get(&EligibilityId::of(nomination));
            let stage = stage(!category.eligibility.is_empty(), case, rulebook);
            *stages.entry(stage).or_default() += 1;
            items.push(Item {
                nomination,
                category: category.code.clone(),
                stage,
            });
        }
        progress.push(Progress {
            category: category.code.clone(),
            total: items.len() - before,
            stages,
        });
    }
    Some(Overview { progress, items })
}
