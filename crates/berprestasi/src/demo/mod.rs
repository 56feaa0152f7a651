//! The demo city: sample data that comes in through the public commands, its staff and their
//! performance as the files of a city.

pub(crate) mod city;
pub(crate) mod client;
mod edition;
mod eligibility;
mod files;
mod load;
mod rounds;

use std::path::Path;

use domain::Role;
use domain::ids::{AgencyCode, derive_id};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use runtime::Tokens;
use serde_json::{Value, json};
use uuid::Uuid;

use city::City;
pub use city::Size;
use client::{As, Client};

/// The code of the demo city.
pub const AGENCY: &str = "9901";
/// The name of the demo city.
pub const NAME: &str = "Kota Arang Sari";
/// Commands under way at once.
const AT_ONCE: usize = 16;
/// Items of one batch.
const BATCH: usize = 1000;

/// Why the demo could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The installation has no demo key.
    #[error("this installation has no demo people; start it with --demo on an empty data folder")]
    NotADemo,
    /// A command was answered otherwise than expected.
    #[error("loading the demo: {path} answered {status} {code}")]
    Answered {
        /// The path below the agency.
        path: String,
        /// The status.
        status: u16,
        /// The problem's code.
        code: String,
    },
    /// Some people of the files are not registered.
    #[error("loading the demo: {0} people are missing after the import of the staff files")]
    Missing(usize),
    /// The files could not be written.
    #[error("loading the demo: the sample files cannot be written")]
    Files(#[from] std::io::Error),
    /// The service could not be reached.
    #[error("loading the demo: the service does not answer")]
    Http(#[from] reqwest::Error),
}

/// The people who run the programme, and the ids that loading made.
pub(crate) struct Loaded {
    pub(crate) city: City,
    pub(crate) units: Vec<String>,
    pub(crate) people: Vec<String>,
}

/// The HR agency's administrator of the demo.
pub(crate) fn administrator() -> As {
    As(Role::Administrator, derive_id(&["demo", "administrator"]))
}

/// Who approves what the administrator checked.
pub(crate) fn second_administrator() -> As {
    As(Role::Administrator, derive_id(&["demo", "approver"]))
}

/// The inspectorate's auditor of the demo.
pub(crate) fn auditor() -> As {
    As(Role::Auditor, derive_id(&["demo", "auditor"]))
}

/// The ratifying official of the demo.
pub(crate) fn ratifier() -> As {
    As(Role::Ratifier, derive_id(&["demo", "ratifier"]))
}

impl Loaded {
    pub(crate) fn person(&self, number: usize) -> Uuid {
        self.people[number].parse().unwrap_or_default()
    }
}

/// Loads the demo city; again it goes on where it was cut off. `began` is when it was first begun,
/// so that the same commands are sent. The city's files are written into `folder`.
pub async fn load(
    address: &str,
    size: Size,
    (tokens, began): (Tokens, Timestamp),
    folder: &Path,
) -> Result<Vec<(String, String)>, DemoError> {
    let agency = AgencyCode::new(AGENCY).expect("the demo city's code is a code");
    let client = Client::new(address, agency, tokens)?;
    let city = City::new(size);
    let nominees = edition::nominees(&city).into_iter();
    let nominees: Vec<usize> = nominees.map(|(_, _, person)| person).collect();
    let files = files::files(&city, &nominees);
    load::write(&files, folder)?;
    let rows: u64 = files.iter().map(|file| file.sheet.rows()).sum();
    let bar = ProgressBar::new(rows + edition::STEPS);
    let style = ProgressStyle::with_template("  {msg:32} [{bar:30}] {percent:>3} %  {elapsed}");
    bar.set_style(style.expect("the template is a template"));
    load::load(&client, &files, &bar).await?;
    let loaded = load::found(&client, city).await?;
    load::users(&client, &loaded).await?;
    let open = edition::run(&client, &loaded, &bar, began).await?;
    bar.finish_and_clear();
    cast(&client, &loaded, open)
}

/// Registers the city over the JSON routes, for measuring.
pub(crate) async fn people(
    client: &Client,
    city: City,
    bar: &ProgressBar,
) -> Result<Loaded, DemoError> {
    bar.set_message("unit kerja");
    let admin = administrator();
    let units: Vec<String> = stream::iter(&city.units)
        .map(|unit| async move {
            let body = json!({"code": unit.code, "name": unit.name, "from": "2020-01-01"});
            let key = format!("demo-unit-{}", unit.code);
            let answer = client.command(admin, "/units", &key, Some(body)).await?;
            Ok::<_, DemoError>(id_of(&answer))
        })
        .buffered(AT_ONCE)
        .inspect(|_| bar.inc(1))
        .try_collect()
        .await?;
    bar.set_message("pegawai");
    let mut people = Vec::with_capacity(city.people.len());
    for (n, chunk) in city.people.chunks(BATCH).enumerate() {
        let items: Vec<Value> = chunk
            .iter()
            .map(|p| {
                json!({"kind": p.kind, "unit": units[p.unit], "group": p.group, "name": p.name,
                       "nip": p.nip, "from": p.from})
            })
            .collect();
        let key = format!("demo-people-{n}");
        let answer = client
            .command(admin, "/people/batch", &key, Some(json!({"items": items})))
            .await?;
        people.extend(answer["items"].as_array().into_iter().flatten().map(id_of));
        bar.inc(chunk.len() as u64);
    }
    bar.set_message("kepala unit");
    stream::iter(units.iter().enumerate())
        .map(|(n, unit)| {
            let body = json!({"head": people[city.head(n)], "from": "2025-01-01"});
            async move {
                let path = format!("/units/{unit}/head");
                client
                    .command(admin, &path, &format!("demo-head-{n}"), Some(body))
                    .await
            }
        })
        .buffer_unordered(AT_ONCE)
        .inspect(|_| bar.inc(1))
        .try_for_each(|_| std::future::ready(Ok(())))
        .await?;
    Ok(Loaded {
        city,
        units,
        people,
    })
}

/// The people whom a newcomer may act as, each with a token: for the session in the README.
fn cast(
    client: &Client,
    loaded: &Loaded,
    open: String,
) -> Result<Vec<(String, String)>, DemoError> {
    let units = loaded.units.len();
    let mut names = vec![
        ("ADMINISTRATOR", administrator()),
        ("RATIFIER", ratifier()),
        (
            "HEAD",
            As(Role::UnitHead, loaded.person(loaded.city.head(1))),
        ),
        ("NOMINEE", As(Role::Employee, loaded.person(units + 1))),
        (
            "COLLEAGUE",
            As(Role::Employee, loaded.person(2 * units + 1)),
        ),
        (
            "CITIZEN",
            As(Role::Citizen, derive_id(&["demo", "citizen"])),
        ),
        ("AUDITOR", auditor()),
    ];
    for (n, name) in ["JUROR_1", "JUROR_2", "JUROR_3"].into_iter().enumerate() {
        names.push((
            name,
            As(
                Role::Juror,
                loaded.person(edition::juror(loaded.people.len(), n)),
            ),
        ));
    }
    let mut cast = Vec::with_capacity(names.len() * 2 + 2);
    for (name, who) in names {
        cast.push((name.to_owned(), client.token(who)?));
        cast.push((format!("{name}_ID"), who.1.to_string()));
    }
    cast.push(("EDITION".to_owned(), open));
    cast.push(("UNIT_ID".to_owned(), loaded.units[1].clone()));
    cast.push(("AGENCY".to_owned(), AGENCY.to_owned()));
    Ok(cast)
}

fn id_of(answer: &Value) -> String {
    answer["id"].as_str().unwrap_or_default().to_owned()
}
