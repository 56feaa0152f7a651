//! PostgreSQL: start, stop, crash, databases.

use crate::{Folder, alive, until};
use embedded::{Durability, Error, Postgres, PostgresConfig};
use std::{fs, path::Path};

pub(crate) fn config(dir: &Path) -> PostgresConfig {
    PostgresConfig {
        dir: dir.into(),
        durability: Durability::Volatile,
    }
}

#[tokio::test]
async fn databases_are_made_and_copied_and_survive_crash_and_restart() {
    let folder = Folder::new();
    let mut postgres = Postgres::start(config(folder.path())).await.unwrap();
    assert!(postgres.fresh());
    postgres.create_database("template").await.unwrap();
    postgres
        .create_database_from_template("copy", "template")
        .await
        .unwrap();
    let refused = postgres
        .create_database("copy")
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("already exists"), "{refused}");

    let before = postgres.pid();
    postgres.kill().await.unwrap();
    postgres.restart().await.unwrap();
    assert_ne!(postgres.pid(), before);
    postgres
        .create_database_from_template("other", "copy")
        .await
        .unwrap();
    postgres.drop_database("other").await.unwrap();
    let pid = postgres.pid();
    postgres.stop().await.unwrap();
    assert!(!alive(pid));

    let postgres = Postgres::start(config(folder.path())).await.unwrap();
    assert!(!postgres.fresh());
    let connection = postgres.connection_string("copy");
    assert!(
        connection.ends_with(" port=5432 user=postgres dbname=copy"),
        "{connection}"
    );
}

#[tokio::test]
async fn a_long_folder_gets_a_short_socket() {
    let folder = Folder::new();
    let deep = folder
        .path()
        .join("a-rather-long-name-of-a-folder".repeat(3));
    let postgres = Postgres::start(config(&deep)).await.unwrap();
    assert!(
        postgres.socket_dir().starts_with("/tmp"),
        "{}",
        postgres.socket_dir().display()
    );
    let socket = postgres.socket_dir().to_owned();
    postgres.stop().await.unwrap();
    fs::remove_dir_all(socket).unwrap();
}

#[tokio::test]
async fn a_folder_that_the_server_cannot_reach_is_replaced() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = Folder::new();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let root = fs::metadata(&closed).unwrap().uid() == 0;
    let postgres = Postgres::start(config(&closed.join("data"))).await.unwrap();
    let place = postgres.dir().to_owned();
    postgres.stop().await.unwrap();
    assert_eq!(
        place.starts_with("/var/lib/berprestasi"),
        root,
        "{}",
        place.display()
    );
    if root {
        fs::remove_dir_all(place).unwrap();
    }
}

#[tokio::test]
async fn data_of_another_major_version_is_not_touched() {
    let folder = Folder::new();
    let postgres = Postgres::start(config(folder.path())).await.unwrap();
    let file = postgres.dir().join("data/PG_VERSION");
    postgres.stop().await.unwrap();
    fs::write(file, "9\n").unwrap();
    let refused = Postgres::start(config(folder.path())).await.unwrap_err();
    assert!(matches!(refused, Error::OtherMajor { .. }), "{refused}");
    assert!(refused.to_string().contains("postgresql-9"), "{refused}");
}

#[tokio::test]
async fn a_lock_file_that_names_another_program_is_no_obstacle() {
    let folder = Folder::new();
    let postgres = Postgres::start(config(folder.path())).await.unwrap();
    let (data, pid) = (postgres.dir().join("data"), postgres.pid());
    let lock = fs::read_to_string(data.join("postmaster.pid")).unwrap();
    drop(postgres);
    until("it is gone", || !alive(pid)).await;
    let us = std::process::id().to_string();
    fs::write(
        data.join("postmaster.pid"),
        lock.replacen(&pid.to_string(), &us, 1),
    )
    .unwrap();
    Postgres::start(config(folder.path()))
        .await
        .unwrap()
        .stop()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_crash_is_noticed_and_the_log_is_quoted() {
    let folder = Folder::new();
    let mut postgres = Postgres::start(config(folder.path())).await.unwrap();
    postgres.check().unwrap();
    let pid = postgres.pid().to_string();
    let killed = std::process::Command::new("sh")
        .args(["-c", "kill -9 $0", &pid])
        .status();
    assert!(killed.unwrap().success());
    until("the crash is noticed", || postgres.check().is_err()).await;
    let noticed = postgres.check().unwrap_err().to_string();
    assert!(
        noticed.contains("postgres was ended by signal 9"),
        "{noticed}"
    );
    assert!(noticed.contains("ready to accept connections"), "{noticed}");
}
