//! Who acts, and in which role.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The role in which somebody acts. What a role may do is stated per route and per rule.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A civil servant without a further role.
    Employee,
    /// Head of a unit (*kepala OPD*), who nominates.
    UnitHead,
    /// The city's HR agency (*BKPSDM*), which runs the programme.
    Administrator,
    /// A member of a panel.
    Juror,
    /// The official who ratifies (*PPK*).
    Ratifier,
    /// A citizen.
    Citizen,
    /// The inspectorate, which reads and changes nothing.
    Auditor,
    /// The system itself: reactors and operator commands.
    System,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 8] = [
        Self::Employee,
        Self::UnitHead,
        Self::Administrator,
        Self::Juror,
        Self::Ratifier,
        Self::Citizen,
        Self::Auditor,
        Self::System,
    ];
}

/// Somebody acting in a role, perhaps on behalf of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Who acts; the id of a person, a citizen or a reactor.
    pub actor: Uuid,
    /// In which role.
    pub role: Role,
    /// On whose behalf, when that is another person.
    #[serde(rename = "for")]
    pub on_behalf_of: Option<Uuid>,
}
