//! The city's files through the door that every city uses: uploaded, looked at, confirmed, waited
//! for.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use domain::ids::{AgencyCode, UnitId};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::city::City;
use super::client::Client;
use super::files::{self, File};
use super::{AGENCY, BATCH, DemoError, Loaded, administrator, id_of};

/// What is written beside the files.
const NOTE: &str = "\
# Berkas contoh

DATA CONTOH: Kota Arang Sari, pegawainya dan nilainya karangan. Berkas ini sudah dimuat ke kota contoh, menurut
urutan namanya. Untuk mencobanya sendiri, buat instansi lain dan impor lagi:

    berprestasi agency add 9902 \"Kota Coba\" --data DIR
    berprestasi import units  01-unit-kerja.csv --agency 9902 --data DIR
    berprestasi import people 02-pegawai.csv --agency 9902 --data DIR --dry-run

";

/// Writes the files where a newcomer finds them.
pub(super) fn write(files: &[File], folder: &Path) -> Result<(), DemoError> {
    std::fs::create_dir_all(folder)?;
    let mut note = NOTE.to_owned();
    for file in files {
        std::fs::write(folder.join(file.name), file.sheet.bytes())?;
        let on = file.on.map(|on| format!(" --on {on}")).unwrap_or_default();
        let _ = writeln!(
            note,
            "- `{}`: {}, `import {}{on}`",
            file.name,
            file.title,
            file.kind.as_str()
        );
    }
    Ok(std::fs::write(folder.join("BACA.md"), note)?)
}

/// Takes the files over, one after the other. One that is completed is not taken over again: a
/// later one may have corrected it.
pub(super) async fn load(
    client: &Client,
    files: &[File],
    bar: &ProgressBar,
) -> Result<(), DemoError> {
    for file in files {
        bar.set_message(file.title);
        take(client, file).await?;
        bar.inc(file.sheet.rows());
    }
    Ok(())
}

async fn take(client: &Client, file: &File) -> Result<(), DemoError> {
    let admin = administrator();
    let on = file.on.map(|on| format!("?on={on}")).unwrap_or_default();
    let path = format!("/import-files/{}{on}", file.kind.as_str());
    let staged = client.upload(admin, &path, file.sheet.bytes()).await?;
    let import = format!("/imports/{}", id_of(&staged));
    if staged["state"] == "completed" {
        return client.discard(admin, &import).await;
    }
    // Begun and cut off, some are known by now; nobody here is two people, and nobody twice.
    let quarantined = staged["report"]["quarantined"].as_array();
    let doubtful = quarantined
        .into_iter()
        .flatten()
        .filter(|bad| bad["code"] == "identity-doubtful");
    let new: Vec<&Value> = doubtful.map(|bad| &bad["row"]).collect();
    let key = format!("demo-import-{}", file.name);
    let body = json!({"same": [], "new": new});
    client
        .command(admin, &format!("{import}/confirm"), &key, Some(body))
        .await?;
    loop {
        let standing = client.read(admin, &import).await?.unwrap_or_default();
        if let Some(code) = standing["progress"]["stopped"].as_str() {
            let (path, code) = (import, code.to_owned());
            return Err(DemoError::Answered {
                path,
                status: 200,
                code,
            });
        }
        if standing["staged"] == false && standing["progress"].is_null() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Says how many users the surveyed units had: no file has it.
pub(super) async fn users(client: &Client, loaded: &Loaded) -> Result<(), DemoError> {
    for period in ["2026-Q2", "2026-Q3"] {
        for (unit, users) in files::users(&loaded.city) {
            let unit = &loaded.units[unit];
            let path = format!("/units/{unit}/surveys/{period}/users");
            let (key, body) = (
                format!("demo-users-{unit}-{period}"),
                json!({"users": users}),
            );
            client
                .command(administrator(), &path, &key, Some(body))
                .await?;
        }
    }
    Ok(())
}

/// The ids of what the files brought: of units by their codes, of people by their numbers.
pub(super) async fn found(client: &Client, city: City) -> Result<Loaded, DemoError> {
    let agency = AgencyCode::new(AGENCY).expect("the demo city's code is a code");
    let of = |code: &str| UnitId::of(&agency, code).0.to_string();
    let units = city.units.iter().map(|unit| of(&unit.code)).collect();
    let mut people = Vec::with_capacity(city.people.len());
    for chunk in city.people.chunks(BATCH) {
        let nips: Vec<&str> = chunk.iter().map(|person| person.nip.as_str()).collect();
        let path = "/people/find";
        let body = json!({"nips": nips});
        let found = client
            .command(administrator(), path, "demo-find", Some(body))
            .await?;
        let all = found["people"].as_array().into_iter().flatten();
        people.extend(all.filter_map(|id| id.as_str().map(ToOwned::to_owned)));
    }
    if people.len() < city.people.len() {
        return Err(DemoError::Missing(city.people.len() - people.len()));
    }
    Ok(Loaded {
        city,
        units,
        people,
    })
}
