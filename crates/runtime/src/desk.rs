//! From a request to a command: ids, digest, clock, in one place for all services.

use domain::ids::derive_id;
use domain::{Actor, Position, Role};
use ledger::{Command, Recorded, Vault};
use uuid::Uuid;

use crate::clock::Clock;
use crate::command::Input;

/// What a service needs to turn requests into commands.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The vault, which also makes the digests.
    pub vault: Vault,
    /// The service's clock.
    pub clock: Clock,
}

impl Desk {
    /// The command of a request. `creates` if it usually creates its entity.
    pub fn command<T, C>(
        &self,
        input: &Input<T>,
        entity: Uuid,
        creates: bool,
        command: C,
    ) -> Command<C> {
        Command {
            agency: input.agency.clone(),
            entity,
            id: input.id,
            digest: self.vault.digest(&input.agency, &input.canonical),
            by: input.caller.actor(),
            cause: None,
            now: self.clock.now(),
            creates,
            command,
        }
    }

    /// The command of one item of a batch; its id is the request's and the item's number.
    pub fn item<T, C>(
        &self,
        input: &Input<T>,
        number: usize,
        entity: Uuid,
        command: C,
    ) -> Command<C> {
        let id = derive_id(&["item", &input.id.to_string(), &number.to_string()]);
        Command {
            id,
            ..self.command(input, entity, true, command)
        }
    }

    /// The command of a reactor: its id is the reactor's name and the position it reacts to, so that
    /// the same reaction twice is recognised as one.
    pub fn reaction<C>(
        &self,
        (reactor, to): (&str, &Recorded),
        entity: Uuid,
        command: C,
    ) -> Command<C> {
        let agency = to.commit.agency.clone();
        let id = reaction_id(reactor, agency.as_str(), to.position);
        Command {
            digest: self.vault.digest(&agency, id.as_bytes()),
            agency,
            entity,
            id,
            by: Actor {
                actor: derive_id(&["reactor", reactor]),
                role: Role::System,
                on_behalf_of: None,
            },
            cause: Some(to.position),
            now: self.clock.now(),
            creates: true,
            command,
        }
    }
}

fn reaction_id(reactor: &str, agency: &str, position: Position) -> Uuid {
    derive_id(&["reaction", reactor, agency, &position.to_string()])
}
