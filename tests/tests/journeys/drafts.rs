//! Unfinished ballots: kept sealed, seen by their juror alone, never counted.

use domain::ids::{BallotId, NominationId, PersonId, RoundId};
use e2e::{Layout, Marks, Persona, Rules, Told, World, answer, scenario};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

const SECRET: &str = "catatan-yang-belum-selesai";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_of_its_juror_and_never_counted() {
    scenario(Layout::ProcessPerRole, async |world| drafts(world).await).await;
}

async fn on(who: Persona<'_>, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    let request = who.request(&method, path);
    answer(match body {
        Some(body) => request.json(&body),
        None => request,
    })
    .await
}

async fn drafts(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, 2, 3).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let (unit, jurors) = (&staff.units[0], &staff.jurors);
    let nominee = unit.staff[0];
    let nomination = unit.head.nominates(edition, unit.id, nominee.id).await?.id;
    nominee.consents(nomination).await?;
    office.closes_nominations(edition).await?;
    let panel = office.forms_panel(edition, jurors, 1).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    let path = format!("/rounds/{round}/nominations/{nomination}/ballot/draft");
    kept(world, (&path, (round, nomination)), jurors).await;
    submitted(jurors, &path, (round, nomination)).await?;
    let late = json!({"marks": []});
    assert_eq!(
        on(jurors[1], Method::PUT, &path, Some(late.clone()))
            .await
            .0,
        200
    );
    office.closes_round(round).await?;
    for (method, body) in [(Method::PUT, Some(late)), (Method::GET, None)] {
        let (status, refused) = on(jurors[1], method, &path, body).await;
        assert_eq!((status, &refused["code"]), (409, &json!("round-closed")));
    }
    let result = office.result(round).await?;
    assert_eq!(result["standings"][0]["sheets"], 1, "{result}");
    Ok(())
}

/// Nothing readable is kept, and nobody but the juror reads it.
async fn kept(world: &World, (path, of): (&str, (Uuid, Uuid)), jurors: &[Persona<'_>]) {
    let before = world.last(world.city().code).await;
    let marks = Marks(&[("kinerja", "71.25")]).json();
    let sheet = json!({"marks": marks, "comment": SECRET});
    assert_eq!(on(jurors[0], Method::GET, path, None).await.0, 404);
    let (status, said) = on(jurors[0], Method::PUT, path, Some(sheet.clone())).await;
    assert_eq!(status, 200, "{said}");
    assert_eq!(on(jurors[0], Method::GET, path, None).await, (200, sheet));
    assert_eq!(on(jurors[1], Method::GET, path, None).await.0, 404);
    let office = world.city().office();
    assert_eq!(on(office, Method::GET, path, None).await.0, 403);
    assert_eq!(world.last(world.city().code).await, before, "in the ledger");
    let ballot = BallotId::of(RoundId(of.0), NominationId(of.1), PersonId(jurors[0].id));
    let key = format!("draft.{}.ballot.{ballot}", world.city().code);
    let bytes = world.working(&key).await.unwrap();
    let bytes = String::from_utf8(bytes).unwrap();
    assert!(
        !bytes.contains(SECRET) && !bytes.contains("71.25"),
        "{bytes}"
    );
    for (wrong, code) in [
        (
            Marks(&[("kinerja", "1"), ("kinerja", "2")]),
            "marks-incomplete",
        ),
        (Marks(&[("tidak-ada", "1")]), "marks-incomplete"),
    ] {
        let body = json!({"marks": wrong.json()});
        let (_, refused) = on(jurors[0], Method::PUT, path, Some(body)).await;
        assert_eq!(refused["code"], code, "{refused}");
    }
    let vote = path.split("/nominations").next().unwrap_or_default();
    let choice = Some(json!({"ranking": []}));
    let (_, refused) = on(
        jurors[0],
        Method::PUT,
        &format!("{vote}/vote/draft"),
        choice,
    )
    .await;
    assert_eq!(refused["code"], "ballot-of-another-kind", "{refused}");
}

/// Submitting drops it, and so does the juror.
async fn submitted(jurors: &[Persona<'_>], path: &str, of: (Uuid, Uuid)) -> Told {
    let marks = [("kinerja", "80"), ("inovasi", "80"), ("wawancara", "80")];
    jurors[0].casts(of.0, of.1, Marks(&marks)).await?;
    assert_eq!(on(jurors[0], Method::GET, path, None).await.0, 404);
    let sheet = json!({"marks": []});
    assert_eq!(on(jurors[1], Method::PUT, path, Some(sheet)).await.0, 200);
    assert_eq!(on(jurors[1], Method::DELETE, path, None).await.0, 200);
    assert_eq!(on(jurors[1], Method::GET, path, None).await.0, 404);
    Ok(())
}
