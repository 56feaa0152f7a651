//! From nomination to announcement.

use e2e::{
    Agency, Award, Layout, Marks, Persona, Refused, Rules, Staff, Told, Unit, World, scenario,
};
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

/// Four nominations, with endorsements of which one is withdrawn.
async fn nominated(
    city: Agency<'_>,
    units: &[Unit<'_>],
    edition: Uuid,
) -> Result<Vec<Uuid>, Refused> {
    let mut nominated = Vec::new();
    for (unit, person) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let unit = &units[unit];
        let person = unit.staff[person];
        let done = unit.head.nominates(edition, unit.id, person.id).await?;
        assert_eq!((done.status, done.repeated), (201, false));
        person.consents(done.id).await?;
        unit.staff[2].endorses(done.id, "peer").await?;
        nominated.push(done.id);
    }
    let (first, colleague) = (nominated[0], units[1].staff[0]);
    city.citizen("warga").endorses(first, "citizen").await?;
    let given = colleague.endorses(first, "peer").await?;
    assert_eq!(given.status, 201);
    let seen = colleague.withdraws_endorsement(first).await?;
    let path = format!("/nominations/{first}?min_position={}", seen.position);
    let counts = &city.office().reads(&path).await?["endorsements"];
    assert_eq!(
        (&counts["peers"], &counts["citizens"]),
        (&json!(1), &json!(1))
    );
    Ok(nominated)
}

/// Equal points: who came to them first is first.
async fn points(office: Persona<'_>, first: Uuid, second: Uuid) -> Told {
    let training = json!({"kind": "training", "hours": 30});
    let mentoring = json!({"kind": "mentoring", "sessions": 6});
    let of = "2026-Q1";
    office.records(first, of, "diklat/1", training).await?;
    let last = office.records(second, of, "mentor/1", mentoring).await?;
    let board = office.lists("/recognition/2026-Q1", last.position).await?;
    assert_eq!(
        ids(&board, "person"),
        [first, second].map(|id| id.to_string())
    );
    let group = "/recognition/2026-Q1?group=pelaksana";
    assert_eq!(office.lists(group, last.position).await?, board);
    let none = office.lists("/recognition/2026-Q1?group=jf-guru", last.position);
    assert!(none.await?.is_empty());
    // Across agencies equal points are in the order of the agency, then of the id.
    let everybody = "/recognition/2026-Q1/national";
    let board = office.lists(everybody, last.position).await?;
    let mut sorted = [first, second].map(|id| id.to_string());
    sorted.sort_unstable();
    assert_eq!(ids(&board, "person"), sorted);
    let own = format!(
        "{everybody}/people/{}?min_position={}",
        sorted[1], last.position
    );
    let around = office.reads(&own).await?;
    assert_eq!(
        (&around["own"], &around["above"][0]),
        (&board[1], &board[0])
    );
    Ok(())
}

/// What was announced is in the histories of the person, the unit and the edition.
async fn histories(
    office: Persona<'_>,
    edition: Uuid,
    (person, unit): (Uuid, Uuid),
    at: domain::Position,
) -> Told {
    let of_person = office
        .lists(&format!("/people/{person}/awards"), at)
        .await?;
    assert_eq!(ids(&of_person, "edition"), [edition.to_string()]);
    let of_unit = office.lists(&format!("/units/{unit}/awards"), at).await?;
    assert!(ids(&of_unit, "person").contains(&person.to_string()));
    let laureates = format!("/editions/{edition}/laureates?limit=1");
    let first = office
        .reads(&format!("{laureates}&min_position={at}"))
        .await?;
    let next = first["next"].as_str().expect("two have won");
    let second = office.reads(&format!("{laureates}&cursor={next}")).await?;
    assert_eq!(
        (&first["items"][0]["place"], &second["items"][0]["place"]),
        (&json!(1), &json!(2))
    );
    assert!(second["next"].is_null());
    let dossier = format!("/people/{person}/dossier?min_position={at}");
    let dossier = office.reads(&dossier).await?;
    let found =
        ["awards", "nominations", "points"].map(|part| dossier[part].as_array().map(Vec::len));
    assert_eq!(found, [Some(1); 3], "{dossier}");
    Ok(())
}

/// A round with its ballots, up to the result.
async fn assessed(
    office: Persona<'_>,
    staff: &Staff<'_>,
    edition: Uuid,
    nominated: &[Uuid],
) -> Told {
    let panel = office.forms_panel(edition, &staff.jurors, 2).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    ballots(&staff.jurors, round, nominated).await?;
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
    Ok(())
}

pub(crate) async fn edition(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(2, 3, 3).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let nominated = nominated(city, &staff.units, edition).await?;
    let best = staff.units[0].staff[0].id;
    points(office, best, staff.units[1].staff[0].id).await?;

    let closed = office.closes_nominations(edition).await?;
    assert!(world.caught_up(city.code, closed.position.sequence).await);
    let before = public(world, edition).await;
    assessed(office, &staff, edition, &nominated).await?;
    let awards = [(1, nominated[0]), (2, nominated[2])].map(|(place, nomination)| Award {
        category: "pelaksana",
        place,
        nomination,
    });
    office.decides(edition, &awards).await?;
    let ratified = city.ratifier().ratifies(edition, "100.3.3/17/2026").await?;
    let at = ratified.position;
    assert!(world.caught_up(city.code, at.sequence).await);
    assert_eq!(
        before,
        public(world, edition).await,
        "nothing is public before the announcement"
    );
    let standings = format!("/editions/{edition}/standings");
    assert!(office.lists(&standings, at).await?.is_empty());
    assert!(world.announced(city.code, at).await.is_empty());
    assert_eq!(siasn(office, edition, at).await.0, 404);

    let at = office.announces(edition).await?.position;
    let winners = office.winners(edition, at).await?;
    assert_eq!(
        ids(&winners, "nomination"),
        awards.map(|award| award.nomination.to_string())
    );
    let list = world.announced(city.code, at).await;
    assert_eq!(list[0]["laureates"][0]["name"], "Pegawai Contoh 1");
    assert_eq!(list[0]["decree_number"], "100.3.3/17/2026");
    let history = world.awards_of(city.code, best, at).await;
    assert_eq!((history.len(), &history[0]["place"]), (1, &json!(1)));
    histories(office, edition, (best, staff.units[0].id), at).await?;
    let (status, file) = siasn(office, edition, at).await;
    let first = format!("306;{};100.3.3/17/2026;15-01-2026;2026\r\n", e2e::nip(1));
    assert!(status == 200 && file.contains(&first), "{status}");
    assert_ne!(before, public(world, edition).await);
    Ok(())
}

/// The winners as SIASN takes awards over.
async fn siasn(office: Persona<'_>, edition: Uuid, at: domain::Position) -> (u16, String) {
    let path = format!("/editions/{edition}/winners?min_position={at}");
    let request = office.request(&reqwest::Method::GET, &path);
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
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
