//! The staff directory, and winners as SIASN takes awards over.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::on;
use domain::Role;
use domain::ids::{AnnouncementId, DecisionId, EditionId, PersonId};
use imports::export::Sheet;
use jiff::civil::Date;
use ledger::CommandError;
use readmodel::queries::{announcements, directory};
use runtime::page::cursor;
use runtime::problem::kind;
use runtime::{Access, Caller, Filters, List, MinPosition, Paging, Params, Problem, Route};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalogue::unit_name;
use crate::export::{As, Format, cell, file};
use crate::handle::Performance;

const OFFICE: Access = Access::Roles(&[Role::Administrator]);
/// BKN's *jenis penghargaan* of an exemplary civil servant of a regency or city.
const TELADAN: u16 = 306;
/// How many people a file asks for at a time.
const AT_ONCE: u16 = 1_000;

/// Somebody of the staff. It has no `Debug`: names do not go into logs.
#[derive(Serialize, JsonSchema)]
struct StaffMember {
    /// Who.
    id: Uuid,
    /// Their name; none if they were erased.
    name: Option<String>,
    /// The unit.
    unit: Option<Uuid>,
    /// `pns`, `pppk` or `guest`.
    kind: String,
    /// Group of positions.
    group: String,
    /// Position.
    position: Option<String>,
    /// Grade.
    grade: Option<String>,
    /// Standing, if a staff file says so.
    status: Option<String>,
    /// The day of the first appointment.
    since: Option<Date>,
    /// Whether they serve here.
    active: bool,
}

impl From<directory::Staff> for StaffMember {
    fn from(staff: directory::Staff) -> Self {
        Self {
            id: staff.person.id,
            name: staff.person.name,
            unit: staff.person.unit,
            kind: staff.person.kind,
            group: staff.group,
            position: staff.position,
            grade: staff.grade,
            status: staff.status,
            since: staff.since,
            active: staff.person.active,
        }
    }
}

#[derive(Deserialize)]
struct Edition {
    edition: EditionId,
}

pub(crate) fn routes() -> Vec<Route<Performance>> {
    vec![
        Route::list::<StaffMember>(
            "/api/v1/agencies/{agency}/people",
            "Daftar pegawai instansi",
            OFFICE,
            |m| on(m, staff),
        )
        .filtered::<As>(),
        Route::get::<()>(
            "/api/v1/agencies/{agency}/editions/{edition}/winners",
            "Pemenang edisi yang sudah diumumkan, dalam bentuk penghargaan SIASN",
            OFFICE,
            |m| on(m, winners),
        )
        .filtered::<As>()
        .media("text/csv"),
    ]
}

impl Performance {
    /// The names of people, as far as they can be opened.
    pub(crate) async fn names(
        &self,
        caller: &Caller,
        people: impl Iterator<Item = Uuid>,
    ) -> Result<HashMap<PersonId, String>, Problem> {
        let people: Vec<Uuid> = people.collect();
        let known = directory::people(&self.reads.db, caller.agency.as_str(), &people).await?;
        let named = known.into_iter();
        Ok(named
            .filter_map(|(id, person)| Some((PersonId(id), person.name?)))
            .collect())
    }
}

async fn staff(
    State(app): State<Performance>,
    caller: Caller,
    Filters(As { format }): Filters<As>,
    paging: Paging,
    min: MinPosition,
) -> Result<Response, Problem> {
    app.reads
        .caught_up(&["directory"], &caller.agency, min)
        .await?;
    if let Some(format) = format {
        let sheet = everybody(&app, &caller).await?;
        return file(&sheet, format, "pegawai");
    }
    let (db, limit) = (&app.reads.db, paging.limit);
    let page = directory::staff(db, caller.agency.as_str(), paging.after()?, limit).await?;
    let items: Vec<StaffMember> = page.into_iter().map(StaffMember::from).collect();
    let last = items.last().filter(|_| items.len() == usize::from(limit));
    let next = last.map(|one| cursor(&one.id));
    Ok(Json(List { items, next }).into_response())
}

async fn everybody(app: &Performance, caller: &Caller) -> Result<Sheet, Problem> {
    let mut sheet = Sheet::new(&[
        "ORANG",
        "NAMA",
        "UNIT",
        "JENIS PEGAWAI",
        "KELOMPOK JABATAN",
        "JABATAN",
        "GOLONGAN",
        "KEDUDUKAN HUKUM",
        "TMT CPNS",
        "AKTIF",
    ]);
    let feed = app.feeds.agency(&caller.agency);
    let feed = feed.map_err(CommandError::from)?;
    let mut after = None;
    loop {
        let db = &app.reads.db;
        let page = directory::staff(db, caller.agency.as_str(), after, AT_ONCE).await?;
        let Some(last) = page.last() else {
            return Ok(sheet);
        };
        after = Some(last.person.id);
        feed.read(|reference, _| {
            let page = page.into_iter().map(StaffMember::from);
            sheet.rows.extend(page.map(|one| {
                vec![
                    one.id.to_string(),
                    cell(one.name),
                    unit_name(reference, one.unit),
                    one.kind,
                    one.group,
                    cell(one.position),
                    cell(one.grade),
                    cell(one.status),
                    cell(one.since),
                    if one.active { "ya" } else { "tidak" }.to_owned(),
                ]
            }));
        });
    }
}

/// Only of an edition that was announced: before that there are no winners to tell of.
async fn winners(
    State(app): State<Performance>,
    caller: Caller,
    Params(path): Params<Edition>,
    Filters(As { format }): Filters<As>,
    min: MinPosition,
) -> Result<Response, Problem> {
    app.reads
        .caught_up(&["announcement"], &caller.agency, min)
        .await?;
    let id = AnnouncementId::of(DecisionId::of(path.edition));
    let found = announcements::one(&app.reads.db, caller.agency.as_str(), id.0).await?;
    let announced = found.ok_or(kind::NOT_FOUND)?;
    let mut sheet = Sheet::new(&[
        "JENIS PENGHARGAAN ID",
        "NIP",
        "NOMOR SK",
        "TANGGAL SK",
        "TAHUN",
    ]);
    let day = announced.decree_date.strftime("%d-%m-%Y").to_string();
    for person in announced.laureates.iter().flat_map(|one| &one.people) {
        let number = app
            .desk
            .number_of(&app.ledger, &caller.agency, PersonId(*person))
            .await?;
        sheet.rows.push(vec![
            TELADAN.to_string(),
            cell(number.map(|number| number.digits())),
            announced.decree_number.clone(),
            day.clone(),
            announced.year.to_string(),
        ]);
    }
    let name = format!("pemenang-siasn-{}", announced.year);
    file(&sheet, format.unwrap_or(Format::Csv), &name)
}
