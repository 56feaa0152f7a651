//! `berprestasi up`: killed in the middle of loading, stopped, started again, side by side, refused.

use std::fs;

use domain::Role;
use domain::ids::{AgencyCode, derive_id};
use e2e::{Up, answer};
use runtime::Caller;
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

const CITY: &str = "9901";
const OFFICE: (Role, fn() -> Uuid) = (Role::Administrator, || {
    derive_id(&["demo", "administrator"])
});

/// Registers units of our own, one after the other, until this many were acknowledged.
async fn drive(up: &Up, address: &str, most: usize, acked: &mut Vec<(String, Uuid, String)>) {
    let (client, token) = (
        reqwest::Client::new(),
        up.token(CITY, (OFFICE.0, OFFICE.1())),
    );
    let until = acked.len() + most;
    while acked.len() < until {
        let key = format!("ours-{}", acked.len());
        let body = json!({"code": key, "name": "Unit Lain", "from": "2020-01-01"});
        let request = client
            .post(format!("{address}/api/v1/agencies/{CITY}/units"))
            .bearer_auth(&token)
            .header("Idempotency-Key", &key)
            .json(&body);
        let (status, body) = answer(request).await;
        // Not known yet, or an agency that this process has not heard of yet: the same again.
        if status == 201 || status == 200 {
            let text = |field: &str| body[field].as_str().unwrap().to_owned();
            acked.push((key, text("id").parse().unwrap(), text("position")));
        } else {
            assert!([202, 404, 503].contains(&status), "{status} {body}");
        }
    }
}

/// Everything acknowledged is there, at its position.
async fn nothing_lost(up: &Up, address: &str, acked: &[(String, Uuid, String)]) {
    let client = reqwest::Client::new();
    let caller = Caller {
        agency: AgencyCode::new(CITY).unwrap(),
        role: OFFICE.0,
        person: OFFICE.1(),
    };
    for (key, id, position) in acked {
        let command = runtime::command::command_id(&caller, key.as_bytes()).unwrap();
        let path = format!("{address}/api/v1/agencies/{CITY}/commands/unit/{id}/{command}");
        let token = up.token(CITY, (OFFICE.0, OFFICE.1()));
        let (status, body) = answer(client.get(path).bearer_auth(token)).await;
        assert_eq!(
            (status, &body["state"]),
            (200, &json!("recorded")),
            "{key}: {body}"
        );
        assert_eq!(body["position"], json!(position), "{key} moved");
    }
}

async fn healthy(address: &str) {
    let (status, body) = answer(reqwest::Client::new().get(format!("{address}/readyz"))).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_loading_it_goes_on_and_nothing_is_lost() {
    let (home, mut acked) = (TempDir::new().unwrap(), Vec::new());
    let dir = home.path().join("data");
    let mut in_the_middle = 0;
    for most in [1, 12, 30] {
        let mut up = Up::start(&dir, &["--demo", "kecil"]);
        let address = up.address().await;
        nothing_lost(&up, &address, &acked).await;
        drive(&up, &address, most, &mut acked).await;
        in_the_middle += usize::from(!up.has_loaded());
        up.end("KILL").await;
        up.leave();
    }
    assert!(in_the_middle > 0, "it was killed while it loaded");
    let mut up = Up::start(&dir, &["--demo", "kecil"]);
    let address = up.address().await;
    up.loaded().await;
    assert!(up.has_loaded());
    nothing_lost(&up, &address, &acked).await;
    healthy(&address).await;
    let (_, list) = answer(reqwest::Client::new().get(format!("{address}/api/v1/editions"))).await;
    let announced = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| !one["announced"].is_null());
    assert_eq!(announced.count(), 1, "loaded once: {list}");

    let ended = up.end("TERM").await;
    assert!(ended.status.success(), "{ended:?}");
    up.leave();
    let mut again = Up::start(&dir, &["--demo", "besar"]);
    let address = again.address().await;
    again.loaded().await;
    nothing_lost(&again, &address, &acked).await;
    let ended = again.end("INT").await;
    assert!(
        ended.status.success() && ended.said.contains("--demo changes nothing"),
        "{ended:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_live_side_by_side_and_what_cannot_be_is_said() {
    let home = TempDir::new().unwrap();
    let (first, second) = (home.path().join("one"), home.path().join("two"));
    let mut one = Up::start(&first, &["--demo", "none"]);
    let mut two = Up::start(&second, &["--demo", "none"]);
    let (address, other) = (one.address().await, two.address().await);
    assert_ne!(address, other);
    healthy(&address).await;
    healthy(&other).await;

    let port = address.rsplit(':').next().unwrap();
    let taken = Up::fails(
        &home.path().join("three"),
        &["--port", port, "--demo", "none"],
    );
    assert!(
        !taken.status.success() && taken.said.contains(&format!("port {port} is in use")),
        "{taken:?}"
    );
    let used = Up::fails(&first, &["--port", "0"]);
    assert!(
        !used.status.success() && used.said.contains("is in use by another `up`"),
        "{used:?}"
    );

    let newer = home.path().join("newer");
    fs::create_dir(&newer).unwrap();
    fs::write(newer.join("installation.json"), r#"{"format": 99}"#).unwrap();
    let newer = Up::fails(&newer, &["--port", "0"]);
    assert!(
        !newer.status.success() && newer.said.contains("is of format 99"),
        "{newer:?}"
    );
    let foreign = home.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("thesis.doc"), "x").unwrap();
    let foreign = Up::fails(&foreign, &["--port", "0"]);
    assert!(
        !foreign.status.success() && foreign.said.contains("holds other files"),
        "{foreign:?}"
    );

    assert!(two.end("TERM").await.status.success());
    healthy(&address).await;
    assert!(one.end("TERM").await.status.success());
}
