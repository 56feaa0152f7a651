//! What the README tells people to type works as it stands.

use std::path::Path;
use std::process::Command;

use e2e::{Said, Up, ran};
use tempfile::TempDir;

/// The README's block of commands.
fn block() -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let mark = "<!-- the tests run this block as it stands -->\n```sh\n";
    let (_, rest) = readme.split_once(mark).expect("the mark and the block");
    let (block, _) = rest.split_once("\n```\n").expect("the fence that closes");
    block.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_block_of_the_readme_ends_with_an_announcement() {
    let home = TempDir::new().unwrap();
    let dir = home.path().join("data");
    let mut up = Up::start(&dir, &["--demo", "kecil"]);
    let address = up.address().await;
    up.loaded().await;
    let mut shell = Command::new("timeout");
    shell
        .args(["60", "sh", "-e", "-c", &block()])
        .env("BERPRESTASI_DATA", &dir)
        .env("BERPRESTASI_URL", address);
    let ended: Said = ran(&mut shell);
    assert!(ended.status.success(), "{ended:?}");
    let last = ended.printed.lines().last();
    let wanted = "Penerima penghargaan ASN Berprestasi 2027";
    assert_eq!(last, Some(wanted), "{ended:?}");
    assert!(up.end("TERM").await.status.success());
}
