//! A vote by every method, and votes that are none.

use e2e::{Persona, Refused, Told};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Count, code, marks_of, numbers, ranking, votes};

pub(super) async fn by_every_method(count: &Count<'_>) -> Told {
    let voters = [&count.jurors()[..4], &[count.late()]].concat();
    schulze(count, &voters).await?;
    elected(count, &voters).await?;
    approved(count, &voters).await?;
    let of = |n: [usize; 4]| n.map(|at| count.nominated("borda")[at]);
    let all = [of([0, 1, 2, 3]), of([0, 1, 2, 3]), of([1, 0, 2, 3])];
    let all = [&all[..], &[of([0, 1, 2, 3]), of([0, 2, 1, 3])]].concat();
    let result = counted(count, "borda", &voters, &all).await?;
    assert_eq!(
        numbers(&result, count.nominated("borda")),
        [1, 2, 3, 4],
        "{result}"
    );
    assert_ne!(result["standings"][0]["score"], Value::Null);
    // Two each for the first two; the fifth vote moves on from the third to the second.
    let of = |n: [usize; 4]| n.map(|at| count.nominated("dua-putaran")[at]);
    let all = [of([0, 1, 2, 3]), of([0, 1, 2, 3]), of([1, 0, 2, 3])];
    let all = [&all[..], &[of([1, 0, 2, 3]), of([2, 1, 0, 3])]].concat();
    let result = counted(count, "dua-putaran", &voters, &all).await?;
    assert_eq!(
        numbers(&result, count.nominated("dua-putaran"))[..2],
        [2, 1],
        "{result}"
    );
    Ok(())
}

/// A round in which each voter ranks all nominees.
async fn counted(
    count: &Count<'_>,
    category: &str,
    voters: &[Persona<'_>],
    rankings: &[[Uuid; 4]],
) -> Result<Value, Refused> {
    let round = count.opens(category, 1).await?;
    for (voter, ranks) in voters.iter().zip(rankings) {
        votes(*voter, round, &strictly(ranks)).await?;
    }
    count.closes(round).await
}

fn strictly(ranks: &[Uuid; 4]) -> Value {
    let [a, b, c, d] = *ranks;
    ranking(&[&[a], &[b], &[c], &[d]])
}

/// What is no vote of this round is refused, and nothing of it is stored.
async fn refused(count: &Count<'_>, round: Uuid, voter: Persona<'_>) -> Told {
    let [a, b] = [0, 1].map(|n| count.nominated("schulze")[n]);
    let elsewhere = count.nominated("borda")[0];
    let stranger = Uuid::from_u128(5);
    for (choice, refusal) in [
        (ranking(&[&[a], &[b], &[a]]), "ranking-repeats"),
        (ranking(&[&[a, a]]), "ranking-repeats"),
        (ranking(&[&[a], &[stranger]]), "not-in-round"),
        (ranking(&[&[elsewhere]]), "not-in-round"),
        (json!({"approved": [a]}), "ballot-of-another-kind"),
    ] {
        let outcome = votes(voter, round, &choice).await;
        assert_eq!(code(outcome), refusal, "{choice}");
    }
    let marks = marks_of(voter, (round, a), &[("kinerja", "80")]).await;
    assert_eq!(code(marks), "ballot-of-another-kind");
    let colleague = votes(count.colleague(), round, &ranking(&[&[a]])).await;
    assert_eq!(code(colleague), "conflict-of-interest");
    let outsider = votes(count.jurors()[4], round, &ranking(&[&[a]])).await;
    assert_eq!(code(outsider), "not-on-panel");
    let own = voter.reads(&format!("/rounds/{round}/vote")).await;
    assert_eq!(code(own), "ballot-unknown");
    let facts = count.city.world.facts(count.city.code).await;
    let stored = facts
        .iter()
        .filter(|fact| fact.data["round"] == json!(round));
    let stored =
        stored.filter(|fact| fact.event.starts_with("vote") || fact.event.starts_with("ballot"));
    assert_eq!(stored.count(), 0);
    Ok(())
}

async fn schulze(count: &Count<'_>, voters: &[Persona<'_>]) -> Told {
    let round = count.opens("schulze", 1).await?;
    refused(count, round, voters[0]).await?;
    let nominated = count.nominated("schulze");
    let [a, b, c, d] = [0, 1, 2, 3].map(|n| nominated[n]);
    votes(voters[0], round, &ranking(&[&[d], &[a]])).await?;
    let again = votes(voters[0], round, &ranking(&[&[a]])).await;
    assert_eq!(code(again), "ballot-exists");
    let path = format!("/rounds/{round}/vote");
    let choice = ranking(&[&[a], &[b, c]]);
    voters[0]
        .commands(&format!("{path}/revise"), Some(choice.clone()))
        .await?;
    let own = voters[0].reads(&path).await?;
    assert_eq!(
        (&own["state"], &own["choice"]),
        (&json!("revised"), &choice)
    );
    for voter in &voters[1..4] {
        votes(*voter, round, &ranking(&[&[a], &[b], &[c], &[d]])).await?;
    }
    votes(voters[4], round, &ranking(&[&[d], &[c], &[b], &[a]])).await?;
    let base = format!("/editions/{}/nominations/{d}/conflicts", count.edition);
    let said = Some(json!({"statement": "Sepupu calon."}));
    voters[4].commands(&format!("{base}/declare"), said).await?;
    let result = count.closes(round).await?;
    assert_eq!(numbers(&result, nominated), [1, 2, 3, 4], "{result}");
    let last = &result["standings"][3];
    assert_eq!(
        (&last["nomination"], &last["sheets"]),
        (&json!(d), &json!(4))
    );
    assert_eq!(result["took_part"], 5);
    Ok(())
}

async fn elected(count: &Count<'_>, voters: &[Persona<'_>]) -> Told {
    let nominated = count.nominated("stv");
    let of = |n: [usize; 4]| n.map(|at| nominated[at]);
    let round = count.opens("stv", 1).await?;
    let equal = ranking(&[&[nominated[0], nominated[1]]]);
    assert_eq!(
        code(votes(voters[0], round, &equal).await),
        "ranking-has-ties"
    );
    let all = [
        [0, 1, 2, 3],
        [0, 1, 2, 3],
        [0, 1, 2, 3],
        [1, 0, 2, 3],
        [2, 1, 0, 3],
    ];
    for (voter, ranks) in voters.iter().zip(all.map(of)) {
        votes(*voter, round, &strictly(&ranks)).await?;
    }
    let result = count.closes(round).await?;
    assert_eq!(numbers(&result, nominated)[..2], [1, 2], "{result}");
    Ok(())
}

async fn approved(count: &Count<'_>, voters: &[Persona<'_>]) -> Told {
    let nominated = count.nominated("setuju");
    let round = count.opens("setuju", 1).await?;
    let none = ranking(&[&[nominated[0]]]);
    assert_eq!(
        code(votes(voters[0], round, &none).await),
        "ballot-of-another-kind"
    );
    for (voter, many) in voters.iter().zip([3, 2, 2, 1, 0]) {
        let approved = json!({"approved": nominated[..many]});
        votes(*voter, round, &approved).await?;
    }
    let abstain = format!("/rounds/{round}/vote/abstain");
    count.colleague().commands(&abstain, None).await?;
    let result = count.closes(round).await?;
    assert_eq!(numbers(&result, nominated)[..3], [1, 2, 3], "{result}");
    assert_eq!(
        (&result["majority_met"], &result["took_part"]),
        (&json!(true), &json!(6))
    );
    Ok(())
}
