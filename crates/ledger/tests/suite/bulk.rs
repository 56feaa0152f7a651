//! Bulk commands: atomic batches, each command with its own outcome.

use domain::{Refusal, unit};
use uuid::Uuid;

use crate::world::{World, refused, rename, unit as a_unit};

crate::laws! {
    a_bulk_is_recorded_once_and_its_repeat_recognised;
    each_command_of_a_bulk_has_its_own_outcome;
}

fn registrations(world: &World, count: u128) -> Vec<ledger::Command<unit::Command>> {
    (0..count)
        .map(|n| {
            let (id, registered) = a_unit(&format!("unit-{n}"));
            world.command(id, 1000 + n, unit::Command::Register(registered))
        })
        .collect()
}

async fn a_bulk_is_recorded_once_and_its_repeat_recognised(world: &mut World) {
    let commands = registrations(world, 1200);
    let recorded = world
        .units()
        .await
        .handle_bulk(&world.agency, &commands)
        .await;
    let positions: Vec<_> = recorded
        .into_iter()
        .map(|outcome| outcome.unwrap().position)
        .collect();
    assert!(positions.windows(2).all(|pair| pair[0] < pair[1]));
    for units in [world.units().await, world.units().await] {
        for (outcome, position) in units
            .handle_bulk(&world.agency, &commands)
            .await
            .into_iter()
            .zip(&positions)
        {
            let outcome = outcome.unwrap();
            assert_eq!((outcome.repeated, outcome.position), (true, *position));
        }
    }
    let ledger = world.ledger(embedded::Role::Projections).await;
    assert_eq!(ledger.last_sequence(&world.agency).await.unwrap(), 1200);
}

async fn each_command_of_a_bulk_has_its_own_outcome(world: &mut World) {
    let units = world.units().await;
    let known = world.registered(&units, "unit-3", 1).await;
    let mut commands = registrations(world, 6);
    commands.push(world.command(known, 2000, rename("Satu")));
    commands.push(world.command(known, 2001, rename("Dua")));
    commands.push(world.command(Uuid::from_u128(5), 2002, rename("Tiga")));
    let elsewhere = world.units().await;
    let outcomes = elsewhere.handle_bulk(&world.agency, &commands).await;
    let repeated: Vec<bool> = outcomes
        .iter()
        .map(|o| o.as_ref().is_ok_and(|outcome| outcome.repeated))
        .collect();
    assert_eq!(
        repeated,
        [false, false, false, true, false, false, false, false, false]
    );
    assert_eq!(refused(&outcomes[8]), Some(Refusal::UnitUnknown));
    let loaded = units.load_at_leader(&world.agency, known).await.unwrap();
    assert_eq!(loaded.version, 3);
}
