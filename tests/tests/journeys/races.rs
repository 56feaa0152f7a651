//! One race per rule over several entities: 32 writers or more, and the ledger decides.

use e2e::{Done, Layout, Marks, Refused, Rules, Staff, Told, World, nip, scenario};
use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

mod ballots;
mod decrees;
mod withdrawals;

const WRITERS: usize = 32;

type Outcome = Result<Done, Refused>;

/// What was refused, in no order.
fn refusals(outcomes: &[Outcome]) -> impl Iterator<Item = &Refused> {
    outcomes.iter().filter_map(|outcome| outcome.as_ref().err())
}

/// Exactly `wins` were recorded, everybody else was refused with this code.
fn decided(rule: &str, outcomes: &[Outcome], wins: usize, code: &str) {
    let done = outcomes.iter().flatten();
    let (repeated, won): (Vec<&Done>, Vec<&Done>) = done.partition(|done| done.repeated);
    assert_eq!(won.len(), wins, "{rule}: {outcomes:?}");
    assert!(
        repeated.is_empty(),
        "{rule}: these commands are different ones"
    );
    for refused in refusals(outcomes) {
        assert_eq!(refused.code, code, "{rule}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_exists_once_is_made_once() {
    scenario(Layout::ProcessPerRole, once).await;
}

async fn once(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, WRITERS, 2).await?);
    let edition = office.opens_edition("asn-2026", Rules::new(3, 3)).await?.id;
    let nomination = one_nomination(edition, &staff).await?;
    one_person(world, staff.units[0].id).await?;

    staff.units[0].staff[0].consents(nomination).await?;
    office.closes_nominations(edition).await?;
    let panel = office.forms_panel(edition, &staff.jurors, 1).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    let marks = [("kinerja", "80"), ("inovasi", "80"), ("wawancara", "80")];
    let juror = staff.jurors[0];
    let all = join_all((0..WRITERS).map(|_| juror.casts(round, nomination, Marks(&marks)))).await;
    let rule = "one ballot per juror, nomination and round";
    decided(rule, &all, 1, "ballot-exists");
    Ok(())
}

async fn one_nomination(edition: Uuid, staff: &Staff<'_>) -> Result<Uuid, Refused> {
    let unit = &staff.units[0];
    let same = unit.staff[0].id;
    let all = join_all((0..WRITERS).map(|_| unit.head.nominates(edition, unit.id, same))).await;
    let rule = "one nomination per nominee, category and edition";
    decided(rule, &all, 1, "nomination-exists");
    let won = all.into_iter().find(Result::is_ok);
    let nomination = won.expect("one was recorded")?.id;

    let endorser = unit.staff[1];
    let all = join_all((0..WRITERS).map(|_| endorser.endorses(nomination, "peer"))).await;
    let rule = "one endorsement per endorser and nomination";
    decided(rule, &all, 1, "already-endorsed");

    // One place of three is taken; everybody else wants one.
    let others = unit.staff[1..].iter();
    let all = join_all(others.map(|one| unit.head.nominates(edition, unit.id, one.id))).await;
    let rule = "no more nominations than the quota";
    decided(rule, &all, 2, "quota-exhausted");
    Ok(nomination)
}

async fn one_person(world: &World, unit: Uuid) -> Told {
    let (city, office) = (world.city().code, world.city().office());
    let person = json!({"kind": "pns", "unit": unit, "group": "pelaksana",
        "name": {"full": "Sekali Saja"}, "nip": nip(500), "from": "2020-01-01"});
    let register = |_| office.commands("/people", Some(person.clone()));
    let all = join_all((0..WRITERS).map(register)).await;
    let mut ids: Vec<Uuid> = all.iter().flatten().map(|done| done.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1, "one person per NIP and agency: {all:?}");
    let (facts, id) = (world.facts(city).await, ids[0].to_string());
    let made = facts.iter().filter(|fact| fact.entity == id);
    assert_eq!(made.count(), 1, "one person per NIP and agency");
    Ok(())
}
