//! Imports over HTTP: what an office sees before it confirms, and what rests on it after.

use domain::Role;
use domain::ids::{AgencyCode, UnitId};
use e2e::{Agency, Layout, Persona, Told, World, answer, in_hours, nip, scenario, until};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::sheets::{Staff, appraisals, pns, staff};
use super::{confirms, counts, person, previews, settled, takes, uploads};

const UNIT: &str = "DINAS KESEHATAN";

#[tokio::test(flavor = "multi_thread")]
async fn an_office_takes_files_over_and_back() {
    scenario(Layout::OneProcess, async |world| office_work(world).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_takes_files_over_and_back_with_a_process_per_role() {
    scenario(Layout::ProcessPerRole, async |world| {
        office_work(world).await
    })
    .await;
}

async fn office_work(world: &World) -> Told {
    let city = world.city();
    let office = city.office();
    looked_at(&office).await?;
    let (one, two) = (nip(1), nip(2));
    let rated = |results| appraisals(2024, &[(one.as_str(), results), (two.as_str(), [2, 2, 2])]);
    takes(&office, "appraisals", &rated([2, 2, 2])).await;
    let mixed = appraisals(2025, &[(&one, [1, 1, 1]), (&two, [3, 2, 3])]);
    let appraised = takes(&office, "appraisals", &mixed).await;
    let (first, second) = (person(&office, &one).await, person(&office, &two).await);
    let (first, second) = (first.expect("registered"), second.expect("registered"));
    // Leaderboards rest on it.
    let points = board(&office, 2).await;
    assert_eq!(points[0]["person"], json!(first), "{points:?}");
    assert!(
        points[0]["points"].as_u64() > points[1]["points"].as_u64(),
        "{points:?}"
    );
    // So do the answers about eligibility: two good years, and one that was not.
    assert_eq!(answered(city, "guru", first).await?, "met");
    assert_eq!(answered(city, "tendik", second).await?, "not-met");

    // A correction moves both; taking it back moves them again.
    let better = appraisals(2025, &[(&one, [1, 1, 1]), (&two, [2, 2, 2])]);
    let corrected = takes(&office, "appraisals", &better).await;
    assert_eq!(counts(&corrected["totals"]), [0, 1, 1], "{corrected}");
    let raised = until("the board follows", async || {
        let now = board(&office, 2).await;
        (now[1]["points"] != points[1]["points"]).then_some(now)
    })
    .await;
    assert_eq!(raised[0]["points"], points[0]["points"]);
    let undone = takes_back(&office, &corrected).await;
    assert_eq!(
        (&undone["withdrawn"], &undone["restored"]),
        (&json!(0), &json!(1)),
        "{undone}"
    );
    until("the board is as before", async || {
        let now = board(&office, 2).await;
        (now[1]["points"] == points[1]["points"]).then_some(())
    })
    .await;
    let undone = takes_back(&office, &appraised).await;
    assert_eq!(undone["withdrawn"], json!(2), "{undone}");
    board(&office, 0).await;
    Ok(())
}

/// A preview tells what will be, and is thrown away.
async fn looked_at(office: &Persona<'_>) -> Told {
    let (one, two) = (nip(1), nip(2));
    let mut file = staff(&[pns(&one, "Arga Baskara"), pns(&two, "Puspa Kirana")]);
    file.push_str("Rusak;1,98003E+17;PNS;01-01-2015;Pelaksana;Pengemudi;DINAS KESEHATAN\r\n");
    let preview = previews(office, "people", &file).await;
    let report = &preview["report"];
    assert_eq!(
        (&preview["state"], &preview["staged"]),
        (&json!("none"), &json!(true))
    );
    assert_eq!(counts(report), [2, 0, 0], "{report}");
    let bad = &report["quarantined"][0];
    assert_eq!(
        (&bad["row"], &bad["code"]),
        (&json!(4), &json!("nip-broken-by-spreadsheet"))
    );
    let path = format!("/imports/{}", preview["id"].as_str().unwrap());
    let book = office
        .request(&Method::GET, &format!("{path}/report.xlsx"))
        .send()
        .await?;
    assert_eq!(book.status(), 200);
    assert!(book.bytes().await?.starts_with(b"PK"), "a workbook");
    assert_eq!(
        person(office, &one).await,
        None,
        "a preview records nothing"
    );

    let (status, kept) = answer(office.request(&Method::DELETE, &path)).await;
    assert_eq!((status, &kept["kept"]), (200, &json!(false)));
    assert_eq!(office.reads(&path).await.unwrap_err().status, 404);
    let preview = previews(office, "people", &file).await;
    let done = confirms(office, &preview, json!({})).await;
    assert_eq!(done["state"], "completed", "{done}");
    assert_eq!(
        (&done["totals"]["quarantined"], counts(&done["totals"])),
        (&json!(1), [2, 0, 0])
    );
    let listed = office.reads("/imports").await?;
    assert_eq!(listed["items"][0]["id"], preview["id"], "{listed}");
    let again = previews(office, "people", &file).await;
    assert_eq!(counts(&again["report"]), [0, 0, 2], "{again}");
    Ok(())
}

/// The board of 2025 once it has so many.
async fn board(office: &Persona<'_>, many: usize) -> Vec<Value> {
    until("the board has so many", async || {
        let list = office.reads("/recognition/2025").await.unwrap();
        let items = list["items"].as_array().unwrap().clone();
        (items.len() == many).then_some(items)
    })
    .await
}

/// Takes an import back, as its preview says.
async fn takes_back(office: &Persona<'_>, standing: &Value) -> Value {
    let import = format!("/imports/{}", standing["id"].as_str().unwrap());
    let preview = office.reads(&format!("{import}/undo")).await.unwrap();
    let request = office.request(&Method::POST, &format!("{import}/undo"));
    let request = request.header("Idempotency-Key", Uuid::new_v4().to_string());
    let (status, undone) = answer(request.json(&json!({}))).await;
    assert_eq!(status, 200, "{undone}");
    assert_eq!(undone["withdrawn"], preview["withdrawn"], "{undone}");
    until("it is taken back", async || {
        let standing = settled(office, &import).await;
        (standing["state"] == "undone").then_some(())
    })
    .await;
    undone
}

/// What the machine answers about two years of at least *baik*, of somebody nominated.
async fn answered(city: Agency<'_>, code: &str, nominee: Uuid) -> Result<String, e2e::Refused> {
    let office = city.office();
    let requirements = json!([{"rule": "predicate-at-least", "predicate": "baik", "years": 2}]);
    let category = json!({"code": "pelaksana", "title": "Pelaksana", "nominee": "person",
        "criteria": [{"code": "kinerja", "title": "Kinerja", "weight": 100}],
        "places": 1, "quota": 1, "eligibility": requirements});
    let rulebook = json!({"code": format!("asn-{code}"), "title": "ASN Berprestasi", "year": 2026,
        "cut_off": "2026-01-02", "categories": [category]});
    let edition = office.commands("/editions", Some(rulebook)).await?.id;
    let open = json!({"nominations_until": in_hours(48)});
    office.on_edition(edition, "open", Some(open)).await?;
    let unit = UnitId::of(&AgencyCode::new(city.code).unwrap(), "dinas-kesehatan");
    // Whoever heads the unit nominates the other one.
    let (head, from) = match code {
        "guru" => (nip(2), "2025-01-01"),
        _ => (nip(1), "2025-06-01"),
    };
    let head = person(&office, &head).await.expect("registered");
    let confirmed = office
        .commands(&format!("/units/{unit}/confirm"), None)
        .await?;
    assert_eq!(
        confirmed.repeated,
        code != "guru",
        "a unit that a staff file named"
    );
    let appointed = json!({"head": head, "from": from});
    office
        .commands(&format!("/units/{unit}/head"), Some(appointed))
        .await?;
    let head = city.persona(Role::UnitHead, head);
    let nomination = head.nominates(edition, unit.0, nominee).await?.id;
    city.persona(Role::Employee, nominee)
        .consents(nomination)
        .await?;
    office
        .commands(
            &format!("/nominations/{nomination}/eligibility/check"),
            None,
        )
        .await?;
    let view = office
        .reads(&format!("/nominations/{nomination}/eligibility"))
        .await?;
    Ok(view["answers"][0]["verdict"]
        .as_str()
        .unwrap_or_else(|| panic!("{view}"))
        .to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_taken_is_said() {
    scenario(Layout::OneProcess, async |world| {
        let city = world.city();
        mapped(&city.office()).await?;
        nobody_else(city).await?;
        absurd(&city.office()).await
    })
    .await;
}

/// A mapping is kept and used for the next files of the kind.
async fn mapped(office: &Persona<'_>) -> Told {
    let file = format!(
        "Nomor Pokok;Sebutan;Tempat Tugas\r\n{};Arga Baskara;{UNIT}\r\n",
        nip(1)
    );
    let (status, refused) = uploads(office, "people", file.clone()).await;
    assert_eq!(
        (status, refused["code"].as_str()),
        (422, Some("invalid-field")),
        "{refused}"
    );
    let mapping =
        json!({"columns": {"Nomor Pokok": "nip", "Sebutan": "name", "Tempat Tugas": "unit"}});
    let put = office
        .request(&Method::PUT, "/import-mappings/people")
        .json(&mapping);
    let (status, saved) = answer(put).await;
    assert_eq!(status, 200, "{saved}");
    assert_eq!(office.reads("/import-mappings/people").await?, saved);
    let done = takes(office, "people", &file).await;
    assert_eq!(counts(&done["totals"]), [1, 0, 0], "{done}");
    let wrong = json!({"columns": {"Nomor Pokok": "agama"}});
    let put = office
        .request(&Method::PUT, "/import-mappings/people")
        .json(&wrong);
    let (status, refused) = answer(put).await;
    assert!(
        (400..500).contains(&status) && refused["detail"].is_string(),
        "{status} {refused}"
    );
    Ok(())
}

async fn nobody_else(city: Agency<'_>) -> Told {
    let (office, file) = (
        city.office(),
        staff(&[Staff {
            unit: UNIT,
            ..pns(&nip(5), "Bayu")
        }]),
    );
    let import = previews(&office, "people", &file).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let confirm = format!("/imports/{import}/confirm");
    for role in [
        Role::Employee,
        Role::UnitHead,
        Role::Juror,
        Role::Ratifier,
        Role::Citizen,
        Role::Auditor,
    ] {
        let other = city.persona(role, Uuid::from_u128(77));
        assert_eq!(
            uploads(&other, "people", file.clone()).await.0,
            403,
            "{role:?}"
        );
        for path in [confirm.as_str(), &format!("/imports/{import}/undo")] {
            let refused = other.commands(path, Some(json!({}))).await.unwrap_err();
            assert_eq!(refused.status, 403, "{role:?} {path}");
        }
        let may = if role == Role::Auditor { 200 } else { 403 };
        let (status, _) = answer(other.request(&Method::GET, &format!("/imports/{import}"))).await;
        assert_eq!(status, may, "{role:?}");
    }
    // Nobody of another agency sees it either.
    let regency = city.world.regency().office();
    let (status, _) = answer(regency.request(&Method::GET, &format!("/imports/{import}"))).await;
    assert_eq!(status, 404);
    Ok(())
}

/// What is no file of the kind is answered with a sentence, and the service goes on.
async fn absurd(office: &Persona<'_>) -> Told {
    let noise: Vec<u8> = (0..100_000_u32)
        .map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[1])
        .collect();
    let files: [(&str, Vec<u8>); 9] = [
        ("empty", Vec::new()),
        ("noise", noise.clone()),
        (
            "a zip of noise",
            [b"PK\x03\x04".as_slice(), &noise].concat(),
        ),
        (
            "an old workbook of noise",
            [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &noise].concat(),
        ),
        (
            "a page",
            b"<html><body><table><tr><td>NIP</td></tr></table></body></html>".to_vec(),
        ),
        (
            "another kind",
            appraisals(2025, &[(&nip(1), [2, 2, 2])]).into_bytes(),
        ),
        ("no header", b"1;2;3\r\n4;5;6\r\n".to_vec()),
        ("one line without an end", vec![b'x'; 200_000]),
        ("too large", vec![b'\n'; 33 * 1024 * 1024]),
    ];
    for (what, bytes) in files {
        let (status, refused) = uploads(office, "people", bytes).await;
        assert!((400..500).contains(&status), "{what}: {status} {refused}");
        let detail = refused["detail"].as_str().unwrap_or_default();
        assert!(
            detail.contains(' ') && !detail.contains("NIP rusak"),
            "{what}: {refused}"
        );
    }
    let (status, _) = uploads(office, "horoscopes", "NIP;NAMA").await;
    assert!([400, 404, 422].contains(&status), "{status}");
    let unknown = Uuid::from_u128(1);
    for path in [
        format!("/imports/{unknown}/confirm"),
        format!("/imports/{unknown}/undo"),
    ] {
        let refused = office.commands(&path, Some(json!({}))).await.unwrap_err();
        assert_eq!(
            (refused.status, refused.code.as_str()),
            (404, "import-unknown"),
            "{path}"
        );
    }
    takes(office, "people", &staff(&[pns(&nip(9), "Kenanga Wening")])).await;
    assert!(
        person(office, &nip(9)).await.is_some(),
        "the service goes on"
    );
    Ok(())
}
