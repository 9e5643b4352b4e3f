//! Manners: how many fetches at once a host gets from us, how long apart, and when it is left alone.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

use super::{FetchError, retry::LONGEST_REST, shown};

/// How long a host rests that says 429 without saying for how long.
const USUAL_REST: Duration = Duration::from_secs(300);

/// So many fetches in a row without an answer, and a host is left alone for a while: its next thousand pages would
/// take the same time each, and bring as little.
const STRIKES: u32 = 3;
const REST_OF_THE_SILENT: Duration = Duration::from_secs(300);

/// The pace where the configuration has none.
const PACE: Duration = Duration::from_millis(500);

/// A site's own wish for a slower pace (Crawl-delay) is heard up to here.
const SLOWEST_PACE: Duration = Duration::from_secs(10);

/// Above this many, hosts that are idle are forgotten.
const MANY_HOSTS: usize = 1_000;

#[derive(Debug)]
pub(super) struct Hosts {
    per_host: usize,
    pace: Option<Duration>,
    known: Mutex<HashMap<String, Host>>,
}

#[derive(Debug)]
struct Host {
    turns: Arc<Semaphore>,
    rest: Option<Rest>,
    /// Before this nothing new begins.
    next: Instant,
    /// What its robots.txt asks for.
    wish: Duration,
    /// Fetches without an answer since the last with one.
    strikes: u32,
}

#[derive(Debug, Clone, Copy)]
struct Rest {
    until: Instant,
    /// With which status it asked for it; none where it does not answer at all.
    status: Option<u16>,
}

/// A host that asked to be left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resting {
    /// Its name, and its port where that is not the usual one.
    pub host: String,
    /// The status it asked with: 429 or 503.
    pub status: u16,
    /// For how long yet.
    pub left: Duration,
}

impl Host {
    /// Reserves the next moment to begin at.
    fn reserve(&mut self, pace: Duration) -> Instant {
        let start = self.next.max(Instant::now());
        self.next = start + pace.max(self.wish);
        start
    }

    fn refusal(&self, url: &Url) -> Option<FetchError> {
        let rest = self.rest.filter(|rest| rest.until > Instant::now())?;
        Some(match rest.status {
            Some(status) => FetchError::Busy {
                url: shown(url),
                status,
                wait: Some(rest.until - Instant::now()),
            },
            None => FetchError::Silent { host: name(url) },
        })
    }
}

impl Hosts {
    pub(super) fn new(per_host: usize, pace: Option<Duration>) -> Self {
        Self {
            per_host: per_host.max(1),
            pace,
            known: Mutex::default(),
        }
    }

    /// Waits for a turn at the host, unless it asked us to stay away.
    pub(super) async fn turn(&self, url: &Url) -> Result<OwnedSemaphorePermit, FetchError> {
        let turns = self.with(url, |host| host.turns.clone());
        let turn = turns
            .acquire_owned()
            .await
            .map_err(|_| FetchError::Broken {
                url: shown(url),
                why: "the program is stopping".to_owned(),
            })?;
        let pace = self.pace_of(url);
        let start = self.with(url, |host| match host.refusal(url) {
            Some(refusal) => Err(refusal),
            None => Ok(host.reserve(pace)),
        })?;
        tokio::time::sleep_until(start.into()).await;
        // Asked again after the wait: whoever was before us may have been sent away.
        match self.with(url, |host| host.refusal(url)) {
            Some(refusal) => Err(refusal),
            None => Ok(turn),
        }
    }

    fn pace_of(&self, url: &Url) -> Duration {
        let own = || {
            if is_this_machine(url) {
                Duration::ZERO
            } else {
                PACE
            }
        };
        self.pace.unwrap_or_else(own)
    }

    /// Remembers that the host asked us to stay away. A 503 without a time is about the page as often as about the
    /// host, and holds nothing up.
    pub(super) fn rest(&self, url: &Url, status: u16, wait: Option<Duration>) {
        let wait = wait.or((status == 429).then_some(USUAL_REST));
        let Some(wait) = wait else { return };
        self.rest_until(&name(url), Some(status), wait.min(LONGEST_REST));
    }

    fn rest_until(&self, name: &str, status: Option<u16>, wait: Duration) {
        let until = Instant::now() + wait;
        self.named(name, |host| {
            // Of two answers the longer holds.
            if host.rest.is_none_or(|rest| rest.until < until) {
                host.rest = Some(Rest { until, status });
            }
        });
    }

    /// Remembers that the host wants us slower than we are.
    pub(super) fn slow_down(&self, url: &Url, wish: Duration) {
        self.with(url, |host| host.wish = wish.min(SLOWEST_PACE));
    }

    /// The host answered, whatever it said.
    pub(super) fn answered(&self, url: &Url) {
        self.with(url, |host| host.strikes = 0);
    }

    /// The host did not answer at all.
    pub(super) fn was_silent(&self, url: &Url) {
        let strikes = self.with(url, |host| {
            host.strikes += 1;
            host.strikes
        });
        if strikes >= STRIKES {
            self.with(url, |host| host.strikes = 0);
            self.rest_until(&name(url), None, REST_OF_THE_SILENT);
        }
    }

    /// The hosts that asked to be left alone, and still want to be.
    pub(super) fn resting(&self) -> Vec<Resting> {
        let now = Instant::now();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let resting = known.iter().filter_map(|(name, host)| {
            let rest = host.rest.filter(|rest| rest.until > now)?;
            Some(Resting {
                host: name.clone(),
                status: rest.status?,
                left: rest.until - now,
            })
        });
        resting.collect()
    }

    /// Takes over what an earlier run was told.
    pub(super) fn remember(&self, resting: &Resting) {
        let wait = resting.left.min(LONGEST_REST);
        self.rest_until(&resting.host, Some(resting.status), wait);
    }

    fn with<T>(&self, url: &Url, then: impl FnOnce(&mut Host) -> T) -> T {
        self.named(&name(url), then)
    }

    fn named<T>(&self, name: &str, then: impl FnOnce(&mut Host) -> T) -> T {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > MANY_HOSTS {
            let now = Instant::now();
            known.retain(|_, host| {
                Arc::strong_count(&host.turns) > 1 || host.rest.is_some_and(|rest| rest.until > now)
            });
        }
        then(known.entry(name.to_owned()).or_insert_with(|| Host {
            turns: Arc::new(Semaphore::new(self.per_host)),
            rest: None,
            next: Instant::now(),
            wish: Duration::ZERO,
            strikes: 0,
        }))
    }
}

/// What a host goes by: two ports are two servers.
fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests;
