//! Messages over NATS.

use e2e::{Layout, Message, World, nip, scenario, until};
use runtime::ServiceRole;
use serde_json::{Value, json};

use super::{cloud, event, lines, outcomes, recorded, sends};

fn structured(event: &Value) -> Message {
    (Vec::new(), cloud(event).to_string())
}

fn binary(event: &Value) -> Message {
    let whole = cloud(event);
    let text = |name: &str| whole[name].as_str().unwrap_or_default().to_owned();
    let headers = vec![
        ("ce-specversion", text("specversion")),
        ("ce-type", text("type")),
        ("ce-source", text("source")),
        ("ce-id", text("id")),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, whole["data"].to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_message_is_one_event_however_often_it_comes() {
    scenario(Layout::OneProcess, async |world| {
        let city = world.city();
        let (office, staff) = (city.office(), city.staffed(1, 1, 0).await?);
        let person = staff.units[0].staff[0].id;
        let mut simpeg = world.outside("simpeg").await;
        let events: Vec<Value> = (0..4)
            .map(|n| event("simpeg", &n.to_string(), 1, 2))
            .collect();
        // As after a crash between the commit and its acknowledgement: it is in the ledger and comes again.
        let (_, before) = sends(&office, lines(&events[..1])).await;
        assert_eq!(outcomes(&before)[0].0, "recorded");
        let mut once = structured(&events[3]);
        once.0.push(("Nats-Msg-Id", "simpeg/3".to_owned()));
        let messages = [
            structured(&events[0]),
            structured(&events[1]),
            binary(&events[1]),
            binary(&events[2]),
            once.clone(),
            once,
        ];
        let answers = simpeg.publishes(&messages).await;
        assert!(
            answers.iter().all(|answer| answer["seq"].is_u64()),
            "{answers:?}"
        );
        assert_eq!(answers[5]["duplicate"], true);
        until("all are recorded", async || {
            (recorded(world, person).await >= 4).then_some(())
        })
        .await;
        // One that is published after all others is taken after them.
        simpeg.says(&cloud(&event("simpeg", "last", 1, 2))).await;
        until("the last is recorded", async || {
            (recorded(world, person).await >= 5).then_some(())
        })
        .await;
        assert_eq!(recorded(world, person).await, 5);
        let (_, after) = sends(&office, lines(&events)).await;
        assert!(
            after.iter().all(|answer| answer["outcome"] == "repeated"),
            "{after:?}"
        );
        let path = "/ingest/rejected";
        assert_eq!(office.reads(path).await?["items"], json!([]));
        Ok(())
    })
    .await;
}

/// What is listed as refused, once it is so much.
async fn listed(office: &e2e::Persona<'_>, much: usize) -> Vec<Value> {
    until("so much is refused", async || {
        let list = office.reads("/ingest/rejected").await.ok()?;
        let items = list["items"].as_array()?.clone();
        (items.len() == much && list["next"].is_null()).then_some(items)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_kept_sealed_until_its_cause_is_mended() {
    scenario(Layout::OneProcess, async |world| {
        let city = world.city();
        let (office, staff) = (city.office(), city.staffed(1, 1, 0).await?);
        let mut simpeg = world.outside("simpeg").await;
        let unknown = event("simpeg", "new", 50, 3);
        let broken: Message = (Vec::new(), "{\"specversion\":".to_owned());
        simpeg
            .publishes(&[structured(&unknown), structured(&unknown), broken])
            .await;
        let items = listed(&office, 2).await;
        let of = |code: &str| items.iter().find(|item| item["code"] == code).unwrap();
        let person = of("person-unknown");
        assert_eq!(
            (&person["source"], &person["event"]),
            (&json!("simpeg"), &json!("new"))
        );
        assert_eq!(person["field"], "nip");
        let kept = world.rejected(city.code).await;
        assert!(
            kept.len() == 2 && !String::from_utf8_lossy(&kept.concat()).contains(&nip(50)[..8])
        );

        let somebody = &staff.units[0].staff[0];
        assert_eq!(
            somebody.reads("/ingest/rejected").await.unwrap_err().status,
            403
        );
        assert_eq!(
            world.regency().office().reads("/ingest/rejected").await?["items"],
            json!([])
        );
        let replay = format!("/ingest/rejected/{}/replay", person["id"].as_str().unwrap());
        let still = office.commands(&replay, None).await.unwrap_err();
        assert_eq!(still.code, "person-unknown");
        let registered = city
            .registers_all(&[
                json!({"kind": "pns", "unit": staff.units[0].id, "group": "pelaksana",
                "name": {"full": "Pegawai Baru"}, "nip": nip(50), "from": "2020-01-01"}),
            ])
            .await?;
        let done = until("the new person is known", async || {
            office.commands(&replay, None).await.ok()
        })
        .await;
        assert!(!done.repeated);
        let again = office.commands(&replay, None).await?;
        assert!(again.repeated && again.position == done.position);
        assert_eq!(recorded(world, registered[0]).await, 1);

        let discard = format!(
            "/ingest/rejected/{}",
            of("malformed-json")["id"].as_str().unwrap()
        );
        let (status, _) = e2e::answer(office.request(&reqwest::Method::DELETE, &discard)).await;
        assert_eq!(status, 200);
        assert!(listed(&office, 0).await.is_empty());
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_service_loses_no_message_and_takes_none_twice() {
    let mut world = World::start(Layout::ProcessPerRole).await;
    let people: Vec<uuid::Uuid> = {
        let staff = world.city().staffed(1, 40, 0).await.unwrap();
        staff.units[0]
            .staff
            .iter()
            .map(|persona| persona.id)
            .collect()
    };
    let mut simpeg = world.outside("simpeg").await;
    for round in 0..3 {
        let events: Vec<Message> = (0..400)
            .map(|n| structured(&event("simpeg", &format!("{round}-{n}"), 1 + n % 40, 1)))
            .collect();
        let answers = simpeg.publishes(&events).await;
        assert!(answers.iter().all(|answer| answer["seq"].is_u64()));
        let before = world.last(world.city().code).await;
        until("it has begun", async || {
            (world.last(world.city().code).await > before || round > 0).then_some(())
        })
        .await;
        world.kills(ServiceRole::Performance).await;
    }
    // 10 events of 3 rounds each: fewer would be lost, more would be twice.
    for person in people {
        until("all of a person are recorded", async || {
            (recorded(&world, person).await >= 30).then_some(())
        })
        .await;
        assert_eq!(recorded(&world, person).await, 30);
    }
    world.finish().await;
}
