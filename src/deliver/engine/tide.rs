//! How many connections the relay can take: found out, not guessed.
//!
//! Additive increase, multiplicative decrease: every sign that we are too many halves the number of
//! connections, and every stretch of acceptances lets one more in, up to what is configured. Half is quick
//! enough to be of use, and one by one slow enough not to be back at the wall at once.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::Instant};

/// Acceptances by every connection at work before one more is let in.
const PATIENCE: f64 = 4.0;

/// Signs that come together are one: those in flight all hear the same.
const SETTLING: Duration = Duration::from_millis(500);

/// The number of connections that may work.
#[derive(Debug)]
pub(super) struct Tide {
    level: Mutex<Level>,
    admitted: watch::Sender<usize>,
}

#[derive(Debug)]
struct Level {
    height: f64,
    most: usize,
    fell: Option<Instant>,
}

impl Tide {
    /// Starts at the full number.
    pub(super) fn new(most: usize) -> Self {
        let level = Level {
            height: most as f64,
            most,
            fell: None,
        };
        Self {
            level: Mutex::new(level),
            admitted: watch::Sender::new(most),
        }
    }

    /// Whether the connection with this number, from 0, may work.
    pub(super) fn admits(&self, connection: usize) -> bool {
        connection < *self.admitted.borrow()
    }

    /// Returns when this connection may work.
    pub(super) async fn admission(&self, connection: usize) {
        let mut admitted = self.admitted.subscribe();
        // The sender lives as long as we do.
        let _ = admitted.wait_for(|&admitted| connection < admitted).await;
    }

    /// A message was accepted.
    pub(super) fn rise(&self) {
        self.change(|level| {
            let most = level.most as f64;
            if level.height < most {
                level.height = (level.height + 1.0 / (PATIENCE * level.height)).min(most);
            }
        });
    }

    /// The relay has too much of us.
    pub(super) fn fall(&self, now: Instant) {
        self.change(|level| {
            let settling = |fell: Instant| now.saturating_duration_since(fell) < SETTLING;
            if !level.fell.is_some_and(settling) {
                // One is always left, unless none is wanted at all.
                level.height = (level.height / 2.0).max(1.0).min(level.most as f64);
                level.fell = Some(now);
            }
        });
    }

    /// Another number is configured.
    pub(super) fn set_most(&self, most: usize) {
        self.change(|level| {
            // Where nothing held us back, the new number is meant to be used.
            if level.height >= level.most as f64 || level.height > most as f64 {
                level.height = most as f64;
            }
            level.most = most;
        });
    }

    fn change(&self, change: impl FnOnce(&mut Level)) {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut level);
        let whole = level.height as usize;
        self.admitted.send_if_modified(|admitted| {
            let changed = *admitted != whole;
            *admitted = whole;
            changed
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Tide {
        fn height(&self) -> usize {
            *self.admitted.borrow()
        }
    }

    #[test]
    fn signs_that_come_together_are_one() {
        let tide = Tide::new(16);
        let start = Instant::now();
        tide.fall(start);
        tide.fall(start + Duration::from_millis(100));
        assert_eq!(tide.height(), 8);
        tide.fall(start + Duration::from_secs(1));
        assert_eq!(tide.height(), 4);
        for second in 2..9 {
            tide.fall(start + Duration::from_secs(second));
        }
        assert_eq!(tide.height(), 1, "one connection is always left");
        assert!(tide.admits(0) && !tide.admits(1));
    }

    #[test]
    fn acceptances_let_one_in_after_the_other() {
        let tide = Tide::new(4);
        tide.fall(Instant::now());
        assert_eq!(tide.height(), 2);
        for _ in 0..7 {
            tide.rise();
        }
        assert_eq!(tide.height(), 2);
        for _ in 0..3 {
            tide.rise();
        }
        assert_eq!(tide.height(), 3);
        for _ in 0..1_000 {
            tide.rise();
        }
        assert_eq!(tide.height(), 4, "never more than is configured");
    }

    #[test]
    fn none_means_none() {
        let tide = Tide::new(4);
        tide.set_most(0);
        tide.fall(Instant::now());
        tide.rise();
        assert!(!tide.admits(0), "nothing that is heard undoes a pause");
        tide.set_most(4);
        assert_eq!(tide.height(), 4);
    }

    #[test]
    fn another_configured_number_is_used_at_once() {
        let tide = Tide::new(2);
        tide.set_most(8);
        assert_eq!(tide.height(), 8);
        tide.set_most(3);
        assert_eq!(tide.height(), 3);
        tide.fall(Instant::now());
        tide.set_most(9);
        assert_eq!(tide.height(), 1, "what the relay said still holds");
    }
}
