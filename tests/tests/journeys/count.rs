//! The count: rounds of every kind by one rulebook, lots, bundles, and what stays hidden.

mod bundles;
mod lots;
mod marks;
mod races;
mod votes;
mod worlds;

use domain::lot::{Holder, commitment};
use domain::{Fingerprint, Role};
use e2e::{Agency, Layout, Marks, Persona, Refused, Staff, Told, World, scenario};
use serde_json::{Value, json};
use uuid::Uuid;

/// A list of nominations, the best first; those in one element are equal.
type Ranks<'a> = &'a [&'a [Uuid]];

#[tokio::test(flavor = "multi_thread")]
async fn rounds_of_every_kind_with_a_process_per_role() {
    scenario(Layout::ProcessPerRole, every_kind).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rounds_of_every_kind_in_one_process() {
    scenario(Layout::OneProcess, every_kind).await;
}

async fn every_kind(world: &World) -> Told {
    let count = Count::begin(world.city(), &every_rule(), 5).await?;
    marks::by_the_rulebook(&count).await?;
    votes::by_every_method(&count).await
}

/// An edition whose nominations are closed, with its people.
struct Count<'w> {
    city: Agency<'w>,
    office: Persona<'w>,
    staff: Staff<'w>,
    edition: Uuid,
    panel: Uuid,
    /// The same people in every category, in order of the categories.
    nominated: Vec<(String, Vec<Uuid>)>,
}

/// A category for people with these rounds.
fn category(code: &str, places: u8, rounds: &Value) -> Value {
    json!({"code": code, "title": format!("Kategori {code}"), "nominee": "person",
        "criteria": [{"code": "kinerja", "title": "Kinerja", "weight": 50},
            {"code": "inovasi", "title": "Inovasi", "weight": 30},
            {"code": "wawancara", "title": "Wawancara", "weight": 20}],
        "places": places, "quota": 9, "rounds": rounds})
}

fn vote(code: &str, places: u8, method: &Value, majority: Option<&str>) -> Value {
    let mut round = json!({"kind": "vote", "method": method});
    if let Some(share) = majority {
        round["majority"] = json!(share);
    }
    category(code, places, &json!([round]))
}

fn every_rule() -> Value {
    let marked = json!([
        {"kind": "scoring", "criteria": ["kinerja", "inovasi"], "aggregate": "median",
         "severity": {"shrinkage": "1"}, "coverage": 2, "quorum": 3, "shortlist": {"top": 2},
         "assignment": {"per-nominee": 3}, "revisions": "reopened"},
        {"kind": "interview", "criteria": ["wawancara"], "aggregate": {"trimmed": 1},
         "coverage": 3, "carry": true},
    ]);
    json!([
        category("nilai", 2, &marked),
        vote("schulze", 2, &json!("schulze"), None),
        vote("stv", 2, &json!("scottish-stv"), None),
        vote("setuju", 2, &json!("approval"), Some("1/2")),
        vote("borda", 2, &json!({"borda": "averaged"}), None),
        vote("dua-putaran", 2, &json!("two-round"), None),
    ])
}

impl<'w> Count<'w> {
    /// Four people of one unit in every category, five jurors of whom the last is a colleague of
    /// theirs; ties go by the criteria to the lot and then to the plenary.
    async fn begin(city: Agency<'w>, categories: &Value, jurors: usize) -> Result<Self, Refused> {
        Self::with(
            city,
            categories,
            (jurors, json!(["criteria", "lot", "plenary"])),
        )
        .await
    }

    async fn with(
        city: Agency<'w>,
        categories: &Value,
        (jurors, ties): (usize, Value),
    ) -> Result<Self, Refused> {
        let (office, mut staff) = (city.office(), city.staffed(1, 5, jurors + 1).await?);
        let late = staff.jurors.pop();
        let colleague = staff.units[0].staff[4].acting_as(Role::Juror);
        let body = json!({"code": "asn-2026", "title": "ASN Berprestasi", "year": 2026,
            "categories": categories, "ties": ties, "publication": "anonymous"});
        let edition = office.commands("/editions", Some(body)).await?.id;
        let open = json!({"nominations_until": e2e::in_hours(48)});
        office.on_edition(edition, "open", Some(open)).await?;
        let unit = &staff.units[0];
        let mut nominated = Vec::new();
        for category in categories.as_array().into_iter().flatten() {
            let code = category["code"].as_str().unwrap_or_default();
            let mut of_category = Vec::new();
            for nominee in &unit.staff[..4] {
                let who = json!({"kind": "person", "person": nominee.id});
                let done = unit.head.proposes(edition, code, unit.id, who).await?;
                nominee.consents(done.id).await?;
                of_category.push(done.id);
            }
            nominated.push((code.to_owned(), of_category));
        }
        office.closes_nominations(edition).await?;
        let seated = [&staff.jurors[..], &[colleague]].concat();
        let panel = office.forms_panel(edition, &seated, 2).await?.id;
        staff.jurors = seated;
        staff.jurors.extend(late);
        Ok(Self {
            city,
            office,
            staff,
            edition,
            panel,
            nominated,
        })
    }

    fn nominated(&self, category: &str) -> &[Uuid] {
        let found = self.nominated.iter().find(|(code, _)| code == category);
        found.map_or(&[], |(_, all)| all)
    }

    /// Those on the panel from the beginning without a conflict of interest.
    fn jurors(&self) -> &[Persona<'w>] {
        &self.staff.jurors[..self.staff.jurors.len() - 2]
    }

    /// A juror who serves in the unit of all nominees.
    fn colleague(&self) -> Persona<'w> {
        self.staff.jurors[self.staff.jurors.len() - 2]
    }

    /// Somebody who is not on the panel yet.
    fn late(&self) -> Persona<'w> {
        self.staff.jurors[self.staff.jurors.len() - 1]
    }

    fn holder(&self, holder: Holder) -> (Persona<'w>, &'static str) {
        match holder {
            Holder::Chair => (self.staff.jurors[0], "chair"),
            Holder::Secretary => (self.office, "secretary"),
            Holder::Auditor => (self.city.auditor(), "auditor"),
        }
    }

    async fn commits(&self, category: &str, number: u16, holder: Holder) -> Result<(), Refused> {
        let round = round_of(self.edition, category, number);
        let (who, name) = self.holder(holder);
        let secret = commitment(domain::ids::RoundId(round), holder, &secret(round, holder));
        let body = json!({"category": category, "number": number, "holder": name,
            "commitment": secret});
        let done = who.on_edition(self.edition, "lots", Some(body)).await;
        done.map(drop)
    }

    /// Commits all three secrets and opens the round.
    async fn opens(&self, category: &str, number: u16) -> Result<Uuid, Refused> {
        for holder in Holder::ALL {
            self.commits(category, number, holder).await?;
        }
        self.opens_round(category, number).await
    }

    async fn opens_round(&self, category: &str, number: u16) -> Result<Uuid, Refused> {
        let body = json!({"category": category, "number": number, "panel": self.panel,
            "closes_at": e2e::in_hours(24)});
        let opened = self.office.on_edition(self.edition, "rounds", Some(body));
        Ok(opened.await?.id)
    }

    async fn closes(&self, round: Uuid) -> Result<Value, Refused> {
        self.office.closes_round(round).await?;
        self.office.result(round).await
    }
}

fn round_of(edition: Uuid, category: &str, number: u16) -> Uuid {
    domain::ids::RoundId::of(domain::ids::EditionId(edition), category, number).0
}

/// The secret of a holder: any 32 bytes.
fn secret(round: Uuid, holder: Holder) -> Fingerprint {
    Fingerprint::of(format!("{round} {holder:?}").as_bytes())
}

fn ranking(ranks: Ranks<'_>) -> Value {
    json!({"ranking": ranks})
}

async fn votes(who: Persona<'_>, round: Uuid, choice: &Value) -> Result<e2e::Done, Refused> {
    let path = format!("/rounds/{round}/vote");
    who.commands(&path, Some(choice.clone())).await
}

/// Place and how it ended, in order of these nominations.
fn places(result: &Value, nominated: &[Uuid]) -> Vec<(u64, String)> {
    let standings = result["standings"].as_array();
    let of = |nomination: &Uuid| {
        let mut lines = standings.into_iter().flatten();
        let line = lines.find(|line| line["nomination"] == json!(nomination))?;
        Some((line["place"].as_u64()?, line["ended"].as_str()?.to_owned()))
    };
    nominated.iter().filter_map(of).collect()
}

fn numbers(result: &Value, nominated: &[Uuid]) -> Vec<u64> {
    let all = places(result, nominated).into_iter();
    all.map(|(place, _)| place).collect()
}

async fn marks_of(
    who: Persona<'_>,
    (round, nomination): (Uuid, Uuid),
    marks: &[(&str, &str)],
) -> Result<e2e::Done, Refused> {
    who.casts(round, nomination, Marks(marks)).await
}

/// The code that it was refused with.
fn code<T: std::fmt::Debug>(outcome: Result<T, Refused>) -> String {
    outcome.unwrap_err().code
}
