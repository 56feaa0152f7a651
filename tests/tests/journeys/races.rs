//! One race per rule over several entities: 32 writers or more, and the ledger decides.

use e2e::{Agency, Done, Layout, Marks, Refused, Rules, Told, World, nip, scenario};
use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

const WRITERS: usize = 32;

type Outcome = Result<Done, Refused>;

/// Exactly `wins` were recorded, everybody else was refused with this code.
fn decided(rule: &str, outcomes: &[Outcome], wins: usize, code: &str) {
    let won = outcomes
        .iter()
        .flatten()
        .filter(|done| !done.repeated)
        .count();
    assert_eq!(won, wins, "{rule}: {outcomes:?}");
    for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(refused.code, code, "{rule}");
    }
    let repeated = outcomes
        .iter()
        .flatten()
        .filter(|done| done.repeated)
        .count();
    assert_eq!(repeated, 0, "{rule}: these commands are different ones");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_exists_once_is_made_once() {
    scenario(Layout::ProcessPerRole, once).await;
}

async fn once(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, WRITERS, 2).await?);
    let edition = office
        .opens_edition(
            "asn-2026",
            Rules {
                quota: 3,
                places: 3,
            },
        )
        .await?
        .id;
    let (unit, writers) = (&staff.units[0], 0..WRITERS);

    let same = unit.staff[0].id;
    let all = join_all(
        writers
            .clone()
            .map(|_| unit.head.nominates(edition, unit.id, same)),
    )
    .await;
    decided(
        "one nomination per nominee, category and edition",
        &all,
        1,
        "nomination-exists",
    );
    let nomination = all
        .into_iter()
        .flatten()
        .next()
        .ok_or("one was recorded")?
        .id;

    let endorser = unit.staff[1];
    let all = join_all(
        writers
            .clone()
            .map(|_| endorser.endorses(nomination, "peer")),
    )
    .await;
    decided(
        "one endorsement per endorser and nomination",
        &all,
        1,
        "already-endorsed",
    );

    // One place of three is taken; everybody else wants one.
    let others = unit.staff[1..].iter();
    let all = join_all(others.map(|one| unit.head.nominates(edition, unit.id, one.id))).await;
    decided(
        "no more nominations than the quota",
        &all,
        2,
        "quota-exhausted",
    );

    let person = json!({"kind": "pns", "unit": unit.id, "group": "pelaksana",
        "name": {"full": "Sekali Saja"}, "nip": nip(500), "from": "2020-01-01"});
    let all = join_all(
        writers
            .clone()
            .map(|_| office.commands("/people", Some(person.clone()))),
    )
    .await;
    let mut ids: Vec<Uuid> = all.iter().flatten().map(|done| done.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1, "one person per NIP and agency: {all:?}");
    let facts = world.facts(city.code).await;
    let made = facts
        .iter()
        .filter(|fact| fact.entity == ids[0].to_string());
    assert_eq!(made.count(), 1, "one person per NIP and agency");

    unit.staff[0].consents(nomination).await?;
    office.closes_nominations(edition).await?;
    let panel = office.forms_panel(edition, &staff.jurors, 1).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    let marks = [("kinerja", "80"), ("inovasi", "80"), ("wawancara", "80")];
    let juror = staff.jurors[0];
    let all = join_all(writers.map(|_| juror.casts(round, nomination, Marks(&marks)))).await;
    decided(
        "one ballot per juror, nomination and round",
        &all,
        1,
        "ballot-exists",
    );
    Ok(())
}

/// An open edition with a decision that awards nobody.
async fn decided_edition(city: Agency<'_>, n: usize) -> Result<Uuid, Refused> {
    let edition = city
        .office()
        .opens_edition(&format!("asn-{n}"), Rules::default())
        .await?
        .id;
    city.office().decides(edition, &[]).await?;
    Ok(edition)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_ratified_and_announced_once() {
    scenario(Layout::OneProcess, decrees).await;
}

async fn decrees(world: &World) -> Told {
    let city = world.city();
    let (office, ratifier) = (city.office(), city.ratifier());
    let editions = join_all((0..WRITERS).map(|n| decided_edition(city, n))).await;
    let editions: Vec<Uuid> = editions.into_iter().collect::<Result<_, _>>()?;
    let all = join_all(
        editions
            .iter()
            .map(|one| ratifier.ratifies(*one, "100.3.3/1/2026")),
    )
    .await;
    decided(
        "no decree number twice in an agency",
        &all,
        1,
        "decree-number-taken",
    );
    let first = all
        .iter()
        .position(Result::is_ok)
        .ok_or("one is ratified")?;

    let all = join_all((0..WRITERS).map(|_| office.announces(editions[first]))).await;
    decided(
        "one announcement of a decision",
        &all,
        1,
        "already-announced",
    );

    // Announcements while the ratification is under way, and other proposals.
    let second = editions[(first + 1) % WRITERS];
    let (announced, ratified, proposed) = tokio::join!(
        join_all((0..WRITERS).map(|_| office.announces(second))),
        ratifier.ratifies(second, "100.3.3/2/2026"),
        join_all((0..WRITERS).map(|_| office.decides(second, &[]))),
    );
    let ratified = ratified?.position;
    let done: Vec<&Done> = announced.iter().flatten().collect();
    assert!(done.len() <= 1, "one announcement: {announced:?}");
    assert!(
        done.iter().all(|done| done.position > ratified),
        "announced before it was ratified"
    );
    for refused in announced
        .iter()
        .filter_map(|outcome| outcome.as_ref().err())
    {
        let codes = ["decision-not-ratified", "already-announced"];
        assert!(codes.contains(&refused.code.as_str()), "{refused}");
    }
    for outcome in proposed {
        assert!(
            outcome.as_ref().is_ok_and(|done| done.repeated),
            "one decision: {outcome:?}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ballots_against_the_close() {
    for layout in [Layout::OneProcess, Layout::Cluster] {
        scenario(layout, votes).await;
    }
}

async fn votes(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, 6, 8).await?);
    let edition = office
        .opens_edition(
            "asn-2026",
            Rules {
                quota: 9,
                places: 3,
            },
        )
        .await?
        .id;
    let unit = &staff.units[0];
    // Nominations against their close: only those that were first are assessed (the audit recounts).
    let (nominations, closed) = tokio::join!(
        join_all(
            unit.staff
                .iter()
                .map(|one| unit.head.nominates(edition, unit.id, one.id))
        ),
        async {
            let first = unit.staff[0].id;
            world.until_fact(city.code, &first.to_string()).await;
            office.closes_nominations(edition).await
        },
    );
    closed?;
    let nominated: Vec<Uuid> = nominations.iter().flatten().map(|done| done.id).collect();
    for one in &unit.staff {
        // Whoever was too late has nothing to consent to.
        let _ = join_all(nominated.iter().map(|nomination| one.consents(*nomination))).await;
    }
    let panel = office.forms_panel(edition, &staff.jurors, 1).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    let marks = [
        ("kinerja", "81.25"),
        ("inovasi", "80"),
        ("wawancara", "79.5"),
    ];
    let pairs = staff
        .jurors
        .iter()
        .flat_map(|juror| nominated.iter().map(move |one| (juror, *one)));
    let pairs: Vec<_> = pairs.collect();
    let removed = staff.jurors[7];
    let (ballots, gone, closed) = tokio::join!(
        join_all(
            pairs
                .iter()
                .map(|(juror, one)| juror.casts(round, *one, Marks(&marks)))
        ),
        office.removes(panel, removed.id),
        async {
            world.until_fact(city.code, "ballot.cast").await;
            office.closes_round(round).await
        },
    );
    let (closed, gone) = (closed?.position, gone?.position);
    let result = office.result(round).await?;
    let standings = result["standings"].as_array().cloned().unwrap_or_default();
    let mut counted = vec![0; nominated.len()];
    for ((juror, nomination), outcome) in pairs.iter().zip(&ballots) {
        let own = juror.own_ballot(round, *nomination).await;
        match outcome {
            Ok(done) => {
                assert!(done.position < closed, "a 201 after the close");
                assert_eq!(own?["counts"], true);
                let at = nominated
                    .iter()
                    .position(|one| one == nomination)
                    .ok_or("nominated")?;
                let counts = juror.id != removed.id || gone > closed;
                counted[at] += u64::from(counts);
            }
            Err(refused) if refused.code == "not-on-panel" => assert_eq!(juror.id, removed.id),
            // A nomination that lost its own race, to the close of nominations.
            Err(refused) if refused.code == "not-in-round" => {
                assert!(
                    !standings
                        .iter()
                        .any(|line| line["nomination"] == json!(nomination))
                );
            }
            Err(refused) => {
                assert_eq!(refused.code, "round-closed");
                match refused.position {
                    Some(stored) => {
                        assert!(stored > closed, "stored before the close and refused");
                        assert_eq!(own?["counts"], false, "shown to its juror");
                    }
                    None => assert_eq!(own.unwrap_err().code, "ballot-unknown"),
                }
            }
        }
    }
    for (nomination, ballots) in nominated.iter().zip(&counted) {
        let line = standings
            .iter()
            .find(|line| line["nomination"] == json!(nomination));
        // A nomination that lost its own race is not in the round.
        if let Some(line) = line {
            assert_eq!(line["ballots"], json!(ballots), "{nomination}");
        } else {
            assert_eq!(*ballots, 0);
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn endorsements_against_a_withdrawal_and_rounds_against_results() {
    scenario(Layout::OneProcess, judged).await;
}

async fn judged(world: &World) -> Told {
    let city = world.city();
    let (office, staff) = (city.office(), city.staffed(1, 2, 1).await?);
    let edition = office.opens_edition("asn-2026", Rules::default()).await?.id;
    let unit = &staff.units[0];
    let nomination = unit
        .head
        .nominates(edition, unit.id, unit.staff[0].id)
        .await?
        .id;
    unit.staff[0].consents(nomination).await?;
    let citizens: Vec<_> = (0..WRITERS)
        .map(|n| city.citizen(&format!("warga-{n}")))
        .collect();
    let (given, withdrawn) = tokio::join!(
        join_all(
            citizens
                .iter()
                .map(|one| one.endorses(nomination, "citizen"))
        ),
        async {
            world.until_fact(city.code, "endorsement.given").await;
            unit.head.withdraws(nomination).await
        },
    );
    let last = given
        .iter()
        .flatten()
        .map(|done| done.position)
        .max()
        .max(Some(withdrawn?.position));
    let card = format!(
        "/nominations/{nomination}?min_position={}",
        last.ok_or("a position")?
    );
    assert_eq!(office.reads(&card).await?["endorsements"]["citizens"], 0);
    let reopened = unit.head.reopens(nomination).await?;
    let card = format!(
        "/nominations/{nomination}?min_position={}",
        reopened.position
    );
    let stood = given.iter().flatten().count();
    assert_eq!(
        office.reads(&card).await?["endorsements"]["citizens"],
        json!(stood)
    );

    office.closes_nominations(edition).await?;
    let panel = office.forms_panel(edition, &staff.jurors, 1).await?.id;
    let round = office.opens_round(edition, "pelaksana", panel).await?.id;
    let second = json!({"category": "pelaksana", "number": 2, "panel": panel,
        "closes_at": e2e::in_hours(24)});
    let second = || office.on_edition(edition, "rounds", Some(second.clone()));
    let (all, closed) = tokio::join!(
        join_all((0..WRITERS).map(|_| second())),
        office.closes_round(round)
    );
    closed?;
    for refused in all.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(refused.code, "round-out-of-order");
    }
    office.result(round).await?;
    let opened = second().await?;
    assert!(
        all.iter().flatten().all(|done| done.id == opened.id),
        "one second round"
    );
    let facts = world.facts(city.code).await;
    let at = |event: &str, n: usize| {
        facts
            .iter()
            .filter(|fact| fact.event == event)
            .nth(n)
            .map(|f| f.sequence)
    };
    assert!(at("result.determined", 0) < at("round.opened", 1));
    assert_eq!(at("round.opened", 2), None);
    Ok(())
}
