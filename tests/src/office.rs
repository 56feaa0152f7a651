//! What the office that runs the programme does, and who ratifies.

use domain::Position;
use jiff::ToSpan as _;
use runtime::Clock;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::{Done, Refused};
use crate::edition::{Award, Rules};
use crate::persona::Persona;
use crate::until::until;

type Answer = Result<Done, Refused>;

/// A moment this many hours from now, as it is sent.
#[must_use]
pub fn in_hours(hours: i64) -> String {
    let now = Clock::System.now();
    now.checked_add(hours.hours())
        .expect("a near moment")
        .to_string()
}

impl Persona<'_> {
    /// Registers a unit.
    pub async fn registers_unit(&self, code: &str) -> Answer {
        let body = json!({"code": code, "name": format!("Dinas {code}"), "from": "2020-01-01"});
        self.commands("/units", Some(body)).await
    }

    /// Appoints a head.
    pub async fn appoints(&self, unit: Uuid, head: Uuid) -> Answer {
        let body = json!({"head": head, "from": "2025-01-01"});
        self.commands(&format!("/units/{unit}/head"), Some(body))
            .await
    }

    /// Records a performance event.
    pub async fn records(
        &self,
        person: Uuid,
        period: &str,
        source: &str,
        performance: Value,
    ) -> Answer {
        let body = json!({"person": person, "period": period, "source": source,
            "performance": performance});
        self.commands("/performance-events", Some(body)).await
    }

    /// Drafts an edition.
    pub async fn drafts(&self, code: &str, rules: Rules) -> Answer {
        let body = json!({"code": code, "title": format!("ASN Berprestasi {code}"), "year": 2026,
            "categories": rules.categories()});
        self.commands("/editions", Some(body)).await
    }

    /// Drafts and opens an edition for the next hours.
    pub async fn opens_edition(&self, code: &str, rules: Rules) -> Answer {
        let edition = self.drafts(code, rules).await?.id;
        let body = json!({"nominations_until": in_hours(48)});
        self.on_edition(edition, "open", Some(body)).await
    }

    /// A step of an edition.
    pub async fn on_edition(&self, edition: Uuid, step: &str, body: Option<Value>) -> Answer {
        self.commands(&format!("/editions/{edition}/{step}"), body)
            .await
    }

    /// Closes nominations.
    pub async fn closes_nominations(&self, edition: Uuid) -> Answer {
        self.on_edition(edition, "close-nominations", None).await
    }

    /// Returns a nomination to be mended.
    pub async fn returns(&self, nomination: Uuid) -> Answer {
        let body = json!({"reason": "Lengkapi dengan angka."});
        self.commands(&format!("/nominations/{nomination}/return"), Some(body))
            .await
    }

    /// Forms a panel; the first juror chairs.
    pub async fn forms_panel(&self, edition: Uuid, jurors: &[Persona<'_>], quorum: u8) -> Answer {
        let ids: Vec<Uuid> = jurors.iter().map(|juror| juror.id).collect();
        let body = json!({"code": "tim-penilai", "chair": ids[0], "jurors": ids, "quorum": quorum});
        self.on_edition(edition, "panels", Some(body)).await
    }

    /// Takes a juror off a panel.
    pub async fn removes(&self, panel: Uuid, juror: Uuid) -> Answer {
        let body = json!({"reason": "Konflik kepentingan."});
        self.commands(
            &format!("/panels/{panel}/jurors/{juror}/remove"),
            Some(body),
        )
        .await
    }

    /// Opens a round of a category.
    pub async fn opens_round(&self, edition: Uuid, category: &str, panel: Uuid) -> Answer {
        let body = json!({"category": category, "number": 1, "panel": panel,
            "closes_at": in_hours(24)});
        self.on_edition(edition, "rounds", Some(body)).await
    }

    /// Closes a round.
    pub async fn closes_round(&self, round: Uuid) -> Answer {
        self.commands(&format!("/rounds/{round}/close"), None).await
    }

    /// The result of a closed round; it follows by itself.
    pub async fn result(&self, round: Uuid) -> Result<Value, Refused> {
        let path = format!("/rounds/{round}/result");
        until("a closed round has its result", async || {
            match self.reads(&path).await {
                Err(refused) if refused.code == "result-unknown" => None,
                other => Some(other),
            }
        })
        .await
    }

    /// Proposes a decision.
    pub async fn decides(&self, edition: Uuid, winners: &[Award<'_>]) -> Answer {
        let winners: Vec<Value> = winners.iter().map(|award| award.json()).collect();
        self.on_edition(edition, "decision", Some(json!({"winners": winners})))
            .await
    }

    /// Ratifies the decision by a decree.
    pub async fn ratifies(&self, edition: Uuid, number: &str) -> Answer {
        let body = json!({"number": number, "date": "2026-01-15"});
        self.on_edition(edition, "decision/ratify", Some(body))
            .await
    }

    /// Announces the ratified decision.
    pub async fn announces(&self, edition: Uuid) -> Answer {
        self.on_edition(edition, "announcement", None).await
    }

    /// The award board as the public sees it.
    pub async fn winners(&self, edition: Uuid, min: Position) -> Result<Vec<Value>, Refused> {
        self.lists(&format!("/editions/{edition}/awards"), min)
            .await
    }
}
