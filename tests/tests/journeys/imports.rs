//! Files of cities: by the command, over HTTP, cut off in the middle, and whom they are about.

mod browser;
mod command;
mod cut;
mod http;
mod identity;
mod sheets;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use domain::Role;
use domain::ids::derive_id;
use e2e::{Persona, Said, Up, answer, executable, ran, until};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// A folder for an installation that PostgreSQL, who is not root, can reach.
fn home() -> (TempDir, PathBuf) {
    let home = TempDir::new().unwrap();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let dir = home.path().join("data");
    (home, dir)
}

fn importing(dir: &Path, agency: &str, args: &[&str]) -> Command {
    let mut command = Command::new(executable());
    command.arg("import").args(args);
    command
        .args(["--agency", agency, "--json", "--data"])
        .arg(dir);
    command.stdin(Stdio::null());
    command
}

/// What an import prints.
fn imports(dir: &Path, agency: &str, args: &[&str]) -> Value {
    let ended = ran(&mut importing(dir, agency, args));
    assert!(ended.status.success(), "{args:?}: {ended:?}");
    serde_json::from_str(&ended.printed).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

fn adds_agency(dir: &Path, code: &str) {
    let mut command = Command::new(executable());
    command
        .args(["agency", "add", code, "Kota Arang Sari", "--data"])
        .arg(dir);
    let ended: Said = ran(&mut command);
    assert!(ended.status.success(), "{ended:?}");
}

/// New, corrected, unchanged.
fn counts(report: &Value) -> [u64; 3] {
    ["new", "corrected", "unchanged"].map(|name| report[name].as_u64().unwrap_or(u64::MAX))
}

/// State of each import, latest first.
fn states(dir: &Path, agency: &str) -> Vec<String> {
    let listed = imports(dir, agency, &["list"]);
    let all = listed.as_array().unwrap().iter();
    all.map(|one| one["state"].as_str().unwrap().to_owned())
        .collect()
}

/// The office of an agency of an installation that `up` runs.
struct Office {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Office {
    fn of(up: &Up, address: &str, agency: &str) -> Self {
        let who = (Role::Administrator, derive_id(&["demo", "administrator"]));
        Self {
            http: reqwest::Client::new(),
            base: format!("{address}/api/v1/agencies/{agency}"),
            token: up.token(agency, who),
        }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        request.bearer_auth(&self.token)
    }

    /// What is there once the service has heard of the agency.
    async fn reads(&self, path: &str) -> Value {
        until("it is read", async || {
            let (status, body) = answer(self.request(Method::GET, path)).await;
            (status == 200).then_some(body)
        })
        .await
    }
}

/// Uploads a file; the status and what is answered.
async fn uploads(who: &Persona<'_>, path: &str, file: impl Into<reqwest::Body>) -> (u16, Value) {
    let request = who.request(&Method::POST, &format!("/import-files/{path}"));
    answer(request.header("Content-Type", "text/csv").body(file)).await
}

/// Uploads a file that can be read; its preview.
async fn previews(who: &Persona<'_>, path: &str, file: &str) -> Value {
    let (status, body) = uploads(who, path, file.to_owned()).await;
    assert_eq!(status, 200, "{body}");
    body
}

/// Confirms a preview and waits for its end.
async fn confirms(who: &Persona<'_>, preview: &Value, decided: Value) -> Value {
    let path = format!("/imports/{}", preview["id"].as_str().unwrap());
    let request = who.request(&Method::POST, &format!("{path}/confirm"));
    let request = request.header("Idempotency-Key", Uuid::new_v4().to_string());
    let (status, body) = answer(request.json(&decided)).await;
    assert_eq!(status, 200, "{body}");
    settled(who, &path).await
}

/// Where an import stands once nobody is at it.
async fn settled(who: &Persona<'_>, path: &str) -> Value {
    until("the import has ended", async || {
        let standing = who.reads(path).await.unwrap();
        assert!(standing["progress"]["stopped"].is_null(), "{standing}");
        (standing["progress"].is_null() && standing["staged"] == false).then_some(standing)
    })
    .await
}

/// Takes a file over.
async fn takes(who: &Persona<'_>, path: &str, file: &str) -> Value {
    let preview = previews(who, path, file).await;
    confirms(who, &preview, json!({})).await
}

/// Whose number this is.
async fn person(who: &Persona<'_>, nip: &str) -> Option<Uuid> {
    let request = who.request(&Method::POST, "/people/find");
    let (status, body) = answer(request.json(&json!({"nips": [nip]}))).await;
    assert_eq!(status, 200, "{body}");
    body["people"][0].as_str().map(|id| id.parse().unwrap())
}
