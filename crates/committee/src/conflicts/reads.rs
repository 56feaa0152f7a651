//! What is shown of conflicts of interest: all of an edition, and the history of one.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::conflict::{Between, Event, Stage};
use domain::event::Event as _;
use domain::ids::{ConflictId, EditionId, NominationId, PersonId};
use domain::rulebook::Relation;
use domain::text::Prose;
use domain::{Position, Private, Reference, Refusal, Role};
use jiff::Timestamp;
use ledger::CommandError;
use runtime::{Access, Caller, List, Params, Problem, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Whose;
use crate::handle::Committee;

/// A juror sees their own, who chairs a panel of the edition all of them.
const READERS: Access = Access::Roles(&[Role::Administrator, Role::Auditor, Role::Juror]);

#[derive(Deserialize)]
struct Of {
    edition: EditionId,
}

/// A conflict of interest, as it stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ConflictOfInterest")]
struct Item {
    /// Its id.
    id: ConflictId,
    /// The nomination.
    nomination: NominationId,
    /// The juror.
    juror: PersonId,
    /// Where its record stands; `absent` when it is only detected.
    stage: Stage,
    /// The relations that records show now.
    detected: BTreeSet<Relation>,
    /// The relations that block now; none: the juror may assess.
    blocking: BTreeSet<Relation>,
    /// Whether the juror can no longer change it.
    pinned: bool,
}

/// A step in the history of a conflict.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ConflictOfInterestStep")]
struct Step {
    /// What happened, the type of the event.
    event: &'static str,
    /// Where it stands.
    position: Position,
    /// When it was recorded.
    at: Timestamp,
    /// Who did it.
    by: Uuid,
    /// The relations that it is about.
    relations: BTreeSet<Relation>,
    /// What was declared, or why; null also when the juror was erased.
    text: Option<Prose>,
}

pub(super) fn routes() -> Vec<Route<Committee>> {
    vec![
        Route::get::<List<Item>>(
            "/api/v1/agencies/{agency}/editions/{edition}/conflicts",
            "Daftar benturan kepentingan sebuah edisi",
            READERS,
            |m| on(m, all),
        ),
        Route::get::<List<Step>>(
            "/api/v1/agencies/{agency}/editions/{edition}/nominations/{nomination}/conflicts/{juror}",
            "Riwayat sebuah benturan kepentingan",
            READERS,
            |m| on(m, history),
        ),
    ]
}

/// Whether the caller sees the conflicts of others.
fn sees_all(reference: &Reference, edition: EditionId, caller: &Caller) -> bool {
    let mut panels = reference.panels.values();
    caller.role != Role::Juror
        || panels.any(|panel| panel.edition == edition && panel.chair.0 == caller.person)
}

/// Everybody on a panel with every nomination, and whoever else something is recorded of.
fn pairs(reference: &Reference, edition: EditionId) -> BTreeSet<(NominationId, PersonId)> {
    let panels = reference.panels.values();
    let jurors: BTreeSet<PersonId> = panels
        .filter(|panel| panel.edition == edition)
        .flat_map(|panel| panel.jurors.iter().copied())
        .collect();
    let nominations = reference.nominations.iter();
    let assessed = nominations
        .filter(|(_, known)| known.edition == edition)
        .flat_map(|(nomination, _)| jurors.iter().map(|juror| (*nomination, *juror)));
    let conflicts = reference.conflicts.values();
    let recorded = conflicts
        .filter_map(|known| known.between())
        .filter(|between| between.edition == edition)
        .map(|between| (between.nomination, between.juror));
    assessed.chain(recorded).collect()
}

/// The conflict between these; none if nothing is detected and nothing recorded.
fn item(
    reference: &Reference,
    edition: EditionId,
    (nomination, juror): (NominationId, PersonId),
) -> Option<Item> {
    let between = Between {
        edition,
        nomination,
        juror,
    };
    let id = ConflictId::of(&between);
    let detected = reference.detected(edition, juror, nomination);
    let known = reference.conflicts.get(&id);
    let there = known.is_some() || !detected.is_empty();
    there.then(|| Item {
        id,
        nomination,
        juror,
        stage: known.map_or(Stage::Absent, domain::conflict::Conflict::stage),
        detected,
        blocking: reference.conflicts_between(edition, juror, nomination),
        pinned: known.is_some_and(domain::conflict::Conflict::pinned),
    })
}

async fn all(
    State(app): State<Committee>,
    caller: Caller,
    Params(of): Params<Of>,
) -> Result<Json<List<Item>>, Problem> {
    app.conflicts.catch_up(&caller.agency).await?;
    let feed = app
        .feeds
        .agency(&caller.agency)
        .map_err(CommandError::from)?;
    let items = feed.read(|reference, _| {
        let all = sees_all(reference, of.edition, &caller);
        let pairs = pairs(reference, of.edition).into_iter();
        pairs
            .filter(|(_, juror)| all || juror.0 == caller.person)
            .filter_map(|pair| item(reference, of.edition, pair))
            .collect()
    });
    Ok(Json(List { items, next: None }))
}

async fn history(
    State(app): State<Committee>,
    caller: Caller,
    Params(whose): Params<Whose>,
) -> Result<Json<List<Step>>, Problem> {
    let between = Between::from(whose);
    let feed = app
        .feeds
        .agency(&caller.agency)
        .map_err(CommandError::from)?;
    let all = feed.read(|reference, _| sees_all(reference, between.edition, &caller));
    if !all && between.juror.0 != caller.person {
        return Err(Refusal::NotTheChair.into());
    }
    let id = ConflictId::of(&between);
    let commits = app.ledger.commits(&caller.agency, "conflict", id.0).await;
    let mut items = Vec::new();
    for (sequence, commit) in commits.map_err(CommandError::from)? {
        let opened = app.desk.vault.open(&commit).await;
        for stored in opened.map_err(CommandError::from)? {
            let event = Event::decode(&stored).map_err(CommandError::from)?;
            let (relations, text) = content(&event);
            items.push(Step {
                event: event.kind().name,
                position: Position::commit(1, sequence),
                at: commit.at,
                by: commit.by.actor,
                relations,
                text,
            });
        }
    }
    Ok(Json(List { items, next: None }))
}

fn content(event: &Event) -> (BTreeSet<Relation>, Option<Prose>) {
    let text = |text: &Private<Prose>| text.get().cloned();
    match event {
        Event::Detected(found) | Event::Confirmed(found) => (found.relations.clone(), None),
        Event::Declared(said) => (BTreeSet::from([Relation::Declared]), text(&said.statement)),
        Event::Dismissed(aside) | Event::WaiverProposed(aside) | Event::Waived(aside) => {
            (aside.relations.clone(), text(&aside.reason))
        }
        Event::DeclarationWithdrawn(_) | Event::Pinned(_) => (BTreeSet::new(), None),
    }
}
