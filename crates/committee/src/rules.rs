//! Rulebooks: checked before anything is recorded, drafted, redrafted, amended and shown.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::edition::{self, Amend, Command};
use domain::ids::EditionId;
use domain::rulebook::yaml::{self, Located};
use domain::rulebook::{Change, Effect, Fault, Rulebook, difference, effects};
use domain::{Context, Decision, Entity as _, Fingerprint, Role};
use ledger::CommandError;
use readmodel::queries::rulebooks::{self, Rules};
use runtime::problem::{FieldError, kind};
use runtime::{
    Access, Answered, Caller, Id, Input, MinPosition, Params, Problem, Question, Recorded, Route,
    Verb,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::body::{Amendment, Text};
use crate::handle::Committee;
use crate::reads::{INSIDE, Of};

const OFFICE: Access = Access::Roles(&[Role::Administrator]);

/// What a text amounts to.
#[derive(Debug, Serialize, JsonSchema)]
struct Checked {
    /// Whether it is a rulebook that an edition can be held by.
    valid: bool,
    /// What is wrong with it, with line and column.
    faults: Vec<Located>,
    /// The hash of the rulebook.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<Fingerprint>,
    /// The rulebook, nothing left to defaults: the body of a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    rulebook: Option<Rulebook>,
}

/// What an amendment would change; nothing is recorded.
#[derive(Debug, Serialize, JsonSchema)]
struct Preview {
    /// The hash of the rulebook after it.
    hash: Fingerprint,
    /// The code of the problem it would be answered with now.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'static str>,
    /// What is wrong with the rulebook.
    faults: Vec<Fault>,
    /// What it says otherwise than the rulebook that stands.
    changes: Vec<Change>,
    /// What would follow for stages and nominations.
    effects: Vec<Effect>,
}

pub(crate) fn routes() -> Vec<Route<Committee>> {
    let mut routes = vec![
        Route::question::<Text, Checked>(
            "/api/v1/agencies/{agency}/rulebooks/check",
            "Periksa aturan yang ditulis sebagai YAML; tidak ada yang dicatat",
            OFFICE,
            |m| on(m, check),
        )
        .batch(),
        Route::question::<Amendment, Preview>(
            "/api/v1/agencies/{agency}/editions/{edition}/amendment/preview",
            "Lihat akibat perubahan aturan sebelum dicatat",
            OFFICE,
            |m| on(m, preview),
        )
        .batch(),
        Route::get::<Rules>(
            "/api/v1/agencies/{agency}/editions/{edition}/rulebook",
            "Aturan lengkap edisi yang sudah dibuka",
            Access::Public,
            |m| on(m, public),
        ),
        Route::get::<Rules>(
            "/api/v1/agencies/{agency}/editions/{edition}/rulebook/draft",
            "Aturan lengkap edisi, juga selama masih rancangan",
            INSIDE,
            |m| on(m, inside),
        ),
    ];
    routes.extend(commands());
    routes
}

fn commands() -> Vec<Route<Committee>> {
    vec![
        Route::command::<Rulebook, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions",
            "Susun edisi",
            OFFICE,
            |m| on(m, draft),
        )
        .batch(),
        Route::command::<Rulebook, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/redraft",
            "Ganti seluruh aturan rancangan edisi",
            OFFICE,
            |m| on(m, redraft),
        )
        .batch(),
        Route::command::<Amendment, Recorded<Id>>(
            Verb::Post,
            "/api/v1/agencies/{agency}/editions/{edition}/amend",
            "Ubah aturan edisi yang sudah dibuka, dengan alasan",
            OFFICE,
            |m| on(m, amend),
        )
        .batch(),
    ]
}

#[derive(Deserialize)]
struct Edition {
    edition: EditionId,
}

type Answer = Result<Answered<Id>, Problem>;

/// A refusal of a rulebook names all of its faults.
fn told(problem: Problem, rulebook: &Rulebook) -> Problem {
    let faults = rulebook.faults();
    if !faults
        .iter()
        .any(|one| one.refusal().code() == problem.code())
    {
        return problem;
    }
    let error = |fault: Fault| FieldError {
        field: fault.path,
        code: fault.rule,
        message: fault.says_en,
        says: Some(fault.says),
    };
    problem.with_errors(faults.into_iter().map(error).collect())
}

async fn check(question: Question<Text>) -> Json<Checked> {
    let read = yaml::read(&question.body.yaml);
    Json(match read {
        Ok(rulebook) => Checked {
            valid: true,
            faults: Vec::new(),
            hash: Some(Fingerprint::of_value(&rulebook)),
            rulebook: Some(rulebook),
        },
        Err(faults) => Checked {
            valid: false,
            faults,
            hash: None,
            rulebook: None,
        },
    })
}

async fn draft(State(app): State<Committee>, input: Input<Rulebook>) -> Answer {
    let rulebook = Arc::new(input.body.clone());
    let id = EditionId::of(&input.agency, rulebook.code.as_str());
    app.draft(id, &input, Command::Draft(Arc::clone(&rulebook)))
        .await
        .map_err(|problem| told(problem, &rulebook))
}

async fn redraft(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Rulebook>,
) -> Answer {
    let rulebook = Arc::new(input.body.clone());
    app.on_edition(
        path.edition,
        &input,
        Command::Redraft(Arc::clone(&rulebook)),
    )
    .await
    .map_err(|problem| told(problem, &rulebook))
}

async fn amend(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    input: Input<Amendment>,
) -> Answer {
    // Which rounds have opened is looked up once everything acknowledged so far has been seen.
    app.catch_up(&input.agency).await?;
    let asked = input.body.asked(path.edition);
    app.on_edition(path.edition, &input, Command::Amend(asked))
        .await
        .map_err(|problem| told(problem, &input.body.rulebook))
}

async fn preview(
    State(app): State<Committee>,
    Params(path): Params<Edition>,
    question: Question<Amendment>,
) -> Result<Json<Preview>, Problem> {
    let (agency, edition) = (&question.caller.agency, path.edition);
    app.catch_up(agency).await?;
    let known = app.edition(agency, edition).await?;
    let asked = question.body.asked(edition);
    let new = Arc::clone(&asked.rulebook);
    let command = Command::Amend(asked);
    let feed = app.feeds.agency(agency).map_err(CommandError::from)?;
    let preview = feed.read(|reference, _| {
        let context = Context {
            now: app.desk.clock.now(),
            by: question.caller.actor(),
            reference,
        };
        let refused = match known.decide(&command, &context) {
            Decision::Refuse(refusal) => Some(refusal.code()),
            Decision::Record(_) | Decision::Repeat => None,
        };
        let old = &reference.editions.get(&edition)?.rulebook;
        Some(Preview {
            hash: Fingerprint::of_value(&new),
            refused,
            faults: new.faults(),
            changes: difference(old, &new),
            effects: effects(reference, edition, &new),
        })
    });
    preview
        .map(Json)
        .ok_or_else(|| domain::Refusal::EditionUnknown.into())
}

impl Amendment {
    fn asked(&self, edition: EditionId) -> Amend {
        edition::Amend {
            edition,
            rulebook: Arc::new(self.rulebook.clone()),
            previous: self.previous,
            reason: self.reason.clone(),
        }
    }
}

async fn rules(app: &Committee, of: &Of, min: MinPosition) -> Result<Rules, Problem> {
    // Nobody vouches for the agency of a public address.
    app.feeds.agency(&of.agency).map_err(CommandError::from)?;
    app.reads.caught_up(&["rulebook"], &of.agency, min).await?;
    let found = rulebooks::one(&app.reads.db, of.agency.as_str(), of.edition.0).await?;
    found.ok_or_else(|| kind::NOT_FOUND.into())
}

async fn public(
    State(app): State<Committee>,
    Params(of): Params<Of>,
    min: MinPosition,
) -> Result<Json<Rules>, Problem> {
    let rules = rules(&app, &of, min).await?;
    if rules.opened {
        Ok(Json(rules))
    } else {
        Err(kind::NOT_FOUND.into())
    }
}

async fn inside(
    State(app): State<Committee>,
    _: Caller,
    Params(of): Params<Of>,
    min: MinPosition,
) -> Result<Json<Rules>, Problem> {
    rules(&app, &of, min).await.map(Json)
}
