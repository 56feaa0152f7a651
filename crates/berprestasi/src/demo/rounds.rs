//! The rounds of a category: lots are committed, jurors mark, the shortlist is interviewed.

use std::time::Duration;

use domain::ids::{EditionId, RoundId, derive_id};
use domain::lot::{Holder, commitment};
use domain::{Fingerprint, Role};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::city::Dice;
use super::client::{As, Client};
use super::edition::{JURORS, Nominated, juror};
use super::{AT_ONCE, DemoError, Loaded, administrator, auditor, id_of};

/// A category that is assessed.
pub(super) struct Assessed<'a> {
    pub(super) edition: &'a str,
    pub(super) panel: &'a str,
    pub(super) category: &'a str,
    pub(super) until: Timestamp,
}

/// What the first round marks, and the second.
const PORTFOLIO: &[&str] = &[
    "kinerja",
    "berakhlak",
    "inovasi",
    "kepuasan",
    "pengembangan",
];
const INTERVIEW: &[&str] = &["wawancara"];

/// Runs both rounds; returns the last one's id.
pub(super) async fn run(
    client: &Client,
    loaded: &Loaded,
    assessed: &Assessed<'_>,
    nominated: &[&Nominated],
) -> Result<String, DemoError> {
    let first = round(client, loaded, assessed, (1, PORTFOLIO), nominated).await?;
    let result = result(client, &first).await?;
    let on = |one: &&&Nominated| shortlisted(&result, &one.id);
    let short: Vec<&Nominated> = nominated.iter().filter(on).copied().collect();
    round(client, loaded, assessed, (2, INTERVIEW), &short).await
}

fn shortlisted(result: &Value, nomination: &str) -> bool {
    let mut standings = result["standings"].as_array().into_iter().flatten();
    standings.any(|s| s["nomination"] == nomination && s["shortlisted"] == true)
}

async fn round(
    client: &Client,
    loaded: &Loaded,
    assessed: &Assessed<'_>,
    (number, criteria): (u16, &[&str]),
    nominated: &[&Nominated],
) -> Result<String, DemoError> {
    let Assessed {
        edition, category, ..
    } = assessed;
    lots(client, loaded, assessed, number).await?;
    let body = json!({"category": category, "number": number, "panel": assessed.panel,
                      "closes_at": assessed.until.to_string()});
    let path = format!("/editions/{edition}/rounds");
    let key = format!("demo-round-{category}-{number}");
    let answer = client
        .command(administrator(), &path, &key, Some(body))
        .await?;
    let round = id_of(&answer);
    if (*category, number) == ("pelaksana", 1) {
        late_juror(client, loaded, assessed.panel).await?;
    }
    ballots(client, loaded, &round, criteria, nominated).await?;
    let key = format!("demo-close-{category}-{number}");
    let path = format!("/rounds/{round}/close");
    client.command(administrator(), &path, &key, None).await?;
    Ok(round)
}

/// Chair, secretary and auditor commit their secrets. The sample's secrets are no secrets.
async fn lots(
    client: &Client,
    loaded: &Loaded,
    assessed: &Assessed<'_>,
    number: u16,
) -> Result<(), DemoError> {
    let Assessed {
        edition, category, ..
    } = assessed;
    let chair = As(Role::Juror, loaded.person(juror(loaded.people.len(), 0)));
    let holders = [
        (chair, Holder::Chair),
        (administrator(), Holder::Secretary),
        (auditor(), Holder::Auditor),
    ];
    let id = EditionId(edition.parse().unwrap_or_default());
    let round = RoundId::of(id, category, number);
    for (who, holder) in holders {
        let name = serde_json::to_value(holder).expect("a holder is a word");
        let of = ["demo", "lot", &round.to_string(), &name.to_string()].map(str::to_owned);
        let secret = Fingerprint::of(derive_id(&of.each_ref().map(String::as_str)).as_bytes());
        let body = json!({"category": category, "number": number, "holder": holder,
                          "commitment": commitment(round, holder, &secret)});
        let path = format!("/editions/{edition}/lots");
        let key = format!("demo-lot-{round}-{name}");
        client.command(who, &path, &key, Some(body)).await?;
    }
    Ok(())
}

/// The last juror joins while the first round is open.
async fn late_juror(client: &Client, loaded: &Loaded, panel: &str) -> Result<(), DemoError> {
    let body = json!({"juror": loaded.people[juror(loaded.people.len(), JURORS - 1)]});
    let path = format!("/panels/{panel}/jurors");
    let admin = administrator();
    client
        .command(admin, &path, "demo-late-juror", Some(body))
        .await?;
    Ok(())
}

async fn ballots(
    client: &Client,
    loaded: &Loaded,
    round: &str,
    criteria: &[&str],
    nominated: &[&Nominated],
) -> Result<(), DemoError> {
    // The first two have the same marks from everybody: the tie-break chain separates them.
    let pairs = nominated.iter().enumerate().flat_map(|(at, one)| {
        let like = if at == 1 { nominated[0] } else { one };
        (0..JURORS).map(move |n| (*one, like, n))
    });
    stream::iter(pairs)
        .map(|(nominated, like, n)| {
            let mut dice = Dice::new((like.person * JURORS + n) as u64);
            let talent = loaded.city.people[like.person].talent;
            let mark = |code: &&str| {
                let points = 55 + talent * 2 / 5 + dice.below(6);
                json!({"criterion": code, "score": format!("{points}.{:02}", dice.below(4) * 25)})
            };
            let marks: Vec<Value> = criteria.iter().map(mark).collect();
            let who = As(Role::Juror, loaded.person(juror(loaded.people.len(), n)));
            let path = format!("/rounds/{round}/nominations/{}/ballot", nominated.id);
            let key = format!("demo-ballot-{round}-{}-{n}", nominated.person);
            async move {
                let body = json!({"marks": marks});
                match client.command(who, &path, &key, Some(body)).await {
                    // Who serves in the nominee's unit or endorsed them is recused; who is not
                    // eligible is in no round.
                    Err(DemoError::Answered { code, .. })
                        if code == "conflict-of-interest" || code == "not-in-round" =>
                    {
                        Ok(())
                    }
                    other => other.map(|_| ()),
                }
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_for_each(|()| std::future::ready(Ok(())))
        .await
}

/// The result follows the close by itself; it is there a moment later.
pub(super) async fn result(client: &Client, round: &str) -> Result<Value, DemoError> {
    let path = format!("/rounds/{round}/result");
    for _ in 0..600 {
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
