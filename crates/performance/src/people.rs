//! People: who they are is sealed, and their NIP finds them again.

use std::collections::BTreeMap;

use domain::ids::{PersonId, derive_id};
use domain::nip::Nip;
use domain::person::{Command, Corrected, Departed, PersonKind, Registered, Transferred};
use domain::{KeyId, Private};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use ledger::{CommandError, VaultError};
use runtime::problem::kind;
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
        let number = number(&input.body)?;
        let found = self.person_of(input, 0, number.as_deref()).await;
        let id = found.map_err(CommandError::from)?;
        let command = registration(id, &input.body, number);
        let result = self
            .people
            .handle(&self.desk.command(input, id.0, true, command))
            .await;
        Answered::created(result, input.receipt("person", id), Id::of(id))
    }

    pub(crate) async fn register_all(
        &self,
        input: &Input<Batch<RegisterPerson>>,
    ) -> Result<BatchAnswer, CommandError> {
        let items = &input.body.items;
        let numbers: Vec<Result<Option<String>, Problem>> = items.iter().map(number).collect();
        let known = numbers
            .iter()
            .enumerate()
            .filter_map(|(n, number)| Some((n, number.as_ref().ok()?)));
        let finding: Vec<_> = known
            .map(|(n, number)| self.person_of(input, n, number.as_deref()))
            .collect();
        let ids: Vec<PersonId> = stream::iter(finding)
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let keys: Vec<KeyId> = ids.iter().map(|id| KeyId::erasable(*id)).collect();
        self.desk.vault.make_keys(&input.agency, &keys).await?;
        let mut unused = ids.into_iter();
        let mut commands = Vec::with_capacity(items.len());
        let mut refused = BTreeMap::new();
        for (n, (item, number)) in items.iter().zip(numbers).enumerate() {
            match number {
                Ok(number) => {
                    let id = unused
                        .next()
                        .expect("each good number has found its person");
                    let command = registration(id, item, number);
                    commands.push((n, id.0, command));
                }
                Err(problem) => {
                    refused.insert(n, problem.code());
                }
            }
        }
        let commands = self.desk.items(input, commands);
        let outcomes = self.people.handle_bulk(&input.agency, &commands).await;
        let answered = answer(commands.iter().map(|command| command.entity).zip(outcomes));
        Ok(answered.with_refused(refused))
    }

    /// The id of the person with this number, made if there is none. A guest, who has none, gets
    /// an id of the command's, so that the same command again means the same guest.
    async fn person_of<T>(
        &self,
        input: &Input<T>,
        item: usize,
        number: Option<&str>,
    ) -> Result<PersonId, VaultError> {
        match number {
            Some(number) => Ok(self.desk.vault.person_of(&input.agency, number).await?.0),
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

    pub(crate) async fn on_person<T>(
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

/// The digits of a NIP or NI PPPK as they are looked up and sealed; none for a guest.
fn number(body: &RegisterPerson) -> Result<Option<String>, Problem> {
    let wrong = |detail: String| {
        Problem::from(kind::INVALID_FIELD)
            .with_field("nip")
            .with_detail(detail)
    };
    match (&body.nip, body.kind) {
        (None, PersonKind::Guest) => Ok(None),
        (None, _) => Err(wrong("a civil servant has a NIP or NI PPPK".to_owned())),
        (Some(nip), kind) => match Nip::check(kind, nip.as_str()) {
            Ok(nip) => Ok(Some(nip.digits())),
            Err(error) => Err(wrong(error.to_string())),
        },
    }
}

fn registration(id: PersonId, body: &RegisterPerson, number: Option<String>) -> Command {
    let key = KeyId::erasable(id);
    Command::Register(Registered {
        kind: body.kind,
        unit: body.unit,
        group: body.group,
        name: Private::new(key, body.name.clone()),
        nip: number.map(|number| Private::new(key, number)),
        from: body.from,
    })
}
