//! One edition from nomination to announcement, and a second one left open for newcomers.

use std::time::Duration;

use domain::Role;
use domain::ids::derive_id;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use indicatif::ProgressBar;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use super::city::Dice;
use super::client::{As, Client};
use super::{AT_ONCE, DemoError, Loaded, administrator, id_of, ratifier};

/// Steps of the progress bar.
pub(super) const STEPS: usize = 100;
/// How many jurors there are.
const JURORS: usize = 5;

/// Categories with their group of positions and the weights of `kinerja`, `berakhlak`, `inovasi`,
/// `kepuasan`, `pengembangan` and `wawancara`; invented for the demo.
const CATEGORIES: &[(&str, &str, &str, [u8; 6])] = &[
    (
        "pelaksana",
        "Pelaksana Teladan",
        "pelaksana",
        [35, 25, 10, 15, 5, 10],
    ),
    ("guru", "Guru Teladan", "jf-guru", [30, 20, 20, 10, 10, 10]),
    (
        "kesehatan",
        "Tenaga Kesehatan Teladan",
        "jf-kesehatan",
        [30, 20, 15, 20, 5, 10],
    ),
    (
        "jabatan-fungsional",
        "Pejabat Fungsional Teladan",
        "jf-lain",
        [30, 20, 20, 10, 10, 10],
    ),
];
const CRITERIA: [(&str, &str); 6] = [
    ("kinerja", "Kinerja"),
    ("berakhlak", "BerAKHLAK"),
    ("inovasi", "Inovasi dan dampak"),
    ("kepuasan", "Kepuasan masyarakat"),
    ("pengembangan", "Pengembangan diri"),
    ("wawancara", "Presentasi dan wawancara"),
];

/// Why somebody is nominated; invented.
const CITATIONS: &[&str] = &[
    "Menyelesaikan setiap berkas warga pada hari yang sama dan memberi kabar tanpa diminta (data contoh).",
    "Menyusun panduan kerja yang kini dipakai seluruh unit dan membimbing pegawai baru (data contoh).",
    "Memangkas waktu layanan dari empat hari menjadi satu hari dengan formulir sederhana (data contoh).",
    "Mendatangi warga lanjut usia di rumahnya agar tidak ada yang tertinggal layanan (data contoh).",
    "Menjaga catatan unit tetap rapi sehingga pemeriksaan selesai tanpa temuan (data contoh).",
    "Mengajak tiga unit bekerja bersama dan menyatukan jadwal layanan mereka (data contoh).",
];

struct Nominated {
    id: String,
    person: usize,
    category: usize,
}

/// The number of a juror's person: the last ones of the city, who head no unit.
pub(super) fn juror(loaded: &Loaded, n: usize) -> usize {
    loaded.people.len() - 1 - n
}

fn categories() -> Value {
    let category = |(code, title, _, weights): &(&str, &str, &str, [u8; 6])| {
        let criteria: Vec<Value> = CRITERIA
            .iter()
            .zip(weights)
            .map(|((code, title), weight)| json!({"code": code, "title": title, "weight": weight}))
            .collect();
        json!({"code": code, "title": title, "nominee": "person", "criteria": criteria, "places": 3, "quota": 1})
    };
    CATEGORIES.iter().map(category).collect()
}

/// Runs the edition of 2026 and opens that of 2027; returns the open one's id.
pub(super) async fn run(
    client: &Client,
    loaded: &Loaded,
    bar: &ProgressBar,
    began: Timestamp,
) -> Result<String, DemoError> {
    let until = began + (24 * 30).hours();
    let edition = open(client, 2026, until).await?;
    bar.set_message("usulan dan dukungan");
    let nominated = nominate(client, loaded, &edition).await?;
    bar.inc(40);
    let path = format!("/editions/{edition}/close-nominations");
    client
        .command(administrator(), &path, "demo-close-2026", None)
        .await?;
    bar.set_message("penilaian");
    let panel = panel(client, loaded, &edition).await?;
    let mut rounds = Vec::new();
    for (n, category) in CATEGORIES.iter().enumerate() {
        if nominated.iter().any(|nominated| nominated.category == n) {
            let body = json!({"category": category.0, "number": 1, "panel": panel, "closes_at": until.to_string()});
            let path = format!("/editions/{edition}/rounds");
            let answer = client
                .command(
                    administrator(),
                    &path,
                    &format!("demo-round-{n}"),
                    Some(body),
                )
                .await?;
            rounds.push((n, id_of(&answer)));
        }
    }
    for (category, round) in &rounds {
        ballots(client, loaded, round, &nominated, *category).await?;
        let path = format!("/rounds/{round}/close");
        client
            .command(
                administrator(),
                &path,
                &format!("demo-close-{category}"),
                None,
            )
            .await?;
        bar.inc(10);
    }
    bar.set_message("penetapan dan pengumuman");
    decide(client, &edition, &rounds, began).await?;
    open(client, 2027, began + (24 * 365).hours()).await
}

async fn open(client: &Client, year: u16, until: Timestamp) -> Result<String, DemoError> {
    let draft = json!({
        "code": format!("asn-berprestasi-{year}"),
        "title": format!("ASN Berprestasi {year}"),
        "year": year,
        "categories": categories(),
    });
    let admin = administrator();
    let answer = client
        .command(
            admin,
            "/editions",
            &format!("demo-draft-{year}"),
            Some(draft),
        )
        .await?;
    let edition = id_of(&answer);
    let body = json!({"nominations_until": until.to_string()});
    let path = format!("/editions/{edition}/open");
    client
        .command(admin, &path, &format!("demo-open-{year}"), Some(body))
        .await?;
    Ok(edition)
}

/// Each unit nominates the best of its people in each category that it has any in.
async fn nominate(
    client: &Client,
    loaded: &Loaded,
    edition: &str,
) -> Result<Vec<Nominated>, DemoError> {
    let mut best: Vec<(usize, usize, usize)> = Vec::new();
    for unit in 0..loaded.units.len() {
        for (category, (_, _, group, _)) in CATEGORIES.iter().enumerate() {
            let people = loaded.city.people.iter().enumerate();
            let candidates = people.filter(|(n, p)| {
                p.unit == unit
                    && p.group == *group
                    && (0..JURORS).all(|juror_n| juror(loaded, juror_n) != *n)
            });
            if let Some((person, _)) = candidates.max_by_key(|(_, p)| p.talent) {
                best.push((unit, category, person));
            }
        }
    }
    stream::iter(best)
        .map(|(unit, category, person)| {
            nominate_one(client, loaded, edition, (unit, category, person))
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

async fn nominate_one(
    client: &Client,
    loaded: &Loaded,
    edition: &str,
    (unit, category, person): (usize, usize, usize),
) -> Result<Nominated, DemoError> {
    let head = As(Role::UnitHead, loaded.person(loaded.city.head(unit)));
    let body = json!({
        "category": CATEGORIES[category].0,
        "nominee": {"kind": "person", "person": loaded.people[person]},
        "unit": loaded.units[unit],
        "citation": CITATIONS[person % CITATIONS.len()],
    });
    let key = format!("demo-nominate-{person}");
    let answer = client
        .command(
            head,
            &format!("/editions/{edition}/nominations"),
            &key,
            Some(body),
        )
        .await?;
    let id = id_of(&answer);
    let nominee = As(Role::Employee, loaded.person(person));
    client
        .command(
            nominee,
            &format!("/nominations/{id}/consent"),
            &format!("demo-consent-{person}"),
            None,
        )
        .await?;
    endorse(client, loaded, &id, (person, head)).await?;
    Ok(Nominated {
        id,
        person,
        category,
    })
}

/// A colleague and a citizen endorse, unless the colleague is the nominee or the nominator.
async fn endorse(
    client: &Client,
    loaded: &Loaded,
    nomination: &str,
    (person, head): (usize, As),
) -> Result<(), DemoError> {
    let colleague = loaded.person((person + loaded.units.len()) % loaded.people.len());
    let citizen = derive_id(&["demo", "citizen", &person.to_string()]);
    let endorsers = [
        (As(Role::Employee, colleague), "peer"),
        (As(Role::Citizen, citizen), "citizen"),
    ];
    for (who, relation) in endorsers {
        if who.1 != loaded.person(person) && who.1 != head.1 {
            let body = json!({
                "relation": relation,
                "values": ["berorientasi-pelayanan", "kolaboratif"],
                "statement": "Selalu membantu sampai selesai (data contoh).",
            });
            let path = format!("/nominations/{nomination}/endorsements");
            let key = format!("demo-endorse-{person}-{relation}");
            client.command(who, &path, &key, Some(body)).await?;
        }
    }
    Ok(())
}

async fn panel(client: &Client, loaded: &Loaded, edition: &str) -> Result<String, DemoError> {
    let jurors: Vec<&String> = (0..JURORS)
        .map(|n| &loaded.people[juror(loaded, n)])
        .collect();
    let body = json!({"code": "tim-penilai", "chair": jurors[0], "jurors": jurors, "quorum": 3});
    let path = format!("/editions/{edition}/panels");
    Ok(id_of(
        &client
            .command(administrator(), &path, "demo-panel", Some(body))
            .await?,
    ))
}

async fn ballots(
    client: &Client,
    loaded: &Loaded,
    round: &str,
    nominated: &[Nominated],
    category: usize,
) -> Result<(), DemoError> {
    let candidates = nominated
        .iter()
        .filter(|nominated| nominated.category == category);
    let unit = |person: usize| loaded.city.people[person].unit;
    let pairs = candidates
        .flat_map(|nominated| (0..JURORS).map(move |n| (nominated, n)))
        // Nobody assesses a colleague of their own unit.
        .filter(|(nominated, n)| unit(nominated.person) != unit(juror(loaded, *n)));
    stream::iter(pairs)
        .map(|(nominated, n)| {
            let mut dice = Dice::new((nominated.person * JURORS + n) as u64);
            let talent = loaded.city.people[nominated.person].talent;
            let mark = |code: &str, dice: &mut Dice| {
                let points = 55 + talent * 2 / 5 + dice.below(6);
                json!({"criterion": code, "score": format!("{points}.{:02}", dice.below(4) * 25)})
            };
            let marks: Vec<Value> = CRITERIA
                .iter()
                .map(|(code, _)| mark(code, &mut dice))
                .collect();
            let who = As(Role::Juror, loaded.person(juror(loaded, n)));
            let path = format!("/rounds/{round}/nominations/{}/ballot", nominated.id);
            let key = format!("demo-ballot-{}-{n}", nominated.person);
            async move {
                client
                    .command(who, &path, &key, Some(json!({"marks": marks})))
                    .await
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_for_each(|_| std::future::ready(Ok(())))
        .await
}

async fn decide(
    client: &Client,
    edition: &str,
    rounds: &[(usize, String)],
    began: Timestamp,
) -> Result<(), DemoError> {
    let mut winners = Vec::new();
    for (category, round) in rounds {
        let result = result(client, round).await?;
        for standing in result["standings"].as_array().into_iter().flatten() {
            let place = standing["place"].as_u64().unwrap_or(0);
            if (1..=3).contains(&place) {
                winners.push(json!({
                    "category": CATEGORIES[*category].0,
                    "place": place,
                    "nomination": standing["nomination"],
                }));
            }
        }
    }
    let decision = format!("/editions/{edition}/decision");
    client
        .command(
            administrator(),
            &decision,
            "demo-propose",
            Some(json!({"winners": winners})),
        )
        .await?;
    let date = began.strftime("%Y-%m-%d").to_string();
    let decree = json!({"number": "100.3.3/117/2026", "date": date});
    client
        .command(
            ratifier(),
            &format!("{decision}/ratify"),
            "demo-ratify",
            Some(decree),
        )
        .await?;
    let path = format!("/editions/{edition}/announcement");
    let announced = client
        .command(administrator(), &path, "demo-announce", None)
        .await?;
    // Whoever opens the page once loading is done sees the awards.
    let position = announced["position"].as_str().unwrap_or_default();
    client
        .read(
            administrator(),
            &format!("/announcements?min_position={position}"),
        )
        .await?;
    Ok(())
}

/// The result follows the close by itself; it is there a moment later.
async fn result(client: &Client, round: &str) -> Result<Value, DemoError> {
    let path = format!("/rounds/{round}/result");
    for _ in 0..200 {
        if let Some(result) = client.read(administrator(), &path).await? {
            return Ok(result);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(DemoError::Answered {
        path,
        status: 404,
        code: "result-unknown".to_owned(),
    })
}
