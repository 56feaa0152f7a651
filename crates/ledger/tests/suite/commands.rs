//! Recorded, repeated, refused: three outcomes, whatever races and whatever comes late.

use std::sync::Arc;

use domain::ids::{EditionId, NominationId, PersonId, SlateId, UnitId};
use domain::nomination::Nominee;
use domain::rulebook::Rulebook;
use domain::slate::{self, Slate};
use domain::text::{Code, Title};
use domain::{Refusal, edition, unit};
use futures_util::future::join_all;
use jiff::Timestamp;
use ledger::{CommandError, Commit, Cursor, Entities, Together};
use uuid::Uuid;

use crate::world::{World, refused, rename, unit as a_unit};

crate::laws! {
    a_command_is_recorded_and_its_repeat_recognised_however_late;
    a_reused_id_with_another_body_is_refused;
    of_many_creators_one_wins;
    concurrent_commands_on_one_entity_are_all_recorded;
    every_commit_chains_to_the_one_before;
    a_quota_holds_under_any_race;
    a_guard_that_moved_is_decided_again;
    a_user_without_the_right_is_told_so;
}

async fn a_command_is_recorded_and_its_repeat_recognised_however_late(world: &mut World) {
    let units = world.units().await;
    let id = world.registered(&units, "dinkes", 1).await;
    let first = world.command(id, 2, rename("Dinas Kesehatan Kota"));
    let recorded = units.handle(&first).await.unwrap();
    assert!(!recorded.repeated);
    for n in 3..9 {
        units
            .handle(&world.command(id, n, rename(&format!("Nama {n}"))))
            .await
            .unwrap();
    }
    // Another process, which has none of this in memory, gets the late retry.
    let elsewhere = world.units().await;
    let repeated = elsewhere.handle(&first).await.unwrap();
    assert!(repeated.repeated);
    assert_eq!(repeated.position, recorded.position);
    let optimistic = ledger::Command {
        creates: true,
        ..first
    };
    let repeated = world.units().await.handle(&optimistic).await.unwrap();
    assert_eq!(
        (repeated.repeated, repeated.position),
        (true, recorded.position)
    );
    assert_eq!(
        units
            .load_at_leader(&world.agency, id)
            .await
            .unwrap()
            .version,
        8
    );
}

async fn a_reused_id_with_another_body_is_refused(world: &mut World) {
    let units = world.units().await;
    let id = world.registered(&units, "dinkes", 1).await;
    let command = world.command(id, 2, rename("Satu"));
    units.handle(&command).await.unwrap();
    let other = ledger::Command {
        digest: ledger::Digest([9; 32]),
        ..world.command(id, 2, rename("Dua"))
    };
    assert!(matches!(
        units.handle(&other).await,
        Err(CommandError::KeyReused)
    ));
    assert!(matches!(
        world.units().await.handle(&other).await,
        Err(CommandError::KeyReused)
    ));
}

async fn of_many_creators_one_wins(world: &mut World) {
    let (id, registered) = a_unit("dinkes");
    let mut writers = Vec::new();
    for _ in 0..4 {
        writers.push(world.units().await);
    }
    let commands: Vec<_> = (0..32u128)
        .map(|n| {
            let name = Title::new(&format!("Dinas {n}")).unwrap();
            let registered = unit::Registered {
                name,
                ..registered.clone()
            };
            ledger::Command {
                creates: true,
                ..world.command(id, 100 + n, unit::Command::Register(registered))
            }
        })
        .collect();
    let race = commands
        .iter()
        .enumerate()
        .map(|(n, command)| writers[n % 4].handle(command));
    let outcomes = join_all(race).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let lost = outcomes
        .iter()
        .filter(|outcome| refused(outcome) == Some(Refusal::UnitExists))
        .count();
    assert_eq!(lost, 31, "{outcomes:?}");
}

async fn concurrent_commands_on_one_entity_are_all_recorded(world: &mut World) {
    let units = world.units().await;
    let id = world.registered(&units, "dinkes", 1).await;
    let commands: Vec<_> = (0..20u128)
        .map(|n| world.command(id, 100 + n, rename(&format!("Nama {n}"))))
        .collect();
    for outcome in join_all(commands.iter().map(|command| units.handle(command))).await {
        assert!(!outcome.unwrap().repeated);
    }
    assert_eq!(
        units
            .load_at_leader(&world.agency, id)
            .await
            .unwrap()
            .version,
        21
    );
}

async fn every_commit_chains_to_the_one_before(world: &mut World) {
    let units = world.units().await;
    let id = world.registered(&units, "dinkes", 1).await;
    units
        .handle(&world.command(id, 2, rename("Dua")))
        .await
        .unwrap();
    units
        .handle(&world.command(id, 3, rename("Tiga")))
        .await
        .unwrap();
    let reader = world.ledger(embedded::Role::Projections).await;
    let mut follower = reader
        .follow(&world.agency, Cursor::default())
        .await
        .unwrap();
    let mut seen: Vec<(Commit, ledger::Hash)> = Vec::new();
    while seen.len() < 3 {
        seen.extend(
            follower
                .next(16)
                .await
                .unwrap()
                .into_iter()
                .map(|r| (r.commit, r.hash)),
        );
    }
    assert_eq!(seen[0].0.previous, None);
    for (n, pair) in seen.windows(2).enumerate() {
        assert_eq!(pair[1].0.previous, Some(pair[0].1));
        assert_eq!(pair[1].0.version, n as u64 + 2);
    }
    assert_eq!(seen[0].0.entity, format!("unit.{id}"));
}

fn drafted(code_of: &str, quota: u16) -> edition::Command {
    let code = |text| Code::new(text).unwrap();
    let title = |text| Title::new(text).unwrap();
    let criteria = vec![edition::Criterion {
        code: code("kinerja"),
        title: title("Kinerja"),
        weight: 100,
    }];
    let drafted = edition::Drafted {
        code: code(code_of),
        title: title("ASN Berprestasi 2026"),
        year: 2026,
        categories: vec![edition::Category {
            code: code("pelaksana"),
            title: title("Pelaksana"),
            nominee: edition::NomineeKind::Person,
            criteria,
            places: 3,
            quota,
        }],
    };
    edition::Command::Draft(Arc::new(Rulebook::from(&drafted)))
}

async fn an_edition(world: &World, quota: u16) -> (Entities<edition::Edition>, EditionId) {
    let editions = world
        .entities(embedded::Role::Committee, embedded::Role::VaultCommittee)
        .await;
    let id = EditionId::of(&world.agency, "asn-2026");
    editions
        .handle(&world.command(id.0, 1, drafted("asn-2026", quota)))
        .await
        .unwrap();
    (editions, id)
}

/// Two slates stand for nomination and slate here, since this suite needs no nominee.
async fn a_quota_holds_under_any_race(world: &mut World) {
    let (_, edition) = an_edition(world, 3).await;
    let slates: Entities<Slate> = world
        .entities(
            embedded::Role::Nominations,
            embedded::Role::VaultNominations,
        )
        .await;
    let unit = UnitId::of(&world.agency, "dinkes");
    let slate = SlateId::of(edition, unit).0;
    let places: Vec<slate::Place> = (0..32u128).map(|n| place(edition, unit, n)).collect();
    let commands: Vec<_> = places
        .iter()
        .zip(500u128..)
        .map(|(place, id)| {
            world.command(place.nomination.0, id, slate::Command::Place(place.clone()))
        })
        .collect();
    let race = commands.iter().zip(&places).map(|(command, place)| {
        let command_on_slate = slate::Command::Place(place.clone());
        let other = Together {
            entities: &slates,
            entity: slate,
            command: command_on_slate,
        };
        slates.handle_together(command, Some(other), &[])
    });
    let outcomes = join_all(race).await;
    let taken = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let full = outcomes
        .iter()
        .filter(|o| refused(o) == Some(Refusal::QuotaExhausted))
        .count();
    assert_eq!((taken, full), (3, 29), "{outcomes:?}");
    // All or none: of those that lost, the first entity was not written either.
    let mut written = 0;
    for place in &places {
        written += slates
            .load_at_leader(&world.agency, place.nomination.0)
            .await
            .unwrap()
            .version;
    }
    assert_eq!(written, 3);
    assert_eq!(
        slates
            .load_at_leader(&world.agency, slate)
            .await
            .unwrap()
            .version,
        3
    );
}

fn place(edition: EditionId, unit: UnitId, person: u128) -> slate::Place {
    let category = Code::new("pelaksana").unwrap();
    let person = PersonId(Uuid::from_u128(person));
    let nomination = NominationId::of(edition, &category, &Nominee::Person { person });
    slate::Place {
        edition,
        unit,
        category,
        nomination,
    }
}

async fn a_guard_that_moved_is_decided_again(world: &mut World) {
    let (editions, edition) = an_edition(world, 1).await;
    let (other_id, other) = (
        EditionId::of(&world.agency, "lain"),
        Code::new("lain").unwrap(),
    );
    let until: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
    let open = |id| world.command(edition.0, id, edition::Command::Open(Some(until)));
    let draft = world.command(other_id.0, 2, drafted(other.as_str(), 1));
    // While others write to the guarded edition, the guarded append still ends definitely.
    let (open, draft) = (open(3), draft);
    let guards = [("edition", edition.0), ("edition", Uuid::nil())];
    let guarded = editions.handle_together::<Slate>(&draft, None, &guards);
    let (moved, drafted) = tokio::join!(editions.handle(&open), guarded);
    moved.unwrap();
    let position = drafted.unwrap().position;
    let loaded = editions
        .load_at_leader(&world.agency, other_id.0)
        .await
        .unwrap();
    // Each guard rides on an empty commit of the same command; one of nothing is a guard too.
    assert_eq!((loaded.version, loaded.last), (3, position.sequence + 2));
    let again = editions
        .handle_together::<Slate>(&draft, None, &guards)
        .await
        .unwrap();
    assert_eq!((again.repeated, again.position), (true, position));
}

async fn a_user_without_the_right_is_told_so(world: &mut World) {
    let units: Entities<unit::Unit> = world
        .entities(
            embedded::Role::Endorsements,
            embedded::Role::VaultEndorsements,
        )
        .await;
    let (id, registered) = a_unit("dinkes");
    let refusal = units
        .handle(&world.command(id, 1, unit::Command::Register(registered)))
        .await;
    let Err(CommandError::Ledger(error)) = refusal else {
        panic!("{refusal:?}")
    };
    assert!(
        error.to_string().contains(&format!("asn.9901.unit.{id}")),
        "{error}"
    );
}
