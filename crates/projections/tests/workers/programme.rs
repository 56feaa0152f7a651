//! A small programme from the directory to the announcement.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{AGENCY, World, id};

pub(crate) fn private(owner: u128, class: &str, clear: impl Into<Value>) -> Value {
    json!({"key": format!("{}.{class}", id(owner)), "clear": clear.into()})
}

pub(crate) const UNIT: u128 = 0x7;
pub(crate) const EDITION: u128 = 0xe;
pub(crate) const WINNER: u128 = 0x21;
pub(crate) const OTHER: u128 = 0x22;

impl World {
    pub(crate) async fn person(&self, person: u128, name: &str) -> u64 {
        let name = private(
            person,
            "erasable",
            json!({"full": name, "before": null, "after": null}),
        );
        let data = json!({
            "kind": "pns", "unit": id(UNIT), "group": "pelaksana", "name": name, "nip": null,
            "from": "2020-01-01",
        });
        self.event("person", person, "person.registered", data)
            .await
    }

    /// Registers Melati Cendana as a service does: with a key, her name sealed under it.
    pub(crate) async fn sealed_person(&self, person: u128) -> u64 {
        let agency = domain::ids::AgencyCode::new(AGENCY).unwrap();
        let feeds = ledger::Feeds::start(self.writer().await).await.unwrap();
        let entities = ledger::Entities::<domain::person::Person>::new(
            self.writer().await,
            self.vault.clone(),
            feeds,
        );
        let registered = serde_json::from_value(json!({
            "kind": "guest", "unit": null, "group": "none", "nip": null, "from": "2020-01-01",
            "name": private(person, "erasable", json!({"full": "Melati Cendana"})),
        }));
        let command = ledger::Command {
            agency: agency.clone(),
            entity: id(person),
            id: Uuid::new_v4(),
            digest: self.vault.digest(&agency, b"register"),
            by: domain::Actor {
                actor: id(1),
                role: domain::Role::System,
                on_behalf_of: None,
            },
            cause: None,
            now: "2026-10-01T00:00:00Z".parse().unwrap(),
            creates: true,
            command: domain::person::Command::Register(registered.unwrap()),
        };
        entities.handle(&command).await.unwrap().position.sequence
    }

    pub(crate) async fn directory(&self) -> u64 {
        let unit = json!({"code": "dinkes", "name": "Dinas Kesehatan", "parent": null, "from": "2020-01-01"});
        self.event("unit", UNIT, "unit.registered", unit).await;
        self.person(WINNER, "Melati Cendana").await;
        self.person(OTHER, "Budi Raharja").await
    }

    pub(crate) async fn edition(&self) -> u64 {
        let category = json!({
            "code": "inovasi", "title": "Inovasi", "nominee": "person", "places": 1, "quota": 2,
            "criteria": [{"code": "dampak", "title": "Dampak", "weight": 100}],
        });
        let drafted = json!({"code": "e-2026", "title": "ASN Berprestasi", "year": 2026, "categories": [category]});
        self.event("edition", EDITION, "edition.drafted", drafted)
            .await;
        let opened = json!({"nominations_until": "2026-09-01T00:00:00Z"});
        self.event("edition", EDITION, "edition.opened", opened)
            .await
    }

    pub(crate) async fn nomination(&self, nomination: u128, person: u128) -> u64 {
        let data = json!({
            "edition": id(EDITION), "category": "inovasi", "unit": id(UNIT), "by": id(0x8),
            "nominee": {"kind": "person", "person": id(person)},
            "citation": private(person, "erasable", "Bekerja keras."),
        });
        self.event("nomination", nomination, "nomination.submitted", data)
            .await
    }

    pub(crate) async fn endorsement(&self, endorsement: u128, nomination: u128) -> u64 {
        let data = json!({
            "nomination": id(nomination), "by": id(0x50), "relation": "peer", "values": ["loyal"],
            "statement": private(WINNER, "erasable", "Hebat."),
        });
        self.event("endorsement", endorsement, "endorsement.given", data)
            .await
    }

    pub(crate) async fn result(&self) -> u64 {
        let standing = |place: u32, nomination: u128, person: u128, total: u64| {
            json!({"place": place, "nomination": id(nomination), "ballots": 3, "total": total, "criteria": [total],
                   "nominee": {"kind": "person", "person": id(person)}})
        };
        let data = json!({
            "round": id(0x31), "edition": id(EDITION), "category": "inovasi", "closed": "1-9-0", "jurors": 3,
            "quorum_met": true, "excluded": [],
            "standings": [standing(1, 0x11, WINNER, 2_500_050), standing(2, 0x12, OTHER, 2_000_000)],
        });
        self.event("result", 0x41, "result.determined", data).await
    }

    pub(crate) async fn announcement(&self) -> u64 {
        let data = json!({
            "edition": id(EDITION), "title": "ASN Berprestasi", "year": 2026, "decision": id(0x51),
            "decree_number": "800/1/2026", "decree_date": "2026-09-30",
            "laureates": [{
                "category": "inovasi", "category_title": "Inovasi", "place": 1, "nomination": id(0x11),
                "people": [id(WINNER)], "name": private(WINNER, "decree", "Melati Cendana"),
                "unit": id(UNIT), "unit_name": "Dinas Kesehatan",
                "citation": private(WINNER, "decree", "Bekerja keras."),
            }],
        });
        self.event("announcement", 0x61, "announcement.published", data)
            .await
    }

    /// Everything up to the result.
    pub(crate) async fn programme(&self) -> u64 {
        self.directory().await;
        self.edition().await;
        self.nomination(0x11, WINNER).await;
        self.nomination(0x12, OTHER).await;
        let consent = json!({"by": id(WINNER)});
        self.event("nomination", 0x11, "nomination.consented", consent)
            .await;
        self.endorsement(0x71, 0x11).await;
        self.endorsement(0x72, 0x12).await;
        self.event("nomination", 0x12, "nomination.withdrawn", json!({}))
            .await;
        self.event("edition", EDITION, "edition.nominations-closed", json!({}))
            .await;
        self.points(0, 100).await;
        self.result().await
    }

    /// Training hours of people, one event each.
    pub(crate) async fn points(&self, from: u64, count: u64) -> u64 {
        self.many((from..from + count).map(|at| {
            let person = id(u128::from(at % 37) + 0x1000);
            let data = json!({
                "person": person, "unit": id(UNIT), "period": "2026-Q3", "source": format!("s{at}"),
                "performance": {"kind": "training", "hours": 1}, "points": at % 7, "table": "2026-1",
            });
            ("performance", person, "performance.recorded", data)
        }))
        .await
    }
}
