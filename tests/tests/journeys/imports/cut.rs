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

    /// Starts an import and kills it so long after the service has heard that it began.
    async fn killed_at_work(&self, agency: &str, args: &[&str], after: Duration) {
        let office = Office::of(&self.up, &self.address, agency);
        let before = office.reads("/imports").await["items"]
            .as_array()
            .map_or(0, Vec::len);
        let (out, err) = (std::process::Stdio::null(), std::process::Stdio::null());
        let mut child = importing(&self.dir, agency, args)
            .stdout(out)
            .stderr(err)
            .spawn()
            .unwrap();
        until("it has begun", async || {
            let listed = office.reads("/imports").await;
            let now = listed["items"].as_array().map_or(0, Vec::len);
            (now > before).then_some(())
        })
        .await;
        // The moment is what is tested; nothing is waited for.
        tokio::time::sleep(after).await;
        let _ = child.kill();
        child.wait().unwrap();
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

/// Kills an import before it can have begun (none), or so many milliseconds after the service has
/// heard that it has; runs it again to its end. Says whether it was cut off while it wrote.
async fn cut_and_goes_on(
    scene: &Scene,
    (city, after): (&str, Option<u64>),
    (file, rows): ([&str; 2], usize),
) -> bool {
    match after.map(Duration::from_millis) {
        None => _ = scene.killed(city, &file, Duration::from_millis(150)),
        Some(after) => scene.killed_at_work(city, &file, after).await,
    }
    let cut = states(&scene.dir, city)
        .first()
        .is_some_and(|state| state == "begun");
    let all = rows as u64;
    let rest = counts(&scene.run(city, &file));
    assert_eq!(
        rest.iter().sum::<u64>(),
        all,
        "{city} {after:?}: nobody is doubtful, {rest:?}"
    );
    let again = counts(&scene.run(city, &[file[0], file[1], "--dry-run"]));
    assert_eq!(again, [0, 0, all], "{city} {after:?}");
    let states = states(&scene.dir, city);
    assert!(
        states.iter().all(|state| state == "completed"),
        "{city} {after:?}: {states:?}"
    );
    cut
}

const MOMENTS: [Option<u64>; 6] = [None, Some(0), Some(30), Some(60), Some(120), Some(240)];

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_staff_file_goes_on_where_it_was() {
    let mut scene = Scene::start().await;
    let people = scene.people.clone();
    let mut cut = 0;
    for (n, after) in MOMENTS.into_iter().enumerate() {
        let city = format!("putus-{n}");
        adds_agency(&scene.dir, &city);
        let file = (["people", people.as_str()], PEOPLE);
        cut += usize::from(cut_and_goes_on(&scene, (&city, after), file).await);
    }
    assert!(cut > 0, "it was cut off while it wrote");
    assert!(scene.up.end("TERM").await.status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_import_goes_on_where_it_was() {
    let mut scene = Scene::start().await;
    scene.run("utuh", &["people", &scene.people]);
    scene.run("utuh", &["appraisals", &scene.appraisals]);
    let mut cut = 0;
    for (year, after) in (2015..).zip(MOMENTS) {
        let file = scene.dir.with_extension(format!("{year}.csv"));
        fs::write(&file, good(year, PEOPLE)).unwrap();
        let file = (["appraisals", file.to_str().unwrap()], PEOPLE);
        cut += usize::from(cut_and_goes_on(&scene, ("utuh", after), file).await);
        same_board(&scene, year).await;
    }
    assert!(cut > 0, "it was cut off while it wrote");
    assert!(scene.up.end("TERM").await.status.success());
}

/// Readers are shown everybody with the points of one appraisal, as after the import that nobody
/// cut off.
async fn same_board(scene: &Scene, year: u16) {
    let office = Office::of(&scene.up, &scene.address, "utuh");
    let points = office.reads("/recognition/2025").await["items"][0]["points"].clone();
    until("everybody is on the board", async || {
        let (mut people, mut after) = (0, String::new());
        loop {
            let page = office
                .reads(&format!("/recognition/{year}?limit=200{after}"))
                .await;
            let items = page["items"].as_array().unwrap();
            assert!(
                items
                    .iter()
                    .all(|one| one["points"] == points && one["events"] == 1)
            );
            people += items.len();
            match page["next"].as_str() {
                Some(next) => after = format!("&cursor={next}"),
                None => break,
            }
        }
        assert!(people <= PEOPLE, "{year}: {people}");
        (people == PEOPLE).then_some(())
    })
    .await;
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
