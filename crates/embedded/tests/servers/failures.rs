//! What is said when a server cannot be started. Each case is a process of its own, as it changes
//! the environment.

use crate::Folder;
use embedded::{Nats, NatsConfig};
use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

const FOLDER: &str = "EMBEDDED_TEST_FAIL";

/// Not a test: starts nats-server, and says what went wrong.
#[tokio::test]
#[ignore = "started by the other tests"]
async fn starter() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let said = match Nats::start(NatsConfig::new(&folder)).await {
        Ok(_) => "it started".to_owned(),
        Err(refused) => refused.to_string(),
    };
    fs::write(Path::new(&folder).join("said"), said).unwrap();
}

fn said_with(folder: &Folder, nats_server: &Path) -> String {
    let done = Command::new(env::current_exe().unwrap())
        .args(["--exact", "failures::starter", "--ignored"])
        .env(FOLDER, folder.path())
        .env("NATS_SERVER", nats_server)
        .output()
        .unwrap();
    assert!(done.status.success());
    fs::read_to_string(folder.path().join("said")).unwrap()
}

fn script(folder: &Folder, text: &str) -> PathBuf {
    let path = folder.path().join("fake");
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn an_old_nats_server_is_refused_with_its_version() {
    let folder = Folder::new();
    let old = script(&folder, "echo 'nats-server: v2.9.10'");
    let said = said_with(&folder, &old);
    assert!(
        said.contains("is version nats-server: v2.9.10, 2.14.3 or newer is needed"),
        "{said}"
    );
    assert!(said.contains("run ./dev up"), "{said}");
}

#[test]
fn a_binary_that_is_not_there_is_named() {
    let folder = Folder::new();
    let said = said_with(&folder, &folder.path().join("none"));
    assert!(said.contains("/none: No such file"), "{said}");
}

#[test]
fn an_early_exit_quotes_the_log_of_this_start_only() {
    let folder = Folder::new();
    let version = "[ \"$1\" = --version ] && { echo nats-server: v2.15.1; exit; }";
    let fake = script(
        &folder,
        &format!("{version}\necho the first failure; exit 3"),
    );
    let said = said_with(&folder, &fake);
    assert!(said.contains("nats-server exited with status 3"), "{said}");
    assert!(said.ends_with("the first failure"), "{said}");

    let full = "echo 'write: no space left on device'; kill -9 $$";
    let fake = script(&folder, &format!("{version}\n{full}"));
    let said = said_with(&folder, &fake);
    assert!(
        said.contains("was ended by signal 9: free some disk space"),
        "{said}"
    );
    assert!(!said.contains("the first failure"), "{said}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = Folder::new();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let refused = Nats::start(NatsConfig::new(file.join("data")))
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.starts_with("cannot make "), "{refused}");
}
