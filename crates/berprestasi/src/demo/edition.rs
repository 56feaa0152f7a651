//! One edition from nomination to announcement, and a second one left open for newcomers.

use std::collections::BTreeMap;

use domain::Role;
use domain::ids::derive_id;
use domain::rulebook::{Rulebook, TieRule, yaml};
use domain::text::{Code, Title};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use indicatif::ProgressBar;
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;

use super::city::City;
use super::client::{As, Client};
use super::rounds::Assessed;
use super::{AT_ONCE, DemoError, Loaded, administrator, eligibility, id_of, ratifier, rounds};

/// Steps of the progress bar.
pub(super) const STEPS: u64 = 90;
/// How many jurors there are; the last one joins while a round is open.
pub(super) const JURORS: usize = 6;

/// The city's rulebook, as it ships.
const RULEBOOK: &str = include_str!("../../../../rulebooks/arang-sari-2026.yaml");

/// The categories of the rulebook that the sample units nominate in, and the group of positions
/// each is for.
pub(super) const CATEGORIES: [(&str, &str); 4] = [
    ("pelaksana", "pelaksana"),
    ("guru", "jf-guru"),
    ("kesehatan", "jf-kesehatan"),
    ("jabatan-fungsional", "jf-lain"),
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

/// A nomination of the sample edition.
pub(super) struct Nominated {
    pub(super) id: String,
    pub(super) person: usize,
    pub(super) category: usize,
}

/// The number of a juror's person: the last ones of so many people, who head no unit.
pub(super) const fn juror(people: usize, n: usize) -> usize {
    people - 1 - n
}

/// Whom each unit nominates in each category that it has anybody in: the best of them, as numbers
/// of unit, category and person.
pub(super) fn nominees(city: &City) -> Vec<(usize, usize, usize)> {
    let mut best: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let judges: Vec<usize> = (0..JURORS).map(|n| juror(city.people.len(), n)).collect();
    for (number, person) in city.people.iter().enumerate() {
        let category = CATEGORIES.iter().position(|(_, of)| *of == person.group);
        let Some(category) = category.filter(|_| !judges.contains(&number)) else {
            continue;
        };
        let one = best.entry((person.unit, category)).or_insert(number);
        if city.people[*one].talent <= person.talent {
            *one = number;
        }
    }
    best.into_iter()
        .map(|((unit, category), person)| (unit, category, person))
        .collect()
}

/// The rules of an edition: those of 2026 as they ship, but for the dates, which follow the day on
/// which the sample is loaded; those of 2027 without eligibility, rounds and lots, so that a
/// newcomer gets through an edition with a few commands.
fn rules(year: u16) -> Rulebook {
    let mut rules = yaml::read(RULEBOOK).expect("the shipped rulebook has no faults");
    rules.timetable.clear();
    if year > rules.year {
        rules.code = Code::new(&format!("asn-berprestasi-{year}")).expect("a code");
        rules.title = Title::new(&format!("ASN Berprestasi {year}")).expect("a title");
        rules.year = year;
        rules.ties = vec![TieRule::Criteria, TieRule::Shared];
        for category in &mut rules.categories {
            category.eligibility.clear();
            category.rounds.clear();
        }
    }
    rules
}

/// Runs the edition of 2026 and opens that of 2027; returns the open one's id.
pub(super) async fn run(
    client: &Client,
    loaded: &Loaded,
    bar: &ProgressBar,
    began: Timestamp,
) -> Result<String, DemoError> {
    let until = began + (24 * 30).hours();
    let rules = rules(2026);
    let edition = open(client, &rules, until).await?;
    bar.set_message("usulan dan dukungan");
    let nominated = nominate(client, loaded, &edition).await?;
    bar.inc(30);
    let path = format!("/editions/{edition}/close-nominations");
    client
        .command(administrator(), &path, "demo-close-2026", None)
        .await?;
    bar.set_message("kelayakan");
    eligibility::settle(client, loaded, &rules, &nominated).await?;
    bar.inc(20);
    bar.set_message("penilaian");
    let panel = panel(client, loaded, &edition).await?;
    let mut last = Vec::new();
    for (n, (category, _)) in CATEGORIES.iter().enumerate() {
        let of: Vec<&Nominated> = nominated.iter().filter(|one| one.category == n).collect();
        if !of.is_empty() {
            let assessed = Assessed {
                edition: &edition,
                panel: &panel,
                category,
                until,
            };
            last.push((n, rounds::run(client, loaded, &assessed, &of).await?));
        }
        bar.inc(10);
    }
    bar.set_message("penetapan dan pengumuman");
    decide(client, &edition, &last, began).await?;
    open(client, &self::rules(2027), began + (24 * 365).hours()).await
}

async fn open(client: &Client, rules: &Rulebook, until: Timestamp) -> Result<String, DemoError> {
    let draft = serde_json::to_value(rules).expect("rules are JSON");
    let (admin, year) = (administrator(), rules.year);
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
    stream::iter(nominees(&loaded.city))
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
    // The last juror joins later.
    let jurors: Vec<&String> = (0..JURORS - 1)
        .map(|n| &loaded.people[juror(loaded.people.len(), n)])
        .collect();
    let body = json!({"code": "tim-penilai", "chair": jurors[0], "jurors": jurors, "quorum": 3});
    let path = format!("/editions/{edition}/panels");
    Ok(id_of(
        &client
            .command(administrator(), &path, "demo-panel", Some(body))
            .await?,
    ))
}

async fn decide(
    client: &Client,
    edition: &str,
    rounds: &[(usize, String)],
    began: Timestamp,
) -> Result<(), DemoError> {
    let mut winners = Vec::new();
    for (category, round) in rounds {
        let result = rounds::result(client, round).await?;
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
