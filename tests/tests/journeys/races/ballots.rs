//! Nominations and ballots against their close.

use domain::Position;
use e2e::{Agency, Layout, Marks, Persona, Refused, Rules, Staff, Told, World, scenario};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Outcome;

#[tokio::test(flavor = "multi_thread")]
async fn ballots_against_the_close() {
    for layout in [Layout::OneProcess, Layout::Cluster] {
        scenario(layout, votes).await;
    }
}

/// Nominations against their close: only those that were first are assessed (the audit recounts).
async fn nominated(
    city: Agency<'_>,
    edition: Uuid,
    staff: &Staff<'_>,
) -> Result<Vec<Uuid>, Refused> {
    let (office, unit) = (city.office(), &staff.units[0]);
    let nominate = |one: &Persona<'_>| unit.head.nominates(edition, unit.id, one.id);
    let (nominations, closed) = tokio::join!(join_all(unit.staff.iter().map(nominate)), async {
        let first = unit.staff[0].id.to_string();
        city.world.until_fact(city.code, &first).await;
        office.closes_nominations(edition).await
    });
    closed?;
    let nominated: Vec<Uuid> = nominations.iter().flatten().map(|done| done.id).collect();
    for one in &unit.staff {
        // Whoever was too late has nothing to consent to.
        let _ = join_all(nominated.iter().map(|nomination| one.consents(*nomination))).await;
    }
    Ok(nominated)
}

fn line<'v>(standings: &'v Value, nomination: &Uuid) -> Option<&'v Value> {
    let mut lines = standings.as_array().into_iter().flatten();
    lines.find(|line| line["nomination"] == json!(nomination))
}

async fn votes(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, 6, 8).await?);
    let edition = office.opens_edition("asn-2026", Rules::new(9, 3)).await?.id;
    let nominated = nominated(city, edition, &staff).await?;
    let panel = office.forms_panel(edition, &staff.jurors, 1).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    let marks = ["kinerja", "inovasi", "wawancara"].map(|criterion| (criterion, "81.25"));
    let jurors = staff.jurors.iter();
    let pairs = jurors.flat_map(|juror| nominated.iter().map(move |one| (juror, *one)));
    let pairs: Vec<_> = pairs.collect();
    let removed = staff.jurors[7];
    let cast = pairs.iter();
    let cast = cast.map(|(juror, one)| juror.casts(round, *one, Marks(&marks)));
    let (ballots, gone, closed) =
        tokio::join!(join_all(cast), office.removes(panel, removed.id), async {
            world.until_fact(city.code, "ballot.cast").await;
            office.closes_round(round).await
        },);
    let (closed, gone) = (closed?.position, gone?.position);
    let standings = office.result(round).await?["standings"].clone();
    let mut counted = vec![0; nominated.len()];
    for ((juror, nomination), outcome) in pairs.iter().zip(&ballots) {
        let own = juror.own_ballot(round, *nomination).await;
        let assessed = line(&standings, nomination).is_some();
        judged(outcome, own, closed, assessed, juror.id == removed.id);
        let at = nominated.iter().position(|one| one == nomination);
        let counts = outcome.is_ok() && (juror.id != removed.id || gone > closed);
        counted[at.ok_or("nominated")?] += u64::from(counts);
    }
    for (nomination, ballots) in nominated.iter().zip(&counted) {
        // A nomination that lost its own race is not in the round.
        let shown = line(&standings, nomination).map_or(json!(0), |line| line["sheets"].clone());
        assert_eq!(shown, json!(ballots), "{nomination}");
    }
    Ok(())
}

/// One ballot: what it was answered, and what its juror sees of it.
fn judged(
    outcome: &Outcome,
    own: Result<Value, Refused>,
    closed: Position,
    assessed: bool,
    removed: bool,
) {
    let refused = match outcome {
        Ok(done) => {
            assert!(done.position < closed, "a 201 after the close");
            assert_eq!(own.unwrap()["counts"], true);
            return;
        }
        Err(refused) => refused,
    };
    match (refused.code.as_str(), refused.position) {
        ("not-on-panel", _) => assert!(removed),
        // A nomination that lost its own race, to the close of nominations.
        ("not-in-round", _) => assert!(!assessed),
        ("round-closed", Some(stored)) => {
            assert!(stored > closed, "stored before the close and refused");
            assert_eq!(own.unwrap()["counts"], false, "shown to its juror");
        }
        ("round-closed", None) => assert_eq!(own.unwrap_err().code, "ballot-unknown"),
        other => panic!("{other:?}"),
    }
}
