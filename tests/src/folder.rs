//! The executable under test, and the processes that use a folder.

use std::fs;
use std::path::{Path, PathBuf};

/// The executable, built in the same profile as this test.
///
/// # Panics
/// If it is not built.
#[must_use]
pub fn executable() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let profile = test
        .parent()
        .and_then(Path::parent)
        .expect("tests lie in PROFILE/deps");
    let path = profile.join("berprestasi");
    assert!(
        path.exists(),
        "{} is not built: run `cargo build -p berprestasi` first (`./dev test` does)",
        path.display()
    );
    path
}

/// Every other process that has one of these folders in its command line, by id.
#[must_use]
pub fn processes_of(folders: &[PathBuf]) -> Vec<(u32, String)> {
    let all = fs::read_dir("/proc")
        .expect("a system with /proc")
        .flatten();
    let lines = all.filter_map(|entry| {
        let id: u32 = entry.file_name().to_str()?.parse().ok()?;
        let line = fs::read(entry.path().join("cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        (id != std::process::id()).then_some((id, line))
    });
    let uses = |line: &str| {
        folders
            .iter()
            .any(|folder| line.contains(&*folder.to_string_lossy()))
    };
    lines.filter(|(_, line)| uses(line)).collect()
}
