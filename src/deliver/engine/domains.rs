//! What each recipient domain has said in this run, and whether it wants to be left alone for a while.
//!
//! A domain that says "not now" several times in a row rests: its other recipients are put off untried,
//! instead of asking it a thousand times. One acceptance ends that.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

/// Refusals for now in a row after which a domain rests.
const PATIENCE: u32 = 3;

/// The same for a domain that takes at the second try what it refused at the first, as greylisters do: it has to see each
/// recipient once before it takes any.
const PATIENCE_WITH_GREYLISTERS: u32 = 100;

/// The longest rest.
const LONGEST_REST: Duration = Duration::from_secs(4 * 3_600);

/// Domains that are told apart; lists with more have them once each, and those need no rest.
const MOST: usize = 20_000;

/// The domains of a run, by name.
#[derive(Debug, Default)]
pub struct Domains(Mutex<HashMap<String, Domain>>);

/// What a domain has said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Domain {
    /// Messages taken.
    pub accepted: u64,
    /// Refused for now.
    pub deferred: u64,
    /// Refused for good.
    pub failed: u64,
    /// Until when it is left alone.
    pub rests_until: Option<DateTime<Utc>>,
    #[serde(skip)]
    in_a_row: u32,
    #[serde(skip)]
    greylists: bool,
    #[serde(skip)]
    rests: u32,
}

impl Domains {
    /// Those with the most messages first, at most `count` of them.
    pub fn largest(&self, count: usize) -> Vec<(String, Domain)> {
        let domains = self.domains();
        let mut all: Vec<(&String, &Domain)> = domains.iter().collect();
        let total = |domain: &Domain| domain.accepted + domain.deferred + domain.failed;
        all.sort_by(|one, other| {
            total(other.1)
                .cmp(&total(one.1))
                .then_with(|| one.0.cmp(other.0))
        });
        all.truncate(count);
        all.into_iter()
            .map(|(name, domain)| (name.clone(), domain.clone()))
            .collect()
    }

    /// Until when this domain is left alone.
    pub(super) fn rests_until(&self, name: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let domains = self.domains();
        let until = domains.get(name)?.rests_until?;
        (until > now).then_some(until)
    }

    /// It took a message that had been tried so often before.
    pub(super) fn accepted(&self, name: &str, tries: u32) {
        self.change(name, |domain| {
            domain.accepted += 1;
            domain.greylists |= tries > 0;
            (domain.in_a_row, domain.rests, domain.rests_until) = (0, 0, None);
        });
    }

    /// It refused one for good: it is at work, whatever it thinks of that recipient.
    pub(super) fn failed(&self, name: &str) {
        self.change(name, |domain| {
            domain.failed += 1;
            domain.in_a_row = 0;
        });
    }

    /// It refused one for now. `first` is the length of a first rest; each further one is twice as long.
    pub(super) fn deferred(&self, name: &str, now: DateTime<Utc>, first: Duration) {
        self.change(name, |domain| {
            domain.deferred += 1;
            domain.in_a_row += 1;
            let patience = match domain.greylists {
                true => PATIENCE_WITH_GREYLISTERS,
                false => PATIENCE,
            };
            if domain.in_a_row < patience || domain.rests_until.is_some_and(|until| until > now) {
                return;
            }
            let rest = first
                .saturating_mul(2_u32.saturating_pow(domain.rests.min(16)))
                .min(LONGEST_REST.max(first));
            domain.rests += 1;
            domain.in_a_row = 0;
            let until = now + TimeDelta::from_std(rest).unwrap_or(TimeDelta::MAX);
            tracing::info!(domain = name, %until, "not now, it says again and again: it is left alone");
            domain.rests_until = Some(until);
        });
    }

    fn change(&self, name: &str, change: impl FnOnce(&mut Domain)) {
        let mut domains = self.domains();
        if let Some(domain) = domains.get_mut(name) {
            change(domain);
        } else if domains.len() < MOST {
            change(domains.entry(name.to_owned()).or_default());
        }
    }

    fn domains(&self) -> MutexGuard<'_, HashMap<String, Domain>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_secs(60);

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000 + seconds, 0).unwrap()
    }

    fn refuse(domains: &Domains, times: u32, now: i64) {
        for _ in 0..times {
            domains.deferred("mill.example", at(now), FIRST);
        }
    }

    #[test]
    fn a_domain_rests_after_some_refusals_in_a_row_and_longer_each_time() {
        let domains = Domains::default();
        let rest = |now| domains.rests_until("mill.example", at(now));
        refuse(&domains, 2, 0);
        assert_eq!(rest(0), None);
        refuse(&domains, 1, 0);
        assert_eq!(rest(0), Some(at(60)));
        refuse(&domains, 9, 10);
        assert_eq!(rest(10), Some(at(60)), "those in flight lengthen nothing");
        assert_eq!(rest(60), None);
        refuse(&domains, 3, 70);
        assert_eq!(rest(70), Some(at(190)));
        assert_eq!(domains.rests_until("lock.example", at(70)), None);
    }

    #[test]
    fn an_acceptance_ends_it() {
        let domains = Domains::default();
        refuse(&domains, 3, 0);
        domains.accepted("mill.example", 0);
        assert_eq!(domains.rests_until("mill.example", at(1)), None);
        refuse(&domains, 2, 2);
        domains.failed("mill.example");
        refuse(&domains, 2, 3);
        assert_eq!(domains.rests_until("mill.example", at(4)), None);
        let largest = domains.largest(5);
        assert_eq!((largest[0].1.accepted, largest[0].1.failed), (1, 1));
    }

    #[test]
    fn a_greylister_may_see_more_of_us() {
        let domains = Domains::default();
        domains.accepted("mill.example", 1);
        refuse(&domains, 99, 0);
        assert_eq!(domains.rests_until("mill.example", at(0)), None);
        refuse(&domains, 1, 0);
        assert!(domains.rests_until("mill.example", at(0)).is_some());
    }
}
