//! From what callers send to commands.

use domain::endorsement::{Command, Endorsement, Given};
use domain::ids::{EndorsementId, NominationId};
use domain::{KeyId, Private, Refusal};
use ledger::{CommandError, Entities, Feeds, Ledger, Vault};
use runtime::status::Writes;
use runtime::{Answered, Clock, Desk, Empty, Id, Input, Problem};

use crate::body::Give;

/// The service.
#[derive(Clone, Debug)]
pub struct Endorsements {
    ledger: Ledger,
    desk: Desk,
    feeds: Feeds,
    entities: Entities<Endorsement>,
}

impl Endorsements {
    /// The service on its own connections.
    #[must_use]
    pub fn new(ledger: &Ledger, vault: &Vault, feeds: &Feeds, clock: Clock) -> Self {
        let entities = Entities::new(ledger.clone(), vault.clone(), feeds.clone());
        let desk = Desk {
            vault: vault.clone(),
            clock,
        };
        Self {
            ledger: ledger.clone(),
            desk,
            feeds: feeds.clone(),
            entities,
        }
    }

    pub(crate) async fn give(
        &self,
        nomination: NominationId,
        input: &Input<Give>,
    ) -> Result<Answered<Id>, Problem> {
        let by = input.caller.person;
        let id = EndorsementId::of(nomination, by);
        let about = self.about(nomination, input).await?;
        let given = Given {
            nomination,
            by,
            relation: input.body.relation,
            values: input.body.values.clone(),
            statement: Private::new(about, input.body.statement.clone()),
        };
        let command = self.desk.command(input, id.0, true, Command::Give(given));
        let result = self.entities.handle(&command).await;
        Answered::created(result, input.receipt("endorsement", id), Id::of(id))
    }

    pub(crate) async fn withdraw(
        &self,
        nomination: NominationId,
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        let id = EndorsementId::of(nomination, input.caller.person);
        let command = self.desk.command(input, id.0, false, Command::Withdraw);
        let result = self.entities.handle(&command).await;
        Answered::changed(result, input.receipt("endorsement", id), Id::of(id))
    }

    /// The nominee's key. A nomination that this process has not seen yet is looked for up to the
    /// leader's last position before it counts as unknown.
    async fn about<T>(
        &self,
        nomination: NominationId,
        input: &Input<T>,
    ) -> Result<KeyId, CommandError> {
        let feed = self.feeds.agency(&input.agency)?;
        let owner = || {
            feed.read(|reference, _| {
                reference
                    .nominations
                    .get(&nomination)
                    .map(|known| known.nominee.owner())
            })
        };
        if let Some(owner) = owner() {
            return Ok(KeyId::erasable(owner));
        }
        self.entities.catch_up(&input.agency).await?;
        owner()
            .map(KeyId::erasable)
            .ok_or(CommandError::Refused(Refusal::NominationUnknown))
    }
}

impl Writes for Endorsements {
    fn ledger(&self) -> &Ledger {
        &self.ledger
    }
}
