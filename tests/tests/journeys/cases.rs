//! Cases of an edition: eligibility with its records, and conflicts of interest.

use domain::Role;
use e2e::{Agency, Layout, Persona, Refused, Staff, Told, World, scenario};
use serde_json::{Value, json};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn who_is_eligible_and_who_may_judge() {
    scenario(Layout::OneProcess, async |world| cases(world).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_eligible_and_who_may_judge_with_a_process_per_role() {
    scenario(Layout::ProcessPerRole, async |world| cases(world).await).await;
}

async fn cases(world: &World) -> Told {
    let city = world.city();
    let staff = city.staffed(1, 2, 3).await?;
    let edition = open(city).await?;
    let (unit, nominee) = (&staff.units[0], staff.units[0].staff[0]);
    let nomination = unit.head.nominates(edition, unit.id, nominee.id).await?.id;
    nominee.consents(nomination).await?;
    city.office().forms_panel(edition, &staff.jurors, 2).await?;
    eligibility(city, (edition, nomination), nominee).await?;
    conflicts(city, (edition, nomination), &staff).await?;
    Ok(())
}

/// An edition with requirements that records answer, and a document.
async fn open(city: Agency<'_>) -> Result<Uuid, Refused> {
    let requirements = json!([
        {"rule": "active"},
        {"rule": "service-at-least", "years": 10},
        {"rule": "no-sanction", "levels": ["sedang", "berat"], "years": 5},
        {"rule": "document", "code": "pernyataan", "title": "Surat pernyataan"},
    ]);
    let category = json!({"code": "pelaksana", "title": "Pelaksana", "nominee": "person",
        "criteria": [{"code": "kinerja", "title": "Kinerja", "weight": 100}],
        "places": 1, "quota": 1, "eligibility": requirements});
    let rulebook = json!({"code": "asn-2026", "title": "ASN Berprestasi", "year": 2026,
        "cut_off": "2026-01-02", "categories": [category]});
    let office = city.office();
    let edition = office.commands("/editions", Some(rulebook)).await?.id;
    let open = json!({"nominations_until": e2e::in_hours(48)});
    office.on_edition(edition, "open", Some(open)).await?;
    Ok(edition)
}

async fn asks(who: Persona<'_>, nomination: Uuid, step: &str, body: Option<Value>) -> String {
    let path = format!("/nominations/{nomination}/eligibility/{step}");
    match who.commands(&path, body).await {
        Ok(done) => done.status.to_string(),
        Err(refused) => refused.code,
    }
}

fn whys(view: &Value) -> Vec<&str> {
    let answers = view["answers"].as_array().map(Vec::as_slice);
    let whys = answers.unwrap_or_default().iter();
    whys.map(|answer| answer["why"].as_str().unwrap_or_default())
        .collect()
}

/// The agency attests that nothing else is recorded; who may sees it.
async fn attested(city: Agency<'_>, nominee: Persona<'_>) -> Told {
    let office = city.office();
    let attestation = json!({"person": nominee.id, "source": "SKBH-1",
        "record": {"kind": "attestation", "on": "2026-01-15"}});
    let batch = json!({"items": [attestation]});
    let path_of = format!("/people/{}/discipline-records", nominee.id);
    let (status, done) = e2e::answer(
        office
            .request(&reqwest::Method::POST, "/discipline-records/batch")
            .header("Idempotency-Key", "discipline")
            .json(&batch),
    )
    .await;
    assert_eq!((status, &done["recorded"]), (200, &json!(1)), "{done}");
    let records = city.auditor().reads(&path_of).await?;
    assert_eq!(records["items"][0]["kind"], "attestation", "{records}");
    let refused = nominee.reads(&path_of).await.unwrap_err();
    assert_eq!(refused.status, 403);
    Ok(())
}

async fn eligibility(
    city: Agency<'_>,
    (edition, nomination): (Uuid, Uuid),
    nominee: Persona<'_>,
) -> Told {
    let office = city.office();
    let second = city.persona(Role::Administrator, Uuid::from_u128(2));
    let path = format!("/nominations/{nomination}/eligibility");
    assert_eq!(
        asks(office, nomination, "confirm", None).await,
        "eligibility-unknown"
    );
    assert_eq!(asks(office, nomination, "check", None).await, "200");
    let view = nominee.reads(&path).await?;
    assert_eq!(view["stage"], "to-clarify", "{view}");
    let shown = [
        "records-show",
        "records-show",
        "not-attested",
        "document-to-see",
    ];
    assert_eq!(whys(&view), shown);

    attested(city, nominee).await?;
    assert_eq!(asks(office, nomination, "check", None).await, "200");
    assert_eq!(
        asks(office, nomination, "confirm", None).await,
        "eligibility-unclear"
    );
    let seen = json!({"document": "pernyataan", "in_order": true});
    assert_eq!(asks(office, nomination, "attest", Some(seen)).await, "200");
    let reason = json!({"rule": 0, "person": nominee.id, "met": true, "reason": "Sesuai SK."});
    assert_eq!(
        asks(office, nomination, "override", Some(reason)).await,
        "200"
    );
    assert_eq!(asks(office, nomination, "confirm", None).await, "200");
    assert_eq!(
        asks(office, nomination, "approve", None).await,
        "checker-approves"
    );
    assert_eq!(asks(second, nomination, "approve", None).await, "200");
    let own = nominee.acting_as(Role::Administrator);
    assert_eq!(
        asks(own, nomination, "check", None).await,
        "conflict-of-interest"
    );

    let view = nominee.reads(&path).await?;
    assert_eq!(view["stage"], "eligible", "{view}");
    assert_eq!(view["answers"][0]["reason"], "Sesuai SK.");
    let stranger = city.persona(Role::Employee, Uuid::from_u128(3));
    let refused = stranger.reads(&path).await.unwrap_err();
    assert_eq!(refused.code, "not-the-nominee");
    let overview = office
        .reads(&format!("/editions/{edition}/eligibility"))
        .await?;
    assert_eq!(overview["progress"][0]["stages"], json!({"eligible": 1}));
    Ok(())
}

async fn conflicts(
    city: Agency<'_>,
    (edition, nomination): (Uuid, Uuid),
    staff: &Staff<'_>,
) -> Told {
    let (chair, juror) = (staff.jurors[0], staff.jurors[1]);
    let base = format!("/editions/{edition}/nominations/{nomination}/conflicts");
    let said = json!({"statement": "Kakak ipar calon."});
    let declare = format!("{base}/declare");
    let declared = juror.commands(&declare, Some(said.clone())).await?;
    let refused = juror.commands(&declare, Some(said)).await.unwrap_err();
    assert_eq!(refused.code, "conflict-declared");
    let all = format!("/editions/{edition}/conflicts");
    for (who, many) in [
        (chair, 1),
        (juror, 1),
        (staff.jurors[2], 0),
        (city.auditor(), 1),
    ] {
        let list = who.reads(&all).await?;
        assert_eq!(list["items"].as_array().map(Vec::len), Some(many), "{list}");
    }
    let at = declared.position;
    let one = format!("/nominations/{nomination}?min_position={at}");
    let refused = juror.reads(&one).await.unwrap_err();
    assert_eq!(
        (refused.status, refused.code.as_str()),
        (403, "conflict-of-interest")
    );
    let board = format!("/editions/{edition}/nominations");
    assert_eq!(
        juror.lists(&board, declared.position).await?,
        [] as [Value; 0]
    );
    assert_eq!(chair.lists(&board, declared.position).await?.len(), 1);

    let of_juror = format!("{base}/{}", juror.id);
    let history = chair.reads(&of_juror).await?;
    assert_eq!(
        history["items"][0]["text"], "Kakak ipar calon.",
        "{history}"
    );
    let refused = staff.jurors[2].reads(&of_juror).await.unwrap_err();
    assert_eq!(refused.code, "not-the-chair");
    let waive = json!({"reason": "Tidak tinggal serumah."});
    let refused = chair
        .commands(&format!("{of_juror}/waive"), Some(waive.clone()))
        .await;
    assert_eq!(refused.unwrap_err().code, "waiver-not-allowed");
    let own = juror
        .commands(&format!("{of_juror}/dismiss"), Some(waive.clone()))
        .await;
    assert_eq!(own.unwrap_err().code, "own-conflict");
    chair.commands(&format!("{of_juror}/pin"), None).await?;
    let back = juror.commands(&format!("{base}/withdraw"), None).await;
    assert_eq!(back.unwrap_err().code, "conflict-pinned");
    city.office()
        .commands(&format!("{of_juror}/dismiss"), Some(waive))
        .await?;
    juror.reads(&one).await?;
    let confirmed = chair.commands(&format!("{of_juror}/confirm"), None).await;
    assert_eq!(confirmed.unwrap_err().code, "conflict-unknown");
    Ok(())
}
