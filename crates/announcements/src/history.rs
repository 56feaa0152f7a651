//! Histories of announced awards: of a person, of those whom a unit nominated, of an edition. Ids, places and
//! decrees; names are in the announcements, where they can be erased.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::on;
use domain::ids::{AgencyCode, EditionId, PersonId, UnitId};
use readmodel::queries::award_history::{self, Award, Holder};
use runtime::{Access, List, MinPosition, Paging, Params, Problem, Route, page};
use serde::Deserialize;
use serde::Serialize;

use crate::routes::json_of;
use crate::shelf::Shelf;

const PROJECTION: &str = "award_history";

#[derive(Deserialize)]
struct OfPerson {
    agency: AgencyCode,
    person: PersonId,
}

#[derive(Deserialize)]
struct OfUnit {
    agency: AgencyCode,
    unit: UnitId,
}

#[derive(Deserialize)]
struct OfEdition {
    agency: AgencyCode,
    edition: EditionId,
}

pub(crate) fn routes() -> Vec<Route<Shelf>> {
    vec![
        Route::get::<List<Award>>(
            "/api/v1/agencies/{agency}/people/{person}/awards",
            "Riwayat penghargaan seorang pegawai, yang terbaru lebih dulu",
            Access::Public,
            |m| on(m, of_person),
        ),
        Route::list::<Holder>(
            "/api/v1/agencies/{agency}/units/{unit}/awards",
            "Riwayat penghargaan usulan sebuah unit, yang terbaru lebih dulu",
            Access::Public,
            |m| on(m, of_unit),
        ),
        Route::list::<Holder>(
            "/api/v1/agencies/{agency}/editions/{edition}/laureates",
            "Penerima penghargaan sebuah edisi, orang demi orang",
            Access::Public,
            |m| on(m, of_edition),
        ),
    ]
}

async fn ready(shelf: &Shelf, agency: &AgencyCode, min: MinPosition) -> Result<(), Problem> {
    shelf.agencies.name(agency)?;
    shelf.reads.caught_up(&[PROJECTION], agency, min).await
}

/// A page of what was read, which is one more if there is a next one.
fn list<C: Serialize>(
    mut items: Vec<Holder>,
    paging: &Paging,
    after: fn(&Holder) -> C,
) -> List<Holder> {
    let more = items.len() > usize::from(paging.limit);
    items.truncate(usize::from(paging.limit));
    let last = items.last().filter(|_| more);
    let next = last.map(|one| page::cursor(&after(one)));
    List { items, next }
}

async fn of_person(
    State(shelf): State<Shelf>,
    Params(OfPerson { agency, person }): Params<OfPerson>,
    min: MinPosition,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    ready(&shelf, &agency, min).await?;
    let items = award_history::of_person(&shelf.reads.db, agency.as_str(), person.0).await?;
    Ok(json_of(&List { items, next: None }, min).answer(&headers))
}

async fn of_unit(
    State(shelf): State<Shelf>,
    Params(OfUnit { agency, unit }): Params<OfUnit>,
    min: MinPosition,
    paging: Paging,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    ready(&shelf, &agency, min).await?;
    let (after, limit) = (paging.after()?, paging.limit + 1);
    let db = &shelf.reads.db;
    let items = award_history::of_unit(db, agency.as_str(), unit.into(), after, limit).await?;
    let list = list(items, &paging, Holder::after_of_unit);
    Ok(json_of(&list, min).answer(&headers))
}

async fn of_edition(
    State(shelf): State<Shelf>,
    Params(OfEdition { agency, edition }): Params<OfEdition>,
    min: MinPosition,
    paging: Paging,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    ready(&shelf, &agency, min).await?;
    let (after, limit) = (paging.after()?, paging.limit + 1);
    let (db, code) = (&shelf.reads.db, agency.as_str());
    let items = award_history::of_edition(db, code, edition.0, after.as_ref(), limit).await?;
    let list = list(items, &paging, Holder::after_of_edition);
    Ok(json_of(&list, min).answer(&headers))
}
