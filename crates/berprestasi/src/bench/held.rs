//! How much memory processes hold, as the kernel says under `/proc`.

use std::path::{Path, PathBuf};

/// The kernel's file on a process.
pub(super) fn status(pid: u32) -> PathBuf {
    PathBuf::from(format!("/proc/{pid}/status"))
}

/// The most memory that a process held so far, in MiB.
pub(super) fn peak_of(status: &Path) -> Option<f64> {
    field(status, "VmHWM:")
}

/// The memory that a process holds now, in MiB.
pub(super) fn now_of(status: &Path) -> Option<f64> {
    field(status, "VmRSS:")
}

fn field(status: &Path, name: &str) -> Option<f64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

/// Forgets the most memory that this process held, so that what follows is seen alone.
pub(super) fn forget_peak() -> std::io::Result<()> {
    std::fs::write("/proc/self/clear_refs", "5")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_holds_something() {
        let own = status(std::process::id());
        let (now, peak) = (now_of(&own).unwrap(), peak_of(&own).unwrap());
        assert!(now > 0.5 && peak >= now * 0.9, "{now} of {peak}");
    }
}
