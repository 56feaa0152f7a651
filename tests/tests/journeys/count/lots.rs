//! Lots: secrets committed before a round opens, revealed after it closes, or missed.

use domain::lot::Holder;
use domain::{Fingerprint, Position, Role};
use e2e::{Award, Layout, Refused, Told, World, scenario, until};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Count, code, places, round_of, secret, vote, votes};

#[tokio::test(flavor = "multi_thread")]
async fn a_lot_that_nobody_could_choose() {
    scenario(Layout::OneProcess, lots).await;
}

async fn lots(world: &World) -> Told {
    let categories = ["undi", "luput", "sepakat"].map(|one| vote(one, 2, &json!("approval"), None));
    let count = Count::begin(world.city(), &json!(categories), 3).await?;
    committed(&count).await?;
    let round = tied(&count, "undi").await?;
    revealed(&count, round).await?;
    missed(&count).await?;
    at_once(&count).await
}

/// The same number of approvals for the first two.
async fn ballots(count: &Count<'_>, category: &str, round: Uuid) -> Told {
    let nominated = count.nominated(category);
    for (juror, many) in count.jurors().iter().zip([2, 2, 3]) {
        votes(*juror, round, &json!({"approved": nominated[..many]})).await?;
    }
    Ok(())
}

fn of_lot(
    count: &Count<'_>,
    category: &str,
    holder: &str,
    commitment: Fingerprint,
) -> (String, Option<Value>) {
    let body = json!({"category": category, "number": 1, "holder": holder,
        "commitment": commitment});
    (format!("/editions/{}/lots", count.edition), Some(body))
}

/// Without all three commitments no round opens; each is of one holder.
async fn committed(count: &Count<'_>) -> Told {
    let some = Fingerprint::of(b"any");
    assert_eq!(code(count.opens_round("undi", 1).await), "lot-uncommitted");
    let (path, body) = of_lot(count, "undi", "auditor", some);
    let refused = count.office.commands(&path, body).await;
    assert_eq!(code(refused), "lot-of-another-role");
    count.commits("undi", 1, Holder::Chair).await?;
    let chair = count.jurors()[0].acting_as(Role::Administrator);
    let (path, body) = of_lot(count, "undi", "secretary", some);
    assert_eq!(code(chair.commands(&path, body).await), "lot-same-person");
    count.commits("undi", 1, Holder::Secretary).await?;
    assert_eq!(code(count.opens_round("undi", 1).await), "lot-uncommitted");
    let (path, body) = of_lot(count, "undi", "secretary", some);
    assert_eq!(
        code(count.office.commands(&path, body).await),
        "lot-committed"
    );
    // Any juror may say they hold the chair's part: the round takes that of the panel's chair.
    let (path, body) = of_lot(count, "undi", "chair", some);
    count.jurors()[1].commands(&path, body).await?;
    Ok(())
}

async fn reveals(
    count: &Count<'_>,
    round: Uuid,
    holder: Holder,
    with: Fingerprint,
) -> Result<Position, Refused> {
    let (who, name) = count.holder(holder);
    let body = json!({"holder": name, "secret": with});
    let done = who
        .commands(&format!("/rounds/{round}/lot/reveal"), Some(body))
        .await;
    done.map(|done| done.position)
}

async fn version(count: &Count<'_>, round: Uuid, number: u64) -> Value {
    let path = format!("/rounds/{round}/result");
    until("a version of the result is there", async || {
        let result = count.office.reads(&path).await.ok()?;
        (result["version"].as_u64()? >= number).then_some(result)
    })
    .await
}

fn places_and_ends(result: &Value, nominated: &[Uuid]) -> Vec<(u64, String)> {
    let mut all = places(result, &nominated[..2]);
    all.sort();
    all
}

fn both(place: u64, ended: &str) -> Vec<(u64, String)> {
    vec![(place, ended.to_owned()); 2]
}

/// An exact tie, which nobody may decide before the secrets are known.
async fn tied(count: &Count<'_>, category: &str) -> Result<Uuid, Box<dyn std::error::Error>> {
    let nominated = count.nominated(category);
    let round = count.opens(category, 1).await?;
    assert_eq!(round, round_of(count.edition, category, 1));
    ballots(count, category, round).await?;
    let early = reveals(count, round, Holder::Chair, secret(round, Holder::Chair)).await;
    assert_eq!(code(early), "round-open");
    let result = count.closes(round).await?;
    assert_eq!(result["version"], 1);
    assert_eq!(
        places_and_ends(&result, nominated),
        both(1, "awaiting-lot"),
        "{result}"
    );
    let award = Award {
        category,
        place: 1,
        nomination: nominated[0],
    };
    let refused = count.office.decides(count.edition, &[award]).await;
    assert_eq!(code(refused), "lot-awaited");
    Ok(round)
}

async fn revealed(count: &Count<'_>, round: Uuid) -> Told {
    let wrong = reveals(count, round, Holder::Chair, Fingerprint::of(b"other")).await;
    assert_eq!(code(wrong), "lot-secret-wrong");
    for holder in Holder::ALL {
        reveals(count, round, holder, secret(round, holder)).await?;
    }
    let result = version(count, round, 2).await;
    assert_eq!(
        (&result["version"], &result["reason"]),
        (&json!(2), &json!("undian dibuka"))
    );
    let nominated = count.nominated("undi");
    let decided = [1, 2].map(|place| (place, "decided".to_owned()));
    assert_eq!(places_and_ends(&result, nominated), decided, "{result}");
    let places = places(&result, nominated);
    let awards = [0, 1].map(|n| Award {
        category: "undi",
        place: places[n].0,
        nomination: nominated[n],
    });
    count.office.decides(count.edition, &awards).await?;
    let again = count
        .office
        .commands(
            &format!("/rounds/{round}/lot/miss"),
            Some(json!({
        "holder": "chair", "reason": "Tidak hadir."})),
        )
        .await;
    assert_eq!(code(again), "lot-missed");
    Ok(())
}

/// A secret that is not revealed sends the tie to the plenary; then a ballot is taken out.
async fn missed(count: &Count<'_>) -> Told {
    let round = tied(count, "luput").await?;
    reveals(count, round, Holder::Chair, secret(round, Holder::Chair)).await?;
    let body = json!({"holder": "auditor", "reason": "Berkas rahasia hilang."});
    count
        .office
        .commands(&format!("/rounds/{round}/lot/miss"), Some(body))
        .await?;
    let result = version(count, round, 2).await;
    let nominated = count.nominated("luput");
    assert_eq!(
        places_and_ends(&result, nominated),
        both(1, "plenary"),
        "{result}"
    );
    let late = reveals(
        count,
        round,
        Holder::Auditor,
        secret(round, Holder::Auditor),
    )
    .await;
    assert_eq!(code(late), "lot-missed");
    let out = count.jurors()[2].id;
    let body = json!({"exclude": [{"juror": out, "nomination": null}],
        "reason": "Suara diberikan atas nama orang lain."});
    let path = format!("/rounds/{round}/correct");
    count.office.commands(&path, Some(body.clone())).await?;
    let result = version(count, round, 3).await;
    assert_eq!(
        (&result["version"], &result["reason"]),
        (&json!(3), &body["reason"])
    );
    assert_eq!(result["took_part"], 2);
    let left_out = json!([{"juror": out, "nomination": null, "why": "corrected"}]);
    assert_eq!(result["left_out"], left_out);
    Ok(())
}

/// Three secrets that are revealed at once make one version, not three.
async fn at_once(count: &Count<'_>) -> Told {
    let round = tied(count, "sepakat").await?;
    let reveal = |holder| reveals(count, round, holder, secret(round, holder));
    let all = Holder::ALL.map(reveal);
    for done in futures_util::future::join_all(all).await {
        done?;
    }
    let result = version(count, round, 2).await;
    let ends = places_and_ends(&result, count.nominated("sepakat"));
    assert_eq!(
        ends,
        [1, 2].map(|place| (place, "decided".to_owned())),
        "{result}"
    );
    Ok(())
}
