//! From nomination to announcement.

use e2e::{Award, Layout, Marks, Refused, Rules, Told, World, scenario};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_in_one_process() {
    scenario(Layout::OneProcess, edition).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_with_a_process_per_role() {
    scenario(Layout::ProcessPerRole, edition).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_on_a_cluster_of_three() {
    scenario(Layout::Cluster, edition).await;
}

/// Everything that anybody may read without a token, byte for byte.
async fn public(world: &World, edition: Uuid) -> Vec<(String, String)> {
    let city = world.city().code;
    let mut seen = Vec::new();
    for path in [
        "/api/v1/agencies".to_owned(),
        "/api/v1/editions".to_owned(),
        format!("/api/v1/agencies/{city}/editions/{edition}/awards"),
        format!("/api/v1/agencies/{city}/editions/{edition}/awards?category=pelaksana"),
        format!("/api/v1/agencies/{city}/announcements"),
        format!("/{city}/pengumuman/feed.atom"),
        format!("/{city}/pengumuman/feed.json"),
        format!("/{city}/pengumuman"),
        format!("/{city}/edisi/{edition}"),
        format!("/{city}"),
        "/".to_owned(),
    ] {
        let response = world.request(&Method::GET, &path).send().await.unwrap();
        let mut headers: Vec<String> = response
            .headers()
            .iter()
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.retain(|header| !header.starts_with("date:") && !header.starts_with("x-request"));
        headers.sort();
        let status = response.status();
        let body = response.text().await.unwrap();
        seen.push((path, format!("{status} {headers:?} {body}")));
    }
    seen
}

fn ids(rows: &[Value], field: &str) -> Vec<String> {
    rows.iter()
        .map(|row| row[field].as_str().unwrap_or_default().to_owned())
        .collect()
}

pub(crate) async fn edition(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(2, 3, 3).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;

    let mut nominated = Vec::new();
    for (unit, person) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let unit = &staff.units[unit];
        let done = unit
            .head
            .nominates(edition, unit.id, unit.staff[person].id)
            .await?;
        assert_eq!((done.status, done.repeated), (201, false));
        unit.staff[person].consents(done.id).await?;
        unit.staff[2].endorses(done.id, "peer").await?;
        nominated.push(done.id);
    }
    city.citizen("warga")
        .endorses(nominated[0], "citizen")
        .await?;
    let units = &staff.units;
    let withdrawn = units[1].staff[0].endorses(nominated[0], "peer").await?;
    assert_eq!(withdrawn.status, 201);
    let seen = units[1].staff[0]
        .withdraws_endorsement(nominated[0])
        .await?;
    let path = format!(
        "/nominations/{}?min_position={}",
        nominated[0], seen.position
    );
    let card = office.reads(&path).await?;
    assert_eq!(
        (
            &card["endorsements"]["peers"],
            &card["endorsements"]["citizens"]
        ),
        (&json!(1), &json!(1))
    );

    let (best, other) = (units[0].staff[0].id, units[1].staff[0].id);
    office
        .records(
            best,
            "2026-Q1",
            "diklat/1",
            json!({"kind": "training", "hours": 30}),
        )
        .await?;
    let training = json!({"kind": "mentoring", "sessions": 6});
    let recorded = office
        .records(other, "2026-Q1", "mentor/1", training)
        .await?;
    let board = office
        .lists("/recognition/2026-Q1", recorded.position)
        .await?;
    let both = [best, other].map(|id| id.to_string());
    assert_eq!(
        ids(&board, "person"),
        both,
        "equal points: who came to them first"
    );

    let closed = office.closes_nominations(edition).await?;
    assert!(world.caught_up(city.code, closed.position.sequence).await);
    let before = public(world, edition).await;

    let panel = office.forms_panel(edition, &staff.jurors, 2).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    ballots(&staff.jurors, round, &nominated).await?;
    office.closes_round(round).await?;
    let result = office.result(round).await?;
    let standings = result["standings"].as_array().unwrap();
    let order = [0, 2, 1, 3].map(|n| nominated[n].to_string());
    assert_eq!(
        ids(standings, "nomination"),
        order,
        "the heavier criterion separates equal means"
    );
    assert_eq!(standings[3]["place"], 0, "nobody marked it");

    let awards = [(1, nominated[0]), (2, nominated[2])].map(|(place, nomination)| Award {
        category: "pelaksana",
        place,
        nomination,
    });
    office.decides(edition, &awards).await?;
    let ratified = city.ratifier().ratifies(edition, "100.3.3/17/2026").await?;
    assert!(world.caught_up(city.code, ratified.position.sequence).await);
    assert_eq!(
        before,
        public(world, edition).await,
        "nothing is public before the announcement"
    );
    assert!(
        office
            .lists(&format!("/editions/{edition}/standings"), ratified.position)
            .await?
            .is_empty()
    );
    assert!(
        world
            .announced(city.code, ratified.position)
            .await
            .is_empty()
    );

    let announced = office.announces(edition).await?;
    let winners = office.winners(edition, announced.position).await?;
    assert_eq!(
        ids(&winners, "nomination"),
        awards.map(|award| award.nomination.to_string())
    );
    let list = world.announced(city.code, announced.position).await;
    assert_eq!(list[0]["laureates"][0]["name"], "Pegawai Contoh 1");
    assert_eq!(list[0]["decree_number"], "100.3.3/17/2026");
    let history = world.awards_of(city.code, best, announced.position).await;
    assert_eq!((history.len(), &history[0]["place"]), (1, &json!(1)));
    assert_ne!(before, public(world, edition).await);
    Ok(())
}

/// Equal means for the second and third nomination; the first is best; nobody marks the last.
async fn ballots(
    jurors: &[e2e::Persona<'_>],
    round: Uuid,
    nominated: &[Uuid],
) -> Result<(), Refused> {
    let marks = |kinerja, inovasi, wawancara| {
        [
            ("kinerja", kinerja),
            ("inovasi", inovasi),
            ("wawancara", wawancara),
        ]
    };
    let best = marks("90", "90.5", "91");
    let (second, third) = (marks("82.00", "80", "80"), marks("80", "80", "85.00"));
    jurors[0]
        .casts(round, nominated[0], Marks(&marks("10", "10", "10")))
        .await?;
    jurors[0].revises(round, nominated[0], Marks(&best)).await?;
    jurors[1].casts(round, nominated[0], Marks(&best)).await?;
    jurors[2].abstains(round, nominated[0]).await?;
    jurors[0].casts(round, nominated[2], Marks(&second)).await?;
    jurors[1].casts(round, nominated[1], Marks(&third)).await?;
    jurors[2].abstains(round, nominated[3]).await?;
    let own = jurors[0].own_ballot(round, nominated[0]).await?;
    assert_eq!(
        (&own["state"], &own["counts"]),
        (&json!("revised"), &json!(true))
    );
    let refused = jurors[2].own_ballot(round, nominated[2]).await.unwrap_err();
    assert_eq!(refused.code, "ballot-unknown");
    Ok(())
}
