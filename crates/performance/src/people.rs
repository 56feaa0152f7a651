//! People: who they are is sealed, and their NIP finds them again.

use domain::ids::{PersonId, derive_id};
use domain::person::{Command, Corrected, Departed, Registered, Transferred};
use domain::{KeyId, Private};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use ledger::{CommandError, VaultError};
use runtime::{Answered, Id, Input, Problem};

use crate::body::{Batch, BatchAnswer, CorrectName, From, RegisterPerson, Transfer};
use crate::handle::{Performance, answer};

/// How many index entries are asked for at once.
const AT_ONCE: usize = 64;

impl Performance {
    pub(crate) async fn register(
        &self,
        input: &Input<RegisterPerson>,
    ) -> Result<Answered<Id>, Problem> {
        let id = self
            .person_of(input, 0, &input.body)
            .await
            .map_err(CommandError::from)?;
        let command = self
            .desk
            .command(input, id.0, true, registration(id, &input.body));
        let result = self.people.handle(&command).await;
        Answered::created(result, input.receipt("person", id), Id::of(id))
    }

    pub(crate) async fn register_all(
        &self,
        input: &Input<Batch<RegisterPerson>>,
    ) -> Result<BatchAnswer, CommandError> {
        let items = &input.body.items;
        let finding: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(n, item)| self.person_of(input, n, item))
            .collect();
        let ids: Vec<PersonId> = stream::iter(finding)
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let keys: Vec<KeyId> = ids.iter().map(|id| KeyId::erasable(*id)).collect();
        self.desk.vault.make_keys(&input.agency, &keys).await?;
        let commands: Vec<_> = items
            .iter()
            .zip(&ids)
            .enumerate()
            .map(|(n, (item, id))| self.desk.item(input, n, id.0, registration(*id, item)))
            .collect();
        let outcomes = self.people.handle_bulk(&input.agency, &commands).await;
        Ok(answer(ids.iter().map(|id| id.0).zip(outcomes)))
    }

    /// The id of the person with this NIP, made if there is none. Somebody without a NIP gets an
    /// id of the command's, so that the same command again means the same guest.
    async fn person_of<T>(
        &self,
        input: &Input<T>,
        item: usize,
        body: &RegisterPerson,
    ) -> Result<PersonId, VaultError> {
        match &body.nip {
            Some(nip) => {
                let found = self
                    .desk
                    .vault
                    .person_of(&input.agency, nip.as_str())
                    .await?;
                Ok(found.0)
            }
            None => Ok(PersonId(derive_id(&[
                "guest",
                &input.id.to_string(),
                &item.to_string(),
            ]))),
        }
    }

    pub(crate) async fn correct(
        &self,
        id: PersonId,
        input: &Input<CorrectName>,
    ) -> Result<Answered<Id>, Problem> {
        let name = Private::new(KeyId::erasable(id), input.body.name.clone());
        self.on_person(id, input, Command::Correct(Corrected { name }))
            .await
    }

    pub(crate) async fn transfer(
        &self,
        id: PersonId,
        input: &Input<Transfer>,
    ) -> Result<Answered<Id>, Problem> {
        let transferred = Transferred {
            unit: input.body.unit,
            from: input.body.from,
        };
        self.on_person(id, input, Command::Transfer(transferred))
            .await
    }

    pub(crate) async fn depart(
        &self,
        id: PersonId,
        input: &Input<From>,
    ) -> Result<Answered<Id>, Problem> {
        self.on_person(
            id,
            input,
            Command::Depart(Departed {
                from: input.body.from,
            }),
        )
        .await
    }

    async fn on_person<T>(
        &self,
        id: PersonId,
        input: &Input<T>,
        command: Command,
    ) -> Result<Answered<Id>, Problem> {
        let result = self
            .people
            .handle(&self.desk.command(input, id.0, false, command))
            .await;
        Answered::changed(result, input.receipt("person", id), Id::of(id))
    }
}

fn registration(id: PersonId, body: &RegisterPerson) -> Command {
    let key = KeyId::erasable(id);
    Command::Register(Registered {
        kind: body.kind,
        unit: body.unit,
        group: body.group,
        name: Private::new(key, body.name.clone()),
        nip: body
            .nip
            .as_ref()
            .map(|nip| Private::new(key, nip.to_string())),
        from: body.from,
    })
}
