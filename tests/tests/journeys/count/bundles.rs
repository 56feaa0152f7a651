//! Bundles: nothing before the announcement, then what anybody can count again.

use std::fs;
use std::process::Command;

use domain::tally::bundle::Bundle;
use domain::tally::recount::recount;
use e2e::{Award, Layout, Persona, Refused, Said, Told, World, executable, ran};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use super::{Count, category, marks_of, ranking, vote, votes};

#[tokio::test(flavor = "multi_thread")]
async fn what_anybody_can_count_again() {
    let mut world = World::start(Layout::OneProcess).await;
    let (edition, jurors) = announced(&world).await.unwrap();
    let full = fetched(world.city().auditor(), &full_path(edition)).await;
    let public = public(&world, edition).await;
    by_hand(&world, edition, (&full.1, &public.1)).unwrap();
    for juror in &jurors {
        assert!(!public.1.contains(&juror.to_string()), "a juror is named");
    }
    world.restart().await;
    let again = fetched(world.city().auditor(), &full_path(edition)).await;
    assert_eq!(full, again, "the same ledger gives the same bytes");
    assert_eq!(public, self::public(&world, edition).await);
    world.finish().await;
}

fn full_path(edition: Uuid) -> String {
    format!("/editions/{edition}/bundle/full")
}

async fn text(request: reqwest::RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.text().await.unwrap())
}

async fn fetched(who: Persona<'_>, path: &str) -> (u16, String) {
    text(who.request(&Method::GET, path)).await
}

async fn public(world: &World, edition: Uuid) -> (u16, String) {
    let city = world.city().code;
    let path = format!("/api/v1/agencies/{city}/editions/{edition}/bundle");
    text(world.request(&Method::GET, &path)).await
}

fn bundle(text: &str) -> Bundle {
    let bundle: Bundle = serde_json::from_str(text).unwrap();
    assert_eq!(text.as_bytes(), bundle.bytes(), "it is canonical");
    bundle
}

/// An edition with marks and votes, up to its announcement.
async fn announced(world: &World) -> Result<(Uuid, Vec<Uuid>), Refused> {
    let categories = json!([
        category("nilai", 2, &json!([])),
        vote("suara", 2, &json!("schulze"), None)
    ]);
    let ties = json!(["criteria", "shared"]);
    let count = Count::with(world.city(), &categories, (3, ties)).await?;
    let (edition, voters) = (count.edition, count.jurors());
    let marked = count.opens_round("nilai", 1).await?;
    let voted = count.opens_round("suara", 1).await?;
    let (nominated, named) = (count.nominated("nilai"), count.nominated("suara"));
    for (n, juror) in voters.iter().enumerate() {
        for (at, nomination) in nominated.iter().enumerate() {
            let points = (90 - 10 * at + n).to_string();
            let marks = ["kinerja", "inovasi", "wawancara"].map(|one| (one, &*points));
            marks_of(*juror, (marked, *nomination), &marks).await?;
        }
        votes(*juror, voted, &ranking(&[&[named[0]], &[named[1]]])).await?;
    }
    for round in [marked, voted] {
        count.closes(round).await?;
    }
    hidden(world, edition).await;
    let full = bundle(&fetched(count.city.auditor(), &full_path(edition)).await.1);
    let awards = [("nilai", nominated[0]), ("suara", named[0])];
    let awards = awards.map(|(category, nomination)| Award {
        category,
        place: 1,
        nomination,
    });
    count.office.decides(edition, &awards).await?;
    count
        .city
        .ratifier()
        .ratifies(edition, "100.3.3/18/2026")
        .await?;
    hidden(world, edition).await;
    count.office.announces(edition).await?;
    let open = e2e::until("the public bundle is there", async || {
        let (status, text) = public(world, edition).await;
        (status == 200).then_some(text)
    });
    let open = bundle(&open.await);
    assert_eq!(full.hash, open.hash);
    for one in [&full, &open] {
        let report = recount(one, Some(full.hash));
        assert!(report.faults.is_empty(), "{:#?}", report.faults);
        assert!(
            report.rounds.iter().all(|round| round.outcome.is_some()),
            "{report:?}"
        );
    }
    let jurors = count.staff.jurors.iter().map(|juror| juror.id);
    Ok((edition, jurors.collect()))
}

/// The answer of an edition with results is that of one without, and of one that there is not.
async fn hidden(world: &World, edition: Uuid) {
    let none = Uuid::from_u128(7);
    let (status, said) = public(world, edition).await;
    let absent = public(world, none).await;
    let same = said.replace(&edition.to_string(), &none.to_string());
    assert_eq!(
        (status, request_left_out(&same)),
        (404, request_left_out(&absent.1))
    );
}

/// A problem without the number of its request.
fn request_left_out(text: &str) -> Value {
    let mut problem: Value = serde_json::from_str(text).unwrap();
    problem
        .as_object_mut()
        .map(|fields| fields.remove("request_id"));
    problem
}

fn operate(args: &[&str]) -> Said {
    ran(Command::new(executable()).args(args))
}

/// The command line makes the same bytes, and sees what was changed.
fn by_hand(world: &World, edition: Uuid, (full, public): (&str, &str)) -> Told {
    let (edition, home) = (edition.to_string(), TempDir::new()?);
    let folder = world.folder().to_string_lossy().into_owned();
    let make = [
        "bundle",
        &*edition,
        "--agency",
        world.city().code,
        "--data",
        &*folder,
    ];
    let bundled = operate(&make);
    assert!(bundled.status.success(), "{bundled:?}");
    assert_eq!(
        bundled.printed, full,
        "HTTP and the command line make the same"
    );
    assert_eq!(
        operate(&[&make[..], &["--public"]].concat()).printed,
        public
    );
    let hash = bundle(full).hash.to_string();
    for text in [full, public] {
        let file = home.path().join("bundle.json");
        let name = file.to_string_lossy();
        fs::write(&file, text)?;
        let agrees = operate(&["recount", &*name, "--announced", &*hash]);
        assert_eq!(agrees.status.code(), Some(0), "{agrees:?}");
        let mut changed: Value = serde_json::from_str(text)?;
        let mark = &mut changed["rounds"][0]["open"]["row/0"]["value"]["marks"][0];
        assert!(!mark.is_null(), "{text}");
        *mark = json!("12.34");
        // Canonical but for the mark: another spelling is refused before anything is counted.
        fs::write(&file, format!("{changed}\n"))?;
        let differs = operate(&["recount", &*name, "--announced", &*hash]);
        assert_eq!(differs.status.code(), Some(1), "{differs:?}");
        assert!(differs.printed.contains("WRONG"), "{differs:?}");
    }
    Ok(())
}
