//! The public page in a real browser.

use std::process::Stdio;

use e2e::{Layout, World, until};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The driver, and the port that it chose.
async fn driver() -> (Child, String) {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("chromedriver is installed: ./dev test does it");
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    loop {
        let line = lines.next_line().await.unwrap();
        let line = line.expect("chromedriver names its port");
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return (driver, port.trim_end_matches('.').to_owned());
        }
    }
}

/// A browser without a window, that keeps to itself.
fn wanted(profile: &TempDir) -> Value {
    let data = format!("--user-data-dir={}", profile.path().display());
    let args = [
        "--headless",
        "--accept-lang=id",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        &data,
    ];
    json!({"capabilities": {"alwaysMatch": {"browserName": "chrome",
        "goog:chromeOptions": {"args": args}, "goog:loggingPrefs": {"browser": "ALL"}}}})
}

/// Headless Chromium, driven by the WebDriver protocol.
pub(crate) struct Browser {
    http: reqwest::Client,
    session: String,
    _driver: Child,
    _profile: TempDir,
}

impl Browser {
    pub(crate) async fn start() -> Self {
        let (driver, port) = driver().await;
        let profile = TempDir::new().unwrap();
        let (http, base) = (
            reqwest::Client::new(),
            format!("http://127.0.0.1:{port}/session"),
        );
        let request = http.post(&base).json(&wanted(&profile));
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let id = answer["value"]["sessionId"].as_str();
        let session = format!(
            "{base}/{}",
            id.unwrap_or_else(|| panic!("no session: {answer}"))
        );
        Self {
            http,
            session,
            _driver: driver,
            _profile: profile,
        }
    }

    async fn post(&self, what: &str, body: Value) -> Value {
        let request = self
            .http
            .post(format!("{}/{what}", self.session))
            .json(&body);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["value"].clone()
    }

    pub(crate) async fn open(&self, url: &str) {
        self.post("url", json!({"url": url})).await;
    }

    pub(crate) async fn run(&self, script: &str) -> Value {
        self.post("execute/sync", json!({"script": script, "args": []}))
            .await
    }

    pub(crate) async fn text(&self) -> String {
        let text = self.run("return document.body.innerText").await;
        text.as_str().unwrap_or_default().to_owned()
    }

    async fn element(&self, selector: &str) -> String {
        let wanted = json!({"using": "css selector", "value": selector});
        let found = async || {
            let found = self.post("element", wanted.clone()).await;
            let id = found.as_object()?.values().next()?.as_str()?.to_owned();
            found.get("error").is_none().then_some(id)
        };
        until("an element is on the page", found).await
    }

    /// Types into a field; into one for files, the path of a file.
    pub(crate) async fn fill(&self, selector: &str, text: &str) {
        let id = self.element(selector).await;
        self.post(&format!("element/{id}/value"), json!({"text": text}))
            .await;
    }

    /// Presses a button or follows a link, as a pointer does: it must be there to be pressed.
    pub(crate) async fn press(&self, selector: &str) {
        let id = self.element(selector).await;
        let pressed = self.post(&format!("element/{id}/click"), json!({})).await;
        assert!(pressed.is_null(), "{selector}: {}", pressed["message"]);
    }

    /// Chooses in a list, as a pointer does.
    pub(crate) async fn choose(&self, selector: &str, value: &str) {
        self.press(&format!("{selector} option[value='{value}']"))
            .await;
    }

    /// What the console complained of.
    pub(crate) async fn complaints(&self) -> Vec<Value> {
        let log = self.post("se/log", json!({"type": "browser"})).await;
        let lines = log.as_array().cloned().unwrap_or_default();
        lines
            .into_iter()
            .filter(|line| line["level"] == "SEVERE")
            .collect()
    }

    pub(crate) async fn close(self) {
        self.http.delete(&self.session).send().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_page_shows_winners_as_they_are_announced() {
    let world = World::start(Layout::OneProcess).await;
    let browser = Browser::start().await;
    let page = format!("{}/{}/pengumuman", world.addresses()[0], world.city().code);
    browser.open(&page).await;
    let empty = browser.text().await;
    browser.run("window.notReloaded = true").await;
    let told = crate::award::edition(&world).await;
    let live = match told {
        Ok(()) => {
            let shown = async || {
                let text = browser.text().await;
                text.contains("Pegawai Contoh 1").then_some(text)
            };
            until("the page shows the winner by itself", shown).await
        }
        Err(_) => String::new(),
    };
    let reloaded = browser.run("return window.notReloaded !== true").await;
    let language = browser.run("return document.documentElement.lang").await;
    browser.press("a.tongue").await;
    let switched = async || {
        let lang = browser.run("return document.documentElement.lang").await;
        (lang.is_string() && lang != language).then_some(())
    };
    until("the page is in the other language", switched).await;
    let other = browser.text().await;
    let complaints = browser.complaints().await;
    browser.close().await;

    told.unwrap();
    assert!(!empty.contains("Pegawai Contoh"), "{empty}");
    assert!(
        live.contains("Pegawai Contoh 5") && live.contains("100.3.3/17/2026"),
        "{live}"
    );
    assert_eq!(reloaded, false, "live, without a reload");
    assert!(other.contains("Pegawai Contoh 1") && other != live);
    assert!(complaints.is_empty(), "{complaints:?}");
    world.finish().await;
}
