//! The composition root: from a configuration and a set of roles to a running process.

use std::collections::BTreeSet;

use axum::Router;
use domain::KeyClass;
use ledger::{
    Bucket, Credentials, Feeds, Ledger, LedgerError, MasterKey, Vault, VaultError, WorkingError,
};
use portal::{Portal, PortalSettings};
use projections::{Source, State, Workers};
use readmodel::{Access, Options, ReadError, ReadModel};
use runtime::health::Checks;
use runtime::router::Gate;
use runtime::telemetry::{Metrics, TelemetryError};
use runtime::token::KeyFileError;
use runtime::{
    Agencies, Clock, Config, Lifecycle, Operation, Reads, Route, ServiceRole, Shutdown, Tokens,
};

/// Why a process does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration names no user for a role.
    #[error("the configuration has no [nats.{section}.{role}]; role {role} needs it")]
    NoUser {
        /// `ledger` or `vault`.
        section: &'static str,
        /// The role.
        role: ServiceRole,
    },
    /// The master key cannot be read.
    #[error("cannot read the master key {}; restore it, without it no name can be read", file.display())]
    MasterKey {
        /// The file.
        file: std::path::PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The master key is not one.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The demo key cannot be read.
    #[error(transparent)]
    DemoKey(#[from] KeyFileError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Working state.
    #[error(transparent)]
    Working(#[from] WorkingError),
    /// The database.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Metrics.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
}

/// What the roles of one process share.
struct Parts<'a> {
    config: &'a Config,
    master: MasterKey,
    gate: Gate,
    feeds: Feeds,
    reads: Reads,
    clock: Clock,
}

/// The router that grows role by role, and what it answers.
#[derive(Default)]
struct Table {
    router: Router,
    operations: Vec<Operation>,
}

impl Table {
    fn add<S: Clone + Send + Sync + 'static>(
        &mut self,
        routes: &[Route<S>],
        service: S,
        gate: &Gate,
    ) {
        self.operations
            .extend(routes.iter().map(|route| route.operation));
        let so_far = std::mem::take(&mut self.router);
        self.router = so_far.merge(runtime::router::router(routes, service, gate));
    }
}

/// Everything that the services answer, for the `OpenAPI` document.
#[must_use]
pub fn operations() -> Vec<Operation> {
    fn of<S>(routes: &[Route<S>]) -> impl Iterator<Item = Operation> {
        routes.iter().map(|route| route.operation)
    }
    let mut all = Vec::new();
    all.extend(of(&nominations::routes()));
    all.extend(of(&endorsements::routes()));
    all.extend(of(&performance::routes()));
    all.extend(of(&committee::routes()));
    all.extend(of(&announcements::routes()));
    all.extend(of(&announcements::public()));
    all
}

/// Starts the roles in this process and returns what serves their addresses.
pub async fn start(
    config: &Config,
    roles: &BTreeSet<ServiceRole>,
    lifecycle: &mut Lifecycle,
    metrics: &Metrics,
) -> Result<Router, StartError> {
    let parts = parts(config, roles, None).await?;
    let mut table = Table::default();
    let mut checks = Checks::default();
    for role in roles {
        match role {
            ServiceRole::Nominations => parts.nominations(&mut table).await?,
            ServiceRole::Endorsements => parts.endorsements(&mut table).await?,
            ServiceRole::Performance => parts.performance(&mut table, lifecycle).await?,
            ServiceRole::Committee => parts.committee(&mut table, lifecycle).await?,
            ServiceRole::Announcements => {
                parts
                    .announcements(&mut table, lifecycle.shutdown())
                    .await?;
            }
            ServiceRole::Projections => checks = parts.projections(checks, lifecycle).await?,
            ServiceRole::Portal => parts.portal(&mut table),
        }
    }
    let feeds = parts.feeds.clone();
    checks = checks.with("reference state", move || {
        let feeds = feeds.clone();
        async move { following(&feeds) }
    });
    let router = table
        .router
        .merge(runtime::openapi::router(&table.operations))
        .merge(runtime::health::router(checks, metrics.clone()));
    Ok(portal::around(
        runtime::edge::finish(router),
        &parts.pages(),
    ))
}

/// The installation's master key.
pub fn master_key(config: &Config) -> Result<MasterKey, StartError> {
    let file = config.master_key_file.clone();
    let key = std::fs::read_to_string(&file);
    let key = key.map_err(|source| StartError::MasterKey { file, source })?;
    Ok(MasterKey::parse(&key)?)
}

async fn parts<'a>(
    config: &'a Config,
    roles: &BTreeSet<ServiceRole>,
    kinds: Option<&'static [&'static str]>,
) -> Result<Parts<'a>, StartError> {
    let tokens = Tokens::load(config.demo_key_file.as_deref())?;
    // Any role's user may read; the first one's connection feeds the reference state of all.
    let first = roles.first().copied().unwrap_or(ServiceRole::Portal);
    let follower = Ledger::connect(user(config, "ledger", first)?).await?;
    let web = config.postgres.web.reveal();
    let db = ReadModel::connect(web, Options::new(Access::Web, "berprestasi web")).await?;
    Ok(Parts {
        config,
        master: master_key(config)?,
        gate: Gate {
            tokens,
            limits: config.http.body_limits,
        },
        feeds: match kinds {
            Some(kinds) => Feeds::of_kinds(follower, kinds).await?,
            None => Feeds::start(follower).await?,
        },
        reads: Reads::new(db),
        clock: Clock::System,
    })
}

fn user<'a>(
    config: &'a Config,
    section: &'static str,
    role: ServiceRole,
) -> Result<&'a Credentials, StartError> {
    let users = if section == "ledger" {
        &config.nats.ledger
    } else {
        &config.nats.vault
    };
    users.get(&role).ok_or(StartError::NoUser { section, role })
}

/// The classes of keys that a role may hold.
const fn classes(role: ServiceRole) -> &'static [KeyClass] {
    match role {
        ServiceRole::Nominations | ServiceRole::Endorsements | ServiceRole::Performance => {
            &[KeyClass::Erasable]
        }
        ServiceRole::Committee => &[KeyClass::Erasable, KeyClass::Round],
        ServiceRole::Announcements | ServiceRole::Projections => {
            &[KeyClass::Erasable, KeyClass::Decree]
        }
        ServiceRole::Portal => &[],
    }
}

fn following(feeds: &Feeds) -> Result<(), String> {
    for code in feeds.codes() {
        let failure = feeds.agency(&code).ok().and_then(|feed| feed.failure());
        if let Some(reason) = failure {
            return Err(format!("agency {code}: {reason}"));
        }
    }
    Ok(())
}

impl Parts<'_> {
    async fn connect(&self, role: ServiceRole) -> Result<(Ledger, Vault), StartError> {
        let ledger = Ledger::connect(user(self.config, "ledger", role)?).await?;
        let vault = Ledger::connect(user(self.config, "vault", role)?).await?;
        Ok((
            ledger,
            Vault::new(vault, self.master.clone(), classes(role)),
        ))
    }

    /// Working state, which only the vault's users reach.
    async fn working(&self, role: ServiceRole) -> Result<Bucket, StartError> {
        let working = Ledger::connect(user(self.config, "vault", role)?).await?;
        Ok(Bucket::open(&working, "WORKING").await?)
    }

    async fn nominations(&self, table: &mut Table) -> Result<(), StartError> {
        let (ledger, vault) = self.connect(ServiceRole::Nominations).await?;
        let reads = self.reads.clone();
        let service =
            nominations::Nominations::new(&ledger, &vault, &self.feeds, reads, self.clock);
        table.add(&nominations::routes(), service, &self.gate);
        Ok(())
    }

    async fn endorsements(&self, table: &mut Table) -> Result<(), StartError> {
        let (ledger, vault) = self.connect(ServiceRole::Endorsements).await?;
        let service = endorsements::Endorsements::new(&ledger, &vault, &self.feeds, self.clock);
        table.add(&endorsements::routes(), service, &self.gate);
        Ok(())
    }

    async fn performance(
        &self,
        table: &mut Table,
        lifecycle: &mut Lifecycle,
    ) -> Result<(), StartError> {
        let (service, waiting) = self.performance_service().await?;
        let imports = service.clone();
        lifecycle.spawn("imports", |mut shutdown| async move {
            imports.resume_imports().await;
            // A role that ends by itself takes the process down.
            shutdown.requested().await;
            Ok(())
        });
        let intake = performance::ingest::Intake::new(service.clone(), waiting);
        lifecycle.spawn("ingest", |shutdown| async move {
            intake.run(shutdown).await;
            Ok(())
        });
        table.add(&performance::routes(), service, &self.gate);
        Ok(())
    }

    /// The service, and the connection on which messages from outside wait.
    async fn performance_service(&self) -> Result<(performance::Performance, Ledger), StartError> {
        let role = ServiceRole::Performance;
        let (ledger, vault) = self.connect(role).await?;
        let waiting = Ledger::connect(user(self.config, "vault", role)?).await?;
        let outside = performance::Outside {
            rejected: Bucket::open(&waiting, "INGEST_REJECTED").await?,
            working: Bucket::open(&waiting, "WORKING").await?,
            requests: self.config.ingest.requests,
        };
        let (feeds, reads) = (&self.feeds, self.reads.clone());
        let service =
            performance::Performance::new(&ledger, &vault, feeds, reads, self.clock, outside);
        Ok((service, waiting))
    }

    async fn announcements(&self, table: &mut Table, shutdown: Shutdown) -> Result<(), StartError> {
        let (ledger, vault) = self.connect(ServiceRole::Announcements).await?;
        let reads = self.reads.clone();
        let address = self.config.http.public_url.clone();
        let service = announcements::Announcements::new(
            &ledger,
            &vault,
            &self.feeds,
            reads,
            self.clock,
            address,
        )
        .until(shutdown);
        table.add(&announcements::public(), service.shelf(), &self.gate);
        table.add(&announcements::routes(), service, &self.gate);
        Ok(())
    }

    fn pages(&self) -> Portal {
        let settings = PortalSettings {
            demo: self.config.demo_key_file.is_some(),
            public_url: self.config.http.public_url.clone(),
        };
        Portal::new(self.reads.clone(), Agencies::of(&self.feeds), settings)
    }

    fn portal(&self, table: &mut Table) {
        let so_far = std::mem::take(&mut table.router);
        // Pages that act ask the services of this process, as any client would.
        let pages = self.pages().with_api(so_far.clone());
        table.router = so_far.merge(portal::router(pages));
    }

    async fn committee(
        &self,
        table: &mut Table,
        lifecycle: &mut Lifecycle,
    ) -> Result<(), StartError> {
        let role = ServiceRole::Committee;
        let (ledger, vault) = self.connect(role).await?;
        let cursors = self.working(role).await?;
        let (feeds, reads) = ((&self.feeds, &cursors), self.reads.clone());
        let service = committee::Committee::new(&ledger, &vault, feeds, reads, self.clock);
        let reactor = committee::determine(service.clone());
        let feeds = self.feeds.clone();
        lifecycle.spawn("determine", |shutdown| async move {
            reactor.run(ledger, feeds, cursors, shutdown).await;
            Ok(())
        });
        table.add(&committee::routes(), service, &self.gate);
        Ok(())
    }

    async fn projections(
        &self,
        checks: Checks,
        lifecycle: &mut Lifecycle,
    ) -> Result<Checks, StartError> {
        let source = source(self.config).await?;
        let workers = Workers::new(source.clone());
        let status = workers.status();
        lifecycle.spawn("upgrade", |mut shutdown| async move {
            tokio::select! {
                // A role that ends by itself takes the process down.
                () = async { projections::upgrade(&source).await; std::future::pending().await } => {}
                () = shutdown.requested() => {}
            }
            Ok(())
        });
        lifecycle.spawn("projections", |mut shutdown| async move {
            workers.run(shutdown.requested()).await;
            Ok(())
        });
        Ok(checks.with("projections", move || {
            let status = status.clone();
            async move { healthy(&status) }
        }))
    }
}

/// The committee's service, for operator commands; its reactor does not run.
pub async fn committee(config: &Config) -> Result<committee::Committee, StartError> {
    let role = ServiceRole::Committee;
    let parts = parts(config, &BTreeSet::from([role]), None).await?;
    let (ledger, vault) = parts.connect(role).await?;
    let reads = parts.reads.clone();
    let feeds = (&parts.feeds, &parts.working(role).await?);
    Ok(committee::Committee::new(
        &ledger,
        &vault,
        feeds,
        reads,
        parts.clock,
    ))
}

/// The service of people and performance, for operator commands; its reference state has entities of these
/// kinds, or of all.
pub async fn performance(
    config: &Config,
    kinds: Option<&'static [&'static str]>,
) -> Result<performance::Performance, StartError> {
    let parts = parts(config, &BTreeSet::from([ServiceRole::Performance]), kinds).await?;
    Ok(parts.performance_service().await?.0)
}

/// What the projections read from and write to.
pub async fn source(config: &Config) -> Result<Source, StartError> {
    let role = ServiceRole::Projections;
    let vault = Ledger::connect(user(config, "vault", role)?).await?;
    let write = config.postgres.projections.reveal();
    Ok(Source {
        ledger: Ledger::connect(user(config, "ledger", role)?).await?,
        vault: Some(Vault::new(vault, master_key(config)?, classes(role))),
        db: ReadModel::connect(
            write,
            Options::new(Access::Projector, "berprestasi projections"),
        )
        .await?,
    })
}

fn healthy(status: &projections::Status) -> Result<(), String> {
    let troubles = status.troubles();
    if troubles.is_empty() {
        return Ok(());
    }
    let said: Vec<String> = troubles
        .iter()
        .map(|trouble| {
            let state = match &trouble.state {
                State::Running => "parked events".to_owned(),
                other => format!("{other:?}"),
            };
            format!("{} of {}: {state}", trouble.projection, trouble.agency)
        })
        .collect();
    Err(said.join("; "))
}
