//! Waiting for a condition, with a deadline.

use std::time::{Duration, Instant};

/// How long a test waits for something that should happen at once.
const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(5);

/// Asks until there is an answer, and fails the test after half a minute.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(started.elapsed() < LIMIT, "waited too long until {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
