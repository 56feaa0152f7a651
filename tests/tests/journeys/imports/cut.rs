//! Imports that are killed at any moment, and go on.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use e2e::{Up, answer, until};
use reqwest::Method;
use serde_json::{Value, json};

use super::sheets::{good, many};
use super::{Office, adds_agency, counts, home, importing, imports, states};

/// How many people there are: more than one batch.
const PEOPLE: usize = 1_200;

/// Files of a test, and who takes them over without being disturbed.
struct Scene {
    _home: tempfile::TempDir,
    dir: PathBuf,
    people: String,
    appraisals: String,
    up: Up,
    address: String,
}

impl Scene {
    async fn start() -> Self {
        let (home, dir) = home();
        let (up, address) = begins(&dir).await;
        let file = |name: &str, text: String| {
            let path = home.path().join(name);
            fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let (people, appraisals) = (
            file("people.csv", many(PEOPLE)),
            file("appraisals.csv", good(2025, PEOPLE)),
        );
        Self {
            _home: home,
            dir,
            people,
            appraisals,
            up,
            address,
        }
    }

    fn run(&self, agency: &str, args: &[&str]) -> Value {
        imports(&self.dir, agency, args)
    }

    /// Starts a command, kills it after a while, and says whether it was still at work.
    fn killed(&self, agency: &str, args: &[&str], after: Duration) -> bool {
        killed(&self.dir, agency, args, after)
    }
}

/// An installation with tokens, and a city in it that has nothing yet.
async fn begins(dir: &Path) -> (Up, String) {
    let mut up = Up::start(dir, &["--demo", "kecil"]);
    let address = up.address().await;
    up.loaded().await;
    adds_agency(dir, "utuh");
    (up, address)
}

fn killed(dir: &Path, agency: &str, args: &[&str], after: Duration) -> bool {
    let mut command = importing(dir, agency, args);
    let (out, err) = (std::process::Stdio::null(), std::process::Stdio::null());
    let mut child = command.stdout(out).stderr(err).spawn().unwrap();
    // The moment is what is tested; nothing is waited for.
    std::thread::sleep(after);
    let at_work = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    at_work
}

/// The moments at which something that takes so long is killed.
fn moments(whole: Duration, many: u32) -> impl Iterator<Item = (u32, Duration)> {
    (0..many).map(move |n| (n, whole * (2 * n + 1) / (2 * many)))
}

/// Kills an import of this file at six moments, each in a city of its own, and runs it again.
/// `first` is a file that the cities have taken over before. Returns how often it was at work.
fn cut_and_goes_on(scene: &Scene, first: Option<[&str; 2]>, file: [&str; 2]) -> (u32, usize) {
    let all = PEOPLE as u64;
    if let Some(first) = first {
        scene.run("utuh", &first);
    }
    let began = Instant::now();
    assert_eq!(counts(&scene.run("utuh", &file)), [all, 0, 0]);
    let whole = began.elapsed();
    let (mut at_work, mut had_begun) = (0, 0);
    for (n, after) in moments(whole, 6) {
        let city = format!("putus-{n}");
        adds_agency(&scene.dir, &city);
        if let Some(first) = first {
            scene.run(&city, &first);
        }
        at_work += u32::from(scene.killed(&city, &file, after));
        let before = states(&scene.dir, &city);
        had_begun += usize::from(before.first().is_some_and(|state| state == "begun"));
        let rest = counts(&scene.run(&city, &file));
        assert_eq!(rest.iter().sum::<u64>(), all, "{city}: {rest:?}");
        let again = counts(&scene.run(&city, &[file[0], file[1], "--dry-run"]));
        assert_eq!(again, [0, 0, all], "{city}");
        let states = states(&scene.dir, &city);
        assert!(
            states.iter().all(|state| state == "completed"),
            "{city}: {states:?}"
        );
    }
    (at_work, had_begun)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_staff_file_goes_on_where_it_was() {
    let mut scene = Scene::start().await;
    let people = scene.people.clone();
    let (at_work, had_begun) = cut_and_goes_on(&scene, None, ["people", &people]);
    assert!(
        at_work >= 4 && had_begun > 0,
        "{at_work} at work, {had_begun} begun"
    );
    assert!(scene.up.end("TERM").await.status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_import_goes_on_where_it_was() {
    let mut scene = Scene::start().await;
    let (people, appraisals) = (scene.people.clone(), scene.appraisals.clone());
    let first = Some(["people", people.as_str()]);
    let (at_work, had_begun) = cut_and_goes_on(&scene, first, ["appraisals", &appraisals]);
    assert!(
        at_work >= 4 && had_begun > 0,
        "{at_work} at work, {had_begun} begun"
    );
    same_boards(&scene).await;
    assert!(scene.up.end("TERM").await.status.success());
}

/// What readers are shown of the cities that were cut off is what they are shown of the one that
/// was not.
async fn same_boards(scene: &Scene) {
    for city in ["utuh", "putus-0", "putus-3", "putus-5"] {
        let office = Office::of(&scene.up, &scene.address, city);
        until("everybody is on the board", async || {
            let mut people = 0;
            let mut after = String::new();
            loop {
                let page = office
                    .reads(&format!("/recognition/2025?limit=100{after}"))
                    .await;
                people += page["items"].as_array().unwrap().len();
                match page["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            assert!(people <= PEOPLE, "{city}: {people}");
            (people == PEOPLE).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_undo_goes_on_where_it_was() {
    let mut scene = Scene::start().await;
    let (people, appraisals) = (scene.people.clone(), scene.appraisals.clone());
    let taken = |city: &str| {
        scene.run(city, &["people", &people]);
        let done = scene.run(city, &["appraisals", &appraisals]);
        done["import"].as_str().unwrap().to_owned()
    };
    let id = taken("utuh");
    let began = Instant::now();
    let whole = scene.run("utuh", &["undo", &id]);
    let long = began.elapsed();
    assert_eq!(
        (&whole["withdrawn"], &whole["kept"]),
        (&json!(PEOPLE), &json!(0)),
        "{whole}"
    );
    let after_all = counts(&scene.run("utuh", &["appraisals", &appraisals, "--dry-run"]));
    let mut at_work = 0;
    for (n, after) in moments(long, 4) {
        let city = format!("putus-{n}");
        adds_agency(&scene.dir, &city);
        let id = taken(&city);
        at_work += u32::from(scene.killed(&city, &["undo", &id], after));
        scene.run(&city, &["undo", &id]);
        assert_eq!(states(&scene.dir, &city), ["undone", "completed"], "{city}");
        let again = counts(&scene.run(&city, &["appraisals", &appraisals, "--dry-run"]));
        assert_eq!(again, after_all, "{city}");
    }
    assert!(at_work >= 2, "it was killed at work {at_work} times");
    assert!(scene.up.end("TERM").await.status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_killed_goes_on_by_itself() {
    let (_home, dir) = home();
    let (mut up, mut address) = begins(&dir).await;
    let mut in_the_middle = 0;
    let mut import = String::new();
    let file = many(PEOPLE);
    for n in 0..3 {
        let office = Office::of(&up, &address, "utuh");
        if n == 0 {
            office.reads("/imports").await;
            let request = office.request(Method::POST, "/import-files/people");
            let (status, preview) = answer(request.body(file.clone())).await;
            assert_eq!(status, 200, "{preview}");
            import = format!("/imports/{}", preview["id"].as_str().unwrap());
            let request = office.request(Method::POST, &format!("{import}/confirm"));
            let request = request.header("Idempotency-Key", "once").json(&json!({}));
            let (status, standing) = answer(request).await;
            assert_eq!(status, 200, "{standing}");
        }
        // Killed as soon as something more is done, without anybody asking for it.
        let done = until("it is at work", async || {
            let standing = office.reads(&import).await;
            let moved = standing["progress"]["done"].as_u64().unwrap_or(0) > 0;
            (moved || standing["staged"] == false).then_some(standing)
        })
        .await;
        in_the_middle += usize::from(done["staged"] == true);
        up.end("KILL").await;
        up.leave();
        up = Up::start(&dir, &[]);
        address = up.address().await;
    }
    assert!(in_the_middle > 0, "it was killed in the middle");
    let office = Office::of(&up, &address, "utuh");
    let standing = until("the import is completed", async || {
        let standing = office.reads(&import).await;
        (standing["state"] == "completed" && standing["staged"] == false).then_some(standing)
    })
    .await;
    assert_eq!(standing["totals"]["rows"], json!(PEOPLE), "{standing}");
    let path = dir.with_extension("csv");
    fs::write(&path, &file).unwrap();
    let again = imports(
        &dir,
        "utuh",
        &["people", path.to_str().unwrap(), "--dry-run"],
    );
    assert_eq!(counts(&again), [0, 0, PEOPLE as u64], "{again}");
    assert!(up.end("TERM").await.status.success());
}
