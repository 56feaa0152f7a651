//! Steps that lead elsewhere: returned, withdrawn, suspended, cancelled, extended.

use e2e::{
    Award, Done, Layout, Marks, Persona, Refused, Rules, Staff, Told, World, in_hours, scenario,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// The code that a command was refused with.
pub(crate) fn code(outcome: Result<Done, Refused>) -> String {
    outcome.map_or_else(|refused| refused.code, |done| format!("{done:?}"))
}

fn reason() -> Value {
    json!({"reason": "Penyesuaian jadwal."})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nomination_is_returned_withdrawn_and_taken_up_again() {
    scenario(Layout::OneProcess, returned_and_withdrawn).await;
}

async fn returned_and_withdrawn(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, 3, 0).await?);
    let edition = office.opens_edition("asn-2026", Rules::new(1, 1)).await?.id;
    let (unit, people) = (&staff.units[0], &staff.units[0].staff);
    let head = unit.head;
    let first = head.nominates(edition, unit.id, people[0].id).await?.id;
    office.returns(first).await?;
    let again = office.returns(first).await;
    assert_eq!(code(again), "nomination-not-submitted");
    head.resubmits(first).await?;
    let again = head.resubmits(first).await;
    assert_eq!(code(again), "nomination-not-returned");
    people[1].endorses(first, "peer").await?;
    let second = head.nominates(edition, unit.id, people[1].id).await;
    assert_eq!(code(second), "quota-exhausted");

    let shown = async |done: Done| -> Result<(Value, Value), Refused> {
        let path = format!("/nominations/{first}?min_position={}", done.position);
        let card = office.reads(&path).await?;
        Ok((
            card["status"].clone(),
            card["endorsements"]["peers"].clone(),
        ))
    };
    let withdrawn = head.withdraws(first).await?;
    assert_eq!(shown(withdrawn).await?, (json!("withdrawn"), json!(0)));
    let endorsed = people[2].endorses(first, "peer").await;
    assert_eq!(code(endorsed), "nomination-withdrawn");
    let consented = people[0].consents(first).await;
    assert_eq!(code(consented), "nomination-withdrawn");

    let second = head.nominates(edition, unit.id, people[1].id).await?.id;
    assert_eq!(code(head.reopens(first).await), "quota-exhausted");
    head.withdraws(second).await?;
    let reopened = head.reopens(first).await?;
    assert_eq!(shown(reopened).await?, (json!("submitted"), json!(1)));
    let again = head.reopens(first).await;
    assert_eq!(code(again), "nomination-not-withdrawn");
    people[0].declines(first).await?;
    let consented = people[0].consents(first).await;
    assert_eq!(code(consented), "consent-answered");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_and_units_are_nominated_too() {
    scenario(Layout::OneProcess, teams_and_units).await;
}

/// A team across two units, all of whom consent, and a unit.
async fn proposed(edition: Uuid, staff: &Staff<'_>) -> Result<[Uuid; 2], Refused> {
    let (one, two) = (&staff.units[0], &staff.units[1]);
    let propose = |members: &[&Persona<'_>]| {
        let members: Vec<Uuid> = members.iter().map(|member| member.id).collect();
        let team = json!({"kind": "team", "title": "Tim Jemput Bola", "members": members});
        one.head.proposes(edition, "tim", one.id, team)
    };
    assert_eq!(code(propose(&[&one.staff[0]]).await), "team-size");
    let across = propose(&[&one.staff[0], &two.staff[0]]).await?.id;
    let half = propose(&[&one.staff[1], &one.staff[2]]).await?.id;
    one.staff[0].consents(across).await?;
    two.staff[0].consents(across).await?;
    one.staff[1].consents(half).await?;
    let whole = json!({"kind": "unit", "unit": one.id});
    let refused = two
        .head
        .proposes(edition, "unit-kerja", two.id, whole.clone());
    assert_eq!(code(refused.await), "not-unit-head");
    let whole = one.head.proposes(edition, "unit-kerja", one.id, whole);
    let whole = whole.await?.id;
    one.head.consents(whole).await?;
    Ok([across, whole])
}

async fn teams_and_units(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(2, 3, 2).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let [across, whole] = proposed(edition, &staff).await?;
    office.closes_nominations(edition).await?;
    let panel = office.forms_panel(edition, &staff.jurors, 2).await?.id;
    for (category, criterion, only) in [("tim", "dampak", across), ("unit-kerja", "layanan", whole)]
    {
        let round = office.opens_round(edition, category, panel).await?.id;
        for juror in &staff.jurors {
            let marks = [(criterion, "77.25")];
            juror.casts(round, only, Marks(&marks)).await?;
        }
        office.closes_round(round).await?;
        let standings = office.result(round).await?["standings"].clone();
        let lines = standings.as_array().map(Vec::len);
        assert_eq!(lines, Some(1), "half a team's consent is none");
        assert_eq!(standings[0]["nomination"], json!(only));
    }
    let awards = [("tim", across), ("unit-kerja", whole)].map(|(category, nomination)| Award {
        category,
        place: 1,
        nomination,
    });
    office.decides(edition, &awards).await?;
    city.ratifier().ratifies(edition, "100.3.3/18/2026").await?;
    let at = office.announces(edition).await?.position;
    let laureates = world.announced(city.code, at).await[0]["laureates"].clone();
    let names: Vec<_> = laureates.as_array().into_iter().flatten().collect();
    let names: Vec<_> = names.iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Tim Jemput Bola", "Dinas dinas-0"]);
    let member = staff.units[1].staff[0].id;
    let member = world.awards_of(city.code, member, at).await;
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
    let (unit, people) = (&staff.units[0], &staff.units[0].staff);
    let head = unit.head;
    let draft = office.drafts("asn-2027", Rules::default()).await?.id;
    let early = head.nominates(draft, unit.id, people[0].id).await;
    assert_eq!(code(early), "edition-not-open");
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let nominate = |who: usize| head.nominates(edition, unit.id, people[who].id);
    let nomination = nominate(0).await?.id;

    let on = |step: &'static str, body| office.on_edition(edition, step, body);
    on("suspend", Some(reason())).await?;
    for refused in [
        nominate(1).await,
        head.withdraws(nomination).await,
        people[1].endorses(nomination, "peer").await,
        office.closes_nominations(edition).await,
    ] {
        assert_eq!(code(refused), "edition-suspended");
    }
    on("resume", None).await?;
    let again = on("resume", None).await;
    assert_eq!(code(again), "edition-not-suspended");
    nominate(1).await?;
    extended(office, edition).await?;

    let cancelled = on("cancel", Some(reason())).await?;
    for refused in [
        nominate(2).await,
        people[2].endorses(nomination, "peer").await,
        office.decides(edition, &[]).await,
        on("suspend", Some(reason())).await,
    ] {
        assert_eq!(code(refused), "edition-cancelled");
    }
    let row = listed(office, edition, cancelled).await?;
    assert_eq!(row["phase"], "cancelled");
    Ok(())
}

async fn listed(office: Persona<'_>, edition: Uuid, after: Done) -> Result<Value, Refused> {
    let list = office.lists("/editions", after.position).await?;
    let mut of = list.into_iter().filter(|row| row["id"] == json!(edition));
    Ok(of.next().expect("the edition is listed"))
}

async fn extended(office: Persona<'_>, edition: Uuid) -> Told {
    let until = |hours| {
        let body = json!({"nominations_until": in_hours(hours), "reason": "Hari libur."});
        office.on_edition(edition, "extend", Some(body))
    };
    assert_eq!(code(until(1).await), "deadline-not-later");
    let done = until(96).await?;
    let row = listed(office, edition, done).await?;
    let deadline = row["nominations_until"].as_str().unwrap_or_default();
    let deadline: jiff::Timestamp = deadline.parse()?;
    assert!(deadline > in_hours(95).parse()?, "{deadline}");
    Ok(())
}
