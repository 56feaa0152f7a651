//! Steps that lead elsewhere: returned, withdrawn, suspended, cancelled, extended.

use e2e::{Done, Layout, Refused, Rules, Told, World, in_hours, scenario};
use serde_json::{Value, json};

/// The code that a command was refused with.
pub(crate) fn code(outcome: Result<Done, Refused>) -> String {
    outcome.map_or_else(|refused| refused.code, |done| format!("{done:?}"))
}

fn reason() -> Option<Value> {
    Some(json!({"reason": "Penyesuaian jadwal."}))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nomination_is_returned_withdrawn_and_taken_up_again() {
    scenario(Layout::OneProcess, returned_and_withdrawn).await;
}

async fn returned_and_withdrawn(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, 3, 0).await?);
    let edition = office
        .opens_edition(
            "asn-2026",
            Rules {
                quota: 1,
                places: 1,
            },
        )
        .await?
        .id;
    let unit = &staff.units[0];
    let first = unit
        .head
        .nominates(edition, unit.id, unit.staff[0].id)
        .await?
        .id;
    office.returns(first).await?;
    assert_eq!(
        code(office.returns(first).await),
        "nomination-not-submitted"
    );
    unit.head.resubmits(first).await?;
    assert_eq!(
        code(unit.head.resubmits(first).await),
        "nomination-not-returned"
    );
    unit.staff[1].endorses(first, "peer").await?;

    let second = unit
        .head
        .nominates(edition, unit.id, unit.staff[1].id)
        .await;
    assert_eq!(code(second), "quota-exhausted");
    let withdrawn = unit.head.withdraws(first).await?;
    let path = format!("/nominations/{first}?min_position={}", withdrawn.position);
    let card = office.reads(&path).await?;
    assert_eq!(
        (&card["status"], &card["endorsements"]["peers"]),
        (&json!("withdrawn"), &json!(0))
    );
    assert_eq!(
        code(unit.staff[2].endorses(first, "peer").await),
        "nomination-withdrawn"
    );
    assert_eq!(
        code(unit.staff[0].consents(first).await),
        "nomination-withdrawn"
    );

    let second = unit
        .head
        .nominates(edition, unit.id, unit.staff[1].id)
        .await?
        .id;
    assert_eq!(code(unit.head.reopens(first).await), "quota-exhausted");
    unit.head.withdraws(second).await?;
    let reopened = unit.head.reopens(first).await?;
    let path = format!("/nominations/{first}?min_position={}", reopened.position);
    let card = office.reads(&path).await?;
    assert_eq!(
        (&card["status"], &card["endorsements"]["peers"]),
        (&json!("submitted"), &json!(1))
    );
    assert_eq!(
        code(unit.head.reopens(first).await),
        "nomination-not-withdrawn"
    );
    unit.staff[0].declines(first).await?;
    assert_eq!(
        code(unit.staff[0].consents(first).await),
        "consent-answered"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_and_units_are_nominated_too() {
    scenario(Layout::OneProcess, teams_and_units).await;
}

async fn teams_and_units(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(2, 3, 2).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let (one, two) = (&staff.units[0], &staff.units[1]);
    let team =
        |members: Vec<_>| json!({"kind": "team", "title": "Tim Jemput Bola", "members": members});
    let alone = team(vec![one.staff[0].id]);
    assert_eq!(
        code(one.head.proposes(edition, "tim", one.id, alone).await),
        "team-size"
    );
    let members = team(vec![one.staff[0].id, two.staff[0].id]);
    let across = one.head.proposes(edition, "tim", one.id, members).await?.id;
    let half = team(vec![one.staff[1].id, one.staff[2].id]);
    let half = one.head.proposes(edition, "tim", one.id, half).await?.id;
    one.staff[0].consents(across).await?;
    two.staff[0].consents(across).await?;
    one.staff[1].consents(half).await?;
    let whole = json!({"kind": "unit", "unit": one.id});
    assert_eq!(
        code(
            two.head
                .proposes(edition, "unit-kerja", two.id, whole.clone())
                .await
        ),
        "not-unit-head"
    );
    let whole = one
        .head
        .proposes(edition, "unit-kerja", one.id, whole)
        .await?
        .id;
    one.head.consents(whole).await?;

    office.closes_nominations(edition).await?;
    let panel = office.forms_panel(edition, &staff.jurors, 2).await?.id;
    for (category, criterion, only) in [("tim", "dampak", across), ("unit-kerja", "layanan", whole)]
    {
        let round = office.opens_round(edition, category, panel).await?.id;
        for juror in &staff.jurors {
            juror
                .casts(round, only, e2e::Marks(&[(criterion, "77.25")]))
                .await?;
        }
        office.closes_round(round).await?;
        let standings = office.result(round).await?["standings"].clone();
        assert_eq!(
            standings.as_array().map(Vec::len),
            Some(1),
            "half a team's consent is none"
        );
        assert_eq!(standings[0]["nomination"], json!(only));
    }
    let award = |category, nomination| e2e::Award {
        category,
        place: 1,
        nomination,
    };
    office
        .decides(edition, &[award("tim", across), award("unit-kerja", whole)])
        .await?;
    city.ratifier().ratifies(edition, "100.3.3/18/2026").await?;
    let announced = office.announces(edition).await?;
    let list = world.announced(city.code, announced.position).await;
    let names: Vec<&Value> = list[0]["laureates"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["name"])
        .collect();
    assert_eq!(names, ["Tim Jemput Bola", "Dinas dinas-0"]);
    let member = world
        .awards_of(city.code, two.staff[0].id, announced.position)
        .await;
    assert_eq!(member.len(), 1, "each member of a team has the award");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_is_suspended_extended_and_cancelled() {
    scenario(Layout::OneProcess, suspended_and_cancelled).await;
}

async fn suspended_and_cancelled(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, 3, 1).await?);
    let unit = &staff.units[0];
    let draft = office.drafts("asn-2027", Rules::default()).await?.id;
    assert_eq!(
        code(unit.head.nominates(draft, unit.id, unit.staff[0].id).await),
        "edition-not-open"
    );
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let nomination = unit
        .head
        .nominates(edition, unit.id, unit.staff[0].id)
        .await?
        .id;

    office.on_edition(edition, "suspend", reason()).await?;
    for refused in [
        unit.head
            .nominates(edition, unit.id, unit.staff[1].id)
            .await,
        unit.head.withdraws(nomination).await,
        unit.staff[1].endorses(nomination, "peer").await,
        office.closes_nominations(edition).await,
    ] {
        assert_eq!(code(refused), "edition-suspended");
    }
    office.on_edition(edition, "resume", None).await?;
    assert_eq!(
        code(office.on_edition(edition, "resume", None).await),
        "edition-not-suspended"
    );
    unit.head
        .nominates(edition, unit.id, unit.staff[1].id)
        .await?;

    let until =
        |hours| Some(json!({"nominations_until": in_hours(hours), "reason": "Hari libur."}));
    assert_eq!(
        code(office.on_edition(edition, "extend", until(1)).await),
        "deadline-not-later"
    );
    let extended = office.on_edition(edition, "extend", until(96)).await?;
    let list = office.lists("/editions", extended.position).await?;
    let row = list
        .iter()
        .find(|row| row["id"] == json!(edition))
        .ok_or("the edition is listed")?;
    let deadline: jiff::Timestamp = row["nominations_until"]
        .as_str()
        .unwrap_or_default()
        .parse()?;
    assert!(deadline > in_hours(95).parse()?, "{deadline}");

    let cancelled = office.on_edition(edition, "cancel", reason()).await?;
    for refused in [
        unit.head
            .nominates(edition, unit.id, unit.staff[2].id)
            .await,
        unit.staff[2].endorses(nomination, "peer").await,
        office.decides(edition, &[]).await,
        office.on_edition(edition, "suspend", reason()).await,
    ] {
        assert_eq!(code(refused), "edition-cancelled");
    }
    let list = office.lists("/editions", cancelled.position).await?;
    let row = list
        .iter()
        .find(|row| row["id"] == json!(edition))
        .ok_or("the edition is listed")?;
    assert_eq!(row["phase"], "cancelled");
    Ok(())
}
