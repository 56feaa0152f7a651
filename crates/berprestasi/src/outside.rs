//! Systems outside that publish performance events into an installation that runs its own servers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use embedded::{Nats, Outside};
use serde::{Deserialize, Serialize};

use crate::demo;
use crate::installation::{Installation, write};
use crate::servers::ServerError;

/// The file that names them, in the data folder.
const FILE: &str = "ingest.toml";

/// One of them, as the file names it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct System {
    /// The agency that it publishes for.
    agency: String,
}

/// What a system needs to publish, from any NATS client.
#[derive(Serialize)]
struct Card {
    servers: Vec<String>,
    user: String,
    password: String,
    inbox_prefix: String,
    subject: String,
}

/// The systems that the installation names; a new one with sample data has `simpeg`.
pub fn systems(installation: &Installation) -> Result<Vec<Outside>, ServerError> {
    let path = installation.path(FILE);
    if !path.exists() {
        let agency = demo::AGENCY.to_owned();
        let sample = installation
            .description
            .demo
            .map(|_| ("simpeg", System { agency }));
        let named: BTreeMap<_, _> = sample.into_iter().collect();
        let text = toml::to_string(&named).expect("plain data");
        let said = "# Systems that may publish performance events: a name, and for which agency.\n\
                    # [simpeg]\n# agency = \"CODE\"\n# It takes effect, with a file ingest-NAME.json, at the next start.\n";
        write(&path, &format!("{said}{text}"))?;
    }
    let wrong = |reason: String| ServerError::Provision {
        path: path.clone(),
        reason,
    };
    let text = std::fs::read_to_string(&path).map_err(|error| wrong(error.to_string()))?;
    let named: BTreeMap<String, System> =
        toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))?;
    let systems = named
        .iter()
        .map(|(name, system)| Outside::new(name, &system.agency, &path));
    Ok(systems.collect::<Result<_, _>>()?)
}

/// Writes for each system a file of what it needs to publish, for its owner only.
pub fn write_cards(nats: &Nats, installation: &Installation) -> Result<Vec<PathBuf>, ServerError> {
    let mut written = Vec::new();
    for system in systems(installation)? {
        let credential = nats.outside(&system);
        let card = Card {
            servers: nats.urls(),
            user: credential.user,
            password: credential.password,
            inbox_prefix: system.inbox_prefix(),
            subject: system.subject(),
        };
        let path = installation.path(&format!("ingest-{}.json", system.name()));
        let text = serde_json::to_string_pretty(&card).expect("plain data");
        write(&path, &text)?;
        written.push(path);
    }
    Ok(written)
}
