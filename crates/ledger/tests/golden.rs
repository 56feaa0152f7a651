//! The form of commits, against `schemas/ledger`: what was stored once decodes for ever, to the byte.

use ledger::{Commit, Hash};

#[test]
fn stored_commits_decode_and_encode_to_the_same_bytes() {
    let examples = include_str!("../../../schemas/ledger/commits.v1.example.jsonl");
    let mut previous = None;
    for (n, stored) in examples.lines().enumerate() {
        let commit = Commit::decode(stored.as_bytes()).unwrap();
        assert_eq!(commit.version, n as u64 + 1);
        assert_eq!(
            commit.previous, previous,
            "the chain rests on the stored bytes"
        );
        assert_eq!(serde_json::to_string(&commit).unwrap(), stored);
        previous = Some(Hash::of(stored.as_bytes()));
    }
    assert_eq!(examples.lines().count(), 3);
}

#[test]
fn a_newer_or_damaged_commit_is_told_without_its_values() {
    let stored = include_str!("../../../schemas/ledger/commits.v1.example.jsonl")
        .lines()
        .next()
        .unwrap();
    let newer = Commit::decode(
        stored
            .replacen("\"format\":1", "\"format\":2", 1)
            .as_bytes(),
    );
    assert!(newer.unwrap_err().contains("format 2 is newer"));
    let broken = Commit::decode(stored.replacen("Dinas", "\u{0}Melati", 1).as_bytes()).unwrap_err();
    assert!(!broken.contains("Melati"), "{broken}");
    assert!(Commit::decode(b"").is_err());
}
