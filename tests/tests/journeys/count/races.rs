//! A thousand races of vote against close.

use std::collections::BTreeMap;

use domain::Position;
use domain::ids::PersonId;
use domain::tally::Row;
use domain::tally::bundle::{Bundle, Round};
use e2e::{Done, Layout, Persona, Refused, Told, World, scenario};
use futures_util::future::{join_all, try_join_all};
use serde_json::json;
use uuid::Uuid;

use super::{Count, code, vote, votes};

/// Categories that are voted on at the same time, and the rounds of each.
const CATEGORIES: usize = 12;
const ROUNDS: u16 = 9;
/// Who races; one more votes before, so that somebody goes on.
const RACING: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_votes_against_the_close() {
    scenario(Layout::OneProcess, races).await;
}

fn rounds(at: usize) -> serde_json::Value {
    let mut category = vote(&format!("k-{at}"), 1, &json!("approval"), None);
    let round = category["rounds"][0].clone();
    category["rounds"] = vec![round; usize::from(ROUNDS)].into();
    category
}

async fn races(world: &World) -> Told {
    let categories: Vec<_> = (0..CATEGORIES).map(rounds).collect();
    let ties = json!(["shared"]);
    let count = Count::with(world.city(), &json!(categories), (RACING + 1, ties)).await?;
    let raced = try_join_all((0..CATEGORIES).map(|at| category(&count, at))).await?;
    let raced: BTreeMap<Uuid, Vec<Uuid>> = raced.into_iter().flatten().collect();
    assert_eq!(raced.len(), CATEGORIES * usize::from(ROUNDS));
    let path = format!("/editions/{}/bundle/full", count.edition);
    let bundle: Bundle = serde_json::from_value(count.city.auditor().reads(&path).await?)?;
    assert_eq!(bundle.rounds.len(), raced.len());
    for round in &bundle.rounds {
        assert_eq!(
            counted(round),
            raced[&round.head.round.0],
            "{:?}",
            round.head
        );
    }
    Ok(())
}

/// Whose votes count, by the bundle.
fn counted(round: &Round) -> Vec<Uuid> {
    let rows = (0..round.head.rows).filter_map(|n| round.get::<Row>(&format!("row/{n}")));
    let juror = |row: Row| round.get::<PersonId>(&format!("juror/{}", row.juror()));
    let mut jurors: Vec<Uuid> = rows.filter_map(juror).map(|juror| juror.0).collect();
    jurors.sort();
    jurors
}

/// The rounds of a category one after the other, each with those whose votes were accepted.
async fn category(count: &Count<'_>, at: usize) -> Result<Vec<(Uuid, Vec<Uuid>)>, Refused> {
    let category = format!("k-{at}");
    let mut raced = Vec::new();
    for number in 1..=ROUNDS {
        let round = count.opens_round(&category, number).await?;
        raced.push((round, race(count, &category, round).await?));
    }
    Ok(raced)
}

async fn race(count: &Count<'_>, category: &str, round: Uuid) -> Result<Vec<Uuid>, Refused> {
    let (first, racing) = (count.jurors()[0], &count.jurors()[1..]);
    let choice = json!({"approved": count.nominated(category)});
    votes(first, round, &choice).await?;
    let all = racing.iter().map(|juror| votes(*juror, round, &choice));
    let (outcomes, closed) = tokio::join!(join_all(all), count.office.closes_round(round));
    let closed = closed?.position;
    count.office.result(round).await?;
    let mut accepted = vec![first.id];
    for (juror, outcome) in racing.iter().zip(outcomes) {
        if judged(*juror, round, (outcome, closed)).await? {
            accepted.push(juror.id);
        }
    }
    accepted.sort();
    Ok(accepted)
}

/// Whether a vote was accepted; one that came late is shown to its juror as such.
async fn judged(
    juror: Persona<'_>,
    round: Uuid,
    (outcome, closed): (Result<Done, Refused>, Position),
) -> Result<bool, Refused> {
    let own = juror.reads(&format!("/rounds/{round}/vote")).await;
    match outcome {
        Ok(done) => {
            assert!(done.status == 201 && done.position < closed, "{done:?}");
            assert_eq!(own?["counts"], true);
            return Ok(true);
        }
        Err(refused) => {
            assert_eq!((refused.status, &*refused.code), (409, "round-closed"));
            match refused.position {
                Some(stored) => {
                    assert!(stored > closed, "stored before the close and refused");
                    assert_eq!(own?["counts"], false);
                }
                None => assert_eq!(code(own), "ballot-unknown"),
            }
        }
    }
    Ok(false)
}
