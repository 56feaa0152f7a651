//! What operators type, while `up` runs and while it does not; what cannot be is said in a sentence.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use e2e::{Said, Up, answer, executable, ran};
use serde_json::Value;
use tempfile::TempDir;

fn operate(dir: &Path, args: &[&str]) -> Said {
    ran(Command::new(executable()).args(args).arg("--data").arg(dir))
}

/// It failed, and said so in one sentence with these words.
fn refused(ended: &Said, words: &[&str]) {
    assert!(!ended.status.success(), "{ended:?}");
    let lines = ended
        .said
        .lines()
        .filter(|line| line.starts_with("berprestasi: "));
    assert_eq!(lines.count(), 1, "{ended:?}");
    let all = words.iter().all(|word| ended.said.contains(word));
    assert!(all, "{words:?}: {ended:?}");
}

fn rebuilds(dir: &Path) {
    let ended = operate(dir, &["projections", "rebuild"]);
    assert!(ended.status.success(), "{ended:?}");
    let lines: Vec<&str> = ended.printed.lines().collect();
    assert!(lines.len() > 3, "{ended:?}");
    for line in lines {
        assert!(line.starts_with("rebuilt "), "{ended:?}");
    }
}

/// What it prints.
fn projections(dir: &Path, args: &[&str]) -> String {
    let ended = operate(dir, &[&["projections"], args].concat());
    assert!(ended.status.success(), "{ended:?}");
    ended.printed
}

fn switches_and_goes_back(dir: &Path) {
    let built = projections(dir, &["rebuild", "recognition", "--keep"]);
    assert!(built.starts_with("built recognition from "), "{built}");
    let listed = projections(dir, &["list"]);
    assert!(listed.contains("projections switch"), "{listed}");
    let switched = projections(dir, &["switch"]);
    assert!(
        switched.starts_with("switched to recognition from "),
        "{switched}"
    );
    assert!(projections(dir, &["list"]).contains("live until "));
    projections(dir, &["back", "recognition"]);
    let dropped = projections(dir, &["drop", "recognition"]);
    assert!(dropped.starts_with("dropped recognition_"), "{dropped}");
    let none = operate(dir, &["projections", "back", "recognition"]);
    refused(&none, &["nothing is kept of recognition"]);
    let unknown = operate(dir, &["projections", "switch", "papan"]);
    refused(&unknown, &["papan"]);
}

/// What `as-of` answers about the sample city, as JSON.
fn as_of(dir: &Path, at: &str, what: &[&str]) -> Value {
    let ended = operate(
        dir,
        &[&["as-of", "--at", at, "--agency", "9901"], what].concat(),
    );
    assert!(ended.status.success(), "{ended:?}");
    assert!(ended.said.contains("as of position "), "{ended:?}");
    serde_json::from_str(&ended.printed).unwrap()
}

fn looks_back(dir: &Path) {
    let board = ["leaderboard", "2025"];
    let now = as_of(dir, "2999-01-01", &board);
    let people = now["items"].as_array().unwrap();
    assert!(people.len() > 50, "{now}");
    // Half of the ledger, by the position that is told.
    let last: u64 = now["position"].as_str().unwrap()[2..]
        .split_once('-')
        .unwrap()
        .0
        .parse()
        .unwrap();
    let then = as_of(dir, &format!("1-{}", last / 2), &board);
    assert_eq!(then["position"], format!("1-{}-0", last / 2));
    assert!(then["items"].as_array().unwrap().len() <= people.len());
    let dossier = ["dossier", people[0]["person"].as_str().unwrap()];
    let dossier = as_of(dir, now["position"].as_str().unwrap(), &dossier);
    let points = &people[0]["points"];
    let told = |line: &Value| line["part"] == "poin" && line["detail"]["points"] == *points;
    assert!(dossier["items"].as_array().unwrap().iter().any(told));
    let group = [
        &board[..],
        &["--group", "pelaksana", "--names", "--format", "csv"],
    ]
    .concat();
    let group = [
        &["as-of", "--at", "2999-01-01", "--agency", "9901"],
        &group[..],
    ]
    .concat();
    let table = operate(dir, &group).printed;
    assert!(
        table.contains("PERINGKAT;ORANG;POIN;PERISTIWA;POSISI;NAMA"),
        "{table}"
    );
    let lines = table.lines().count();
    assert!(lines > 1 && lines < people.len(), "{lines}");
    let beyond = [
        "as-of",
        "--at",
        "1-99999999",
        "--agency",
        "9901",
        "leaderboard",
        "2025",
    ];
    refused(&operate(dir, &beyond), &["the ledger of 9901 ends at"]);
    let unknown = [
        "as-of",
        "--at",
        "1-1",
        "--agency",
        "desa",
        "leaderboard",
        "2025",
    ];
    refused(&operate(dir, &unknown), &["there is no agency desa"]);
}

fn adds(dir: &Path, outcome: &str) {
    let ended = operate(dir, &["agency", "add", "9902", "Kota Jam Kencana"]);
    assert!(ended.status.success(), "{ended:?}");
    let said = format!("agency 9902 (Kota Jam Kencana) {outcome}\n");
    assert_eq!(ended.printed, said, "{ended:?}");
}

async fn agencies(address: &str) -> String {
    let request = reqwest::Client::new().get(format!("{address}/api/v1/agencies"));
    answer(request).await.1.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_rebuild_and_add_agencies() {
    let home = TempDir::new().unwrap();
    // PostgreSQL refuses to run as root and must reach its folder as somebody else.
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let dir = home.path().join("data");
    let mut up = Up::start(&dir, &["--demo", "kecil"]);
    let address = up.address().await;
    up.loaded().await;
    let before = agencies(&address).await;
    rebuilds(&dir);
    switches_and_goes_back(&dir);
    assert_eq!(before, agencies(&address).await, "readers notice nothing");
    looks_back(&dir);

    adds(&dir, "added");
    e2e::until("the agency is listed", async || {
        let listed = agencies(&address).await;
        listed.contains("Kota Jam Kencana").then_some(())
    })
    .await;
    adds(&dir, "is there already");
    let reserved = ["agency", "add", "api", "Kota Jam Kencana"];
    refused(&operate(&dir, &reserved), &["reserved"]);
    assert!(up.end("TERM").await.status.success());
    up.leave();

    rebuilds(&dir);
    adds(&dir, "is there already");
    let mut up = Up::start(&dir, &[]);
    let address = up.address().await;
    up.loaded().await;
    let listed = agencies(&address).await;
    assert!(listed.contains("Kota Jam Kencana"), "{listed}");
    assert!(up.end("TERM").await.status.success());
}

#[test]
fn what_is_missing_is_said_in_a_sentence() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "x").unwrap();
    let below = Up::fails(&file.join("data"), &["--port", "0", "--demo", "none"]);
    refused(&below, &["choose another folder with --data"]);

    // Nothing keeps root out.
    let locked = home.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o500)).unwrap();
    if fs::write(locked.join("probe"), "x").is_err() {
        let ended = Up::fails(&locked.join("data"), &["--port", "0", "--demo", "none"]);
        refused(&ended, &["choose another folder with --data"]);
    }

    let absent = operate(&home.path().join("absent"), &["projections", "rebuild"]);
    refused(
        &absent,
        &["there is no installation in", "berprestasi up --data"],
    );

    let mut command = Command::new(executable());
    command
        .args(["up", "--port", "0", "--demo", "none", "--data"])
        .arg(home.path().join("data"))
        .env("NATS_SERVER", "/nonexistent");
    refused(
        &ran(&mut command),
        &["cannot run /nonexistent", "check that it is there"],
    );
}
