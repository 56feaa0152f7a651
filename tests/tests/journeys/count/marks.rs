//! Two rounds of marks: shared out, locked, adjusted, carried over, with conflicts and changes.

use domain::Role;
use e2e::{Marks, Persona, Refused, Told};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Count, code, marks_of, numbers, ranking, votes};

pub(super) async fn by_the_rulebook(count: &Count<'_>) -> Told {
    let nominated = count.nominated("nilai");
    let round = count.opens("nilai", 1).await?;
    let shared = shared_out(count, round).await?;
    first_marks(count, round, &shared).await?;
    reopened(count, round, &shared).await?;
    let leaves = count.jurors()[4];
    changed(count, round, leaves).await?;
    let result = count.closes(round).await?;
    let lost = shared.iter().filter(|(juror, _)| *juror == leaves.id);
    let left_out = result["left_out"].as_array().ok_or("a list")?;
    assert_eq!(left_out.len(), lost.count(), "{result}");
    assert!(left_out.iter().all(|one| one["why"] == "not-on-panel"));
    assert_eq!(numbers(&result, nominated), [1, 2, 3, 4], "{result}");
    assert_eq!(
        (&result["took_part"], &result["quorum_met"]),
        (&json!(4), &json!(true))
    );
    assert_ne!(result["standings"][0]["score"], Value::Null);
    interview(count, &nominated[..2]).await
}

/// The preview is what is recorded; a colleague of the nominees gets none of them.
async fn shared_out(count: &Count<'_>, round: Uuid) -> Result<Vec<(Uuid, Uuid)>, Refused> {
    let nominated = count.nominated("nilai");
    let marks = [("kinerja", "80"), ("inovasi", "80")];
    let early = marks_of(count.jurors()[0], (round, nominated[0]), &marks).await;
    assert_eq!(code(early), "not-assigned");
    let path = format!("/rounds/{round}/assignment");
    let preview = count
        .office
        .reads(&format!("{path}/preview?seed=7"))
        .await?;
    let other = count
        .office
        .reads(&format!("{path}/preview?seed=7"))
        .await?;
    assert_eq!(preview, other, "a preview changes nothing");
    let seed = Some(json!({"seed": 7}));
    count.office.commands(&path, seed).await?;
    let facts = count.city.world.facts(count.city.code).await;
    let drawn = facts.iter().find(|fact| fact.event == "round.assigned");
    let drawn = drawn.map(|fact| fact.data["jurors"].clone());
    assert_eq!(drawn.as_ref(), Some(&preview["jurors"]));
    let jurors = preview["jurors"].as_object().into_iter().flatten();
    let pairs = jurors.flat_map(|(nomination, jurors)| {
        let ids = jurors.as_array().into_iter().flatten();
        let ids = ids.filter_map(|id| id.as_str()?.parse().ok());
        let nomination: Uuid = nomination.parse().unwrap();
        ids.map(move |juror| (juror, nomination))
    });
    let pairs: Vec<(Uuid, Uuid)> = pairs.collect();
    assert_eq!(pairs.len(), 12, "{preview}");
    let colleague = count.colleague().id;
    assert!(pairs.iter().all(|(juror, _)| *juror != colleague));
    Ok(pairs)
}

fn score(nominated: &[Uuid], nomination: Uuid, bonus: usize) -> String {
    let at = nominated.iter().position(|one| *one == nomination).unwrap();
    (90 - 10 * at + bonus).to_string()
}

async fn first_marks(count: &Count<'_>, round: Uuid, shared: &[(Uuid, Uuid)]) -> Told {
    let nominated = count.nominated("nilai");
    let marks = [("kinerja", "80"), ("inovasi", "80")];
    let refused = marks_of(count.colleague(), (round, nominated[0]), &marks).await;
    assert_eq!(code(refused), "conflict-of-interest");
    let elsewhere = count.nominated("borda")[0];
    let refused = marks_of(count.jurors()[0], (round, elsewhere), &marks).await;
    assert_eq!(code(refused), "not-in-round");
    let refused = votes(count.jurors()[0], round, &ranking(&[&[nominated[0]]])).await;
    assert_eq!(code(refused), "ballot-of-another-kind");
    for (n, juror) in count.jurors().iter().enumerate() {
        for nomination in nominated {
            let own = (round, *nomination);
            let points = score(nominated, *nomination, n);
            let marks = [("kinerja", &*points), ("inovasi", &*points)];
            let cast = marks_of(*juror, own, &marks).await;
            if shared.contains(&(juror.id, *nomination)) {
                assert_eq!(cast?.status, 201);
            } else {
                assert_eq!(code(cast), "not-assigned");
            }
        }
    }
    Ok(())
}

/// Only what the chair reopened is revised.
async fn reopened(count: &Count<'_>, round: Uuid, shared: &[(Uuid, Uuid)]) -> Told {
    let (chair, other) = (count.jurors()[0], count.jurors()[1]);
    let (_, nomination) = *shared.iter().find(|(juror, _)| *juror == other.id).unwrap();
    let points = score(count.nominated("nilai"), nomination, 2);
    let marks = [("kinerja", &*points), ("inovasi", &*points)];
    let locked = other.revises(round, nomination, Marks(&marks)).await;
    assert_eq!(code(locked), "ballot-locked");
    let path = format!(
        "/rounds/{round}/nominations/{nomination}/jurors/{}/reopen",
        other.id
    );
    let reason = Some(json!({"reason": "Salah ketik."}));
    let refused = other.commands(&path, reason.clone()).await;
    assert_eq!(code(refused), "not-the-chair");
    chair.commands(&path, reason).await?;
    let own = other.own_ballot(round, nomination).await?;
    assert_eq!(own["state"], "reopened", "{own}");
    other.revises(round, nomination, Marks(&marks)).await?;
    let locked = other.revises(round, nomination, Marks(&marks)).await;
    assert_eq!(code(locked), "ballot-locked");
    Ok(())
}

async fn takes_part(count: &Count<'_>, round: Uuid, change: &str) -> Result<Value, Refused> {
    let path = format!("/rounds/{round}/participation{change}");
    count.office.reads(&path).await
}

/// A juror leaves and another joins: what was shown before is what happens.
async fn changed(count: &Count<'_>, round: Uuid, leaves: Persona<'_>) -> Told {
    let effect = takes_part(count, round, &format!("?without={}", leaves.id)).await?;
    count.office.removes(count.panel, leaves.id).await?;
    let after = takes_part(count, round, "").await?;
    assert_eq!(effect["then"], after["now"], "{effect}");
    assert_eq!(after["now"], after["then"]);
    let excluded = effect["excluded"].as_array().ok_or("a list")?;
    assert!(!excluded.is_empty(), "{effect}");
    assert!(excluded.iter().all(|one| one["juror"] == json!(leaves.id)));
    let late = count.late();
    let effect = takes_part(count, round, &format!("?with={}", late.id)).await?;
    let joins = format!("/panels/{}/jurors", count.panel);
    let who = Some(json!({"juror": late.id}));
    count.office.commands(&joins, who).await?;
    let after = takes_part(count, round, "").await?;
    assert_eq!(effect["then"], after["now"], "{effect}");
    Ok(())
}

/// How many sheets the nomination has that count now.
async fn sheets(count: &Count<'_>, round: Uuid, nomination: Uuid) -> Result<Value, Refused> {
    let seen = takes_part(count, round, "").await?;
    let mut all = seen["now"]["nominees"].as_array().into_iter().flatten();
    let of = all.find(|one| one["nomination"] == json!(nomination));
    Ok(of.map_or(Value::Null, |one| one["sheets"].clone()))
}

/// The second round carries the first one over; conflicts come and go while it is open.
async fn interview(count: &Count<'_>, goes_on: &[Uuid]) -> Told {
    let round = count.opens("nilai", 2).await?;
    let third = count.nominated("nilai")[2];
    let voters = [&count.jurors()[..4], &[count.late()]].concat();
    let refused = marks_of(voters[0], (round, third), &[("wawancara", "90")]).await;
    assert_eq!(code(refused), "not-in-round", "it is not on the shortlist");
    for (juror, first) in voters.iter().zip(["0", "70", "70", "70", "100"]) {
        marks_of(*juror, (round, goes_on[0]), &[("wawancara", first)]).await?;
        marks_of(*juror, (round, goes_on[1]), &[("wawancara", "80")]).await?;
    }
    let base = format!(
        "/editions/{}/nominations/{}/conflicts",
        count.edition, goes_on[1]
    );
    let said = json!({"statement": "Tetangga calon."});
    for who in [voters[2], count.late()] {
        let declared = format!("{base}/declare");
        who.commands(&declared, Some(said.clone())).await?;
    }
    assert_eq!(sheets(count, round, goes_on[1]).await?, 3);
    let dismiss = format!("{base}/{}/dismiss", voters[2].id);
    let why = Some(json!({"reason": "Bukan tetangga dekat."}));
    let chair = voters[0].acting_as(Role::Juror);
    chair.commands(&dismiss, why).await?;
    assert_eq!(sheets(count, round, goes_on[1]).await?, 4);
    let result = count.closes(round).await?;
    assert_eq!(numbers(&result, goes_on), [1, 2], "{result}");
    let first = &result["standings"][0];
    assert_eq!(first["criteria"]["wawancara"], "70", "{first}");
    assert_eq!(
        (&first["weight"], &first["sheets"]),
        (&json!(100), &json!(5))
    );
    let left_out = json!([{"juror": count.late().id, "nomination": goes_on[1],
        "why": "conflict-of-interest"}]);
    assert_eq!(result["left_out"], left_out);
    Ok(())
}
