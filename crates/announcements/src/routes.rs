//! The routes of the service.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::on;
use domain::ids::{AgencyCode, AnnouncementId, EditionId};
use domain::{Position, Role};
use readmodel::queries::announcements::{self, Announcement};
use runtime::operation::Verb;
use runtime::problem::kind;
use runtime::{
    Access, Answered, Empty, Filters, Id, Input, List, MinPosition, Paging, Params, Problem,
    Public, Recorded, Route, page,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::handle::Announcements;
use crate::history;
use crate::live;
use crate::shelf::{PROJECTION, Shelf};

const OFFICE: Access = Access::Roles(&[Role::Administrator]);

#[derive(Deserialize)]
struct Edition {
    edition: EditionId,
}

#[derive(Deserialize)]
struct Agency {
    agency: AgencyCode,
}

#[derive(Deserialize)]
struct One {
    agency: AgencyCode,
    announcement: AnnouncementId,
}

/// Where a stream begins for a client that has not heard it before.
#[derive(Deserialize, JsonSchema)]
struct After {
    /// A position; announcements changed after it are told. Without it, from now on.
    after: Option<Position>,
}

/// The routes for callers.
#[must_use]
pub fn routes() -> Vec<Route<Announcements>> {
    vec![Route::command::<Empty, Recorded<Id>>(
        Verb::Post,
        "/api/v1/agencies/{agency}/editions/{edition}/announcement",
        "Umumkan keputusan yang sudah ditetapkan",
        OFFICE,
        |m| on(m, publish),
    )]
}

/// The routes for everybody, which rest on the read model alone.
#[must_use]
pub fn public() -> Vec<Route<Shelf>> {
    let mut routes = vec![
        Route::list::<Announcement>(
            "/api/v1/agencies/{agency}/announcements",
            "Daftar pengumuman, yang terbaru lebih dulu",
            Access::Public,
            |m| on(m, list),
        ),
        Route::get::<Announcement>(
            "/api/v1/agencies/{agency}/announcements/{announcement}",
            "Lihat satu pengumuman",
            Access::Public,
            |m| on(m, show),
        ),
        Route::get::<()>(
            "/{agency}/pengumuman/feed.atom",
            "Umpan Atom pengumuman",
            Access::Public,
            |m| on(m, atom),
        )
        .media("application/atom+xml"),
        Route::get::<()>(
            "/{agency}/pengumuman/feed.json",
            "Umpan JSON pengumuman",
            Access::Public,
            |m| on(m, json),
        )
        .media("application/feed+json"),
        Route::get::<()>(
            "/{agency}/pengumuman/live",
            "Pengumuman baru begitu terbit (server-sent events)",
            Access::Public,
            |m| on(m, stream),
        )
        .media("text/event-stream")
        .filtered::<After>(),
    ];
    routes.extend(history::routes());
    routes
}

async fn publish(
    State(app): State<Announcements>,
    Params(path): Params<Edition>,
    input: Input<Empty>,
) -> Result<Answered<Id>, Problem> {
    app.publish(path.edition, &input).await
}

async fn list(
    State(shelf): State<Shelf>,
    Params(Agency { agency }): Params<Agency>,
    min_position: MinPosition,
    paging: Paging,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    shelf.agencies.name(&agency)?;
    let before = paging.after::<Position>()?;
    shelf
        .reads
        .caught_up(&[PROJECTION], &agency, min_position)
        .await?;
    let limit = paging.limit + 1;
    let mut items = announcements::newest(&shelf.reads.db, agency.as_str(), before, limit).await?;
    let more = items.len() > usize::from(paging.limit);
    items.truncate(usize::from(paging.limit));
    let last = items.last().filter(|_| more);
    let next = last.map(|one| page::cursor(&one.published));
    Ok(json_of(&List { items, next }, min_position).answer(&headers))
}

async fn show(
    State(shelf): State<Shelf>,
    Params(One {
        agency,
        announcement,
    }): Params<One>,
    min_position: MinPosition,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    shelf.agencies.name(&agency)?;
    shelf
        .reads
        .caught_up(&[PROJECTION], &agency, min_position)
        .await?;
    let found = announcements::one(&shelf.reads.db, agency.as_str(), announcement.0).await?;
    let found = found.ok_or(kind::NOT_FOUND)?;
    Ok(json_of(&found, min_position).answer(&headers))
}

pub(crate) fn json_of<T: Serialize>(value: &T, MinPosition(asked): MinPosition) -> Public {
    let body = serde_json::to_vec(value).expect("what queries answer is plain data");
    Public::new("application/json", body).not_kept(asked.is_some())
}

async fn atom(
    State(shelf): State<Shelf>,
    Params(Agency { agency }): Params<Agency>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(shelf.feeds(&agency).await?.atom.answer(&headers))
}

async fn json(
    State(shelf): State<Shelf>,
    Params(Agency { agency }): Params<Agency>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(shelf.feeds(&agency).await?.json.answer(&headers))
}

async fn stream(
    State(shelf): State<Shelf>,
    Params(Agency { agency }): Params<Agency>,
    Filters(After { after }): Filters<After>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let after = live::last_event(&headers).or(after);
    live::open(&shelf, agency, after).await
}
