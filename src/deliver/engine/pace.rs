//! How fast messages go: so many a second over all connections, so many a second to one domain.
//!
//! Messages are spaced evenly; nothing is saved up, so there are no bursts.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::Limits;

/// Domains whose next turn is remembered. Those whose turn has come need not be; where so many still wait for theirs,
/// the others wait with them.
const MOST: usize = 20_000;

/// The pace of a run, shared by its connections.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<Beat>);

/// The limits, and when the next message may go.
#[derive(Debug, Default)]
struct Beat {
    every: Option<Duration>,
    every_in_domain: Option<Duration>,
    next: Option<Instant>,
    next_in_domain: HashMap<String, Instant>,
    /// When there is room for another domain, where there was none.
    room: Option<Instant>,
}

impl Pace {
    pub(super) fn new(limits: &Limits) -> Self {
        let pace = Self::default();
        pace.set(limits);
        pace
    }

    /// Other limits from now on.
    pub(super) fn set(&self, limits: &Limits) {
        let gap = |rate: f64| Duration::try_from_secs_f64(1.0 / rate).unwrap_or(Duration::MAX);
        let mut beat = self.beat();
        beat.every = limits.rate.map(gap);
        beat.every_in_domain = limits.per_domain.map(gap);
        beat.next = None;
        beat.next_in_domain.clear();
        beat.room = None;
    }

    /// Takes the place of one message to this domain, or says when to ask again.
    pub(super) fn take(&self, domain: &str, now: Instant) -> Result<(), Instant> {
        let mut beat = self.beat();
        if beat.every.is_none() && beat.every_in_domain.is_none() {
            return Ok(());
        }
        let of_domain = beat.next_in_domain.get(domain).copied();
        if let Some(later) = beat.next.max(of_domain).filter(|&at| at > now) {
            return Err(later);
        }
        if beat.every_in_domain.is_some() && of_domain.is_none() {
            beat.make_room(now)?;
        }
        beat.next = beat.every.and_then(|gap| now.checked_add(gap));
        if let Some(at) = beat.every_in_domain.and_then(|gap| now.checked_add(gap)) {
            beat.next_in_domain.insert(domain.to_owned(), at);
        }
        Ok(())
    }

    /// A poisoned lock only means that another connection panicked; the times in it still hold.
    fn beat(&self) -> MutexGuard<'_, Beat> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Beat {
    /// Forgets domains whose turn has come, where there is no room for another; when to ask again, where none has.
    fn make_room(&mut self, now: Instant) -> Result<(), Instant> {
        if self.next_in_domain.len() < MOST {
            return Ok(());
        }
        if let Some(later) = self.room.filter(|&at| at > now) {
            return Err(later);
        }
        self.next_in_domain.retain(|_, at| *at > now);
        self.room = self.next_in_domain.values().min().copied();
        match self.room.filter(|_| self.next_in_domain.len() >= MOST) {
            Some(later) => Err(later),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(rate: Option<f64>, per_domain: Option<f64>) -> Pace {
        Pace::new(&Limits {
            connections: 1,
            rate,
            per_domain,
        })
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

    #[test]
    fn however_many_domains_there_are_it_remembers_a_bounded_number() {
        let pace = pace(None, Some(1.0));
        let start = Instant::now();
        let second = start + Duration::from_secs(1);
        for n in 0..MOST {
            assert_eq!(pace.take(&n.to_string(), start), Ok(()));
        }
        let soon = start + Duration::from_millis(2);
        assert_eq!(pace.take("another", soon), Err(second));
        assert_eq!(pace.take("7", soon), Err(second));
        assert_eq!(pace.take("another", second), Ok(()));
        assert_eq!(pace.beat().next_in_domain.len(), 1);
    }
}
