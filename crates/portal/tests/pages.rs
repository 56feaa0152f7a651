//! The pages and the public routes of announcements on a real Postgres.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use announcements::Shelf;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use domain::ids::{AnnouncementId, DecisionId, EditionId};
use embedded::{Durability, Postgres, PostgresConfig};
use portal::{Portal, PortalSettings};
use readmodel::{Access, Options, ReadModel};
use runtime::{Agencies, Reads, edge, router};
use tower::ServiceExt as _;
use uuid::Uuid;

const WINNER: Uuid = Uuid::from_u128(101);
const LOSER: Uuid = Uuid::from_u128(102);
const EDITION: EditionId = EditionId(Uuid::from_u128(8));
const OPEN: EditionId = EditionId(Uuid::from_u128(9));
const DRAFT: EditionId = EditionId(Uuid::from_u128(10));

fn announcement() -> Uuid {
    AnnouncementId::of(DecisionId::of(EDITION)).0
}

/// Writes rows as the owner, by the client that comes with the server.
fn write(owner: &str, statements: &[String]) {
    let text = statements.join(";\n");
    let mut psql = std::process::Command::new("psql");
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", &text, owner]);
    assert!(psql.status().unwrap().success());
}

fn rows() -> Vec<String> {
    let (id, edition) = (announcement(), EDITION);
    let line = |nomination: u128, place: u32, hundredths: u64, winner: bool, person: Uuid| {
        format!(
            "INSERT INTO award_board_v2.line VALUES ('contoh', '{edition}', 'inovasi', \
             '{}', {place}, 'person', '{person}', '[\"{person}\"]', NULL, NULL, 3, NULL, {hundredths}, \
             {winner}, 10)",
            Uuid::from_u128(nomination)
        )
    };
    let edition_row = |edition: EditionId, title: &str, phase: &str| {
        format!(
            "INSERT INTO nomination_board_v2.edition VALUES ('contoh', '{edition}', '{title}', \
             '{title}', 2025, '{phase}', false, '[]', NULL, NULL, NULL, 1)"
        )
    };
    let rules_row = |edition: EditionId, title: &str, opened: bool| {
        let rulebook = format!(
            r#"{{"code": "e", "title": "{title}", "year": 2026, "categories": [
            {{"code": "guru", "title": "Guru <Teladan>", "nominee": "person", "places": 1, "quota": 1,
              "criteria": [{{"code": "kinerja", "title": "Kinerja", "weight": 100}}]}}]}}"#
        );
        let hash = "a".repeat(64);
        format!(
            "INSERT INTO rulebook_v1.rulebook VALUES ('contoh', '{edition}', {opened}, '{hash}', \
             '{rulebook}', 1)"
        )
    };
    let unit = Uuid::from_u128(50);
    vec![
        edition_row(EDITION, "ASN Berprestasi 2025", "assessing"),
        edition_row(OPEN, "ASN Berprestasi 2026", "open"),
        edition_row(DRAFT, "Edisi rahasia", "draft"),
        rules_row(OPEN, "Aturan terbuka", true),
        rules_row(DRAFT, "Aturan rahasia", false),
        format!(
            "INSERT INTO announcement_v1.announcement VALUES ('contoh', '{id}', '{edition}', \
             'ASN Berprestasi 2025', 2025, '{id}', '800/127', '2025-08-15', 1, \
             '2025-08-17T06:30:00Z', '2025-08-17T06:30:00Z', 10, 10)"
        ),
        format!(
            "INSERT INTO announcement_v1.laureate VALUES ('contoh', '{id}', 0, 'inovasi', \
             'Inovasi', 1, '{}', '[\"{WINNER}\"]', 'Ratna <Wulandari>', '{unit}', \
             'Dinas Contoh', 'Memangkas antrean')",
            Uuid::from_u128(1)
        ),
        line(1, 1, 8_831, true, WINNER),
        line(2, 2, 7_819, false, LOSER),
        format!(
            "INSERT INTO award_history_v2.award VALUES ('contoh', '{WINNER}', '{}', '{edition}', \
             'ASN Berprestasi 2025', 2025, 'inovasi', 'Inovasi', 1, '{unit}', 'Dinas Contoh', \
             '800/127', '2025-08-15', '{id}', 10)",
            Uuid::from_u128(1)
        ),
    ]
}

/// A unit of which ten of its five hundred users said the best of everything.
fn surveyed() -> Vec<String> {
    let unit = Uuid::from_u128(50);
    let nine = [r#"{"sum": 40, "count": 10}"#; 9].join(",");
    vec![
        format!(
            "INSERT INTO directory_v2.unit VALUES ('contoh', '{unit}', '1.01', 'Dinas <Contoh>', NULL, \
             NULL, false, true)"
        ),
        format!(
            "INSERT INTO survey_v1.survey VALUES ('contoh', '{}', 'unit', '{unit}', NULL, '2026-Q1', \
             500, 10, '[{nine}]', 10)",
            Uuid::from_u128(60)
        ),
    ]
}

struct World {
    owner: String,
    app: Router,
    _postgres: Postgres,
    _folder: tempfile::TempDir,
}

impl World {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = PostgresConfig {
            dir: folder.path().into(),
            durability: Durability::Volatile,
        };
        let postgres = Postgres::start(config).await.unwrap();
        postgres.create_database("bp").await.unwrap();
        let owner = postgres.connection_string("bp");
        readmodel::admin::prepare(&owner).await.unwrap();
        write(&owner, &rows());
        write(&owner, &surveyed());
        let web = owner.replace("user=postgres", "user=bp_web");
        let options = Options::new(Access::Web, "test");
        let reads = Reads::new(ReadModel::connect(&web, options).await.unwrap());
        let names = [("contoh", "Kota Contoh"), ("kosong", "Kota Kosong")];
        let names = names.map(|(code, name)| (code.to_owned(), name.to_owned()));
        let agencies = Agencies::fixed(BTreeMap::from(names));
        let shelf = Shelf::new(reads.clone(), agencies.clone(), None);
        let portal = Portal::new(reads, agencies, PortalSettings::default());
        let gate = router::Gate::default();
        let routes = router::router(&announcements::public(), shelf, &gate);
        let all = edge::finish(routes.merge(portal::router(portal.clone())));
        Self {
            owner,
            app: portal::around(all, &portal),
            _postgres: postgres,
            _folder: folder,
        }
    }

    async fn get(&self, uri: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        (head.status, head.headers, text)
    }

    /// As a browser asks.
    async fn page(&self, uri: &str) -> (StatusCode, HeaderMap, String) {
        self.get(uri, &[("accept", "text/html,*/*")]).await
    }
}

#[tokio::test]
async fn the_public_reads_what_is_announced_and_nothing_else() {
    let world = World::start().await;
    pages(&world).await;
    nothing_leaks(&world).await;
    rules(&world).await;
    satisfaction(&world).await;
    failures(&world).await;
    conditional(&world).await;
    feeds(&world).await;
    stream(&world).await;
}

async fn pages(world: &World) {
    let (status, headers, html) = world.page("/contoh/pengumuman").await;
    assert_eq!(status, StatusCode::OK, "{html}");
    assert!(html.contains("Ratna &#60;Wulandari&#62;"), "{html}");
    assert!(html.contains("17 Agustus 2025 13.30 WIB"), "{html}");
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self'"), "{policy}");
    let (_, _, english) = world.page("/contoh/pengumuman?bahasa=en").await;
    assert!(english.contains("17 August 2025") && english.contains("lang=\"en\""));
    let (_, _, board) = world.page(&format!("/contoh/edisi/{EDITION}")).await;
    assert!(
        board.contains("88,31") && board.contains("dinilai: 2"),
        "{board}"
    );
    let one = format!("/contoh/pengumuman/{}", announcement());
    assert_eq!(world.page(&one).await.0, StatusCode::OK);
    let (_, _, person) = world.page(&format!("/contoh/penghargaan/{WINNER}")).await;
    assert!(
        person.contains("Ratna") && person.contains("Inovasi"),
        "{person}"
    );
    assert!(
        world
            .page("/kosong/pengumuman")
            .await
            .2
            .contains("Belum ada pengumuman")
    );
    assert!(world.page("/").await.2.contains("/kosong/pengumuman"));
    let (status, headers, _) = world.page("/contoh?bahasa=en").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers["location"], "/contoh/pengumuman?bahasa=en");
    let style = html
        .split("href=\"")
        .find(|part| part.starts_with("/aset/"))
        .unwrap();
    let (status, headers, _) = world.get(style.split('"').next().unwrap(), &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        headers["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
}

async fn nothing_leaks(world: &World) {
    let (status, _, open) = world.page(&format!("/contoh/edisi/{OPEN}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(open.contains("Belum diumumkan") && !open.contains("<table"));
    let (_, _, board) = world.page(&format!("/contoh/edisi/{EDITION}")).await;
    assert!(!board.contains("78,19") && !board.contains(&LOSER.to_string()));
    // A draft, nothing at all, a person without awards and nobody: all the same page.
    let unknown = world
        .page(&format!("/contoh/edisi/{}", Uuid::from_u128(77)))
        .await;
    let draft = world.page(&format!("/contoh/edisi/{DRAFT}")).await;
    assert_eq!(unknown.0, StatusCode::NOT_FOUND);
    assert_eq!((unknown.0, &unknown.2), (draft.0, &draft.2));
    let loser = world.page(&format!("/contoh/penghargaan/{LOSER}")).await;
    let nobody = world
        .page(&format!("/contoh/penghargaan/{}", Uuid::from_u128(77)))
        .await;
    assert_eq!(loser.0, StatusCode::NOT_FOUND);
    assert_eq!((loser.0, &loser.2), (nobody.0, &nobody.2));
}

async fn rules(world: &World) {
    let of = |edition: EditionId| format!("/contoh/edisi/{edition}/aturan");
    let (status, _, page) = world.page(&of(OPEN)).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("Guru &#60;Teladan&#62;") && page.contains("100 %"));
    assert!(page.contains(&"a".repeat(64)), "the hash of the rules");
    let (_, _, english) = world.page(&format!("{}?bahasa=en", of(OPEN))).await;
    assert!(english.contains("Joint winners."), "{english}");
    let (_, _, board) = world.page(&format!("/contoh/edisi/{OPEN}")).await;
    assert!(
        board.contains(&of(OPEN)),
        "the edition's page leads to its rules"
    );
    // A draft's rules and those of no edition are the same page.
    let draft = world.page(&of(DRAFT)).await;
    let unknown = world.page(&of(EditionId(Uuid::from_u128(77)))).await;
    assert_eq!(draft.0, StatusCode::NOT_FOUND);
    assert_eq!((draft.0, &draft.2), (unknown.0, &unknown.2));
}

async fn satisfaction(world: &World) {
    let (status, _, page) = world.page("/contoh/ikm/2026-Q1").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("Dinas &#60;Contoh&#62;") && page.contains("100,00"));
    assert!(page.contains("A – Sangat baik") && page.contains(">217<"));
    assert!(page.contains("Indikatif") && page.contains("Triwulan 1 tahun 2026"));
    let (_, _, english) = world.page("/contoh/ikm/2026-Q1?bahasa=en").await;
    assert!(english.contains("100.00") && english.contains("A – Very good"));
    let link = "href=\"/contoh/ikm/2026-Q1\"";
    assert!(world.page("/contoh/pengumuman").await.2.contains(link));
    assert!(!world.page("/kosong/pengumuman").await.2.contains("/ikm/"));
    let (status, _, empty) = world.page("/kosong/ikm/2026-Q1").await;
    assert_eq!(status, StatusCode::OK);
    assert!(empty.contains("Belum ada survei") && !empty.contains("<table"));
    let (status, _, _) = world.page("/contoh/ikm/sekarang").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

async fn failures(world: &World) {
    for uri in ["/x/y/z/w", "/tiada/pengumuman", "/contoh/edisi/x"] {
        let (status, headers, html) = world.page(uri).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{uri}");
        assert!(
            headers["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        assert!(html.contains("Halaman tidak ditemukan"), "{uri}");
        let (_, headers, _) = world.get(uri, &[]).await;
        assert_eq!(headers["content-type"], "application/problem+json", "{uri}");
    }
    let (_, headers, _) = world.page("/api/v1/agencies/tiada/announcements").await;
    assert_eq!(headers["content-type"], "application/problem+json");
    let (status, headers, html) = world.page("/contoh/pengumuman?min_position=1-999").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "no-store");
    assert!(html.contains("http-equiv=\"refresh\"") && html.contains("masih menyusul"));
}

async fn conditional(world: &World) {
    let api = "/api/v1/agencies/contoh/announcements";
    for uri in ["/contoh/pengumuman", "/contoh/pengumuman/feed.atom", api] {
        let (_, headers, _) = world.get(uri, &[]).await;
        assert_eq!(headers["cache-control"], "public, max-age=60", "{uri}");
        let tag = headers["etag"].to_str().unwrap();
        let (status, _, body) = world.get(uri, &[("if-none-match", tag)]).await;
        assert_eq!(
            (status, body.as_str()),
            (StatusCode::NOT_MODIFIED, ""),
            "{uri}"
        );
    }
}

async fn feeds(world: &World) {
    let (_, headers, atom) = world.get("/contoh/pengumuman/feed.atom", &[]).await;
    assert_eq!(headers["last-modified"], "Sun, 17 Aug 2025 06:30:00 GMT");
    assert!(
        atom.contains(&format!("urn:uuid:{}", announcement())),
        "{atom}"
    );
    let (_, _, json) = world.get("/contoh/pengumuman/feed.json", &[]).await;
    assert!(json.contains("Ratna &lt;Wulandari&gt;"), "{json}");
    let (status, _, _) = world.get("/tiada/pengumuman/feed.atom", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, _, list) = world
        .get("/api/v1/agencies/contoh/announcements", &[])
        .await;
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list["items"][0]["published"], "1-10-0");
    assert!(list["next"].is_null());
}

/// Corrects the announcement, and tells as the worker does that the projection has moved.
fn correct(owner: &str) {
    let correct = "UPDATE announcement_v1.announcement SET updated = 11".to_owned();
    let tell = "SELECT pg_notify('position', 'announcement contoh 11')".to_owned();
    write(owner, &[correct, tell]);
}

/// What was missed since `Last-Event-ID` comes at once, what is new when it is there.
async fn stream(world: &World) {
    let request = Request::builder()
        .uri("/contoh/pengumuman/live")
        .header("last-event-id", "1-9-0")
        .body(Body::empty())
        .unwrap();
    let response = world.app.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body().into_data_stream();
    let mut text = String::new();
    while !text.contains("id: 1-11-0") {
        if text.contains("id: 1-10-0") {
            correct(&world.owner);
        }
        let part = futures_util::StreamExt::next(&mut body).await;
        text += std::str::from_utf8(&part.unwrap().unwrap()).unwrap();
    }
    assert!(text.contains("event: pengumuman"), "{text}");
    let (status, _, _) = world.get("/tiada/pengumuman/live", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
