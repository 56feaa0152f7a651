//! Adding an agency: its streams first, then its entry in the registry.

use domain::ids::{AgencyCode, derive_id};
use domain::registry::{self, Agency};
use domain::text::Title;
use domain::{Actor, Role};
use ledger::{
    Command, CommandError, Entities, Feeds, Ledger, LedgerError, MasterKey, Outcome, Vault,
};
use runtime::Clock;

use crate::servers::{Provision, ServerError};

/// Why an agency was not added.
#[derive(Debug, thiserror::Error)]
pub enum AgencyError {
    /// Credentials or servers.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The registry refused.
    #[error(transparent)]
    Command(#[from] CommandError),
}

/// Adds an agency. Again with the same name it changes nothing.
pub async fn add(
    provision: &Provision,
    master: MasterKey,
    code: &AgencyCode,
    name: &Title,
) -> Result<Outcome, AgencyError> {
    provision.connect().await?.agency(code).await?;
    let ledger = Ledger::connect(&provision.registry.credentials()).await?;
    let vault = Ledger::connect(&provision.registry_vault.credentials()).await?;
    let vault = Vault::new(vault, master, &[]);
    let feeds = Feeds::start(ledger.clone()).await?;
    let agencies: Entities<Agency> = Entities::new(ledger, vault.clone(), feeds);
    let registry = AgencyCode::registry();
    let id = derive_id(&["agency-add", code.as_str(), name.as_str()]);
    let command = Command {
        entity: Agency::id(code),
        id,
        digest: vault.digest(&registry, id.as_bytes()),
        agency: registry,
        by: Actor {
            actor: derive_id(&["operator"]),
            role: Role::System,
            on_behalf_of: None,
        },
        cause: None,
        now: Clock::System.now(),
        creates: true,
        command: registry::Command::Register(registry::Registered {
            code: code.clone(),
            name: name.clone(),
        }),
    };
    Ok(agencies.handle(&command).await?)
}
