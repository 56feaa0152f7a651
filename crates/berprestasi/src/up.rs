//! `berprestasi up`: everything on this machine, in a folder of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use domain::ids::AgencyCode;
use domain::text::Title;
use runtime::telemetry::Metrics;
use runtime::{Config, Lifecycle, ServiceRole, Tokens};
use tokio::net::TcpListener;

use crate::demo::{self, Size};
use crate::installation::{Installation, write};
use crate::servers::{Provision, Servers};
use crate::{agency, compose};

/// Any error of a command, for its user.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What `up` is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The port of the portal and the API.
    pub port: u16,
    /// The data folder.
    pub data: std::path::PathBuf,
    /// Sample data, for a new folder.
    pub demo: Option<Size>,
    /// Whether `--demo` was given.
    pub demo_given: bool,
    /// How many nats-servers, for a new folder.
    pub servers: usize,
}

/// Starts everything, loads the sample data of a new folder, and runs until it is told to stop.
pub async fn up(wanted: Wanted) -> Result<(), Failure> {
    let stop = runtime::lifecycle::stop_signal()?;
    // The cheapest question first: is the port free?
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, wanted.port));
    let listener = runtime::server::bind(listen).await?;
    let mut installation = Installation::open_or_make(&wanted.data, wanted.demo, wanted.servers)?;
    tell_of_the_folder(&installation, &wanted);
    eprintln!(
        "  starting nats-server ({}) and PostgreSQL",
        installation.description.servers
    );
    let mut servers = Servers::start(&installation).await?;
    let ended = run(&mut installation, &mut servers, listener, stop).await;
    eprintln!("  stopping nats-server and PostgreSQL");
    servers.stop().await?;
    ended
}

fn tell_of_the_folder(installation: &Installation, wanted: &Wanted) {
    let dir = installation.dir.display();
    if installation.fresh {
        eprintln!("  new installation in {dir}");
        return;
    }
    eprintln!("  installation in {dir}");
    if wanted.demo_given && wanted.demo != installation.description.demo {
        eprintln!(
            "  it has its data already, so --demo changes nothing; choose another folder with --data"
        );
    }
}

async fn run(
    installation: &mut Installation,
    servers: &mut Servers,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let address = listener.local_addr()?;
    let config = Config::load(&servers.configure(installation, address)?)?;
    runtime::telemetry::start_logs(&config.log)?;
    let metrics = Metrics::start()?;
    if installation.description.demo.is_some() {
        add_the_demo_city(installation, &config).await?;
    }
    let roles = ServiceRole::ALL.into();
    let mut lifecycle = Lifecycle::new(Duration::from_secs(10));
    let router = compose::start(&config, &roles, &mut lifecycle, &metrics).await?;
    lifecycle.spawn("metrics", |shutdown| metrics.upkeep(shutdown));
    lifecycle.spawn("http", |shutdown| {
        runtime::server::serve(listener, router, shutdown)
    });
    let address = format!("http://{address}");
    let work = async {
        load(installation, &config, &address).await?;
        tell(installation, &address);
        std::future::pending::<Result<(), Failure>>().await
    };
    let mut failure = None;
    let asked = async {
        tokio::select! {
            () = stop => {}
            ended = work => failure = ended.err(),
            error = ended(servers) => failure = Some(error.into()),
        }
    };
    lifecycle.run(asked).await?;
    failure.map_or(Ok(()), Err)
}

/// Returns once a server has ended by itself, with the end of its log.
async fn ended(servers: &mut Servers) -> embedded::Error {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    loop {
        every.tick().await;
        let checked = servers.nats.check().and_then(|()| servers.postgres.check());
        if let Err(error) = checked {
            return error;
        }
    }
}

async fn add_the_demo_city(installation: &Installation, config: &Config) -> Result<(), Failure> {
    let provision = Provision::load(&installation.path("provision.toml"))?;
    let master = compose::master_key(config)?;
    let (code, name) = (AgencyCode::new(demo::AGENCY)?, Title::new(demo::NAME)?);
    agency::add(&provision, master, &code, &name).await?;
    Ok(())
}

async fn load(
    installation: &mut Installation,
    config: &Config,
    address: &str,
) -> Result<(), Failure> {
    let Some(size) = installation.description.demo else {
        return Ok(());
    };
    let tokens = Tokens::load(config.demo_key_file.as_deref())?;
    if !installation.description.demo_loaded {
        eprintln!("  loading the sample city {}", demo::NAME);
        let began = installation.description.made_at;
        let folder = installation.path("contoh");
        let cast = demo::load(address, size, (tokens, began), &folder).await?;
        save_cast(&installation.path("demo.env"), &cast)?;
        installation.loaded()?;
    }
    Ok(())
}

/// The people of the sample city as shell variables, for the session in the README.
fn save_cast(path: &Path, cast: &[(String, String)]) -> Result<(), Failure> {
    let lines: Vec<String> = cast
        .iter()
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    Ok(write(path, &lines.concat())?)
}

fn tell(installation: &Installation, address: &str) {
    println!();
    println!("  Berprestasi is up:   {address}");
    if installation.description.demo.is_some() {
        println!("  DATA CONTOH, bukan data sebenarnya (sample data)");
        println!(
            "  pengumuman:          {address}/{}/pengumuman",
            demo::AGENCY
        );
        println!(
            "  files of the city:   {}",
            installation.path("contoh").display()
        );
        println!(
            "  people to act as:    {}",
            installation.path("demo.env").display()
        );
        println!(
            "  publish from outside: {}",
            installation.path("ingest-simpeg.json").display()
        );
    } else {
        println!(
            "  add an agency:       berprestasi agency add CODE NAME --data {}",
            installation.dir.display()
        );
    }
    println!("  API:                 {address}/api/openapi.json");
    println!(
        "  stop:                Ctrl-C; everything stays in {}",
        installation.dir.display()
    );
    println!();
}

/// An error with its causes, in one line.
#[must_use]
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let said = cause.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        source = cause.source();
    }
    text
}
