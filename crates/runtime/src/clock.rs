//! The time, as an argument. Nothing else in the workspace may ask the system for it, so that
//! replays and tests agree on it.

use jiff::Timestamp;

/// Where a process takes the time from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Clock {
    /// The system's clock.
    #[default]
    System,
    /// Always this instant, for tests.
    Fixed(Timestamp),
}

impl Clock {
    /// The time now.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that asks the system for the time"
    )]
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(instant) => instant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still_and_the_system_clock_moves_on() {
        let instant = "2026-08-17T03:00:00Z".parse().unwrap();
        assert_eq!(Clock::Fixed(instant).now(), instant);
        assert!(Clock::System.now() > instant - jiff::SignedDuration::from_hours(24 * 365));
    }
}
