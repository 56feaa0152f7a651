//! Personal values: sealed on the way in, opened by key, gone with the key.

use domain::event::Event as _;
use domain::person::{self, Name, Person, PersonKind, PositionGroup};
use domain::text::Text;
use domain::{KeyClass, KeyId, Private};
use futures_util::future::join_all;
use jiff::civil::date;
use ledger::{CommandError, Cursor, Entities, Recorded, Vault, VaultError};
use uuid::Uuid;

use crate::world::World;

crate::laws! {
    a_name_is_sealed_in_the_ledger_and_opened_by_its_key;
    a_sealed_value_cannot_be_moved;
    a_destroyed_key_erases_and_is_never_made_again;
    one_person_per_nip_whatever_races;
    a_key_is_made_once_whatever_races;
}

const NAME: &str = "Melati Cendana";

fn register(id: Uuid, world: &World, command: u128) -> ledger::Command<person::Command> {
    let key = KeyId::erasable(id);
    let name = Name {
        full: Text::new(NAME).unwrap(),
        before: None,
        after: None,
    };
    let registered = person::Registered {
        kind: PersonKind::Guest,
        unit: None,
        group: PositionGroup::None,
        name: Private::new(key, name),
        nip: None,
        from: date(2026, 1, 1),
    };
    world.command(id, command, person::Command::Register(registered))
}

async fn people(world: &World) -> Entities<Person> {
    world
        .entities(
            embedded::Role::Performance,
            embedded::Role::VaultPerformance,
        )
        .await
}

async fn all(world: &World, count: usize) -> Vec<Recorded> {
    let reader = world.ledger(embedded::Role::Projections).await;
    let mut follower = reader
        .follow(&world.agency, Cursor::default())
        .await
        .unwrap();
    let mut recorded = Vec::new();
    while recorded.len() < count {
        recorded.extend(follower.next(16).await.unwrap());
    }
    recorded
}

async fn name_of(vault: &Vault, recorded: &Recorded) -> Result<Option<String>, VaultError> {
    let opened = vault.open(&recorded.commit).await?;
    let person::Event::Registered(registered) = person::Event::decode(&opened[0]).unwrap() else {
        panic!("the first event of a person is their registration")
    };
    Ok(registered.name.get().map(Name::display))
}

async fn a_name_is_sealed_in_the_ledger_and_opened_by_its_key(world: &mut World) {
    let people = people(world).await;
    let id = Uuid::from_u128(1);
    people.handle(&register(id, world, 1)).await.unwrap();
    let recorded = &all(world, 1).await[0];
    let stored = serde_json::to_string(&recorded.commit).unwrap();
    assert!(
        !stored.contains(NAME) && !stored.contains("clear"),
        "{stored}"
    );
    let vault = world.vault(embedded::Role::VaultAnnouncements).await;
    assert_eq!(
        name_of(&vault, recorded).await.unwrap().as_deref(),
        Some(NAME)
    );
    let ledger = world.ledger(embedded::Role::VaultAnnouncements).await;
    let without = Vault::new(ledger, world.master.clone(), &[KeyClass::Round]);
    assert_eq!(name_of(&without, recorded).await.unwrap(), None);
}

async fn a_sealed_value_cannot_be_moved(world: &mut World) {
    let people = people(world).await;
    people
        .handle(&register(Uuid::from_u128(1), world, 1))
        .await
        .unwrap();
    let mut recorded = all(world, 1).await.remove(0);
    let vault = world.vault(embedded::Role::VaultAnnouncements).await;
    recorded.commit.id = Uuid::from_u128(99);
    let moved = name_of(&vault, &recorded).await;
    assert!(matches!(moved, Err(VaultError::Tampered)), "{moved:?}");
}

async fn a_destroyed_key_erases_and_is_never_made_again(world: &mut World) {
    let people = people(world).await;
    let id = Uuid::from_u128(1);
    people.handle(&register(id, world, 1)).await.unwrap();
    let eraser = world.vault(embedded::Role::VaultEraser).await;
    eraser
        .destroy(&world.agency, KeyId::erasable(id))
        .await
        .unwrap();
    eraser
        .destroy(&world.agency, KeyId::erasable(id))
        .await
        .unwrap();
    let vault = world.vault(embedded::Role::VaultAnnouncements).await;
    assert_eq!(
        name_of(&vault, &all(world, 1).await[0]).await.unwrap(),
        None
    );
    // A process that never knew the key cannot seal anything new about the person either.
    let elsewhere: Entities<Person> = crate::vault::people(world).await;
    let name = Name {
        full: Text::new("Nama Baru").unwrap(),
        before: None,
        after: None,
    };
    let corrected = person::Corrected {
        name: Private::new(KeyId::erasable(id), name),
    };
    let refused = elsewhere
        .handle(&world.command(id, 2, person::Command::Correct(corrected)))
        .await;
    assert!(
        matches!(refused, Err(CommandError::Vault(VaultError::Erased))),
        "{refused:?}"
    );
}

async fn one_person_per_nip_whatever_races(world: &mut World) {
    let vault = world.vault(embedded::Role::VaultPerformance).await;
    let nip = "199001312015032901";
    let answers = join_all((0..32).map(|_| vault.person_of(&world.agency, nip))).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert!(answers.iter().all(|(person, _)| *person == answers[0].0));
    assert_eq!(answers.iter().filter(|(_, made)| *made).count(), 1);
    let eraser = world.vault(embedded::Role::VaultEraser).await;
    eraser.forget_nip(&world.agency, nip).await.unwrap();
    let (person, made) = vault.person_of(&world.agency, nip).await.unwrap();
    assert!(made && person != answers[0].0);
}

/// The first values ever sealed under a key, all at once and from two processes: one key is made,
/// nobody takes the other's making for an erasure, and every value opens.
async fn a_key_is_made_once_whatever_races(world: &mut World) {
    let (one, two) = (people(world).await, people(world).await);
    let about = Uuid::from_u128(1);
    one.handle(&register(about, world, 1)).await.unwrap();
    let others: Vec<_> = (2..34u128)
        .map(|n| {
            let mut command = register(Uuid::from_u128(n), world, n);
            if let person::Command::Register(registered) = &mut command.command {
                let name = Name {
                    full: Text::new(NAME).unwrap(),
                    before: None,
                    after: None,
                };
                registered.name = Private::new(KeyId::decree(about), name);
            }
            command
        })
        .collect();
    let race = others.iter().zip([&one, &two].into_iter().cycle());
    for outcome in join_all(race.map(|(command, people)| people.handle(command))).await {
        outcome.unwrap();
    }
    let vault = world.vault(embedded::Role::VaultAnnouncements).await;
    for recorded in &all(world, 33).await {
        assert_eq!(
            name_of(&vault, recorded).await.unwrap().as_deref(),
            Some(NAME)
        );
    }
}
