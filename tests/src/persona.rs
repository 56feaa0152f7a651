//! People: nominees, heads of units, endorsers and jurors, in the words of the domain.

use domain::Role;
use domain::ids::AgencyCode;
use runtime::Caller;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::{Done, Refused};
use crate::edition::Marks;
use crate::world::World;

/// Somebody in a role.
#[derive(Clone, Copy)]
pub struct Persona<'w> {
    pub(crate) world: &'w World,
    /// The agency they belong to.
    pub agency: &'w str,
    /// Their id.
    pub id: Uuid,
    /// What they act as.
    pub role: Role,
}

type Answer = Result<Done, Refused>;

impl Persona<'_> {
    /// The same person in another role.
    #[must_use]
    pub fn acting_as(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The token that speaks for them.
    #[must_use]
    pub fn token(&self) -> String {
        let caller = Caller {
            agency: AgencyCode::new(self.agency).expect("agencies of tests have codes"),
            person: self.id,
            role: self.role,
        };
        self.world
            .tokens
            .issue(&caller)
            .expect("tests have a demo key")
    }

    async fn on_nomination(&self, nomination: Uuid, step: &str, body: Option<Value>) -> Answer {
        self.commands(&format!("/nominations/{nomination}/{step}"), body)
            .await
    }

    /// Nominates a person of their unit.
    pub async fn nominates(&self, edition: Uuid, unit: Uuid, person: Uuid) -> Answer {
        let nominee = json!({"kind": "person", "person": person});
        self.proposes(edition, "pelaksana", unit, nominee).await
    }

    /// Nominates anything in a category.
    pub async fn proposes(
        &self,
        edition: Uuid,
        category: &str,
        unit: Uuid,
        nominee: Value,
    ) -> Answer {
        let body = json!({"category": category, "nominee": nominee, "unit": unit,
            "citation": "Melayani dengan tuntas dan ramah."});
        self.commands(&format!("/editions/{edition}/nominations"), Some(body))
            .await
    }

    /// Submits a returned nomination again.
    pub async fn resubmits(&self, nomination: Uuid) -> Answer {
        let body = json!({"citation": "Melayani dengan tuntas, kini dengan angka."});
        self.on_nomination(nomination, "resubmit", Some(body)).await
    }

    /// Withdraws a nomination.
    pub async fn withdraws(&self, nomination: Uuid) -> Answer {
        self.on_nomination(nomination, "withdraw", None).await
    }

    /// Takes a withdrawn nomination up again.
    pub async fn reopens(&self, nomination: Uuid) -> Answer {
        self.on_nomination(nomination, "reopen", None).await
    }

    /// Consents to being nominated.
    pub async fn consents(&self, nomination: Uuid) -> Answer {
        self.on_nomination(nomination, "consent", None).await
    }

    /// Declines.
    pub async fn declines(&self, nomination: Uuid) -> Answer {
        self.on_nomination(nomination, "decline", None).await
    }

    /// Endorses a nomination.
    pub async fn endorses(&self, nomination: Uuid, relation: &str) -> Answer {
        let body = json!({"relation": relation, "values": ["kolaboratif"],
            "statement": "Selalu membantu sampai selesai."});
        self.on_nomination(nomination, "endorsements", Some(body))
            .await
    }

    /// Takes their endorsement back.
    pub async fn withdraws_endorsement(&self, nomination: Uuid) -> Answer {
        self.on_nomination(nomination, "endorsements/withdraw", None)
            .await
    }

    async fn on_ballot(&self, of: (Uuid, Uuid), step: &str, body: Option<Value>) -> Answer {
        let (round, nomination) = of;
        let path = format!("/rounds/{round}/nominations/{nomination}/ballot{step}");
        self.commands(&path, body).await
    }

    /// Casts a ballot on a nomination of a round.
    pub async fn casts(&self, round: Uuid, nomination: Uuid, marks: Marks<'_>) -> Answer {
        let body = json!({"marks": marks.json(), "comment": "Baik."});
        self.on_ballot((round, nomination), "", Some(body)).await
    }

    /// Revises their ballot.
    pub async fn revises(&self, round: Uuid, nomination: Uuid, marks: Marks<'_>) -> Answer {
        let body = json!({"marks": marks.json()});
        self.on_ballot((round, nomination), "/revise", Some(body))
            .await
    }

    /// Abstains.
    pub async fn abstains(&self, round: Uuid, nomination: Uuid) -> Answer {
        self.on_ballot((round, nomination), "/abstain", None).await
    }

    /// Their own ballot as it stands.
    pub async fn own_ballot(&self, round: Uuid, nomination: Uuid) -> Result<Value, Refused> {
        let path = format!("/rounds/{round}/nominations/{nomination}/ballot");
        self.reads(&path).await
    }
}
