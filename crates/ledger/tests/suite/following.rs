//! Readers take every sequence once, and stop rather than skip.

use domain::ids::UnitId;
use domain::indicator::{self, Defined, Direction, Frequency, Owner};
use domain::text::{Code, Prose, Text, Title};
use ledger::{Cursor, Entities, Feeds, FollowError, Hash};
use uuid::Uuid;

use crate::world::{World, rename};

crate::laws! {
    a_reader_resumes_where_it_was;
    a_position_of_another_ledger_stops_the_reader;
    a_reference_of_some_kinds_is_the_whole_one_for_them;
}

async fn a_reader_resumes_where_it_was(world: &mut World) {
    let units = world.units().await;
    let id = world.registered(&units, "dinkes", 1).await;
    for n in 2..40 {
        units
            .handle(&world.command(id, n, rename(&format!("Nama {n}"))))
            .await
            .unwrap();
    }
    let reader = world.ledger(embedded::Role::Projections).await;
    let mut cursor = Cursor::default();
    let mut versions = Vec::new();
    while versions.len() < 39 {
        let mut follower = reader.follow(&world.agency, cursor).await.unwrap();
        assert_eq!(follower.last_at_start(), 39);
        let batch = follower.next(7).await.unwrap();
        versions.extend(batch.iter().map(|recorded| recorded.commit.version));
        let last = batch.last().unwrap();
        cursor = Cursor {
            incarnation: Some(follower.incarnation()),
            sequence: last.position.sequence,
            hash: Some(last.hash),
        };
    }
    assert_eq!(versions, (1..=39).collect::<Vec<u64>>());
}

async fn a_position_of_another_ledger_stops_the_reader(world: &mut World) {
    let units = world.units().await;
    world.registered(&units, "dinkes", 1).await;
    let reader = world.ledger(embedded::Role::Projections).await;
    let known = reader
        .follow(&world.agency, Cursor::default())
        .await
        .unwrap()
        .incarnation();
    let follow = async |incarnation, sequence, hash| {
        let cursor = Cursor {
            incarnation: Some(incarnation),
            sequence,
            hash,
        };
        reader.follow(&world.agency, cursor).await.map(|_| ())
    };
    let other = follow(Uuid::nil(), 1, None).await;
    assert!(
        matches!(other, Err(FollowError::OtherIncarnation { .. })),
        "{other:?}"
    );
    let ahead = follow(known, 2, None).await;
    assert!(
        matches!(
            ahead,
            Err(FollowError::EndsBefore {
                position: 2,
                last: 1
            })
        ),
        "{ahead:?}"
    );
    let rewritten = follow(known, 1, Some(Hash([7; 32]))).await;
    assert!(
        matches!(rewritten, Err(FollowError::Rewritten { position: 1 })),
        "{rewritten:?}"
    );
}

/// Deleting is denied on a ledger, so the gap is made in a stream that was not provisioned by us.
#[tokio::test(flavor = "multi_thread")]
async fn a_gap_stops_the_reader() {
    use async_nats::jetstream::{self, stream};
    let world = World::start(1).await;
    let units = world.units().await;
    let id = world.registered(&units, "dinkes", 1).await;
    for n in 2..6 {
        units
            .handle(&world.command(id, n, rename(&format!("Nama {n}"))))
            .await
            .unwrap();
    }
    let credentials = world.credentials(embedded::Role::Provisioner);
    let client =
        async_nats::ConnectOptions::with_user_and_password(credentials.user, credentials.password)
            .custom_inbox_prefix(credentials.inbox)
            .connect(credentials.urls)
            .await
            .unwrap();
    let js = jetstream::new(client);
    let original = js.get_stream("LEDGER_9901_1").await.unwrap();
    let config = original.cached_info().config.clone();
    let mut messages = Vec::new();
    for sequence in 1..=5 {
        messages.push(original.get_raw_message(sequence).await.unwrap());
    }
    js.delete_stream("LEDGER_9901_1").await.unwrap();
    let copy = stream::Config {
        deny_delete: false,
        deny_purge: false,
        ..config
    };
    let copy = js.create_stream(copy).await.unwrap();
    for message in messages {
        js.publish(message.subject, message.payload)
            .await
            .unwrap()
            .await
            .unwrap();
    }
    copy.delete_message(3).await.unwrap();
    let reader = world.ledger(embedded::Role::Projections).await;
    let mut follower = reader
        .follow(&world.agency, Cursor::default())
        .await
        .unwrap();
    let error = loop {
        match follower.next(1).await {
            Ok(batch) => assert!(batch[0].position.sequence < 3),
            Err(error) => break error,
        }
    };
    assert!(
        matches!(error, FollowError::Gap { after: 2, found: 4 }),
        "{error:?}"
    );
}

/// One that was there before and one that comes later, with commits of other kinds between.
async fn a_reference_of_some_kinds_is_the_whole_one_for_them(world: &mut World) {
    let units = world.units().await;
    let (role, vault) = (
        embedded::Role::Performance,
        embedded::Role::VaultPerformance,
    );
    let indicators: Entities<indicator::Indicator> = world.entities(role, vault).await;
    let some = async || {
        let ledger = world.ledger(role).await;
        Feeds::of_kinds(ledger, &["unit", "person"]).await.unwrap()
    };
    let before = some().await;
    let mut known = Vec::new();
    for n in 0..3 {
        known.push(world.registered(&units, &format!("unit-{n}"), 10 + n).await);
        let command = world.command(Uuid::from_u128(n), 20 + n, defined(n));
        indicators.handle(&command).await.unwrap();
    }
    for feeds in [before, some().await] {
        let feed = feeds.agency(&world.agency).unwrap();
        feed.catch_up().await.unwrap();
        feed.read(|reference, seen| {
            assert!(
                known
                    .iter()
                    .all(|id| reference.units.contains_key(&UnitId(*id)))
            );
            assert!(reference.indicators.is_empty());
            assert_eq!(seen.sequence, 5, "the last unit's");
        });
    }
}

fn defined(n: u128) -> indicator::Command {
    indicator::Command::Define(Defined {
        code: Code::new(&format!("ind-{n}")).unwrap(),
        name: Title::new("Waktu layanan").unwrap(),
        definition: Prose::new("Hari kerja dari berkas lengkap sampai selesai.").unwrap(),
        measured_in: Text::new("hari").unwrap(),
        direction: Direction::Down,
        source: Title::new("Sistem layanan").unwrap(),
        frequency: Frequency::Monthly,
        owner: Owner::Unit,
    })
}
