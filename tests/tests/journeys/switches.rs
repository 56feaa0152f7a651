//! The demo city while somebody reads: rebuilt, built and kept, switched, put back, and killed in between.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use domain::Role;
use domain::ids::derive_id;
use e2e::{Up, answer, executable, ran};
use tempfile::TempDir;

/// How often a rebuild is killed, at moments spread over how long one takes.
const KILLS: u32 = 12;

fn projections(dir: &Path) -> Command {
    let mut command = Command::new(executable());
    command.arg("projections").arg("--data").arg(dir);
    command
}

fn done(dir: &Path, args: &[&str]) -> String {
    let ended = ran(projections(dir).args(args));
    assert!(ended.status.success(), "{args:?}: {ended:?}");
    ended.printed
}

/// Reads pages over and over; every answer must be the first one again.
struct Reader {
    stop: Arc<AtomicBool>,
    reads: Arc<AtomicU64>,
    task: tokio::task::JoinHandle<()>,
}

impl Reader {
    async fn start(up: &Up, address: &str) -> Self {
        let office = (Role::Administrator, derive_id(&["demo", "administrator"]));
        let token = up.token("9901", office);
        let client = reqwest::Client::new();
        let urls = [
            format!("{address}/api/v1/agencies/9901/recognition/2026?limit=50"),
            format!("{address}/api/v1/agencies/9901/surveys/2026-Q1"),
            format!("{address}/api/v1/editions"),
        ];
        let read = move |url: String| {
            let request = client.get(url).bearer_auth(&token);
            async move { answer(request).await }
        };
        let mut first = Vec::new();
        for url in &urls {
            first.push(read(url.clone()).await);
        }
        assert!(first.iter().all(|(status, _)| *status == 200), "{first:?}");
        let (stop, reads) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let (stopped, count) = (Arc::clone(&stop), Arc::clone(&reads));
        let task = tokio::spawn(async move {
            while !stopped.load(Ordering::Relaxed) {
                for (url, first) in urls.iter().zip(&first) {
                    assert_eq!(&read(url.clone()).await, first, "{url}");
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
        Self { stop, reads, task }
    }

    /// How often it read; fails if any answer was another.
    async fn end(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.task
            .await
            .expect("every read was answered, and the same");
        self.reads.load(Ordering::Relaxed)
    }
}

/// Kills a rebuild after a while; false if it was done before.
fn killed(dir: &Path, after: Duration) -> bool {
    let mut command = projections(dir);
    command
        .arg("rebuild")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    std::thread::sleep(after);
    let running = child.try_wait().expect("a child of ours").is_none();
    child.kill().expect("a child of ours");
    child.wait().expect("a child of ours");
    running
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_notice_neither_switches_nor_rebuilds_that_are_killed() {
    let home = TempDir::new().unwrap();
    // PostgreSQL refuses to run as root and must reach its folder as somebody else.
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let dir = home.path().join("data");
    let mut up = Up::start(&dir, &["--demo", "kecil"]);
    let address = up.address().await;
    up.loaded().await;
    e2e::until("all of it is folded", async || {
        let status = done(&dir, &["status"]);
        (!status.contains("commits behind")).then_some(())
    })
    .await;
    let reader = Reader::start(&up, &address).await;

    let began = Instant::now();
    done(&dir, &["rebuild"]);
    let lasts = began.elapsed();
    let mut in_the_middle = 0;
    for kill in 1..=KILLS {
        in_the_middle += u32::from(killed(&dir, lasts * kill / (KILLS + 1)));
    }
    assert!(in_the_middle > KILLS / 2, "{in_the_middle}");

    // Nothing that a killed one left stands in the way.
    assert!(done(&dir, &["rebuild", "--keep"]).starts_with("built "));
    assert!(done(&dir, &["switch"]).starts_with("switched to "));
    done(&dir, &["back", "recognition"]);
    assert!(done(&dir, &["drop", "recognition"]).starts_with("dropped "));
    let status = done(&dir, &["status"]);
    assert!(
        status.contains("nothing left to fold") && status.ends_with("nothing is parked\n"),
        "{status}"
    );

    let reads = reader.end().await;
    assert!(reads > 100, "{reads}");
    assert!(up.end("TERM").await.status.success());
}
