//! Lines over HTTP.

use e2e::{Layout, World, nip, scenario, until};
use futures_util::{StreamExt as _, stream};
use reqwest::{Body, Method};
use serde_json::json;
use tokio::sync::mpsc;

use super::{PATH, event, lines, outcomes, recorded, sends};

type Chunk = Result<Vec<u8>, std::io::Error>;

/// A body that is sent piece by piece.
fn slow() -> (mpsc::UnboundedSender<Chunk>, Body) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let pieces = stream::unfold(receiver, async |mut receiver| {
        receiver.recv().await.map(|piece| (piece, receiver))
    });
    (sender, Body::wrap_stream(pieces))
}

/// Lines of which some are good and some are not, without a line break at the end.
fn mixed(somebody: uuid::Uuid) -> String {
    let by_id = json!({"source": "simpeg", "id": "1", "person": somebody, "period": "2026",
        "performance": {"kind": "training", "hours": 8, "course": null}});
    let contradictory = json!({"source": "simpeg", "id": "5", "nip": nip(1), "period": "2026",
        "performance": {"kind": "appraisal", "results": "above", "behaviour": "above",
            "predikat": "poor"}});
    let long = "x".repeat(70_000);
    [
        by_id.to_string(),
        event("simpeg", "2", 1, 4).to_string(),
        // The first one again, the person named otherwise.
        event("simpeg", "1", 1, 8).to_string(),
        "{\"source\":".to_owned(),
        event("simpeg", "4", 77, 4).to_string(),
        contradictory.to_string(),
        event("simpeg", "1", 1, 9).to_string(),
        long,
        event("simpeg", "9", 2, 4).to_string(),
    ]
    .join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_answered_in_order_and_each_on_its_own() {
    scenario(Layout::OneProcess, async |world| {
        let city = world.city();
        let (office, staff) = (city.office(), city.staffed(1, 2, 0).await?);
        let somebody = staff.units[0].staff[0].id;
        let body = mixed(somebody);
        let (status, answers) = sends(&office, body.clone()).await;
        assert_eq!(status, 200);
        let numbers: Vec<u64> = answers
            .iter()
            .filter_map(|answer| answer["line"].as_u64())
            .collect();
        assert_eq!(numbers, (1..=9).collect::<Vec<_>>());
        let said = outcomes(&answers);
        let outcome = |outcome: &str, code: &str| (outcome.to_owned(), code.to_owned());
        assert_eq!(
            said[..5],
            [
                outcome("recorded", ""),
                outcome("recorded", ""),
                outcome("repeated", ""),
                outcome("refused", "malformed-json"),
                outcome("refused", "person-unknown"),
            ]
        );
        assert_eq!(said[5].0, "refused", "{said:?}");
        assert_eq!(
            said[6..],
            [
                outcome("refused", "source-reused"),
                outcome("refused", "line-too-long"),
                outcome("recorded", ""),
            ]
        );
        assert!(
            !format!("{answers:?}").contains(&nip(77)),
            "no answer quotes a number"
        );

        let (_, again) = sends(&office, body).await;
        for (first, second) in answers.iter().zip(&again) {
            assert_eq!(first["position"], second["position"]);
            assert_ne!(second["outcome"], "recorded");
        }
        assert_eq!(recorded(world, somebody).await, 2);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_record_may_not_by_lines() {
    scenario(Layout::OneProcess, async |world| {
        let (city, regency) = (world.city(), world.regency());
        let staff = city.staffed(1, 1, 0).await?;
        let body = lines(&[event("simpeg", "1", 1, 8)]);
        let (employee, _) = sends(&staff.units[0].staff[0], body.clone()).await;
        assert_eq!(employee, 403);
        let path = format!("/api/v1/agencies/{}{PATH}", city.code);
        let stranger = world
            .request(&Method::POST, &path)
            .bearer_auth(regency.office().token());
        let stranger = stranger
            .header("Content-Type", "application/x-ndjson")
            .body(body);
        assert_eq!(stranger.send().await?.status(), 403);
        let nobody = world.request(&Method::POST, &path).body("{}");
        assert_eq!(nobody.send().await?.status(), 401);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_too_many_is_asked_to_wait_and_nothing_of_it_is_taken() {
    scenario(Layout::OneProcess, async |world| {
        let city = world.city();
        let (office, staff) = (city.office(), city.staffed(1, 1, 0).await?);
        let limit = runtime::config::Ingest::default().requests;
        let mut open = Vec::new();
        for n in 0..limit {
            let (sender, body) = slow();
            sender.send(Ok(
                lines(&[event("slow", &n.to_string(), 1, 1)]).into_bytes()
            ))?;
            let request = office.request(&Method::POST, PATH);
            let request = request
                .header("Content-Type", "application/x-ndjson")
                .body(body);
            let response = request.send().await?;
            let mut answers = response.bytes_stream();
            assert!(
                answers.next().await.is_some(),
                "answered while the body goes on"
            );
            open.push((sender, answers));
        }
        let request = office.request(&Method::POST, PATH);
        let request = request.header("Content-Type", "application/x-ndjson");
        let refused = request
            .body(lines(&[event("late", "1", 1, 1)]))
            .send()
            .await?;
        assert_eq!(refused.status(), 429);
        assert!(refused.headers().contains_key("retry-after"));
        let problem: serde_json::Value = refused.json().await?;
        assert_eq!(problem["code"], "too-many-requests");
        assert_eq!(recorded(world, staff.units[0].staff[0].id).await, limit);

        let (sender, mut answers) = open.remove(0);
        drop(sender);
        while answers.next().await.is_some() {}
        let taken = until("there is room again", async || {
            let (status, answers) = sends(&office, lines(&[event("late", "1", 1, 1)])).await;
            (status == 200).then_some(answers)
        })
        .await;
        assert_eq!(outcomes(&taken)[0].0, "recorded");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_stays_when_a_client_breaks_off_and_half_a_line_is_none() {
    scenario(Layout::OneProcess, async |world| {
        let city = world.city();
        let (office, staff) = (city.office(), city.staffed(1, 1, 0).await?);
        let person = staff.units[0].staff[0].id;
        let all: Vec<_> = (0..4)
            .map(|n| event("simpeg", &n.to_string(), 1, 1))
            .collect();
        let (sender, body) = slow();
        // What is cut off is whole JSON, only its line does not end.
        let body_text = lines(&all);
        sender.send(Ok(body_text.trim_end().as_bytes().to_vec()))?;
        let request = office.request(&Method::POST, PATH);
        let request = request
            .header("Content-Type", "application/x-ndjson")
            .body(body);
        let mut answers = request.send().await?.bytes_stream();
        let mut heard = String::new();
        while heard.lines().count() < 3 {
            heard.push_str(std::str::from_utf8(
                &answers.next().await.expect("an answer")?,
            )?);
        }
        sender.send(Err(std::io::ErrorKind::BrokenPipe.into()))?;
        let end = answers.next().await;
        assert!(end.is_none_or(|end| end.is_err()), "no more answers");
        assert_eq!(recorded(world, person).await, 3);
        let (_, again) = sends(&office, body_text).await;
        let said: Vec<String> = outcomes(&again)
            .into_iter()
            .map(|(outcome, _)| outcome)
            .collect();
        assert_eq!(said, ["repeated", "repeated", "repeated", "recorded"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_lines_for_a_client_that_reads_only_at_the_end() {
    let world = World::start(Layout::OneProcess).await;
    let city = world.city();
    let told = city.staffed(1, 200, 0).await.map(|_| ());
    let events: Vec<_> = (0..5_000)
        .map(|n| event("simpeg", &n.to_string(), 1 + n % 200, 1))
        .collect();
    let (status, answers) = sends(&city.office(), lines(&events)).await;
    told.unwrap();
    assert_eq!((status, answers.len()), (200, 5_000));
    assert!(answers.iter().all(|answer| answer["outcome"] == "recorded"));
    let numbers = answers
        .iter()
        .map(|answer| answer["line"].as_u64().unwrap());
    assert!(numbers.eq(1..=5_000));
    world.finish().await;
}
