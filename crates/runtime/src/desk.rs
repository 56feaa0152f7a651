//! From a request to a command: ids, digest, clock, in one place for all services.

use domain::event::Event as _;
use domain::ids::{AgencyCode, PersonId, derive_id};
use domain::{Actor, Nip, Position, Role, person};
use ledger::{Command, CommandError, Commit, Ledger, Recorded, Vault};
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
    /// A person's NIP or NI PPPK as it stands, opened; none of who has none, or was erased. Personal data: look at
    /// it, never store it.
    pub async fn number_of(
        &self,
        ledger: &Ledger,
        agency: &AgencyCode,
        person: PersonId,
    ) -> Result<Option<Nip>, CommandError> {
        let commits = ledger.commits(agency, "person", person.0).await?;
        let numbers = ["person.registered", "person.renumbered"];
        let says = |(_, commit): &&(u64, Commit)| {
            let mut events = commit.events.iter();
            events.any(|event| numbers.contains(&event.kind.as_str()))
        };
        let Some((_, commit)) = commits.iter().rev().find(says) else {
            return Ok(None);
        };
        let mut found = None;
        for stored in &self.vault.open(commit).await? {
            let (sealed, kind) = match person::Event::decode(stored)? {
                person::Event::Registered(registered) => (registered.nip, registered.kind),
                person::Event::Renumbered(renumbered) => (Some(renumbered.nip), renumbered.kind),
                _ => continue,
            };
            let text = sealed.as_ref().and_then(|sealed| sealed.get());
            found = text.and_then(|text| Nip::check(kind, text).ok());
        }
        Ok(found)
    }

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

    /// The commands of a batch, of items by their numbers. The id of each is the request's and the
    /// item's number; the digest is the request's, made once: it is over the whole body.
    pub fn items<T, C>(
        &self,
        input: &Input<T>,
        items: impl IntoIterator<Item = (usize, Uuid, C)>,
    ) -> Vec<Command<C>> {
        let request = self.command(input, Uuid::nil(), true, ());
        let id = input.id.to_string();
        items
            .into_iter()
            .map(|(number, entity, command)| Command {
                agency: request.agency.clone(),
                entity,
                id: derive_id(&["item", &id, &number.to_string()]),
                digest: request.digest,
                by: request.by,
                cause: request.cause,
                now: request.now,
                creates: request.creates,
                command,
            })
            .collect()
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
