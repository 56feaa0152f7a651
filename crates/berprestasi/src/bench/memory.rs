//! How much memory a process held.

use std::path::Path;

/// The most memory that a process held so far, in MiB; `status` is the process's file under `/proc`.
pub(super) fn peak_of(status: &Path) -> Option<f64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

/// Forgets the most memory that this process held, so that what follows is seen alone.
pub(super) fn forget_peak() -> std::io::Result<()> {
    std::fs::write("/proc/self/clear_refs", "5")
}
