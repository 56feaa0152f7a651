//! Two worlds that differ in hidden marks only: before the release nobody can tell them apart.

use std::collections::BTreeMap;

use domain::Role;
use e2e::{Layout, Persona, Refused, World};
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use super::{Count, category, marks_of, vote, votes};

/// What was answered, by caller and path.
type Seen = BTreeMap<(&'static str, String), String>;

#[tokio::test(flavor = "multi_thread")]
async fn two_worlds_that_differ_in_hidden_marks_answer_the_same() {
    let one = lived(false).await;
    let other = lived(true).await;
    assert!(one.len() > 100, "{:#?}", one.keys());
    assert_eq!(one.len(), other.len());
    for (asked, said) in &one {
        assert_eq!(Some(said), other.get(asked), "{asked:?}");
    }
}

async fn lived(reversed: bool) -> Seen {
    let world = World::start(Layout::OneProcess).await;
    let seen = told(&world, reversed).await.unwrap();
    world.finish().await;
    seen
}

/// The same commands; only what is marked and voted is the other way round.
async fn told(world: &World, reversed: bool) -> Result<Seen, Refused> {
    let categories = json!([
        category("nilai", 2, &json!([])),
        vote("suara", 2, &json!("approval"), None)
    ]);
    let ties = json!(["criteria", "shared"]);
    let count = Count::with(world.city(), &categories, (3, ties)).await?;
    let marked = count.opens_round("nilai", 1).await?;
    let voted = count.opens_round("suara", 1).await?;
    let (nominated, named) = (count.nominated("nilai"), count.nominated("suara"));
    for juror in count.jurors() {
        for (at, nomination) in nominated.iter().enumerate() {
            let points = (if reversed { 60 + 10 * at } else { 90 - 10 * at }).to_string();
            let marks = ["kinerja", "inovasi", "wawancara"].map(|one| (one, &*points));
            marks_of(*juror, (marked, *nomination), &marks).await?;
        }
        let approved = if reversed { &named[2..3] } else { &named[..1] };
        votes(*juror, voted, &json!({"approved": approved})).await?;
    }
    let mut seen = answers(&count, [marked, voted], "open").await;
    count.closes(marked).await?;
    count.closes(voted).await?;
    seen.extend(answers(&count, [marked, voted], "closed").await);
    Ok(seen)
}

/// Every address whose ids are known, as each caller.
async fn answers(count: &Count<'_>, rounds: [Uuid; 2], stage: &'static str) -> Seen {
    let city = count.city;
    let last = city.world.last(city.code).await;
    assert!(city.world.caught_up(city.code, last).await);
    let employee = count.staff.units[0].staff[0];
    let callers = [
        ("citizen", city.citizen("warga")),
        ("juror", count.jurors()[0]),
        ("other juror", count.colleague()),
        ("employee", employee),
        ("unit head", count.staff.units[0].head),
    ];
    let mut seen = Seen::new();
    for (n, path) in paths(count, rounds).into_iter().enumerate() {
        // Ids of people differ from world to world.
        let asked = format!("{stage} {n} {}", normal(&path));
        let public = city.world.request(&Method::GET, &path);
        seen.insert(("public", asked.clone()), answer(public).await);
        for (name, caller) in callers {
            if own(&path) && caller.role == Role::Juror || inside(&path, caller) {
                continue;
            }
            let request = city.world.request(&Method::GET, &path);
            let request = request.bearer_auth(caller.token());
            seen.insert((name, asked.clone()), answer(request).await);
        }
    }
    seen
}

/// A juror's own ballot or vote.
fn own(path: &str) -> bool {
    path.ends_with("/ballot") || path.ends_with("/vote")
}

/// Results of rounds are for the committee, of which jurors are part.
fn inside(path: &str, caller: Persona<'_>) -> bool {
    path.ends_with("/result") && caller.role == Role::Juror
}

/// The addresses of the OpenAPI document, filled in; where more than one id fits, with each.
fn paths(count: &Count<'_>, rounds: [Uuid; 2]) -> Vec<String> {
    let document = runtime::openapi::openapi(&berprestasi::compose::operations());
    let document = serde_json::to_value(document).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let gets = paths.iter().filter(|(_, of)| of.get("get").is_some());
    let nominations = count.nominated.iter().flat_map(|(_, all)| all);
    let nominations: Vec<String> = nominations.map(ToString::to_string).collect();
    let unit = &count.staff.units[0];
    let known = [
        ("{agency}", vec![count.city.code.to_owned()]),
        ("{edition}", vec![count.edition.to_string()]),
        ("{round}", rounds.map(|round| round.to_string()).into()),
        ("{nomination}", nominations),
        ("{person}", vec![unit.staff[0].id.to_string()]),
        ("{juror}", vec![count.jurors()[0].id.to_string()]),
        ("{unit}", vec![unit.id.to_string()]),
        ("{panel}", vec![count.panel.to_string()]),
        ("{period}", vec!["2026".to_owned()]),
    ];
    let filled = gets.flat_map(|(path, _)| {
        let start = vec![path.clone()];
        known.iter().fold(start, |paths, (name, values)| {
            let with = |path: String| {
                if path.contains(name) {
                    let filled = values.iter().map(|value| path.replace(name, value));
                    filled.collect()
                } else {
                    vec![path]
                }
            };
            paths.into_iter().flat_map(with).collect()
        })
    });
    filled.filter(|path| !path.contains('{')).collect()
}

/// Status and body, with ids, positions and moments by order of appearance.
async fn answer(request: reqwest::RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type");
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream")) {
        return format!("{status} a stream, which has no end");
    }
    let text = response.text().await.unwrap();
    format!("{status} {}", normal(&text))
}

/// Replaces words that differ from run to run by their kind and number.
fn normal(text: &str) -> String {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let of_word = |c: char| c.is_ascii_alphanumeric() || "-:.+".contains(c);
    let mut normal = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c| !of_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        match kind(word) {
            Some(kind) => {
                let next = known.len();
                let number = *known.entry(word).or_insert(next);
                normal.extend(["<", kind, " ", &number.to_string(), ">"]);
            }
            None => normal.push_str(word),
        }
        let one = after.chars().next().map_or(0, char::len_utf8);
        normal.push_str(&after[..one]);
        rest = &after[one..];
    }
    normal
}

fn kind(word: &str) -> Option<&'static str> {
    let word = word.trim_start_matches("urn:uuid:");
    let hash = word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    if word.parse::<Uuid>().is_ok() {
        Some("id")
    } else if hash {
        Some("hash")
    } else if word.parse::<jiff::Timestamp>().is_ok() {
        Some("moment")
    } else if word.parse::<domain::Position>().is_ok() {
        Some("position")
    } else {
        None
    }
}
