//! The office's pages for imports: upload, preview, confirmation, progress, taking back.

mod meaning;
mod view;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::{AgencyCode, ImportId};
use runtime::problem::kind;
use runtime::{Filters, Params, Problem};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::Portal;
use crate::handle::private;
use crate::lang::Choice;
use crate::office::{Ask, SignedIn, Told, read_form, sign_in_first};
use crate::pages;
use crate::shell::{Agency, Shell};

pub(crate) use view::{Kind, Mapped, Preview, Row, Undo, kinds};

/// A file of 32 MiB, with the form around it.
const LARGEST: usize = 33 * 1024 * 1024;
/// A form without a file.
const SMALL: usize = 64 * 1024;
/// How many headers can be given a meaning at once.
const MORE: usize = 3;

type Answer = Result<Response, Problem>;

#[derive(Deserialize)]
pub(crate) struct OfAgency {
    agency: AgencyCode,
}

#[derive(Deserialize)]
pub(crate) struct OfImport {
    agency: AgencyCode,
    import: ImportId,
}

#[derive(Deserialize)]
pub(crate) struct OfKind {
    agency: AgencyCode,
    kind: ::imports::Kind,
}

/// Where a form leads, in the language that was chosen.
fn next(choice: Choice, path: &str) -> Response {
    Redirect::to(&choice.to(path)).into_response()
}

#[derive(Deserialize)]
pub(crate) struct OfPreview {
    impor: Option<ImportId>,
}

impl Portal {
    fn office(
        &self,
        choice: Choice,
        code: &AgencyCode,
        rest: &str,
    ) -> Result<(Shell, Agency), Problem> {
        let agency = Agency::new(code, self.agencies.name(code)?);
        let path = format!("/{code}/{rest}");
        let title = format!("{} {}", choice.lang.words().imports, agency.name);
        let shell = Shell::new(&self.settings, choice, &path, &title).of(&agency);
        Ok((shell.for_office(), agency))
    }

    /// A problem of the API as a page. Who is not signed in any more signs in again.
    fn told(&self, choice: Choice, told: &Told, path: &str) -> Answer {
        if told.status == 401 {
            return Ok(sign_in_first(choice, path));
        }
        let title = choice.lang.words().failed;
        let shell = Shell::new(&self.settings, choice, path, title).for_office();
        let (status, told) = (told.status, told.says(choice.lang));
        let page = pages::Failure {
            shell,
            status,
            told,
            instance: None,
        };
        let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Ok((code, private(&page)?).into_response())
    }

    async fn list(
        &self,
        who: &SignedIn,
        (choice, code): (Choice, &AgencyCode),
        wrong: Option<(String, Option<String>)>,
    ) -> Answer {
        let (shell, agency) = self.office(choice, code, "impor")?;
        let path = format!("/api/v1/agencies/{code}/imports");
        let rows = match self.ask_json::<view::All>(who, Ask::get(path)).await {
            Ok(all) => all
                .items
                .into_iter()
                .map(|one| Row::new(&shell, one))
                .collect(),
            Err(told) => return self.told(choice, &told, &shell.path),
        };
        let (wrong, chosen) = wrong.unzip();
        let status = if wrong.is_some() {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        let chosen = chosen.flatten().unwrap_or_default();
        let kinds = kinds(choice.lang, &chosen);
        let columns = (!chosen.is_empty()).then(|| format!("/{code}/impor/kolom/{chosen}"));
        let page = pages::Imports {
            agency_name: agency.name,
            rows,
            kinds,
            wrong,
            columns,
            shell,
        };
        Ok((status, private(&page)?).into_response())
    }
}

pub(crate) async fn list(
    State(portal): State<Portal>,
    who: SignedIn,
    Params(path): Params<OfAgency>,
    choice: Choice,
) -> Answer {
    portal.list(&who, (choice, &path.agency), None).await
}

/// Uploads a file; what it would do is shown next.
pub(crate) async fn upload(
    State(portal): State<Portal>,
    who: SignedIn,
    Params(path): Params<OfAgency>,
    choice: Choice,
    request: Request,
) -> Answer {
    let (code, words) = (&path.agency, choice.lang.words());
    let Ok(mut form) = read_form(request, LARGEST).await else {
        let wrong = Some((words.file_too_large.to_owned(), None));
        return portal.list(&who, (choice, code), wrong).await;
    };
    let chosen: Option<::imports::Kind> = form.get("kind").and_then(|kind| kind.parse().ok());
    let file = form.take("file").filter(|file| !file.is_empty());
    let (Some(kind), Some(body)) = (chosen, file) else {
        let chosen = chosen.map(|kind| kind.as_str().to_owned());
        let wrong = Some((words.choose_both.to_owned(), chosen));
        return portal.list(&who, (choice, code), wrong).await;
    };
    let ask = Ask {
        method: Method::POST,
        path: format!(
            "/api/v1/agencies/{code}/import-files/{kind}",
            kind = kind.as_str()
        ),
        key: None,
        content_type: "application/octet-stream",
        body,
    };
    match portal.ask_json::<view::Standing>(&who, ask).await {
        Ok(standing) => Ok(next(choice, &format!("/{code}/impor/{}", standing.id))),
        Err(told) if told.status == 401 => portal.told(choice, &told, &format!("/{code}/impor")),
        Err(told) => {
            let wrong = Some((told.says(choice.lang), Some(kind.as_str().to_owned())));
            portal.list(&who, (choice, code), wrong).await
        }
    }
}

pub(crate) async fn show(
    State(portal): State<Portal>,
    who: SignedIn,
    Params(path): Params<OfImport>,
    choice: Choice,
) -> Answer {
    let (code, import) = (&path.agency, path.import);
    let (mut shell, agency) = portal.office(choice, code, &format!("impor/{import}"))?;
    let api = format!("/api/v1/agencies/{code}/imports/{import}");
    match portal.ask_json::<view::Standing>(&who, Ask::get(api)).await {
        Ok(standing) => {
            let preview = Preview::new(&shell, standing, Uuid::new_v4());
            // While somebody is at it the page reloads itself, without a script.
            shell.catching_up = preview.working();
            let page = pages::OneImport {
                agency_name: agency.name,
                preview,
                shell,
            };
            private(&page)
        }
        Err(told) => portal.told(choice, &told, &shell.path),
    }
}

pub(crate) async fn report(
    State(portal): State<Portal>,
    who: SignedIn,
    Params(path): Params<OfImport>,
    choice: Choice,
) -> Answer {
    let (code, import) = (&path.agency, path.import);
    let api = format!("/api/v1/agencies/{code}/imports/{import}/report.xlsx");
    match portal.ask(&who, Ask::get(api)).await {
        Ok(book) => {
            let mut headers = HeaderMap::new();
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            headers.insert(CONTENT_TYPE, media.parse().expect("a media type"));
            let name = format!("attachment; filename=\"impor-{import}.xlsx\"");
            headers.insert(CONTENT_DISPOSITION, name.parse().expect("ASCII"));
            Ok((headers, book).into_response())
        }
        Err(told) => portal.told(choice, &told, &format!("/{code}/impor/{import}")),
    }
}

/// What a form on the page of an import asks for: `konfirmasi`, `buang` or `batal`.
pub(crate) async fn act(
    State(portal): State<Portal>,
    who: SignedIn,
    Params(path): Params<OfImport>,
    choice: Choice,
    request: Request,
) -> Answer {
    let form = read_form(request, SMALL).await?;
    let (code, import) = (&path.agency, path.import);
    let here = format!("/{code}/impor/{import}");
    let api = format!("/api/v1/agencies/{code}/imports/{import}");
    let (method, path, body, to) = match form.get("aksi") {
        Some("konfirmasi") => {
            let rows = |name: &str| -> Vec<u32> {
                let prefix = format!("{name}:");
                let marked = form
                    .all("baris")
                    .filter_map(|text| text.strip_prefix(&prefix));
                marked.filter_map(|row| row.parse().ok()).collect()
            };
            let body = json!({"same": rows("same"), "new": rows("new")});
            (Method::POST, format!("{api}/confirm"), body, here.clone())
        }
        Some("batal") => (Method::POST, format!("{api}/undo"), json!({}), here.clone()),
        Some("buang") => (Method::DELETE, api, json!({}), format!("/{code}/impor")),
        _ => return Err(kind::QUERY_INVALID.into()),
    };
    let body = body.to_string().into_bytes();
    let ask = Ask {
        method,
        path,
        key: form.get("kunci"),
        content_type: "application/json",
        body,
    };
    match portal.ask(&who, ask).await {
        Ok(_) => Ok(next(choice, &to)),
        Err(told) => portal.told(choice, &told, &here),
    }
}

/// What taking an import back would move, before it is confirmed.
pub(crate) async fn undo(
    State(portal): State<Portal>,
    who: SignedIn,
    Params(path): Params<OfImport>,
    choice: Choice,
) -> Answer {
    let (code, import) = (&path.agency, path.import);
    let (shell, agency) = portal.office(choice, code, &format!("impor/{import}/batal"))?;
    let api = format!("/api/v1/agencies/{code}/imports/{import}/undo");
    match portal.ask_json::<Undo>(&who, Ask::get(api)).await {
        Ok(undo) => {
            let (import, key) = (format!("/{code}/impor/{import}"), Uuid::new_v4());
            let page = pages::UndoImport {
                agency_name: agency.name,
                import,
                key,
                undo,
                shell,
            };
            private(&page)
        }
        Err(told) => portal.told(choice, &told, &shell.path),
    }
}

/// The saved meanings of an agency's own headers.
pub(crate) async fn columns(
    State(portal): State<Portal>,
    who: SignedIn,
    Params(path): Params<OfKind>,
    Filters(of): Filters<OfPreview>,
    choice: Choice,
) -> Answer {
    let (code, kind) = (&path.agency, path.kind);
    let of_preview = of.impor.map(|import| format!("?impor={import}"));
    let rest = format!(
        "impor/kolom/{}{}",
        kind.as_str(),
        of_preview.unwrap_or_default()
    );
    let (shell, agency) = portal.office(choice, code, &rest)?;
    match portal
        .ask_json::<Value>(&who, Ask::get(mapping_of(code, kind)))
        .await
    {
        Ok(mapping) => {
            let unknown = portal.unknown(&who, code, (kind, of.impor)).await;
            let mapped = Mapped::all((choice.lang, kind), &mapping, &unknown, MORE);
            let back = format!("/{code}/impor");
            let title = view::title(choice.lang, kind);
            let page = pages::Columns {
                agency_name: agency.name,
                title,
                mapped,
                back,
                shell,
            };
            private(&page)
        }
        Err(told) => portal.told(choice, &told, &shell.path),
    }
}

impl Portal {
    /// The headers that nobody knew, of this preview or else of the latest of the kind.
    async fn unknown(
        &self,
        who: &SignedIn,
        code: &AgencyCode,
        (kind, import): (::imports::Kind, Option<ImportId>),
    ) -> Vec<String> {
        let api = format!("/api/v1/agencies/{code}/imports");
        let latest = async || {
            let all = self.ask_json::<view::All>(who, Ask::get(api.clone())).await;
            let mut all = all.map_or_else(|_| Vec::new(), |all| all.items).into_iter();
            all.find(|one| one.kind == kind.as_str()).map(|one| one.id)
        };
        let import = match import {
            Some(import) => Some(import.0),
            None => latest().await,
        };
        let Some(import) = import else {
            return Vec::new();
        };
        let standing = Ask::get(format!("{api}/{import}"));
        let standing = self.ask_json::<view::Standing>(who, standing).await;
        // What is not there any more helps nobody; the form works without.
        standing.map_or_else(|_| Vec::new(), |standing| standing.unknown(kind))
    }
}

fn mapping_of(code: &AgencyCode, kind: ::imports::Kind) -> String {
    format!("/api/v1/agencies/{code}/import-mappings/{}", kind.as_str())
}

pub(crate) async fn save_columns(
    State(portal): State<Portal>,
    who: SignedIn,
    Params(path): Params<OfKind>,
    choice: Choice,
    request: Request,
) -> Answer {
    let form = read_form(request, SMALL).await?;
    let (code, kind) = (&path.agency, path.kind);
    let here = format!("/{code}/impor/kolom/{}", kind.as_str());
    let api = mapping_of(code, kind);
    let kept = match portal.ask_json::<Value>(&who, Ask::get(api.clone())).await {
        Ok(kept) => kept,
        Err(told) => return portal.told(choice, &told, &here),
    };
    let pairs = form.all("judul").zip(form.all("arti"));
    let named = pairs.filter(|(header, field)| !header.trim().is_empty() && !field.is_empty());
    let columns: Map<String, Value> = named
        .map(|(header, field)| (header.trim().to_owned(), field.into()))
        .collect();
    // What else the mapping says stays.
    let mut mapping = kept.as_object().cloned().unwrap_or_default();
    mapping.retain(|_, value| !value.is_null());
    mapping.insert("columns".to_owned(), Value::Object(columns));
    let body = Value::Object(mapping).to_string().into_bytes();
    let content_type = "application/json";
    let ask = Ask {
        method: Method::PUT,
        path: api,
        key: None,
        content_type,
        body,
    };
    match portal.ask(&who, ask).await {
        Ok(_) => Ok(next(choice, &format!("/{code}/impor"))),
        Err(told) => portal.told(choice, &told, &here),
    }
}
