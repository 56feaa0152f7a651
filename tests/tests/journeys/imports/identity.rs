//! Whom a staff file is about: another number, another unit, another spelling, and who nobody can
//! tell.

use std::fs;

use e2e::{Layout, Persona, Told, World, nip, scenario, until};
use serde_json::{Value, json};
use uuid::Uuid;

use super::sheets::{Staff, appraisals, pns, staff};
use super::{confirms, counts, imports, person, previews, takes};

const CONTRACT: &str = "199001012021211901";
const NEXT: &str = "199001012021221901";

#[tokio::test(flavor = "multi_thread")]
async fn people_stay_who_they_are() {
    scenario(Layout::OneProcess, same_people).await;
}

/// Rank, points and person of everybody on a board, once it has so many.
async fn board(office: &Persona<'_>, path: &str, many: usize) -> Vec<(u64, u64, String)> {
    until("the board has everybody", async || {
        let list = office.reads(&format!("/recognition/{path}")).await.unwrap();
        let all = list["items"].as_array().unwrap().iter();
        let row = |one: &Value| {
            let number = |name: &str| one[name].as_u64().unwrap();
            (
                number("rank"),
                number("points"),
                one["person"].as_str().unwrap().to_owned(),
            )
        };
        let all: Vec<_> = all.map(row).collect();
        (all.len() == many).then_some(all)
    })
    .await
}

async fn same_people(world: &World) -> Told {
    let office = world.city().office();
    let (two, three) = (nip(2), nip(3));
    let contract = |nip| Staff {
        kind: "PPPK",
        ..pns(nip, "Seruni Mahardika")
    };
    let first = staff(&[
        contract(CONTRACT),
        pns(&two, "Arga Baskara"),
        pns(&three, "Puspa Kirana"),
    ]);
    assert_eq!(
        counts(&takes(&office, "people", &first).await["totals"])[..2],
        [3, 0]
    );
    let ids = [CONTRACT, &two, &three].map(ToOwned::to_owned);
    let rated = [
        (CONTRACT, [1, 1, 1]),
        (two.as_str(), [2, 2, 2]),
        (three.as_str(), [2, 1, 2]),
    ];
    takes(
        &office,
        "appraisals?on=2026-01-31",
        &appraisals(2025, &rated),
    )
    .await;
    let before = board(&office, "2025", 3).await;
    let mut known = Vec::new();
    for nip in &ids {
        known.push(person(&office, nip).await.expect("they are registered"));
    }
    assert_eq!(before[0].2, known[0].to_string());

    changed(&office, &known, &before).await;
    doubtful(world, &office, known[2]).await
}

/// Another contract, another unit, another spelling: the same people.
async fn changed(office: &Persona<'_>, known: &[Uuid], before: &[(u64, u64, String)]) {
    let (two, three) = (nip(2), nip(3));
    let moved = Staff {
        unit: "DINAS SOSIAL",
        ..pns(&two, "Arga Baskara")
    };
    let second = staff(&[
        Staff {
            kind: "PPPK",
            ..pns(NEXT, "Seruni Mahardika")
        },
        moved,
        pns(&three, "PUSPA KIRANNA"),
    ]);
    let preview = previews(office, "people?on=2026-02-01", &second).await;
    assert_eq!(counts(&preview["report"]), [0, 3, 0], "{preview}");
    confirms(office, &preview, json!({})).await;
    assert_eq!(
        person(office, NEXT).await,
        Some(known[0]),
        "the same person"
    );
    assert_eq!(
        person(office, CONTRACT).await,
        Some(known[0]),
        "also by the old number"
    );
    assert_eq!(person(office, &two).await, Some(known[1]));
    assert_eq!(
        board(office, "2025", 3).await,
        before,
        "points and ranks stay"
    );
    let rated = [(NEXT, [1, 1, 1]), (two.as_str(), [1, 1, 1])];
    takes(office, "appraisals", &appraisals(2026, &rated)).await;
    let next = board(office, "2026", 2).await;
    assert!(
        next.iter().any(|row| row.2 == known[0].to_string()),
        "{next:?}"
    );
    let again = previews(office, "people?on=2026-02-01", &second).await;
    assert_eq!(counts(&again["report"]), [0, 0, 3], "{again}");
}

/// Same birth and sex, a name that is spelled alike: the row waits until somebody decides.
async fn doubtful(world: &World, office: &Persona<'_>, puspa: Uuid) -> Told {
    let three = nip(3);
    let other = format!("{}2006021977", &three[..8]);
    let held = |preview: &Value| -> Vec<(u64, String)> {
        let all = preview["quarantined"].as_array().unwrap().iter();
        all.map(|one| {
            (
                one["row"].as_u64().unwrap(),
                one["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
    };
    let file = staff(&[pns(&other, "Puspa Kiranna")]);
    let preview = previews(office, "people", &file).await;
    assert_eq!(
        held(&preview["report"]),
        [(2, "identity-doubtful".to_owned())],
        "{preview}"
    );
    let standing = confirms(office, &preview, json!({})).await;
    assert_eq!(
        person(office, &other).await,
        None,
        "nothing is guessed: {standing}"
    );
    let preview = previews(office, "people", &file).await;
    confirms(office, &preview, json!({"same": [2]})).await;
    assert_eq!(person(office, &other).await, Some(puspa));

    // By the command, and decided otherwise.
    let third = format!("{}2007031978", &three[..8]);
    let path = world.folder().join("doubtful.csv");
    fs::write(&path, staff(&[pns(&third, "Puspa Kirana")]))?;
    let (city, path) = (world.city().code, path.to_str().unwrap());
    let waits = imports(world.folder(), city, &["people", path]);
    assert_eq!(
        held(&waits),
        [(2, "identity-doubtful".to_owned())],
        "{waits}"
    );
    let decided = imports(world.folder(), city, &["people", path, "--new", "2"]);
    assert_eq!(
        (counts(&decided), held(&decided).len()),
        ([1, 0, 0], 0),
        "{decided}"
    );
    let found = until("the service has followed", async || {
        person(office, &third).await
    })
    .await;
    assert_ne!(found, puspa);
    Ok(())
}
