use ledger::{Ledger, MasterKey};
use proptest::prelude::*;

use super::super::cloud::{Attributes, TYPE, cloud_event};
use super::*;

const GOOD: &str = r#"{"source":"simpeg","id":"7","nip":"198003012005011900","period":"2026",
    "performance":{"kind":"training","hours":8,"course":null}}"#;

fn problem(text: &str) -> (String, Option<String>) {
    let problem = read_line(text.as_bytes()).unwrap_err();
    (
        problem.code().to_owned(),
        problem.field().map(str::to_owned),
    )
}

#[test]
fn a_line_names_somebody_once() {
    assert!(read_line(GOOD.as_bytes()).is_ok());
    let person = r#""person":"00000000-0000-0000-0000-000000000001""#;
    let both = GOOD.replace(r#""period""#, &format!(r#"{person},"period""#));
    let field = |field: &str| Some(field.to_owned());
    assert_eq!(problem(&both), ("invalid-field".into(), field("nip")));
    let nobody = GOOD.replace(r#""nip":"198003012005011900","#, "");
    assert_eq!(problem(&nobody), ("missing-field".into(), field("person")));
    let one = nobody.replace(r#""period""#, &format!(r#"{person},"period""#));
    assert!(read_line(one.as_bytes()).is_ok());
    let broken = GOOD.replace("198003012005011900", "1.98003E+17");
    assert_eq!(problem(&broken), ("invalid-field".into(), field("nip")));
    let twice = GOOD.replace(r#""id":"7""#, r#""id":"7","id":"8""#);
    assert_eq!(problem(&twice), ("invalid-field".into(), field("id")));
    assert_eq!(problem("{").0, "malformed-json");
}

#[test]
fn what_is_wrong_never_quotes_a_number() {
    for bad in [
        "19800301200501190",
        "198003012005013900",
        "A98003012005011900",
    ] {
        let told = read_line(GOOD.replace("198003012005011900", bad).as_bytes()).unwrap_err();
        assert!(!format!("{:?}", told.detail()).contains("98003"), "{bad}");
    }
}

#[test]
fn a_number_is_seen_behind_separators() {
    assert!(telling("198003012005011900") && telling("nip-19800301 200501 1 900"));
    assert!(!telling("2026-09-17T08:00:00Z") && !telling("0190e7a1-5b3c-7d2e-8f10-1234567890ab"));
}

async fn vault() -> Option<(embedded::Nats, tempfile::TempDir, Vault)> {
    let dir = tempfile::tempdir().ok()?;
    let nats = embedded::Nats::start(embedded::NatsConfig::new(dir.path()))
        .await
        .ok()?;
    let role = embedded::Role::VaultPerformance;
    let credential = nats.credentials(role);
    let credentials = ledger::Credentials {
        urls: nats.urls(),
        user: credential.user,
        password: credential.password,
        inbox: role.inbox_prefix(),
    };
    let ledger = Ledger::connect(&credentials);
    let master = MasterKey::parse(&"07".repeat(32)).ok()?;
    let vault = Vault::new(ledger.await.ok()?, master, &[]);
    Some((nats, dir, vault))
}

#[tokio::test]
async fn references_fit_differ_and_hold_no_number() {
    let (_nats, _dir, vault) = vault().await.unwrap();
    let agency = AgencyCode::new("9901").unwrap();
    let reference = |source: &str, id: &str| {
        let mut line = read_line(GOOD.as_bytes()).unwrap();
        line.source = Text::new(source).unwrap();
        line.id = Text::new(id).unwrap();
        line.reference(&vault, &agency).as_str().to_owned()
    };
    assert_eq!(reference("simpeg", "7"), "simpeg:7");
    assert_eq!(
        reference("https://simpeg.example.go.id", "7"),
        "https://simpeg.example.go.id:7"
    );
    assert_ne!(reference("a:b", "c"), reference("a", "b:c"));
    for (source, id) in [
        ("a", "b:c"),
        ("x", "198003012005011900"),
        (&"s".repeat(200), &"i".repeat(100)),
    ] {
        let kept = reference(source, id);
        assert!(
            kept.starts_with("digest:") && kept.len() <= 100 && !kept.contains("98003"),
            "{kept}"
        );
        assert_eq!(kept, reference(source, id));
    }
}

#[test]
fn both_modes_of_cloud_events_say_the_same() {
    let line = read_line(GOOD.as_bytes()).unwrap();
    let data = r#"{"nip":"198003012005011900","period":"2026",
        "performance":{"kind":"training","hours":8,"course":null}}"#;
    let whole = format!(
        r#"{{"specversion":"1.0","type":"{TYPE}","source":"simpeg","id":"7","time":"2026-01-01T00:00:00Z",
            "datacontenttype":"application/json","anything":"else","data":{data}}}"#
    );
    assert_eq!(
        cloud_event(&Attributes::default(), whole.as_bytes()).unwrap(),
        line
    );
    let some = |text: &str| Some(text.to_owned());
    let headers = Attributes {
        specversion: some("1.0"),
        kind: some(TYPE),
        source: some("simpeg"),
        id: some("7"),
    };
    assert_eq!(cloud_event(&headers, data.as_bytes()).unwrap(), line);
    let told = |attributes: &Attributes, body: &str| {
        let problem = cloud_event(attributes, body.as_bytes()).unwrap_err();
        (
            problem.code(),
            problem.field().unwrap_or_default().to_owned(),
        )
    };
    let without = Attributes {
        id: None,
        ..headers.clone()
    };
    assert_eq!(told(&without, data), ("missing-field", "id".into()));
    let other = Attributes {
        kind: some("x"),
        ..headers.clone()
    };
    assert_eq!(told(&other, data), ("invalid-field", "type".into()));
    let old = whole.replace("\"1.0\"", "\"0.3\"");
    assert_eq!(
        told(&Attributes::default(), &old),
        ("invalid-field", "specversion".into())
    );
    let blank = Attributes {
        source: some(" "),
        ..headers
    };
    assert_eq!(told(&blank, data), ("invalid-field", "source".into()));
}

proptest! {
    /// What a fuzzer would look for, in small: anything is read or refused, nothing panics.
    #[test]
    fn anything_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let line = read_line(&bytes);
        prop_assert!(line.is_ok() || !line.unwrap_err().status().is_server_error());
    }

    #[test]
    fn a_damaged_line_is_read_or_refused(at in 0..GOOD.len(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = GOOD.as_bytes().to_vec();
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
        }
        let attributes = Attributes { specversion: Some("1.0".into()), ..Attributes::default() };
        for problem in [read_line(&bytes).err(), cloud_event(&attributes, &bytes).err()].into_iter().flatten() {
            prop_assert!(!problem.status().is_server_error());
        }
    }
}
