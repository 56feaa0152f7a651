//! Endorsements against a withdrawal, rounds against results.

use e2e::{Layout, Marks, Rules, Staff, Told, World, scenario};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{WRITERS, refusals};

type Failure = Box<dyn std::error::Error>;

#[tokio::test(flavor = "multi_thread")]
async fn endorsements_against_a_withdrawal_and_rounds_against_results() {
    scenario(Layout::OneProcess, judged).await;
}

async fn judged(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, 2, 1).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let nomination = withdrawn(world, &staff, edition).await?;
    second_round(world, &staff, (edition, nomination)).await
}

async fn withdrawn(world: &World, staff: &Staff<'_>, edition: Uuid) -> Result<Uuid, Failure> {
    let (city, office, unit) = (world.city(), world.city().office(), &staff.units[0]);
    let nominee = unit.staff[0];
    let nomination = unit.head.nominates(edition, unit.id, nominee.id).await?.id;
    nominee.consents(nomination).await?;
    let citizens = (0..WRITERS).map(|n| city.citizen(&format!("warga-{n}")));
    let citizens: Vec<_> = citizens.collect();
    let endorse = citizens
        .iter()
        .map(|one| one.endorses(nomination, "citizen"));
    let (given, withdrawn) = tokio::join!(join_all(endorse), async {
        world.until_fact(city.code, "endorsement.given").await;
        unit.head.withdraws(nomination).await
    });
    let given: Vec<_> = given.iter().flatten().map(|done| done.position).collect();
    let last = given.iter().copied().max().max(Some(withdrawn?.position));
    let shown = async |min: domain::Position| -> Result<Value, e2e::Refused> {
        let path = format!("/nominations/{nomination}?min_position={min}");
        Ok(office.reads(&path).await?["endorsements"]["citizens"].clone())
    };
    assert_eq!(shown(last.ok_or("a position")?).await?, 0);
    let reopened = unit.head.reopens(nomination).await?;
    assert_eq!(shown(reopened.position).await?, json!(given.len()));
    Ok(nomination)
}

async fn second_round(
    world: &World,
    staff: &Staff<'_>,
    (edition, nomination): (Uuid, Uuid),
) -> Told {
    let (city, office) = (world.city(), world.city().office());
    office.closes_nominations(edition).await?;
    let panel = office.forms_panel(edition, &staff.jurors, 1).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    let marks = ["kinerja", "inovasi", "wawancara"].map(|criterion| (criterion, "80"));
    // Who is not placed goes no further.
    staff.jurors[0]
        .casts(round, nomination, Marks(&marks))
        .await?;
    let second = json!({"category": "pelaksana", "number": 2, "panel": panel,
        "closes_at": e2e::in_hours(24)});
    let second = || office.on_edition(edition, "rounds", Some(second.clone()));
    let (all, closed) = tokio::join!(
        join_all((0..WRITERS).map(|_| second())),
        office.closes_round(round)
    );
    closed?;
    for refused in refusals(&all) {
        assert_eq!(refused.code, "round-out-of-order");
    }
    office.result(round).await?;
    let opened = second().await?;
    let same = all.iter().flatten().all(|done| done.id == opened.id);
    assert!(same, "one second round");
    let facts = world.facts(city.code).await;
    let at = |event: &str, n: usize| {
        let mut of = facts.iter().filter(|fact| fact.event == event);
        of.nth(n).map(|fact| fact.sequence)
    };
    assert!(at("result.determined", 0) < at("round.opened", 1));
    assert_eq!(at("round.opened", 2), None);
    Ok(())
}
