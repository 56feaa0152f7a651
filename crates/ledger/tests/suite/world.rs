//! A real server (or three), provisioned, with one agency.

use domain::ids::{AgencyCode, UnitId};
use domain::registry::{self, Agency};
use domain::text::{Code, Title};
use domain::{Actor, KeyClass, Role, unit};
use embedded::{Nats, NatsConfig};
use jiff::Timestamp;
use jiff::civil::date;
use ledger::{
    Command, CommandError, Credentials, Entities, Feeds, Ledger, Limits, MasterKey, Outcome,
    Provisioner, Vault,
};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) struct World {
    pub(crate) nats: Nats,
    pub(crate) agency: AgencyCode,
    pub(crate) provisioner: Provisioner,
    pub(crate) master: MasterKey,
    pub(crate) servers: usize,
    _dir: TempDir,
}

pub(crate) fn by(actor: u128) -> Actor {
    Actor {
        actor: Uuid::from_u128(actor),
        role: Role::Administrator,
        on_behalf_of: None,
    }
}

/// A moment well before every deadline of these tests.
pub(crate) fn now() -> Timestamp {
    "2026-09-01T02:00:00Z".parse().unwrap()
}

pub(crate) fn unit(code: &str) -> (Uuid, unit::Registered) {
    let agency = AgencyCode::new("9901").unwrap();
    let registered = unit::Registered {
        code: Code::new(code).unwrap(),
        name: Title::new("Dinas Kesehatan").unwrap(),
        parent: None,
        from: date(2020, 1, 1),
    };
    (UnitId::of(&agency, code).0, registered)
}

pub(crate) fn rename(name: &str) -> unit::Command {
    unit::Command::Rename(unit::Renamed {
        name: Title::new(name).unwrap(),
        from: date(2026, 1, 1),
    })
}

impl World {
    pub(crate) async fn start(servers: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let nats = Nats::start(NatsConfig {
            servers,
            ..NatsConfig::new(dir.path())
        })
        .await
        .unwrap();
        let limits = Limits {
            replicas: servers,
            max_bytes: 64 << 20,
        };
        let agency = AgencyCode::new("9901").unwrap();
        let provisioner = Provisioner::connect(
            &credentials(&nats, embedded::Role::Provisioner),
            &credentials(&nats, embedded::Role::VaultProvisioner),
            &credentials(&nats, embedded::Role::Monitor),
            limits,
        )
        .await
        .unwrap();
        provisioner.installation().await.unwrap();
        provisioner.agency(&agency).await.unwrap();
        let master = MasterKey::parse(&MasterKey::generate().unwrap()).unwrap();
        let world = Self {
            nats,
            agency,
            provisioner,
            master,
            servers,
            _dir: dir,
        };
        let agencies: Entities<Agency> = world
            .entities(embedded::Role::Registry, embedded::Role::VaultRegistry)
            .await;
        let code = world.agency.clone();
        let register = registry::Registered {
            code: code.clone(),
            name: Title::new("Kota Arang Sari").unwrap(),
        };
        let register = registry::Command::Register(register);
        let command = Command {
            agency: AgencyCode::registry(),
            ..world.command(Agency::id(&code), 1, register)
        };
        agencies.handle(&command).await.unwrap();
        world
    }

    pub(crate) fn credentials(&self, role: embedded::Role) -> Credentials {
        credentials(&self.nats, role)
    }

    pub(crate) async fn ledger(&self, role: embedded::Role) -> Ledger {
        Ledger::connect(&self.credentials(role)).await.unwrap()
    }

    pub(crate) async fn vault(&self, role: embedded::Role) -> Vault {
        let classes = [KeyClass::Erasable, KeyClass::Decree, KeyClass::Round];
        Vault::new(self.ledger(role).await, self.master.clone(), &classes)
    }

    /// Entities as a process of its own would have them: own connections, own memory.
    pub(crate) async fn entities<E: domain::Entity>(
        &self,
        role: embedded::Role,
        vault: embedded::Role,
    ) -> Entities<E> {
        let ledger = self.ledger(role).await;
        let feeds = Feeds::start(ledger.clone()).await.unwrap();
        Entities::new(ledger, self.vault(vault).await, feeds)
    }

    pub(crate) async fn units(&self) -> Entities<unit::Unit> {
        self.entities(
            embedded::Role::Performance,
            embedded::Role::VaultPerformance,
        )
        .await
    }

    /// A command whose digest stands for its content.
    pub(crate) fn command<C>(&self, entity: Uuid, id: u128, command: C) -> Command<C> {
        Command {
            agency: self.agency.clone(),
            entity,
            id: Uuid::from_u128(id),
            digest: ledger::Digest([u8::try_from(id % 251).unwrap(); 32]),
            by: by(7),
            cause: None,
            now: now(),
            creates: false,
            command,
        }
    }

    /// Registers a unit and returns its id.
    pub(crate) async fn registered(
        &self,
        units: &Entities<unit::Unit>,
        code: &str,
        id: u128,
    ) -> Uuid {
        let (entity, registered) = unit(code);
        let command = self.command(entity, id, unit::Command::Register(registered));
        units.handle(&command).await.unwrap();
        entity
    }
}

fn credentials(nats: &Nats, role: embedded::Role) -> Credentials {
    let credential = nats.credentials(role);
    Credentials {
        urls: nats.urls(),
        user: credential.user,
        password: credential.password,
        inbox: role.inbox_prefix(),
    }
}

pub(crate) fn refused(result: &Result<Outcome, CommandError>) -> Option<domain::Refusal> {
    match result {
        Err(CommandError::Refused(refusal)) => Some(*refusal),
        _ => None,
    }
}
