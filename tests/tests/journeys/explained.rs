//! What explains itself: points line by line after corrections, IKM, catalogue, lists and files.

use domain::Position;
use e2e::{Agency, Layout, Persona, Staff, Told, World, answer, scenario};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn points_explain_themselves() {
    scenario(Layout::OneProcess, async |world| journey(world).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn points_explain_themselves_with_a_process_per_role() {
    scenario(Layout::ProcessPerRole, async |world| journey(world).await).await;
}

async fn journey(world: &World) -> Told {
    let city = world.city();
    let staff = city.staffed(2, 2, 0).await?;
    let person = staff.units[0].staff[0];
    points(city, &staff, person).await?;
    tables(city, person).await?;
    units(city, &staff).await?;
    numbers(city, person).await?;
    files(city, &staff, person).await
}

fn training(person: Uuid, source: &str, hours: u16) -> Value {
    json!({"person": person, "period": "2026", "source": source,
        "performance": {"kind": "training", "hours": hours, "course": "Pelayanan Publik"}})
}

/// The points of a person's lines, and their total.
async fn lines(who: Persona<'_>, of: Uuid, at: Position) -> Result<(Vec<u64>, u64), String> {
    let path = format!("/recognition/2026/people/{of}/lines?min_position={at}");
    let explained = who.reads(&path).await.map_err(|refused| refused.code)?;
    let lines = explained["lines"].as_array().cloned().unwrap_or_default();
    let points = lines.iter().filter_map(|line| line["points"].as_u64());
    let total = explained["total"].as_u64().unwrap_or_default();
    Ok((points.collect(), total))
}

async fn rank(who: Persona<'_>, of: Uuid, at: Position) -> Option<u64> {
    let path = format!("/recognition/2026/people/{of}?min_position={at}");
    let around = who.reads(&path).await.ok()?;
    around["own"]["points"].as_u64()
}

/// Recorded, corrected and withdrawn: the cap holds, and what it frees goes on.
async fn points(city: Agency<'_>, staff: &Staff<'_>, person: Persona<'_>) -> Told {
    let (office, id) = (city.office(), person.id);
    let at = "/performance-events";
    office.commands(at, Some(training(id, "a", 30))).await?;
    let last = office.commands(at, Some(training(id, "b", 20))).await?;
    assert_eq!(
        lines(person, id, last.position).await,
        Ok((vec![30, 10], 40))
    );
    let reused = office.commands(at, Some(training(id, "a", 5))).await;
    assert_eq!(reused.unwrap_err().code, "source-reused");
    let correct = "/performance-events/correct";
    let mended = office.commands(correct, Some(training(id, "a", 5))).await?;
    assert_eq!(
        lines(person, id, mended.position).await,
        Ok((vec![5, 20], 25))
    );
    let again = office.commands(correct, Some(training(id, "a", 5))).await?;
    assert!(again.repeated);
    let which = json!({"person": id, "period": "2026", "source": "b"});
    let withdraw = "/performance-events/withdraw";
    let gone = office.commands(withdraw, Some(which.clone())).await?;
    assert_eq!(
        lines(city.auditor(), id, gone.position).await,
        Ok((vec![5], 5))
    );
    assert_eq!(rank(person, id, gone.position).await, Some(5));
    let twice = office.commands(withdraw, Some(which)).await;
    assert_eq!(twice.unwrap_err().code, "source-unknown");
    let other = staff.units[1].staff[0];
    let forbidden = lines(other, id, gone.position).await;
    assert_eq!(forbidden, Err("forbidden".to_owned()));
    let asked = other.commands(correct, Some(training(id, "a", 9))).await;
    assert_eq!(asked.unwrap_err().code, "forbidden");
    Ok(())
}

/// An indicator and a table that gives points for it; what was given before stays.
async fn tables(city: Agency<'_>, person: Persona<'_>) -> Told {
    let office = city.office();
    let indicator = json!({"code": "jp", "name": "Jam pelajaran", "definition": "JP setahun",
        "measured_in": "JP", "direction": "up", "source": "aplikasi", "frequency": "yearly",
        "owner": "person"});
    office.commands("/indicators", Some(indicator)).await?;
    let built_in = person.reads("/point-tables").await?["items"][0]["table"].clone();
    let mut table = built_in.clone();
    table["version"] = json!("2026-uji");
    table["from"] = json!(2026);
    table["training"] = json!({"each": 2, "most": 60});
    table["indicators"] = json!([{"indicator": "jp", "value": "20", "below": false, "points": 10}]);
    let adopted = office.commands("/point-tables", Some(table)).await?;
    let path = format!("/point-tables?min_position={}", adopted.position);
    let shown = person.reads(&path).await?;
    assert_eq!(shown["items"].as_array().map(Vec::len), Some(2));
    let taken = office.commands("/point-tables", Some(built_in)).await;
    assert_eq!(taken.unwrap_err().code, "version-taken");
    let value = json!({"person": person.id, "period": "2026", "source": "i",
        "performance": {"kind": "indicator", "indicator": "jp", "value": "20.5"}});
    let done = office.commands("/performance-events", Some(value)).await?;
    let now = lines(person, person.id, done.position).await;
    assert_eq!(now, Ok((vec![5, 10], 15)));
    let retired = office.commands("/indicators/jp/retire", None).await?;
    let catalogue = person.lists("/indicators", retired.position).await?;
    assert_eq!(catalogue[0]["retired"], true);
    Ok(())
}

/// Names and places of units, and users of a service.
async fn units(city: Agency<'_>, staff: &Staff<'_>) -> Told {
    let office = city.office();
    let [one, two] = [staff.units[0].id, staff.units[1].id];
    let alias = |name: &str| Some(json!({"name": name}));
    let path = format!("/units/{one}/aliases");
    office.commands(&path, alias("DKK")).await?;
    // `D K K` is three words, another name; `dkk` is the same.
    let path = format!("/units/{two}/aliases");
    office.commands(&path, alias("d k k")).await?;
    let taken = office.commands(&path, alias("dkk")).await;
    assert_eq!(taken.unwrap_err().code, "name-taken");
    let below = |parent: Uuid| Some(json!({"parent": parent, "from": "2026-01-01"}));
    office
        .commands(&format!("/units/{two}/move"), below(one))
        .await?;
    let circle = office
        .commands(&format!("/units/{one}/move"), below(two))
        .await;
    assert_eq!(circle.unwrap_err().code, "unit-below-itself");
    let confirmed = office
        .commands(&format!("/units/{one}/confirm"), None)
        .await?;
    assert!(confirmed.repeated);
    let counted = json!({"users": 500});
    let path = format!("/units/{one}/surveys/2026-Q1/users");
    let at = office.commands(&path, Some(counted)).await?.position;
    let surveys = city.auditor().lists("/surveys/2026-Q1", at).await?;
    let (sample, ikm) = (&surveys[0]["minimum_sample"], &surveys[0]["ikm"]);
    assert_eq!((sample, ikm), (&json!(217), &Value::Null));
    assert_eq!(surveys[0]["indicative"], true);
    let other = office.reads(&format!("/surveys/2026-Q2/units/{one}")).await;
    assert_eq!(other.unwrap_err().code, "not-found");
    Ok(())
}

/// A PPPK's next contract has another number, which finds the same person.
async fn numbers(city: Agency<'_>, person: Persona<'_>) -> Told {
    let office = city.office();
    let path = format!("/people/{}/renumber", person.id);
    let number = |nip: &str, kind| Some(json!({"nip": nip, "kind": kind}));
    let wrong = office.commands(&path, number("123", "pns")).await;
    assert_eq!(wrong.unwrap_err().field.as_deref(), Some("nip"));
    let taken = office.commands(&path, number(&e2e::nip(0), "pns")).await;
    assert_eq!(taken.unwrap_err().code, "number-taken");
    let next = "198003022025211901";
    office.commands(&path, number(next, "pppk")).await?;
    let again = json!({"kind": "pppk", "unit": Uuid::nil(), "group": "pelaksana",
        "name": {"full": "Pegawai Contoh"}, "nip": next, "from": "2026-01-01"});
    let same = office.commands("/people", Some(again)).await?;
    assert_eq!((same.id, same.repeated), (person.id, true));
    Ok(())
}

/// The text of a CSV file.
async fn csv(who: Persona<'_>, path: &str) -> (u16, String) {
    let mark = if path.contains('?') { '&' } else { '?' };
    let request = who.request(&Method::GET, &format!("{path}{mark}format=csv"));
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    (status, response.text().await.expect("a text"))
}

/// Each sees in a file what they see otherwise, and no more.
async fn files(city: Agency<'_>, staff: &Staff<'_>, person: Persona<'_>) -> Told {
    let office = city.office();
    let board = "/recognition/2026";
    let (status, text) = csv(office, board).await;
    assert_eq!(status, 200);
    assert!(text.starts_with("\u{feff}PERINGKAT;"), "{text}");
    assert!(text.contains("Pegawai Contoh"), "{text}");
    let (status, text) = csv(staff.units[1].staff[0], board).await;
    assert!(status == 200 && !text.contains("Pegawai"), "{text}");
    let own = format!("{board}/people/{}/lines", person.id);
    let (_, text) = csv(person, &own).await;
    assert_eq!(text.lines().count(), 3, "{text}");
    for closed in [
        "/people",
        "/service-awards?on=2026-08-17",
        "/candidates?year=2026",
    ] {
        assert_eq!(csv(office, closed).await.0, 200, "{closed}");
        assert_eq!(csv(person, closed).await.0, 403, "{closed}");
    }
    let request = office.request(&Method::GET, "/people?format=xlsx");
    let bytes = request.send().await.expect("an answer").bytes().await;
    assert!(bytes.expect("a book").starts_with(b"PK"));
    let unknown = office.reads("/service-awards?on=2026-08-17").await?;
    assert!(
        unknown["unknown"]
            .as_array()
            .is_some_and(|of| of.len() >= 4)
    );
    let (status, _) = answer(office.request(&Method::GET, "/service-awards?on=besok")).await;
    assert_eq!(status, 400);
    let none = format!("/editions/{}/winners", Uuid::nil());
    assert_eq!(csv(office, &none).await.0, 404);
    assert_eq!(csv(city.auditor(), &none).await.0, 403);
    Ok(())
}
