//! How fast messages go: so many a second over all connections, so many a second to one domain.
//!
//! Messages are spaced evenly; nothing is saved up, so there are no bursts.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use tokio::time::Instant;

use crate::config::Smtp;

/// The pace of a run, shared by its connections.
#[derive(Debug)]
pub(super) struct Pace {
    every: Option<Duration>,
    every_in_domain: Option<Duration>,
    next: Mutex<Next>,
}

/// When the next message may go.
#[derive(Debug, Default)]
struct Next {
    any: Option<Instant>,
    by_domain: HashMap<String, Instant>,
}

impl Pace {
    pub(super) fn new(smtp: &Smtp) -> Self {
        let gap = |rate: f64| Duration::try_from_secs_f64(1.0 / rate).unwrap_or(Duration::MAX);
        Self {
            every: smtp.rate.map(gap),
            every_in_domain: smtp.per_domain.map(gap),
            next: Mutex::default(),
        }
    }

    /// Returns when a message to this domain may go.
    pub(super) async fn wait(&self, domain: &str) {
        while let Err(later) = self.take(domain, Instant::now()) {
            tokio::time::sleep_until(later).await;
        }
    }

    /// Takes the place of one message, or says when to ask again.
    fn take(&self, domain: &str, now: Instant) -> Result<(), Instant> {
        if self.every.is_none() && self.every_in_domain.is_none() {
            return Ok(());
        }
        // A poisoned lock only means that another connection panicked; the times in it still hold.
        let mut next = self
            .next
            .lock()
            .unwrap_or_else(|poison| poison.into_inner());
        let of_domain = next.by_domain.get(domain).copied();
        if let Some(later) = next.any.max(of_domain).filter(|&at| at > now) {
            return Err(later);
        }
        next.any = self.every.and_then(|gap| now.checked_add(gap));
        if let Some(at) = self.every_in_domain.and_then(|gap| now.checked_add(gap)) {
            next.by_domain.insert(domain.to_owned(), at);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(rate: Option<f64>, per_domain: Option<f64>) -> Pace {
        let gap = |rate: f64| Duration::from_secs_f64(1.0 / rate);
        Pace {
            every: rate.map(gap),
            every_in_domain: per_domain.map(gap),
            next: Mutex::default(),
        }
    }

    /// How many messages go in the first second, if someone always waits.
    fn in_a_second(pace: &Pace, domains: &[&str]) -> usize {
        let start = Instant::now();
        let mut gone = 0;
        for millis in 0..1_000 {
            let now = start + Duration::from_millis(millis);
            gone += domains
                .iter()
                .filter(|domain| pace.take(domain, now).is_ok())
                .count();
        }
        gone
    }

    #[test]
    fn without_limits_nothing_waits() {
        assert_eq!(in_a_second(&pace(None, None), &["a"]), 1_000);
    }

    #[test]
    fn the_rate_holds_over_all_domains() {
        assert_eq!(in_a_second(&pace(Some(10.0), None), &["a", "b", "c"]), 10);
    }

    #[test]
    fn a_domain_has_its_own_limit() {
        assert_eq!(in_a_second(&pace(None, Some(5.0)), &["a", "b"]), 10);
        assert_eq!(in_a_second(&pace(Some(100.0), Some(5.0)), &["a"]), 5);
    }

    #[test]
    fn both_limits_hold_together() {
        assert_eq!(in_a_second(&pace(Some(8.0), Some(5.0)), &["a", "b"]), 8);
    }

    #[test]
    fn a_slow_domain_keeps_no_other_waiting() {
        let pace = pace(Some(1_000.0), Some(1.0));
        let start = Instant::now();
        assert!(pace.take("slow", start).is_ok());
        let soon = start + Duration::from_millis(2);
        assert_eq!(pace.take("slow", soon), Err(start + Duration::from_secs(1)));
        assert!(pace.take("other", soon).is_ok());
    }
}
