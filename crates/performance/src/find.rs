//! Who has which number: whoever imports files knows people by their NIP, the API by their id.

use axum::Json;
use axum::extract::State;
use axum::routing::on;
use domain::ids::{AgencyCode, PersonId};
use domain::{Nip, Role};
use ledger::CommandError;
use runtime::problem::kind;
use runtime::{Access, Problem, Question, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::handle::Performance;
use crate::import::Directory;

const OFFICE: Access = Access::Roles(&[Role::Administrator]);
/// The most numbers of one question.
const MOST: usize = 1_000;

/// Numbers of people. They stand in the body, as a path or an address ends up in logs.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "FindPeople")]
#[serde(deny_unknown_fields)]
struct Find {
    /// NIP or NI PPPK, 1 to 1,000 of them.
    nips: Vec<String>,
}

/// Whose numbers they are.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FoundPeople")]
struct Found {
    /// A person for each number, in the order of the question; none if nobody registered has it.
    people: Vec<Option<PersonId>>,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    vec![Route::question::<Find, Found>(
        "/api/v1/agencies/{agency}/people/find",
        "Cari pegawai menurut NIP",
        OFFICE,
        |m| on(m, find),
    )]
}

async fn find(
    State(app): State<Performance>,
    asked: Question<Find>,
) -> Result<Json<Found>, Problem> {
    let nips = &asked.body.nips;
    if !(1..=MOST).contains(&nips.len()) {
        let problem = Problem::from(kind::INVALID_FIELD).with_field("nips");
        return Err(problem.with_detail(format!("1 to {MOST} numbers")));
    }
    let people = app.find(&asked.caller.agency, nips).await?;
    Ok(Json(Found { people }))
}

impl Performance {
    async fn find(
        &self,
        agency: &AgencyCode,
        numbers: &[String],
    ) -> Result<Vec<Option<PersonId>>, CommandError> {
        self.people.catch_up(agency).await?;
        let mut directory = Directory::new(agency, self.feeds.agency(agency)?);
        let nips: Vec<Option<Nip>> = numbers.iter().map(|text| Nip::parse(text).ok()).collect();
        let asked = nips.iter().copied().flatten().collect();
        directory.look_up_numbers(&self.desk.vault, asked).await?;
        let person = |nip: Option<Nip>| directory.person(&nip?);
        Ok(nips.into_iter().map(person).collect())
    }
}
