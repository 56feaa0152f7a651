use super::*;
use axum::body::to_bytes;
use axum::http::HeaderMap;
use domain::Position;
use uuid::Uuid;

fn laureate(name: &str) -> Laureate {
    Laureate {
        category: "inovasi".to_owned(),
        category_title: "Inovasi & Layanan".to_owned(),
        place: 1,
        nomination: Uuid::from_u128(3),
        people: vec![Uuid::from_u128(4)],
        name: Some(name.to_owned()),
        unit: Uuid::from_u128(5),
        unit_name: "Dinas Contoh".to_owned(),
        citation: Some("Menjaga 3 < 4".to_owned()),
    }
}

fn sample(name: &str) -> Announcement {
    let at = "2025-08-17T06:30:00.123Z".parse().unwrap();
    Announcement {
        id: Uuid::from_u128(1),
        edition: Uuid::from_u128(2),
        title: "ASN Berprestasi 2025".to_owned(),
        year: 2025,
        decision: Uuid::from_u128(6),
        decree_number: "800/12".to_owned(),
        decree_date: jiff::civil::date(2025, 8, 15),
        published_at: at,
        updated_at: at,
        published: Position::commit(1, 10),
        updated: Position::commit(1, 10),
        laureates: vec![laureate(name)],
    }
}

const OF: Of<'_> = Of {
    base: "https://penghargaan.example.go.id",
    agency: "contoh",
    name: "Kota Contoh",
};

async fn text(public: &Public) -> String {
    let body = public.answer(&HeaderMap::new()).into_body();
    String::from_utf8(to_bytes(body, 1 << 20).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn atom_is_read_back_and_what_people_wrote_stays_text() {
    let xml = text(&atom(&OF, &[sample("<script>alert(1)</script>")])).await;
    let feed: Feed = xml.parse().unwrap();
    assert_eq!(feed.authors[0].name, "Kota Contoh");
    assert!(feed.links.iter().any(|link| link.rel == "self"));
    let entry = &feed.entries[0];
    assert_eq!(entry.id, "urn:uuid:00000000-0000-0000-0000-000000000001");
    let html = entry.content.as_ref().unwrap().value.as_deref().unwrap();
    assert!(html.contains("&lt;script&gt;alert(1)"), "{html}");
    assert!(html.contains("Inovasi &amp; Layanan"), "{html}");
    assert!(html.contains("15 Agustus 2025"), "{html}");
    assert!(!html.contains("<script"), "{html}");
}

#[tokio::test]
async fn the_json_feed_says_the_same() {
    let read: Value = serde_json::from_str(&text(&json(&OF, &[sample("Sari")])).await).unwrap();
    assert_eq!(read["version"], "https://jsonfeed.org/version/1.1");
    let item = &read["items"][0];
    assert_eq!(item["date_modified"], "2025-08-17T06:30:00Z");
    let url =
        "https://penghargaan.example.go.id/contoh/pengumuman/00000000-0000-0000-0000-000000000001";
    assert_eq!(item["url"], url);
    assert!(item["content_html"].as_str().unwrap().contains("Sari"));
}

#[tokio::test]
async fn an_empty_feed_is_a_feed() {
    let feed: Feed = text(&atom(&OF, &[])).await.parse().unwrap();
    assert!(feed.entries.is_empty());
    assert!(feed.id.starts_with("urn:uuid:"));
}

#[tokio::test]
async fn an_erased_name_is_said_to_be() {
    let mut one = sample("Sari");
    one.laureates[0].name = None;
    assert!(text(&atom(&OF, &[one])).await.contains("(nama dihapus)"));
}
