//! Which of our crates may use which, and who may name the outside world.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

const SERVICES: &[&str] = &[
    "nominations",
    "endorsements",
    "performance",
    "committee",
    "announcements",
];
/// What a crate may use of ours. Anything not listed is not allowed.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("embedded", &[]),
    ("imports", &["domain"]),
    ("ledger", &["domain"]),
    ("readmodel", &["domain"]),
    ("runtime", &["domain", "ledger", "readmodel"]),
    ("projections", &["domain", "ledger", "readmodel", "runtime"]),
    (
        "portal",
        &[
            "imports",
            "domain",
            "ledger",
            "readmodel",
            "runtime",
            "nominations",
            "endorsements",
            "performance",
            "committee",
            "announcements",
        ],
    ),
];
/// Crates that only one of ours may name.
const OWNED: &[(&str, &str)] = &[
    ("async-nats", "ledger"),
    ("tokio-postgres", "readmodel"),
    ("deadpool-postgres", "readmodel"),
    ("refinery", "readmodel"),
    ("askama", "portal"),
    ("clap", "berprestasi"),
    ("indicatif", "berprestasi"),
];
/// What the pure domain may name: data, dates, numbers and hashes, nothing that acts.
const DOMAIN: &[&str] = &[
    "ac-library-rs",
    "hmac",
    "jiff",
    "num-bigint",
    "num-integer",
    "num-rational",
    "num-traits",
    "saphyr-parser",
    "schemars",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "uuid",
];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new()
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec();
    metadata
        .expect("cargo metadata describes the workspace")
        .packages
}

fn uses(package: &Package) -> impl Iterator<Item = &str> {
    let normal = package
        .dependencies
        .iter()
        .filter(|d| d.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.as_str())
}

#[test]
fn crates_depend_only_downwards() {
    let packages = packages();
    let ours: BTreeSet<&str> = packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let mut may: BTreeMap<&str, BTreeSet<&str>> = MAY_USE
        .iter()
        .map(|(name, of)| (*name, of.iter().copied().collect()))
        .collect();
    for service in SERVICES {
        may.insert(
            service,
            BTreeSet::from(["domain", "ledger", "readmodel", "runtime"]),
        );
    }
    // It keeps what files bring in.
    may.entry("performance").or_default().insert("imports");
    for package in &packages {
        let name = package.name.as_str();
        // The composition root and its tests see everything.
        if matches!(name, "berprestasi" | "e2e") {
            continue;
        }
        let allowed = may
            .get(name)
            .unwrap_or_else(|| panic!("{name} has no line in MAY_USE"));
        for used in uses(package).filter(|used| ours.contains(used)) {
            assert!(allowed.contains(used), "{name} must not use {used}");
        }
    }
}

#[test]
fn nothing_depends_on_the_composition_root() {
    for package in packages() {
        let name = package.name.as_str();
        assert!(
            name == "e2e" || !uses(&package).any(|used| used == "berprestasi"),
            "{name}"
        );
    }
}

#[test]
fn the_outside_world_is_named_in_one_crate_each() {
    for package in packages() {
        for (outside, owner) in OWNED {
            let named = uses(&package).any(|used| used == *outside);
            assert!(
                !named || package.name.as_str() == *owner,
                "{} names {outside}",
                package.name
            );
        }
    }
}

#[test]
fn the_domain_is_pure() {
    let packages = packages();
    let domain = packages
        .iter()
        .find(|package| package.name.as_str() == "domain")
        .unwrap();
    for used in uses(domain) {
        assert!(DOMAIN.contains(&used), "the domain names {used}");
    }
}
