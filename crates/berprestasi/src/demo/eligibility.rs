//! The eligibility of the sample nominations: checked by machine, documents seen, confirmed, and
//! approved by a second person. Two of them have a story.

use domain::rulebook::{Requirement, Rulebook};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};

use super::client::Client;
use super::edition::Nominated;
use super::{AT_ONCE, BATCH, DemoError, Loaded, administrator, second_administrator};

/// The number of the nomination whose nominee has no appraisal of a year, for study leave: clarified
/// and set aside with a reason. The one before it is of somebody under a sanction, who is not eligible.
const ON_LEAVE: usize = 2;

/// Settles every nomination.
pub(super) async fn settle(
    client: &Client,
    loaded: &Loaded,
    rules: &Rulebook,
    nominated: &[Nominated],
) -> Result<(), DemoError> {
    discipline(client, loaded, nominated).await?;
    let numbered: Vec<(usize, &Nominated)> = nominated.iter().enumerate().collect();
    stream::iter(numbered)
        .map(|(number, one)| settle_one(client, loaded, rules, (number, one)))
        .buffer_unordered(AT_ONCE)
        .try_for_each(|()| std::future::ready(Ok(())))
        .await
}

/// The agency says of each nominee that nothing but what it has sent is recorded.
async fn discipline(
    client: &Client,
    loaded: &Loaded,
    nominated: &[Nominated],
) -> Result<(), DemoError> {
    let of = |one: &Nominated| {
        let record = json!({"kind": "attestation", "on": "2026-07-01"});
        json!({"person": loaded.people[one.person], "source": "skbh/2026", "record": record})
    };
    let items: Vec<Value> = nominated.iter().map(of).collect();
    for (n, chunk) in items.chunks(BATCH).enumerate() {
        let (body, key) = (json!({"items": chunk}), format!("demo-discipline-{n}"));
        let path = "/discipline-records/batch";
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
            Requirement::PredicateAtLeast { .. } if number == ON_LEAVE => {
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
