//! The one place that reads the clock. Everything else is told what time it is.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// Where "now" comes from.
#[derive(Debug, Clone, Copy, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Always this moment: for the demo and for tests.
    Fixed(DateTime<Utc>),
    /// The machine's clock, so much fast (or slow): for what has to happen in the middle of something.
    Shifted(TimeDelta),
}

impl Clock {
    /// A clock that shows this moment now, and goes on from there.
    pub fn starting(at: DateTime<Utc>) -> Self {
        Self::Shifted(at - Self::System.now())
    }

    /// The present moment, in whole microseconds: what every store can keep.
    #[expect(clippy::disallowed_methods, reason = "this is the clock's one place")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::Fixed(at) => at,
            Self::Shifted(by) => Self::System.now() + by,
            Self::System => {
                let now = Utc::now();
                now.duration_trunc(TimeDelta::microseconds(1))
                    .unwrap_or(now)
            }
        }
    }
}
