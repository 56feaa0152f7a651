//! Servers do not outlive the process that started them, however it ends.

use crate::{Folder, alive, postgres, processes_of, until};
use embedded::{Nats, NatsConfig, Postgres};
use std::{
    env, fs,
    path::Path,
    process::{Child, Command, Stdio},
};

const FOLDER: &str = "EMBEDDED_TEST_HOLD";

/// Not a test: the process that the tests below start and end.
#[tokio::test]
#[ignore = "started by the other tests"]
async fn holder() {
    let Some(folder) = env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    let nats = Nats::start(NatsConfig::new(folder)).await.unwrap();
    let postgres = Postgres::start(postgres::config(folder)).await.unwrap();
    let ids = format!("{} {}", nats.servers()[0].pid().unwrap(), postgres.pid());
    fs::write(folder.join("ids.new"), ids).unwrap();
    fs::rename(folder.join("ids.new"), folder.join("ids")).unwrap();
    std::future::pending::<()>().await;
}

async fn held(folder: &Path) -> (Child, Vec<u32>) {
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "orphans::holder", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let ids = folder.join("ids");
    until("the servers run", || ids.exists()).await;
    let ids = fs::read_to_string(ids).unwrap();
    (
        child,
        ids.split(' ').map(|id| id.parse().unwrap()).collect(),
    )
}

fn signal(name: &str, pid: u32) {
    let kill = format!("kill -{name} {pid}");
    assert!(
        Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap()
            .success()
    );
}

#[tokio::test]
async fn servers_go_when_their_parent_is_killed() {
    for name in ["KILL", "TERM"] {
        let folder = Folder::new();
        let (mut parent, servers) = held(folder.path()).await;
        assert!(servers.iter().all(|pid| alive(*pid)));
        signal(name, parent.id());
        parent.wait().unwrap();
        let gone = || processes_of(folder.path()).is_empty();
        until("nothing of it is left", gone).await;
        assert!(!servers.iter().any(|pid| alive(*pid)));
        // What was killed can be started again at once.
        fs::remove_file(folder.path().join("ids")).unwrap();
        let (mut parent, _) = held(folder.path()).await;
        parent.kill().unwrap();
        parent.wait().unwrap();
        until("nothing of it is left", gone).await;
    }
}

#[tokio::test]
async fn a_paused_server_goes_too() {
    let folder = Folder::new();
    let (mut parent, servers) = held(folder.path()).await;
    for pid in &servers {
        signal("STOP", *pid);
    }
    parent.kill().unwrap();
    parent.wait().unwrap();
    until("nothing of it is left", || {
        processes_of(folder.path()).is_empty()
    })
    .await;
}

#[tokio::test]
async fn a_server_that_crashes_leaves_no_helper_behind() {
    let folder = Folder::new();
    let (mut parent, servers) = held(folder.path()).await;
    for pid in &servers {
        signal("KILL", *pid);
    }
    until("helpers are gone", || {
        processes_of(folder.path()).is_empty()
    })
    .await;
    assert!(parent.try_wait().unwrap().is_none());
    parent.kill().unwrap();
    parent.wait().unwrap();
}
