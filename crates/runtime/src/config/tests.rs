use super::*;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/config")
}

fn sample() -> String {
    std::fs::read_to_string(samples().join("berprestasi.toml")).unwrap()
}

fn error(text: &str) -> String {
    Config::parse(Path::new("x.toml"), text)
        .unwrap_err()
        .to_string()
}

#[test]
fn the_samples_in_deploy_are_valid() {
    let files: Vec<_> = std::fs::read_dir(samples()).unwrap().collect();
    assert!(!files.is_empty());
    for file in files {
        let path = file.unwrap().path();
        let config = Config::load(&path).unwrap();
        for role in ServiceRole::ALL {
            assert!(config.nats.ledger.contains_key(&role), "{role} in {path:?}");
        }
        assert!(
            config.master_key_file.starts_with(samples()) || config.master_key_file.is_absolute()
        );
    }
}

#[test]
fn secrets_are_never_printed() {
    let config = Config::load(&samples().join("berprestasi.toml")).unwrap();
    let printed = format!("{config:?}");
    assert!(printed.contains("[secret]"));
    assert!(!printed.contains("change-me"), "{printed}");
    assert!(config.postgres.web.reveal().contains("change-me"));
}

#[test]
fn an_error_names_file_line_and_key_but_not_the_value() {
    let misspelt = sample().replace("listen =", "listne =");
    let told = error(&misspelt);
    assert!(told.starts_with("x.toml, line "), "{told}");
    assert!(told.contains("listne"), "{told}");
    assert!(told.contains("deploy/config/berprestasi.toml"), "{told}");

    let number = sample().replacen("password = \"change-me\"", "password = 90210", 1);
    let told = error(&number);
    assert!(told.contains("password: expected a string"), "{told}");
    assert!(!told.contains("90210"), "{told}");

    let broken = sample().replacen("password = \"change-me\"", "password = \"change-me", 1);
    let told = error(&broken);
    assert!(!told.contains("change-me"), "{told}");
}

#[test]
fn a_missing_file_says_where_a_sample_is() {
    let error = Config::load(Path::new("/nowhere/b.toml")).unwrap_err();
    assert!(error.to_string().contains("/nowhere/b.toml"));
    assert!(error.to_string().contains("deploy/config/berprestasi.toml"));
}

#[test]
fn a_public_address_is_a_scheme_and_a_host() {
    let with = |url: &str| {
        let key = format!("public-url = \"{url}\"\nlisten =");
        sample()
            .replace("public-url =", "# ")
            .replace("listen =", &key)
    };
    let parse = |url| Config::parse(Path::new("x.toml"), &with(url));
    for good in ["https://penghargaan.example.go.id", "http://127.0.0.1:8080"] {
        let config = parse(good).unwrap();
        assert_eq!(config.http.public_url.as_deref(), Some(good));
    }
    for bad in [
        "example.go.id",
        "https://",
        "https://x.id/",
        "https://x.id/a",
        "https://a b",
    ] {
        let told = parse(bad).unwrap_err().to_string();
        assert!(told.contains("public-url: expected a scheme"), "{told}");
    }
}
