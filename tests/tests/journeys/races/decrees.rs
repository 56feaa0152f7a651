//! Decisions, their ratification and announcement, and an edition that is suspended meanwhile.

use e2e::{Agency, Done, Layout, Refused, Rules, Told, World, scenario};
use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

use super::{Outcome, WRITERS, decided, refusals};

/// Open editions, each with a decision that awards nobody.
async fn decided_editions(city: Agency<'_>) -> Result<Vec<Uuid>, Refused> {
    let one = async |n: usize| {
        let office = city.office();
        let code = format!("asn-{n}");
        let edition = office.opens_edition(&code, Rules::default()).await?.id;
        office.decides(edition, &[]).await?;
        Ok(edition)
    };
    join_all((0..WRITERS).map(one)).await.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_ratified_and_announced_once() {
    scenario(Layout::OneProcess, decrees).await;
}

async fn decrees(world: &World) -> Told {
    let city = world.city();
    let (office, mayor) = (city.office(), city.ratifier());
    let editions = decided_editions(city).await?;
    let same = |edition: &Uuid| mayor.ratifies(*edition, "100.3.3/1/2026");
    let all = join_all(editions.iter().map(same)).await;
    let rule = "no decree number twice in an agency";
    decided(rule, &all, 1, "decree-number-taken");
    let first = all.iter().position(Result::is_ok);
    let first = first.ok_or("one is ratified")?;

    let all = join_all((0..WRITERS).map(|_| office.announces(editions[first]))).await;
    let rule = "one announcement of a decision";
    decided(rule, &all, 1, "already-announced");

    // Announcements while the ratification is under way, and other proposals.
    let second = editions[(first + 1) % WRITERS];
    let (announced, ratified, proposed) = tokio::join!(
        join_all((0..WRITERS).map(|_| office.announces(second))),
        mayor.ratifies(second, "100.3.3/2/2026"),
        join_all((0..WRITERS).map(|_| office.decides(second, &[]))),
    );
    let ratified = ratified?.position;
    let done: Vec<&Done> = announced.iter().flatten().collect();
    assert!(done.len() <= 1, "one announcement: {announced:?}");
    let after = done.iter().all(|done| done.position > ratified);
    assert!(after, "announced before it was ratified");
    for refused in refusals(&announced) {
        let codes = ["decision-not-ratified", "already-announced"];
        assert!(codes.contains(&refused.code.as_str()), "{refused}");
    }
    for outcome in proposed {
        let same = outcome.as_ref().is_ok_and(|done| done.repeated);
        assert!(same, "one decision: {outcome:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ratifications_and_announcements_against_suspensions() {
    for layout in [Layout::OneProcess, Layout::Cluster] {
        scenario(layout, suspensions).await;
    }
}

/// What was recorded stands before the suspension; what came after it was refused.
fn before(what: &str, outcome: &Outcome, suspended: &Done) {
    match outcome {
        Ok(done) => {
            let before = done.position < suspended.position;
            assert!(before, "{what} after it was suspended: {done:?}");
        }
        Err(refused) => assert_eq!(refused.code, "edition-suspended", "{what}"),
    }
}

async fn suspensions(world: &World) -> Told {
    let city = world.city();
    let (office, mayor) = (city.office(), city.ratifier());
    let editions = decided_editions(city).await?;
    let suspend = |edition: Uuid| {
        let body = json!({"reason": "Penyesuaian jadwal."});
        office.on_edition(edition, "suspend", Some(body))
    };
    let round = async |(n, edition): (usize, &Uuid)| -> Result<(), Refused> {
        let number = format!("100.3.3/{n}/2026");
        let (ratified, suspended) =
            tokio::join!(mayor.ratifies(*edition, &number), suspend(*edition));
        before("ratified", &ratified, &suspended?);
        office.on_edition(*edition, "resume", None).await?;
        if ratified.is_err() {
            mayor.ratifies(*edition, &number).await?;
        }
        let (announced, suspended) = tokio::join!(office.announces(*edition), suspend(*edition));
        match suspended {
            Ok(suspended) => before("announced", &announced, &suspended),
            // An edition that is announced is over.
            Err(refused) => assert!(announced.is_ok(), "{refused} {announced:?}"),
        }
        Ok(())
    };
    let all = join_all(editions.iter().enumerate().map(round)).await;
    Ok(all.into_iter().collect::<Result<(), _>>()?)
}
