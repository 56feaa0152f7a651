//! A server or a stream whose settings break what the ledger rests on is refused by name.

use async_nats::jetstream::{self, stream};
use embedded::{Durability, Nats, NatsConfig};
use ledger::{Credentials, LedgerError, Limits, Provisioner};

use crate::world::World;

crate::laws! {
    what_is_there_already_is_checked_and_kept;
    a_changed_stream_is_refused;
}

async fn what_is_there_already_is_checked_and_kept(world: &mut World) {
    world.provisioner.installation().await.unwrap();
    world.provisioner.agency(&world.agency).await.unwrap();
    assert!(world.servers == 1 || world.servers == 3);
}

async fn a_changed_stream_is_refused(world: &mut World) {
    let credentials = world.credentials(embedded::Role::Provisioner);
    let client =
        async_nats::ConnectOptions::with_user_and_password(credentials.user, credentials.password)
            .custom_inbox_prefix(credentials.inbox)
            .connect(credentials.urls)
            .await
            .unwrap();
    let js = jetstream::new(client);
    let config = js
        .get_stream("LEDGER_9901_1")
        .await
        .unwrap()
        .cached_info()
        .config
        .clone();
    for (changed, setting) in [
        (
            stream::Config {
                max_messages: 1_000_000,
                ..config.clone()
            },
            "max_messages",
        ),
        (
            stream::Config {
                max_age: std::time::Duration::from_hours(24),
                ..config.clone()
            },
            "max_age",
        ),
        (
            stream::Config {
                discard: stream::DiscardPolicy::Old,
                ..config.clone()
            },
            "discard",
        ),
    ] {
        js.update_stream(changed).await.unwrap();
        let refused = world.provisioner.agency(&world.agency).await;
        let Err(LedgerError::Setting {
            of, setting: named, ..
        }) = refused
        else {
            panic!("{refused:?}")
        };
        assert_eq!((of.as_str(), named), ("stream LEDGER_9901_1", setting));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_sync_always_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let config = NatsConfig {
        durability: Durability::Volatile,
        ..NatsConfig::new(dir.path())
    };
    let nats = Nats::start(config).await.unwrap();
    let credentials = |role: embedded::Role| {
        let credential = nats.credentials(role);
        Credentials {
            urls: nats.urls(),
            user: credential.user,
            password: credential.password,
            inbox: role.inbox_prefix(),
        }
    };
    let provisioner = Provisioner::connect(
        &credentials(embedded::Role::Provisioner),
        &credentials(embedded::Role::VaultProvisioner),
        &credentials(embedded::Role::Monitor),
        Limits {
            replicas: 1,
            max_bytes: 1 << 20,
        },
    )
    .await
    .unwrap();
    let refused = provisioner.installation().await;
    let Err(LedgerError::Setting { setting, found, .. }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        (setting, found.as_str()),
        ("jetstream.sync_interval", "120 s")
    );
}
