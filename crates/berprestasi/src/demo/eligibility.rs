//! The eligibility of the sample nominations: checked by machine, documents seen, confirmed, and
//! approved by a second person. Two of them have a story.

use domain::rulebook::{Requirement, Rulebook};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};

use super::client::Client;
use super::edition::Nominated;
use super::{AT_ONCE, BATCH, DemoError, Loaded, administrator, second_administrator};

/// What is special about a nomination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Story {
    None,
    /// A sanction is running on the cut-off day: not eligible.
    Sanctioned,
    /// A year without an appraisal, for study leave: clarified and set aside with a reason.
    OnLeave,
}

/// The number of the nomination whose nominee is sanctioned, and of the one who was on leave.
const SANCTIONED: usize = 1;
const ON_LEAVE: usize = 2;

fn story(number: usize) -> Story {
    match number {
        SANCTIONED => Story::Sanctioned,
        ON_LEAVE => Story::OnLeave,
        _ => Story::None,
    }
}

/// Settles every nomination.
pub(super) async fn settle(
    client: &Client,
    loaded: &Loaded,
    rules: &Rulebook,
    nominated: &[Nominated],
) -> Result<(), DemoError> {
    discipline(client, loaded, nominated).await?;
    appraisals(client, loaded, nominated).await?;
    let numbered: Vec<(usize, &Nominated)> = nominated.iter().enumerate().collect();
    stream::iter(numbered)
        .map(|(number, one)| settle_one(client, loaded, rules, (number, one)))
        .buffer_unordered(AT_ONCE)
        .try_for_each(|()| std::future::ready(Ok(())))
        .await
}

/// The agency says of each nominee that nothing else is recorded; of one a sanction is.
async fn discipline(
    client: &Client,
    loaded: &Loaded,
    nominated: &[Nominated],
) -> Result<(), DemoError> {
    let mut items = Vec::new();
    for (number, one) in nominated.iter().enumerate() {
        let person = &loaded.people[one.person];
        if story(number) == Story::Sanctioned {
            let record = json!({"kind": "sanction", "level": "sedang", "from": "2026-02-02",
                                "until": "2027-02-01"});
            items.push(json!({"person": person, "source": "hukdis/2026/1", "record": record}));
        }
        let record = json!({"kind": "attestation", "on": "2026-07-01"});
        items.push(json!({"person": person, "source": "skbh/2026", "record": record}));
    }
    batches(
        client,
        "/discipline-records/batch",
        "demo-discipline",
        &items,
    )
    .await
}

/// The two annual appraisals before the cut-off day.
async fn appraisals(
    client: &Client,
    loaded: &Loaded,
    nominated: &[Nominated],
) -> Result<(), DemoError> {
    let mut items = Vec::new();
    for (number, one) in nominated.iter().enumerate() {
        for year in ["2024", "2025"] {
            if story(number) == Story::OnLeave && year == "2024" {
                continue;
            }
            items.push(json!({
                "person": loaded.people[one.person], "period": year, "source": format!("skp/{year}"),
                "performance": {"kind": "appraisal", "results": "meets", "behaviour": "meets",
                                "predikat": "baik"},
            }));
        }
    }
    batches(
        client,
        "/performance-events/batch",
        "demo-appraisals",
        &items,
    )
    .await
}

async fn batches(client: &Client, path: &str, key: &str, items: &[Value]) -> Result<(), DemoError> {
    for (n, chunk) in items.chunks(BATCH).enumerate() {
        let body = json!({"items": chunk});
        let key = format!("{key}-{n}");
        client
            .command(administrator(), path, &key, Some(body))
            .await?;
    }
    Ok(())
}

async fn settle_one(
    client: &Client,
    loaded: &Loaded,
    rules: &Rulebook,
    (number, one): (usize, &Nominated),
) -> Result<(), DemoError> {
    let step = async |who, step: &str, name: &str, body: Option<Value>| {
        let path = format!("/nominations/{}/eligibility/{step}", one.id);
        let key = format!("demo-eligibility-{name}-{}", one.person);
        client.command(who, &path, &key, body).await
    };
    step(administrator(), "check", "check", None).await?;
    let category = &rules.categories.iter().find(|category| {
        let (code, _) = super::edition::CATEGORIES[one.category];
        category.code.as_str() == code
    });
    for (rule, requirement) in category.iter().flat_map(|c| &c.eligibility).enumerate() {
        match requirement {
            Requirement::Document { code, .. } => {
                let body = json!({"document": code, "in_order": true});
                let name = format!("attest-{code}");
                step(administrator(), "attest", &name, Some(body)).await?;
            }
            Requirement::PredicateAtLeast { .. } if story(number) == Story::OnLeave => {
                let body = json!({
                    "rule": rule, "person": loaded.people[one.person], "met": true,
                    "reason": "Tugas belajar sepanjang 2024; nilai 2023 dan 2025 baik (data contoh).",
                });
                step(administrator(), "override", "override", Some(body)).await?;
            }
            _ => {}
        }
    }
    step(administrator(), "confirm", "confirm", None).await?;
    step(second_administrator(), "approve", "approve", None).await?;
    Ok(())
}
